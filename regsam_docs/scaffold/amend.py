"""Small changes to a file that people fill in otherwise: texts in, text out, everything else kept. Raises Trouble for a file
that is written too unusually for that."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from regsam_docs.finding import Trouble
from regsam_docs.scaffold.draft import one_line
from regsam_docs.schema import shape
from regsam_docs.tidy.insert import NoPlace, appended, put
from regsam_docs.tidy.replacing import replaced
from regsam_docs.tidy.tokens import List, Map, Spanned, at, name
from regsam_docs.yaml import read

BY_HAND = "Diese Datei ist zu ungewöhnlich geschrieben, um sie ohne Zweifel zu ändern. Bitte ändern Sie sie von Hand."
P = ParamSpec("P")


def _sure(change: Callable[P, str]) -> Callable[P, str]:
    """A change of a text, its first argument, that refuses what cannot be read, or has no place for what is new."""

    @wraps(change)
    def sure(*args: P.args, **kwargs: P.kwargs) -> str:
        text = str(args[0])
        if read(text.encode(), "")[0] is None:
            raise Trouble(BY_HAND)
        try:
            return change(*args, **kwargs)
        except (KeyError, NoPlace):
            raise Trouble(BY_HAND) from None

    return sure


@_sure
def cancelled(text: str, day: str, reason: str = "", new_day: str = "") -> str:
    """The minutes of a planned meeting, as one that is cancelled."""
    if not re.search(r"^status: *[\"']?geplant\b", text, re.MULTILINE):
        raise Trouble("Absagen und verschieben lässt sich nur eine Sitzung mit „status: geplant“.")
    entry = {"am": day, **({"grund": one_line(reason)} if reason else {}), **({"neuer_termin": new_day} if new_day else {})}
    return put(replaced(text, ("status",), "abgesagt"), "abgesagt", entry, shape("protokoll"))


@_sure
def moved(text: str, before: str, day: str) -> str:
    """The minutes of a planned meeting on another day. `before`: the id of the meeting in whose place it comes."""
    return put(replaced(text, ("datum",), day), "verschoben_von", before, shape("protokoll"))


@_sure
def scheduled(text: str, begin: str = "", place: str = "") -> str:
    """The minutes of a planned meeting with its hour and place."""
    for key, value in (("beginn", begin), ("ort", one_line(place))):
        text = put(text, key, value, shape("protokoll")) if value else text
    return text


@_sure
def with_goal(text: str, field: str, title: str, indicator: str = "") -> str:
    """A catalogue with one more goal at the end of a field of action. `field`: its id."""
    fields, _ = at(text, ("handlungsfelder",))
    known = [_id(text, item.value) for item in fields.items] if isinstance(fields, List) else []
    if field not in known:
        raise Trouble(
            f"Ein Handlungsfeld „{field}“ gibt es in „ziele.yaml“ nicht. Seine Kennung steht dort hinter „id:“, zum Beispiel H1."
        )
    number = max((int(found) for found in re.findall(r"\bid: [\"']?Z(\d+)", text)), default=0) + 1
    goal = {"id": f"Z{number}", "titel": one_line(title), **({"indikator": one_line(indicator)} if indicator else {})}
    inside = shape("ziele").properties["handlungsfelder"].items
    assert inside is not None
    return appended(text, ("handlungsfelder", known.index(field), "ziele"), [goal], inside)


def _id(text: str, entry: Spanned) -> str | None:
    pairs = entry.entries if isinstance(entry, Map) else ()
    return next((text[p.value.start : p.value.end].strip("\"'") for p in pairs if name(text, p) == "id"), None)
