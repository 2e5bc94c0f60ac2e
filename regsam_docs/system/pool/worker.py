"""What runs in a worker process: takes jobs from its standard input, answers on its standard output, ends with its master.

It is started as a file, not as a module, and imports nothing but the standard library until it was told the module path:
so it needs no installation that an isolated Python finds by itself.

A frame is eight bytes of length and a pickle. First comes the set-up (module path, bytes of memory, what to warm up as another
pickle), answered by an empty frame when the worker is ready; then jobs, each a pickled pair of a function and its argument,
answered by a pickled pair of the value and the error that stands in its place.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import struct
import sys
import threading
import traceback
from pathlib import Path
from typing import IO

LENGTH = struct.Struct("!Q")


def send(stream: IO[bytes], frame: bytes) -> None:
    """Write a frame. Raises OSError if nobody is there to read it."""
    stream.write(LENGTH.pack(len(frame)))
    stream.write(frame)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Read a frame; None where the stream ends, also in the middle of one."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    size: int = LENGTH.unpack(head)[0]
    frame = stream.read(size)
    return frame if len(frame) == size else None


def main() -> None:
    """Work until the master closes its end or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; it is the master's to end us
    _die_with_master()
    asked, answers = _private_streams()
    frames: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(asked, frames), daemon=True).start()
    _set_up(*pickle.loads(frames.get()))
    send(answers, b"")
    while True:
        send(answers, _answer(frames.get()))


def _die_with_master() -> None:
    """Have Linux end this process with the thread that started it, also one that is stopped or deaf."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _private_streams() -> tuple[IO[bytes], IO[bytes]]:
    """Both ends of the protocol, moved away from the descriptors that libraries read and print to."""
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("r+b", buffering=0) as nothing:
        for descriptor in (0, 1):
            os.dup2(nothing.fileno(), descriptor)
    return asked, answers


def _listen(asked: IO[bytes], frames: queue.SimpleQueue[bytes]) -> None:
    """Take frames while others are worked on, so that the master's end is noticed at once."""
    while (frame := receive(asked)) is not None:
        frames.put(frame)
    os._exit(0)


def _set_up(path: list[str], memory: int, warm: bytes) -> None:
    sys.path[:] = path
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        # Not RLIMIT_AS: address space is cheap and libraries reserve plenty. Only Linux counts all data here.
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    with contextlib.suppress(Exception):  # what is wrong is told by the first job that meets it
        if (call := pickle.loads(warm)) is not None:
            call()


def _answer(job: bytes) -> bytes:
    """Do a job; the value and the error as bytes that are sure to be readable."""
    try:
        work, argument = pickle.loads(job)
        return pickle.dumps((work(argument), None))
    except MemoryError:
        return pickle.dumps((None, MemoryError()))
    except BaseException as error:  # noqa: BLE001  # whatever it is, the master decides
        error.add_note(traceback.format_exc())
        return _pickled(error)


def _pickled(error: BaseException) -> bytes:
    with contextlib.suppress(Exception):
        data = pickle.dumps((None, error))
        if isinstance(pickle.loads(data)[1], Exception):
            return data
    return pickle.dumps((None, RuntimeError("".join(traceback.format_exception(error)))))


if __name__ == "__main__":
    try:
        main()
    finally:  # at once: threads of libraries, and ours that reads, are not waited for
        os._exit(1)
