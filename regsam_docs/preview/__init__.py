"""A local preview: builds, shows, watches what changes, builds that again and tells the open pages.

One thread builds (the caller's), one watches, one a browser's request answers. Pages are made at once; a PDF, and what belongs
to the city, when somebody looks at it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

from regsam_docs.documents.plan import Edition
from regsam_docs.finding import Trouble
from regsam_docs.preview.desk import START, Editor
from regsam_docs.preview.server import Server, bound
from regsam_docs.preview.state import PreviewState
from regsam_docs.preview.work import Builder, watch

__all__ = ["serve"]


def serve(
    root: Path,
    port: int | None,
    edition: Edition,
    today: Callable[[], date],
    say: Callable[[str], None],
    *,
    edit: bool = False,
) -> None:
    """Show a content repository on 127.0.0.1 until interrupted. `port`: None for the first free one from 8000 on, 0 for any;
    `today` is asked at every build; `say` gets a line for people whenever something happened; `edit`: files may be changed.

    Raises Trouble if the port is taken, `watchfiles` is missing or the first build cannot begin.
    """
    try:
        import watchfiles
    except ImportError as missing:
        raise Trouble(
            "Für die Vorschau fehlt das Paket „watchfiles“. Installieren Sie es mit: pip install watchfiles (haben Sie "
            "regsam-docs mit pipx installiert: pipx inject regsam-docs watchfiles; mit uv: uv tool install --with watchfiles "
            "und der Datei)."
        ) from missing
    state = PreviewState(root, edition)
    builder = Builder(state, today, say)
    editor = Editor(root) if edit else None
    watching = _beside(builder, partial(watch, root, builder.changed, say))
    with bound(port, state, builder.ask, editor) as server, watching:  # what changes while the first build runs is seen
        builder.begin()
        with _beside(builder, partial(_answer, server), server.leave):
            if editor is not None:
                say(f"Bearbeiten: http://127.0.0.1:{server.server_port}{START}{editor.token}/ (gilt bis zum Beenden)")
            say(f"Vorschau: http://127.0.0.1:{server.server_port}/ (beenden mit Strg+C)")
            builder.work()


def _answer(server: Server, ready: threading.Event, stop: threading.Event) -> None:
    ready.set()
    server.serve_forever(0.1)


@contextmanager
def _beside(
    builder: Builder, work: Callable[[threading.Event, threading.Event], None], end: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Do something in a thread meanwhile: `work` is told where to say that it is ready and when to stop. If it ends before,
    nobody waits for it in vain and the builder ends with why. `end`: what lets it come to its end."""
    ready, stop = threading.Event(), threading.Event()

    def run() -> None:
        why: BaseException = Trouble("Ein Teil der Vorschau ist stehen geblieben. Starten Sie sie neu: regsam-docs serve")
        try:
            work(ready, stop)
        except BaseException as error:  # noqa: BLE001 — whatever it is, the other thread must hear of it
            why = error
        if not stop.is_set():
            builder.fail(why)
            ready.set()

    threading.Thread(target=run, daemon=True).start()
    ready.wait()
    try:
        yield
    finally:
        stop.set()
        end()
