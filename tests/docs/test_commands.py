"""The page on commands is true: what programs read has the keys it shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from regsam_docs.cli import BUG, FINDINGS, FINE, INTERRUPTED, USAGE, main
from regsam_docs.cli.reports import FORMATS
from tests.docs.handbook import ROOT, SELECTION, blocks, city, section

TEXT = (ROOT / "docs" / "befehle.md").read_text("utf-8")
SHOWN = {block.words[0]: json.loads(block.text) for block in blocks(TEXT) if block.language == "json"}
CALLS = {
    "check": ["check"],
    "build": ["build", "--no-pdf"],
    "status": ["status"],
    "tasks": ["tasks"],
    "deadlines": ["deadlines", "--within", "90"],
    "select": ["select", SELECTION.rpartition("/")[2]],
}
DAY = ["--today", "2027-06-01"]


@pytest.fixture(scope="module")
def handbook_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The handbook's area as files, and beside it one that does not belong there, so that there is a finding."""
    root = tmp_path_factory.mktemp("stadt")
    for name, content in city().items() | {("areas/notiz.txt", b"")}:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


@pytest.mark.parametrize("command", CALLS)
def test_what_programs_read_has_the_keys_that_are_shown(
    command: str, handbook_city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    today = DAY if command in ("build", "status", "tasks", "deadlines") else []
    main(["--root", str(handbook_city), *CALLS[command], *today, "--format", "json"])
    assert keys(json.loads(capsys.readouterr().out)) == keys(SHOWN[command])


def keys(value: Any) -> Any:
    """The shape of a value: its keys, and of lists that of their first item. An empty list of plain values has none."""
    if isinstance(value, dict):
        return {key: keys(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return keys(value[0]) if value and isinstance(value[0], dict) else []
    return None


def test_every_exit_code_and_format_is_named() -> None:
    named = section(TEXT, "Womit ein Befehl endet", 2)
    assert all(f"\n| {code} |" in named for code in (FINE, FINDINGS, USAGE, BUG, INTERRUPTED))
    assert all(f"`{form}`" in section(TEXT, "Was Programme lesen", 2) for form in FORMATS)
