"""A platform on this machine that answers as GitHub's and GitLab's API are documented to, over real HTTP."""

from __future__ import annotations

import io
import json
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "geheim-4711"
REPO = "stadt/inhalte"
BOT = {"login": "github-actions[bot]", "type": "Bot", "id": 41}
Answer = tuple[int, Any]


@dataclass
class Github:
    """One pull request, its comments, and a run with what it uploaded."""

    head: str
    head_repo: str = REPO
    state: str = "open"
    bundle: bytes = b""
    files: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    on_lines: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    seen: list[str | None] = field(default_factory=list)
    """Tokens that came with what was asked of the storage of archives."""
    size: int | None = None

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any, token: str | None) -> Answer:
        if path == "/lager/archiv.zip":
            self.seen.append(token)
            return 200, self.archive()
        if token != f"Bearer {TOKEN}":
            return 401, {"message": "Bad credentials"}
        self.asked.append((method, path))
        page = int(query.get("page", ["1"])[0])
        at = f"/repos/{REPO}"

        def listed(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return entries[100 * (page - 1) : 100 * page]

        if (method, path) == ("GET", f"{at}/actions/runs/7/artifacts"):
            names = enumerate(("dokumente", "bericht"), 1)
            found = [{"id": n, "name": name, "size_in_bytes": self.size or 100} for n, name in names]
            return 200, {"total_count": 2, "artifacts": listed(found)}
        if (method, path) == ("GET", f"{at}/actions/artifacts/2/zip"):
            return 302, "/lager/archiv.zip"
        if (method, path) == ("GET", f"{at}/pulls/12"):
            base = {"sha": "b" * 40, "repo": {"full_name": REPO}}
            head = {"sha": self.head, "repo": {"full_name": self.head_repo}}
            return 200, {"number": 12, "state": self.state, "base": base, "head": head}
        if (method, path) == ("GET", f"{at}/pulls/12/files"):
            return 200, listed(self.files)
        if path == f"{at}/issues/12/comments":
            if method == "POST":
                self.comments.append({"id": 900 + len(self.comments), "user": BOT, "body": body["body"]})
                return 201, self.comments[-1]
            return 200, listed(self.comments)
        if method == "PATCH" and (found_ := re.fullmatch(rf"{at}/issues/comments/(\d+)", path)):
            one = next(one for one in self.comments if one["id"] == int(found_[1]))
            one["body"] = body["body"]
            return 200, one
        if (method, path) == ("GET", f"{at}/pulls/12/comments"):
            return 200, listed(self.on_lines)
        if (method, path) == ("POST", f"{at}/pulls/12/reviews"):
            for one in body["comments"]:
                number = max((known["id"] for known in self.on_lines), default=500) + 1
                self.on_lines.append({"id": number, "user": BOT, **one})
            return 200, {"id": 1}
        if method == "DELETE" and (found_ := re.fullmatch(rf"{at}/pulls/comments/(\d+)", path)):
            self.on_lines = [one for one in self.on_lines if one["id"] != int(found_[1])]
            return 204, None
        return 404, {"message": "Not Found"}

    def archive(self) -> bytes:
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("../../ausbruch.txt", "x")
            made.writestr("bericht.json", self.bundle)
        return whole.getvalue()


@dataclass
class Gitlab:
    """One merge request of a fork, its notes, and the job that left a bundle."""

    head: str
    bundle: bytes | None = b""
    notes: list[dict[str, Any]] = field(default_factory=list)
    discussions: list[dict[str, Any]] = field(default_factory=list)
    diffs: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any, token: str | None) -> Answer:
        if token != TOKEN:
            return 401, {"message": "401 Unauthorized"}
        self.asked.append((method, path))
        at = "/projects/3/merge_requests/12"
        refs = {"base_sha": "b" * 40, "start_sha": "c" * 40, "head_sha": self.head}
        pipeline = {"id": 70, "sha": self.head, "project_id": 5}
        merge = {"iid": 12, "sha": self.head, "head_pipeline": pipeline, "diff_refs": refs}
        plain: dict[tuple[str, str], Any] = {
            ("GET", "/user"): {"id": 41},
            ("GET", "/projects/3/merge_requests"): [{"iid": 12, "sha": self.head}],
            ("GET", at): merge,
            ("GET", "/projects/5/pipelines/70/jobs"): [{"id": 77, "name": "dokumente", "web_url": "https://git.example.org/j/77"}],
            ("GET", f"{at}/notes"): self.notes,
            ("GET", f"{at}/discussions"): self.discussions,
            ("GET", f"{at}/diffs"): self.diffs,
        }
        if (method, path) in plain:
            return 200, plain[method, path]
        if (method, path) == ("GET", "/projects/5/jobs/77/artifacts/bericht.json"):
            return (200, self.bundle) if self.bundle is not None else (404, {"message": "404 Not Found"})
        if (method, path) == ("POST", f"{at}/notes"):
            self.notes.append({"id": 900 + len(self.notes), "author": {"id": 41}, "body": body["body"]})
            return 201, self.notes[-1]
        if method == "PUT" and (found := re.fullmatch(rf"{at}/notes/(\d+)", path)):
            next(one for one in self.notes if one["id"] == int(found[1]))["body"] = body["body"]
            return 200, {}
        if (method, path) == ("POST", f"{at}/discussions"):
            note = {"id": 500 + len(self.discussions), "author": {"id": 41}, **body}
            self.discussions.append({"id": f"d{note['id']}", "notes": [note]})
            return 201, {}
        if method == "DELETE" and (found := re.fullmatch(rf"{at}/discussions/(\w+)/notes/\d+", path)):
            self.discussions = [one for one in self.discussions if one["id"] != found[1]]
            return 204, None
        return 404, {"message": "404 Not Found"}


@contextmanager
def served(platform: Github | Gitlab) -> Iterator[str]:
    """The address at which a platform answers."""
    ask: Callable[..., Answer] = platform.answer

    class Handler(BaseHTTPRequestHandler):
        def _all(self) -> None:
            where = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            token = self.headers.get("Authorization") or self.headers.get("PRIVATE-TOKEN")
            code, said = ask(self.command, where.path, parse_qs(where.query), body, token)
            data = said if isinstance(said, bytes) else b"" if said is None or code == 302 else json.dumps(said).encode()
            self.send_response(code)
            if code == 302:
                self.send_header("Location", f"http://{self.headers['Host']}{said}")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _all  # noqa: N815 - as the library wants them called

        def log_message(self, *said: object) -> None:
            """Not into the tests' output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
