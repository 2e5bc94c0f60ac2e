"""How the entries of the format's lists are told apart and called, one row for each list; and which entry became which: by its id
or title, else by equal, else by similar content."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from regsam_docs.changes import words

SIMILAR = 0.6
"""From this share of common words on an entry with another id counts as the same, renamed."""

PAIRS = 900
"""Most pairs of unknown entries whose contents are compared; a list with more is compared by id alone."""

WORDS = 250
"""Of an entry, how many words are looked at."""

Positions = tuple[int | None, int | None]


KeyOf = Callable[[Any], Hashable]


def pairs(before: Sequence[Any], after: Sequence[Any], old_key: KeyOf, key: KeyOf, ids: tuple[str, ...]) -> list[Positions]:
    """Positions that belong together, in the order of `after`; what went stands where it was, with None for its partner.

    A key None says nothing. Of several entries with one key the first belongs to the first. `ids`: keys of an entry that
    are no content.
    """
    found: dict[int, int] = {}
    _same(before, after, old_key, key, found)
    _same(before, after, lambda entry: _frozen(entry, ids), lambda entry: _frozen(entry, ids), found)
    _similar(before, after, ids, found)
    return list(_ordered(len(before), len(after), found))


def similarity(one: Any, other: Any) -> float:
    """How much two entries have in common, from 0 to 1: the words of all their texts; short ones by letters too."""
    return _alike(_said(one), _said(other))


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


def _similar(before: Sequence[Any], after: Sequence[Any], ids: tuple[str, ...], found: dict[int, int]) -> None:
    old = [i for i in range(len(before)) if i not in found]
    partners = set(found.values())
    new = [j for j in range(len(after)) if j not in partners]
    if not old or not new or len(old) * len(new) > PAIRS:
        return
    was, said = {i: _said(before[i], ids) for i in old}, {j: _said(after[j], ids) for j in new}
    ranked = sorted((-_alike(was[i], said[j]), i, j) for i in old for j in new)
    taken: set[int] = set()
    for minus, i, j in ranked:
        if -minus >= SIMILAR and i not in found and j not in taken:
            found[i] = j
            taken.add(j)


def _ordered(old: int, new: int, found: dict[int, int]) -> Iterator[Positions]:
    partner = {j: i for i, j in found.items()}
    gone = deque(i for i in range(old) if i not in found)
    for j in range(new):
        i = partner.get(j)
        while i is not None and gone and gone[0] < i:
            yield gone.popleft(), None
        yield i, j
    yield from ((i, None) for i in gone)


def _frozen(value: Any, ids: tuple[str, ...] = ()) -> Hashable:
    if isinstance(value, dict):
        return tuple((key, _frozen(value[key])) for key in sorted(value) if key not in ids)
    if isinstance(value, list):
        return tuple(_frozen(entry) for entry in value)
    return (type(value).__name__, value)


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
    it stands in. `movable`: may move to another list of the same name."""

    word: str
    key: tuple[str, ...] = ()
    title: str | None = None
    id: bool = False
    numbered: bool = False
    alone: bool = True
    movable: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """Keys of an entry that say nothing of its content."""
        return self.key if self.id or self.key == ("id",) else ()


LISTS: Mapping[str, ListKind] = {
    "ansprechpersonen": ListKind("Ansprechperson", ("name",)),
    "mitglieder": ListKind("Mitglied", ("id",), "organisation"),
    "zu_gewinnen": ListKind("Zu gewinnen:", ("organisation",)),
    "unterschriften": ListKind("Unterschrift", ("partei", "name"), "name", alone=False),
    "nachtraege": ListKind("Nachtrag", ("nr",), id=True),
    "ueberpruefungen": ListKind("Überprüfung vom", ("datum",)),
    "wechsel": ListKind("Wechsel ab", ("seit",), alone=False),
    "handlungsfelder": ListKind("Handlungsfeld", ("id",), "titel", id=True),
    "weiterer_bedarf": ListKind("Weiterer Bedarf", ("titel",), alone=False),
    "weitergeleitet": ListKind("Weitergeleitete Ursache", ("ursache",), alone=False),
    "ziele": ListKind("Ziel", ("id",), "titel", id=True, movable=True),
    "massnahmen": ListKind("Maßnahme", ("id",), "titel", id=True, movable=True),
    "aufwand": ListKind("Aufwand", ("jahr",)),
    "mittel": ListKind("Mittel", ("jahr", "quelle"), alone=False),
    "bilder": ListKind("Bild", ("datei",), "text"),
    "tagesordnung": ListKind("TOP", ("titel",), "titel", numbered=True),
    "unterpunkte": ListKind("Unterpunkt", ("titel",), "titel", numbered=True, alone=False),
    "beschluesse": ListKind("Beschluss", numbered=True, alone=False),
    "auftraege": ListKind("Auftrag", ("nr",), "titel", id=True, movable=True),
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
