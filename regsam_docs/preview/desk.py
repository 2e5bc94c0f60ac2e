"""The pages of the editor, and what it answers: from a request to what is sent back, without the network."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from email.message import Message
from html import escape
from http import HTTPStatus
from pathlib import Path
from secrets import compare_digest
from typing import Any

from regsam_docs.finding import Trouble
from regsam_docs.limits import FILE_BYTES
from regsam_docs.preview.editing import Editor
from regsam_docs.render.page import hashed, look
from regsam_docs.repository import paths
from regsam_docs.repository.kinds import KINDS
from regsam_docs.system import disk
from regsam_docs.texts.markdown import to_html

START = "/.bearbeiten/"
"""No file of a build begins with a dot."""

MOST_BYTES = 4 * FILE_BYTES
"""Of what a page may send: a file as JSON is longer than the file."""

SAME = "same-origin"
"""Where a request comes from that one of our own pages sends; `none`: the person typed the address."""

STRANGER = "Zum Bearbeiten öffnen Sie die Adresse, die „regsam-docs serve --edit“ beim Start nennt."

HERE = Path(__file__).parent

Answer = tuple[HTTPStatus, str, bytes]


def meant(headers: Message, port: int, *, changes: bool) -> bool:
    """Whether a request comes from our own page, by what no page elsewhere can put into it. `changes`: whether it may change
    something. The Host header is judged before."""
    origin, site = headers.get("Origin"), headers.get("Sec-Fetch-Site")
    ours = origin == f"http://{headers.get('Host')}" and str(origin).endswith(f":{port}")
    if changes:
        return ours and site in (None, SAME) and headers.get("Content-Type") == "application/json"
    return (origin is None or ours) and site in (None, SAME, "none")


def answer(editor: Editor, target: str, told: bytes | None) -> Answer:
    """What is sent back to a request for `target`, which begins with `START`. `told`: what a page sent, None if it only asks."""
    token, slash, rest = target.removeprefix(START).partition("/")
    if not compare_digest(token.encode(), editor.token.encode()) or not slash:
        return _text(
            HTTPStatus.FORBIDDEN, "Das Bearbeiten öffnet nur die Adresse, die „regsam-docs serve --edit“ beim Start nennt."
        )
    try:
        if told is None:
            return HTTPStatus.OK, "text/html; charset=utf-8", (_form(editor, rest) if rest else _list(editor)).encode()
        return _json(HTTPStatus.OK, ANSWERS[rest](editor, json.loads(told)))
    except Trouble as trouble:
        status = HTTPStatus.NOT_FOUND if told is None else HTTPStatus.CONFLICT
        return _text(status, str(trouble)) if told is None else _json(status, {"warum": str(trouble)})
    except (KeyError, TypeError, ValueError):
        return _json(HTTPStatus.BAD_REQUEST, {"warum": "Das versteht die Vorschau nicht. Laden Sie die Seite neu."})


def _checked(editor: Editor, told: Any) -> dict[str, Any]:
    found = editor.judged(_word(told["datei"]), _word(told["text"]))
    return {"befunde": [{"id": f.id, "level": f.level, "text": f.text, "hint": f.hint, "place": f.place} for f in found]}


ANSWERS: Mapping[str, Callable[[Editor, Any], dict[str, Any]]] = {
    "pruefen": _checked,
    "sichern": lambda editor, told: editor.save(_word(told["datei"]), _word(told["text"]), _word(told["gesehen"])),
    "ansicht": lambda editor, told: {"html": to_html(_word(told["text"]))},
}
"""What a page may ask for, by the end of its address."""


def _word(value: object) -> str:
    """A text that can be written. Raises TypeError, ValueError."""
    if not isinstance(value, str):
        raise TypeError(value)
    value.encode()
    return value


def _text(status: HTTPStatus, text: str) -> Answer:
    return status, "text/plain; charset=utf-8", f"{text}\n".encode()


def _json(status: HTTPStatus, said: dict[str, Any]) -> Answer:
    return status, "application/json", json.dumps(said, ensure_ascii=False).encode()


def _list(editor: Editor) -> str:
    folders: dict[str, list[str]] = {}
    for path, kind in sorted(editor.files().items()):
        name = path.removeprefix(f"{paths.AREAS}/")
        folder = name.rpartition("/")[0].removesuffix(f"/{paths.MINUTES}")
        named = f'<a href="{escape(path)}">{escape(KINDS[kind].title)}</a> <span class="leise">{escape(name)}</span>'
        folders.setdefault(folder or "Die ganze Stadt", []).append(f"<li>{named}</li>")
    lists = (f"<h2>{escape(folder)}</h2>\n<ul>{''.join(entries)}</ul>" for folder, entries in folders.items())
    return _page("Dateien bearbeiten", "".join(lists))


def _form(editor: Editor, path: str) -> str:
    given = editor.form(path)
    up = "../" * path.count("/") or "./"
    if given["feld"] is None:
        found = (f"<li>Zeile {one['line']}, {escape(one['id'])}: {escape(one['text'])}</li>" for one in given["befunde"])
        return _page(path, f"<p>{escape(given['warum'])}</p><ul>{''.join(found)}</ul>", path, up)
    body = _filled("formular.html", formular=escape(json.dumps(given, ensure_ascii=False)))
    script = disk.resource_bytes(paths.TEMPLATES)["skript/formular.js"].decode() + (HERE / "bearbeiten.js").read_text("utf-8")
    return _page(given["feld"]["titel"], body, path, up, script)


def _page(title: str, body: str, path: str = "", up: str = "./", script: str = "") -> str:
    """A page in the look of all others. `up`: the way to the editor's own address, from where its pages ask."""
    style = look(disk.resource_bytes(paths.TEMPLATES), None).web + (HERE / "bearbeiten.css").read_text("utf-8")
    allowed = f"; script-src {hashed(script)}" if script else ""
    policy = (
        f"default-src 'none'; img-src data:; font-src data:; style-src {hashed(style)}; connect-src 'self'; frame-src 'self'; "
        f"form-action 'none'; base-uri 'none'{allowed}"
    )
    return _filled(
        "bearbeiten.html",
        csp=escape(policy),
        titel=escape(title),
        datei=escape(path),
        hinauf=up,
        stil=style,
        inhalt=body,
        skript=f"<script>{script}</script>" if script else "",
    )


def _filled(name: str, **parts: str) -> str:
    """A page's text with its parts put in, at one go: nothing in them is taken for a place."""
    return re.sub("@@([a-z]+)@@", lambda found: parts[found[1]], (HERE / name).read_text("utf-8"))
