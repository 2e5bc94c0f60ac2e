"""Every report is read by somebody else's program and says there what `check --format json` says, whatever the content holds."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import junitparser
import pytest
import sarif_pydantic

from tests.reports.runner import CODE_QUALITY, commands

Said = list[tuple[str, str, str]]
"""Level, id or title, and text of each finding."""

SETTINGS = "format: 1\nherausgeber: {name: REGSAM}\n"

NASTY = {
    "a command": "::error::Falsch",
    "a command on a line of its own": r"x\n::error file=a::Falsch",
    "commands that are switched off": r"x\r\n::stop-commands::geheim",
    "a command in the old spelling": "##[error]Falsch",
    "a coded line break": "x%0A::error::Falsch",
    "properties": "x,line=1,file=b::y",
    "markup": "</failure><testcase name='x'/>]]><!--",
    "an entity": "&lt;&amp;&#0;",
    "quotes": r"\" ' ` ${{ secrets.X }} $(id)",
    "a terminal's escapes": r"\e[31m\e]0;x\a",
    "writing that runs backwards": "a\u202eb\u2066c",
    "a text of many lines": r"a\nb\u2028c\u2029d\u0085e",
    "very much": "x" * 5000,
    "nothing to speak of": "ß😀 e\u0301",
}

NAMES = [
    "::error::x.yaml",
    "##[error]x.yaml",
    "a%0A::error::b.yaml",
    "mit\nZeile.yaml",
    "komma,line=9.yaml",
    "<b>&.yaml",
    "\udcff\udcfe.yaml",
]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A content repository in which everything is wrong and tries to be more than text."""
    root = tmp_path_factory.mktemp("stadt")
    for number, text in enumerate(NASTY.values()):
        area = root / f"areas/gebiet-{number}"
        area.mkdir(parents=True)
        lines = ["name: Gebiet", f'status: "{text}"', f'"{text}": 1', f'region: ["{text}"]', f"rags: 'x' \"{text}"]
        (area / "gebiet.yaml").write_text("\n".join(lines[:4]) + "\n", "utf-8", errors="surrogateescape")
        (area / "phasen.yaml").write_text(lines[4] + "\n", "utf-8", errors="surrogateescape")
    for name in NAMES:
        Path(os.fsdecode(os.fsencode(root / "areas/gebiet-0")), name).write_text("a: 1\n", "utf-8")
    (root / "areas/regsam.yaml").write_text(SETTINGS, "utf-8")
    return root


FORMS = (("text",), ("json",), ("gitlab",), ("sarif",), ("junit",), ("junit", "--strict"), ("github",))
"""Formats, with the options they are asked for with."""

EACH = """
import json, os, sys
from regsam_docs.cli import main
for number, call in enumerate(json.loads(sys.argv[1])):
    sys.stdout.flush()
    file = os.open(os.path.join(sys.argv[2], str(number)), os.O_WRONLY | os.O_CREAT)
    os.dup2(file, 1)
    os.close(file)
    assert main(call) in (0, 1)
sys.stdout.flush()
"""
"""Runs each call as a process of its own would, but that Python starts once, and keeps what it prints."""


@pytest.fixture(scope="module", params=["nasty", "fine", "example"])
def report(
    request: pytest.FixtureRequest, city: Path, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., str]:
    """What `check` prints in a format, for a city of each sort."""
    fine = tmp_path_factory.mktemp("gut")
    (fine / "areas").mkdir()
    (fine / "areas/regsam.yaml").write_text(SETTINGS, "utf-8")
    place = {"nasty": city, "fine": fine, "example": root}[request.param]

    calls = [("--format", form, *more) for form, *more in FORMS]
    made = tmp_path_factory.mktemp("berichte")
    asked = json.dumps([["--root", str(place), "check", *call] for call in calls])
    done = subprocess.run([sys.executable, "-c", EACH, asked, str(made)], capture_output=True)
    assert done.returncode == 0, done.stderr
    printed = {call[1:]: made / str(number) for number, call in enumerate(calls)}
    return lambda *call: printed[call].read_bytes().decode("utf-8")  # strict: a report is UTF-8


def findings(report: Callable[..., str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(report("json"))["findings"]
    return found


def test_github_obeys_one_command_a_finding_and_no_other(report: Callable[..., str]) -> None:
    obeyed = commands(report("github"))
    changeset = findings(report)
    assert [(c.name, c.properties["line"], c.properties["col"], c.properties["title"]) for c in obeyed] == [
        ({"fehler": "error", "warnung": "warning"}[f["level"]], str(f["line"]), str(f["column"]), f["id"]) for f in changeset
    ]
    assert {key for c in obeyed for key in c.properties} <= {"file", "line", "col", "title"}
    for command, finding in zip(obeyed, changeset, strict=True):
        if finding["path"].isprintable() and "##[" not in finding["path"]:
            assert command.properties["file"] == finding["path"]


def test_no_other_report_says_anything_to_github(report: Callable[..., str]) -> None:
    """They are printed in the same logs."""
    for form in ("text", "json", "gitlab", "sarif", "junit"):
        assert commands(report(form)) == [], form


def test_gitlab_takes_the_report(report: Callable[..., str]) -> None:
    issues = json.loads(report("gitlab"))
    jsonschema.Draft202012Validator(CODE_QUALITY).validate(issues)
    changeset = findings(report)
    assert [(i["check_name"], i["location"]["lines"]["begin"]) for i in issues] == [(f["id"], f["line"]) for f in changeset]
    prints = [issue["fingerprint"] for issue in issues]
    assert len(set(prints)) == len(prints), "GitLab shows only the first of those with the same fingerprint"


def test_a_finding_that_moves_is_the_same_to_gitlab(tmp_path: Path) -> None:
    area = tmp_path / "areas/nord"
    area.mkdir(parents=True)
    (tmp_path / "areas/regsam.yaml").write_text(SETTINGS, "utf-8")
    prints = []
    for above in ("", "# eine Zeile mehr\n"):
        (area / "gebiet.yaml").write_text(f"{above}name: Nord\nstatus: actif\n", "utf-8")
        command = [sys.executable, "-m", "regsam_docs", "--root", str(tmp_path), "check", "--format", "gitlab"]
        issues = json.loads(subprocess.run(command, capture_output=True).stdout)
        prints.append([issue["fingerprint"] for issue in issues])
    assert prints[0] == prints[1] != []


def test_sarif_is_read(report: Callable[..., str]) -> None:
    log = sarif_pydantic.Sarif.model_validate_json(report("sarif"))
    assert log.version == "2.1.0"
    (run,) = log.runs
    changeset = findings(report)
    assert run.results is not None
    rules = [rule.id for rule in run.tool.driver.rules or []]
    assert len(set(rules)) == len(rules)
    seen = []
    for result in run.results:
        (location,) = result.locations or []
        physical = location.physical_location
        assert physical is not None
        assert physical.artifact_location is not None
        assert physical.region is not None
        uri = physical.artifact_location.uri
        assert uri is not None
        assert uri.isascii()
        assert ":" not in uri.partition("/")[0], "a scheme"
        assert result.rule_id == rules[result.rule_index or 0]
        path = re.sub("[\udc80-\udcff]", lambda half: f"<U+{ord(half[0]):04X}>", unquote(uri, errors="surrogateescape"))
        seen.append((path, physical.region.start_line, physical.region.start_column, result.rule_id, result.level))
    level = {"fehler": sarif_pydantic.Level.ERROR, "warnung": sarif_pydantic.Level.WARNING}
    assert seen == [(f["path"], f["line"], f["column"], f["id"], level[f["level"]]) for f in changeset]


@pytest.mark.parametrize("strict", [False, True])
def test_junit_is_read(report: Callable[..., str], strict: bool) -> None:
    read = junitparser.JUnitXml.fromstring(report("junit", *(["--strict"] if strict else [])).encode())
    changeset = findings(report)
    cases = [case for suite in read for case in suite]
    assert len(cases) == max(len(changeset), 1)
    failed = [case for case in cases if any(isinstance(result, junitparser.Failure) for result in case.result)]
    assert len(failed) == sum(f["level"] == "fehler" or strict for f in changeset)
    assert (read.tests, read.failures) == (len(cases), len(failed))
    assert [case.name.partition(" ")[0] for case in cases] == ([f["id"] for f in changeset] or ["Alles"])
    assert all(suite.tests == len(list(suite)) for suite in read)
