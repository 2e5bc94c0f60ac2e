"""How many made-up examples a property is tried with: few in every run, many with `./run test --hypothesis-profile thorough`."""

from __future__ import annotations

import os

from hypothesis import settings

USUAL, THOROUGH = 40, 2000
"""Examples of a property that asks for no number of its own."""


def register() -> None:
    """Make the profiles known, and take the usual one: in CI the same commit gets the same examples."""
    # An example is slow on a busy machine, not wrong.
    settings.register_profile("local", deadline=None, max_examples=USUAL)
    settings.register_profile("ci", deadline=None, max_examples=USUAL, derandomize=True, database=None)
    settings.register_profile("thorough", deadline=None, max_examples=THOROUGH)
    settings.load_profile("ci" if os.environ.get("CI") else "local")


def examples(usual: int) -> int:
    """So many in a usual run, and as many times more in another."""
    return usual * settings().max_examples // USUAL
