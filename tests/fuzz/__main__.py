"""Fuzzing by hand: `python -m tests.fuzz SECONDS [TARGET …]`, in the checkout.

Goes round the targets (default: all) for so many seconds of computing, with inputs nobody tried before: their numbers begin
at the clock's. Prints inputs, seconds, the slowest input, and failures of each; writes a failing input into the folder for
temporary files and names it. Interrupted, it ends after the input at hand. Ends with 1 if something failed.
`python -m tests.fuzz TARGET FILE` feeds such a file again.
"""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.fuzz import Failure, cpu, fed, tried
from tests.fuzz.targets import TARGETS

TURN = 2.0
"""Seconds of computing for one target before it is the next one's turn."""


def main(arguments: list[str]) -> int:
    """Try, print, and say whether all went well."""
    if len(arguments) == 2 and arguments[0] in TARGETS:
        failure = fed(arguments[0], Path(arguments[1]).read_bytes())
        print(failure.said if failure else "taken")
        return 1 if failure else 0
    if not arguments or not arguments[0].isdigit() or set(arguments[1:]) - set(TARGETS):
        print(f"{__doc__}\nTargets: {' '.join(TARGETS)}")
        return 2
    return long(int(arguments[0]), arguments[1:] or list(TARGETS))


def long(seconds: int, names: list[str]) -> int:
    """Go round the targets for so many seconds of computing."""
    inputs: Counter[str] = Counter()
    spent: dict[str, float] = dict.fromkeys(names, 0.0)
    slowest: dict[str, tuple[float, int]] = dict.fromkeys(names, (0.0, 0))
    failures: dict[str, dict[str, Failure]] = {name: {} for name in names}
    first = number = time.time_ns() // 1000
    ending: list[int] = []
    for how in (signal.SIGINT, signal.SIGTERM):
        signal.signal(how, lambda number, frame: ending.append(number))
    while sum(spent.values()) < seconds and not ending:
        name = min(names, key=lambda one: spent[one])
        began = spent[name]
        while spent[name] < began + TURN and not ending:
            before = cpu()
            failure = tried(name, number)
            took = cpu() - before
            spent[name] += took
            inputs[name] += 1
            slowest[name] = max(slowest[name], (took, number))
            if failure is not None:
                _keep(failure, failures[name])
            number += 1
    print(f"numbers {first} to {number - 1}")
    for name in names:
        took, slow = slowest[name]
        print(
            f"{name:9}{inputs[name]:8} inputs{spent[name]:8.1f} s{len(failures[name]):4} failures, slowest {took:.2f} s ({slow})"
        )
    return 1 if any(failures.values()) else 0


def _keep(failure: Failure, known: dict[str, Failure]) -> None:
    """Write an input down whose failure is a new one: another end of the traceback."""
    kind = "".join(failure.said.splitlines(keepends=True)[-4:-1])
    if kind not in known:
        known[kind] = failure
        place = Path(tempfile.gettempdir()) / f"fuzz-{failure.target}-{failure.number}"
        place.write_bytes(failure.data)
        print(f"{failure.target} {failure.number} {place}\n{failure.said[-1500:]}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
