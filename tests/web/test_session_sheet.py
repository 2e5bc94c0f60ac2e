"""The sheet of a meeting in a real browser: what is typed comes out as `fmt` would write it; the page says what `check` says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from regsam_docs import check as checking
from regsam_docs.finding import Finding
from regsam_docs.publish.build import Options, build
from regsam_docs.repository.tree import tree_of
from regsam_docs.schema import shape, sheet
from regsam_docs.tidy import tidied
from tests.built import AT_WORK, ROOT, TODAY
from tests.web.browser import Browser, Tab, missing, missing_axe, started
from tests.web.test_pages import Judge

pytestmark = [pytest.mark.browser, pytest.mark.skipif(missing() is not None, reason=missing() or "")]

MEETING = "2026-12-10"
FILE = f"areas/{AT_WORK}/protokolle/{MEETING}.yaml"
MEMBERS = ["moderation", "sozialplanung", "kinderhaus", "jugendhaus", "sbh", "ba3"]

DRIVER = """
globalThis.fill = (element, key, value) => {
    const place = [...element.querySelectorAll(`[data-feld="${key}"]`)].find((one) =>
        one.parentElement.closest("fieldset") === element);
    enter(place, value);
};
globalThis.type = (input, value) => {
    input.focus();
    input.value = value;
    if (input.value !== value) throw new Error(`${input.labels[0].textContent} does not take ${value}`);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
};
globalThis.enter = (place, value) => {
    if (place.classList.contains("feld")) return type(place.querySelector("input, select, textarea"), String(value));
    if (place.classList.contains("kasten-oder")) {
        const word = place.querySelector("select");
        if (typeof value !== "object") return type(word, value);
        type(word, "…");
        for (const key of Object.keys(value)) fill(place.querySelector("fieldset"), key, value[key]);
    } else if (place.classList.contains("kasten-liste")) {
        const add = [...place.children].find((one) => one.classList.contains("hinzu"));
        for (const item of Array.isArray(value) ? value : [value]) {
            add.click();
            enter([...place.querySelector("ol").children].at(-1).firstElementChild.firstElementChild, item);
        }
    } else {
        const single = typeof value === "object" ? value : { [place.querySelector("[data-feld]").dataset.feld]: value };
        for (const key of Object.keys(single)) fill(place, key, single[key]);
    }
};
globalThis.root = document.querySelector("#bogen > fieldset");
globalThis.clear = (key) => {
    const list = root.querySelector(`[data-feld="${key}"] > ol`);
    for (const item of [...list.children])
        [...item.lastElementChild.children].find((one) => one.textContent === "Entfernen")?.click();
};
globalThis.said = () => [...document.querySelectorAll("#befunde li")].map((one) => one.textContent);
0
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as running:
        yield running


@cache
def city() -> dict[str, bytes]:
    there = (path for path in (ROOT / "areas").rglob("*") if path.is_file())
    return {f"areas/{path.relative_to(ROOT / 'areas').as_posix()}": path.read_bytes() for path in there}


def built(folder: Path, files: dict[str, bytes]) -> Path:
    """The internal pages of the area, made of these files."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    outcome = build(folder, Options(TODAY, "intern", (AT_WORK,), pdf=False))
    assert not outcome.failed
    return folder / "build/intern" / AT_WORK


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("stadt"), city())


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    with browser.tab() as opened:
        opened.size(1280)
        opened.media()
        yield opened


def opened(tab: Tab, page: Path) -> None:
    """The page with nothing kept of an earlier time, and what drives its inputs."""
    tab.open(page.as_uri())
    tab.run("localStorage.clear(); 0")
    tab.open(page.as_uri())
    tab.run(DRIVER)


def handed_out(tab: Tab, folder: Path) -> tuple[str, str]:
    """The file that a click on the button hands out: its name and its text."""
    tab.browser.events.clear()
    tab.browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder), eventsEnabled=True)
    tab.run("document.getElementById('herunterladen').click(); 0")
    while True:
        for event in tab.browser.events:
            if event.get("method") == "Browser.downloadProgress" and event["params"]["state"] == "completed":
                name = next(e["params"] for e in tab.browser.events if e.get("method") == "Browser.downloadWillBegin")
                found = folder / name["suggestedFilename"]
                text = found.read_bytes().decode()
                found.unlink()
                return found.name, text
        tab.run("new Promise((done) => setTimeout(done, 20))")


def read(text: str) -> dict[str, Any]:
    found = sheet.read(text.encode(), FILE, "protokoll")
    return dict(found.data or {})


def found(text: str) -> list[Finding]:
    """What `check` says of the file in its city."""
    result = checking.check(tree_of({**city(), FILE: text.encode()}), [FILE])
    return [one for one in result.findings if one.path == FILE]


# ---- contents as people write them, with every sign that YAML makes something of

SIGNS = "aeinrstäöüßABZ0123459 .,;:#-–()?%&@'\"/=+!„“€…ő"
LINE = st.text(SIGNS, min_size=1, max_size=30).map(lambda text: " ".join(text.split())).filter(bool)
# No list, heading or the like at the start of a line: that is for those who read Markdown to judge.
PROSE = LINE.filter(lambda text: text[0].isalpha())
TEXT = st.lists(PROSE, min_size=1, max_size=3).map("\n\n".join).map(lambda text: f"{text}\n" if "\n" in text else text)
WHO = st.one_of(st.sampled_from(MEMBERS), LINE.map(lambda text: f"Amt {text}"))
COUNT = st.fixed_dictionaries({"ja": st.integers(5, 9), "nein": st.integers(0, 3), "enthaltung": st.integers(0, 3)})
LATER = st.integers(1, 900).map(lambda days: str(TODAY + timedelta(18 + days)))
CLOCK = st.tuples(st.integers(0, 23), st.integers(0, 59)).map(lambda at: f"{at[0]:02}:{at[1]:02}")


def record(needed: dict[str, Any], more: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(needed, optional=more)


DECISION = record(
    {"text": TEXT, "ergebnis": st.just("angenommen")},
    {"abstimmung": st.one_of(st.just("konsens"), COUNT), "vertraulich": st.booleans()},
)
TASK = record(
    {"art": st.sampled_from(["auftrag", "empfehlung"]), "titel": LINE, "an": WHO, "adressatengruppe": st.just("weitere")},
    {"text": TEXT, "frist": LATER, "massnahme": st.sampled_from(["M1", "M5"])},
)
ITEM = record(
    {"titel": LINE},
    {
        "text": TEXT,
        "vorgestellt_von": WHO,
        "dauer_minuten": st.integers(1, 90),
        "beschluesse": st.lists(DECISION, min_size=1, max_size=2),
        "auftraege": st.lists(TASK, min_size=1, max_size=2),
    },
)
PRESENT = record({}, {"vertreten_durch": LINE, "von": CLOCK})
MEETING_SAID = record(
    {
        "tagesordnung": st.lists(ITEM, min_size=1, max_size=3, unique_by=lambda item: item["titel"]),
        "da": st.lists(PRESENT, min_size=1, max_size=len(MEMBERS)),
    },
    {
        "ort": LINE,
        "ende": CLOCK,
        "beschlussfaehig": st.just(True),
        "gaeste": st.lists(record({"name": LINE}, {"organisation": LINE}), max_size=2, unique_by=str),
        "naechste_sitzung": record({"datum": LATER}, {"ort": LINE}),
    },
)


def numbered(said: dict[str, Any]) -> dict[str, Any]:
    """With what the page puts in by itself, and attendance as it is written; equal entries (R08) are of no use here."""
    data = {key: value for key, value in said.items() if key != "da" and value not in ([], {})}
    data["anwesend"] = [{"mitglied": id, **more} if more else id for id, more in zip(MEMBERS, said["da"], strict=False)]
    nr = 0
    for item in data["tagesordnung"]:
        for task in item.get("auftraege", ()):
            nr += 1
            task["nr"], task["titel"] = nr, f"{task['titel']} {nr}x"
        for index, decision in enumerate(item.get("beschluesse", ())):
            decision["text"] = f"Beschluss {nr}-{index} zu {item['titel']}: {decision['text']}"
    return data


@settings(max_examples=5, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(said=MEETING_SAID)
def test_what_is_typed_comes_out_as_fmt_writes_it(tab: Tab, pages: Path, tmp_path: Path, said: dict[str, Any]) -> None:
    data = numbered(said)
    opened(tab, pages / f"sitzungsbogen-{MEETING}.html")
    tab.run("clear('tagesordnung'); 0")
    for key, value in data.items():
        tab.run(f"fill(root, {json.dumps(key)}, {json.dumps(value)}); 0")
    assert tab.trouble() == []
    name, text = handed_out(tab, tmp_path)
    assert name == f"{MEETING}.yaml"
    assert tidied(text, shape("protokoll")) == text
    before = read(city()[FILE].decode())
    assert read(text) == {**before, "status": "entwurf", **data}
    assert sorted(f"{one.id}: {one.message}" for one in found(text)) == sorted(tab.run("said()"))


def outcome(tab: Tab, folder: Path) -> tuple[str, list[str], list[str]]:
    """The file, what the page says of it, and what `check` says."""
    _, text = handed_out(tab, folder)
    return text, sorted(tab.run("said()")), sorted(f"{one.id}: {one.message}" for one in found(text))


WRONG: dict[str, Any] = {
    "datum": "31.2.2026",
    "beginn": "25:00",
    "status": "versandt",
    "naechste_sitzung": {"ort": "Kinderhaus"},
    "abgesagt": {"grund": "krank"},
    "anwesend": [{"mitglied": "sbh", "personen": ["Erika Mustermann"], "anzahl": "0"}],
    "tagesordnung": [
        {"text": "Ohne Titel", "dauer_minuten": "6.5", "beschluesse": [{"text": "Ohne Ergebnis"}]},
        {
            "titel": "Auftrag #3: „viel“",
            "beschluesse": [
                {
                    "text": "Ja",
                    "ergebnis": "angenommen",
                    "verwiesen_an": "Amt A",
                    "vertagt_auf": "2027-01-01",
                    "abstimmung": {"ja": 1},
                }
            ],
            "auftraege": [{"titel": "Wer?", "massnahme": "M1", "frist": "bald"}],
        },
    ],
    "rueckmeldungen": [{"auftrag": "gestern"}],
}


def test_what_the_schema_forbids_is_said_in_the_words_of_check(tab: Tab, pages: Path, tmp_path: Path) -> None:
    opened(tab, pages / f"sitzungsbogen-{MEETING}.html")
    for key, value in WRONG.items():
        tab.run(f"fill(root, {json.dumps(key)}, {json.dumps(value)}); 0")
    text, here, there = outcome(tab, tmp_path)
    assert here == there
    assert {one[:3] for one in here} == {"S02", "S03", "S05", "S06"} and len(here) > 14
    assert tidied(text, shape("protokoll")) == text
    tab.run("type(root.querySelector('[data-feld=beginn] input'), '14:00'); 0")
    assert not any("25:00" in one for one in tab.run("said()"))


def test_an_id_that_leads_nowhere_is_said_at_its_field(tab: Tab, pages: Path, tmp_path: Path) -> None:
    opened(tab, pages / f"sitzungsbogen-{MEETING}.html")
    for key, value in {"leitung": "niemand-da", "anwesend": ["moderation"]}.items():
        tab.run(f"fill(root, {json.dumps(key)}, {json.dumps(value)}); 0")
    _, here, there = outcome(tab, tmp_path)
    assert here == there and here[0].startswith("R01")
    at = "root.querySelector('[data-feld=leitung]')"
    assert tab.run(f"{at}.querySelector('.fehler').textContent") == here[0]
    assert tab.run(f"{at}.querySelector('input').getAttribute('aria-invalid')") == "true"
    tab.run("document.querySelector('#befunde a').click(); 0")
    assert tab.run("document.activeElement.labels[0].textContent") == "Leitung"


WITH_COMMENTS = f"""\
# yaml-language-server: $schema=../../../schemas/protokoll.schema.json
# Die letzte Sitzung vor den Ferien.

sitzungsnummer: 6  # wie angekündigt
datum: {MEETING}
phase: umsetzung
# Wer leitet, steht noch nicht fest.
status: geplant

entschuldigt: [ba3]  # hat angerufen
tagesordnung:
  # Vertagt aus der letzten Sitzung:
  - titel: "Protokoll"
    text: |
      Erst lesen,

      dann genehmigen.
    vorgestellt_von: sbh
    #dauer_minuten: 20
  - titel: Höfe
    auftraege:
      - nr: 4
        art: auftrag
        titel: Fragen   # ohne Eile
        an: [sbh, jugendhaus]
        adressatengruppe: weitere
# Ende
"""


def test_a_file_that_is_there_keeps_what_is_in_it(tab: Tab, tmp_path: Path) -> None:
    page = built(tmp_path, {**city(), FILE: WITH_COMMENTS.encode()}) / f"sitzungsbogen-{MEETING}.html"
    opened(tab, page)
    before = tidied(WITH_COMMENTS, shape("protokoll"))
    assert tab.run("document.querySelector('input[name=da-ba3]:checked').value") == "entschuldigt"
    tab.run("document.querySelector('input[name=da-sbh][value=anwesend]').click(); 0")
    tab.run("document.querySelector('[data-auftrag] button').click(); 0")
    tab.run("type(document.activeElement, 'erledigt'); 0")
    tab.run("fill(root, 'tagesordnung', [{titel: 'Neues', auftraege: [{titel: 'Tun'}]}]); 0")
    lines, said = handed_out(tab, tmp_path)[1].splitlines(), before.splitlines()
    assert [line for line in said if line not in lines] == ["status: geplant"]
    added = [line for line in lines if line not in said]
    assert added == [
        "status: entwurf",
        "anwesend:",
        "  - sbh",
        "  - titel: Neues",
        "      - nr: 5",
        "        titel: Tun",
        "rueckmeldungen:",
        "  - auftrag: 2026-05-07/4",
        "    status: erledigt",
    ]


def test_a_draft_outlives_the_page_and_goes_on(tab: Tab, pages: Path, tmp_path: Path) -> None:
    page = pages / f"sitzungsbogen-{MEETING}.html"
    opened(tab, page)
    tab.run("fill(root, 'ort', 'Hof'); fill(root, 'anwesend', ['sbh', {mitglied: 'ba3', von: '14:30'}]); 0")
    tab.run("fill(root, 'tagesordnung', [{titel: 'Neu', beschluesse: [{text: 'A', abstimmung: {ja: 3}}]}]); 0")
    tab.run("document.querySelector('[aria-label=\"Tagesordnungspunkt 2 entfernen\"]').click(); 0")
    tab.run("document.querySelector('[aria-label=\"Tagesordnungspunkt 3 nach oben\"]').click(); 0")
    before = handed_out(tab, tmp_path)[1]
    tab.open(page.as_uri())
    assert "wieder da" in tab.run("document.getElementById('gemerkt').textContent")
    assert tab.trouble() == []
    assert handed_out(tab, tmp_path)[1] == before
    tab.run("document.querySelector('[aria-label=\"Tagesordnungspunkt 3 zurückholen\"]').click(); 0")
    assert "Hofgespräche und Entwurf" in handed_out(tab, tmp_path)[1]


def test_where_nothing_may_be_kept_it_works_and_says_so(tab: Tab, pages: Path, tmp_path: Path) -> None:
    refuse = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    script = tab.call("Page.addScriptToEvaluateOnNewDocument", source=refuse)["identifier"]
    tab.open((pages / f"sitzungsbogen-{MEETING}.html").as_uri())
    tab.call("Page.removeScriptToEvaluateOnNewDocument", identifier=script)
    assert "merkt sich nichts" in tab.run("document.getElementById('gemerkt').textContent")
    tab.run(DRIVER)
    tab.run("fill(root, 'ort', 'Hof'); 0")
    assert tab.trouble() == []
    assert "ort: Hof\n" in handed_out(tab, tmp_path)[1]


def test_a_meeting_that_is_only_announced_begins_as_new_minutes_would(tab: Tab, tmp_path: Path) -> None:
    files = {name: data for name, data in city().items() if name != FILE}
    page = built(tmp_path, files) / f"sitzungsbogen-{MEETING}.html"
    opened(tab, page)
    assert tab.trouble() == []
    tab.run("document.querySelector('input[name=da-sbh][value=anwesend]').click(); 0")
    _, text = handed_out(tab, tmp_path)
    data = read(text)
    assert data["status"] == "entwurf" and data["anwesend"] == ["sbh"] and data["ort"] == "Kinderhaus Ziegelei"
    titles = [item["titel"] for item in data["tagesordnung"]]
    assert titles[:2] == ["Begrüßung, Genehmigung des Protokolls vom 15. Oktober 2026", "Rückmeldungen zu den offenen Aufträgen"]
    assert tidied(text, shape("protokoll")) == text
    assert sorted(f"{one.id}: {one.message}" for one in found(text)) == tab.run("said()") == []


def test_a_held_meeting_has_no_sheet_and_other_editions_have_none(pages: Path) -> None:
    sheets = sorted(page.name for page in pages.glob("sitzungsbogen-*"))
    assert sheets == ["sitzungsbogen-2026-10-15.html", f"sitzungsbogen-{MEETING}.html"], "a draft, and one that is planned"
    assert f'href="sitzungsbogen-{MEETING}.html"' in (pages / "index.html").read_text("utf-8")
    outcome = build(pages.parents[2], Options(TODAY, "verteiler", (AT_WORK,), pdf=False))
    assert not outcome.failed and not list((pages.parents[1] / "verteiler").rglob("sitzungsbogen*"))


def until(tab: Tab, holds: str) -> None:
    """Press Tab until something holds of where one is."""
    for _ in range(300):
        tab.press("Tab")
        if tab.run(holds):
            return
    pytest.fail(f"never reached by Tab: {holds}")


def test_a_meeting_is_written_down_by_keys_alone(tab: Tab, pages: Path, tmp_path: Path) -> None:
    opened(tab, pages / f"sitzungsbogen-{MEETING}.html")
    until(tab, "document.activeElement.name === 'da-moderation'")
    tab.call("Input.dispatchKeyEvent", type="rawKeyDown", key="ArrowRight", code="ArrowRight", windowsVirtualKeyCode=39)
    tab.call("Input.dispatchKeyEvent", type="keyUp", key="ArrowRight", code="ArrowRight", windowsVirtualKeyCode=39)
    assert tab.run("document.activeElement.value") == "anwesend"
    until(tab, "document.activeElement.textContent === 'Beschluss hinzufügen'")
    tab.press("Enter")
    assert tab.run("document.activeElement.labels[0].textContent") == "Text (nötig)"
    tab.call("Input.insertText", text="Das Protokoll wird genehmigt.")
    tab.press("Tab")
    for letter in "ange":
        tab.press(letter)
    until(tab, "document.activeElement.id === 'herunterladen'")
    item = read(handed_out(tab, tmp_path)[1])
    assert item["anwesend"] == ["moderation"]
    assert item["tagesordnung"][0]["beschluesse"] == [{"text": "Das Protokoll wird genehmigt.", "ergebnis": "angenommen"}]


@pytest.mark.skipif(missing_axe() is not None, reason=missing_axe() or "")
def test_nothing_keeps_anybody_from_using_it(tab: Tab, pages: Path) -> None:
    opened(tab, pages / f"sitzungsbogen-{MEETING}.html")
    for key, value in WRONG.items():
        tab.run(f"fill(root, {json.dumps(key)}, {json.dumps(value)}); 0")
    tab.run("document.querySelector('[data-auftrag] button').click(); 0")
    tab.run("document.querySelectorAll('details').forEach((one) => { one.open = true; }); 0")
    assert list(Judge(tab).as_it_stands()) == []


def test_where_a_file_has_an_error_the_sheet_is_named_and_no_pdf_of_it(tmp_path: Path) -> None:
    for name, data in {**city(), f"areas/{AT_WORK}/gremium.yaml": b"unbekannt: 1\n"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    outcome = build(tmp_path, Options(TODAY, "intern", (AT_WORK,), only=("sitzungsbogen",)))
    assert sorted(outcome.failed) == [f"build/intern/{AT_WORK}/sitzungsbogen-{day}.html" for day in ("2026-10-15", MEETING)]


def test_it_works_in_a_repository_with_templates_of_its_own(tab: Tab, tmp_path: Path) -> None:
    base = (ROOT / "templates/base.html").read_text("utf-8").replace('<main id="inhalt">', '<main id="inhalt"><p>Eigenes</p>')
    page = built(tmp_path, {**city(), "templates/base.html": base.encode()}) / f"sitzungsbogen-{MEETING}.html"
    opened(tab, page)
    tab.run("fill(root, 'ort', 'Hof'); 0")
    assert tab.trouble() == [] and tab.run("document.body.textContent.includes('Eigenes')")
    assert "ort: Hof\n" in handed_out(tab, tmp_path)[1]
