"""The locks: pinned to the byte, of one mind, and silent about where packages come from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[^ ;]+)(?: ; .+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")


def pins(lock: Path) -> set[tuple[str, str]]:
    """Name and version of each package of a lock."""
    found = (PIN.fullmatch(line) for line in lock.read_text(encoding="utf-8").splitlines())
    return {(pin["name"], pin["version"]) for pin in found if pin}


def normal(requirement: str) -> str:
    """Name of the package a requirement asks for, as locks write it."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name
    return re.sub(r"[-_.]+", "-", name[0]).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_a_pin_or_its_hash(root: Path, lock: str) -> None:
    lines = (root / lock).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not PIN.fullmatch(line) and not HASH.fullmatch(line)] == []


def test_the_tests_run_on_the_versions_that_users_get(root: Path) -> None:
    user, tests = (pins(root / lock) for lock in LOCKS)
    assert user <= tests


def test_the_lock_holds_what_the_package_asks_for(root: Path) -> None:
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    asked = settings["project"]["dependencies"] + settings["project"]["optional-dependencies"]["vorschau"]
    asked += settings["build-system"]["requires"]
    assert {normal(requirement) for requirement in asked} <= {name for name, _ in pins(root / LOCKS[0])}
