"""Warnings checked off, beyond what the cases below `tests/cases/rules/Y06` show: tables, tidying, bytes and size."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from regsam_docs.check import check
from regsam_docs.cli import main
from regsam_docs.repository.tree import tree_of
from tests.rules.test_cases import BASIS, CASES, contents

HOME = CASES.parent / "selection"
SELECTION = "areas/_auswahl/auswahl"
GOALS = "areas/muster/ziele.yaml"
MEASURE = "{id: M1, titel: Hoffest, verantwortlich: treff, beteiligt: [moderation],"
ALONE = "{id: M1, titel: Hoffest, verantwortlich: moderation,"


def checked() -> str:
    """The goals with one measure of the moderation alone, checked off."""
    text = (BASIS / GOALS).read_text("utf-8").replace(MEASURE, ALONE)
    return text.replace("status: umgesetzt}", "status: umgesetzt} # Z02 geprüft: So.")


def test_a_table_s_warning_is_checked_off_where_the_table_is_named() -> None:
    total = HOME / "summe-insgesamt"
    own = total / "auswahl.yaml"
    selection = (own if own.exists() else HOME / "auswahl.yaml").read_text("utf-8")
    files = {
        "areas/regsam.yaml": b"format: 1\nherausgeber: {name: REGSAM}\n",
        f"{SELECTION}/auswahl.yaml": selection.encode(),
        f"{SELECTION}/monitoring.csv": (total / "monitoring.csv").read_bytes(),
    }
    (before,) = check(tree_of(files)).findings
    assert (before.id, before.path) == ("K05", f"{SELECTION}/monitoring.csv")
    assert before.message.endswith("schreiben Sie in „auswahl.yaml“ in die Zeile über „datei“: # K05 geprüft: Grund")
    line = next(line for line in selection.split("\n") if line.strip().startswith("datei:"))
    blanks = line[: len(line) - len(line.lstrip())]
    checked = selection.replace(line, f"{blanks}# K05 geprüft: Dieser Bezirk ist ein Viertel.\n{line}")
    result = check(tree_of({**files, f"{SELECTION}/auswahl.yaml": checked.encode()}))
    assert (result.findings, len(result.checked_off)) == ((), 1)


@pytest.mark.parametrize("how", ["crlf", "bom", "decomposed"])
def test_a_mark_is_read_as_the_file_is(how: str) -> None:
    text = checked()
    written = {"crlf": text.replace("\n", "\r\n"), "bom": f"\ufeff{text}", "decomposed": text.replace("ü", "u\u0308")}[how]
    result = check(tree_of({**contents(BASIS), GOALS: written.encode()}))
    assert (result.findings, len(result.checked_off)) == ((), 1)


def test_tidying_keeps_marks_where_they_count(tmp_path: Path) -> None:
    """Keys in another order, long lines: what was checked off stays so, and nothing else."""
    text = checked()
    stand, decided, rest = text.split("\n", 2)
    for number, path in contents(BASIS).items():
        (tmp_path / number).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / number).write_bytes(path)
    (tmp_path / GOALS).write_text(f"{rest}{decided}\n{stand}\n", "utf-8")
    assert main(["--root", str(tmp_path), "fmt"]) == 0
    tidy = contents(tmp_path)
    assert tidy[GOALS].startswith(b"stand:")
    result = check(tree_of(tidy))
    assert (result.findings, len(result.checked_off)) == ((), 1)


def test_no_mark_anywhere_silences_an_error_or_breaks_the_check() -> None:
    """Marks sown at random: of errors the same remain, and what is told of warnings is the same or less."""
    chance = random.Random(12)
    files = contents(BASIS)
    for name in sorted(files):
        if name.endswith("gebiet.yaml"):
            files[name] = files[name].replace(b"auswahl: auswahl-2024", b"auswahl: auswahl-2099")
    before = [f.id for f in check(tree_of(files)).findings]
    for _ in range(30):
        sown = dict(files)
        path = chance.choice([name for name in sorted(files) if name.endswith(".yaml")])
        lines = files[path].decode().split("\n")
        for _ in range(3):
            at, mark = chance.randrange(len(lines)), chance.choice(["Z02", "R07", "R07,P05", "x99", "Z02, "])
            ending = chance.choice([" geprüft: darum", " geprüft:", " geprüft"])
            lines[at] = f"{lines[at]}  # {mark}{ending}" if chance.random() < 0.5 else f"{lines[at]}\n# {mark}{ending}"
        sown[path] = "\n".join(lines).encode()
        found = check(tree_of(sown)).findings
        assert [f.id for f in found if f.id in before] == before
        assert {f.id for f in found} <= {*before, "Y06"}
