"""Drafts: new files in which something is still to be filled in. Until then all they give is a note of what is missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from regsam_docs.finding import WARNING, Finding
from regsam_docs.german import counted
from regsam_docs.schema.rules import S02

SIGN = "Noch auszufüllen:"
"""A comment that begins with this, at the start of a line, says that a file is new."""

_SIGN = f"# {SIGN}".encode()
_NAME = re.compile("„([^“]{1,40})“")

SHOWN = 10
"""So many open places are named; of more it is said how many."""

SETTLED: Mapping[str, Callable[[Any], bool]] = {
    "status": lambda status: status not in ("geplant", "entwurf"),
    "unterschriften": bool,
    "beschlossen_in": bool,
    "eintraege": lambda entries: len(entries) > 1,
    "handlungsfelder": lambda fields: len(fields) > 1,
    "kandidaten": lambda candidates: len(candidates) > 1,
}
"""Key of a file → of which values on it is new no longer: others go by what it says, and what it lacks is an error."""


NEVER = frozenset({"regsam", "gebiet", "kontakte"})
"""Kinds of files without which all others say nothing."""


def is_draft(kind: str, content: bytes, certain: Mapping[str, Any] | None) -> bool:
    """Whether a file says of itself that it is new, and nothing in it was decided yet. `certain`: see `Checked`."""
    if kind in NEVER or not (content.startswith(_SIGN) or b"\n" + _SIGN in content):
        return False
    return not any(key in SETTLED and SETTLED[key](value) for key, value in (certain or {}).items() if value is not None)


def noted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """A draft's findings: in the place of all that is missing one note, which is no error."""
    every = tuple(findings)
    missing = [one for one in every if one.id == S02.id]
    if not missing:
        return every
    named = [_place(one) for one in missing[:SHOWN]]
    named += [counted(len(missing) - SHOWN, "weitere Stelle", "weitere Stellen")] if len(missing) > SHOWN else []
    message = f"{SIGN} {', '.join(named)}. Bis dahin ist die Datei ein Entwurf, und kein Dokument entsteht daraus."
    note = replace(missing[0], level=WARNING, message=message, hint=None)
    return tuple(note if one is missing[0] else one for one in every if one.id != S02.id or one is missing[0])


def _place(missing: Finding) -> str:
    name = _NAME.search(missing.message)
    return f"„{name[1]}“ (Zeile {missing.line})" if name else f"Zeile {missing.line}"
