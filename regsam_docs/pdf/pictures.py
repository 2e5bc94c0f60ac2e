"""Pictures as WeasyPrint may have them: really PNG, JPEG or SVG, whole, not huge, and in colours PDF/A allows."""

from __future__ import annotations

import io
import warnings

from PIL import Image

from regsam_docs.limits import IMAGE_PIXELS

SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": ("PNG", "image/png"),
    b"\xff\xd8\xff": ("JPEG", "image/jpeg"),
}
SVG = "image/svg+xml"
QUALITY = 92
"""Of a JPEG that has to be written anew: no loss that shows."""


class Unreadable(Exception):
    """This is no picture that can be printed."""


def printable(data: bytes) -> tuple[bytes, str]:
    """Return a picture's bytes, changed only if PDF/A needs other colours, and its MIME type told by the content.

    Raises Unreadable for what is cut off, too large, or of a kind that is not allowed: WeasyPrint itself would
    print half a picture, and would try every format Pillow knows.
    """
    for signature, (kind, mime) in SIGNATURES.items():
        if data.startswith(signature):
            return _raster(data, kind), mime
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"<") or b"<!ENTITY" in data:
        raise Unreadable
    return data, SVG


def _raster(data: bytes, kind: str) -> bytes:
    try:
        with warnings.catch_warnings():
            # Pillow warns of what it suspects to be a bomb.
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=[kind]) as image:
                if image.width * image.height > IMAGE_PIXELS:
                    raise Unreadable
                image.load()
                return _recoloured(image, data, kind)
    except (OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError) as error:
        raise Unreadable from error


def _recoloured(image: Image.Image, data: bytes, kind: str) -> bytes:
    if image.mode.startswith("I"):
        # Pillow cuts 16 bits off at 255 instead of scaling them.
        better = image.point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode == "CMYK":
        better = image.convert("RGB")
    else:
        return data
    file = io.BytesIO()
    better.save(file, kind, quality=QUALITY, exif=image.getexif())
    return file.getvalue()
