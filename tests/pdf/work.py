"""Work for the pool: functions a worker process can import."""

from __future__ import annotations

import itertools
import os
import signal
import sys
import tempfile
import threading
from pathlib import Path
from typing import NoReturn

STATE: list[str] = []


def double(number: int) -> int:
    return 2 * number


def act(name: str) -> object:
    """Do what the name says."""
    return ACTS.get(name, lambda: name)()


class Awkward(Exception):
    """Cannot be unpickled: its arguments are not those of its constructor."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one + two)


def _awkward() -> NoReturn:
    raise Awkward("sperr", "ig")


def _raise() -> NoReturn:
    raise LookupError("nicht gefunden")


def _exit() -> NoReturn:
    os._exit(3)


def _leave() -> NoReturn:
    sys.exit(4)


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _hang() -> None:
    threading.Event().wait()


def _spin() -> None:
    while True:
        pass


def _stop() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def _sleep_longer_than_half_a_second() -> str:
    threading.Event().wait(1)
    return "ausgeschlafen"


def _speak_and_listen() -> str:
    """Print as a library written in C would, and read what may be there."""
    os.write(1, b"\0" * 100)
    os.write(2, b"Warnung\n")
    return os.read(0, 100).decode()


def _grow() -> int:
    return len(bytearray(4 * 1024**3))


def _litter() -> str:
    return tempfile.mkdtemp()


def once(place: tuple[str, int]) -> int:
    """Kill the process that is asked first; `place`: a folder to note it in, and what to answer."""
    folder, number = place
    mark = Path(folder, str(number))
    if not mark.exists():
        mark.touch()
        _kill()
    return number


def announce(pipe: str) -> None:
    """Tell a named pipe who works, keep it open, and compute without ever letting another thread in."""
    os.write(os.open(pipe, os.O_WRONLY), f"{os.getpid()}\n".encode())
    sum(itertools.repeat(0))


def warm() -> None:
    STATE.append("warm")


def fail_to_warm() -> NoReturn:
    raise OSError("kalt")


ACTS = {
    "awkward": _awkward,
    "raise": _raise,
    "exit": _exit,
    "leave": _leave,
    "kill": _kill,
    "hang": _hang,
    "spin": _spin,
    "stop": _stop,
    "sleep": _sleep_longer_than_half_a_second,
    "speak": _speak_and_listen,
    "grow": _grow,
    "litter": _litter,
    "unpicklable": lambda: lambda: None,
    "state": lambda: STATE,
    "pid": os.getpid,
}
