"""How the entries of the format's lists are told apart and called: one row for each list."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Listed:
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


LISTS: Mapping[str, Listed] = {
    "ansprechpersonen": Listed("Ansprechperson", ("name",)),
    "mitglieder": Listed("Mitglied", ("id",), "organisation"),
    "zu_gewinnen": Listed("Zu gewinnen:", ("organisation",)),
    "unterschriften": Listed("Unterschrift", ("partei", "name"), "name", alone=False),
    "nachtraege": Listed("Nachtrag", ("nr",), id=True),
    "ueberpruefungen": Listed("Überprüfung vom", ("datum",)),
    "wechsel": Listed("Wechsel ab", ("seit",), alone=False),
    "handlungsfelder": Listed("Handlungsfeld", ("id",), "titel", id=True),
    "weiterer_bedarf": Listed("Weiterer Bedarf", ("titel",), alone=False),
    "weitergeleitet": Listed("Weitergeleitete Ursache", ("ursache",), alone=False),
    "ziele": Listed("Ziel", ("id",), "titel", id=True, movable=True),
    "massnahmen": Listed("Maßnahme", ("id",), "titel", id=True, movable=True),
    "tagesordnung": Listed("TOP", ("titel",), "titel", numbered=True),
    "beschluesse": Listed("Beschluss", numbered=True, alone=False),
    "auftraege": Listed("Auftrag", ("nr",), "titel", id=True, movable=True),
    "rueckmeldungen": Listed("Rückmeldung zu", ("auftrag",)),
    "anwesend": Listed("Anwesend:", ("mitglied",)),
    "gaeste": Listed("Gast:", ("name",)),
    "anlagen": Listed("Anlage", ("datei",), "titel", alone=False),
    "zielerreichung": Listed("Bewertung von", ("ziel",)),
    "fehlende_ressourcen": Listed("Fehlende Ressource", ("titel",)),
    "weitere_schritte": Listed("Weiterer Schritt", ("titel",)),
    "offene_auftraege": Listed("Übergebener Auftrag", ("auftrag",)),
    "eintraege": Listed("Eintrag", ("datum", "titel"), "titel"),
    "kandidaten": Listed("Vorschlag", ("gebiet",)),
    "verfahren": Listed("Verfahrensschritt", ("schritt",)),
    "dissens": Listed("Stufe", ("stufe",), alone=False),
}
"""Name of the list in the files → its entries. Entries of other lists are single values and told apart by themselves."""

PLAIN = Listed("Eintrag", alone=False)


def key(listed: Listed, entry: Any) -> Hashable:
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
