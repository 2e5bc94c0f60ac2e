"""A worker process as its master sees it: started, asked, watched, ended; and why a job did not come to its end, in words for who
reads the report."""

from __future__ import annotations

import contextlib
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil

from regsam_docs.german import number
from regsam_docs.system import processes
from regsam_docs.system.pool.worker import receive, send


class JobFailure(Exception):
    """A job that did not come to its end; the German message says why and what to do."""


class TooLong(JobFailure):
    """The job took more computing time than it may."""


class TooBig(JobFailure):
    """The job took more memory than it may."""


class Died(JobFailure):
    """The process that did the job came to an end before it."""


class NotStarted(JobFailure):
    """There is no process to do the job."""


def too_long(seconds: float) -> TooLong:
    """`seconds`: of computing time."""
    return TooLong(
        f"Es dauerte länger als {number(seconds)} Sekunden Rechenzeit und wurde abgebrochen. "
        "Bitte kürzen Sie sehr lange Texte, Tabellen oder Zeichnungen (SVG), oder teilen Sie sie auf."
    )


def too_big(memory: int) -> TooBig:
    """`memory`: in bytes."""
    return TooBig(
        f"Es brauchte mehr als {memory // 1024**2} MiB Arbeitsspeicher und wurde abgebrochen. "
        "Bitte verkleinern Sie große Bilder, und teilen Sie sehr lange Texte oder Tabellen auf."
    )


def died(code: int | None) -> Died:
    """`code`: what the process ended with, negative for a signal; None if it did not end."""
    return Died(
        f"Der Prozess, der daran arbeitete, endete unerwartet{_how(code)}; vielleicht reichte der Arbeitsspeicher nicht. "
        "Bitte versuchen Sie es noch einmal, am besten mit weniger Prozessen zugleich."
    )


def stuck(seconds: float) -> Died:
    """`seconds`: how long it stood still."""
    return Died(
        f"Der Prozess, der daran arbeitete, kam {seconds:.0f} Sekunden lang nicht voran (angehalten, oder er wartete auf etwas) "
        "und wurde beendet. Bitte versuchen Sie es noch einmal."
    )


def not_started(why: str) -> NotStarted:
    """`why`: what the system said (German)."""
    return NotStarted(
        f"Auf diesem Rechner ließ sich kein Prozess starten, der daran arbeitet: {why}. Bitte prüfen Sie, ob "
        "Arbeitsspeicher und Platz für vorübergehende Dateien frei sind, und versuchen Sie es noch einmal."
    )


def _how(code: int | None) -> str:
    if code is None:
        return ""
    if code >= 0:
        return f" mit dem Code {code}"
    known = {number.value: number.name for number in signal.Signals} if sys.platform != "win32" else {}
    return f" durch das Signal {known.get(-code, -code)}"


PROGRAM = Path(__file__).with_name("worker.py")

STOPPED = (psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP)
STOPPED_SECONDS = 10.0
"""How long a process may be stopped by somebody before it is given up."""
STILL_SECONDS = 60.0
"""How long one that should work may go without any computing time: more than the busiest machine makes it wait."""
LAST_SECONDS = 5.0
"""How long the end of a process is awaited that has closed its output."""


@dataclass(slots=True)
class Assignment:
    """What a worker is asked, and how that goes. Times in seconds of computing but for `still` and `stopped`."""

    seconds: float
    begun: float
    used: float
    still: float = 0.0
    stopped: float = 0.0
    verdict: JobFailure | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What the system says of a process: seconds of computing, bytes of memory, whether somebody stopped it."""

    used: float = 0.0
    memory: int = 0
    is_stopped: bool = False


class Worker:
    """One process. One thread asks, another one may look on and end it."""

    def __init__(self, folder: Path, memory: int) -> None:
        """Start it in `folder`, which is its own, also for temporary files. Raises OSError if the system refuses."""
        self.memory = memory
        places = dict.fromkeys(("TEMP", "TMP", "TMPDIR"), str(folder))
        self.process = processes.start(processes.python(str(PROGRAM)), folder, places)
        self._task: Assignment | None = None

    def ask(self, frame: bytes, seconds: float) -> bytes | JobFailure:
        """The answer to a frame; a failure if there will be none, and then the process has ended."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        used = self._usage().used
        task = self._task = Assignment(seconds, used, used)
        answer = None
        with contextlib.suppress(OSError):
            send(self.process.stdin, frame)
            answer = receive(self.process.stdout)
        self._task = None
        return answer if answer is not None else task.verdict or died(self.end(LAST_SECONDS))

    def look(self, passed: float) -> None:
        """Note how it goes and kill the process if that is not to go on. `passed`: seconds of the clock since the last look."""
        task = self._task
        if task is None:
            return
        usage = self._usage()
        task.still = task.still + passed if usage.used <= task.used else 0.0
        task.stopped = task.stopped + passed if usage.is_stopped else 0.0
        task.used = max(task.used, usage.used)
        if task.used - task.begun > task.seconds:
            task.verdict = too_long(task.seconds)
        elif usage.memory > self.memory:
            task.verdict = too_big(self.memory)
        elif task.stopped >= STOPPED_SECONDS or task.still >= STILL_SECONDS:
            task.verdict = stuck(max(task.stopped, task.still))
        if task.verdict is not None:
            self.process.kill()

    def end(self, patience: float = 0.0) -> int | None:
        """End the process, whatever it does; what it ended with. `patience`: seconds it gets to end by itself."""
        return processes.end(self.process, patience)

    def _usage(self) -> Usage:
        try:
            process = psutil.Process(self.process.pid)
            with process.oneshot():
                times, status, memory = process.cpu_times(), process.status(), process.memory_info()
        except psutil.Error:  # it ends just now, or nobody may look: then it is taken for one that stands still
            return Usage()
        return Usage(times.user + times.system, memory.rss, status in STOPPED)


def end_held_up(seconds: dict[psutil.Process, float], passed: float, limit: float) -> dict[psutil.Process, float]:
    """Kill children that somebody stopped before they became the program they were made for: who starts one waits for that.
    `seconds`: how long each was seen to be stopped at the last look, `passed` ago; gives the same for now."""
    found: dict[psutil.Process, float] = {}
    with contextlib.suppress(psutil.Error):
        ours = psutil.Process()
        for child in ours.children():
            if child.status() in STOPPED and child.cmdline() == ours.cmdline():
                found[child] = seconds.get(child, 0.0) + passed
                if found[child] >= limit:
                    child.kill()
    return found
