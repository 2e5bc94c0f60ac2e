"""Time and memory of the monitoring rule: the example city's table, and 5,000 rows of 26 variables.

    .venv/bin/python bench/selection.py

Prints one line a table: rows, variables, seconds (best of three), peak memory of the Python objects. Not a test: no number here
decides anything, the contract is under two seconds.
"""

from __future__ import annotations

import random
import time
import tracemalloc
from datetime import date
from pathlib import Path

from regsam_docs import check
from regsam_docs.model.selection import Columns, Monitoring, Selection
from regsam_docs.repository.tree import Tree, tree_of
from regsam_docs.selection import _judged, judge
from regsam_docs.system import disk

FOLDER = "areas/_auswahl/auswahl-2026"


def example() -> tuple[str, Tree, Selection]:
    """The example city's selection of 2026."""
    root = Path(__file__).parents[1]
    tree = disk.tree(root)
    return "example city", tree, check.check(tree, [FOLDER]).city.selections["auswahl-2026"]


def generated(rows: int, variables: int) -> tuple[str, Tree, Selection]:
    """A table of random shares with two decimals, a twentieth of them missing; half of the variables count."""
    chance = random.Random(26)
    names = [f"v{n}" for n in range(variables)]

    def share() -> str:
        return "" if chance.random() < 0.05 else f"{chance.lognormvariate(2, 0.6):.2f}".replace(".", ",")

    lines = [";".join(["id", "name", "people", *names])]
    lines += [";".join([f"{n:05}", f"Ort {n}", str(chance.randint(100, 9000)), *(share() for _ in names)]) for n in range(rows)]
    half = variables // 2
    monitoring = Monitoring(
        datei="t.csv",
        spalten=Columns(kennung="id", name="name", einwohner="people"),
        variablen={name: name for name in names[:half]},
        weitere_variablen={name: name for name in names[half:]},
    )
    tree = tree_of({f"{FOLDER}/t.csv": ("\n".join(lines) + "\n").encode()})
    return "generated", tree, Selection(titel="Auswahl", stand=date(2026, 1, 20), monitoring=monitoring)


def measure(name: str, tree: Tree, chosen: Selection) -> str:
    """One line on one table."""
    seconds = []
    for _ in range(3):
        _judged.cache_clear()  # a verdict is found once
        start = time.perf_counter()
        outcome = judge(tree, FOLDER, chosen).outcome
        seconds.append(time.perf_counter() - start)
    assert outcome is not None
    _judged.cache_clear()
    tracemalloc.start()
    judge(tree, FOLDER, chosen)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    variables = len(outcome.variablen) + len(outcome.weitere)
    return f"{name}: {len(outcome.gebiete)} rows × {variables} variables: {min(seconds):.3f} s, {peak / 2**20:.1f} MiB"


if __name__ == "__main__":
    print(measure(*example()))
    print(measure(*generated(5_000, 26)))
