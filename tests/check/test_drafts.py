"""A new file with open places is a draft: one note says what is missing, and it counts for nothing else until it is complete."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from regsam_docs.check import Result, check
from regsam_docs.cli import main
from regsam_docs.repository.tree import tree_of
from tests.oracle.test_advice import CITY

SIGN = "# Noch auszufüllen: was leer ist.\n"
GOALS, AGREEMENT = "areas/muster/ziele.yaml", "areas/muster/vereinbarung.yaml"
FIELD = "  - id: H1\n    titel:\n    bedarf: x\n    ziele:\n      - id: Z1\n        titel: y\n"
NEW_GOALS = f"# Ziele\n{SIGN}stand:\nhandlungsfelder:\n{FIELD}"


def judged(changed: Mapping[str, str], without: tuple[str, ...] = ()) -> Result:
    """The city with files of these texts, and without others."""
    return check(tree_of({path: text.encode() for path, text in {**CITY, **changed}.items() if path not in without}))


def told(result: Result) -> list[tuple[str, int, str, str]]:
    return [(found.path, found.line, found.id, found.level) for found in result.findings]


def test_what_is_missing_is_one_note_with_its_lines() -> None:
    (note,) = [found for found in judged({GOALS: NEW_GOALS}).findings if found.id == "S02"]
    assert (note.path, note.line, note.level) == (GOALS, 3, "warnung")
    assert note.message.startswith("Noch auszufüllen: „stand“ (Zeile 3), „titel“ (Zeile 6). ")


def test_without_the_sign_it_is_wrong() -> None:
    found = told(judged({GOALS: NEW_GOALS.replace(SIGN, "")}))
    assert [one[1:] for one in found if one[2] == "S02"] == [(2, "S02", "fehler"), (5, "S02", "fehler")]


def test_a_complete_file_is_none_whatever_it_says() -> None:
    assert judged({GOALS: SIGN + CITY[GOALS]}).findings == ()


def test_what_was_decided_is_no_draft() -> None:
    found = told(judged({GOALS: NEW_GOALS + "beschlossen_in: 2025-11-12\n"}))
    assert {one[3] for one in found if one[2] == "S02"} == {"fehler"}


def test_nor_is_what_was_signed_or_sealed_or_more_than_begun() -> None:
    empty = SIGN + CITY[AGREEMENT].replace("stunden_pro_woche: 6.5", "stunden_pro_woche:")
    unsigned = empty[: empty.index("unterschriften:")] if "unterschriften:" in empty else empty
    assert ("S02", "warnung") in {one[2:] for one in told(judged({AGREEMENT: unsigned}))}
    signed = f"{unsigned}unterschriften:\n  - {{partei: regsam, name: Erika Mustermann, datum: 2025-01-01}}\n"
    sealed = {AGREEMENT: unsigned, "areas/muster/vereinbarung.siegel.json": "{}"}
    for changed in ({AGREEMENT: signed}, sealed):
        assert ("S02", "fehler") in {one[2:] for one in told(judged(changed))}
    chronicle = "areas/muster/chronik.yaml"
    more = SIGN + CITY[chronicle].replace("art: rags", "art:")
    assert ("S02", "fehler") in {one[2:] for one in told(judged({chronicle: more}))}


def test_all_is_judged_as_if_it_were_not_there_yet() -> None:
    note = [(GOALS, 3, "S02", "warnung")]
    assert sorted(told(judged({GOALS: NEW_GOALS}))) == sorted([*told(judged({}, without=(GOALS,))), *note])


def test_other_mistakes_stay_errors() -> None:
    found = told(judged({GOALS: NEW_GOALS.replace("id: H1", "id: H1\n    bereich: arbeitt")}))
    assert {one[2:] for one in found if one[0] == GOALS} == {("S02", "warnung"), ("S04", "fehler")}


def test_a_note_cannot_be_checked_off() -> None:
    found = told(judged({GOALS: NEW_GOALS.replace("stand:\n", "stand:  # S02 geprüft: später\n")}))
    assert ("S02", "warnung") in {one[2:] for one in found if one[0] == GOALS}
    assert "Y06" in {one[2] for one in found}


def test_no_document_is_made_of_it_and_all_others_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, text in CITY.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    build = ["build", "--no-pdf", "--today", "2026-01-01", "--format", "json"]
    assert main(build) == 0
    folder = tmp_path / "build/intern/muster"
    assert (folder / "zielkatalog.html").exists()
    (tmp_path / GOALS).write_text(NEW_GOALS, "utf-8")
    capsys.readouterr()
    assert main(build) == 0
    assert json.loads(capsys.readouterr().out)["failed"] == []
    assert not (folder / "zielkatalog.html").exists()
    assert (folder / "index.html").exists()
    assert (folder / "kooperationsvereinbarung.html").exists()
    assert main(["check", "--strict"]) == 1


COMMITTEE, MEETING = "areas/muster/gremium.yaml", "areas/muster/protokolle/2026-01-15.yaml"
DRAFTS = {
    COMMITTEE: SIGN + CITY[COMMITTEE].replace("organisation: RAGS Hafen", "organisation:"),
    GOALS: NEW_GOALS,
    MEETING: f"{SIGN}sitzungsnummer: 1\ndatum: 2026-01-15\nphase:\nstatus: geplant\ntagesordnung: [{{titel:}}]\n",
    AGREEMENT: SIGN + CITY[AGREEMENT].partition("unterschriften:")[0].replace("stunden_pro_woche: 6.5", "stunden_pro_woche:"),
}
PHASES = "vorlauf: {schritte: {gebietsauswahl: {status: erledigt, datum: 2026-01-15, beleg: protokolle/2026-01-15.yaml}}}\n"


@pytest.mark.parametrize("path", DRAFTS)
def test_who_refers_to_a_draft_is_told_so_once_a_file_and_nothing_untrue(path: str) -> None:
    closing = "status: entwurf\nzielerreichung:\n" + "  - {ziel: Z1, bewertung: erreicht, ergebnis: x}\n" * 2
    agreed = CITY[GOALS].replace("stand: 2026-09-12", "stand: 2026-01-15\nbeschlossen_in: 2026-01-15")
    decided = {"areas/muster/phasen.yaml": PHASES, GOALS: agreed} if path == MEETING else {}
    changed = {"areas/muster/abschluss.yaml": closing, **decided, path: DRAFTS[path]}
    new = [one for one in judged(changed).findings if one.id in ("R01", "R02", "R03", "R05", "V03")]
    assert new
    assert all("ist noch ein Entwurf" in one.message and one.hint is None and one.level == "fehler" for one in new)
    assert len({one.path for one in new}) == len(new)


def test_the_contacts_of_members_in_a_draft_are_told_so_too() -> None:
    contacts = "areas/kontakte.yaml"
    known = {COMMITTEE: DRAFTS[COMMITTEE], contacts: "kontakte:\n  muster:\n    rags: {telefon: 089 000000-1}\n"}
    (found,) = [one for one in judged(known).findings if one.path == contacts and one.id == "R01"]
    assert "ist „gremium.yaml“ noch ein Entwurf" in found.message


def test_a_draft_that_refers_to_a_draft_says_nothing_of_it() -> None:
    goals = NEW_GOALS + "        massnahmen: [{id: M1, titel: z, verantwortlich: rags}]\n"
    found = judged({GOALS: goals, COMMITTEE: DRAFTS[COMMITTEE]}).findings
    assert [one.id for one in found if one.path == GOALS] == ["S02"]
