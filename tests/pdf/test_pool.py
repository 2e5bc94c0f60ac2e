"""Workers that hang, grow, die or raise: the job is reported, the rest is done, nobody stays behind."""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from regsam_docs.pdf import Job, Refused, make, warm
from regsam_docs.system import processes
from regsam_docs.system.pool import AHEAD, Died, Finished, NotStarted, TooBig, TooLong, run
from tests.pdf import work
from tests.pdf.jobs import job, page

MEMORY = 1024**3


def outcomes(names: list[str], seconds: float = 60) -> dict[str, Finished[str, object]]:
    return {outcome.job: outcome for outcome in run(names, work.act, 2, seconds, MEMORY)}


def test_every_job_comes_back_with_its_value() -> None:
    found = run(range(20), work.double, 2, 60, MEMORY)
    assert {(outcome.job, outcome.value, outcome.error) for outcome in found} == {(n, 2 * n, None) for n in range(20)}


def test_without_jobs_no_process_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "start", None)
    assert list(run([], work.double, 2, 60, MEMORY)) == []


def test_one_worker_is_another_process() -> None:
    (outcome,) = run(["pid"], work.act, 1, 60, MEMORY)
    assert outcome.value != os.getpid()


def test_this_process_does_what_no_worker_has_begun_with() -> None:
    jobs = ["hang"] * 2 * AHEAD
    found = itertools.islice(run(jobs, work.act, 1, 60, MEMORY, here=lambda job: "here"), len(jobs) - 1)
    assert [one.value for one in found] == ["here"] * (len(jobs) - 1)


def test_what_is_raised_here_ends_the_run() -> None:
    def refuse(job: str) -> str:
        raise LookupError(job)

    with pytest.raises(LookupError):
        list(run(["hang"] * 2 * AHEAD, work.act, 1, 60, MEMORY, here=refuse))
    assert not workers()


def test_what_the_work_raises_is_the_error() -> None:
    found = outcomes(["raise", "awkward", "leave", "unpicklable", "ruhig"])
    assert isinstance(found["raise"].error, LookupError)
    assert "in _raise" in found["raise"].error.__notes__[0]
    assert isinstance(found["awkward"].error, RuntimeError)
    assert "sperrig" in str(found["awkward"].error)
    assert isinstance(found["leave"].error, RuntimeError)
    assert found["unpicklable"].error is not None
    assert found["ruhig"] == Finished("ruhig", "ruhig", None)


def workers() -> list[psutil.Process]:
    """Our child processes but git's, which other tests in this process leave at work."""
    found = []
    for child in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):
            found += [child] if child.name() != "git" else []
    return found


def test_a_dead_worker_takes_nobody_along() -> None:
    rest = [f"ruhig {number}" for number in range(6)]
    found = outcomes([*rest[:3], "exit", "kill", *rest[3:]])
    assert [found[name].value for name in rest] == rest
    assert isinstance(found["exit"].error, Died)
    assert "mit dem Code 3" in str(found["exit"].error)
    assert "SIGKILL" in str(found["kill"].error)


def test_who_computes_too_long_is_stopped() -> None:
    found = outcomes(["spin", "ruhig"], seconds=0.5)
    assert found["ruhig"].value == "ruhig"
    assert isinstance(found["spin"].error, TooLong)
    assert "länger als 0,5 Sekunden Rechenzeit" in str(found["spin"].error)


def test_time_in_which_others_compute_does_not_count() -> None:
    assert outcomes(["sleep"], seconds=0.5)["sleep"].value == "ausgeschlafen"


@pytest.mark.parametrize(("act", "limit"), [("hang", "STILL_SECONDS"), ("stop", "STOPPED_SECONDS")])
def test_who_stands_still_is_stopped(act: str, limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"regsam_docs.system.pool.process.{limit}", 2)
    found = outcomes([act, "ruhig"])
    assert found["ruhig"].value == "ruhig"
    assert isinstance(found[act].error, Died)
    assert "kam 2 Sekunden lang nicht voran" in str(found[act].error)


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
    assert workers()
    found.close()  # type: ignore[attr-defined]  # it is a generator
    assert not workers()


def test_a_worker_that_dies_idle_takes_no_waiting_job_along() -> None:
    pids: list[int] = []

    def jobs() -> Iterator[str]:
        yield from ["pid"] * AHEAD
        os.kill(pids[0], signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):  # the pool has noticed already
            os.waitid(os.P_PID, pids[0], os.WEXITED | os.WNOWAIT)
        yield from ["ruhig"] * AHEAD * 2

    found = []
    for outcome in run(jobs(), work.act, 1, 60, MEMORY):
        found.append(outcome)
        if isinstance(outcome.value, int):
            pids.append(outcome.value)
    assert len(found) == 3 * AHEAD
    assert [outcome.value for outcome in found if outcome.job == "ruhig"] == ["ruhig"] * AHEAD * 2


def test_who_goes_down_with_a_worker_gets_a_second_chance(tmp_path: Path) -> None:
    jobs = [(str(tmp_path), number) for number in range(6)]
    assert sorted(outcome.value or 0 for outcome in run(jobs, work.once, 2, 60, MEMORY)) == list(range(6))
    assert len(list(tmp_path.iterdir())) == 6


@pytest.mark.parametrize("seed", range(3))
def test_killed_and_stopped_at_random_all_ends(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a worker does when it is hit: a job costs at least two hits, and no other is missing or wrong."""
    monkeypatch.setattr("regsam_docs.system.pool.process.STOPPED_SECONDS", 0.5)
    dice, hits = random.Random(seed), 0

    def jobs() -> Iterator[int]:
        nonlocal hits
        for number in range(60):
            yield number
            there = workers()
            if there and dice.random() < 0.3:
                with suppress(psutil.NoSuchProcess):  # it came to its end since it was seen
                    dice.choice(there).send_signal(dice.choice([signal.SIGKILL, signal.SIGSTOP]))
                    hits += 1

    found = {outcome.job: outcome for outcome in run(jobs(), work.double, 2, 60, MEMORY)}
    lost = [outcome for outcome in found.values() if isinstance(outcome.error, Died)]
    assert hits
    assert {job: outcome.value for job, outcome in found.items() if outcome not in lost} == {
        number: 2 * number for number in range(60) if found[number] not in lost
    }
    assert 2 * len(lost) <= hits
    assert not workers()


@pytest.mark.skipif(os.name == "nt", reason="there a process is its program from the start")
@pytest.mark.parametrize("leaving", [False, True], ids=["all is done", "the caller leaves"])
def test_who_is_stopped_before_it_is_our_program_holds_nobody_up(leaving: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who starts a process waits until it has become the program it is meant to be."""
    monkeypatch.setattr("regsam_docs.system.pool.process.STOPPED_SECONDS", 1)
    start: Any = subprocess.Popen
    turns = iter([0, 1])

    def stopped(*command: Any, **ways: Any) -> Any:
        if next(turns, None) != 1:
            return start(*command, **ways)
        return start(*command, **ways, preexec_fn=lambda: os.kill(os.getpid(), signal.SIGSTOP))

    monkeypatch.setattr(subprocess, "Popen", stopped)
    found = run(["ruhig", "pid", "ruhig"] * 3, work.act, 2, 60, MEMORY)
    if leaving:
        next(found)
        found.close()  # type: ignore[attr-defined]  # it is a generator
    else:
        assert [outcome.error for outcome in found] == [None] * 9
    assert not workers()


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-c", "raise SystemExit(1)"],
        [sys.executable, "-c", "print(end='halb')"],
        [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"],
        ["/gibt/es/nicht"],
    ],
    ids=["ends at once", "speaks and ends", "is killed", "is not there"],
)
def test_where_no_worker_starts_every_job_is_told(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "python", lambda *_: command)
    monkeypatch.setattr("regsam_docs.system.pool.PAUSES", (0.0, 0.0))
    found = list(run(range(9), work.double, 2, 60, MEMORY))
    assert sorted(outcome.job for outcome in found) == list(range(9))
    assert {type(outcome.error) for outcome in found} == {NotStarted}


def test_where_no_folder_can_be_made_every_job_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "fehlt"))
    (outcome,) = run(["ruhig"], work.act, 1, 60, MEMORY)
    assert "Es gibt sie nicht" in str(outcome.error)


def test_what_a_library_prints_or_reads_is_nobody_s_affair(capfd: pytest.CaptureFixture[str]) -> None:
    found = outcomes(["speak", "ruhig"])
    assert (found["speak"].value, found["ruhig"].value) == ("", "ruhig")
    assert capfd.readouterr() == ("", "")


PROGRAM = """
import sys
from regsam_docs.system.pool import run
from tests.pdf import work
list(run([sys.argv[1]] * 9, work.announce, 2, 600, 1024**3))
"""


class Main:
    """A main process whose two workers compute for ever."""

    def __init__(self, root: Path, folder: Path) -> None:
        pipe = folder / "pipe"
        os.mkfifo(pipe)
        self.folder = folder / "tmp"
        self.folder.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(pipe)],
            cwd=root,
            env=os.environ | {"TMPDIR": str(self.folder)},
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.pipe = pipe.open()
        self.workers = [int(self.pipe.readline()) for _ in range(2)]

    def wait_for_workers(self) -> None:
        """Wait until nobody has the other end any more."""
        assert self.pipe.read() == ""
        self.pipe.close()


@pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["to the main process", "to all, as a terminal does"])
def test_ctrl_c_ends_all_at_once(send: Callable[[int, int], None], root: Path, tmp_path: Path) -> None:
    main = Main(root, tmp_path)
    send(main.process.pid, signal.SIGINT)
    _, said = main.process.communicate()
    assert main.process.returncode == -signal.SIGINT
    assert said.count("Traceback") == said.count("KeyboardInterrupt") == 1
    assert not any(psutil.pid_exists(worker) for worker in main.workers)
    assert not list(main.folder.iterdir())
    main.wait_for_workers()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("stopped", [False, True], ids=["busy", "stopped"])
def test_nobody_outlives_the_main_process(number: signal.Signals, stopped: bool, root: Path, tmp_path: Path) -> None:
    if stopped and sys.platform != "linux":
        pytest.skip("only Linux ends who is stopped")
    main = Main(root, tmp_path)
    if stopped:
        os.kill(main.workers[0], signal.SIGSTOP)
    main.process.send_signal(number)
    assert main.process.communicate()[1] == ""
    main.wait_for_workers()


class TestWarm:
    def test_happens_once_in_a_worker(self) -> None:
        found = run(["state", "state"], work.act, 1, 60, MEMORY, work.warm)
        assert [outcome.value for outcome in found] == [["warm"], ["warm"]]

    def test_may_fail(self) -> None:
        (outcome,) = run(["ruhig"], work.act, 1, 60, MEMORY, work.fail_to_warm)
        assert outcome.value == "ruhig"


@pytest.mark.pdf
def test_pdfs_are_the_same_from_workers_and_without() -> None:
    jobs: list[Job] = [job(name) for name in ("bilder", "leer", "listen")]
    warmed = functools.partial(warm, jobs[0].css, jobs[0].fonts)
    found = {id(one.job): one.value for one in run(jobs, make, 2, 60, MEMORY, warmed)}
    assert [found[id(one)] for one in jobs] == [make(one) for one in jobs]


@pytest.mark.pdf
def test_a_refused_pdf_is_told_and_the_rest_is_made() -> None:
    jobs = [page("<img src='https://example.org/a.png' alt='a'>"), job()]
    found = {id(one.job): one for one in run(jobs, make, 2, 60, MEMORY)}
    assert isinstance(found[id(jobs[0])].error, Refused)
    assert found[id(jobs[1])].value == make(jobs[1])
