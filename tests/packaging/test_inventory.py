"""What comes along: listed whole, as the published schema of such lists wants it, without asking anybody."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from cyclonedx.validation.json import JsonStrictValidator

from tests.packaging.test_lock import pins
from tools import inventory

BLIND = """
import runpy, socket, sys
socket.socket.connect = None
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""Runs a script that cannot reach anybody."""


@pytest.fixture(scope="module")
def parts(root: Path) -> list[inventory.Part]:
    return inventory.parts((root / "requirements.lock").read_text("utf-8"))


def test_every_package_of_the_lock_is_listed_with_its_hashes(root: Path, parts: list[inventory.Part]) -> None:
    text = (root / "requirements.lock").read_text("utf-8")
    listed = {(part.name, part.version) for part in parts if part.package}
    elsewhere = pins(root / "requirements.lock") - listed
    assert listed <= pins(root / "requirements.lock")
    # What other platforms get bears a marker.
    assert all(re.search(rf"^{name}=={re.escape(version)} ; ", text, re.MULTILINE) for name, version in elsewhere)
    for part in (part for part in parts if part.package):
        block = text.partition(f"\n{part.name}=={part.version} ")[2] or text.partition(f"{part.name}=={part.version} ")[2]
        wanted = re.match(r".*\n((?: +--hash=\S+.*\n)+)", block)
        assert wanted
        assert part.hashes == tuple(re.findall(r"sha256:(\w+)", wanted[1]))


def test_the_bill_of_materials_is_as_its_schema_says(parts: list[inventory.Part]) -> None:
    text = inventory.sbom(parts)
    judge = JsonStrictValidator(inventory.SCHEMA)
    assert judge.validate_str(text) is None
    assert judge.validate_str(text.replace('"library"', '"shelf"')) is not None
    made = json.loads(text)
    assert {component["name"] for component in made["components"]} == {part.name for part in parts}
    assert all(component["licenses"] for component in made["components"])
    assert "weasyprint@" in text


def test_every_dependency_leads_to_something_listed(root: Path, parts: list[inventory.Part]) -> None:
    names = {part.name for part in parts}
    assert all(names.issuperset(part.needs) for part in parts)
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    direct = {re.split(r"[>=<\[; ]", requirement)[0].lower().replace(".", "-") for requirement in settings["dependencies"]}
    assert direct <= names


def test_the_same_is_written_every_time_without_a_network(root: Path, tmp_path: Path) -> None:
    script = root / "tools/inventory.py"
    for name, seed in (("a", "1"), ("b", "2")):
        command = [sys.executable, "-c", BLIND, str(script), "sbom", name]
        done = subprocess.run(command, cwd=tmp_path, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_table_names_each_with_its_licence(parts: list[inventory.Part], tmp_path: Path) -> None:
    inventory.main("licences", str(tmp_path / "liste"))
    rows = (tmp_path / "liste").read_text("utf-8").splitlines()[2:]
    assert len(rows) == len(parts)
    assert "| Source Sans 3 | 3.052 | OFL-1.1 |" in rows
    assert not [row for row in rows if re.search(r"\|\s+\|", row)]


def test_another_version_than_the_locks_is_not_listed() -> None:
    with pytest.raises(SystemExit, match=r"the lock says ==0\.0\.1"):
        inventory.parts(f"click==0.0.1 \\\n    --hash=sha256:{'0' * 64}\n")
