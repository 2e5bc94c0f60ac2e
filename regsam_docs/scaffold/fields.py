"""A file as a form: the fields its schema has, what stands in them, and how the file is written. Plain data for
`templates/skript/formular.js`, which draws it, judges it and writes the file anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from regsam_docs import german, yaml
from regsam_docs.model import Area
from regsam_docs.rules.references import Known, followed
from regsam_docs.scaffold.editor import ids_within
from regsam_docs.schema import messages as said
from regsam_docs.schema import schemas, shape
from regsam_docs.schema.schemas import Schema
from regsam_docs.schema.sheet import Sheet
from regsam_docs.schema.typed import EMPTY, Reader
from regsam_docs.tidy import Lines, comments, tokens
from regsam_docs.tidy.tokens import GapLine, List, Map, Spanned, Text, between, column, is_block, read, split, squeezed
from regsam_docs.yaml import Mapping, Node, Sequence

FormField = dict[str, Any]
"""`art` is one of `gruppe` (a mapping with `felder`), `karte` (a mapping whose keys are chosen), `liste`, `oder` (a word, or the
`gruppe` beside it), `wort`, `ja`, `zahl`, `absatz` (Markdown) and `text`. `kurz`: written without key or dash where only that
one field, or one item, is filled in."""

VALUE = "@@wert@@"
"""Stands in a message for the value that is judged."""

LIMITS = ("minimum", "exclusiveMinimum", "maximum", "minLength")


def field(schema: Schema) -> FormField:
    """The field of a place in an inlined schema, with all below it."""
    branches = schema.get("anyOf", [schema])
    if len(branches) == 1:
        return {**_named(schema), **_of_type(branches[0])}
    word, other = branches
    below = _of_type(other)
    if "enum" in word:
        return {**_named(schema), "art": "oder", "woerter": word["enum"], "gruppe": {**_named(other), **below}}
    # One value written for itself means what the group, or the list, says with it alone.
    return {**_named(schema), **below, "kurz": other["required"][0] if below["art"] == "gruppe" else True}


def messages() -> dict[str, str]:
    """What is said of any field, with `VALUE` in it."""
    return {
        "ganze_zahl": said.wrong_type(VALUE, "integer", {})[0],
        "bruch": said.wrong_type("6.5", "integer", {})[0].replace("„6.5“", f"„{VALUE}“"),
        "zahl": said.wrong_type(VALUE, "number", {})[0],
        "schluessel": said.empty("wert", cut=False)[0],
    }


def _named(schema: Schema) -> FormField:
    return {"titel": schema.get("title", ""), "hilfe": schema.get("description", "")}


def _of_type(schema: Schema) -> FormField:
    if "properties" in schema:
        return _group(schema)
    if isinstance(schema.get("additionalProperties"), dict):
        keys = schema.get("propertyNames", {})
        return {"art": "karte", "schluesselfeld": _text(keys), "punkt": field(schema["additionalProperties"])}
    if "items" in schema:
        return {"art": "liste", "punkt": field(schema["items"])}
    if "enum" in schema:
        return {"art": "wort", "woerter": schema["enum"], "vorgabe": schema.get("default")}
    if schema.get("type") == "boolean":
        return {"art": "ja", "vorgabe": schema.get("default")}
    if schema.get("type") in ("integer", "number"):
        return {"art": "zahl", "ganz": schema["type"] == "integer", **_limits(schema)}
    return _text(schema)


def _text(schema: Schema) -> FormField:
    made: FormField = {"art": "absatz" if schema.get("contentMediaType") else "text", **_limits(schema)}
    if "pattern" in schema:
        made |= {"muster": schema["pattern"], "form": said.wrong_form(VALUE, schema)[0], "format": schema.get("format")}
    if "verweis" in schema:
        made["verweis"] = schema["verweis"]
    if isinstance(example := next(iter(schema.get("examples", ())), None), str):
        made["beispiel"] = example
    return made


def _limits(schema: Schema) -> FormField:
    found = {rule: [schema[rule], said.out_of_range(rule, schema[rule], VALUE)[0]] for rule in LIMITS if rule in schema}
    return {"grenzen": found} if found else {}


def _group(schema: Schema) -> FormField:
    places, needed = schema["properties"], schema.get("required", ())
    fields = [{"schluessel": key, **field(place)} for key, place in places.items()]
    for made in fields:
        if made["schluessel"] in needed:
            made["fehlt"] = said.missing_key(made["schluessel"], places[made["schluessel"]])[0]
    conditions = [schema, *schema.get("allOf", ())]
    return {"art": "gruppe", "felder": fields, "bedingungen": [_condition(one) for one in conditions if "if" in one]}


def _condition(schema: Schema) -> FormField:
    """What holds if something holds: `wenn` as the schema says it, keys missing or ruled out then → the message."""
    then = schema["then"]
    needed = {key: said.missing_key(key, then.get("properties", {}).get(key, {}))[0] for key in then.get("required", ())}
    # `{"not": {}}` rules any value out, `{"not": {"const": …}}` one.
    barred = {
        key: {"nur": place["not"].get("const"), "meldung": said.contradiction([key])[0]}
        for key, place in then.get("properties", {}).items()
    }
    given = {key: place.get("enum", [place.get("const")]) for key, place in schema["if"].get("properties", {}).items()}
    return {"wenn": given, "mit": list(schema["if"].get("required", ())), "fehlt": needed, "nicht": barred}


# --- What the references of an area's files may lead to, with what people call it: to be picked instead of typed.


Names = dict[str, list[tuple[str, str]]]


def known(area: Area, selections: Iterable[str] = (), areas: Iterable[str] = ()) -> Names:
    """The schemas' annotation `verweis` → ids and names. `selections`, `areas`: the folders there are."""
    attached = [(name, "") for name in sorted(area.files) if name.startswith("anlagen/")]
    return {
        **{kind: list(named.items()) for kind, named in ids_within(area).items()},
        "protokoll": [(id, german.german(german.day_of(id))) for id in sorted(area.meeting_ids, reverse=True)],
        "auswahl": [(name, "") for name in selections],
        "gebiet": [(name, "") for name in areas],
        "anlage": attached,
        "bild": attached,
        "beleg": [(name, "") for name in sorted(area.files) if name.endswith(".yaml")] + attached,
    }


def lost(area: Area) -> dict[str, str]:
    """What is said of an id that leads to no member, under the annotation it is said of; nothing where that is not known."""
    found = followed(Known(area), "mitglied", VALUE)
    return {"mitglied-oder-text": found[1]} if found is not None else {}


# --- How a file is written: of every entry and item its lines and the comments at it, so that what is not changed can stay.
#
# Lines are given as if their entry stood at the left margin; `tief` says how far what is below them is indented. They say nothing
# of what they mean: that is the typed data's part.


def written(text: str) -> dict[str, Any] | None:
    """The file's head, its entries by key, and the lines at its end; None where there is no mapping in blocks, or something odd
    between its entries: such a file is only written as a whole."""
    if not text.strip():
        return None
    root = read(text)
    if not isinstance(root, Map) or root.flow:
        return None
    above = text[: text.rfind("\n", 0, root.start) + 1].split("\n")[:-1]
    # What an empty line parts from the first entry is the file's own.
    parted = max((number for number, line in enumerate(above, 1) if not line.strip()), default=0)
    lead = tuple(GapLine(line.strip()) for line in above[parted:])
    if not parted and lead and lead[0].text.startswith("# yaml-language-server:"):
        parted, lead = 1, lead[1:]
    try:
        made = _Written(text).below(root, lead, between(text, root.end, len(text)).lines)
    except tokens.Odd:
        return None
    return {"kopf": above[:parted], **made}


@dataclass(frozen=True, slots=True)
class _Written:
    text: str

    def below(self, node: Map | List, lead: Lines, after: Lines) -> dict[str, Any]:
        """The entries of a mapping or the items of a list in blocks, and the lines behind them. `lead`, `after`: comments before
        and behind it."""
        parts = [(entry.key.start, entry.colon, entry.value) for entry in node.entries] if isinstance(node, Map) else []
        parts += [(item.dash, item.value.start, item.value) for item in node.items] if isinstance(node, List) else []
        left, found = column(self.text, node.start), []
        for number, (start, sign, value) in enumerate(parts):
            rest = between(self.text, value.end, parts[number + 1][0]).lines if number + 1 < len(parts) else after
            own, rest = ((), rest) if is_block(value) else split(rest, left)
            inner = between(self.text, sign, value.start).lines if value.end > value.start > sign else ()
            found.append(self.entry(value, start, left, lead, inner, own, dash=2 if isinstance(node, List) else 0))
            lead = rest
        if isinstance(node, List):
            return {"punkte": found, "ende": squeezed(lead)}
        keys = (self.text[entry.key.start : entry.key.end].strip("\"'") for entry in node.entries)
        return {"felder": dict(zip(keys, found, strict=True)), "ende": squeezed(lead)}

    def entry(
        self, value: Spanned, start: int, left: int, lead: Lines, inner: Lines, own: Lines, dash: int = 0
    ) -> dict[str, Any]:
        """One entry or item. `inner`: comments between its key and its value; `own`: those behind it that are its."""
        last = max(value.end - 1, start)
        ending = self.text.find("\n", last)
        whole = self.text[start : ending if ending >= 0 else len(self.text)].split("\n")
        behind = [" " * line.column + line.text if line.text else "" for line in own]
        while behind and not behind[-1]:
            behind.pop()
        lines = [whole[0][dash:], *(line[left + dash :] for line in (*whole[1:], *behind))]
        made: dict[str, Any] = {"vor": _above(lead), "zeilen": lines}
        if isinstance(value, Map | List) and not value.flow:
            made["innen"] = {"tief": column(self.text, value.start) - left, **self.below(value, inner, own)}
            trail = self._trail_of_key(start, value)
        else:
            kept = [line.text for line in (*inner, *own) if line.text]
            if not isinstance(value, Text):
                kept += comments_within(self.text[value.start : value.end])
            made |= {"bemerkt": kept} if kept else {}
            trail = self._trail(value)
        return made | ({"hinter": trail} if trail else {})

    def _trail(self, value: Spanned) -> str:
        """The comment behind a value, with the blanks before it; behind the sign of a text in lines of its own."""
        if is_block(value):
            head = next(tokens.lines_from(self.text, value.start))
            found = head.find(" #")
            return head[found:].rstrip() if found >= 0 else ""
        end = self.text.find("\n", value.end)
        rest = self.text[value.end : end if end >= 0 else len(self.text)]
        return rest.rstrip() if rest.strip().startswith("#") else ""

    def _trail_of_key(self, start: int, value: Spanned) -> str:
        """The comment behind a key whose value begins on a later line."""
        line = next(tokens.lines_from(self.text, start))
        if start + len(line) >= value.start:
            return ""
        found = line.find(" #")
        return line[found:].rstrip() if found >= 0 else ""


def comments_within(text: str) -> list[str]:
    """The comments between the brackets of a list or mapping."""
    return comments(text) if "#" in text else []


def _above(lead: Lines) -> list[str]:
    gap = bool(lead) and not lead[0].text
    lines = squeezed(lead)
    while lines and not lines[0]:
        lines.pop(0)
    return ["", *lines] if gap else lines


# --- the form of a file


def form(
    kind: str, data: dict[str, Any], text: str, area: Area, selections: Iterable[str] = (), areas: Iterable[str] = ()
) -> dict[str, Any]:
    """The form of a file. `data`: typed, as its schema reads `text`, which has LF alone and no byte order mark; both empty for a
    file that is still to be made. `area`, and the names of `selections` and `areas`: where its references may lead to."""
    return {
        "feld": _field(kind),
        "daten": data,
        "geschrieben": written(text),
        "bekannt": known(area, selections, areas),
        "meldungen": {**messages(), **lost(area)},
    }


def data(kind: str, content: bytes, path: str) -> dict[str, Any] | None:
    """What stands in a file, wrong values too; None if it cannot be read or holds what its form has no field for."""
    node = yaml.attempt(content, path)
    if node.node is None or any(one.is_error for one in node.findings) or not isinstance(node.node, Mapping):
        return None
    read = Reader(lambda *_: None).value(node.node, shape(kind))
    read = {} if read is EMPTY else read
    return read if _fits(_field(kind), read) else None


@cache
def _field(kind: str) -> FormField:
    """The field of a whole file, not to be changed."""
    return field(schemas.whole(kind))


def _fits(place: FormField, value: Any) -> bool:
    """Whether a value has the form of its field, be it right or wrong."""
    if not isinstance(value, dict | list):
        return place["art"] not in ("gruppe", "liste", "karte") or "kurz" in place
    if place["art"] == "liste" and isinstance(value, list):
        return all(_fits(place["punkt"], one) for one in value)
    if isinstance(value, dict) and place["art"] == "karte":
        return all(_fits(place["punkt"], one) for one in value.values())
    below = place["gruppe"] if place["art"] == "oder" else place
    keys = {one["schluessel"]: one for one in below.get("felder", ())}
    return isinstance(value, dict) and all(key in keys and _fits(keys[key], one) for key, one in value.items())


def marks(sheet: Sheet) -> Iterator[tuple[tuple[int, int], tuple[str | int, ...]]]:
    """Line and column of every key and value of a file, with the path that leads there."""
    if sheet.places is not None:
        yield from _marks(sheet.places.root, ())


def _marks(node: Node, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[int, int], tuple[str | int, ...]]]:
    yield (node.mark.line, node.mark.column), path
    if isinstance(node, Mapping):
        for entry in node.entries:
            yield (entry.key_mark.line, entry.key_mark.column), (*path, entry.key)
            yield from _marks(entry.value, (*path, entry.key))
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _marks(item, (*path, index))
