"""The page on rules (docs/regeln.md), sentence by sentence: „Wohin eine Meldung zeigt“ and „Ein Versehen, eine Meldung“.

Each row is a sentence and how it is brought about in the complete area of the rules' cases: in a file, the text on the left
becomes the one on the right; nothing on the left means the whole file. `‹P01›` stands directly before the place where that
finding must point and is no part of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.check.cases import RICH, contents, explained, findings, line

BASIS = contents(RICH)
MARK = re.compile(r"‹([A-Z]\d\d)›")

Change = tuple[str, str, str]
"""File below `areas/`, a text in it, and what becomes of that text."""
Row = tuple[str, tuple[Change, ...]]

AREA, MEMBERS, AGREEMENT = "muster/gebiet.yaml", "muster/gremium.yaml", "muster/vereinbarung.yaml"
PHASES, GOALS, CLOSING = "muster/phasen.yaml", "muster/ziele.yaml", "muster/abschluss.yaml"
FIRST, SECOND = "muster/protokolle/2024-06-13.yaml", "muster/protokolle/2024-09-12.yaml"
THIRD, LAST = "muster/protokolle/2025-01-16.yaml", "muster/protokolle/2025-03-13.yaml"


def row(sentence: str, *changes: Change) -> Row:
    return sentence, changes


WHERE: list[Row] = [
    row("S01 at the key", (AREA, "name: Musterviertel", "name: Musterviertel\n‹S01›stadtteil: Hafen")),
    row("Y02 at the key", (AREA, "name: Musterviertel", "name: Musterviertel\n‹Y02›name: Hafen")),
    row("a missing key at the first key of the mapping", (AREA, "name: Musterviertel\nstatus", "‹S02›status")),
    row("a missing key at the first key of the mapping", (MEMBERS, "{id: rags, organisation: RAGS Hafen,", "{‹S02›id: rags,")),
    row("everything else at the value", (AREA, "status: beendet", "status: ‹S04›beendt")),
    row("everything else at the value", (AGREEMENT, "stunden_pro_woche: 8", "stunden_pro_woche: ‹S03›acht")),
    row("everything else at the value", (AGREEMENT, "start: 2024-05-31", "start: ‹S05›31.5.2024")),
    row("everything else at the value", (AGREEMENT, "stunden_pro_woche: 8", "stunden_pro_woche: ‹S06›0")),
    row("everything else at the value", (FIRST, "an: treff", "an: ‹R01›trefff")),
    row("everything else at the value", (FIRST, "frist: 2024-09-12", "frist: ‹M04›2024-06-12")),
    row("everything else at the value", (LAST, "datum: 2025-03-13", "datum: ‹M01›2025-03-14")),
    row("in a literal block T at the exact place", (CLOSING, "uebergabe_rags: Die", "uebergabe_rags: |\n  Die\n  RAGS ‹T03›<b>")),
    row("T in other scalars at the value", (CLOSING, "uebergabe_rags: Die", "uebergabe_rags: ‹T03›Die <b>")),
    row("T in other scalars at the value", (CLOSING, "uebergabe_rags: Die", "uebergabe_rags: ‹T03›>\n  Die\n  RAGS <b>")),
    row("an empty required value: S02 at its own key", (AREA, "name: Musterviertel", "‹S02›name:")),
    row("Y01 at the line that must be changed", (AREA, "name: Musterviertel", 'name: ‹Y01›"Musterviertel')),
    row("Y01 at the line that must be changed", (AGREEMENT, "thema: Zusammenleben", "thema‹Y01› Zusammenleben")),
    row("Y04: line 1, column 1", ("muster/anlage.txt", "", "‹Y04›\n\nnicht hier")),
    row("a block list begins at its first dash", (CLOSING, "uebergabe_rags: Die", "uebergabe_rags:\n  ‹S03›- Die")),
    row(
        "P01 at the step's status",
        (PHASES, "massnahmen: {status: erledigt, datum: 2025-02-20, beleg", "massnahmen: {beleg"),
        (PHASES, "beleg: ziele.yaml}", "beleg: ziele.yaml, status: ‹P01›erledigt}"),
    ),
    row(
        "P05 at the step's status",
        (PHASES, "{status: erledigt, datum: 2025-02-20, beleg: ziele.yaml}", "{datum: 2025-02-20, status: ‹P05›erledigt}"),
    ),
    row(
        "P07 at the step's status",
        (PHASES, "{status: entfaellt, notiz: Die RAGS war von Anfang an dabei.}", "{status: ‹P07›entfaellt}"),
    ),
    row(
        "P02 once a phase, at `ende`",
        (PHASES, "ende: 2025-02-28", "ende: ‹P02›2025-02-28"),
        (PHASES, "{status: erledigt, datum: 2024-10-10, notiz: Mit dem Stadtjugendamt.}", "{status: laufend}"),
        (PHASES, "{status: erledigt, datum: 2025-02-20, beleg: ziele.yaml}", "{status: offen}"),
    ),
    row("Z01 at the goal's `id`", (GOALS, "id: Z1\n", "id: ‹Z01›Z1\n"), (GOALS, "        indikator: Zahl der Gäste\n", "")),
    row("A01 at `zielerreichung`", (CLOSING, "- {ziel: Z1, bewertung: erreicht, ergebnis: 300 Gäste.}\n  -", "‹A01›-")),
    row(
        "A03 at the file's `status`",
        (CLOSING, "status: beschlossen", "status: ‹A03›beschlossen"),
        (CLOSING, "offene_auftraege:\n  - {auftrag: 2025-01-16/1, uebergeben_an: RAGS Hafen}\n", ""),
    ),
    row(
        "A05 at the file's `status`",
        (CLOSING, "status: beschlossen", "status: ‹A05›beschlossen"),
        (CLOSING, "evaluation: {methode: Gespräche mit den Mitgliedern, ergebnisse: Die Zusammenarbeit trägt.}\n", ""),
    ),
    row(
        "A06 at the file's `status`",
        (CLOSING, "status: beschlossen", "status: ‹A06›beschlossen"),
        (CLOSING, "uebergabe_rags: Die RAGS fragt jedes Jahr nach.\n", ""),
    ),
    row("M05 at the file's `status`", (FIRST, "status: genehmigt\ngenehmigt_in: 2024-09-12", "status: ‹M05›genehmigt")),
    row(
        "M09 at the file's `status`",
        (THIRD, "status: versandt", "status: ‹M09›versandt"),
        (THIRD, "naechste_sitzung: {datum: 2025-03-13}\n", ""),
    ),
    row(
        "V03 at `status` in `gebiet.yaml`",
        (AREA, "status: beendet", "status: ‹V03›beendet"),
        (AGREEMENT, "  - {partei: regsam, name: Erika Mustermann, datum: 2024-05-16}\n", ""),
    ),
    row(
        "A04 at `status` in `gebiet.yaml`",
        (AREA, "status: beendet", "status: ‹A04›beendet"),
        (CLOSING, "status: beschlossen", "status: entwurf"),
    ),
    row("G01 at `mitglieder`", (MEMBERS, "- {id: mod", "‹G01›- {id: mod"), (MEMBERS, "gruppe: moderation", "gruppe: weitere")),
    row("G05 at `mitglieder`", (MEMBERS, "- {id: mod", "‹G05›- {id: mod"), (MEMBERS, "gruppe: rags,", "gruppe: weitere,")),
    row(
        "G03 at the file's first key",
        (MEMBERS, "arbeitsweise: Sitzungen alle zwei Monate, Beschlüsse im Konsens.\n", ""),
        (MEMBERS, "verbindlichkeit:", "‹G03›verbindlichkeit:"),
    ),
    row("M13 where numbers are left out", (THIRD, "nummer: 3", "nummer: ‹M13›7"), (LAST, "nummer: 4", "nummer: 8")),
]

ONE: list[Row] = [
    row("a misspelt required key is S01 only", (AREA, "name: Musterviertel", "‹S01›nahme: Musterviertel")),
    row(
        "a Y error silences S only about what may be read otherwise once it is mended",
        (CLOSING, "datum: 2025-03-13\nstatus: beschlossen", "datum‹Y01› 2025-03-13\nstatus: ‹S04›erledigt\n‹S01›kommentar: x"),
    ),
    row(
        "a file with S errors reaches texts and references, and no further",
        (GOALS, "stand: 2024-09-12", "stand: ‹S05›gestern"),
        (GOALS, "bedarf: Nachbarinnen", "bedarf: ‹T03›<b>Nachbarinnen"),
        (GOALS, "verantwortlich: treff, ", "verantwortlich: ‹R01›niemand, "),
        (GOALS, "frist: 2024-10-01", "frist: 2024-09-30"),
    ),
    row(
        "a reference with an R finding silences A01 about it",
        (CLOSING, "{ziel: Z2, ", "{ziel: ‹R02›Z3, "),
    ),
    row(
        "a reference with an R finding silences A03 about it",
        (CLOSING, "{auftrag: 2025-01-16/1,", "{auftrag: ‹R04›2025-01-16/2,"),
    ),
    row(
        "a doubled id is R06 and no R02",
        (GOALS, "- id: Z2", "- id: ‹R06›Z1"),
        (CLOSING, "  - {ziel: Z2, bewertung: teilweise, ergebnis: An einem Tag offen.}\n", ""),
    ),
    row(
        "P03 silences M07 and P06 of that phase",
        (PHASES, "beginn: 2024-06-01\n  ende: 2024-09-12", "beginn: 2024-06-01\n  ende: ‹P03›2024-05-31"),
    ),
    row(
        "P05 for abschlussdokumentation is silent where A04 holds",
        (AREA, "status: beendet", "status: ‹A04›beendet"),
        (CLOSING, "status: beschlossen", "status: entwurf"),
    ),
    row(
        "P05 for konstituierung is silent where G03 holds",
        (MEMBERS, "beschlossen_in: 2024-06-13\n", ""),
        (MEMBERS, "arbeitsweise: Sitzungen alle zwei Monate, Beschlüsse im Konsens.\n", ""),
        (MEMBERS, "verbindlichkeit:", "‹G03›verbindlichkeit:"),
    ),
]


def prepared(changes: tuple[Change, ...]) -> tuple[dict[str, str], list[str]]:
    """The changed files without marks, and the findings the marks stand for."""
    files: dict[str, str] = {}
    for name, old, new in changes:
        if old:
            text = files.get(name) or BASIS[f"areas/{name}"].decode()
            assert text.count(old) == 1, f"{name} has {text.count(old)} times {old!r}"
            files[name] = text.replace(old, new)
        else:
            files[name] = new
    expected = [f"areas/{name}:{place}" for name, text in files.items() for place in marks(text)]
    return {name: MARK.sub("", text) for name, text in files.items()}, sorted(expected)


def marks(text: str) -> Iterator[str]:
    """`line:column ID` of every mark, as counted without the marks."""
    for found in MARK.finditer(text):
        before = MARK.sub("", text[: found.start()])
        yield f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))} {found[1]}"


def named(rows: list[Row]) -> list[object]:
    return [pytest.param(changes, id=sentence) for sentence, changes in rows]


@pytest.mark.parametrize("changes", named(WHERE))
def test_where_it_points(changes: tuple[Change, ...]) -> None:
    files, expected = prepared(changes)
    found = findings(files, BASIS)
    ids = {entry.split()[-1] for entry in expected}
    assert [line(f) for f in found if f.id in ids] == expected, explained(found)


@pytest.mark.parametrize("changes", named(ONE))
def test_one_mistake_is_one_finding(changes: tuple[Change, ...]) -> None:
    files, expected = prepared(changes)
    found = findings(files, BASIS)
    assert sorted(line(f) for f in found) == sorted(expected), explained(found)


def test_a_missing_committee_is_one_finding_a_file() -> None:
    found = findings({"muster/gremium.yaml.fehlt": ""}, BASIS)
    missing = [f.path for f in found if f.id == "R01"]
    assert missing == [f"areas/{name}" for name in sorted((CLOSING, FIRST, SECOND, THIRD, LAST, GOALS))], explained(found)
