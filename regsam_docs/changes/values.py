"""How values are said in German, with the words the documents use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from regsam_docs import german
from regsam_docs.changes.match import LISTS, PLAIN, ListKind
from regsam_docs.german import number, shortened
from regsam_docs.schema import Shape
from regsam_docs.schema.schemas import child_of

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
