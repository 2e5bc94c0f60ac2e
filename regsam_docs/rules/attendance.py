"""M03: who was at a meeting, and who was not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from regsam_docs.finding import ERROR, Path, Problem, rule
from regsam_docs.model.area import Area
from regsam_docs.model.minutes import Minutes, Presence, day, file, presence
from regsam_docs.model.profile import Member, belongs
from regsam_docs.rules.certain import folded, short, sure_members, unknown_member


@rule(
    "M03",
    ERROR,
    "Anwesenheit widersprüchlich",
    "Ein Mitglied steht zweimal unter den An- und Abwesenden, oder es war an diesem Tag noch nicht oder nicht mehr Mitglied.",
    (
        "Streichen Sie einen Eintrag. Kamen mehrere von einem Mitglied, nennen Sie sie unter `personen` in einem Eintrag, oder "
        "je Eintrag eigene `personen` oder `vertreten_durch`; kamen sie nacheinander, genügen `von` und `bis`. Wer (noch) kein "
        "Mitglied ist, gehört unter `gaeste`; oder berichtigen Sie `seit` und `bis` in `gremium.yaml`."
    ),
)
def m03(area: Area) -> Iterator[Problem]:
    """A member named twice in attendance and absence, or not a member on that day."""
    members = sure_members(area)
    for minutes in area.minutes:
        seen: dict[str, _Seen] = {}
        for path, entry in _attendance(minutes):
            id = entry.mitglied
            if area.committee is not None and unknown_member(area, id):
                continue
            if id in seen and seen[id].again(minutes, entry, path):
                yield Problem(file(minutes), path, _again(id, path))
            elif id not in seen and id in members and not belongs(members[id], day(minutes)):
                yield Problem(file(minutes), path, _no_member(members[id], day(minutes)))
            seen.setdefault(id, _Seen()).note(minutes, entry)


def _again(id: str, path: Path) -> str:
    several = (
        " Kamen mehrere, geben Sie jedem Eintrag eigene „personen“ oder „vertreten_durch“, oder Zeiten, die sich nicht "
        "überschneiden."
        if path[0] == "anwesend"
        else ""
    )
    return f"„{id}“ steht in dieser Sitzung zweimal unter den An- und Abwesenden. Streichen Sie einen Eintrag.{several}"


WHOLE_DAY = 24 * 60


@dataclass(slots=True)
class _Seen:
    """Of one member, the times in which it was there so far, as bits, one a minute: without a name, and by whose."""

    unnamed: int = 0
    named: int = 0
    persons: dict[str, int] = field(default_factory=dict)

    def note(self, minutes: Minutes, entry: Presence) -> None:
        """Take an entry down."""
        times, names = _minutes(minutes, entry), _persons(entry)
        if not names:
            self.unnamed |= times
        for name in names:
            self.named |= times
            self.persons[name] = self.persons.get(name, 0) | times

    def again(self, minutes: Minutes, entry: Presence, path: Path) -> bool:
        """Whether an entry says of a time what was said before: that somebody was there who is not told from those in it."""
        times, names = _minutes(minutes, entry), _persons(entry)
        taken = self.unnamed | (0 if names else self.named)
        for name in names:
            taken |= self.persons.get(name, 0)
        return path[0] != "anwesend" or bool(times & taken)


def _persons(entry: Presence) -> frozenset[str]:
    return frozenset(folded(name) for name in (*entry.personen, entry.vertreten_durch) if name)


def _minutes(minutes: Minutes, entry: Presence) -> int:
    """The minutes of the day in which an entry was there; what it does not say reaches to the end."""
    start = _since(minutes, entry.von) if entry.von else 0
    end = _since(minutes, entry.bis) if entry.bis else WHOLE_DAY
    if end < start:
        return _bits(start, WHOLE_DAY) | _bits(0, end)
    return _bits(start, max(end, start + 1))


def _since(minutes: Minutes, clock: str) -> int:
    """Minutes after the meeting began: it may go on until after midnight."""
    return (_of_day(clock) - (_of_day(minutes.beginn) if minutes.beginn else 0)) % WHOLE_DAY


def _of_day(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _bits(start: int, end: int) -> int:
    return (1 << end) - (1 << start)


def _attendance(minutes: Minutes) -> Iterator[tuple[Path, Presence]]:
    for index, entry in enumerate(minutes.anwesend):
        path: Path = ("anwesend", index) if isinstance(entry, str) else ("anwesend", index, "mitglied")
        yield path, presence(entry)
    for key, absent in (("entschuldigt", minutes.entschuldigt), ("nicht_anwesend", minutes.nicht_anwesend)):
        for index, id in enumerate(absent):
            yield (key, index), Presence(mitglied=id)


def _no_member(member: Member, on: date) -> str:
    if member.seit is not None and on < member.seit:
        when = f"ist erst seit {short(member.seit)} Mitglied, die Sitzung war vorher"
    else:
        assert member.bis is not None
        when = f"war nur bis {short(member.bis)} Mitglied, die Sitzung war danach"
    return f"„{member.id}“ {when}. Berichtigen Sie „gremium.yaml“, oder führen Sie die Person unter „gaeste“."
