"""What can be wrong with a file by its schema: jsonschema's errors → findings S01 to S06, each once, at the place to be
mended, with a suggestion."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

import jsonschema_rs

from regsam_docs.finding import ERROR, Path, Rule
from regsam_docs.limits import FINDINGS
from regsam_docs.schema import messages, schemas
from regsam_docs.schema.schemas import Schema

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

S01 = Rule(
    "S01",
    ERROR,
    "Unbekannter Schlüssel",
    "Diesen Schlüssel gibt es hier nicht.",
    (
        "Übernehmen Sie den Vorschlag der Meldung, oder sehen Sie in der [Tabelle der Datei](dateien.md) nach. "
        "Steht da, ein Stück Text sei kein Schlüssel, hat ein Komma in `{…}` einen Text zerteilt: Setzen Sie ihn in "
        "Anführungszeichen."
    ),
)
S02 = Rule(
    "S02",
    ERROR,
    "Pflichtangabe fehlt",
    "Eine Pflichtangabe fehlt oder ist leer.",
    "Ergänzen Sie die genannte Zeile.",
)
S03 = Rule(
    "S03",
    ERROR,
    "Falsche Art von Wert",
    "Es steht etwas anderes da, als hierher gehört: ein Text statt einer Zahl, ein einzelner Wert statt einer Liste.",
    (
        "Zahlen stehen ohne Anführungszeichen, ohne Tausenderpunkt und mit einem Punkt vor den Dezimalstellen; ja und nein "
        "heißen `true` und `false`; Listenpunkte beginnen mit `- `."
    ),
)
S04 = Rule(
    "S04",
    ERROR,
    "Wert nicht in der Liste",
    "Der Wert gehört nicht zu den möglichen.",
    (
        "Wählen Sie einen der Werte, die die Meldung nennt. Sie stehen dort genau so, wie sie zu schreiben sind: klein und "
        "ohne Umlaute."
    ),
)
S05 = Rule(
    "S05",
    ERROR,
    "Falsche Form",
    "Der Wert hat nicht die richtige Form: Datum, Uhrzeit, Kennung, E-Mail-Adresse, Farbe.",
    (
        "Datum `2026-10-01`, Uhrzeit `08:30`, Kennung aus Kleinbuchstaben, Ziffern und Bindestrichen, Auftrag `2027-03-11/1`, "
        'Farbe `"#1f5f4a"`. Auch einen Tag, den es nicht gibt (31. Februar), meldet diese Regel.'
    ),
)
S06 = Rule(
    "S06",
    ERROR,
    "Angabe passt nicht",
    (
        "Die Angabe passt nicht: eine Zahl außerhalb ihrer Grenzen, zwei Angaben, die sich widersprechen, ein Jahr, das "
        "`aufwand` schon nennt, ein zweites `titelbild`, oder eine "
        "`akzentfarbe`, die auf weißem Papier zu schwach zu lesen ist (Kontrast unter 4,5 : 1)."
    ),
    "Die Meldung nennt, was erlaubt ist.",
)


@dataclass(frozen=True, slots=True)
class Violation:
    """A violation of a schema. `path` leads to the value; `key` names the unknown or missing key below it."""

    path: Path
    rule: Rule
    message: str
    hint: str | None = None
    key: str | None = None


MOST_WORDS = 100
"""So many words are compared to find the one that was meant."""

LONGEST_WORD = 100
"""Longer ones are compared with none: no word of ours comes near."""

MOST_FAULTS = 10 * FINDINGS
"""So many violations are looked for in one file; of one of their kinds there are more than are told by then."""


def _is_date(value: object) -> bool:
    if isinstance(value, str):
        with suppress(ValueError):
            return bool(date.fromisoformat(value))
        return False
    return True


def _is_email(value: object) -> bool:
    return not isinstance(value, str) or ("@" in value[1:-1] and not any(c.isspace() for c in value))


FORMATS = {"date": _is_date, "email": _is_email}
"""The formats the schemas use; no validator knows any other."""


@cache
def validator(kind: str) -> Draft202012Validator:
    """The validator of one kind of file. Its registry is empty: a `$ref` can fetch nothing (all are inlined)."""
    from jsonschema import Draft202012Validator, FormatChecker
    from referencing import Registry

    formats = FormatChecker(formats=())
    for name, holds in FORMATS.items():
        formats.checks(name)(holds)
    registry: Registry[Any] = Registry()
    return Draft202012Validator(_without_annotations(schemas.whole(kind)), registry=registry, format_checker=formats)


@cache
def _filter(kind: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(_without_annotations(schemas.whole(kind)), validate_formats=True, formats=FORMATS)


def accepts(kind: str, data: Any) -> bool:
    """Whether typed data follows the schema of `kind`."""
    return _filter(kind).is_valid(data)


def faults(kind: str, data: Any) -> Iterator[Violation]:
    """All violations of the schema of `kind` in typed data; of one value only the plainest (a wrong type is also no form)."""
    if accepts(kind, data):
        return
    judged: dict[tuple[Path, str | None], Violation] = {}
    for fault in _faults(islice(validator(kind).iter_errors(data), MOST_FAULTS)):
        place = (fault.path, fault.key)
        if place not in judged or fault.rule.id < judged[place].rule.id:
            judged[place] = fault
    yield from judged.values()


def _faults(errors: Iterable[ValidationError]) -> Iterator[Violation]:
    pending = list(errors)
    unknown = {tuple(e.absolute_path): _unknown(e) for e in pending if e.validator == "additionalProperties"}
    for error in pending:
        path = tuple(error.absolute_path)
        if error.validator == "additionalProperties":
            yield from (_unknown_key(error, path, key) for key in unknown[path])
        elif error.validator == "required":
            missing = _missing_key(error, path, unknown.get(path, ()))
            if missing is not None:
                yield missing
        elif error.validator in ("anyOf", "oneOf"):
            yield from _branch(error, path)
        else:
            yield _value(error, path)


def _unknown(error: ValidationError) -> tuple[str, ...]:
    known = _schema(error).get("properties", {})
    return tuple(islice((key for key in _instance(error) if key not in known), FINDINGS + 1))


def _unknown_key(error: ValidationError, path: Path, key: str) -> Violation:
    known = list(_schema(error).get("properties", {}))
    near = nearest(key, [name for name in known if name not in _instance(error)]) or nearest(key, known)
    return Violation(path, S01, *messages.unknown_key(key, near, known), key=key)


def _missing_key(error: ValidationError, path: Path, unknown: tuple[str, ...]) -> Violation | None:
    missing = next(key for key in _wanted(error) if f"'{key}' is a required" in error.message)
    if any(nearest(key, [missing]) for key in unknown):
        return None  # a misspelt required key is one mistake: S01 names it (docs/regeln.md, „Ein Versehen, eine Meldung“)
    return Violation(
        path, S02, *messages.missing_key(missing, _schema(error).get("properties", {}).get(missing, {})), key=missing
    )


def _branch(error: ValidationError, path: Path) -> Iterator[Violation]:
    """The branches of an `anyOf` differ by JSON type: judge the value by the one of its own type."""
    branches: dict[int, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(int(inner.relative_schema_path[0]), []).append(inner)
    for inner_errors in branches.values():
        if not any(e.validator == "type" and not e.relative_path for e in inner_errors):
            yield from _faults(inner_errors)
            return
    types = [_wanted(e) for inner_errors in branches.values() for e in inner_errors if e.validator == "type"]
    yield Violation(path, S03, *messages.wrong_type(error.instance, types, {}))


def _value(error: ValidationError, path: Path) -> Violation:
    if error.validator == "type":
        return Violation(path, S03, *messages.wrong_type(error.instance, _wanted(error), _schema(error)))
    if {"then", "else"} & {str(step) for step in error.absolute_schema_path} or error.validator is None:
        return Violation(path, S06, *messages.contradiction(path))
    if error.validator == "enum":
        near = nearest(str(error.instance), _wanted(error))
        return Violation(path, S04, *messages.not_listed(error.instance, near, _wanted(error)))
    if error.validator in ("pattern", "format"):
        return Violation(path, S05, *messages.wrong_form(error.instance, _schema(error)))
    return Violation(path, S06, *messages.out_of_range(str(error.validator), _wanted(error), error.instance))


def nearest(word: str, words: Collection[str]) -> str | None:
    """The most similar of the words, if one is similar enough to be what was meant.

    Of many words only those that begin or end like it are compared, and no more than `MOST_WORDS` of them: a pull request
    with thousands of ids and thousands of references that lead nowhere must not keep the check busy. To ask for the same
    frozenset again costs nothing more.
    """
    if len(word) > LONGEST_WORD:
        return None
    meant, known = _fold(word), _known(frozenset(words))
    found = get_close_matches(meant, known.like(meant), n=1, cutoff=0.6)
    return known.folded[found[0]] if found else None


@dataclass(frozen=True, slots=True)
class _Known:
    """Words as they are compared, and those that begin (`ab…`) or end (`…yz`) alike, the shortest first."""

    folded: dict[str, str]
    alike: dict[tuple[bool, str], list[tuple[int, str]]]

    def like(self, word: str) -> list[str]:
        """Those that are worth comparing: those of about the same length."""
        if len(self.folded) <= MOST_WORDS:
            return list(self.folded)
        near: set[str] = set()
        for key in ((True, word[:2]), (False, word[-2:])):
            group = self.alike.get(key, [])
            middle = bisect_left(group, (len(word), word))
            near |= {other for _, other in group[max(middle - MOST_WORDS, 0) : middle + MOST_WORDS]}
        return sorted(near, key=lambda other: (abs(len(other) - len(word)), other))[:MOST_WORDS]


@lru_cache(maxsize=64)
def _known(words: frozenset[str]) -> _Known:
    folded = {_fold(word): word for word in sorted(words) if len(word) <= LONGEST_WORD}
    alike: dict[tuple[bool, str], list[tuple[int, str]]] = {}
    for word in folded:
        alike.setdefault((True, word[:2]), []).append((len(word), word))
        alike.setdefault((False, word[-2:]), []).append((len(word), word))
    for group in alike.values():
        group.sort()
    return _Known(folded, alike)


def _fold(word: str) -> str:
    folded = word.strip().casefold().replace("-", "_").replace(" ", "_")
    for umlaut, ascii in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        folded = folded.replace(umlaut, ascii)
    return folded


def _instance(error: ValidationError) -> dict[str, Any]:
    return cast("dict[str, Any]", error.instance)


def _wanted(error: ValidationError) -> Any:
    """What the violated keyword demands: a list of keys, a type, a bound."""
    return error.validator_value


def _schema(error: ValidationError) -> Schema:
    return error.schema if isinstance(error.schema, dict) else {}


def _without_annotations(schema: Any, inside: str = "") -> Any:
    """The schema without what no validator needs, which halves the time of a check. `title` stays: messages name it."""
    drop = schemas.ANNOTATIONS - {"title", "examples"} | {"edition-definition"}
    if isinstance(schema, list):
        return [_without_annotations(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    if inside == "properties":
        return {key: _without_annotations(value) for key, value in schema.items()}
    return {key: _without_annotations(value, key) for key, value in schema.items() if key not in drop}
