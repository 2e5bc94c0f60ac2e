"""How documents look before and after a change: `python bench/contact_sheets.py BEFORE AFTER OUT` takes two folders of built
documents (`build/intern`, say), makes one picture a document in OUT, its pages before on the left and after on the right, and
prints how many pages each has and how full its last one is. `--grey` shows them as a printer without colours does, `--figures`
only prints."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageOps

DOTS = 50
"""Dots per inch of the pictures."""
GAP, ACROSS = 8, 3
"""Pixels between pages; pages beside each other on each side."""
MARGINS = {"hoch": (18.0, 25.0), "quer": (15.0, 22.0)}
"""Millimetres above and below what is printed on a page (`templates/stil/druck.css`)."""
INK = 235
"""Shades below this are printed."""


def pages(file: Path, dots: int = DOTS, last: bool = False) -> list[Image.Image]:
    """The pages of a PDF as pictures; only its `last` one if that is asked."""
    with tempfile.TemporaryDirectory() as folder:
        which = ["-f", str(count(file))] if last else []
        subprocess.run(["pdftoppm", "-r", str(dots), *which, str(file), f"{folder}/page"], check=True)
        return [Image.open(path).copy() for path in sorted(Path(folder).iterdir())]


def count(file: Path) -> int:
    """How many pages a PDF has."""
    said = subprocess.run(["pdfinfo", str(file)], capture_output=True, check=True, text=True).stdout
    return next(int(line.split()[1]) for line in said.splitlines() if line.startswith("Pages:"))


def fill(file: Path) -> float:
    """How far down the last page is printed on: 0 … 1 of the height between its margins."""
    (page,) = pages(file, last=True)
    top, foot = (round(mm / 25.4 * DOTS) for mm in MARGINS["quer" if page.width > page.height else "hoch"])
    body = page.convert("L").crop((0, top, page.width, page.height - foot))
    box = ImageOps.invert(body.point(lambda shade: 0 if shade < INK else 255)).getbbox()
    return box[3] / body.height if box else 0.0


def sheet(before: list[Image.Image], after: list[Image.Image]) -> Image.Image:
    """Pages before on the left, after on the right of a line."""
    wide, high = (max(getattr(page, side) for page in before + after) + GAP for side in ("width", "height"))
    rows = max(-(-len(side) // ACROSS) for side in (before, after))
    made = Image.new("RGB", (wide * ACROSS * 2 + 3 * GAP, high * rows + GAP), "#8a8f94")
    for start, side in ((GAP, before), (wide * ACROSS + 2 * GAP, after)):
        for number, page in enumerate(side):
            made.paste(page, (start + wide * (number % ACROSS), GAP + high * (number // ACROSS)))
    return made


def main(before: Path, after: Path, out: Path | None, grey: bool) -> None:
    """Print the figures of every document, and make its picture if there is a folder for it."""
    names = sorted({file.relative_to(folder) for folder in (before, after) for file in folder.rglob("*.pdf")})
    print(f"{'document':<62}{'pages':>10}{'last page':>16}")
    for name in names:
        there = [folder / name if (folder / name).exists() else None for folder in (before, after)]
        numbers = " → ".join(str(count(file)) if file else "–" for file in there)
        fills = " → ".join(f"{fill(file):4.0%}" if file else "–" for file in there)
        print(f"{name.as_posix():<62}{numbers:>10}{fills:>16}")
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            made = sheet(*(pages(file) if file else [] for file in there))
            (made.convert("L") if grey else made).save(out / f"{name.as_posix().removesuffix('.pdf').replace('/', '-')}.png")


if __name__ == "__main__":
    options, places = [a for a in sys.argv[1:] if a.startswith("--")], [Path(a) for a in sys.argv[1:] if not a.startswith("--")]
    main(places[0], places[1], None if "--figures" in options else places[2], "--grey" in options)
