"""Two pictures of the same page, compared so that another rendering of letters does not count and another look does."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter, ImageOps

TILE = 24
"""Side in pixels of the squares in which a page is compared."""
MOST = 26
"""Largest mean difference of a square, of 255: above what a pixel's shift of a line of text makes."""


def difference(old: Image.Image, new: Image.Image) -> tuple[float, Image.Image]:
    """The largest difference of any square (255: other sizes), and a picture of it: what differs is dark."""
    if old.size != new.size:
        return 255.0, new
    soft = [image.convert("RGB").filter(ImageFilter.GaussianBlur(1.5)) for image in (old, new)]
    apart = ImageChops.difference(*soft)
    strongest = ImageChops.lighter(ImageChops.lighter(*apart.split()[:2]), apart.split()[2])
    squares = strongest.resize((-(-old.width // TILE), -(-old.height // TILE)), Image.Resampling.BOX)
    return float(squares.getextrema()[1]), ImageOps.invert(strongest)  # type: ignore[arg-type]


def stored(image: Image.Image) -> bytes:
    """A picture as it is kept: few colours, few bytes."""
    file = io.BytesIO()
    image.convert("RGB").quantize(48, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def against(golden: Path, data: bytes, update: bool, folder: Path) -> None:
    """Assert that a new picture looks as the kept one; or keep it. What differs is written to `folder`."""
    new = Image.open(io.BytesIO(stored(Image.open(io.BytesIO(data)))))
    if update:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_bytes(stored(new))
    most, seen = difference(Image.open(golden), new)
    if most > MOST:
        new.convert("RGB").save(folder / f"{golden.stem}-neu.png")
        seen.save(folder / f"{golden.stem}-unterschied.png")
    assert most <= MOST, f"{golden.name} looks different ({most:.0f} > {MOST}): see {folder}; if it is meant: --update-golden"
