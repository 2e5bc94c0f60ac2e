"""A PDF as a screen reader gets it: the elements of its structure in order, each with its own text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from regsam_docs.pdf.structure import is_element, kids

PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
BLANKS = re.compile(r"[\s\u00ad\u200b]+")
"""What is not drawn, or only where a line does not end there."""
Mark = tuple[tuple[int, int], int]
"""Page and number of a piece of marked content."""


@dataclass
class Heard:
    """What is read out: `pieces` are tag and text of every piece, in the order of the structure."""

    pieces: list[tuple[str, str]] = field(default_factory=list)
    artifacts: list[str] = field(default_factory=list)
    """What is not read: headers, footers, repeated table heads."""

    def text(self, *without: str) -> str:
        """Everything but what stands in elements of these tags."""
        return "".join(text for path, text in self.pieces if not set(without) & set(path.split("/")))


def heard(pdf: pikepdf.Pdf) -> Heard:
    """Read a PDF's structure, in which nothing is said in other words than those that are drawn."""
    said: dict[Mark, str] = {}
    made = Heard()
    for page in pdf.pages:
        for number, text in _marked(pdf, page):
            if number is None:
                made.artifacts.append(text)
            else:
                mark = (page.obj.objgen, number)
                said[mark] = said.get(mark, "") + text
    for element in kids(pdf.Root.StructTreeRoot):
        made.pieces.extend(_pieces(element, "", said))
    return made


def unlike(said: str, wanted: str) -> str | None:
    """Where the end of what is said is not what is wanted, sign by sign, but for hyphens that end a line; else None."""
    ends = reversed(said)
    for left, sign in enumerate(reversed(wanted)):
        got = next(ends, "")
        while got == "-" != sign:
            got = next(ends, "")
        if got != sign:
            return wanted[max(0, len(wanted) - left - 30) :][:40]
    return None


def _pieces(element: Any, path: str, said: dict[Mark, str]) -> Iterator[tuple[str, str]]:
    here = f"{path}/{str(element.S)[1:]}"
    assert not {"/ActualText", "/E"} & set(element.keys())
    yield here, ""
    for kid in kids(element):
        if isinstance(kid, int):
            yield here, said.get((element.Pg.objgen, kid), "")
        elif is_element(kid):
            yield from _pieces(kid, here, said)
        elif isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid:
            page = kid.get("/Pg", element.get("/Pg"))
            yield here, said.get((page.objgen, int(kid.MCID)), "")


def _marked(pdf: pikepdf.Pdf, page: pikepdf.Page) -> Iterator[tuple[int | None, str]]:
    """Number of the marked content (None: an artifact) and text, piece by piece in the order it is drawn."""
    fonts = {name: letters(font) for name, font in page.Resources.get("/Font", {}).items()}
    font: dict[int, str] = {}
    open_marks: list[int | None] = []
    for instruction in pikepdf.parse_content_stream(page):
        name, operands = str(instruction.operator), list(instruction.operands)
        if name == "BDC":
            inside = operands[1]
            assert "/ActualText" not in inside
            open_marks.append(int(inside.MCID) if "/MCID" in inside else None)
        elif name == "BMC":
            open_marks.append(None)
        elif name == "EMC":
            open_marks.pop()
        elif name == "Tf":
            font = fonts[str(operands[0])]
        elif name in ("Tj", "TJ"):
            parts = operands[0] if name == "TJ" else operands
            codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
            text = "".join(font[int.from_bytes(codes[at : at + 2], "big")] for at in range(0, len(codes), 2))
            yield (open_marks[-1] if open_marks else None), text


def letters(font: Any) -> dict[int, str]:
    """Code of a glyph → the text it stands for."""
    table = font.ToUnicode.read_bytes()
    pairs = (PAIR.findall(part) for part in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL))
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for part in pairs for code, text in part}
