"""What only one medium has: both come of one filling."""

from __future__ import annotations

import pytest

from regsam_docs.render import Filling, Links, environment, render_all
from regsam_docs.render.overrides.sandbox import for_medium

BOTH = "{% web %}<b>{% paper %}x{% endpaper %}{{ a }}</b>{% web %}!{% endweb %}{% endweb %}{% paper %}{{ a }}{% endpaper %}"


def test_each_medium_gets_its_own_parts() -> None:
    made = render_all(environment({"seite.html": BOTH}), Filling("seite.html", {"a": "Ä"}, Links()))
    assert made == {"web": "<b>Ä</b>!", "paper": "Ä"}


def test_a_table_of_a_text_has_a_frame_on_a_screen_alone() -> None:
    text = "| a | b |\n|---|---|\n| 1 | 2 |"
    made = render_all(environment({"seite.html": "{{ t | md }}"}), Filling("seite.html", {"t": text}, Links()))
    frame = '<div class="rollen" role="region" tabindex="0" aria-label="Tabelle: a · b">\n'
    assert made["web"] == f"{frame}{made['paper'].removesuffix(chr(10))}\n</div>\n"
    assert made["paper"].startswith("<table>")


ROWS = """
<tr><th colspan="2">H</th><td class="zahl">1</td></tr>
<tr><th>A</th><td>a<table><tr><td>in</td></tr></table></td><td>2</td><td>more</td></tr>
"""


def test_each_cell_of_a_screen_knows_the_title_of_its_column() -> None:
    template = "{% filter beschriftet(titel) %}" + ROWS + "{% endfilter %}"
    made = render_all(environment({"seite.html": template}), Filling("seite.html", {"titel": ["A", "B", 'C "c"']}, Links()))
    assert made["paper"] == ROWS.lstrip()
    assert made["web"].replace(' data-spalte="B"', "").replace(' data-spalte="C &#34;c&#34;"', "") == ROWS.lstrip()
    assert [line.count("data-spalte") for line in made["web"].splitlines()] == [1, 2]
    assert '<td data-spalte="C &#34;c&#34;" class="zahl">1' in made["web"]
    assert '<td data-spalte="B">a<table><tr><td>in' in made["web"]


@pytest.mark.parametrize("html", ["\x01", "a\x01b", "a\x02b", "\x02\x01", "\x01\x01a\x02b", "\x01a\x02\x02b"])
def test_signs_that_do_not_match_never_come_through(html: str) -> None:
    for medium in ("web", "paper"):
        assert not set(for_medium(html, medium)) & set("\x01\x02\x03\x04")
