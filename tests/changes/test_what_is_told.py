"""What a change is called: one edit of a small area, and all that is told of it."""

from __future__ import annotations

import pytest

from tests.changes.states import SETTINGS, as_tuples, changes

AREA = "nordfeld/"
FILES: dict[str, str | bytes] = {
    "regsam.yaml": SETTINGS,
    AREA + "gebiet.yaml": "name: Nordfeld\nstatus: aktiv\n",
    AREA + "vereinbarung.yaml": """\
thema: Miteinander im Nordfeld
umgriff: {beschreibung: Zwischen Bahn und Bach, karte: anlagen/karte.svg, karte_text: Karte}
gruende: Viele Familien leben in engen Wohnungen und haben weite Wege.
prozessverantwortung:
  regsam: {person: {name: Erika Mustermann}}
  sozialreferat: {person: {name: Max Mustermann}}
zu_gewinnen:
  - {organisation: Schulreferat, status: offen}
stunden_pro_woche: 8
prozessdauer_monate: 24
start: 2024-05-01
ueberpruefung: 2025-12-01
""",
    AREA + "anlagen/karte.svg": "<svg/>",
    AREA + "gremium.yaml": """\
mitglieder:
  - {id: moderation, organisation: REGSAM, gruppe: moderation}
  - {id: treff, organisation: Jugendtreff am Bach, gruppe: einrichtungstraeger}
""",
    AREA + "phasen.yaml": "vorlauf: {beginn: 2024-05-01, schritte: {datenmaterial: {status: offen}}}\n",
    AREA + "ziele.yaml": """\
stand: 2024-09-01
handlungsfelder:
  - id: H1
    titel: Bildung
    bedarf: Lernorte
    ziele:
      - id: Z1
        titel: Lernen im Quartier
        massnahmen:
          - {id: M1, titel: Lerncafé im Jugendtreff am Nachmittag, verantwortlich: treff, frist: 2024-12-31, status: laufend}
  - id: H2
    titel: Wohnumfeld
    bedarf: Plätze
    ziele:
      - {id: Z2, titel: Höfe öffnen}
""",
    AREA + "protokolle/2024-06-10.yaml": """\
sitzungsnummer: 1
datum: 2024-06-10
phase: diagnose
status: genehmigt
genehmigt_am: 2024-06-20
anwesend: [moderation, treff]
tagesordnung:
  - titel: Begrüßung
  - titel: Bedarf
    text: Der Bedarf wird besprochen.
    auftraege:
      - {nr: 1, art: auftrag, titel: Zahlen beschaffen, an: treff, adressatengruppe: einrichtung, frist: 2024-07-01}
""",
    AREA + "protokolle/2024-09-12.yaml": """\
sitzungsnummer: 2
datum: 2024-09-12
phase: diagnose
status: entwurf
anwesend: [moderation, treff]
tagesordnung:
  - titel: Begrüßung
""",
}
SIGNED = """\
unterschriften:
  - {partei: regsam, name: Erika Mustermann, datum: 2024-04-27}
  - {partei: sozialreferat, name: Max Mustermann, datum: 2024-04-29}
"""


def edited(name: str, old: str, new: str, files: dict[str, str | bytes] = FILES) -> dict[str, str | bytes]:
    text = files[AREA + name]
    assert isinstance(text, str)
    assert old in text
    return {**files, AREA + name: text.replace(old, new)}


EDITS = {
    "a number": (
        ("vereinbarung.yaml", "stunden_pro_woche: 8", "stunden_pro_woche: 6.5"),
        [("Stunden pro Woche", "changed", "8", "6,5")],
    ),
    "a date": (
        ("vereinbarung.yaml", "ueberpruefung: 2025-12-01", "ueberpruefung: 2026-02-01"),
        [("Überprüfung am", "moved", "1. Dezember 2025", "1. Februar 2026")],
    ),
    "a place within a place": (
        ("vereinbarung.yaml", "Bahn und Bach", "Bahn und Fluss"),
        [("Umgriff des Gebiets – Beschreibung", "changed", "Zwischen Bahn und Bach", "Zwischen Bahn und Fluss")],
    ),
    "a partner's state": (
        ("vereinbarung.yaml", "status: offen", "status: gewonnen"),
        [("Zu gewinnen: Schulreferat – Status", "changed", "noch offen", "gewonnen")],
    ),
    "a signature": (
        ("vereinbarung.yaml", "start:", "unterschriften: [{partei: regsam, name: Erika Mustermann, datum: 2024-04-27}]\nstart:"),
        [
            (
                "Unterschrift „Erika Mustermann“",
                "signed",
                None,
                "Partei: REGSAM\nName: Erika Mustermann\nDatum: 27. April 2024",
            )
        ],
    ),
    "a measure done": (
        ("ziele.yaml", "status: laufend", "status: umgesetzt"),
        [("Maßnahme M1 „Lerncafé im Jugendtreff am Nachmittag“ – Status", "done", "läuft", "umgesetzt")],
    ),
    "a measure put off": (
        ("ziele.yaml", "frist: 2024-12-31", "frist: 2025-03-31"),
        [("Maßnahme M1 „Lerncafé im Jugendtreff am Nachmittag“ – Frist", "moved", "31. Dezember 2024", "31. März 2025")],
    ),
    "a measure with a new id": (
        ("ziele.yaml", "id: M1", "id: M7"),
        [("Maßnahme M7 „Lerncafé im Jugendtreff am Nachmittag“ – Kennung", "renamed", "M1", "M7")],
    ),
    "a step done": (
        ("phasen.yaml", "status: offen", "status: erledigt"),
        [("Vorlauf – Schritte – Zahlen und Daten bereitstellen – Status", "done", "offen", "erledigt")],
    ),
    "minutes approved": (
        ("protokolle/2024-09-12.yaml", "status: entwurf", "status: genehmigt"),
        [("Status", "approved", "Entwurf", "genehmigt")],
    ),
    "a task given": (
        (
            "protokolle/2024-09-12.yaml",
            "  - titel: Begrüßung\n",
            "  - titel: Begrüßung\n    auftraege: [{nr: 1, art: empfehlung, titel: Raum, an: Amt, adressatengruppe: referat}]\n",
        ),
        [
            (
                "Empfehlung 2024-09-12/1 „Raum“",
                "given",
                None,
                "Nummer: 1\nArt: Handlungsempfehlung\nTitel: Raum\nAn: Amt\nAdressatengruppe: Städtisches Referat",
            )
        ],
    ),
    "a task done": (
        (
            "protokolle/2024-09-12.yaml",
            "tagesordnung:",
            "rueckmeldungen: [{auftrag: 2024-06-10/1, status: erledigt}]\ntagesordnung:",
        ),
        [
            (
                "Auftrag 2024-06-10/1 „Zahlen beschaffen“: erledigt",
                "done",
                None,
                "Auftrag: 2024-06-10/1 „Zahlen beschaffen“\nStatus: erledigt",
            )
        ],
    ),
    "a member gone": (
        ("gremium.yaml", "  - {id: moderation, organisation: REGSAM, gruppe: moderation}\n", ""),
        [("Mitglied „REGSAM“", "removed", "Kennung: moderation\nOrganisation: REGSAM\nGruppe: REGSAM-Moderation", None)],
    ),
    "another order": (
        ("protokolle/2024-06-10.yaml", "[moderation, treff]", "[treff, moderation]"),
        [
            (
                "Anwesend",
                "reordered",
                "Anwesend: REGSAM (moderation), Anwesend: Jugendtreff am Bach (treff)",
                "Anwesend: Jugendtreff am Bach (treff), Anwesend: REGSAM (moderation)",
            )
        ],
    ),
}


@pytest.mark.parametrize("row", EDITS.values(), ids=EDITS)
def test_what_an_edit_is_called(row: tuple[tuple[str, str, str], list[tuple[str, str, str | None, str | None]]]) -> None:
    edit, expected = row
    assert as_tuples(FILES, edited(*edit)) == expected


def test_a_goal_that_goes_to_another_field_is_moved_not_deleted() -> None:
    goal = "      - {id: Z2, titel: Höfe öffnen}\n"
    after = edited("ziele.yaml", goal, "      - {id: Z3, titel: Bänke}\n")
    after = edited("ziele.yaml", "  - id: H2\n", f"{goal}  - id: H2\n", after)
    assert [(c.what, c.kind, c.before, c.after) for c in changes(FILES, after)] == [
        ("Ziel Z2 „Höfe öffnen“", "moved", "H2 Wohnumfeld", "H1 Bildung"),
        ("Ziel Z3 „Bänke“", "added", None, "Kennung: Z3\nTitel: Bänke"),
    ]


def test_a_renamed_member_is_recognised_and_what_follows_it_is_one_change_a_file() -> None:
    after = {path: str(text).replace("treff,", "jugend,").replace("treff]", "jugend]") for path, text in FILES.items()}
    found = changes(FILES, after)
    assert [(c.document, c.kind, c.before, c.after) for c in found] == [
        ("Protokoll vom 10. Juni 2024", "followed", "treff", "jugend"),
        ("Kooperationsgremium", "renamed", "treff", "jugend"),
        ("Ziel- und Handlungskatalog", "followed", "treff", "jugend"),
        ("Protokoll vom 12. September 2024", "followed", "treff", "jugend"),
    ]
    assert found[0].what == "Kennung (an 2 Stellen)"


def test_approved_minutes_come_first() -> None:
    after = edited("protokolle/2024-06-10.yaml", "wird besprochen", "wurde lange besprochen")
    after = edited("gebiet.yaml", "aktiv", "ruhend", after)
    found = changes(FILES, after)
    assert [(c.document, c.what, c.first) for c in found] == [
        ("Protokoll vom 10. Juni 2024", "TOP 2 „Bedarf“ – Text", True),
        ("Stammdaten", "Status", False),
    ]
    assert [(part.op, part.text) for part in found[0].parts] == [
        ("same", "Der Bedarf "),
        ("deleted", "wird "),
        ("inserted", "wurde lange "),
        ("same", "besprochen."),
    ]


def test_a_signed_agreement_comes_first_but_for_what_may_grow() -> None:
    signed = edited("vereinbarung.yaml", "start:", f"{SIGNED}start:")

    def first(old: str, new: str) -> list[bool]:
        return [change.first for change in changes(signed, edited("vereinbarung.yaml", old, new, signed))]

    assert first("stunden_pro_woche: 8", "stunden_pro_woche: 9") == [True]
    assert first("datum: 2024-04-27", "datum: 2024-04-28") == [True]
    assert first("start:", "nachtraege: [{nr: 1, datum: 2024-06-01, text: Neu}]\nstart:") == [False]
    assert first("status: offen", "status: gewonnen") == [False]
    assert [c.first for c in changes(signed, {**signed, AREA + "anlagen/karte.svg": "<svg></svg>"})] == [True]
    assert [c.first for c in changes(FILES, {**FILES, AREA + "anlagen/karte.svg": "<svg></svg>"})] == [False]


def test_files_that_come_and_go() -> None:
    after = {path: text for path, text in FILES.items() if not path.endswith(("phasen.yaml", "2024-06-10.yaml"))}
    after[AREA + "chronik.yaml"] = "eintraege: [{datum: 2024-07-01, art: presse, titel: Bericht}]\n"
    assert [(c.document, c.kind, c.first) for c in changes(FILES, after)] == [
        ("Protokoll vom 10. Juni 2024", "removed", True),
        ("Phasen", "removed", False),
        ("Chronik", "added", False),
    ]


def test_new_minutes_say_which_tasks_they_give_and_report() -> None:
    before = {path: text for path, text in FILES.items() if "2024-09-12" not in path}
    report = "rueckmeldungen: [{auftrag: 2024-06-10/1, status: erledigt}]\n"
    after = edited("protokolle/2024-09-12.yaml", "tagesordnung:", f"{report}tagesordnung:")
    assert [(c.what, c.kind) for c in changes(before, after)] == [
        ("Protokoll vom 12. September 2024", "added"),
        ("Auftrag 2024-06-10/1 „Zahlen beschaffen“: erledigt", "done"),
    ]


def test_a_renamed_area_is_not_removed_and_added() -> None:
    after = {path.replace("nordfeld", "nordheide"): text for path, text in FILES.items()}
    after["nordheide/gebiet.yaml"] = "name: Nordheide\nstatus: aktiv\n"
    assert as_tuples(FILES, after) == [
        ("Ordner des Gebiets „Nordheide“", "renamed", "nordfeld", "nordheide"),
        ("Name", "changed", "Nordfeld", "Nordheide"),
    ]


def test_areas_that_come_and_go() -> None:
    after = {**FILES, "suedfeld/gebiet.yaml": "name: Südfeld\nstatus: geplant\n"}
    assert [(c.what, c.kind) for c in changes(FILES, after)] == [("Gebiet „Südfeld“", "added"), ("Stammdaten", "added")]
    assert [(c.what, c.kind) for c in changes(after, FILES)] == [("Gebiet „Südfeld“", "removed"), ("Stammdaten", "removed")]


def test_minutes_moved_to_another_day_stay_the_same_minutes() -> None:
    text = FILES[AREA + "protokolle/2024-06-10.yaml"]
    assert isinstance(text, str)
    after = {path: text_ for path, text_ in FILES.items() if "2024-06-10" not in path}
    after[AREA + "protokolle/2024-06-11.yaml"] = text.replace("datum: 2024-06-10", "datum: 2024-06-11")
    assert [(c.what, c.kind) for c in changes(FILES, after)] == [
        ("Protokoll vom 11. Juni 2024: Datei umbenannt", "renamed"),
        ("Datum", "moved"),
    ]


INVITED = """\
sitzungsnummer: 2
datum: 2025-03-13
phase: diagnose
status: geplant
tagesordnung: [{titel: Bestand}]
"""


def test_a_meeting_put_off_is_told_as_that() -> None:
    new = AREA + "protokolle/2025-03-20.yaml"
    later = INVITED.replace("datum: 2025-03-13", "datum: 2025-03-20\nverschoben_von: 2025-03-13")
    before = {**FILES, AREA + "protokolle/2025-03-13.yaml": INVITED}

    assert ("Sitzung", "moved", "13. März 2025", "20. März 2025") in as_tuples(before, {**FILES, new: later})
    beside = [what for what, kind, _, _ in as_tuples(before, {**before, new: later}) if kind == "added"]
    assert beside == ["Sitzung verschoben vom 13. März 2025 auf den 20. März 2025"]


def test_a_file_with_conflict_marks_is_compared_by_lines() -> None:
    text = FILES[AREA + "gremium.yaml"]
    assert isinstance(text, str)
    after = {**FILES, AREA + "gremium.yaml": f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> zweig\n"}
    (change,) = changes(FILES, after)
    assert change.kind == "unreadable"
    assert "Konfliktbereich" in change.what
    assert any(part.op == "inserted" and "<<<<<<<" in part.text for part in change.parts)


def test_a_file_outside_the_format_is_told_last() -> None:
    after = edited("gebiet.yaml", "aktiv", "ruhend")
    after[AREA + "LIESMICH.md"] = "Hallo"
    assert [c.document for c in changes(FILES, after)] == ["Stammdaten", "Datei LIESMICH.md"]


def test_a_table_is_told_by_rows() -> None:
    selection = "titel: Auswahl\nstand: 2026-01-20\nkandidaten: [{gebiet: Nordfeld}]\n"
    before = {"regsam.yaml": SETTINGS, "_auswahl/a/auswahl.yaml": selection, "_auswahl/a/t.csv": "a;b\n1;2\n3;4\n"}
    after = {**before, "_auswahl/a/t.csv": "a;b\n1;2\n3;5\n6;7\n"}
    assert [c.what for c in changes(before, after)] == ["Tabelle t.csv: 2 Zeilen neu, 1 Zeile entfallen"]
    assert {c.document for c in changes(before, after)} == {"Datei a/t.csv"}, "two selections name their tables alike"
