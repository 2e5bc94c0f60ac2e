"""What holds of every page: nothing from texts becomes markup, no heading is empty, states have words."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest

from regsam_docs import render
from regsam_docs.documents.parts import TONES
from regsam_docs.system import disk
from tests.documents.conftest import Press

EVIL = "<script>alert(1)</script> & \\\" '"

HOSTILE = f"""thema: "{EVIL}"
umgriff: {{beschreibung: "{EVIL}", karte: anlagen/a.svg, karte_text: "{EVIL}"}}
gruende: "{EVIL}"
prozessverantwortung:
  regsam:
    person: {{name: "{EVIL}", funktion: "{EVIL}", organisation: "{EVIL}", telefon: "{EVIL}"}}
    weitere_aufgaben: ["{EVIL}"]
    wechsel: [{{seit: 2024-01-01, person: {{name: "{EVIL}"}}}}]
  sozialreferat: {{person: {{name: items}}, weitere_aufgaben: [values, keys]}}
zu_gewinnen: [{{organisation: "{EVIL}", notiz: "{EVIL}"}}, {{organisation: items}}]
weitere_vereinbarungen: "{EVIL}"
stunden_pro_woche: 8
prozessdauer_monate: 24
start: 2024-04-01
ueberpruefung: 2025-03-01
unterschriften: [{{partei: regsam, name: "{EVIL}", funktion: "{EVIL}", ort: "{EVIL}", datum: 2024-03-18}}]
nachtraege: [{{nr: 1, datum: 2024-05-01, text: "{EVIL}"}}]
ueberpruefungen: [{{datum: 2025-03-01, entscheidung: fortfuehrung, entschieden_durch: "{EVIL}", begruendung: "{EVIL}"}}]
"""

PHASES = f"""vorlauf:
  beginn: 2024-01-01
  schritte: {{kommunikation: {{status: erledigt, datum: 2024-02-01, notiz: "{EVIL}", beleg: "anlagen/items"}}}}
"""

FILES = {
    "gebiet.yaml": f'name: "{EVIL}"\nstatus: aktiv\noeffentlich: true\nstadtbezirk: {{nummer: 1, name: "{EVIL}"}}\n',
    "vereinbarung.yaml": HOSTILE,
    "phasen.yaml": PHASES,
}
DOCUMENTS = ["kooperationsvereinbarung", "phasenuebersicht"]
MEDIA: list[render.Medium] = ["web", "paper"]


@pytest.mark.parametrize("medium", MEDIA)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_texts_never_become_markup(press: Press, name: str, medium: render.Medium) -> None:
    html = press.written(FILES).html(name, medium)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 2
    assert not re.search(r'="[^"]*<', html)


def test_words_that_are_methods_of_dicts_print(press: Press) -> None:
    html = press.written(FILES).main("kooperationsvereinbarung")
    assert all(
        text in html for text in ('<strong class="ganz">items</strong>', "<li>values</li>", "<li>keys</li>", "<td>items</td>")
    )
    assert "built-in method" not in html


@pytest.mark.parametrize("edition", ["intern", "verteiler", "oeffentlich"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_heading_and_no_cell_is_empty(press: Press, name: str, edition: str) -> None:
    html = press.written(FILES, edition).html(name)  # type: ignore[arg-type]
    assert not re.search(r"<(h\d|th|td|p|li|section)\b[^>]*>\s*</\1>", html)
    assert not re.search(r"</h\d>\s*</section>", html)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_headings_do_not_skip_a_level(press: Press, name: str) -> None:
    levels = [int(level) for level in re.findall(r"<h(\d)", press.written(FILES).html(name))]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_paper_carries_title_edition_state_stand_and_fassung_to_the_foot(press: Press) -> None:
    html = press.written(FILES).html("kooperationsvereinbarung")
    foot = re.search(r'data-angaben="([^"]*)"', html)
    assert foot is not None
    assert re.fullmatch(r"intern · Entwurf · Stand 1\. März 2025 · Fassung [0-9a-f]{8}", foot[1])


def test_style_and_policy_are_the_web_s_alone(press: Press) -> None:
    printed = press.written(FILES)
    web, paper = printed.html("phasenuebersicht", "web"), printed.html("phasenuebersicht")
    assert "<style>p > a { color: red }</style>" in web  # to the letter: the policy holds its digest
    assert "Content-Security-Policy" in web
    assert not re.search("<style|<meta http-equiv|<footer|<nav| style=", paper)


def test_both_media_say_the_same(press: Press) -> None:
    printed = press.written(FILES)
    for name in DOCUMENTS:
        web, paper = (re.sub(r"<[^>]+>|\s+", " ", printed.main(name, medium)).split() for medium in MEDIA)
        assert web == paper


def values(press: Press) -> Iterator[tuple[str, str]]:
    words = press.written({}).view.forms.words
    for kind, tones in TONES.items():
        assert set(tones) == set(words.listen[kind]), kind
        yield from ((kind, tone) for tone in tones.values())


def test_every_tone_has_a_drawn_sign(press: Press) -> None:
    css = disk.resource_bytes("templates")["stil/grund.css"].decode()
    assert all(f".ton-{tone}::before" in css for _, tone in values(press))


def test_every_class_of_a_width_is_declared(press: Press) -> None:
    files = disk.resource_bytes("templates")
    used = {w for name, data in files.items() if name.endswith(".html") for w in re.findall(rb"breite-\d+", data)}
    declared = set(re.findall(rb"\.(breite-\d+) ", files["stil/grund.css"]))
    assert used <= declared
