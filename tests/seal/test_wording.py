"""What a content repository's own templates may do to a sealed agreement: anything that leaves what it says, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from regsam_docs import check, pdf, seal
from regsam_docs.cli import main
from regsam_docs.finding import Trouble
from regsam_docs.render import filling
from regsam_docs.repository import paths
from regsam_docs.repository.tree import Tree, tree_of
from regsam_docs.seal import integrity, wording
from regsam_docs.system import disk

AREA = "areas/nordfeld/"
AGREEMENT = """\
thema: Miteinander
umgriff: {beschreibung: Zwischen Bahn und Bach, karte: anlagen/karte.svg, karte_text: Karte des Gebiets}
gruende: Viele **Familien** leben eng.
prozessverantwortung:
  regsam: {person: {name: Erika Mustermann}}
  sozialreferat: {person: {name: Max Mustermann}, weitere_aufgaben: [Berichten]}
zu_gewinnen:
  - {organisation: Schulreferat, status: offen}
stunden_pro_woche: 8
prozessdauer_monate: 24
start: 2024-05-01
ueberpruefung: 2025-12-01
unterschriften:
  - {partei: regsam, name: Erika Mustermann, datum: 2024-04-27}
  - {partei: sozialreferat, name: Max Mustermann, datum: 2024-04-29}
nachtraege:
  - {nr: 1, datum: 2024-06-01, text: Erster, unterschriften: [{partei: regsam, name: Erika Mustermann, datum: 2024-06-02}]}
"""
GROWN = (
    AGREEMENT.replace("status: offen", "status: gewonnen").replace(
        "{name: Erika Mustermann}}", "{name: Erika Mustermann}, wechsel: [{seit: 2025-01-01, person: {name: Anna Beispiel}}]}"
    )
    + "  - {nr: 2, datum: 2024-08-01, text: Zweiter}\n"
    + "ueberpruefungen:\n  - {datum: 2025-12-01, entscheidung: fortfuehrung, begruendung: Weiter.}\n"
)
FILES = {
    "areas/regsam.yaml": "format: 1\nherausgeber: {name: REGSAM, web: www.example.org}\n",
    AREA + "gebiet.yaml": "name: Nordfeld\nstatus: aktiv\noeffentlich: true\nstadtbezirk: {nummer: 20}\n",
    AREA + "vereinbarung.yaml": AGREEMENT,
    AREA + "anlagen/karte.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
}
OWN = disk.resource_bytes(paths.TEMPLATES)
FORM, WORDS = "texte/vereinbarung-1.yaml", "texte/worte.yaml"
PAGE, BASE, MACROS = "kooperationsvereinbarung.html", "base.html", "makros.html"
PAPER, SCREEN, GROUND = "stil/druck.css", "stil/bildschirm.css", "stil/grund.css"

Templates = Mapping[str, bytes]


def edited(name: str, old: str, new: str, files: Templates = OWN) -> dict[str, bytes]:
    """A template of the product's with other words in it."""
    text = files[name].decode()
    assert old in text, old
    return {name: text.replace(old, new, 1).encode()}


def added(name: str, text: str, files: Templates = OWN) -> dict[str, bytes]:
    """A template of the product's with something at its end."""
    return {name: files[name] + text.encode()}


def tree(templates: Templates, sealed: bytes | None = None, **changed: str) -> Tree:
    """The repository with these templates; `changed` replaces texts by file name without ending."""
    files = {path: changed.get(Path(path).stem, text).encode() for path, text in FILES.items()}
    return tree_of(files | ({AREA + paths.SEAL: sealed} if sealed is not None else {}), templates)


def seal_of(templates: Templates, before: bytes | None = None, **changed: str) -> bytes:
    """The seal of the repository printed with these templates."""
    here = tree(templates, None, **changed)
    result = check.check(here)
    area, data = result.city.areas[0], result.sheets[AREA + "vereinbarung.yaml"].data
    about = integrity.signed(here, area, result.sheets, 1)
    assert data is not None
    assert about is not None
    wordings = wording.Wordings(disk.resource_bytes(paths.TEMPLATES), templates)
    printed = wordings.of(about, seal.decode(before) if before else None)
    return seal.encode(seal.make(data, integrity.surroundings(here, area, 1, result.city.settings), None, printed))


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A template without end is ended sooner; others need far less."""
    monkeypatch.setattr(filling, "TEMPLATE_SECONDS", 2)


@pytest.fixture(scope="module")
def plain() -> bytes:
    """Sealed as the product prints it."""
    return seal_of({})


def v06(here: Tree) -> list[str]:
    """What V06 says."""
    return [f.message for f in check.check(here).findings if f.id == "V06"]


INSERTED = "{% block inhalt %}"

SAME: Mapping[str, Templates] = {
    "nothing": {},
    "another document's template": edited("einladung.html", INSERTED, f"{INSERTED}<p>Willkommen</p>"),
    "a wrapper and a class": edited(PAGE, INSERTED, f'{INSERTED}<div class="eigen">') | added(MACROS, "\n{# unser #}\n"),
    "layout of the page": edited(PAGE, "<h2>Zeitrahmen</h2>", "<h2>\n  <b>Zeitrahmen</b>  </h2>"),
    "a colour for boxes": added(PAPER, ".kasten { background: #e6f2ea; }"),
    "larger type, more space": added(GROUND, "p { font-size: 12pt; margin: 2mm 0 3mm; } h2 { color: #123456; }"),
    "a comment in the form's texts": edited(FORM, "titel: Kooperationsvereinbarung", "titel:   'Kooperationsvereinbarung' # so"),
    "a word no agreement prints": edited(WORDS, "aktiv: aktiv", "aktiv: im Gange"),
    "a newer edition of the form": {"texte/vereinbarung-2.yaml": OWN[FORM].replace(b"ausgabe: 1", b"ausgabe: 2")},
    "files nobody reads": {"liesmich.md": b"# Vorlagen", "stil/eigen.css": b"p { display: none }"},
}


@pytest.mark.usefixtures("work_here")
@pytest.mark.parametrize("templates", SAME.values(), ids=SAME)
def test_what_leaves_the_words_breaks_no_seal(templates: Templates, plain: bytes) -> None:
    assert v06(tree(templates, plain)) == []


OTHER: Mapping[str, Templates] = {
    "the form's texts": edited(FORM, "schafft damit", "schafft NICHT damit"),
    "a heading of the form": edited(FORM, "Weitere Vereinbarungen", "Unverbindliches"),
    "form texts that cannot be read": {FORM: b"ausgabe: [\n"},
    "a printed word": edited(WORDS, "mehrzahl: Monate}", "mehrzahl: Wochen}"),
    "the word for a state": edited(WORDS, "offen: noch offen", "offen: hat zugestimmt"),
    "words inserted": edited(PAGE, INSERTED, f"{INSERTED}<p>Unverbindlich.</p>"),
    "words left out": edited(PAGE, "{{ m.text(vereinbarung.gruende) }}", ""),
    "words in another order": edited(PAGE, '["regsam", "sozialreferat"]', '["sozialreferat", "regsam"]'),
    "a page of other words": {PAGE: b'{% extends "base.html" %}{% block inhalt %}<p>Nichts vereinbart.</p>{% endblock %}'},
    "the frame of all pages": edited(BASE, '<main id="inhalt">', '<main id="inhalt"><p>Entwurf</p>'),
    "a macro": edited(MACROS, "<li>{{ punkt }}</li>", "<li>Nicht: {{ punkt }}</li>"),
    "a part of its own": edited(PAGE, INSERTED, INSERTED + '{% include "teile/zusatz.html" %}')
    | {"teile/zusatz.html": b"<p>Zusatz</p>"},
    "a foot on every sheet": edited(BASE, 'data-titel="{{ voller_titel }}"', 'data-titel="Ungültig"'),
    "only in an edition": edited(PAGE, INSERTED, INSERTED + '{% if dokument.edition == "oeffentlich" %}Nicht{% endif %}'),
    "only on paper": edited(PAGE, INSERTED, INSERTED + '{% if medium == "paper" %}<p>Nicht</p>{% endif %}'),
    "only with a Fassung": edited(PAGE, INSERTED, INSERTED + '{% if dokument.fassung != "00000000" %}<p>Nicht</p>{% endif %}'),
    "a page without end": edited(PAGE, INSERTED, INSERTED + "{% for i in range(100000) %}<div>{% endfor %}"),
    "a template that cannot be filled": edited(PAGE, INSERTED, INSERTED + "{{ gibtsnicht }}"),
    "a template that is no text": {PAGE: b"\xff\xfe"},
    "a style on paper": added(PAPER, ".untertitel { display: none }"),
    "a style on screen": added(SCREEN, "#gruende::after { content: 'nicht' }"),
    "another style": {PAPER: b"p { color: #123456; }"},
    "a style that is no text": {GROUND: b"\xff"},
}


def found(templates: Templates, sealed: bytes) -> None:
    """Assert that the seal is broken, and that one of these templates is named as the cause."""
    said = v06(tree(templates, sealed))
    assert len(said) == 1, said
    assert any(f"templates/{name}" in said[0] for name in templates)


@pytest.mark.usefixtures("work_here")
# The alarm may go off where Python swallows exceptions, as while it collects garbage; it goes off again then.
@pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("templates", OTHER.values(), ids=OTHER)
def test_what_changes_the_words_is_found(templates: Templates, plain: bytes) -> None:
    found(templates, plain)


def test_from_a_process_of_its_own_it_is_found_too(plain: bytes) -> None:
    assert v06(tree(SAME["a wrapper and a class"], plain)) == []
    for name in ("a page without end", "a template that cannot be filled"):
        found(OTHER[name], plain)


@pytest.mark.usefixtures("work_here")
def test_what_may_be_added_to_it_breaks_no_seal(plain: bytes) -> None:
    looks = {**SAME["a wrapper and a class"], **SAME["a colour for boxes"]}
    assert v06(tree(looks, plain, vereinbarung=GROWN)) == []
    house = "format: 1\nherausgeber: {name: Neuer Name, anschrift: [Weg 1]}\n"
    assert v06(tree(looks, plain, vereinbarung=GROWN, regsam=house)) == []


LABEL = edited(PAGE, "<h2>Zeitrahmen</h2>", "<h2>Zeit und Dauer</h2>")
"""A template with words of its own."""


@pytest.mark.usefixtures("work_here")
def test_an_agreement_signed_with_other_templates_keeps_them() -> None:
    sealed = seal_of(LABEL)
    assert v06(tree(LABEL, sealed)) == []
    assert v06(tree(LABEL, sealed, vereinbarung=GROWN)) == []
    assert v06(tree({**LABEL, **SAME["a colour for boxes"]}, sealed)) == [], "looks may change"
    grown = {**LABEL, **SAME["a colour for boxes"]}
    assert v06(tree(grown, sealed, vereinbarung=GROWN)) == [], "and what is added is printed as the product prints it"
    assert len(v06(tree({}, sealed))) == 1, "it may not go"
    assert len(v06(tree(edited(PAGE, "Zeit und Dauer", "Zeit", LABEL), sealed))) == 1
    sly = edited(PAGE, INSERTED, INSERTED + "{% if nachtraege | length > 1 %}<p>Unwirksam</p>{% endif %}", LABEL)
    assert len(v06(tree(sly, sealed, vereinbarung=GROWN))) == 1, "nor say more once something was added"


@pytest.mark.usefixtures("work_here")
def test_form_texts_it_was_signed_with_may_not_go() -> None:
    form = OTHER["a heading of the form"]
    sealed = seal_of(form)
    assert v06(tree(form, sealed)) == []
    assert v06(tree({**form, **SAME["a colour for boxes"]}, sealed)) == []
    assert len(v06(tree({}, sealed))) == 1


@pytest.mark.usefixtures("work_here")
def test_a_newer_product_breaks_no_seal(plain: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its pages are other pages with other words; its form has a second edition; its words are others."""
    stale = {**SAME["a wrapper and a class"], WORDS: OWN[WORDS], PAPER: OWN[PAPER]}  # copies of old
    with_labels = seal_of(LABEL)
    newer = dict(OWN) | LABEL | edited(WORDS, "mehrzahl: Monate}", "mehrzahl: Monate lang}")
    newer |= added(PAPER, "h2 { text-transform: uppercase }")
    newer |= {"texte/vereinbarung-2.yaml": OWN[FORM].replace(b"Umgriff des Gebiets", b"Gebiet")}
    monkeypatch.setattr(disk, "resource_bytes", lambda name: newer)
    assert v06(tree({}, plain)) == []
    assert v06(tree(added(PAPER, ".kasten { background: #e6f2ea; }", newer), plain, vereinbarung=GROWN)) == []
    assert v06(tree(stale, plain, vereinbarung=GROWN)) == []
    assert len(v06(tree(OTHER["a printed word"], plain))) == 1
    assert v06(tree(LABEL, with_labels)) == []


@pytest.mark.usefixtures("work_here")
def test_taking_in_what_was_added_keeps_what_was_signed(plain: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "resource_bytes", lambda name: {**OWN, **LABEL})
    again = seal_of({}, plain, vereinbarung=GROWN)
    assert v06(tree({}, again, vereinbarung=GROWN)) == []
    assert json.loads(again)["wortlaut_mitgeliefert"] is True


SECOND = ("formtexte_inhalt", "wortlaut", "wortlaut_mitgeliefert", "vorlagen")
"""What format 2 added."""


@pytest.mark.usefixtures("work_here")
def test_a_seal_of_the_first_format_stands_for_the_products_texts() -> None:
    new = json.loads(seal_of({}))
    old = {key: value for key, value in new.items() if key not in {*SECOND, "pruefsumme"}} | {"siegel": 1}
    first = seal.encode({**old, "pruefsumme": seal.digest(old)})
    assert v06(tree({}, first)) == []
    assert v06(tree(SAME["a colour for boxes"], first)) == []
    for templates in (OTHER["the form's texts"], OTHER["words inserted"]):
        assert len(v06(tree(templates, first))) == 1


WRONG: Mapping[str, list[object]] = {
    "formtexte_inhalt": ["", "0" * 63, 5, "G" * 64],
    "wortlaut": ["", [], "0" * 65],
    "wortlaut_mitgeliefert": [None, 1, "ja"],
    "vorlagen": [None, [], {"base.html": "x"}, {"base.html": None}],
    "siegel": [0, 3, True, "2", None, 2.0],
    "format": [0, True, "1"],
    "gebiet": [None, 5],
    "formtexte": [0, -1, "1", True],
    "unterzeichnet_am": ["gestern", None, "2024-02-30"],
    "unterzeichnet_von": [None, [{}], [{"partei": "regsam"}], ["Erika"]],
    "inhalt": [None, "x"],
    "klauseln": [None, [], {"thema": 5}],
    "karte": [5, "x"],
    "namen": [None, {"partner": 5}],
    "listen": [None, {}, {"unterschriften": []}],
    "pdf": [5, "x"],
    "fremd": [None],
}


def test_every_entry_of_a_seal_must_be_what_it_is_taken_for(plain: bytes) -> None:
    whole = json.loads(plain)
    assert {*WRONG} - {"fremd"} == {*whole} - {"pruefsumme"}
    forged = [{**whole, key: value} for key, values in WRONG.items() for value in values]
    forged += [{name: value for name, value in whole.items() if name != key} for key in whole]
    for one in forged:
        rest = {key: value for key, value in one.items() if key != "pruefsumme"}
        with pytest.raises(Trouble, match="beschädigt"):
            seal.decode(seal.encode({**rest, "pruefsumme": seal.digest(rest)} if "pruefsumme" in one else rest))


def test_what_an_edition_says_is_never_changed() -> None:
    shipped = {name: data for name, data in OWN.items() if name.startswith("texte/vereinbarung-")}
    assert {seal.form_file(edition): digest for edition, digest in seal.EDITIONS.items()} == {
        name: seal.form_digest(data) for name, data in shipped.items()
    }


@pytest.mark.usefixtures("work_here")
def test_the_command_seals_and_verifies_with_templates_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "available", lambda: "fehlt")
    for path, text in {**FILES, **{f"templates/{name}": data.decode() for name, data in LABEL.items()}}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    form = tmp_path / "templates/texte/vereinbarung-3.yaml"
    form.parent.mkdir()
    form.write_bytes(OWN[FORM].replace(b"ausgabe: 1", b"ausgabe: 3").replace(b'stand: "2026', b'stand: "2020'))
    command = ["--root", str(tmp_path), "seal"]
    assert main([*command, "nordfeld"]) == 0
    made = json.loads((tmp_path / AREA / paths.SEAL).read_text("utf-8"))
    assert (made["formtexte"], made["wortlaut_mitgeliefert"], [*made["vorlagen"]]) == (3, False, [PAGE])
    assert main([*command, "--verify"]) == 0
    (tmp_path / "templates" / PAGE).write_bytes(OWN[PAGE])
    capsys.readouterr()
    assert main([*command, "--verify"]) == 1
    assert f"templates/{PAGE}" in capsys.readouterr().out
    (tmp_path / "templates" / PAGE).write_bytes(LABEL[PAGE])
    form.unlink()
    assert main([*command, "--verify"]) == 1
    (tmp_path / AREA / paths.SEAL).unlink()
    (tmp_path / "templates" / PAGE).write_bytes(b"{{ gibtsnicht }}")
    capsys.readouterr()
    assert main([*command, "nordfeld"]) == 2, "what cannot be printed cannot be sealed"
    assert "nicht füllen" in capsys.readouterr().err
