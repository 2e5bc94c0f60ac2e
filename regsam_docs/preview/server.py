"""The web server of the preview: this machine only, and only what a build made. `desk` answers where files may be changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from socketserver import TCPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit

from regsam_docs.finding import Trouble
from regsam_docs.preview import desk
from regsam_docs.preview.desk import Editor
from regsam_docs.preview.state import EVENTS, PreviewState, ServedFile, is_page, live, missing, path_of, server_sent_event

LOOPBACK = "127.0.0.1"
NAMES = (LOOPBACK, "localhost")
"""Names a browser may call this machine by. Any other in the Host header is a page elsewhere that had its name lead here."""

FIRST, LAST = 8000, 8019
"""Ports tried if none is asked for."""

PULSE_SECONDS = 15.0
"""How often a quiet connection is tried, so that one whose browser went away is let go."""

AGAIN_MS = 1000
"""After how long a page asks again to which no connection is kept."""

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".json": "application/json",
    ".ics": "text/calendar; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}

HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Server(ThreadingHTTPServer):
    """Answers with what the state knows. `ask` has a file made that is not made ahead; `editor` is None where nothing may be
    changed."""

    daemon_threads = True

    def __init__(self, port: int, state: PreviewState, ask: Callable[[str], str | None], editor: Editor | None) -> None:
        self.state = state
        self.editor = editor
        self.ask = ask
        super().__init__((LOOPBACK, port), Handler)

    def server_bind(self) -> None:
        """Bind without asking the network for this machine's name, which can take long."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.socket.getsockname()[1]

    def leave(self) -> None:
        """Let go of everybody who waits, and answer nobody any more."""
        self.state.close()
        self.shutdown()

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away is no error of ours."""


def bound(port: int | None, state: PreviewState, ask: Callable[[str], str | None], editor: Editor | None = None) -> Server:
    """A server on a port: the one given, or the first that is free. Raises Trouble."""
    for candidate in range(FIRST, LAST + 1) if port is None else (port,):
        try:
            return Server(candidate, state, ask, editor)
        except OSError:
            continue
    if port is None:
        raise Trouble(f"Alle Ports von {FIRST} bis {LAST} sind belegt. Geben Sie mit --port einen anderen an.")
    raise Trouble(f"Der Port {port} ist belegt oder gesperrt. Geben Sie mit --port einen anderen an, oder lassen Sie --port weg.")


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server
    server_version = "regsam-docs"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        """Show a file or tell a page what changes."""
        if not self._is_meant():
            here = f"http://{LOOPBACK}:{self.server.server_port}/"
            self._text(HTTPStatus.FORBIDDEN, f"Die Vorschau ist nur auf diesem Rechner da, unter {here}")
        elif urlsplit(self.path).path == EVENTS:
            self._events()
        elif self.server.editor is not None and self.path.startswith(desk.START):
            self._desk(self.server.editor, None)
        else:
            self._file()

    def do_HEAD(self) -> None:
        """As `do_GET`, without what is shown."""
        self.do_GET()

    def do_POST(self) -> None:
        """Take what a page of the editor sends. Without an editor nothing can be changed through the preview."""
        length = self.headers.get("Content-Length", "")
        if self.server.editor is None or not self.path.startswith(desk.START):
            self.send_error(HTTPStatus.NOT_IMPLEMENTED)
        elif not self._is_meant() or not length.isdecimal() or int(length) > desk.MOST_BYTES:
            self.send_error(HTTPStatus.FORBIDDEN)
        else:
            self._desk(self.server.editor, self.rfile.read(int(length)))

    def _desk(self, editor: Editor, body: bytes | None) -> None:
        if desk.meant(self.headers, self.server.server_port, changes=body is not None):
            self._send(*desk.answer(editor, unquote(urlsplit(self.path).path, errors="replace"), body))
        else:
            self.send_error(HTTPStatus.FORBIDDEN)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the library refuses by itself: other methods, endless addresses and headers."""
        self.close_connection = True
        self._text(
            HTTPStatus(code), "Das beantwortet die Vorschau nicht. Sie zeigt nur Seiten; die Übersicht steht unter der Adresse /"
        )

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the name is the library's
        """Requests are not worth a line."""

    def _is_meant(self) -> bool:
        name, _, port = ",".join(self.headers.get_all("Host") or []).lower().partition(":")
        return name in NAMES and (port or "80") == str(self.server.server_port)

    def _file(self) -> None:
        path = path_of(self.path)
        if path is None:
            self._send(HTTPStatus.NOT_FOUND, TYPES[".html"], missing(self.path, None).encode())
            return
        if (self.server.state.folder / path).is_dir():
            self._send(HTTPStatus.MOVED_PERMANENTLY, TYPES[".txt"], b"", {"Location": f"/{quote(path)}/"})
            return
        no_pdf = self.server.ask(path)
        served = self.server.state.see(path)
        if served.data is None or (no_pdf and path.endswith(".pdf")):
            errors = [message.text for message in self.server.state.messages(path) if message.level == "fehler"]
            why = no_pdf or next(iter(errors), None)
            self._send(HTTPStatus.NOT_FOUND, TYPES[".html"], missing(path, why).encode())
        elif is_page(path):
            self._send(HTTPStatus.OK, TYPES[".html"], live(served.data.decode(), served.key).encode())
        else:
            self._copy(path, served)

    def _copy(self, path: str, served: ServedFile) -> None:
        """A file that is no page of ours; what an area brought along may do nothing in the browser."""
        kind = PurePosixPath(path).suffix.lower()
        beside = {"X-Frame-Options": "SAMEORIGIN"} if self.server.editor is not None else {}
        closed = (
            beside if kind == ".pdf" else {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
        )
        self._send(HTTPStatus.OK, TYPES.get(kind, "application/octet-stream"), served.data or b"", closed)

    def _events(self) -> None:
        """Tell a page what it should show, now and whenever that changes, until the browser goes away; where there are many
        pages, once, and they ask again."""
        target = parse_qs(urlsplit(self.path).query).get("seite", ["/"])[0]
        path = path_of(target) or ""
        self.close_connection = True
        self._begin(HTTPStatus.OK, {"Content-Type": "text/event-stream", "Connection": "close", **HEADERS})
        state, number, sent = self.server.state, -1, b""
        with state.watching(path) as kept:
            if not kept:
                self.server.ask(path.removesuffix(".pdf"))
                self.wfile.write(b"retry: %d\n\n" % AGAIN_MS)
            while not state.closed and (kept or number == -1):
                number = state.wait(number, PULSE_SECONDS)
                served = state.see(path)
                event = server_sent_event(served.key, served.old, state.messages(path))
                self.wfile.write(event if event != sent else b": \n\n")
                self.wfile.flush()
                sent = event

    def _text(self, status: HTTPStatus, text: str) -> None:
        self._send(status, TYPES[".txt"], f"{text}\n".encode())

    def _send(self, status: HTTPStatus, kind: str, data: bytes, more: dict[str, str] | None = None) -> None:
        self._begin(status, {"Content-Type": kind, "Content-Length": str(len(data)), **HEADERS, **(more or {})})
        if self.command != "HEAD":
            self.wfile.write(data)

    def _begin(self, status: HTTPStatus, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
