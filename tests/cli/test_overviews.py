"""`status`, `deadlines` and `tasks` on the example city."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import vobject

from regsam_docs.cli import main

TODAY = "2026-11-22"


@pytest.fixture
def city(root: Path, tmp_path: Path) -> Path:
    """A copy of the example city that a test may spoil."""
    shutil.copytree(root / "areas", tmp_path / "areas")
    return tmp_path


@pytest.fixture(autouse=True)
def width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")


class Run:
    """What a command printed and how it ended."""

    def __init__(self, capsys: pytest.CaptureFixture[str], root: Path, *arguments: str) -> None:
        self.code = main(["--root", str(root), *arguments])
        self.out, self.err = capsys.readouterr()

    @property
    def data(self) -> Any:
        return json.loads(self.out)


def test_status_as_data(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, root, "status", "--today", TODAY, "--format", "json")
    areas = {area["slug"]: area for area in run.data["areas"]}
    assert list(areas) == ["alte-spinnerei", "am-ziegelfeld", "hafenviertel-ost", "lindenhoehe"]
    assert areas["am-ziegelfeld"] == {
        "slug": "am-ziegelfeld",
        "name": "Am Ziegelfeld",
        "status": "aktiv",
        "phase": "umsetzung",
        "steps_done": 10,
        "steps_total": 14,
        "tasks_open": 5,
        "tasks_overdue": 2,
        "next_date": "2026-11-26",
        "next_what": "Auftrag: Einladung des Gartenbauamts zur nächsten Sitzung",
    }
    assert areas["alte-spinnerei"]["phase"] is areas["alte-spinnerei"]["next_date"] is None
    assert (run.code, run.err) == (0, "")


def test_tasks_as_data(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, root, "tasks", "--overdue", "--today", TODAY, "--format", "json")
    assert run.data["tasks"][0] == {
        "area": "am-ziegelfeld",
        "id": "2026-07-16/2",
        "titel": "Verfahren für frühe Nachrichten bei Mietrückständen entwerfen",
        "art": "auftrag",
        "an": ["Sozialbürgerhaus Nord", "Schuldner- und Sozialberatung Nord"],
        "frist": "2026-11-13",
        "status": "in_arbeit",
        "overdue": True,
        "massnahme": "M2",
    }
    assert all(task["overdue"] for task in run.data["tasks"])


@pytest.mark.parametrize(
    ("options", "number"),
    [
        ((), 43),
        (("--open",), 8),
        (("--open", "--for", "sbh"), 2),
        (("--open", "--for", "SOZIALBÜRGERHAUS"), 2),
        (("--for", "Gibt es nicht"), 0),
    ],
)
def test_tasks_can_be_picked(root: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], number: int) -> None:
    tasks = Run(capsys, root, "tasks", *options, "--today", TODAY, "--format", "json").data["tasks"]
    assert len(tasks) == number


def test_a_task_put_off_is_listed_from_its_day_on(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def listed(today: str) -> bool:
        tasks = Run(capsys, root, "tasks", "--open", "--today", today, "--format", "json").data["tasks"]
        return any(task["id"] == "2026-10-15/4" for task in tasks)

    assert not listed("2026-11-29")
    assert listed("2026-11-30")


def test_deadlines_as_data_and_within(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, root, "deadlines", "--within", "18", "--today", TODAY, "--format", "json")
    found = run.data["deadlines"]
    assert found[-1]["datum"] <= "2026-12-10"
    assert {"area", "art", "id", "datum", "was", "wer", "overdue"} == set(found[0])
    assert {
        "area": "am-ziegelfeld",
        "art": "sitzung",
        "id": "2026-12-10",
        "datum": "2026-12-10",
        "was": "6. Sitzung",
        "wer": [],
        "overdue": False,
    } in found
    assert [d["datum"] for d in found] == sorted(d["datum"] for d in found)


def test_deadlines_as_a_calendar(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "neu" / "termine.ics"
    run = Run(capsys, root, "deadlines", "--today", TODAY, "--format", "json", "--ics", str(target))
    events = vobject.readOne(target.read_text("utf-8")).contents["vevent"]
    assert len(events) == len(run.data["deadlines"])
    assert run.err == f"{len(events)} Termine nach {target} geschrieben.\n"


@pytest.mark.skipif(os.name == "nt", reason="no pipes with names there")
def test_a_calendar_goes_into_a_pipe_and_leaves_it_there(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    run = Run(capsys, root, "deadlines", "--today", TODAY, "--within", "0", "--ics", str(pipe))
    assert (run.code, pipe.is_fifo()) == (0, True)
    assert os.read(reading, 15) == b"BEGIN:VCALENDAR"
    os.close(reading)


@pytest.mark.parametrize("command", ["status", "deadlines", "tasks"])
def test_tables_fit_eighty_columns(root: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    run = Run(capsys, root, command, "--today", TODAY)
    lines = run.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if line != line.rstrip()]
    assert "…" not in run.out, "nothing is cut"
    assert "Am Ziegelfeld" in run.out
    assert "überfällig" in lines[-1]


def test_nothing_to_do_is_said_in_one_line(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def line(*arguments: str) -> str:
        return Run(capsys, root, *arguments, "--today", "2020-01-01").out

    assert line("tasks", "--overdue") == "Es gibt keine überfälligen Aufträge.\n"
    assert line("tasks", "--for", "X y z") == "Es gibt keine Aufträge für „X y z“.\n"
    assert line("deadlines", "--within", "7") == "Es steht nichts an in den nächsten 7 Tagen, und nichts ist überfällig.\n"


def test_no_area_yet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "areas").mkdir()
    (tmp_path / "areas" / "regsam.yaml").write_text("format: 1\nherausgeber: {name: REGSAM}\n", "utf-8")
    assert "noch kein Gebiet" in Run(capsys, tmp_path, "status").out
    assert Run(capsys, tmp_path, "tasks").out == "Es gibt keine Aufträge.\n"


@pytest.mark.parametrize("command", ["status", "deadlines", "tasks"])
def test_what_cannot_be_read_is_named_and_the_rest_is_shown(city: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    (city / "areas/am-ziegelfeld/phasen.yaml").write_text("vorlauf: [", "utf-8")
    run = Run(capsys, city, command, "--today", TODAY)
    assert run.code == 1
    assert "areas/am-ziegelfeld/phasen.yaml:1:" in run.err
    assert "regsam-docs check" in run.err
    assert "Hafenviertel Ost" in run.out


def test_what_is_not_known_is_null(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (city / "areas/am-ziegelfeld/phasen.yaml").write_text("vorlauf: [", "utf-8")
    areas = Run(capsys, city, "status", "--today", TODAY, "--format", "json").data["areas"]
    assert [areas[1][key] for key in ("phase", "steps_done", "steps_total", "tasks_open")] == [None, None, None, 5]


def test_a_rule_broken_elsewhere_does_not_fail_the_overview(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    goals = city / "areas/am-ziegelfeld/ziele.yaml"
    goals.write_text(goals.read_text("utf-8").replace("verantwortlich: sbh", "verantwortlich: niemand-da"), "utf-8")
    assert main(["--root", str(city), "check"]) == 1
    assert (Run(capsys, city, "status", "--today", TODAY).code, capsys.readouterr().err) == (0, "")


@pytest.mark.parametrize("today", ["0001-01-01", "1989-12-31", "2028-02-29", "2101-01-01", "9999-12-31"])
@pytest.mark.parametrize("command", ["status", "deadlines", "tasks"])
def test_any_day_can_be_asked_about(root: Path, capsys: pytest.CaptureFixture[str], command: str, today: str) -> None:
    assert Run(capsys, root, command, "--today", today).code == 0


@pytest.mark.parametrize("day", ["2027-02-29", "31.12.2026", "morgen"])
def test_a_day_that_does_not_exist_is_refused_in_words(root: Path, capsys: pytest.CaptureFixture[str], day: str) -> None:
    run = Run(capsys, root, "status", "--today", day)
    assert run.code == 2
    assert f"„{day}“ ist kein Tag in der Form JJJJ-MM-TT. Zum Beispiel: 2026-12-31." in run.err


def test_texts_from_files_do_not_steer_the_terminal(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile = city / "areas/lindenhoehe/gebiet.yaml"
    name = '"[bold]Linden:smile:\\u200Ehöhe[/bold]"'
    profile.write_text(profile.read_text("utf-8").replace("name: Lindenhöhe\nstadt", f"name: {name}\nstadt"), "utf-8")
    out = Run(capsys, city, "status", "--today", TODAY).out.replace(" ", "").replace("\n", "")
    assert "[bold]Linden:smile" in out
    assert "\u200e" not in out


@pytest.mark.parametrize("command", ["status", "deadlines", "tasks"])
@pytest.mark.parametrize("columns", [40, 50])
def test_in_narrow_terminals_rows_are_lists_of_whole_words(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str, columns: int
) -> None:
    said = {}
    for width in (columns, 200):
        monkeypatch.setenv("COLUMNS", str(width))
        main(["--root", str(root), command, "--today", "2026-11-29"])
        said[width] = capsys.readouterr().out
    assert max(map(len, said[columns].splitlines())) <= columns
    assert {word for word in said[200].split() if len(word) < 30 and word[0].isalnum()} <= set(
        said[columns].replace(",", " ").split()
    ) | set(said[columns].split()) | HEADINGS


HEADINGS = {"Gebiet", "Stand", "Schritte", "Aufträge", "Nächster", "Termin", "Tag", "Was", "Frist", "Auftrag"}
"""Of the columns; in a list they have a colon, or are not said."""


@pytest.mark.parametrize("call", ["seal {}", "word {} x", "new goals {}", "mail {} erinnerung"])
def test_an_area_may_be_given_as_the_folder_that_a_shell_completes(
    root: Path, capsys: pytest.CaptureFixture[str], call: str
) -> None:
    ends = [Run(capsys, root, *call.format(area).split()) for area in ("nirgends", "areas/nirgends/")]
    assert {end.code for end in ends} == {2}
    assert ends[0].err == ends[1].err
