"""What is kept of a mistake of ours: which line of which module, nothing of what somebody wrote.

A report is sent to strangers. So it is made of words of the program alone: neither the exception's message nor a value, a path
or a line of text gets in, and no name that is not one of an imported module.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType, TracebackType

import click

from regsam_docs import __version__
from regsam_docs.system import disk

PREFIX = "regsam-docs-fehler-"
MOST = 40
"""Frames at either end of a traceback; what recurses without end has thousands between them."""


def write(bug: BaseException, program: click.Group, arguments: Sequence[str]) -> Path | None:
    """Write a report into the system's folder for temporary files, readable for this user alone, whole or not at all.

    None where there is no such folder, it does not take the file, or it belongs to a content repository."""
    with suppress(OSError):
        folder = Path(tempfile.gettempdir())
        if disk.find_root(folder) is None:
            return _put(folder, report(bug, program, arguments).encode())
    return None


def _put(folder: Path, data: bytes) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=PREFIX, suffix=".unfertig", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        return Path(name).replace(Path(name).with_suffix(".txt"))
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def report(bug: BaseException, program: click.Group, arguments: Sequence[str]) -> str:
    """The report: versions, what was called without its values, and for each exception its class and where it passed."""
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    lines = [
        f"regsam-docs {__version__}, Python {platform.python_version()} ({platform.python_implementation()}), {system}",
        " ".join(("Aufruf:", *_called(program, arguments))),
    ]
    for one in _chain(bug):
        lines += ["", f"{type(one).__module__}.{type(one).__qualname__}", *_short(list(_frames(one.__traceback__)))]
    return "\n".join((*lines, ""))


def _called(program: click.Group, arguments: Sequence[str]) -> Iterator[str]:
    """The command and its options by name. What was given for them may be anything, so nothing else of it is told."""
    command = next((word for word in arguments if word in program.list_commands(click.Context(program))), None)
    called = program.get_command(click.Context(program), command) if command else None
    known = {name for one in (program, called) if one for option in one.params for name in (*option.opts, *option.secondary_opts)}
    if command:
        yield command
    yield from (name for word in arguments if (name := word.partition("=")[0]).startswith("-") and name in known)


def _chain(bug: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    one: BaseException | None = bug
    while one is not None and one not in seen:
        seen.append(one)
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _frames(traceback: TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        yield _described(traceback.tb_frame, traceback.tb_lineno)
        traceback = traceback.tb_next


def _described(frame: FrameType, line: int) -> str:
    """Module, line and function. Compiled templates are no modules: their names may come from a content repository."""
    name = frame.f_globals.get("__name__")
    module = sys.modules.get(name) if isinstance(name, str) else None
    if module is None or vars(module) is not frame.f_globals:
        return f"  (kein Modul):{line}"
    return f"  {name}:{line}:{frame.f_code.co_name}"


def _short(frames: list[str]) -> list[str]:
    between = len(frames) - 2 * MOST
    return frames if between <= 0 else [*frames[:MOST], f"  … {between} weitere", *frames[-MOST:]]
