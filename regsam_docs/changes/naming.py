"""How the entries of the format's lists are told apart and called, one row for each list, and which entry became which; and
how values are said in German, with the words the documents use."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Container, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from regsam_docs import german
from regsam_docs.changes import words
from regsam_docs.german import number, shortened
from regsam_docs.schema import Shape
from regsam_docs.schema.schemas import child_of

SIMILAR = 0.6
"""From this share of common words on an entry with another id counts as the same, renamed."""

PAIRS = 900
"""Most pairs of unknown entries whose contents are compared; a list with more is compared by id alone."""

WORDS = 250
"""Of an entry, how many words are looked at."""

Positions = tuple[int | None, int | None]

At = TypeVar("At", int, str)

KeyOf = Callable[[Any], Hashable]


def pairs(before: Sequence[Any], after: Sequence[Any], old_key: KeyOf, key: KeyOf, ids: tuple[str, ...]) -> list[Positions]:
    """Positions that belong together, in the order of `after`; what went stands where it was, with None for its partner.

    A key None says nothing. Of several entries with one key the first belongs to the first. `ids`: keys of an entry that
    are no content.
    """
    found: dict[int, int] = {}
    _same(before, after, old_key, key, found)
    _same(before, after, content := lambda entry: _content(entry, ids), content, found)
    found |= similar(_left(before, found), _left(after, set(found.values())), ids=ids)
    return list(_ordered(len(before), len(after), found))


def similar(before: Mapping[At, Any], after: Mapping[At, Any], most: int = PAIRS, ids: tuple[str, ...] = ()) -> dict[At, At]:
    """Which entries became which by what they say, by where they stand, the most similar first; none where there are more than
    `most` pairs. `ids`: keys of an entry that are no content."""
    found: dict[At, At] = {}
    if len(before) * len(after) <= most:
        was, said = ({at: _said(entry, ids) for at, entry in side.items()} for side in (before, after))
        for minus, i, j in sorted((-_alike(was[i], said[j]), i, j) for i in was for j in said):
            if -minus >= SIMILAR and i not in found and j not in found.values():
                found[i] = j
    return found


def _said(entry: Any, ids: tuple[str, ...] = ()) -> tuple[str, list[str]]:
    """What an entry says, and its first words."""
    said = " ".join(_texts(entry, ids))
    return said, said.split(maxsplit=WORDS)[:WORDS]


def _alike(one: tuple[str, list[str]], other: tuple[str, list[str]]) -> float:
    found = words.ratio(one[1], other[1])
    return max(found, words.ratio(one[0], other[0])) if len(one[0]) + len(other[0]) < 2 * 80 else found


def _same(before: Sequence[Any], after: Sequence[Any], old_key: KeyOf, key: KeyOf, found: dict[int, int]) -> None:
    """Pair entries of equal key that have no partner yet, each with the next."""
    waiting: dict[Hashable, deque[int]] = {}
    taken = set(found.values())
    for j, entry in enumerate(after):
        if j not in taken and (called := key(entry)) is not None:
            waiting.setdefault(called, deque()).append(j)
    for i, entry in enumerate(before):
        candidates = waiting.get(old_key(entry)) if i not in found else None
        if candidates:
            found[i] = candidates.popleft()


def _left(entries: Sequence[Any], paired: Container[int]) -> dict[int, Any]:
    """Entries without a partner, by position."""
    return {position: entry for position, entry in enumerate(entries) if position not in paired}


def _ordered(old: int, new: int, found: dict[int, int]) -> Iterator[Positions]:
    partner = {j: i for i, j in found.items()}
    gone = deque(i for i in range(old) if i not in found)
    for j in range(new):
        i = partner.get(j)
        while i is not None and gone and gone[0] < i:
            yield gone.popleft(), None
        yield i, j
    yield from ((i, None) for i in gone)


def _content(entry: Any, ids: tuple[str, ...]) -> str:
    """What two entries must have in common to be equal but for their ids."""
    own = {key: value for key, value in entry.items() if key not in ids} if isinstance(entry, dict) else entry
    return json.dumps(own, sort_keys=True)


def _texts(value: Any, ids: tuple[str, ...] = ()) -> Iterator[str]:
    if isinstance(value, dict):
        for key in sorted(value):
            if key not in ids:
                yield from _texts(value[key])
    elif isinstance(value, list):
        for entry in value:
            yield from _texts(entry)
    else:
        yield str(value)


@dataclass(frozen=True, slots=True)
class ListKind:
    """`word`: what an entry is called. `key`: the value it is told apart by. `title`: the value it is called by, default
    `key`. `id`: the key is an id that people see (`M1`). `numbered`: called by its position. `alone`: understood without what
    it stands in. `movable`: may move to another list of the same name. `given`: kind of the references to its ids."""

    word: str
    key: tuple[str, ...] = ()
    title: str | None = None
    id: bool = False
    numbered: bool = False
    alone: bool = True
    movable: bool = False
    given: str | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """Keys of an entry that say nothing of its content."""
        return self.key if self.id or self.key == ("id",) else ()


LISTS: Mapping[str, ListKind] = {
    "ansprechpersonen": ListKind("Ansprechperson", ("name",)),
    "mitglieder": ListKind("Mitglied", ("id",), "organisation", given="mitglied"),
    "zu_gewinnen": ListKind("Zu gewinnen:", ("organisation",)),
    "unterschriften": ListKind("Unterschrift", ("partei", "name"), "name", alone=False),
    "nachtraege": ListKind("Nachtrag", ("nr",), id=True),
    "ueberpruefungen": ListKind("Überprüfung vom", ("datum",)),
    "wechsel": ListKind("Wechsel ab", ("seit",), alone=False),
    "handlungsfelder": ListKind("Handlungsfeld", ("id",), "titel", id=True),
    "weiterer_bedarf": ListKind("Weiterer Bedarf", ("titel",), alone=False),
    "weitergeleitet": ListKind("Weitergeleitete Ursache", ("ursache",), alone=False),
    "ziele": ListKind("Ziel", ("id",), "titel", id=True, movable=True, given="ziel"),
    "massnahmen": ListKind("Maßnahme", ("id",), "titel", id=True, movable=True, given="massnahme"),
    "aufwand": ListKind("Aufwand", ("jahr",)),
    "mittel": ListKind("Mittel", ("jahr", "quelle"), alone=False),
    "bilder": ListKind("Bild", ("datei",), "text"),
    "tagesordnung": ListKind("TOP", ("titel",), "titel", numbered=True),
    "unterpunkte": ListKind("Unterpunkt", ("titel",), "titel", numbered=True, alone=False),
    "beschluesse": ListKind("Beschluss", numbered=True, alone=False),
    "auftraege": ListKind("Auftrag", ("nr",), "titel", id=True, movable=True, given="auftrag"),
    "rueckmeldungen": ListKind("Rückmeldung zu", ("auftrag",)),
    "anwesend": ListKind("Anwesend:", ("mitglied",)),
    "gaeste": ListKind("Gast:", ("name",)),
    "anlagen": ListKind("Anlage", ("datei",), "titel", alone=False),
    "zielerreichung": ListKind("Bewertung von", ("ziel",)),
    "fehlende_ressourcen": ListKind("Fehlende Ressource", ("titel",)),
    "weitere_schritte": ListKind("Weiterer Schritt", ("titel",)),
    "offene_auftraege": ListKind("Übergebener Auftrag", ("auftrag",)),
    "eintraege": ListKind("Eintrag", ("datum", "titel"), "titel"),
    "kandidaten": ListKind("Vorschlag", ("gebiet",)),
    "verfahren": ListKind("Verfahrensschritt", ("schritt",)),
    "dissens": ListKind("Stufe", ("stufe",), alone=False),
}
"""Name of the list in the files → its entries. Entries of other lists are single values and told apart by themselves."""

PLAIN = ListKind("Eintrag", alone=False)


def key(listed: ListKind, entry: Any) -> Hashable:
    """What an entry is told apart by; None if it lacks it."""
    if not isinstance(entry, dict):
        return str(entry)
    values = tuple(entry.get(name) for name in listed.key)
    if not values or all(value is None for value in values):
        return None
    return str(values[0]) if len(values) == 1 else tuple(str(value) for value in values)


def uniform(value: Any, name: str = "") -> Any:
    """Typed data with everything written in one way where the format allows two: one text for a list of one, a member's id
    for a mapping that says no more."""
    if isinstance(value, dict):
        return {key: uniform(entry, key) for key, entry in value.items()}
    if name in ("an", "beleg") and not isinstance(value, list):
        return [value]
    if isinstance(value, list):
        entries = [uniform(entry) for entry in value]
        return [{"mitglied": e} if isinstance(e, str) else e for e in entries] if name == "anwesend" else entries
    return value


# --- values in words


WordLists = Mapping[frozenset[str], Mapping[str, str]]
"""Values a place allows → German word of each."""


HEADING = 70
"""Most characters of a text in a heading."""


@dataclass(frozen=True, slots=True)
class Speech:
    """What is needed to say a value of one state: `names` of what ids mean (`("mitglied", "sbh")` → organisation)."""

    words: WordLists = field(default_factory=dict)
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def scalar(self, shape: Shape, value: Any) -> str:
        """A single value."""
        if isinstance(value, bool):
            return "ja" if value else "nein"
        if isinstance(value, int | float):
            return number(value, most=9, grouped=False)
        text = str(value)
        day = german.parse(text) if shape.format == "date" else None
        if day is not None:
            return german.german(day)
        if shape.reference:
            return self.reference(shape.reference, text)
        return self.words.get(frozenset(shape.enum), {}).get(text, text) if shape.enum else text

    def reference(self, kind: str, id: str) -> str:
        """A reference with the name of what it means, as far as that is known."""
        day = german.parse(id[:10]) if kind == "protokoll" else None
        if day is not None:
            return f"Sitzung vom {german.german(day)}{id[10:]}"
        name = self.names.get((kind.removesuffix("-oder-text"), id))
        if name is None or name == id:
            return id
        return f"{name} ({id})" if kind.startswith("mitglied") else f"{id} „{name}“"

    def value(self, shape: Shape, value: Any) -> str:
        """Any value: a mapping as lines „Titel: Wert“, a list as one line an entry."""
        if isinstance(value, dict):
            return "\n".join(self._lines(shape, value))
        if isinstance(value, list):
            inner = shape.items or Shape()
            if any(isinstance(entry, dict) for entry in value):
                return "\n".join(f"– {self._inline(inner, entry)}" for entry in value)
            return ", ".join(self.scalar(inner, entry) for entry in value)
        return self.scalar(shape, value)

    def entry(self, shape: Shape, name: str, entry: Any, position: int) -> str:
        """What an entry of a list is called: „Maßnahme M1 „Offene Sprechstunde““."""
        listed = LISTS.get(name, PLAIN)
        if not isinstance(entry, dict):
            return self.scalar(shape, entry)
        word = "Empfehlung" if name == "auftraege" and entry.get("art") == "empfehlung" else listed.word
        said = [word, *self._called(shape, listed, entry, position)]
        return " ".join(said)

    def _called(self, shape: Shape, listed: ListKind, entry: dict[str, Any], position: int) -> Iterator[str]:
        if listed.numbered:
            yield str(position + 1)
        elif listed.id:
            yield str(entry.get(listed.key[0], position + 1))
        title = listed.title if listed.title is not None and listed.title in entry else (listed.key or ("",))[0]
        if title in entry and not (listed.id and title == listed.key[0]):
            child = child_of(shape, title) or Shape()
            said = shortened(self.scalar(child, entry[title]), HEADING)
            plain = child.reference or child.format == "date" or listed.word.endswith(":")
            yield said if plain else f"„{said}“"

    def _lines(self, shape: Shape, value: dict[str, Any]) -> Iterator[str]:
        order = {key: position for position, key in enumerate(shape.properties)}
        for key in sorted(value, key=lambda key: order.get(key, len(order))):
            child = child_of(shape, key) or Shape()
            said = self._inline(child, value[key])
            yield f"{child.title or key}: {said}"

    def _inline(self, shape: Shape, value: Any) -> str:
        if isinstance(value, dict):
            return "; ".join(self._lines(shape, value))
        if isinstance(value, list) and any(isinstance(entry, dict) for entry in value):
            return " | ".join(self._inline(shape.items or Shape(), entry) for entry in value)
        return self.value(shape, value)
