"""What is added to a page while it is previewed, and pages that only the preview has. The built files stay as they are."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import unquote

from regsam_docs.render.page import hashed

EVENTS = "/.vorschau/ereignisse"
"""Where the pages hear of changes; no file of a build begins with a dot."""

LONGEST, LONGEST_NAME = 1000, 240
"""Characters of a path, and bytes of a name in it, that a build may make; systems take 255 bytes, and files being written are
called longer."""

MOST = 50
"""Messages shown at most."""

SCRIPT = Path(__file__).with_name("vorschau.js").read_text("utf-8")
STYLE = Path(__file__).with_name("vorschau.css").read_text("utf-8")

POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(">)')


@dataclass(frozen=True, slots=True)
class Message:
    """Something that is wrong: where (`file:line:column`), `fehler` or `warnung`, what, and what to do."""

    place: str
    level: str
    text: str
    hint: str | None


def path_of(target: str) -> str | None:
    """The file a request means, relative to `build/<edition>`; None for one that no build makes: with `..`, hidden, absolute,
    longer than what a system can be asked for."""
    path = unquote(target.partition("?")[0].partition("#")[0], errors="replace")
    if not path.startswith("/") or any(ord(c) < 32 or c in '\\:*?"<>|\ufffd' for c in path):
        return None
    parts = path[1:].split("/")
    if parts[-1] == "":
        parts[-1] = "index.html"
    fits = len(path) <= LONGEST and all(len(part.encode()) <= LONGEST_NAME for part in parts)
    return "/".join(parts) if fits and all(part and not part.startswith(".") for part in parts) else None


def is_page(path: str) -> bool:
    """Whether a file is a page of ours; what an area links to is copied below `anlagen/` and is not."""
    return path.endswith(".html") and "anlagen" not in path.split("/")


def live(page: str, key: str) -> str:
    """A built page that reloads itself and shows what is wrong. `key`: stands for what the page shows now."""
    added = f'<aside id="vorschau" data-stand="{key}" hidden></aside>\n<style>{STYLE}</style>\n<script>{SCRIPT}</script>\n'
    opened = POLICY.sub(lambda found: found[1] + html.escape(_widened(html.unescape(found[2]))) + found[3], page, count=1)
    body, end, rest = opened.rpartition("</body>")
    return f"{body}{added}{end}{rest}" if end else f"{opened}{added}"


def _widened(policy: str) -> str:
    """A page's policy with room for what is added to it, and for nothing else."""
    rules = {name: values for name, _, values in (rule.strip().partition(" ") for rule in policy.split(";"))}
    rules["style-src"] = f"{rules.get('style-src', '')} {hashed(STYLE)}".strip()
    rules["script-src"] = f"{rules.get('script-src', '')} {hashed(SCRIPT)}".strip()
    rules["connect-src"] = "'self'"
    return "; ".join(f"{name} {values}".strip() for name, values in rules.items() if name)


def missing(path: str, why: str | None) -> str:
    """The page in place of one that is not there; it reloads itself when it is. `why`: what keeps it from being made."""
    text = why or "Diese Seite gibt es nicht oder nicht mehr. Vielleicht wurde die Datei umbenannt oder gelöscht."
    policy = html.escape("default-src 'none'; base-uri 'none'; form-action 'none'")
    return live(
        f'<!doctype html>\n<html lang="de">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<title>Noch nicht da</title>\n</head>\n'
        f"<body>\n<h1>Noch nicht da</h1>\n<p>{html.escape(path)}</p>\n<p>{html.escape(text)}</p>\n"
        f'<p><a href="/">Zur Übersicht</a></p>\n</body>\n</html>\n',
        "",
    )


def server_sent_event(key: str, old: bool, messages: Sequence[Message]) -> bytes:
    """What a page is told: what it should show by now, whether that is from before the errors, and what is wrong."""
    told = {
        "stand": key,
        "alt": old,
        "meldungen": [asdict(message) for message in messages[:MOST]],
        "weitere": max(len(messages) - MOST, 0),
    }
    return f"data: {json.dumps(told, ensure_ascii=True)}\n\n".encode()
