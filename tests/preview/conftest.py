"""A preview, spoken to over HTTP, in this process or as people start it; nothing is waited for but what it says."""

from __future__ import annotations

import http.client
import json
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from regsam_docs import preview as preview_
from regsam_docs.preview.work import Builder
from tests.build.conftest import FILES, TODAY
from tests.patience import PATIENCE

ENDED = "Ende"
"""Said last, of a preview that did not begin too."""


class Served:
    """A content repository that is being previewed."""

    port: int

    def __init__(self, root: Path) -> None:
        self.root = root
        self.listeners: list[Listener] = []

    def request(self, path: str, method: str = "GET", **headers: str) -> tuple[int, str, dict[str, str]]:
        """A request with the path as it stands; gives status, body and headers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.putrequest(method, path, skip_host="host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, body, dict(answer.getheaders())

    def page(self, path: str) -> str:
        """A page that is there."""
        status, body, _ = self.request(path)
        assert status == 200
        return body

    def write(self, name: str, text: str) -> None:
        """Save a file of the content repository."""
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        """Save a file with something replaced."""
        text = (self.root / name).read_text("utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def listen(self, path: str) -> Listener:
        """Have a page open."""
        self.listeners.append(Listener(self.port, path))
        return self.listeners[-1]

    def close(self) -> None:
        """Close all pages that are open."""
        for one in self.listeners:
            one.close()


class Preview(Served):
    """A running `regsam-docs serve`. `before`: Python that runs before it begins. `said`: what it said until it answered."""

    def __init__(self, root: Path, *arguments: str, before: str = "") -> None:
        super().__init__(root)
        start = (
            ["-c", f"{before}\nimport sys; from regsam_docs.cli import main; sys.exit(main())"]
            if before
            else ["-m", "regsam_docs"]
        )
        command = [sys.executable, *start, "--root", str(root), "serve", *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.said: list[str] = []
        for line in self.process.stdout:
            self.said.append(line)
            if line.startswith("Vorschau: "):
                break
        self.line = next((line for line in self.said if line.startswith("Vorschau: ")), "")
        self.port = int(self.line.split(":")[3].partition("/")[0]) if self.line else 0

    def end(self) -> tuple[int, str]:
        """Press Ctrl-C; gives the exit code and what was said on standard error."""
        self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=PATIENCE)
        self.close()
        return self.process.returncode, said


class Here(Served):
    """A preview in a thread of the tests' own process, which begins sooner. It ends where Ctrl-C is heard: between two builds."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.said: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.thread = threading.Thread(target=self._serve)
        with patch.object(preview_, "Builder", self._builder):
            self.thread.start()
            line = next(line for line in iter(self.said.get, None) if line.startswith(("Vorschau: ", ENDED)))
        assert line != ENDED, "it did not begin"
        self.port = int(line.split(":")[3].partition("/")[0])

    def _builder(self, *given: Any) -> Builder:
        self.builder = Builder(*given)
        return self.builder

    def _serve(self) -> None:
        try:
            with suppress(KeyboardInterrupt):
                preview_.serve(self.root, 0, "intern", lambda: TODAY, self.said.put)
        finally:
            self.said.put(ENDED)

    def end(self) -> None:
        self.builder.fail(KeyboardInterrupt())
        self.thread.join(PATIENCE)
        self.close()
        assert not self.thread.is_alive()


class Listener:
    """What an open page hears."""

    def __init__(self, port: int, path: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.connection.request("GET", f"/.vorschau/ereignisse?seite={path}")
        self.answer = self.connection.getresponse()
        self.first = self.next()

    def close(self) -> None:
        """Close the page."""
        self.answer.close()
        self.connection.close()

    def next(self) -> dict[str, Any]:
        """What is said next."""
        while line := self.answer.readline():
            if line.startswith(b"data: "):
                heard: dict[str, Any] = json.loads(line[6:])
                return heard
        raise AssertionError("the preview ended")

    def until(self, wanted: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """What is said first that is as wanted. A save may be seen in two steps: emptied, then written."""
        heard = self.next()
        while not wanted(heard):
            heard = self.next()
        return heard


def written(root: Path) -> Path:
    """A small content repository."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content repository for one test."""
    return written(tmp_path)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    """A preview for tests that leave everything as it was. Its repository may replace templates."""
    root = written(tmp_path_factory.mktemp("stadt"))
    (root / "templates/texte").mkdir(parents=True)
    running = Here(root)
    yield running
    running.end()


@pytest.fixture
def preview(content: Path) -> Iterator[Here]:
    """It, being previewed."""
    running = Here(content)
    yield running
    running.end()


@pytest.fixture
def started(content: Path) -> Iterator[Preview]:
    """The same as people start it."""
    running = Preview(content, "--port", "0")
    yield running
    if running.process.poll() is None:
        running.end()
