"""Catalogue, interim report and closing: where a result came from, how often who took part, what fits on four pages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import msgspec
import pikepdf
import pytest

from regsam_docs import pdf
from regsam_docs.documents.closing import bar, missing, start
from regsam_docs.documents.interim import EVENTS, GOALS, ROWS, TASKS, next_dates
from regsam_docs.documents.meetings import participation
from regsam_docs.model.catalogue import goals
from regsam_docs.model.means import MONEY_STATES
from regsam_docs.model.tracking import decisions_for, tasks_for, track
from regsam_docs.render.page import look
from tests.documents.conftest import Press
from tests.documents.process import ABSCHLUSS, AREA, ZIELE

AGREEMENT = """thema: Begegnung
umgriff: {beschreibung: Am Kai}
gruende: "- Es fehlen Treffpunkte."
prozessverantwortung: {regsam: {person: {name: Erika Mustermann}}, sozialreferat: {person: {name: Max Mustermann}}}
stunden_pro_woche: 6.5
prozessdauer_monate: 24
start: 2024-07-31
ueberpruefung: 2025-06-26
"""


# ---- catalogue


def test_catalogue_is_a_draft_with_gaps_until_it_is_decided(press: Press) -> None:
    decided, draft = (press.written({**AREA, "ziele.yaml": text}) for text in (ZIELE, ZIELE.replace("beschlossen_in", "# ")))
    assert decided.page("zielkatalog").state == "beschlossen am 20. März 2025"
    assert draft.page("zielkatalog").state == "Entwurf"
    assert "<h3>Ursachen</h3>" not in decided.main("zielkatalog")
    assert re.search(r"<h3>Ursachen</h3>\s*<p><span class=\"luecke\">", draft.main("zielkatalog"))


def test_catalogue_counts_and_shows_every_measure(press: Press) -> None:
    html = press.written(AREA).main("zielkatalog")
    assert "1 Handlungsfeld, 2 Ziele, 3 Maßnahmen" in html
    assert re.search(r"M1 Offenes Café</strong>.*Kita Kai.*Zusätzliche Maßnahme", html, re.DOTALL)
    assert html.count(">überfällig</span>") == 1  # M1 was due on the 15th, the Stand is the 20th; M3 is carried out
    assert '<a href="protokoll-2025-03-20.html">Sitzung vom 20. März 2025</a>' in html


# ---- provenance


def test_a_goal_s_result_comes_from_tasks_for_its_measures(press: Press) -> None:
    area = press.written(AREA).area
    found = {goal.id: [task.id for task in tasks_for(goal, track(area))] for _, goal in goals(area.catalogue)}
    assert found == {"Z1": ["2025-01-16/1"], "Z2": ["2025-03-20/1"]}


def test_a_decision_concerns_the_goals_it_names_else_those_given_out_beside_it(press: Press) -> None:
    area = press.written(AREA).area
    taken = {goal.id: decisions_for(area, field, goal) for field, goal in goals(area.catalogue)}
    found = {id: [one.resolution.decision.text for one in listed] for id, listed in taken.items()}
    assert found == {
        "Z1": ["Wir treffen uns monatlich.", "Die Maßnahme (M2) kommt hinzu."],
        "Z2": ["Der Katalog gilt.", "Geheimer Beschluss."],
    }


def test_closing_links_each_goal_to_the_minutes(press: Press) -> None:
    html = press.written(AREA).main("abschlussdokumentation")
    goal = html.partition('id="Z1"')[2].partition('id="Z2"')[0]
    assert "teilweise erreicht" in goal
    assert '<a href="protokoll-2025-01-16.html#auftrag-1">16.01.2025</a>' in goal
    assert '<a href="protokoll-2025-03-20.html">20.03.2025</a>' in goal
    assert "Licht beantragen" not in goal


# ---- participation


def test_participation_counts_meetings_while_a_member(press: Press) -> None:
    printed = press.written(AREA)
    rows = participation(printed.area, printed.view.forms.words)
    assert [(row["organisation"], row["anwesend"], row["sitzungen"]) for row in rows] == [
        ("REGSAM", 2, 2),
        ("Kita Kai", 2, 2),  # once by deputy and late
        ("Jugendtreff <Kai 7>", 1, 1),  # joined in March
        ("Sozialreferat, Amt A", 1, 1),  # left in February; RAGS is only informed and never came
    ]


def test_heads_are_counted_over_all_meetings(press: Press) -> None:
    second = AREA["protokolle/2025-03-20.yaml"]
    came = "{mitglied: kita, anzahl: 3}, {mitglied: treff, personen: [Ada, Lou]}]\nweitere_anwesende: 12"
    several = second.replace("kita, treff]", came)
    assert several != second
    printed = press.written({**AREA, "protokolle/2025-03-20.yaml": several, "abschluss.yaml": ABSCHLUSS})

    people = [row["personen"] for row in participation(printed.area, printed.view.forms.words)]
    assert people == [None, "4 Personen", "2 Personen", None]
    assert "über alle Sitzungen 12 weitere Personen" in printed.main("abschlussdokumentation")
    assert "über alle Sitzungen" not in press.written({**AREA, "abschluss.yaml": ABSCHLUSS}).main("abschlussdokumentation")


def test_public_edition_counts_no_one(press: Press) -> None:
    files = {**AREA, "abschluss.yaml": ABSCHLUSS.replace("entwurf", "beschlossen")}
    printed = press.written(files, "oeffentlich")
    assert participation(printed.area, printed.view.forms.words) == []
    assert "Teilnahme der Organisationen" not in printed.main("abschlussdokumentation")


# ---- closing


def test_missing_resources_are_grouped_by_addressee(press: Press) -> None:
    printed = press.written(AREA)
    assert printed.area.closing is not None
    grouped = missing(printed.view.forms.words, printed.area.closing)
    assert [(group["an"], [entry["titel"] for entry in group["ressourcen"]]) for group in grouped] == [
        ("Städtische Referate", ["Eine Stelle", "Ein Raum"]),
        ("Wohnungswirtschaft", ["Reinigung"]),
    ]


def test_situation_at_the_start_is_by_default_reasons_and_needs(press: Press) -> None:
    area = press.written({**AREA, "vereinbarung.yaml": AGREEMENT}).area
    assert area.closing is not None
    assert start(area, area.closing) == {
        "text": None,
        "gruende": "- Es fehlen Treffpunkte.",
        "bedarfe": [{"id": "H1", "titel": "Begegnung", "bedarf": "Es fehlt ein Ort."}],
    }
    told = press.written({**AREA, "abschluss.yaml": ABSCHLUSS + "ausgangslage: So war es.\n"}).area
    assert told.closing is not None
    assert start(told, told.closing)["text"] == "So war es."


def test_closing_has_its_chapters_in_order_and_marks_what_a_draft_lacks(press: Press) -> None:
    printed = press.written({**AREA, "vereinbarung.yaml": AGREEMENT})
    chapters = re.findall(r"<h2>(.*?)</h2>", printed.main("abschlussdokumentation"))
    assert chapters == [
        "Inhalt", "Zusammenfassung", "Ausgangslage", "Vereinbarung", "Verlauf", "Ziele und Ergebnisse",
        "Fehlende Ressourcen",
        "Weitergeleitete Ursachen", "Weitere Schritte", "Übergebene offene Aufträge", "Evaluation", "Übergabe an die RAGS",
        "Mitglieder des Kooperationsgremiums", "Anlagen", "Wozu die Arbeit dient",
    ]  # fmt: skip
    assert "6,5 Stunden pro Woche" in printed.main("abschlussdokumentation")
    decided = {**AREA, "abschluss.yaml": ABSCHLUSS.replace("entwurf", "beschlossen")}
    assert "<h2>Evaluation</h2>" not in press.written(decided).main("abschlussdokumentation")


def test_members_are_named_inside_alone(press: Press) -> None:
    inside, others = (press.written(AREA, edition).main("abschlussdokumentation") for edition in ("intern", "verteiler"))
    for html, named in ((inside, True), (others, False)):
        assert ("Erika Mustermann" in html.partition('id="mitglieder"')[2]) is named
        assert "Kita Kai" in html.partition('id="mitglieder"')[2]


def test_a_handed_over_task_that_is_cut_is_not_told_of(press: Press) -> None:
    handed = press.written(AREA, "verteiler").page("abschlussdokumentation").context["uebergeben"]
    assert [entry["herkunft"]["nr"] for entry in handed] == ["1"]


# ---- interim report


def test_report_tells_what_happened_since_the_last_meeting_but_one(press: Press) -> None:
    context = press.written(AREA).page("zwischenbericht").context
    assert context["seit"]["titel"] == "Sitzung vom 16. Januar 2025"
    assert [event["titel"] for event in context["ereignisse"]] == [
        "Rundgang am Kai",
        "Geheimes Gespräch",
        "Die Maßnahme (M2) kommt hinzu.",
        "Der Katalog gilt.",
        "Geheimer Beschluss.",
        "erledigt: Geheimer Auftrag",
    ]
    assert context["ereignisse"][2]["text"] == "angenommen, mehrheitlich (11 Ja, 2 Nein, 1 Enthaltung)"


def test_next_dates_do_not_lie_before_the_stand_and_stand_once(press: Press) -> None:
    area = press.written({**AREA, "vereinbarung.yaml": AGREEMENT}).area
    assert [(str(entry["tag"]), entry["was"]) for entry in next_dates(area, date(2025, 3, 20))] == [
        ("2025-05-08", "3. Sitzung"),
        ("2025-06-26", "Überprüfung: Entscheidung, ob der Prozess fortgeführt wird"),
        ("2026-07-30", "Ende der vorläufigen Laufzeit"),
    ]
    assert [str(entry["tag"]) for entry in next_dates(area, date(2025, 6, 26))] == ["2025-06-26", "2026-07-30"]


SIGNED = """unterschriften:
  - {partei: regsam, name: Erika Mustermann, ort: Musterstadt, datum: 2024-07-01}
  - {partei: sozialreferat, name: Max Mustermann, ort: Musterstadt, datum: 2024-07-02}
"""


@pytest.mark.parametrize(("signed", "said"), [("", "Vorgesehener Start des Prozesses"), (SIGNED, "Start des Prozesses")])
def test_a_start_that_nobody_signed_is_one_that_is_planned(press: Press, signed: str, said: str) -> None:
    area = press.written({"vereinbarung.yaml": AGREEMENT + signed}).area
    assert next_dates(area, date(2024, 7, 10))[0] == {"tag": date(2024, 7, 31), "was": said}


def test_no_term_ends_where_the_work_is_over(press: Press) -> None:
    area = press.written({**AREA, "vereinbarung.yaml": AGREEMENT}).area
    assert area.profile is not None
    ended = replace(area, profile=msgspec.structs.replace(area.profile, status="beendet"))
    assert [entry["was"] for entry in next_dates(ended, date(2025, 6, 26))] == []


def test_what_does_not_fit_is_counted(press: Press) -> None:
    printed = press.written(crowded("Wort"))
    context = printed.page("zwischenbericht").context
    assert (len(context["ereignisse"]), context["weitere_ereignisse"]) == (EVENTS, 45 - EVENTS)
    assert (len(context["auftraege"]), context["weitere_auftraege"]) == (TASKS, 40 - TASKS)
    assert (len(context["ziele"]["ziele"]), context["ziele"]["weitere"]) == (GOALS, 20 - GOALS)
    assert f"Dazu {40 - TASKS} weitere; alle stehen in der Auftragsliste." in printed.main("zwischenbericht")


@pytest.mark.pdf
@pytest.mark.skipif(pdf.available() is not None, reason="no PDF can be made here")
@pytest.mark.parametrize("word", ["Wort", "Kindertageseinrichtungsfinanzierungsvereinbarung"])
@pytest.mark.parametrize("goals", [20, ROWS // 2])
def test_the_fullest_report_has_four_pages(press: Press, word: str, goals: int) -> None:
    html = press.written(crowded(word, goals)).html("zwischenbericht")
    job = pdf.Job(
        html=html,
        css=look(press.templates.files, None).paper,
        assets={},
        fonts=press.templates.fonts(),
        title="Zwischenbericht",
        author="REGSAM",
        identifier="00000000",
    )
    with pikepdf.open(BytesIO(pdf.make(job))) as made:
        assert len(made.pages) <= 4


def crowded(word: str, goal_count: int = 20) -> dict[str, str]:
    """An area with far more of everything than a report can hold, all texts long."""
    long = " ".join([word] * 60)
    tasks = "\n".join(
        f"      - {{nr: {n}, art: auftrag, titel: {long}, an: [a, b], adressatengruppe: referat}}" for n in range(1, 41)
    )
    money = ", ".join(f"{{jahr: 2025, betrag: 1234567.89, stand: {stand}}}" for stand in MONEY_STATES)
    rest = f"verantwortlich: a, status: geplant, mittel: [{money}]"
    goals = "\n".join(
        f"      - {{id: Z{n}, titel: {long}, massnahmen: [{{id: M{n}, titel: {long}, {rest}}}]}}"
        for n in range(1, goal_count + 1)
    )
    events = "\n".join(f"  - {{datum: 2025-02-01, art: presse, titel: {long}, text: {long}}}" for _ in range(45))
    meeting = f"phase: umsetzung\nstatus: entwurf\nort: {long}\nanwesend: [a]\n"
    given = f"tagesordnung:\n  - titel: {long}\n    auftraege:\n{tasks}\n"
    return {
        "gremium.yaml": "mitglieder:\n" + "".join(f"  - {{id: {id}, organisation: {long}, gruppe: rags}}\n" for id in "ab"),
        "vereinbarung.yaml": AGREEMENT.replace("Begegnung", long),
        "ziele.yaml": f"stand: 2025-01-01\nhandlungsfelder:\n  - id: H1\n    titel: {long}\n    bedarf: A\n    ziele:\n{goals}\n",
        "chronik.yaml": f"eintraege:\n{events}\n",
        "protokolle/2025-01-16.yaml": f"sitzungsnummer: 1\ndatum: 2025-01-16\n{meeting}tagesordnung: [{{titel: A}}]\n",
        "protokolle/2025-03-20.yaml": f"sitzungsnummer: 2\ndatum: 2025-03-20\n{meeting}{given}",
        "protokolle/2025-05-08.yaml": f"sitzungsnummer: 3\ndatum: 2025-05-08\nphase: umsetzung\nstatus: geplant\nort: {long}\n"
        "tagesordnung: [{titel: A}]\n",
    }


@pytest.mark.parametrize(
    ("start", "target", "found", "drawn"),
    [
        ("48 Prozent, bei Frauen 62 Prozent", "höchstens 30 Prozent", "36 Prozent, bei Frauen 51 Prozent", (36, 30, 48)),
        ("kein Besuchsdienst", "40 Menschen", "31 Menschen", (31, 40, None)),
        (None, "2,5 Stellen", "2 Stellen", (2, 2.5, None)),
        ("29 von 74 (39 Prozent)", "höchstens 20 Prozent", "19 von 70 (27 Prozent)", None),
        (None, "jede Woche", "jede zweite Woche", None),
        (None, "30 Prozent", "31 Menschen", None),
        (None, "30 Prozent", None, None),
        (None, "30", "31", None),
    ],
)
def test_a_goal_is_drawn_only_where_target_and_result_are_one_number_of_the_same(
    start: str | None, target: str, found: str | None, drawn: tuple[float, float, float | None] | None
) -> None:
    made = bar(start, target, found)
    assert (made and (made["wert"], made["ziel"], made["beginn"])) == drawn
