"""Pictures whose parts point at each other (TIFF, BMP): read whole and written anew, without loss."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import Any

from regsam_docs import limits
from regsam_docs.cleaning import BROKEN, SAVE, Unclean, icc

_RAW, _PARTS = 50706, 330
"""Tags of a camera's raw picture (DNG), and of a picture made of several."""

_MOST_PAGES = 200


def tiff(data: bytes) -> bytes:
    """A TIFF with the pixels, colours and resolution of its pages alone, standing upright. Raises Unclean for one that cannot be
    read or written without loss."""
    return _redrawn(data, "TIFF", compression="tiff_adobe_deflate")


def bmp(data: bytes) -> bytes:
    """A BMP with its pixels alone. Raises Unclean for one that cannot be read or written without loss."""
    return _redrawn(data, "BMP")


def _redrawn(data: bytes, form: str, **options: Any) -> bytes:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own limit is ours, below
            pages = _pages(data, form)
            made = BytesIO()
            first = pages[0]
            more = {"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}
            first.save(made, form, **first.info, **more, **options)
            if [_look(page) for page in _pages(made.getvalue(), form)] != [_look(page) for page in pages]:
                raise Unclean(f"Das Bild lässt sich nicht ohne Verlust säubern. {SAVE}")
    except Unclean:
        raise
    except (Image.DecompressionBombError, MemoryError) as large:
        raise Unclean(f"Das Bild hat zu viele Bildpunkte. {SAVE}") from large
    except Exception as error:
        raise Unclean(BROKEN) from error
    return made.getvalue()


def _pages(data: bytes, form: str) -> list[Any]:
    """The pages of a picture, upright, with nothing besides their pixels, colour profile and resolution."""
    from PIL import Image, ImageOps, ImageSequence

    pages: list[Any] = []
    with Image.open(BytesIO(data), formats=[form]) as picture:
        for page in ImageSequence.Iterator(picture):
            tags: Any = getattr(page, "tag_v2", {})
            if len(pages) >= _MOST_PAGES or page.width * page.height > limits.IMAGE_PIXELS or _RAW in tags or _PARTS in tags:
                raise Unclean(f"Das ist das Rohbild einer Kamera oder eine zu große Sammlung von Bildern. {SAVE}")
            upright = ImageOps.exif_transpose(page)
            plain = Image.frombytes(upright.mode, upright.size, upright.tobytes())
            if upright.mode == "P":
                plain.putpalette(upright.getpalette() or [])
            profile = icc.cleaned(page.info.get("icc_profile") or b"")
            kept = {"dpi": page.info.get("dpi"), "icc_profile": profile}
            plain.info = {name: value for name, value in kept.items() if value}
            pages.append(plain)
    return pages


def _look(page: Any) -> tuple[Any, ...]:
    return page.mode, page.size, page.getpalette() if page.mode == "P" else None, page.tobytes()
