"""Invitation, minutes and list of tasks: who was there, how it was decided, who has to do what."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from regsam_docs.documents.meetings import by_who, guests, hours, present, vote
from regsam_docs.model import Area, area
from regsam_docs.model.minutes import Count, Decision
from regsam_docs.model.tracking import tasks_on
from tests.documents.conftest import Press
from tests.documents.process import AREA, FIRST

FIRST_MINUTES, SECOND_MINUTES = "protokoll-2025-01-16", "protokoll-2025-03-20"


# ---- attendance


@pytest.mark.parametrize(
    ("start", "end", "whole", "said"),
    [
        ("17:00", "19:00", False, "17:00 bis 19:00 Uhr"),
        ("17:00", "19:00", True, "von 17:00 bis 19:00 Uhr"),
        ("17:30", None, True, "ab 17:30 Uhr"),
        (None, "18:30", True, "bis 18:30 Uhr"),
        (None, None, True, None),
    ],
)
def test_hours(start: str | None, end: str | None, whole: bool, said: str | None) -> None:
    assert hours(start, end, whole) == said


def test_presence_is_grouped_by_role_and_tells_deputies_and_hours(press: Press) -> None:
    printed = press.written(AREA)
    first, second = printed.area.minutes[:2]
    words = printed.view.forms.words
    assert present(printed.area, words, first) == [
        {"gruppe": "REGSAM-Moderation", "wer": ["REGSAM"]},
        {"gruppe": "Einrichtungsträger", "wer": ["Max Mustermann i. V. für Kita Kai, ab 17:30 Uhr"]},
        {"gruppe": "Referat", "wer": ["Sozialreferat, Amt A, bis 18:30 Uhr"]},
    ]
    assert guests(second) == ["Ada Muster (Schule)", "Lou Beispiel"]


def test_two_of_a_group_stand_under_its_plural_and_a_stranger_under_the_others(press: Press) -> None:
    printed = press.written(AREA)
    there = ["amt", "amt", "unbekannt"]
    seen = area("x", {"protokolle/2025-01-01.yaml": minutes(anwesend=there)})
    assert present(Area("x", committee=printed.area.committee), printed.view.forms.words, seen.minutes[0]) == [
        {"gruppe": "Referate", "wer": ["Sozialreferat, Amt A", "Sozialreferat, Amt A"]},
        {"gruppe": "Weitere Beteiligte", "wer": ["unbekannt"]},
    ]


def minutes(**more: Any) -> dict[str, Any]:
    bare = {"sitzungsnummer": 1, "datum": date(2025, 1, 1), "phase": "vorlauf", "status": "entwurf"}
    return {**bare, "tagesordnung": [{"titel": "A"}], **more}


# ---- decisions


@pytest.mark.parametrize(
    ("given", "how", "said"),
    [
        ("einstimmig", "sitzung", "einstimmig"),
        ("konsens", "sitzung", "im Konsens"),
        (None, "umlauf", "im Umlaufverfahren"),
        (None, "sitzung", None),
        (Count(ja=11, nein=2, enthaltung=1), "sitzung", "mehrheitlich (11 Ja, 2 Nein, 1 Enthaltung)"),
        (Count(ja=9, nein=0, enthaltung=0), "umlauf", "einstimmig (9 Ja, 0 Nein, 0 Enthaltungen), im Umlaufverfahren"),
        (Count(ja=0, nein=4, enthaltung=0), "sitzung", "einstimmig (0 Ja, 4 Nein, 0 Enthaltungen)"),
        (Count(ja=8, nein=0, enthaltung=1), "sitzung", "mehrheitlich (8 Ja, 0 Nein, 1 Enthaltung)"),
        (Count(ja=4, nein=4, enthaltung=2), "sitzung", "bei Stimmengleichheit (4 Ja, 4 Nein, 2 Enthaltungen)"),
    ],
)
def test_vote(press: Press, given: Any, how: Any, said: str | None) -> None:
    words = press.written({}).view.forms.words
    assert vote(words, Decision(text="A", ergebnis="angenommen", abstimmung=given, verfahren=how)) == said


# ---- minutes


def test_state_of_minutes(press: Press) -> None:
    def state(status: str) -> str | None:
        changed = FIRST.replace("status: genehmigt\ngenehmigt_in: 2025-03-20\n", status)
        return press.written({**AREA, "protokolle/2025-01-16.yaml": changed}).page(FIRST_MINUTES).state

    assert state("status: entwurf\n") == "Entwurf"
    assert state("status: versandt\nversandt_am: 2025-02-01\n") == "versandt am 1. Februar 2025"
    assert state("status: genehmigt\ngenehmigt_in: 2025-03-20\n") == "genehmigt in der Sitzung vom 20. März 2025"
    assert state("status: genehmigt\ngenehmigt_am: 2025-02-10\n") == "genehmigt im Umlaufverfahren am 10. Februar 2025"


def test_every_decision_and_task_of_a_meeting_is_in_its_minutes(press: Press) -> None:
    printed = press.written(AREA)
    for name, meeting in ((FIRST_MINUTES, printed.area.minutes[0]), (SECOND_MINUTES, printed.area.minutes[1])):
        html = printed.main(name)
        for item in meeting.tagesordnung:
            assert all(made.text in html for made in item.beschluesse)
            assert all(html.count(task.titel) >= 2 for task in item.auftraege), "in its box and in the list of who does what"


def test_agenda_keeps_the_number_of_a_cut_item(press: Press) -> None:
    html = press.written(AREA, "verteiler").main(FIRST_MINUTES)
    assert re.search(r"<h2>TOP 3</h2>\s*<p class=\"leise\">nicht öffentlich</p>", html)
    assert "<h2>TOP 4: Verschiedenes</h2>" in html


def test_a_day_at_the_start_of_a_text_stays_a_day(press: Press) -> None:
    assert "<p>31. Januar ist der letzte Tag.</p>" in press.written(AREA).main(FIRST_MINUTES)


def test_tasks_are_listed_by_who_does_them_in_a_row_each_and_recommendations_below(press: Press) -> None:
    listed = press.written(AREA).page(FIRST_MINUTES).context["auftraege"]
    assert [(task["an"], task["titel"]) for task in listed] == [
        (["Kita Kai", "Sozialreferat, Amt A"], "Räume suchen"),
        (["Kita Kai"], "Geheimer Auftrag"),
        (["Sozialreferat, Amt A"], "Auch geheim"),
        (["Stadtrat"], "Licht am Platz"),
    ]


@pytest.mark.parametrize("edition", ["intern", "verteiler"])
def test_decisions_bear_the_same_number_in_every_edition_and_motions_none(press: Press, edition: Any) -> None:
    made = [
        "{text: Geheim, ergebnis: angenommen, vertraulich: true}",
        "{text: Erst später, ergebnis: vertagt}",
        "{text: Wird gemacht, ergebnis: angenommen}",
        "{text: Nein, ergebnis: abgelehnt}",
    ]
    written = FIRST.partition("tagesordnung:")[0] + f"tagesordnung: [{{titel: A, beschluesse: [{', '.join(made)}]}}]\n"
    listed = press.written({**AREA, "protokolle/2025-01-16.yaml": written}, edition).page(FIRST_MINUTES).context["beschluesse"]
    seen = {one["text"]: (one["nr"], one["anker"]) for one in listed}
    assert seen.pop("Geheim", ("B3", "beschluss-3")) == ("B3", "beschluss-3")
    assert seen == {
        "Erst später": (None, "antrag-1"),
        "Wird gemacht": ("B1", "beschluss-1"),
        "Nein": ("B2", "beschluss-2"),
    }


def test_a_task_given_twice_to_the_same_stands_once() -> None:
    assert by_who([{"an": ["A", "A"]}]) == [{"wer": "A", "auftraege": [{"an": ["A", "A"], "gemeinsam_mit": []}]}]


def test_reports_tell_the_state_as_heard_then_and_lead_to_the_minutes_that_gave_the_task(press: Press) -> None:
    printed = press.written(AREA)
    first = printed.page(SECOND_MINUTES).context["berichte"][0]
    assert (first["auftrag"]["titel"], first["stand"]["wort"]) == ("Räume suchen", "in Arbeit")
    assert '<a href="protokoll-2025-01-16.html#auftrag-1">Auftrag 1 vom 16.01.2025</a>' in printed.main(SECOND_MINUTES)
    assert "in Arbeit" not in printed.main(FIRST_MINUTES), "the minutes that gave it know nothing of later reports"


def test_minutes_are_made_of_themselves_the_committee_and_those_they_report_on(press: Press) -> None:
    plans = press.written(AREA).plans()
    assert plans[FIRST_MINUTES].sources == ("protokolle/2025-01-16.yaml", "gremium.yaml")
    assert plans[SECOND_MINUTES].sources == ("protokolle/2025-03-20.yaml", "gremium.yaml", "protokolle/2025-01-16.yaml")


def test_a_report_on_a_task_no_one_can_see_is_text(press: Press) -> None:
    second = AREA["protokolle/2025-03-20.yaml"].replace("status: entwurf", "status: genehmigt\ngenehmigt_am: 2025-04-01")
    first = FIRST.replace("status: genehmigt\ngenehmigt_in: 2025-03-20", "status: entwurf")
    files = {**AREA, "protokolle/2025-03-20.yaml": second, "protokolle/2025-01-16.yaml": first}
    html = press.written(files, "oeffentlich").main(SECOND_MINUTES)
    assert "Auftrag 1 vom 16.01.2025" in html
    assert "protokoll-2025-01-16" not in html


# ---- invitation


def test_invitation_asks_for_the_tasks_that_are_open_then(press: Press) -> None:
    asked = press.written(AREA).page("einladung-2025-05-08").context["auftraege"]
    titles = [(group["wer"], [task["titel"] for task in group["auftraege"]]) for group in asked]
    assert titles == [  # without the one that is done, and the one to be submitted in 2026
        ("Kita Kai", ["Räume suchen"]),
        ("Sozialreferat, Amt A", ["Räume suchen", "Auch geheim"]),
        ("Jugendtreff <Kai 7>", ["Licht beantragen"]),
    ]


def test_invitation_is_made_of_the_minutes_its_tasks_come_from(press: Press) -> None:
    sources = press.written(AREA).plans()["einladung-2025-05-08"].sources
    assert set(sources) == {"gremium.yaml", *(f"protokolle/{day}.yaml" for day in ("2025-01-16", "2025-03-20", "2025-05-08"))}


def test_invitation_says_where_and_when_or_shows_the_gap(press: Press) -> None:
    html = press.written(AREA).main("einladung-2025-05-08")
    assert "<strong>Donnerstag, 8. Mai 2025</strong>" in html
    assert html.count("noch nicht festgelegt") >= 2
    assert ", Uhrzeit <span class=\"luecke\">noch nicht festgelegt" in " ".join(html.split())
    assert "Uhrzeit" not in press.written(AREA, "verteiler").main("einladung-2025-05-08")
    assert "nicht öffentlich" in press.written(AREA, "verteiler").main("einladung-2025-05-08")


# ---- list of tasks


def test_every_task_stands_in_exactly_one_group(press: Press) -> None:
    printed = press.written(AREA)
    there = tasks_on(printed.area, printed.page("auftragsliste").stand or date.min)
    assert [task.id for task in there.open] == ["2025-01-16/1", "2025-01-16/4", "2025-03-20/1"]
    assert [task.id for task in there.waiting] == ["2025-01-16/3"]
    assert [task.id for task in there.settled] == ["2025-01-16/2"]
    context = printed.page("auftragsliste").context
    open_ones = {task["anker"] + task["herkunft"]["tag"] for group in context["gruppen"] for task in group["auftraege"]}
    assert (len(open_ones), len(context["wartend"]), len(context["abgeschlossen"])) == (3, 1, 1)
    assert [(group["wer"], len(group["auftraege"])) for group in context["gruppen"]] == [
        ("Kita Kai", 1),
        ("Sozialreferat, Amt A", 2),
        ("Jugendtreff <Kai 7>", 1),
    ]


def test_overdue_is_judged_by_the_stand_and_said_in_words(press: Press) -> None:
    printed = press.written(AREA)
    page = printed.page("auftragsliste")
    first = page.context["gruppen"][0]["auftraege"][0]
    assert str(page.stand) == "2025-03-20"
    assert (str(first["frist"]), str(first["urspruenglich"])) == ("2025-03-10", "2025-02-28")
    assert first["ueberfaellig"] == {"wort": "überfällig", "ton": "warnung"}
    html = printed.main("auftragsliste")
    assert "Von 5 Aufträgen und Empfehlungen sind 3 offen, <strong>1 davon überfällig</strong>" in html
    assert "Der Vermieter zögert." in html
    assert '<a href="protokoll-2025-03-20.html">20.03.2025</a>: in Arbeit' in html


def test_list_without_tasks_says_so(press: Press) -> None:
    bare = {"protokolle/2025-05-08.yaml": AREA["protokolle/2025-05-08.yaml"], "gremium.yaml": AREA["gremium.yaml"]}
    assert "Bisher sind keine Aufträge" in press.written(bare).main("auftragsliste")


def test_rows_may_break_over_pages_only_where_one_is_long(press: Press) -> None:
    long = {**AREA, "protokolle/2025-01-16.yaml": FIRST.replace('"Mit **Vorrang**."', "Wort " * 300)}
    classes = [re.findall(r'<table class="tafel (breit.*?)">', press.written(f).main("auftragsliste")) for f in (AREA, long)]
    assert classes == [3 * ["breit karten"], ["breit lang karten", "breit karten", "breit karten"]]


def test_only_what_is_still_to_be_done_lacks_a_deadline(press: Press) -> None:
    html = press.written(AREA).main("auftragsliste")
    due, done = html.partition("<h2>Abgeschlossen")[::2]
    assert "noch nicht festgelegt" in due
    assert "noch nicht festgelegt" not in done
