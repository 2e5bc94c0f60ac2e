"""Work for the pool: functions a worker process can import."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
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


def _hang_stubbornly() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _hang()


def _grow() -> int:
    return len(bytearray(4 * 1024**3))


def _litter() -> str:
    return tempfile.mkdtemp()


def announce(_: object) -> None:
    """Say who works, then work for ever."""
    os.write(1, f"{os.getpid()}\n".encode())  # in one piece, for others speak too; `print` may write twice
    _hang()


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
    "hang stubbornly": _hang_stubbornly,
    "grow": _grow,
    "litter": _litter,
    "unpicklable": lambda: lambda: None,
    "state": lambda: STATE,
    "pid": os.getpid,
}
