"""Where tasks stand: the last report by day of meeting, and what follows from it."""

from __future__ import annotations

from datetime import date
from typing import Any

from regsam_docs import model
from regsam_docs.model.tracking import TrackedTask, track

FIRST = "protokolle/2024-06-13.yaml"
SECOND = "protokolle/2024-09-12.yaml"
SAME_DAY = "protokolle/2024-09-12-b.yaml"
THIRD = "protokolle/2025-01-16.yaml"
TASK = "2024-06-13/1"


def minutes(*reports: dict[str, Any], task: dict[str, Any] | None = None, confidential: bool = False) -> dict[str, Any]:
    item: dict[str, Any] = {"titel": "Bericht", "vertraulich": confidential}
    if task is not None:
        item["auftraege"] = [{"nr": 1, "art": "auftrag", "titel": "Hoffest", "adressatengruppe": "einrichtung", **task}]
    return {
        "sitzungsnummer": 1,
        "datum": "2024-06-13",
        "phase": "diagnose",
        "status": "entwurf",
        "tagesordnung": [item],
        "rueckmeldungen": [{"auftrag": TASK, **report} for report in reports],
    }


def tracked(files: dict[str, Any] | None = None, *, confidential: bool = False, closing: Any = None, **task: Any) -> TrackedTask:
    """The one task of the first meeting, as the other files leave it."""
    committee = {"mitglieder": [{"id": "treff", "organisation": "Jugendtreff", "gruppe": "einrichtungstraeger"}]}
    given = minutes(task={"an": "treff", **task}, confidential=confidential)
    data = {"gremium.yaml": committee, FIRST: given, **(files or {})}
    if closing is not None:
        data["abschluss.yaml"] = closing
    (found,) = track(model.area("muster", data))
    return found


def test_without_report_it_is_open_as_it_was_given() -> None:
    task = tracked(frist="2024-09-12")
    assert (task.status, task.open, task.due, task.reports) == ("offen", True, date(2024, 9, 12), ())


def test_the_last_report_by_day_decides_whatever_the_order_of_files() -> None:
    files = {THIRD: minutes({"status": "erledigt"}), SECOND: minutes({"status": "in_arbeit"})}
    task = tracked(files)
    assert task.status == "erledigt"
    assert not task.open
    assert [(heard.minutes.id, heard.index) for heard in task.reports] == [("2024-09-12", 0), ("2025-01-16", 0)]


def test_within_one_file_the_last_report_decides() -> None:
    assert tracked({SECOND: minutes({"status": "erledigt"}, {"status": "in_arbeit"})}).status == "in_arbeit"


def test_two_meetings_of_a_day_follow_their_names() -> None:
    files = {SAME_DAY: minutes({"status": "erledigt"}), SECOND: minutes({"status": "offen"})}
    assert tracked(files).status == "erledigt"


def test_what_was_done_may_be_opened_again() -> None:
    files = {SECOND: minutes({"status": "erledigt"}), THIRD: minutes({"status": "offen"})}
    assert tracked(files).open


def test_it_is_done_since_the_first_meeting_behind_which_none_heard_otherwise() -> None:
    twice = tracked({SECOND: minutes({"status": "erledigt"}), THIRD: minutes({"status": "erledigt"})})
    again = tracked({SECOND: minutes({"status": "erledigt"}), THIRD: minutes({"status": "offen"})})
    assert twice.done_in is not None
    assert twice.done_in.id == "2024-09-12"
    assert again.done_in is None
    assert tracked().done_in is None


def test_refused_and_withdrawn_are_no_longer_open() -> None:
    assert not tracked({SECOND: minutes({"status": "abgelehnt"})}).open
    assert not tracked({SECOND: minutes({"status": "zurueckgezogen"})}).open


def test_the_last_deadline_named_counts_also_if_a_later_report_names_none() -> None:
    files = {SECOND: minutes({"status": "in_arbeit", "frist": "2024-12-01"}), THIRD: minutes({"status": "in_arbeit"})}
    assert tracked(files, frist="2024-09-01").due == date(2024, 12, 1)


def test_a_report_from_before_the_meeting_tells_nothing() -> None:
    assert tracked({"protokolle/2024-01-16.yaml": minutes({"status": "erledigt"})}).reports == ()


def test_overdue_is_the_day_after_the_deadline_while_open() -> None:
    task = tracked(frist="2024-09-12")
    assert not task.overdue(date(2024, 9, 12))
    assert task.overdue(date(2024, 9, 13))
    assert not tracked({SECOND: minutes({"status": "erledigt"})}, frist="2024-09-12").overdue(date(2024, 9, 13))
    assert not tracked().overdue(date(2030, 1, 1))


def test_listed_from_the_day_of_resubmission_on_while_open() -> None:
    task = tracked(wiedervorlage="2024-10-01")
    assert not task.listed(date(2024, 9, 30))
    assert task.listed(date(2024, 10, 1))
    assert tracked().listed(date(2024, 6, 13))
    assert not tracked({SECOND: minutes({"status": "erledigt"})}).listed(date(2024, 10, 1))


def test_who_is_called_by_organisation_or_as_written() -> None:
    assert tracked(an=["treff", "Die Nachbarschaft"]).who == ("Jugendtreff", "Die Nachbarschaft")


def test_confidential_by_itself_or_with_its_item() -> None:
    assert not tracked().confidential
    assert tracked(vertraulich=True).confidential
    assert tracked(confidential=True).confidential


def test_handed_over_by_the_closing() -> None:
    closing = {
        "datum": "2025-03-13",
        "status": "entwurf",
        "entscheidung": "beendet",
        "zusammenfassung": "Kurz.",
        "offene_auftraege": [{"auftrag": TASK, "uebergeben_an": "RAGS"}],
    }
    found = tracked(closing=closing)
    assert found.handed_over is not None
    assert found.handed_over.uebergeben_an == "RAGS"
    assert found.open
