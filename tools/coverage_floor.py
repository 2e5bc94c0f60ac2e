"""Says how much of the package the tests went through, and fails below the floor: `./run test --coverage`.

It asks `coverage` for what was measured last, so it runs in the checkout, after `coverage combine`.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping
from contextlib import redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory

from coverage import Coverage

FLOOR = {"statements": 95.0, "branches": 90.0}
"""Per cent of all there are."""


def shares(totals: Mapping[str, float]) -> dict[str, float]:
    """Per cent of statements and of branches that were run, of the totals of a report in JSON; 100 where there are none."""
    counted = {"statements": ("covered_lines", "num_statements"), "branches": ("covered_branches", "num_branches")}
    return {kind: 100 * totals[done] / totals[all_] if totals[all_] else 100.0 for kind, (done, all_) in counted.items()}


def below(found: Mapping[str, float]) -> list[str]:
    """A sentence for each share that lies below its floor."""
    return [
        f"Only {share:.2f} % of the {kind} are tested; the floor is {FLOOR[kind]:.0f} %."
        for kind, share in found.items()
        if share < FLOOR[kind]
    ]


def main() -> int:
    """Print the report; 1 if it is below the floor."""
    coverage = Coverage()
    coverage.load()
    coverage.report()
    with TemporaryDirectory() as folder, redirect_stdout(io.StringIO()):
        file = Path(folder) / "coverage.json"
        coverage.json_report(outfile=str(file))
        found = shares(json.loads(file.read_text("utf-8"))["totals"])
    print(", ".join(f"{kind} {share:.2f} %" for kind, share in found.items()))
    for sentence in below(found):
        print(sentence, file=sys.stderr)
    return 1 if below(found) else 0


if __name__ == "__main__":
    sys.exit(main())
