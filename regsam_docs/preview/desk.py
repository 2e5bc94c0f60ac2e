"""The editor: files of a content repository changed in a form. What stands in one, what is wrong with what was typed, and
saving so that nothing another person saved in between is lost. Off unless asked for; only files of the format that are there,
never by links."""

from __future__ import annotations

import codecs
import json
import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher, unified_diff
from email.message import Message
from html import escape
from http import HTTPStatus
from pathlib import Path
from secrets import compare_digest
from typing import Any

from regsam_docs import check, documents
from regsam_docs.finding import Finding, Trouble
from regsam_docs.limits import FILE_BYTES
from regsam_docs.model import Area
from regsam_docs.render.page import hashed, look
from regsam_docs.repository import paths
from regsam_docs.repository.digests import digest
from regsam_docs.repository.kinds import CONTACTS, KINDS
from regsam_docs.repository.layout import layout
from regsam_docs.repository.tree import Tree
from regsam_docs.scaffold import fields
from regsam_docs.schema.sheet import read
from regsam_docs.system import disk
from regsam_docs.texts.markdown import to_html
from regsam_docs.yaml.characters import decode

REMEMBERED = 200
"""States of files that somebody may still have before their eyes."""

UNKNOWN = "Diese Datei gibt es unter areas/ nicht, oder sie gehört nicht zum Format. Wählen Sie eine aus der Liste."
ODD = "Diese Datei lässt sich so nicht als Formular zeigen. Beheben Sie zuerst in einem Texteditor, was die Meldungen nennen."
UNREADABLE = "So lässt sich die Datei nicht lesen, sie bleibt wie sie ist. {why}"


Remark = dict[str, Any]
"""A finding for the form: `place` leads into the file's data, as far as that is known."""


@dataclass
class Editor:
    """Shared by the threads that answer. `token`: whoever does not know it gets nothing."""

    root: Path
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _texts_read: OrderedDict[str, str] = field(default_factory=OrderedDict)

    def files(self) -> dict[str, str]:
        """Every file that can be changed, by its path from the root, with its kind."""
        plan = layout(disk.tree(self.root))
        return plan.kinds() | ({plan.contacts: CONTACTS.name} if plan.contacts is not None else {})

    def form(self, path: str) -> dict[str, Any]:
        """The form of a file as it stands, its digest, what is wrong with it, and the PDFs made of it. Raises Trouble."""
        kind, content = self._read(path)
        text = self._remember(content, path)
        tree = disk.tree(self.root)
        result = check.check(tree, [_scope(path)])
        area = next((area for area in result.city.areas if path.startswith(f"{paths.AREAS}/{area.slug}/")), Area(""))
        data = fields.data(kind, content, path)
        shown = {"stand": digest(content), "datei": path, "papiere": _papers(area, path)}
        said = _said(result, path)
        plan = layout(tree)
        form = fields.form(kind, data or {}, text, area, sorted(plan.selections), sorted(plan.areas))
        if data is None or form["geschrieben"] is None:
            return {**shown, "feld": None, "warum": ODD, "befunde": said}
        return {**form, **shown, "befunde": said}

    def judged(self, path: str, text: str) -> list[Remark]:
        """What `check` says of a file if this stood in it. Raises Trouble."""
        self._read(path)
        result = check.check(_with(disk.tree(self.root), path, text.encode()), [_scope(path)])
        return _said(result, path)

    def save(self, path: str, text: str, seen: str) -> dict[str, Any]:
        """Write a text in a file's place if it is still the one that was seen (`seen`, its digest), and tell what changed. Else
        nothing is written: what another person changed is told, and both together where they touch different lines.

        Raises Trouble for what is no readable file of its kind.
        """
        kind, _ = self._read(path)
        self._readable(path, kind, text)
        with self._turn:
            _, content = self._read(path)
            before = decode(content, path)[0]
            if digest(content) != seen:
                return self._differing(path, kind, text, seen, content)
            if text != before:
                disk.write(self.root / path, _as_before(text, content))
        return {"ergebnis": "gesichert", "diff": _diff(before, text), **self.form(path)}

    def _differing(self, path: str, kind: str, mine: str, seen: str, content: bytes) -> dict[str, Any]:
        theirs, base = self._remember(content, path), self._texts_read.get(seen)
        both = merged(base, mine, theirs) if base is not None else None
        try:
            self._readable(path, kind, both or "")
        except Trouble:
            both = None
        return {
            "ergebnis": "anders",
            "diff": _diff(base if base is not None else mine, theirs),
            "stand": digest(content),
            "zusammen": both,
        }

    def _read(self, path: str) -> tuple[str, bytes]:
        """Kind and bytes of a file that may be changed. Raises Trouble for any other, and where a link is on the way."""
        kind = self.files().get(path)
        place = self.root / path
        if kind is None or place.resolve() != self.root.resolve() / path:
            raise Trouble(UNKNOWN)
        return kind, disk.read_bytes(place)

    def _remember(self, content: bytes, path: str) -> str:
        text = decode(content, path)[0]
        self._texts_read[digest(content)] = text
        while len(self._texts_read) > REMEMBERED:
            self._texts_read.popitem(last=False)
        return text

    def _readable(self, path: str, kind: str, text: str) -> None:
        sheet = read(text.encode("utf-8", "surrogatepass"), path, kind)
        worst = next((one for one in sheet.findings if one.id.startswith("Y") and one.is_error), None)
        if worst is not None:
            raise Trouble(UNREADABLE.format(why=f"Zeile {worst.line}: {worst.message}"))


def merged(base: str, mine: str, theirs: str) -> str | None:
    """Both changes of a text together; None where they touch the same lines or meet."""
    lines = base.splitlines(keepends=True)
    hunks = sorted({*_hunks(lines, mine), *_hunks(lines, theirs)})
    made: list[str] = []
    place = -1
    for start, end, new in hunks:
        if start <= place:
            return None
        made += [*lines[max(place, 0) : start], *new]
        place = end
    return "".join([*made, *lines[max(place, 0) :]])


def _hunks(lines: list[str], other: str) -> list[tuple[int, int, tuple[str, ...]]]:
    new = other.splitlines(keepends=True)
    found = SequenceMatcher(None, lines, new, autojunk=False).get_opcodes()
    return [(i, j, tuple(new[k:m])) for tag, i, j, k, m in found if tag != "equal"]


def _diff(before: str, after: str) -> list[str]:
    """The changed lines with those around them."""
    return list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2))[2:]


def _as_before(text: str, content: bytes) -> bytes:
    """A text with the line breaks and the byte order mark that the file had."""
    lines = text.replace("\n", "\r\n") if b"\r\n" in content else text
    return (codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b"") + lines.encode()


def _scope(path: str) -> str:
    """What is to be read to judge a file: its area, its selection, or all areas for what is the city's."""
    folder = path.removeprefix(f"{paths.AREAS}/").partition("/")
    if not folder[1]:
        return paths.AREAS
    return path.rpartition("/")[0] if folder[0] == paths.SELECTIONS else f"{paths.AREAS}/{folder[0]}"


def _with(tree: Tree, path: str, content: bytes) -> Tree:
    """A tree with other bytes in a file."""
    read = tree.read
    return replace(tree, files={**tree.files, path: len(content)}, read=lambda name: content if name == path else read(name))


def _said(result: check.Result, path: str) -> list[Remark]:
    sheet = result.sheets.get(path)
    marks = list(fields.marks(sheet)) if sheet is not None else []
    return [
        {"id": f.id, "level": f.level, "text": f.message, "hint": f.hint, "line": f.line, "place": _place(marks, f)}
        for f in result.findings
        if f.path == path
    ]


def _place(marks: Iterable[tuple[tuple[int, int], tuple[str | int, ...]]], finding: Finding) -> tuple[str | int, ...]:
    """The deepest place in a file that begins at or before a finding's."""
    before = (mark for mark in marks if mark[0] <= (finding.line, finding.column))
    return max(before, key=lambda mark: (mark[0], len(mark[1])), default=((0, 0), ()))[1]


def _papers(area: Area, path: str) -> list[list[str]]:
    """Title and address of each PDF that is made of a file."""
    name = path.removeprefix(f"{paths.AREAS}/{area.slug}/")
    plans = documents.plans(area) if area.slug else ()
    return [[plan.title or plan.name, f"/{area.slug}/{plan.name}.pdf"] for plan in plans if plan.source == name and plan.paper]


# --- The pages of the editor, and what it answers: from a request to what is sent back, without the network.


START = "/.bearbeiten/"
"""No file of a build begins with a dot."""

MOST_BYTES = 4 * FILE_BYTES
"""Of what a page may send: a file as JSON is longer than the file."""

SAME = "same-origin"
"""Where a request comes from that one of our own pages sends; `none`: the person typed the address."""

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


def answer(editor: Editor, target: str, body: bytes | None) -> Answer:
    """What is sent back to a request for `target`, which begins with `START`. `body`: what a page sent, None if it only asks."""
    token, slash, rest = target.removeprefix(START).partition("/")
    if not compare_digest(token.encode(), editor.token.encode()) or not slash:
        return _text(
            HTTPStatus.FORBIDDEN, "Das Bearbeiten öffnet nur die Adresse, die „regsam-docs serve --edit“ beim Start nennt."
        )
    try:
        if body is None:
            return HTTPStatus.OK, "text/html; charset=utf-8", (_form(editor, rest) if rest else _list(editor)).encode()
        return _json(HTTPStatus.OK, ANSWERS[rest](editor, json.loads(body)))
    except Trouble as trouble:
        why = str(trouble)
        return _text(HTTPStatus.NOT_FOUND, why) if body is None else _json(HTTPStatus.CONFLICT, {"warum": why})
    except (KeyError, TypeError, ValueError):
        return _json(HTTPStatus.BAD_REQUEST, {"warum": "Das versteht die Vorschau nicht. Laden Sie die Seite neu."})


ANSWERS: Mapping[str, Callable[[Editor, Any], dict[str, Any]]] = {
    "pruefen": lambda editor, body: {"befunde": editor.judged(_word(body["datei"]), _word(body["text"]))},
    "sichern": lambda editor, body: editor.save(_word(body["datei"]), _word(body["text"]), _word(body["gesehen"])),
    "ansicht": lambda editor, body: {"html": to_html(_word(body["text"]))},
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
