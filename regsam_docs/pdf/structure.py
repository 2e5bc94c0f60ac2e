"""The tree of tags in a PDF, mended until a screen reader can follow it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

KEY = "RegsamKey"
"""Entry that `hints` puts on tags: the number of the box they are of, to know its other parts by; gone at the end."""
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


def parent_tree(pdf: pikepdf.Pdf) -> dict[int, Object]:
    """What the structure says of each page (owners of its marked content, by number) and of each link."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    return {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}


def mend(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    """Put the tree right; returns the numbers of the elements that are in it then."""
    tree = _Tree(pdf)
    for step in STEPS:
        step(tree)
    return tree.reached


class _Tree:
    """The tree of a document, walked through once: each box becomes one element."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.owners = pdf.Root.StructTreeRoot.ParentTree.Nums
        self.tagged: defaultdict[str, list[Object]] = defaultdict(list)
        """Elements by tag, parents first, in the order they are read."""
        self.reached: set[tuple[int, int]] = set()
        self.links: list[tuple[Object, Object]] = []
        """References to links, with the elements that hold them."""
        self.renamed: dict[bytes, Object] = {}
        """Ids of what became one with another element, and the id of that."""
        self._firsts: dict[tuple[int, str], Object] = {}
        """The first element of each box, by its number and tag."""
        for document in kids(pdf.Root.StructTreeRoot):
            self._keep(document)

    def _keep(self, element: Object) -> None:
        self.tagged[str(element.S)].append(element)
        self.reached.add(element.objgen)
        inside = kids(element)
        if any(map(is_element, inside)):
            element.K = Array(self._settled(element, inside, element))
        else:
            self.links += [(element, kid) for kid in inside if _is_link(kid)]

    def _settled(self, element: Object, inside: list[Any], parent: Object) -> list[Any]:
        """What an element holds as the kids of `parent`: the element itself, or the one it goes on from."""
        settled: list[Any] = []
        for kid in inside:
            if is_element(kid):
                settled += self._placed(kid, parent)
                continue
            settled.append(kid if element.objgen == parent.objgen else self._handed_on(kid, element, parent))
            if _is_link(kid):
                self.links.append((parent, kid))
        return settled

    def _placed(self, kid: Object, parent: Object) -> list[Any]:
        if f"/{KEY}" in kid:
            if kid[f"/{KEY}"] == OF_PARENT:
                return self._settled(kid, kids(kid), parent)
            first = self._firsts.setdefault(_box(kid), kid)
            if first.objgen != kid.objgen:
                self._go_on(first, kid)
                return []
            del kid[f"/{KEY}"]
        self._keep(kid)
        kid.P = parent
        return [kid]

    def _go_on(self, first: Object, later: Object) -> None:
        """Repeated headers of tables leave the structure, so that they are read once; of all else the halves are one."""
        if later.S in ("/THead", "/TFoot"):
            self.renamed |= {bytes(cell.ID): self._firsts[_box(cell)].ID for cell in below(later) if "/ID" in cell}
            return
        if "/ID" in later:
            self.renamed[bytes(later.ID)] = first.ID
        first.K.extend(self._settled(later, kids(later), first))

    def _handed_on(self, kid: Any, element: Object, parent: Object) -> Any:
        """Marked content or a link, told whose it is now; a number alone counts on the page of its element."""
        if not isinstance(kid, int):
            self.owners[2 * int(kid.Obj.StructParent) + 1] = parent
            return kid
        self.owners[2 * int(element.Pg.StructParents) + 1][kid] = parent
        return Dictionary(Type=Name.MCR, Pg=element.Pg, MCID=kid)

    def body(self, item: Object) -> Object:
        """The body of a list item, made if there is none."""
        for kid in kids(item):
            if is_element(kid) and kid.S == "/LBody":
                found: Object = kid
                return found
        made = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.LBody, P=item, Pg=item.Pg, K=Array()))
        item.K.append(made)
        self.reached.add(made.objgen)
        return made


def _box(element: Object) -> tuple[int, str]:
    return int(element[f"/{KEY}"]), str(element.S)


def _place_links(tree: _Tree) -> None:
    """Put every link into a Link element: WeasyPrint puts that of a picture or of bold text inside a link deeper."""
    for element, reference in tree.links:
        if element.S != "/Link":
            link = _enclosing(element, "/Link")
            element.K = Array(kid for kid in kids(element) if kid != reference)
            link.K.append(reference)
            tree.owners[2 * int(reference.Obj.StructParent) + 1] = link


def _mend_lists(tree: _Tree) -> None:
    """Give every list item one body that holds all of it, a list inside it too.

    WeasyPrint lets paragraphs stand loose in an item, and puts a nested list beside the item it belongs to.
    """
    pages = {page.obj.objgen: number for number, page in enumerate(tree.pdf.pages)}
    # Innermost first: a list is moved whole.
    for outer in reversed(tree.tagged["/L"]):
        items: list[Object] = []
        for kid in kids(outer):
            if is_element(kid) and kid.S == "/L" and items:
                _adopt(items[-1], kid)
            else:
                items.append(kid)
        outer.K = Array(items)
    for item in tree.tagged["/LI"]:
        loose = [kid for kid in kids(item) if is_element(kid) and kid.S not in ("/Lbl", "/LBody")]
        if loose:
            body = tree.body(item)
            item.K = Array(kid for kid in kids(item) if is_element(kid) and kid.S in ("/Lbl", "/LBody"))
            for kid in loose:
                _adopt(body, kid)
            body.K = Array(_as_read(kids(body), pages))


def _scope_headers(tree: _Tree) -> None:
    """Say of every table header whether it heads its column or its row (in a row with data cells, the row), and of every cell
    which headers are its own."""
    for row in tree.tagged["/TR"]:
        cells = kids(row)
        heads_rows = any(cell.S == "/TD" for cell in cells) and row.P.S != "/THead"
        for cell in cells:
            if cell.S == "/TH":
                cell.A.Scope = Name.Row if heads_rows else Name.Column
            elif "/Headers" in cell.A:
                cell.A.Headers = Array(tree.renamed.get(bytes(name), name) for name in cell.A.Headers)
                if not len(cell.A.Headers):
                    del cell.A["/Headers"]


def _index_headers(tree: _Tree) -> None:
    """List all elements that have an id, as PDF demands: headers of tables."""
    named = sorted((bytes(element.ID), element) for element in tree.tagged["/TH"] if "/ID" in element)
    if named:
        pairs = [part for name, element in named for part in (pikepdf.String(name), element)]
        tree.pdf.Root.StructTreeRoot.IDTree = Dictionary(Names=Array(pairs))


def _place_figures(tree: _Tree) -> None:
    """Say where pictures are in points from the lower left corner, not in pixels from the upper left."""
    for figure in tree.tagged["/Figure"]:
        left, top, right, bottom = (float(side) * PIXEL for side in figure.A.BBox)
        height = float(figure.Pg.MediaBox[3])
        figure.A.BBox = Array(round(side, 2) for side in (left, height - bottom, right, height - top))


STEPS = (_place_links, _mend_lists, _scope_headers, _index_headers, _place_figures)


def _is_link(kid: Any) -> bool:
    return isinstance(kid, Dictionary) and kid.get("/Type") == "/OBJR" and kid.Obj.get("/Subtype") == "/Link"


def _enclosing(element: Object, tag: str) -> Object:
    while element.S != tag:  # noqa: SIM300  # S is no constant
        element = element.P
    return element


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
