"""The tree of tags a screen reader follows, as it is after the finisher."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest

from regsam_docs.pdf import Job, make
from regsam_docs.pdf.structure import KEY, elements, is_element, kids
from tests.pdf.jobs import job, page
from tests.pdf.reading import heard

pytestmark = pytest.mark.pdf

Tree = list[Any]
"""An element as its tag and its elements: `["L", ["LI", ["LBody"]]]`; spans and wrappers are left out."""

PLAIN = {"/Span", "/NonStruct"}


def read(made: Job) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(make(made)))


def tree(pdf: pikepdf.Pdf) -> Tree:
    """The whole structure below the document."""

    def grow(element: Any) -> Iterator[Tree]:
        inner = [branch for kid in kids(element) if is_element(kid) for branch in grow(kid)]
        if element.S in PLAIN:
            yield from inner
        else:
            yield [str(element.S)[1:], *inner]

    (document,) = grow(pdf.Root.StructTreeRoot.K[0])
    return document[1:]


def body(html: str) -> list[Tree]:
    """The structure of a page that holds this, without its heading."""
    with read(page(html)) as pdf:
        first, *rest = tree(pdf)
    assert first == ["H1"]
    return rest


def tagged(pdf: pikepdf.Pdf, tag: str) -> list[Any]:
    return [element for element in elements(pdf) if element.S == f"/{tag}"]  # noqa: SIM300


def test_headings_of_four_stages() -> None:
    assert body("<h2>a</h2><h3>b</h3><h4>c</h4><p>d <b>e</b><br>f</p>") == [["H2"], ["H3"], ["H4"], ["P"]]


class TestLists:
    def test_an_item_is_its_mark_and_one_body(self) -> None:
        item = ["LI", ["Lbl"], ["LBody", ["P"], ["P"]]]
        assert body("<ul><li><p>a</p><p>b</p></li></ul>") == [["L", item]]

    def test_without_marks_it_is_a_body(self) -> None:
        html = "<ul style='list-style: none'><li>a</li><li><p>b</p></li></ul>"
        assert body(html) == [["L", ["LI", ["LBody"]], ["LI", ["LBody", ["P"]]]]]

    def test_a_nested_list_belongs_to_its_item(self) -> None:
        inner = ["L", ["LI", ["Lbl"], ["LBody"]]]
        html = "<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>"
        assert body(html) == [["L", ["LI", ["Lbl"], ["LBody", inner]], ["LI", ["Lbl"], ["LBody"]]]]

    def test_set_in_columns_it_stays_one(self) -> None:
        inner = ["L", ["LI", ["Lbl"], ["LBody"]]]
        item = ["LI", ["Lbl"], ["LBody"]]
        html = "<ul style='columns: 2'><li>a<ul><li>b</li></ul></li><li>c</li><li>d</li><li>e</li></ul>"
        assert body(html) == [["L", ["LI", ["Lbl"], ["LBody", inner]], item, item, item]]

    def test_what_follows_a_nested_list_is_read_after_it(self) -> None:
        inner = ["L", ["LI", ["Lbl"], ["LBody"]]]
        html = "<ul><li><p>a</p><p><img src='asset:karte.svg' alt='Karte'></p><ul><li>b</li></ul><p>c</p></li></ul>"
        assert body(html) == [["L", ["LI", ["Lbl"], ["LBody", ["P"], ["P", ["Figure"]], inner, ["P"]]]]]


class TestTables:
    def test_headers_say_what_they_head(self) -> None:
        html = (
            "<table><thead><tr><th>Nr.</th><th>Wer</th></tr></thead>"
            "<tbody><tr><th scope='row'>1</th><td>Erika</td></tr></tbody></table>"
        )
        with read(page(html)) as pdf:
            scopes = [str(cell.A.Scope) for cell in tagged(pdf, "TH")]
            (cell,) = tagged(pdf, "TD")
            names = {bytes(name): element for name, element in _pairs(pdf.Root.StructTreeRoot.IDTree.Names)}
            heads = [names[bytes(name)] for name in cell.A.Headers]
        assert scopes == ["/Column", "/Column", "/Row"]
        assert [str(head.A.Scope) for head in heads] == ["/Row", "/Column"]

    def test_cells_without_headers_claim_none(self) -> None:
        with read(page("<table><tr><td>a</td><td>b</td></tr></table>")) as pdf:
            assert all("/Headers" not in cell.A for cell in tagged(pdf, "TD"))
            assert "/IDTree" not in pdf.Root.StructTreeRoot

    def test_over_many_pages_it_is_one(self) -> None:
        with read(job("tabelle-lang")) as pdf:
            assert len(pdf.pages) > 5
            (table,) = tagged(pdf, "Table")
            assert [str(part.S) for part in kids(table)] == ["/Caption", "/THead", "/TBody"]
            assert len(tagged(pdf, "TR")) == 1 + 130
            known = {bytes(cell.ID) for cell in tagged(pdf, "TH")}
            assert {bytes(name) for cell in tagged(pdf, "TD") for name in cell.A.Headers} <= known
            assert all(f"/{KEY}" not in thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary))

    def test_a_row_over_two_pages_is_one(self) -> None:
        lines = "<br>".join(f"Zeile {number}" for number in range(80))
        with read(page(f"<table><tbody><tr><th>A1</th><td>{lines}</td></tr></tbody></table>")) as pdf:
            assert len(pdf.pages) == 2
            assert len(tagged(pdf, "TR")) == len(tagged(pdf, "TD")) == 1
            (cell,) = tagged(pdf, "TD")
            assert {int(kid.Pg.StructParents) for kid in kids(cell)} == {0, 1}

    def test_one_inside_another(self) -> None:
        inner = ["Table", ["TBody", ["TR", ["TD"]]]]
        html = "<table><tr><td><table><tr><td>a</td></tr></table></td></tr></table>"
        assert body(html) == [["Table", ["TBody", ["TR", ["TD", inner]]]]]


class TestOverPages:
    """What is one box is one element in the tags, over however many lines, columns and pages it goes."""

    def test_each_is_one(self) -> None:
        long = job("ueber-seiten").html
        short = re.sub("<i>.*?</i>|<style>.*?</style>", "", long, flags=re.DOTALL)
        with read(job(html=long)) as many, read(job(html=short)) as few:
            assert (len(many.pages) > 15, len(few.pages)) == (True, 1)
            assert tree(many) == tree(few)
            said, wanted = (re.sub(r"\s|Runde", "", heard(pdf).text("Lbl")) for pdf in (many, few))
            assert said == wanted
            _check_owners(many)

    @pytest.mark.parametrize(
        ("inside", "said"),
        [("a<p>b</p>c<p>d</p>e", "abcde"), ("<i>a<p>b</p>c</i>d", "abcd"), ("<ul><li>a<ul><li>b</li></ul>c</li></ul>", "abc")],
    )
    def test_boxes_of_one_element_that_are_no_parts_of_one_box_stay_where_they_are(self, inside: str, said: str) -> None:
        with read(page(f"<div>{inside}</div>")) as pdf:
            assert "".join(heard(pdf).text("H1", "Lbl").split()) == said
            _check_owners(pdf)


class TestFigures:
    def test_say_what_they_show_and_where(self) -> None:
        style = "position: absolute; left: 0; top: 0; width: 96px; height: 48px"
        with read(page(f"<div><img src='asset:foto.jpg' alt='Kranplatz' style='{style}'></div>")) as pdf:
            (figure,) = tagged(pdf, "Figure")
            box = [float(side) for side in figure.A.BBox]
            height = float(pdf.pages[0].MediaBox[3])
        assert str(figure.Alt) == "Kranplatz"
        left, top = 20 / 25.4 * 72, height - 25 / 25.4 * 72
        assert box == pytest.approx([left, top - 36, left + 72, top], abs=0.02)

    def test_drawings_say_their_title(self) -> None:
        with read(job("bilder")) as pdf:
            assert "Balken: Vorlauf 3, Arbeit 12 Monate" in [str(figure.Alt) for figure in tagged(pdf, "Figure")]


class TestLinks:
    @pytest.mark.parametrize("inside", ["<b>fett</b>", "<img src='asset:karte.svg' alt='Karte'>", "a <i><b>b</b></i>"])
    def test_whatever_they_hold_they_are_links(self, inside: str) -> None:
        with read(page(f"<p><a href='https://example.org/'>{inside}</a></p>")) as pdf:
            assert len(pdf.pages[0].Annots)
            assert {str(element.S) for element in _check_owners(pdf)} == {"/Link"}


class TestMargins:
    def test_are_no_content(self) -> None:
        with read(job("protokoll")) as pdf:
            reached = {element.objgen for element in elements(pdf)}
            owners = dict(_pairs(pdf.Root.StructTreeRoot.ParentTree.Nums))
            for one in pdf.pages:
                content = one.Contents.read_bytes()
                assert content.count(b"/Type /Pagination") == 4
                for number, owner in enumerate(owners[int(one.StructParents)]):
                    marked = b"/MCID %d>>" % number in content
                    assert marked == (owner is not None and owner.objgen in reached)

    def test_repeated_table_headers_are_none_either(self) -> None:
        with read(job("tabelle-lang")) as pdf:
            first, second = (one.Contents.read_bytes().count(b"/Type /Pagination") for one in list(pdf.pages)[:2])
        assert (first, second) == (4, 4 + 3)


def _pairs(flat: Any) -> Iterator[tuple[Any, Any]]:
    return zip(list(flat)[::2], list(flat)[1::2], strict=True)


def _is_reference(kid: Any) -> bool:
    return isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid


def _check_owners(pdf: pikepdf.Pdf) -> list[Any]:
    """Whatever an element holds is said to be its own; the owners of links are given back."""
    owners = dict(_pairs(pdf.Root.StructTreeRoot.ParentTree.Nums))
    links = []
    for element in elements(pdf):
        for kid in kids(element):
            if _is_reference(kid):
                links.append(owners[int(kid.Obj.StructParent)])
                assert links[-1].objgen == element.objgen
            elif is_element(kid):
                assert kid.P.objgen == element.objgen
            else:
                sheet, number = (element.Pg, kid) if isinstance(kid, int) else (kid.Pg, int(kid.MCID))
                assert owners[int(sheet.StructParents)][number].objgen == element.objgen
    return links
