"""The tree of tags in a PDF, mended until a screen reader can follow it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

KEY = "RegsamKey"
"""Entry that `hints` puts on tags: the number of the box they are of, to know its other parts by; gone after `join`."""
OF_PARENT = -1
"""In place of a number: the box is one of several that its parent is set in."""

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
    return below(pdf.Root.StructTreeRoot)


def below(element: Object) -> Iterator[Object]:
    """Every element an element holds, parents first, in the order it is read."""
    waiting = kids(element)[::-1]
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


def join(pdf: pikepdf.Pdf) -> None:
    """Make one element of those that WeasyPrint makes of one box that goes over several lines, columns or pages.

    Repeated headers of tables leave the structure, so that they are read once; the halves of a row become one row.
    """
    joining = _Joining(pdf.Root.StructTreeRoot.ParentTree.Nums)
    for document in kids(pdf.Root.StructTreeRoot):
        document.K = Array(joining.settled(document, document))
    for element in elements(pdf):
        if f"/{KEY}" in element:
            del element[f"/{KEY}"]
        if element.S == "/TD" and "/Headers" in element.A:
            cell = element
            cell.A.Headers = Array(joining.renamed.get(bytes(name), name) for name in cell.A.Headers)


class _Joining:
    """The first element of each box, by number and tag, and the ids of the others with those of the first."""

    def __init__(self, owners: Object) -> None:
        self.owners = owners
        self.firsts: dict[tuple[int, str], Object] = {}
        self.renamed: dict[bytes, Object] = {}

    def settled(self, element: Object, parent: Object) -> list[Any]:
        """What an element holds as the kids of `parent`: the element itself, or the one it goes on from."""
        settled: list[Any] = []
        for kid in kids(element):
            if is_element(kid):
                settled += self._placed(kid, parent)
            elif element.objgen == parent.objgen:
                settled.append(kid)
            else:
                settled.append(self._handed_on(kid, element, parent))
        return settled

    def _placed(self, kid: Object, parent: Object) -> list[Any]:
        first = kid
        if f"/{KEY}" in kid:
            if kid[f"/{KEY}"] == OF_PARENT:
                return self.settled(kid, parent)
            first = self.firsts.setdefault(_box(kid), kid)
        if first.objgen != kid.objgen:
            self._go_on(first, kid)
            return []
        kid.K = Array(self.settled(kid, kid))
        kid.P = parent
        return [kid]

    def _go_on(self, first: Object, later: Object) -> None:
        if later.S in ("/THead", "/TFoot"):
            self.renamed |= {bytes(cell.ID): self.firsts[_box(cell)].ID for cell in below(later) if "/ID" in cell}
            return
        if "/ID" in later:
            self.renamed[bytes(later.ID)] = first.ID
        more = self.settled(later, first)
        first.K.extend(more)

    def _handed_on(self, kid: Any, element: Object, parent: Object) -> Any:
        """Marked content or a link, told whose it is now; a number alone counts on the page of its element."""
        if not isinstance(kid, int):
            self.owners[2 * int(kid.Obj.StructParent) + 1] = parent
            return kid
        self.owners[2 * int(element.Pg.StructParents) + 1][kid] = parent
        return Dictionary(Type=Name.MCR, Pg=element.Pg, MCID=kid)


def _box(element: Object) -> tuple[int, str]:
    return int(element[f"/{KEY}"]), str(element.S)


def mend_lists(pdf: pikepdf.Pdf) -> None:
    """Give every list item one body that holds all of it, a list inside it too.

    WeasyPrint lets paragraphs stand loose in an item, and puts a nested list beside the item it belongs to.
    """
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
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
