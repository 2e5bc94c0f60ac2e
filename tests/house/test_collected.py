"""No test is passed over: pytest goes into every folder that holds some, also one that is called `build`."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


def test_every_folder_of_tests_is_gone_into(pytestconfig: pytest.Config) -> None:
    passed_over = pytestconfig.getini("norecursedirs")
    files = [file.relative_to(TESTS) for file in TESTS.rglob("test_*.py")]
    assert Path("build/test_build.py") in files
    assert [str(file) for file in files if any(fnmatch(part, name) for part in file.parts[:-1] for name in passed_over)] == []
