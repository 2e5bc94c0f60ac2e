"""Pictures: what they are, and whether they may be printed."""

from __future__ import annotations

import re
import warnings
from io import BytesIO
from typing import Literal

from regsam_docs import limits
from regsam_docs.cleaning import BROKEN, pixels
from regsam_docs.cleaning import SAVE as _SAVE
from regsam_docs.finding import Rule
from regsam_docs.german import number

PictureFormat = Literal["png", "jpeg", "svg"]

_SVG = re.compile(
    rb"(?:\s++|<!(?=--)(?s:.)*?-->|<(?=\?)(?s:.)*?\?>|<!DOCTYPE[^\[>]*+(?:\[[^\]]*+\][^>]*+)?>)*+"
    rb"<(?:[A-Za-z_][\w.-]*+:)?svg[\s/>]"
)
"""A drawing's root, and what may stand before it: comments, instructions, and a document type with its own brackets."""
_OTHERS = {
    b"%!PS": "eine EPS-Datei",
    b"\xc5\xd0\xd3\xc6": "eine EPS-Datei",
    b"%PDF": "eine PDF-Datei",
    b"GIF8": "ein GIF",
    b"RIFF": "ein WebP-Bild",
    b"II*\0": "ein TIFF-Bild",
    b"MM\0*": "ein TIFF-Bild",
    b"BM": "ein Windows-Bitmap",
    b"\x1f\x8b": "eine gepackte Datei (vielleicht SVGZ)",
}


def kind(data: bytes) -> PictureFormat | None:
    """What a picture is, by its first bytes: names of files can lie. None for anything but PNG, JPEG and
    SVG."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    return "svg" if _SVG.match(data[:65536].removeprefix(b"\xef\xbb\xbf")) else None


def problem(data: bytes) -> str | None:
    """Why a picture cannot be printed, as a German sentence with what to do; None if it can be.

    Says so without opening anything else than these bytes, and without decoding more pixels than are allowed
    (`limits.IMAGE_BYTES`, `limits.IMAGE_PIXELS`).
    """
    if len(data) > limits.IMAGE_BYTES:
        size = number(len(data) / limits.MIB, 1)
        allowed = limits.IMAGE_BYTES // limits.MIB
        return f"Das Bild ist {size} MiB groß, erlaubt sind {allowed} MiB. Verkleinern Sie es."
    match kind(data):
        case "svg":
            from regsam_docs.texts import svg

            return svg.problem(data)
        case None:
            return _unknown(data)
        case raster:
            return _raster(data, raster)


def unprinted(data: bytes) -> tuple[Rule, str] | None:
    """Why a picture that can be shown (`problem`) would be printed otherwise than shown, and by which rule; None if it is not."""
    if kind(data) != "svg":
        return None
    from regsam_docs.texts import svg

    return svg.unprinted(data)


def _unknown(data: bytes) -> str:
    if not data:
        return f"Die Bilddatei ist leer. {_SAVE}"
    found = next((name for start, name in _OTHERS.items() if data.startswith(start)), None)
    what = f"Das ist {found}" if found else "Das ist kein Bild"
    return f"{what}; erlaubt sind PNG, JPEG und SVG (der Inhalt zählt, nicht der Name). {_SAVE}"


def _raster(data: bytes, raster: Literal["png", "jpeg"]) -> str | None:
    """Decodes the whole picture, once its header has said that it is not too large. What is judged is what will be published: the
    picture without what is not seen (`cleaning`), so that nothing odd in there can be in its way."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own limit is ours, below
            if raster == "png" and (said := _beyond(*pixels.png_size(data))):
                return said
            clean = pixels.png(data) if raster == "png" else pixels.jpeg(data)
            with Image.open(BytesIO(clean), formats=[raster.upper()]) as picture:
                if said := _beyond(*picture.size):
                    return said
                picture.load()
    except Image.DecompressionBombError:
        return _too_large("zu viele Bildpunkte")
    except Exception:  # noqa: BLE001  # whatever a decoder stumbles over, the file is broken
        return BROKEN
    return None


def _beyond(width: int, height: int) -> str | None:
    return _too_large(f"{width} × {height} Bildpunkte") if width * height > limits.IMAGE_PIXELS else None


def _too_large(size: str) -> str:
    allowed = limits.IMAGE_PIXELS // 1_000_000
    return f"Das Bild hat {size}, erlaubt sind zusammen {allowed} Millionen. Verkleinern Sie es."
