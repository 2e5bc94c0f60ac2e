"""From a schema to a commented file to be filled in: every key with what it means, none with a copied default.

A line that begins with `#` and a blank explains; one that begins with `#` and a key is an optional entry, switched off: delete
the `#`, also of the lines indented below it, and it counts."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec

from regsam_docs.finding import Trouble
from regsam_docs.schema import schemas, shape, sheet
from regsam_docs.schema.schemas import Schema
from regsam_docs.tidy.patching import NoPlace, appended, block, inline, put, replaced, scalar
from regsam_docs.tidy.tokens import List, Map, Odd, Spanned, at, name
from regsam_docs.tidy.tokens import read as tokens
from regsam_docs.yaml import read


@dataclass(frozen=True, slots=True)
class Proposed:
    """A value that is proposed, as comment: whoever wants it deletes the `#`."""

    value: Any


@dataclass(frozen=True, slots=True)
class Noted:
    """An item of a list with a comment for whoever fills it in."""

    value: Any
    note: str


EMPTY = object()
"""A value to be filled in."""

HOW = (
    "Was mit # direkt vor dem Schlüssel beginnt, ist freiwillig: Zum Verwenden löschen Sie das #, "
    "auch vor den eingerückten Zeilen darunter. Was noch fehlt, zeigt: regsam-docs check"
)
"""Stands at the head of every new file."""

OPEN = f"{sheet.SIGN} was leer ist. Bis dahin ist diese Datei ein Entwurf; danach können Sie diesen Absatz löschen."
"""Stands at the head of a new file in which something is to be filled in."""


def draft(kind: str, given: Mapping[str, Any], schema_path: str) -> str:
    """The text of a new file.

    `given`: what is known already, as plain data with `Proposed`, `Noted` and `EMPTY` in it; a required key that is not in it
    is left empty, an optional one switched off. `schema_path`: where editors find the schema, seen from the new file.
    """
    schema = schemas.whole(kind)
    about = f"{schema['title']}: {schema['description']}"
    head = [f"# yaml-language-server: $schema={schema_path}", *_comment(about), *_comment(HOW)]
    writer = _Writer()
    entries = writer.entries(schema, given)
    head += ["", *_comment(OPEN)] if writer.open else []
    return "\n\n".join("\n".join(lines) for lines in (head, *entries)) + "\n"


@dataclass(slots=True)
class _Writer:
    seen: set[tuple[str, ...]] = field(default_factory=set)
    """Mappings explained already, by their keys: a person is explained once a file."""
    open: bool = False
    """Whether something is left to be filled in."""

    def entries(self, schema: Schema, given: Mapping[str, Any], *, brief: bool = False) -> list[list[str]]:
        """The lines of each key of a mapping. `brief`: an item after the first, without what is optional."""
        keys = properties(schema)
        new = tuple(keys) not in self.seen
        self.seen.add(tuple(keys))
        made = []
        for key, place in (keys or {key: {} for key in given}).items():
            value = given.get(key, EMPTY if key in required(schema) else None)
            if value is None and brief:
                continue
            active = value is not None and not isinstance(value, Proposed)
            self.open |= value is EMPTY and key in required(schema) and not (properties(place) or properties(items(place)))
            lines = self.on(key, place, value) if active else self.off(key, place, value, new)
            made.append([*(_explained(place, with_example=value is EMPTY) if new and keys else []), *lines])
        return made

    def on(self, key: str, place: Schema, value: Any) -> list[str]:
        """An entry that counts."""
        if isinstance(value, str) and "\n" in value.strip():
            return [f"{key}: |-", *(f"  {line}".rstrip() for line in block(value))]
        below = self.below(place, value)
        if below is not None:
            return [f"{key}:", *_indented(below)]
        return [f"{key}:" if value is EMPTY else f"{key}: {scalar(value)}"]

    def below(self, place: Schema, value: Any) -> list[str] | None:
        """The lines below a key whose value is a mapping or a list; None for anything else."""
        if isinstance(value, list | tuple):
            entries = [self.item(items(place), entry, index) for index, entry in enumerate(value)]
            return [line for lines in entries for line in lines]
        if isinstance(value, Mapping):
            return [line for lines in self.entries(place, value) for line in lines]
        if value is EMPTY and properties(place):
            return self.below(place, {})
        if value is EMPTY and properties(items(place)):
            return self.below(place, [{}])
        if value is EMPTY and isinstance(place.get("additionalProperties"), dict):  # its keys are chosen by whoever fills it in
            return _commented(f"{name}: {inline(entry)}" for name, entry in sample(place).items())
        return None

    def item(self, place: Schema, value: Any, index: int) -> list[str]:
        """An item of a list, its comments above its dash."""
        note = ""
        if isinstance(value, Noted):
            value, note = value.value, one_line(value.note)
        if not isinstance(value, Mapping):
            return [f"- {scalar(value)}" + (f"  # {note}" if note else "")]
        lines = [line for entry in self.entries(place, value, brief=index > 0) for line in entry]
        first = next(number for number, line in enumerate(lines) if not line.startswith("#"))
        rest = [f"  {line}" for line in lines[first + 1 :]]
        return [*lines[:first], *_comment(note), f"- {lines[first]}", *rest]

    def off(self, key: str, place: Schema, value: Proposed | None, explain: bool) -> list[str]:
        """An optional entry as comment: in full where its keys are new, else with an example in one line."""
        if value is not None:
            return _commented(self.on(key, place, value.value))
        short = f"{key}: {inline(sample(place))}"
        nested = properties(place) or properties(items(place))
        if not explain or not nested or tuple(nested) in self.seen:
            return _commented([short])
        example = _needed(place) if properties(place) else [_needed(items(place))]
        return _commented(self.on(key, place, example))


def _needed(place: Schema) -> dict[str, Any]:
    """An example of a mapping with its required keys alone."""
    return {key: sample(properties(place)[key]) for key in required(place)}


def _commented(lines: Iterable[str]) -> list[str]:
    return [f"#{line}" for line in lines]


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, WIDTH - 2, break_long_words=False, break_on_hyphens=False)]


def _explained(place: Schema, *, with_example: bool) -> list[str]:
    text = f"{place['title']}: {place['description']}"
    unnamed = [str(word) for word in place.get("enum", ()) if str(word) not in place["description"]]
    if unnamed:
        text += f" Möglich: {', '.join(place['enum'])}."
    if with_example and isinstance(place.get("examples", [None])[0], str | int | float):
        text += f" Zum Beispiel: {scalar(place['examples'][0])}"
    return _comment(text)


# ---- schemas, with the branches of an `anyOf` laid together


def _branches(schema: Schema) -> list[Schema]:
    return [schema, *(part for key in ("anyOf", "oneOf", "allOf") for part in schema.get(key, ()))]


def properties(schema: Schema) -> dict[str, Schema]:
    """Keys of a mapping in the schema's order; empty for anything else."""
    return {key: place for branch in reversed(_branches(schema)) for key, place in branch.get("properties", {}).items()}


def required(schema: Schema) -> tuple[str, ...]:
    """Required keys of a mapping."""
    return tuple(key for branch in _branches(schema) for key in branch.get("required", ()))


def items(schema: Schema) -> Schema:
    """Schema of a list's items; empty for anything else."""
    return next((branch["items"] for branch in _branches(schema) if isinstance(branch.get("items"), dict)), {})


def sample(place: Schema) -> Any:
    """An example value for a place: the schema's own, else one made of its parts."""
    if place.get("examples"):
        return place["examples"][0]
    for branch in _branches(place):
        made = _sample(branch)
        if made is not None:
            return made
    raise ValueError(f"no example for {place.get('title')}")


def _sample(branch: Schema) -> Any:
    if "enum" in branch:
        return next(word for word in branch["enum"] if word != branch.get("default"))
    if "properties" in branch:
        wanted = branch.get("required") or list(branch["properties"])[:1]
        return {key: sample(branch["properties"][key]) for key in wanted}
    if "items" in branch:
        return [sample(branch["items"])]
    if branch.get("contentMediaType"):
        return "Text in Markdown."
    if branch.get("examples"):
        return branch["examples"][0]
    return {"boolean": True, "integer": branch.get("minimum", 1), "number": 1, "string": "Text"}.get(branch.get("type", ""))


WIDTH = 100
"""Columns that comments and values in one line may take."""


def one_line(text: str) -> str:
    """A text as it may stand in a comment or in one line of YAML."""
    return " ".join(text.split())


# --- Small changes to a file that people fill in otherwise: texts in, text out, everything else kept. Raises Trouble for a file
# that is written too unusually for that.


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
        except (KeyError, NoPlace, Odd):
            raise Trouble(BY_HAND) from None

    return sure


@_sure
def cancelled(text: str, day: str, reason: str = "", new_day: str = "") -> str:
    """The minutes of a planned meeting, as one that is cancelled, without what is still to be filled in of its agenda."""
    if not re.search(r"^status: *[\"']?geplant\b", text, re.MULTILINE):
        raise Trouble("Absagen und verschieben lässt sich nur eine Sitzung mit „status: geplant“.")
    entry = {"am": day, **({"grund": one_line(reason)} if reason else {}), **({"neuer_termin": new_day} if new_day else {})}
    return put(replaced(_filled_in(text), ("status",), "abgesagt"), "abgesagt", entry, shape("protokoll"))


def _filled_in(text: str) -> str:
    """Minutes without items of the agenda that are nothing but a key without a title."""
    text = text if text.endswith("\n") else f"{text}\n"
    root = tokens(text)
    agendas = [p.value for p in root.entries if name(text, p) == "tagesordnung"] if isinstance(root, Map) else []
    items = [item for agenda in agendas if isinstance(agenda, List) and not agenda.flow for item in agenda.items]
    for item in reversed(items):
        pairs = item.value.entries if isinstance(item.value, Map) else ()
        if [(name(text, pair), pair.value.end - pair.value.start) for pair in pairs] == [("titel", 0)]:
            text = text[: text.rfind("\n", 0, item.dash) + 1] + text[text.find("\n", pairs[0].colon) + 1 :]
    return text


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
