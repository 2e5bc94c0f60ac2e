"""Whatever comes is taken or refused. The same inputs every time; longer by hand: `python -m tests.fuzz 600`."""

from __future__ import annotations

import pytest

from tests.fuzz.fuzz import tried
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_anything_is_taken_or_refused(name: str) -> None:
    for number in range(TARGETS[name].once):
        failure = tried(name, number)
        assert failure is None, f"python -m tests.fuzz: {name} {number}\n{failure.said}"
