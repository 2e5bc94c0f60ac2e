"""Small changes to a file that people fill in otherwise: texts in, text out, everything else kept. Raises Trouble for a file
that is written too unusually for that."""

from __future__ import annotations

import re

from regsam_docs.finding import Trouble
from regsam_docs.scaffold.draft import one_line, scalar
from regsam_docs.schema import shape
from regsam_docs.tidy import Left, tidied

BY_HAND = "Diese Datei ist zu ungewöhnlich geschrieben, um sie ohne Zweifel zu ändern. Bitte ändern Sie sie von Hand."


def cancelled(text: str, day: str, reason: str = "", new_day: str = "") -> str:
    """The minutes of a planned meeting, as one that is cancelled."""
    if not re.search(r"^status: *[\"']?geplant\b", text, re.MULTILINE):
        raise Trouble("Absagen und verschieben lässt sich nur eine Sitzung mit „status: geplant“.")
    entry = {"am": day, **({"grund": one_line(reason)} if reason else {}), **({"neuer_termin": new_day} if new_day else {})}
    block = "".join(f"  {key}: {scalar(value)}\n" for key, value in entry.items())
    return _put(_set(text, "status", "abgesagt"), "abgesagt", f"abgesagt:\n{block}", "protokoll")


def moved(text: str, before: str, day: str) -> str:
    """The minutes of a planned meeting on another day. `before`: the id of the meeting in whose place it comes."""
    return _put(_set(text, "datum", day), "verschoben_von", f"verschoben_von: {scalar(before)}\n", "protokoll")


def scheduled(text: str, begin: str = "", place: str = "") -> str:
    """The minutes of a planned meeting with its hour and place."""
    for key, value in (("beginn", begin), ("ort", one_line(place))):
        text = _put(text, key, f"{key}: {scalar(value)}\n", "protokoll") if value else text
    return text


def with_goal(text: str, field: str, title: str, indicator: str = "") -> str:
    """A catalogue with one more goal at the end of a field of action. `field`: its id."""
    lines = _tidied(text, "ziele").rstrip("\n").split("\n")
    start = next(
        (n for n, line in enumerate(lines) if re.fullmatch(rf" +- id: [\"']?{re.escape(field)}[\"']?(?: +#.*)?", line)), None
    )
    if start is None:
        raise Trouble(
            f"Ein Handlungsfeld „{field}“ gibt es in „ziele.yaml“ nicht. Seine Kennung steht dort hinter „id:“, zum Beispiel H1."
        )
    depth = lines[start].index("-") + 2
    end = next((n for n in range(start + 1, len(lines)) if _deep(lines[n]) < depth), len(lines))
    head = next((n for n in range(start, end) if lines[n].rstrip() == " " * depth + "ziele:"), None)
    if head is None:
        raise Trouble(BY_HAND)
    last = next((n for n in range(head + 1, end) if _deep(lines[n]) <= depth), end)
    number = max((int(found) for found in re.findall(r"\bid: [\"']?Z(\d+)", text)), default=0) + 1
    blank = " " * (depth + 2)
    goal = [f"{blank}- id: Z{number}", f"{blank}  titel: {scalar(one_line(title))}"]
    goal += [f"{blank}  indikator: {scalar(one_line(indicator))}"] if indicator else []
    return "\n".join([*lines[:last], *goal, *lines[last:]]) + "\n"


def _deep(line: str) -> int:
    """How deep a line begins; lines without content, and comments, belong to what stands before them."""
    return len(line) - len(line.lstrip()) if line.strip() and not line.lstrip().startswith("#") else 1000


def _set(text: str, key: str, value: str) -> str:
    """A text with another value behind a key at its top; a comment behind it stays."""
    made, times = re.subn(
        rf"^({key}: *)[^\s#][^#\n]*?( +#.*)?$",
        lambda found: f"{found[1]}{scalar(value)}{found[2] or ''}",
        text,
        flags=re.MULTILINE,
    )
    if times != 1:
        raise Trouble(BY_HAND)
    return made


def _put(text: str, key: str, block: str, kind: str) -> str:
    """A text with this block for a key at its top, in the place of what it had, where the schema wants it."""
    without = re.sub(rf"^{key}:[^\n]*\n(?:[ \t][^\n]*\n)*", "", text if text.endswith("\n") else f"{text}\n", flags=re.MULTILINE)
    return _tidied(without + block, kind)


def _tidied(text: str, kind: str) -> str:
    try:
        return tidied(text, shape(kind))
    except Left:
        raise Trouble(BY_HAND) from None
