"""Workers that hang, grow, die or raise: the job is reported, the rest is done, nobody stays behind."""

from __future__ import annotations

import functools
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from regsam_docs.pdf import Job, Refused, make, warm
from regsam_docs.pool import AHEAD, Died, Outcome, TooBig, TooLong, run
from tests.pdf import work
from tests.pdf.jobs import job, page

MEMORY = 1024**3


def outcomes(names: list[str], seconds: float = 60) -> dict[str, Outcome[str, object]]:
    return {outcome.job: outcome for outcome in run(names, work.act, 2, seconds, MEMORY)}


def test_every_job_comes_back_with_its_value() -> None:
    found = run(range(20), work.double, 2, 60, MEMORY)
    assert {(outcome.job, outcome.value, outcome.error) for outcome in found} == {(n, 2 * n, None) for n in range(20)}


def test_without_jobs_no_process_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regsam_docs.pool.ProcessPool", None)
    assert list(run([], work.double, 2, 60, MEMORY)) == []


def test_one_worker_is_another_process() -> None:
    (outcome,) = run(["pid"], work.act, 1, 60, MEMORY)
    assert outcome.value != os.getpid()


def test_what_the_work_raises_is_the_error() -> None:
    found = outcomes(["raise", "awkward", "leave", "unpicklable", "ruhig"])
    assert isinstance(found["raise"].error, LookupError)
    assert "in _raise" in found["raise"].error.__notes__[0]
    assert isinstance(found["awkward"].error, RuntimeError)
    assert "sperrig" in str(found["awkward"].error)
    assert isinstance(found["leave"].error, RuntimeError)
    assert found["unpicklable"].error is not None
    assert found["ruhig"] == Outcome("ruhig", "ruhig", None)


def test_a_dead_worker_takes_nobody_along() -> None:
    rest = [f"ruhig {number}" for number in range(6)]
    found = outcomes([*rest[:3], "exit", "kill", *rest[3:]])
    assert [found[name].value for name in rest] == rest
    assert isinstance(found["exit"].error, Died)
    assert "mit dem Code 3" in str(found["exit"].error)
    assert "SIGKILL" in str(found["kill"].error)


def test_a_hanging_worker_is_stopped() -> None:
    found = outcomes(["hang", "ruhig"], seconds=0.5)
    assert found["ruhig"].value == "ruhig"
    assert isinstance(found["hang"].error, TooLong)
    assert "länger als 0,5 Sekunden" in str(found["hang"].error)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits all data of a process")
def test_a_growing_worker_is_stopped() -> None:
    found = outcomes(["grow", "ruhig"])
    assert found["ruhig"].value == "ruhig"
    assert isinstance(found["grow"].error, TooBig)
    assert "mehr als 1024 MiB" in str(found["grow"].error)


def test_temporary_files_of_workers_go_with_them() -> None:
    (outcome,) = run(["litter"], work.act, 1, 60, MEMORY)
    assert isinstance(outcome.value, str)
    assert not Path(outcome.value).exists()


def test_jobs_are_drawn_as_they_are_needed() -> None:
    drawn = []

    def jobs() -> Iterator[int]:
        for number in range(1000):
            drawn.append(number)
            yield number

    next(run(jobs(), work.double, 1, 60, MEMORY))
    assert len(drawn) <= AHEAD


def test_leaving_early_ends_the_workers() -> None:
    found = run(["ruhig", "hang"], work.act, 2, 60, MEMORY)
    next(found)
    assert multiprocessing.active_children()
    found.close()  # type: ignore[attr-defined]  # it is a generator
    assert not multiprocessing.active_children()


def test_a_worker_that_dies_idle_takes_no_waiting_job_along() -> None:
    pids: list[int] = []

    def jobs() -> Iterator[str]:
        yield from ["pid"] * AHEAD
        os.kill(pids[0], signal.SIGKILL)
        os.waitid(os.P_PID, pids[0], os.WEXITED | os.WNOWAIT)
        yield from ["ruhig"] * AHEAD * 2

    found = []
    for outcome in run(jobs(), work.act, 1, 60, MEMORY):
        found.append(outcome)
        if isinstance(outcome.value, int):
            pids.append(outcome.value)
    assert len(found) == 3 * AHEAD
    assert [outcome.value for outcome in found if outcome.job == "ruhig"] == ["ruhig"] * AHEAD * 2


def test_only_who_breaks_the_pool_again_is_to_blame(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pool that hears of a death before it hears what was being done breaks, with everything that waits for it."""
    monkeypatch.setattr("pebble.pool.process.TaskManager.task_start", lambda *_: None)
    rest = [f"ruhig {number}" for number in range(4)]
    found = outcomes([*rest[:2], "kill", *rest[2:]])
    assert [found[name].value for name in rest] == rest
    assert isinstance(found["kill"].error, Died)


PROGRAM = """
from regsam_docs.pool import run
from tests.pdf import work
if __name__ == "__main__":
    list(run(range(9), work.announce, 2, 600, 1024**3))
"""


@pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["to the main process", "to all, as a terminal does"])
def test_ctrl_c_ends_all_at_once(send: Callable[[int, int], None], root: Path) -> None:
    main = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert main.stdout
    workers = [int(main.stdout.readline()) for _ in range(2)]
    send(main.pid, signal.SIGINT)
    _, said = main.communicate()
    assert main.returncode == -signal.SIGINT
    assert said.count("Traceback") == said.count("KeyboardInterrupt") == 1
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)


class TestWarm:
    def test_happens_once_in_a_worker(self) -> None:
        found = run(["state", "state"], work.act, 1, 60, MEMORY, work.warm)
        assert [outcome.value for outcome in found] == [["warm"], ["warm"]]

    def test_may_fail(self) -> None:
        (outcome,) = run(["ruhig"], work.act, 1, 60, MEMORY, work.fail_to_warm)
        assert outcome.value == "ruhig"


@pytest.mark.pdf
def test_pdfs_are_the_same_with_any_number_of_workers() -> None:
    jobs: list[Job] = [job(name) for name in ("bilder", "leer", "listen")]
    warmed = functools.partial(warm, jobs[0].css, jobs[0].fonts)
    alone = [make(one) for one in jobs]
    for workers in (1, 2):
        found = {id(one.job): one.value for one in run(jobs, make, workers, 60, MEMORY, warmed)}
        assert [found[id(one)] for one in jobs] == alone


@pytest.mark.pdf
def test_a_refused_pdf_is_told_and_the_rest_is_made() -> None:
    jobs = [page("<img src='https://example.org/a.png' alt='a'>"), job()]
    found = {id(one.job): one for one in run(jobs, make, 2, 60, MEMORY)}
    assert isinstance(found[id(jobs[0])].error, Refused)
    assert found[id(jobs[1])].value == make(jobs[1])
