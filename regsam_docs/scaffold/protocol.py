"""Lines of minutes written elsewhere → what a file of minutes begins with. Headings become items of the agenda, and their text
stays whole; what looks like a decision or a task is proposed besides, switched off, for whoever knows what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from regsam_docs import german
from regsam_docs.model.area import Area
from regsam_docs.model.profile import members_on
from regsam_docs.scaffold.drafting import EMPTY, Noted, Proposed
from regsam_docs.scaffold.written import WrittenLine, flat

PROPOSED = "Vorschlag aus dem Text: prüfen, ergänzen und das # davor löschen"
_DAY = re.compile(r"\b([0-9]{1,2})\.\s?(?:([0-9]{1,2})\.|([A-Za-zä]{3,9})\.?)\s?([0-9]{4})\b")
_TIMES = re.compile(r"\b([0-2]?[0-9])[.:]([0-5][0-9])(?:\s?Uhr)?\s?(?:bis|–|-|—)\s?([0-2]?[0-9])[.:]([0-5][0-9])\b")
_PLACE = re.compile(r"(?:Ort|Wo)\s?:\s*(\S[^\n]{0,200})", re.IGNORECASE)
_DECISION = re.compile(r"(?:Beschluss|Beschlossen|Beschluß)(?:\s?[0-9]{1,2})?\s?[:–-]\s*(\S.*)", re.IGNORECASE | re.DOTALL)
_VOTES = re.compile(
    r"\b([0-9]{1,3})\s?Ja\b.{0,40}?\b([0-9]{1,3})\s?Nein\b.{0,40}?\b([0-9]{1,3})\s?Enthaltung", re.IGNORECASE | re.DOTALL
)
_RESULTS = (
    ("zur kenntnis", "kenntnisnahme"),
    ("vertagt", "vertagt"),
    ("zurückgezogen", "zurueckgezogen"),
    ("abgelehnt", "abgelehnt"),
)
"""Words → the result they speak of; without any a decision was carried."""
TITLE = 120
"""Characters of a task's title; what is longer stands in its text."""


@dataclass(slots=True)
class _Part:
    """A heading with what stands below it."""

    title: str
    level: int
    lines: list[WrittenLine] = field(default_factory=list)
    parts: list[_Part] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Protocol:
    """What a written text says of a meeting. `given`: for the draft (see `draft`); `before`: what stood before the first item."""

    given: Mapping[str, Any]
    before: str


def day_of(lines: Sequence[WrittenLine]) -> date | None:
    """The first day that a text names."""
    return next((day for line in lines for day in _days(line.text)), None)


def protocol(lines: Sequence[WrittenLine], area: Area, on: date) -> Protocol:
    """What a text says of the meeting held on a day."""
    before, parts = _parted(lines)
    head = "\n".join(line.text for line in before)
    numbers = count(1)
    writer = _Items(area, on, numbers)
    times, place = _TIMES.search(head), _PLACE.search(head)
    given: dict[str, Any] = {"tagesordnung": [writer.item(part) for part in parts] or [{"titel": EMPTY}]}
    if times and int(times[1]) < 24 and int(times[3]) < 24:
        given |= {"beginn": f"{times[1]:0>2}:{times[2]}", "ende": f"{times[3]:0>2}:{times[4]}"}
    if place:
        given["ort"] = _TIMES.split(place[1])[0].strip(" .;,")
    return Protocol(given, flat(before))


def _parted(lines: Sequence[WrittenLine]) -> tuple[list[WrittenLine], list[_Part]]:
    """What stands before the first item, and the items with their parts. A lone heading above all others is the text's title."""
    levels = [line.level for line in lines if line.kind == "heading"]
    top = _top(levels)
    if top is None:
        return [], [_Part("", 1, list(lines))] if lines else []
    before: list[WrittenLine] = []
    parts: list[_Part] = []
    for line in lines:
        if line.kind == "heading" and line.level == top:
            parts.append(_Part(line.text, top))
        elif not parts:
            before.append(line)
        elif line.kind == "heading" and line.level == top + 1:
            parts[-1].parts.append(_Part(line.text, line.level))
        else:
            within = parts[-1].parts[-1] if parts[-1].parts else parts[-1]
            within.lines.append(WrittenLine("text", line.text) if line.kind == "heading" else line)
    return before, parts


def _top(levels: list[int]) -> int | None:
    """The level whose headings are the items: those with a number („TOP 3“) where there are any, else the highest that is no
    title."""
    there = sorted(set(levels))
    if 9 in there:
        return 9
    titled = len(there) > 1 and levels.count(there[0]) == 1 and levels[0] == there[0]
    return there[1] if titled else there[0] if there else None


@dataclass(frozen=True, slots=True)
class _Items:
    area: Area
    on: date
    numbers: Iterator[int]

    def item(self, part: _Part) -> dict[str, Any]:
        """An item of the agenda as the draft takes it."""
        text = flat(part.lines)
        decisions = list(self.decisions(part.lines))
        tasks = list(self.tasks(part.lines))
        return {
            "titel": " ".join(part.title.split()) or EMPTY,
            **({"text": text} if text else {}),
            **({"beschluesse": Proposed([Noted(one, PROPOSED) for one in decisions])} if decisions else {}),
            **({"auftraege": Proposed([Noted(one, PROPOSED) for one in tasks])} if tasks else {}),
            **({"unterpunkte": [self.item(inner) for inner in part.parts]} if part.parts else {}),
        }

    def decisions(self, lines: Iterable[WrittenLine]) -> Iterator[dict[str, Any]]:
        """What is called a decision („Beschluss: …“)."""
        for line in lines:
            found = _DECISION.match(line.text)
            if found:
                said = line.text.casefold()
                result = next((result for word, result in _RESULTS if word in said), "angenommen")
                vote = _vote(line.text)
                yield {"text": found[1].strip(), "ergebnis": result, **({"abstimmung": vote} if vote else {})}

    def tasks(self, lines: Iterable[WrittenLine]) -> Iterator[dict[str, Any]]:
        """Every item of a list that is no decision, as a task; what stands below one belongs to it."""
        items = [line for line in lines if line.kind == "item"]
        outer = min((line.level for line in items), default=1)
        for line in items:
            if line.level == outer and not _DECISION.match(line.text):
                whole = " ".join(line.text.split())
                title = german.shortened(whole, TITLE)
                due = next(iter(_days(whole)), None)
                who = self.named(whole)
                yield {
                    "nr": next(self.numbers),
                    "art": "auftrag",
                    "titel": title,
                    **({"text": whole} if title != whole else {}),
                    "an": who if len(who) > 1 else who[0] if who else EMPTY,
                    "adressatengruppe": EMPTY,
                    **({"frist": due} if due and due >= self.on else {}),
                }

    def named(self, text: str) -> list[str]:
        """Members whose organisation, or whose person, a text names."""
        said = text.casefold()
        return [
            member.id
            for member in members_on(self.area.committee, self.on)
            if member.organisation.casefold() in said
            or (member.person is not None and member.person.name is not None and member.person.name.casefold() in said)
        ]


def _vote(text: str) -> Any:
    counted = _VOTES.search(text)
    if counted:
        return {"ja": int(counted[1]), "nein": int(counted[2]), "enthaltung": int(counted[3])}
    said = text.casefold()
    return next((word for word in ("einstimmig", "mehrheitlich", "konsens") if word in said), None)


def _days(text: str) -> Iterator[date]:
    for found in _DAY.finditer(text):
        month = int(found[2]) if found[2] else german.month(found[3])
        day = german.parse(f"{found[4]}-{month:02}-{int(found[1]):02}") if month else None
        if day is not None:
            yield day
