"""What every test may ask for."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from regsam_docs.system import pool
from regsam_docs.system.pool import Finished
from tests.examples import register

ROOT = Path(__file__).parent.parent

register()


# What the product keeps for its user lies neither in the home of whoever runs the tests nor in the checkout, where nothing is
# believed; it stays between runs, so that cities built for tests are known again.
os.environ["REGSAM_DOCS_STATE"] = str(Path(tempfile.gettempdir()) / f"regsam-docs-tests-{os.getuid()}")


# A worker of a run that is measured keeps it to itself: the programs that tests start would write and delete what it measured.
MEASURED = {name: value for name, value in os.environ.items() if name.startswith("SLIPCOVER_")}
if "PYTEST_XDIST_WORKER" in os.environ:
    for name in MEASURED:
        del os.environ[name]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden files, do not compare")


def pytest_configure() -> None:
    """Take Ctrl-C as a terminal gives it: a run in the background (`./run test &`) begins with it ignored, and so would every
    program a test starts and interrupts."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


HEAVY = (
    # Whole cities are built, and every page and sheet of them is judged.
    "tests/web/test_pages.py",
    "tests/leak/",
    "tests/pdf/test_city.py",
    "tests/visual/",
    # A single test takes five seconds of computing and more.
    "tests/shipped/test_planted.py",
    "tests/shipped/test_steps.py",
    "tests/build/test_spread.py",
    "tests/store/test_same.py",
    "tests/day/",
    "tests/sameness/",
    "tests/isolation/",
    "tests/linear/test_patterns.py",
    "tests/pdf/test_verapdf.py",
    "tests/cli/test_hostile.py",
    "tests/preview/test_preview.py",
    "tests/templates/test_own_templates.py",
    "tests/seal/test_wording.py",
    "tests/run/test_skips.py",
)
"""What is begun first, the longest first. A worker that has nothing left takes from the end of another's list: so it finds short
tests there to the last, and none waits for the other."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        return next((number for number, start in enumerate(HEAVY) if item.nodeid.startswith(start)), len(HEAVY))

    items.sort(key=place)


JUDGED = ("tests/editor/", "tests/pdf/", "tests/preview/", "tests/reports/", "tests/shipped/", "tests/web/")
"""Tests that ask another program. Where a machine judges, one that was skipped would look like one that passed."""


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a test that was skipped for want of a program fails the run."""
    os.environ.update(MEASURED)
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("CI") or reporter is None:
        return
    skipped = [report.nodeid for report in reporter.stats.get("skipped", []) if report.nodeid.startswith(JUDGED)]
    if skipped:
        reporter.write_line(f"{len(skipped)} tests that must run in CI were skipped, {skipped[0]} first", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew (`./run test --update-golden`)."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def work_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is given to worker processes is done in this one, by the same functions: to start a worker takes several times as long
    as what it does in most tests. Where it counts that it is a process, and its limits, a test goes without this."""

    def run(jobs: Iterable[Any], work: Callable[[Any], Any], *_: object) -> Iterator[Finished[Any, Any]]:
        for job in jobs:
            try:
                yield Finished(job, work(job), None)
            except Exception as error:  # noqa: BLE001  # as the worker does
                yield Finished(job, None, error)

    monkeypatch.setattr(pool, "run", run)
