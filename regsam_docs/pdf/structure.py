"""The tree of tags in a PDF, mended until a screen reader can follow it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

KEY = "RegsamKey"
"""Entry that `hints` puts on the parts of tables, to know them again on the next page; gone at the end."""

PIXEL = 0.75
"""Points in one CSS pixel."""


def kids(element: Object) -> list[Any]:
    """What an element holds: elements, marked content (numbers), references to links."""
    inside = element.get("/K")
    if inside is None:
        return []
    return list(inside) if isinstance(inside, Array) else [inside]


def is_element(kid: Any) -> bool:
    """Whether a kid is an element of the structure, not content."""
    return isinstance(kid, Dictionary) and "/S" in kid


def elements(pdf: pikepdf.Pdf) -> Iterator[Object]:
    """Every element the structure reaches, parents first, in the order it is read."""
    waiting = kids(pdf.Root.StructTreeRoot)[::-1]
    while waiting:
        element = waiting.pop()
        if is_element(element):
            yield element
            waiting.extend(kids(element)[::-1])


def tagged(pdf: pikepdf.Pdf, *tags: str) -> list[Object]:
    """All elements with one of the tags, collected before anything is changed."""
    return [element for element in elements(pdf) if element.S in tags]


def parent_tree(pdf: pikepdf.Pdf) -> dict[int, Object]:
    """What the structure says of each page (owners of its marked content, by number) and of each link."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    return {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}


def place_links(pdf: pikepdf.Pdf) -> None:
    """Put every link into a Link element: WeasyPrint puts that of a picture or of bold text inside a link deeper."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    for element in elements(pdf):
        if element.S == "/Link":
            continue
        for reference in [kid for kid in kids(element) if _is_link(kid)]:
            link = _enclosing(element, "/Link")
            element.K = Array(kid for kid in kids(element) if kid != reference)
            link.K.append(reference)
            numbers[2 * int(reference.Obj.StructParent) + 1] = link


def join_tables(pdf: pikepdf.Pdf) -> None:
    """Make one table of the tables that WeasyPrint makes of one that goes over several pages.

    Repeated headers leave the structure, so that they are read once; the two halves of a row become one row.
    """
    firsts: dict[int, Object] = {}
    repeated: set[tuple[int, int]] = set()
    renamed: dict[bytes, Object] = {}
    for element in tagged(pdf, "/Table", "/THead", "/TBody", "/TFoot", "/TR", "/TH", "/TD"):
        if f"/{KEY}" not in element:
            continue
        first = firsts.setdefault(int(element[f"/{KEY}"]), element)
        del element[f"/{KEY}"]
        if first.objgen == element.objgen:
            continue
        if "/ID" in element:
            renamed[bytes(element.ID)] = first.ID
        if element.S in ("/THead", "/TFoot") or element.P.objgen in repeated:
            repeated.add(element.objgen)
        _move_on(first, element, drop=element.objgen in repeated)
    for cell in tagged(pdf, "/TD"):
        if "/Headers" in cell.A:
            cell.A.Headers = Array(renamed.get(bytes(name), name) for name in cell.A.Headers)


def mend_lists(pdf: pikepdf.Pdf) -> None:
    """Give every list item one body that holds all of it, a list inside it too.

    WeasyPrint lets paragraphs stand loose in an item, and puts a nested list beside the item it belongs to.
    """
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    for outer in tagged(pdf, "/L"):
        _join_columns(outer)
    # Innermost first: a list is moved whole.
    for outer in reversed(tagged(pdf, "/L")):
        items: list[Object] = []
        for kid in kids(outer):
            if is_element(kid) and kid.S == "/L" and items:
                _adopt(items[-1], kid)
            else:
                items.append(kid)
        outer.K = Array(items)
    for item in tagged(pdf, "/LI"):
        loose = [kid for kid in kids(item) if is_element(kid) and kid.S not in ("/Lbl", "/LBody")]
        if loose:
            body = _body(pdf, item)
            item.K = Array(kid for kid in kids(item) if is_element(kid) and kid.S in ("/Lbl", "/LBody"))
            for kid in loose:
                _adopt(body, kid)
            body.K = Array(_as_read(kids(body), pages))


def _join_columns(outer: Object) -> None:
    """Make one list of one that is set in columns: WeasyPrint tags each column as a list of its own."""
    columns = kids(outer)
    if not columns or not is_element(columns[0]) or columns[0].S != "/L":
        return
    outer.K = Array()
    for column in columns:
        for kid in kids(column):
            _adopt(outer, kid)


def scope_headers(pdf: pikepdf.Pdf) -> None:
    """Say of every table header whether it heads its column or its row: in a row with data cells, the row."""
    for row in tagged(pdf, "/TR"):
        cells = kids(row)
        heads_rows = any(cell.S == "/TD" for cell in cells) and row.P.S != "/THead"
        for cell in cells:
            if cell.S == "/TH":
                cell.A.Scope = Name.Row if heads_rows else Name.Column
            elif "/Headers" in cell.A and not len(cell.A.Headers):
                del cell.A["/Headers"]


def index_headers(pdf: pikepdf.Pdf) -> None:
    """List all elements that have an id, as PDF demands."""
    named = sorted((bytes(element.ID), element) for element in elements(pdf) if "/ID" in element)
    if named:
        pairs = [part for name, element in named for part in (pikepdf.String(name), element)]
        pdf.Root.StructTreeRoot.IDTree = Dictionary(Names=Array(pairs))


def place_figures(pdf: pikepdf.Pdf) -> None:
    """Say where pictures are in points from the lower left corner, not in pixels from the upper left."""
    for figure in tagged(pdf, "/Figure"):
        left, top, right, bottom = (float(side) * PIXEL for side in figure.A.BBox)
        height = float(figure.Pg.MediaBox[3])
        figure.A.BBox = Array(round(side, 2) for side in (left, height - bottom, right, height - top))


def _is_link(kid: Any) -> bool:
    return isinstance(kid, Dictionary) and kid.get("/Type") == "/OBJR" and kid.Obj.get("/Subtype") == "/Link"


def _enclosing(element: Object, tag: str) -> Object:
    while element.S != tag:  # noqa: SIM300  # S is no constant
        element = element.P
    return element


def _body(pdf: pikepdf.Pdf, item: Object) -> Object:
    """The body of a list item, made if there is none."""
    for kid in kids(item):
        if is_element(kid) and kid.S == "/LBody":
            found: Object = kid
            return found
    body = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.LBody, P=item, Pg=item.Pg, K=Array()))
    item.K.append(body)
    return body


def _adopt(parent: Object, kid: Object) -> None:
    kid.P = parent
    parent.K.append(kid)


def _move_on(first: Object, later: Object, drop: bool) -> None:
    """Take what an element holds on a later page into the element where it began, or drop it."""
    later.P.K = Array(kid for kid in kids(later.P) if not is_element(kid) or kid.objgen != later.objgen)
    if not drop:
        for kid in kids(later):
            _adopt(first, kid)


def _as_read(parts: list[Any], pages: dict[tuple[int, int], int]) -> list[Any]:
    """Order the parts of a list item by where their text begins; what has no text follows what stood before it."""
    placed: list[tuple[tuple[int, int], int, Any]] = []
    place = (-1, -1)
    for part in parts:
        place = _place(part, pages) or place
        placed.append((place, len(placed), part))
    return [part for _, _, part in sorted(placed, key=lambda entry: entry[:2])]


def _place(part: Any, pages: dict[tuple[int, int], int]) -> tuple[int, int] | None:
    """Page and number there of the first text; numbers of bullets and pictures say nothing, they are drawn later."""
    waiting = [part]
    while waiting:
        one = waiting.pop()
        if not is_element(one) or one.S in ("/Lbl", "/Figure"):
            continue
        numbers = [kid for kid in kids(one) if isinstance(kid, int)]
        if numbers:
            return pages[one.Pg.objgen], numbers[0]
        waiting.extend(kids(one)[::-1])
    return None
