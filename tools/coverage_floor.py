"""Says how much of the package the tests went through, and fails below the floor: `./run test --coverage`.

It takes the file that `slipcover` wrote, and runs in the checkout that was measured.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from slipcover import print_coverage

FLOOR = {"statements": 95.0, "branches": 90.0}
"""Per cent of all there are."""


class Count(NamedTuple):
    """How many of a kind a file has, and how many of them were run."""

    there: int
    run: int


def counts(source: str, measured: Mapping[str, Any]) -> dict[str, Count]:
    """The statements and branches of a file. A statement counts once, at its first line: a long table is no better tested than a
    short one."""
    begins = {node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt)}
    run, missed = (len(begins.intersection(measured[f"{how}_lines"])) for how in ("executed", "missing"))
    gone, left = (len(measured[f"{how}_branches"]) for how in ("executed", "missing"))
    return {"statements": Count(run + missed, run), "branches": Count(gone + left, gone)}


def shares(files: Iterable[Mapping[str, Count]]) -> dict[str, float]:
    """Per cent of statements and of branches that were run in all the files; 100 where there are none."""
    found = list(files)
    sums = {kind: [sum(count) for count in zip(*(file[kind] for file in found), strict=True)] for kind in FLOOR}
    return {kind: 100 * run / there if there else 100.0 for kind, (there, run) in sums.items()}


def below(found: Mapping[str, float]) -> list[str]:
    """A sentence for each share that lies below its floor."""
    return [
        f"Only {share:.2f} % of the {kind} are tested; the floor is {FLOOR[kind]:.0f} %."
        for kind, share in found.items()
        if share < FLOOR[kind]
    ]


def main(file: str) -> int:
    """Print what was left out, by lines, and the shares; 1 if one is below the floor."""
    measured = json.loads(Path(file).read_text("utf-8"))
    print_coverage(measured, skip_covered=True)
    found = shares(counts(Path(name).read_text("utf-8"), lines) for name, lines in measured["files"].items())
    print(", ".join(f"{kind} {share:.2f} %" for kind, share in found.items()))
    for sentence in below(found):
        print(sentence, file=sys.stderr)
    return 1 if below(found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
