"""What changes below `areas/` and below the content repository's own templates, for as long as the preview runs.

What lies there is looked through, and what differs is told: so nothing escapes, whatever was replaced, moved away and back,
or made later, and whatever it is called. The system's watch (inotify and its like, by `watchfiles`) only says when it is time
to look; without it, and where it says nothing, the clock does.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from regsam_docs.repository import paths
from regsam_docs.system import disk

FOLDERS = (paths.AREAS, paths.TEMPLATES)

QUIET_MS = 20
"""How long nothing more has to change before a change is told: an editor's write-and-rename is one change."""

TURN_MS = 100
"""How often the system's watch comes back with nothing."""

POLL_SECONDS = 0.5
"""How often is looked where the system says nothing."""

LOOK_SECONDS = 2.0
"""How often is looked although the system watches: it does not see everything, such as a folder of another machine."""

SHARE = 50
"""Looking takes at most one in so many seconds."""

POLLING = (
    "Das Betriebssystem meldet Änderungen hier nicht ({why}). Die Vorschau sieht deshalb selbst zweimal in der Sekunde nach; "
    "sie läuft, aber etwas langsamer."
)
LIMIT = (
    "die Grenze für Überwachungen (inotify) ist erreicht; schließen Sie andere Programme, die Ordner überwachen, oder erhöhen "
    "Sie fs.inotify.max_user_instances und fs.inotify.max_user_watches"
)
NAME = "im Pfad steht ein Zeichen, das nicht in UTF-8 geschrieben ist"


def watch(
    root: Path,
    changed: Callable[[Iterable[str]], None],
    say: Callable[[str], None],
    ready: threading.Event,
    stop: threading.Event,
) -> None:
    """Tell the paths (relative to the root, POSIX) of what changes, from `ready` until `stop`. `say` gets a line for people if
    the system's watch cannot be had; then it goes on without."""
    seen = disk.marks(root, FOLDERS)
    ready.set()
    polling = False
    while not stop.is_set():
        try:
            turns = _clock(stop) if polling else _system(root, stop)
            for due in turns:
                if not due:
                    continue
                now = disk.marks(root, FOLDERS)
                if differing := {path for path in {*seen, *now} if seen.get(path) != now.get(path)}:
                    changed(differing)
                seen = now
        except FileNotFoundError:
            stop.wait(TURN_MS / 1000)  # a folder went while the watch began: the next one begins with what is there
        except (OSError, RuntimeError, UnicodeError) as error:
            polling = True
            say(POLLING.format(why=NAME if isinstance(error, UnicodeError) else LIMIT))


def _clock(stop: threading.Event) -> Iterator[bool]:
    """That it is time to look, by the clock."""
    pause = POLL_SECONDS
    while not stop.wait(pause):
        start = time.monotonic()
        yield True
        pause = max(POLL_SECONDS, SHARE * (time.monotonic() - start))


def _system(root: Path, stop: threading.Event) -> Iterator[bool]:
    """Whether it is time to look, by the system's watch over the folders there are now; ends when these are others."""
    import watchfiles

    folders = disk.marks(root, FOLDERS, deep=False)  # one put in another's place is another one
    if not folders:
        stop.wait(TURN_MS / 1000)
        yield True
        return
    turns = watchfiles.watch(
        *(root / name for name in folders),
        watch_filter=None,
        debounce=10 * QUIET_MS,
        step=QUIET_MS,
        rust_timeout=TURN_MS,
        yield_on_timeout=True,
        stop_event=stop,
        debug=False,
        raise_interrupt=False,
        ignore_permission_denied=True,
    )
    last, pause = float("-inf"), LOOK_SECONDS
    for changes in turns:
        same = disk.marks(root, FOLDERS, deep=False) == folders
        start = time.monotonic()
        due = bool(changes) or not same or start - last > pause  # at first, too: the watch began after the last look
        yield due
        if due:
            last = time.monotonic()
            pause = max(LOOK_SECONDS, SHARE * (last - start))
        if not same:
            return
