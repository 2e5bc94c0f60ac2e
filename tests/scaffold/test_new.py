"""`regsam-docs new`: what a new file takes over, and what is never written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from regsam_docs import check, schema
from regsam_docs.model import Area
from regsam_docs.repository.kinds import KINDS
from regsam_docs.system import disk
from tests.scaffold.conftest import Run
from tests.scaffold.filled import filled, fitting, nodes, switched_on

LAST = "areas/am-ziegelfeld/protokolle/2026-12-10.yaml"
NEW = "areas/am-ziegelfeld/protokolle/2027-02-04.yaml"


def announce(city: Path, day: str) -> None:
    with (city / LAST).open("a", encoding="utf-8") as file:
        file.write(f"naechste_sitzung: {{datum: {day}, beginn: 14:30, ort: Jugendhaus}}\n")


def data(city: Path, path: str) -> dict[str, Any]:
    text = fitting(switched_on((city / path).read_text("utf-8")))
    checked = schema.check("protokoll", nodes(filled("protokoll", text)), path)
    assert checked.data is not None, checked.findings
    return checked.data


def area(city: Path, slug: str) -> Area:
    return next(area for area in check.check(disk.tree(city)).city.areas if area.slug == slug)


def test_new_minutes_take_over_what_is_known(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    announce(city, "2027-02-04")
    run = Run(capsys, "new", "minutes", "am-ziegelfeld")
    assert (run.code, run.err) == (0, "")
    assert NEW in run.out
    made = data(city, NEW)
    assert (made["sitzungsnummer"], made["datum"], made["phase"], made["status"]) == (7, "2027-02-04", "umsetzung", "geplant")
    assert (made["beginn"], made["ort"]) == ("14:30", "Jugendhaus")
    assert made["tagesordnung"][0]["titel"] == "Begrüßung, Genehmigung des Protokolls vom 10. Dezember 2026"
    assert made["tagesordnung"][1]["titel"] == "Rückmeldungen zu den offenen Aufträgen"


def test_new_minutes_list_who_belongs_to_the_committee_on_that_day(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = city / "areas/am-ziegelfeld/gremium.yaml"
    gone = "  - id: weg\n    organisation: Weg\n    gruppe: weitere\n    bis: 2027-02-03\n"
    late = "  - id: neu\n    organisation: Neu\n    gruppe: weitere\n    seit: 2027-02-05\n"
    file.write_text(file.read_text("utf-8") + gone + late + gone.replace("weg", "noch").replace("-03", "-04"), "utf-8")
    Run(capsys, "new", "minutes", "am-ziegelfeld", "--date", "2027-02-04")
    made = data(city, NEW)
    assert "noch" in made["anwesend"]
    assert not {"weg", "neu"} & {*made["anwesend"], *made["verteiler"]}


def test_new_minutes_list_the_open_tasks_to_report_on(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Run(capsys, "new", "minutes", "am-ziegelfeld", "--date", "2027-01-31")
    path = "areas/am-ziegelfeld/protokolle/2027-01-31.yaml"
    reported = [report["auftrag"] for report in data(city, path)["rueckmeldungen"]]
    assert "2026-10-15/1" in reported
    assert "2026-10-15/2" not in reported, "its wiedervorlage is the day after"
    assert "2026-07-16/1" not in reported, "it is done"
    assert "# Zeitplan für die Öffnung des Schulhofs vorlegen" in (city / path).read_text("utf-8")


def test_a_first_meeting_settles_how_to_work(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Run(capsys, "new", "minutes", "lindenhoehe", "--date", "2027-01-31")
    made = data(city, "areas/lindenhoehe/protokolle/2027-01-31.yaml")
    assert made["sitzungsnummer"] == 1
    assert "Arbeitsweise" in made["tagesordnung"][1]["titel"]


def test_approved_minutes_are_not_approved_again(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = city / LAST
    approved = "status: genehmigt\nanwesend: [moderation]\ngenehmigt_am: 2027-01-10\n"
    file.write_text(file.read_text("utf-8").replace("status: geplant\n", approved), "utf-8")
    Run(capsys, "new", "minutes", "am-ziegelfeld", "--date", "2027-01-31")
    assert "titel: Begrüßung\n" in (city / "areas/am-ziegelfeld/protokolle/2027-01-31.yaml").read_text("utf-8")


def test_new_minutes_take_up_what_was_put_off(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = city / LAST
    held = "status: entwurf\nanwesend: [moderation]\n"
    put_off = """\
  - titel: Hofregeln
    unterpunkte:
      - titel: Ruhezeiten
        beschluesse:
          - {text: Ab 20 Uhr ist Ruhe., ergebnis: vertagt, vertagt_auf: 2027-03-01}
"""
    text = file.read_text("utf-8").replace("status: geplant\n", held)
    file.write_text(text.replace("  - titel: Termine 2027 und Verschiedenes\n", put_off), "utf-8")
    for day, found in (("2027-02-04", True), ("2027-03-04", True)):
        Run(capsys, "new", "minutes", "am-ziegelfeld", "--date", day)
        written = (city / f"areas/am-ziegelfeld/protokolle/{day}.yaml").read_text("utf-8")
        assert ("titel: Ruhezeiten" in written) is found
        assert "Vertagt am 10. Dezember 2026: Ab 20 Uhr ist Ruhe." in written


def test_what_was_put_off_in_confidence_stays_confidential(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = city / LAST
    put_off = """\
  - titel: Hofregeln
    beschluesse:
      - {text: Offen., ergebnis: vertagt}
      - {text: Geheim., ergebnis: vertagt, vertraulich: true}
  - titel: Personal
    vertraulich: true
    beschluesse: [{text: Auch geheim., ergebnis: vertagt}]
"""
    text = file.read_text("utf-8").replace("status: geplant\n", "status: entwurf\nanwesend: [moderation]\n")
    file.write_text(text.replace("  - titel: Termine 2027 und Verschiedenes\n", put_off), "utf-8")
    Run(capsys, "new", "minutes", "am-ziegelfeld", "--date", "2027-02-04")
    taken_up = data(city, "areas/am-ziegelfeld/protokolle/2027-02-04.yaml")["tagesordnung"]
    assert isinstance(taken_up, list)
    assert [item for item in taken_up if item["titel"] in ("Hofregeln", "Personal")] == [
        {"titel": "Hofregeln", "text": "Vertagt am 10. Dezember 2026: Offen."},
        {"titel": "Hofregeln", "text": "Vertagt am 10. Dezember 2026: Geheim.", "vertraulich": True},
        {"titel": "Personal", "text": "Vertagt am 10. Dezember 2026: Auch geheim.", "vertraulich": True},
    ]


def test_a_meeting_put_in_place_of_one_called_off_says_so(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = city / LAST
    off = "status: abgesagt\nabgesagt: {am: 2026-12-08, neuer_termin: 2027-01-14}\n"
    file.write_text(file.read_text("utf-8").replace("status: geplant\n", off), "utf-8")
    assert Run(capsys, "new", "minutes", "am-ziegelfeld").code == 0
    made = data(city, "areas/am-ziegelfeld/protokolle/2027-01-14.yaml")
    assert (made["sitzungsnummer"], made["verschoben_von"]) == (6, "2026-12-10")


def test_a_meeting_without_a_day_is_refused(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "new", "minutes", "am-ziegelfeld")
    assert run.code == 2
    assert "--date" in run.err


@pytest.mark.parametrize("day", ["2027-02-30", "4.2.2027", "2027-02-04-a", "../2027-02-04", "2027-02-04\n"])
def test_a_day_that_is_none_is_refused(city: Path, capsys: pytest.CaptureFixture[str], day: str) -> None:
    assert Run(capsys, "new", "minutes", "am-ziegelfeld", "--date", day).code == 2
    assert len(list(city.glob("areas/am-ziegelfeld/protokolle/*"))) == 6


def test_a_closing_lists_the_goals_and_the_open_tasks(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Run(capsys, "new", "closing", "am-ziegelfeld")
    text = (city / "areas/am-ziegelfeld/abschluss.yaml").read_text("utf-8")
    assert [line.split()[-1] for line in text.splitlines() if "- ziel:" in line] == ["Z1", "Z2", "Z3", "Z4"]
    assert "#  - auftrag: 2026-10-15/1" in text


def test_a_selection_brings_the_variables_that_count(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Run(capsys, "new", "selection", "auswahl-2030")
    text = filled("auswahl", (city / "areas/_auswahl/auswahl-2030/auswahl.yaml").read_text("utf-8"))
    monitoring = (schema.check("auswahl", nodes(text), "x").data or {})["monitoring"]
    assert (len(monitoring["variablen"]), len(monitoring["weitere_variablen"])) == (13, 13)


def test_a_new_area_from_first_to_last_file(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind in KINDS.values():
        if kind.asks in ("new area", "area"):
            options = ["--date", "2027-03-04"] if kind.command == "minutes" else []
            assert Run(capsys, "new", kind.command, "am-hart", *options).code == 0
    assert {finding.id for finding in check.check(disk.tree(city)).findings} == {"S02"}


@pytest.mark.parametrize("name", [kind.command for kind in KINDS.values() if kind.asks in ("area", "new area")])
def test_nothing_is_written_over(city: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    options = ["--date", "2024-06-13"] if name == "minutes" else []
    before = {path: path.read_bytes() for path in city.rglob("*.yaml")}
    run = Run(capsys, "new", name, "hafenviertel-ost", *options)
    assert run.code == 2
    assert "bleibt, wie es ist" in run.err
    assert {path: path.read_bytes() for path in city.rglob("*.yaml")} == before


@pytest.mark.parametrize(
    ("slug", "advice"),
    [
        ("Am Härtl", "am-haertl"),
        ("AM-HART", "am-hart"),
        ("a--b", "a-b"),
        ("../x", "new area x"),
        ("con", "möglich"),
        ("anlagen", "möglich"),
        ("", "möglich"),
        ("_x", "möglich"),
    ],
)
def test_a_name_no_folder_may_have_is_refused(city: Path, capsys: pytest.CaptureFixture[str], slug: str, advice: str) -> None:
    before = sorted(city.rglob("*"))
    run = Run(capsys, "new", "area", slug)
    assert run.code == Run(capsys, "new", "selection", slug).code == 2
    assert advice in run.err
    assert sorted(city.rglob("*")) == before


def test_an_unknown_area_is_refused_with_the_one_meant(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "new", "goals", "am-zigelfeld")
    assert run.code == 2
    assert "am-ziegelfeld" in run.err
    assert not (city / "areas/am-zigelfeld").exists()


@pytest.mark.parametrize(("kind", "meant"), [("minuts", "minutes"), ("Protokol", "protokoll"), ("ziel", "ziele")])
def test_an_unknown_kind_is_refused_with_the_one_meant(
    city: Path, capsys: pytest.CaptureFixture[str], kind: str, meant: str
) -> None:
    run = Run(capsys, "new", kind, "am-ziegelfeld")
    assert run.code == 2
    assert f"Meinten Sie „{meant}“?" in run.err


def test_what_cannot_be_read_is_named(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (city / "areas/am-ziegelfeld/gremium.yaml").write_text("mitglieder: [", "utf-8")
    run = Run(capsys, "new", "minutes", "am-ziegelfeld", "--date", "2027-01-31")
    assert run.code == 0
    assert "gremium.yaml" in run.out


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize(
    ("target", "arguments"),
    [("lindenhoehe/protokolle", ("minutes", "lindenhoehe", "--date", "2027-01-31")), ("neu", ("area", "neu"))],
)
def test_nothing_is_written_through_a_link(
    city: Path, capsys: pytest.CaptureFixture[str], target: str, arguments: tuple[str, ...]
) -> None:
    (city / "elsewhere").mkdir()
    (city / "areas" / target).symlink_to(city / "elsewhere")
    assert Run(capsys, "new", *arguments).code == 2
    assert list((city / "elsewhere").iterdir()) == []


def test_every_german_name_works_and_stands_in_the_help(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    overview = Run(capsys, "new", "--help").out
    for kind in KINDS.values():
        for alias in kind.names:
            assert alias in overview
            assert kind.what.split(":")[0] in Run(capsys, "new", alias, "--help").out


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (["minutes", "am-ziegelfeld", "2027-02-04"], "new minutes am-ziegelfeld --date 2027-02-04"),
        (["area", "am-hart", "Am", "Hart"], 'new area am-hart --name "Am Hart"'),
    ],
)
def test_what_stands_without_its_option_is_told(
    city: Path, given: list[str], meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Run(capsys, "new", *given)
    assert run.code == 2
    assert meant in run.err
    assert not (city / NEW).exists()
    assert not (city / "areas/am-hart").exists()
