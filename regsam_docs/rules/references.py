"""R01, R02, R03, R05, R07: references that lead nowhere, found by the annotation `verweis` of the schemas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from urllib.parse import unquote

from regsam_docs.finding import ERROR, Path, Problem, Rule
from regsam_docs.limits import FINDINGS
from regsam_docs.model.area import ID, Area
from regsam_docs.model.catalogue import goals, measures
from regsam_docs.repository import paths
from regsam_docs.rules.certain import twice
from regsam_docs.schema import Leaf
from regsam_docs.schema.judge import nearest
from regsam_docs.texts import R05

R01 = Rule(
    "R01",
    ERROR,
    "Mitglied unbekannt",
    "Ein Mitglied mit dieser Kennung steht nicht in `gremium.yaml`.",
    (
        "Nehmen Sie die `id` des Mitglieds. Wer ausgeschieden ist, bleibt mit `bis` in `gremium.yaml` stehen. Ist jemand "
        "gemeint, der kein Mitglied ist, schreiben Sie einen Text, der nicht wie eine Kennung aussieht („Ehrenamtliche "
        "Schriftführung“)."
    ),
)
R02 = Rule(
    "R02",
    ERROR,
    "Ziel oder Maßnahme unbekannt",
    "Ein Ziel oder eine Maßnahme mit dieser Kennung steht nicht in `ziele.yaml`.",
    "Berichtigen Sie die Kennung, oder ergänzen Sie das Ziel im Katalog.",
)
R03 = Rule(
    "R03",
    ERROR,
    "Protokoll unbekannt",
    "Ein Protokoll mit diesem Namen gibt es nicht.",
    "Nennen Sie den Namen der Datei unter `protokolle/` ohne `.yaml`.",
)
R07 = Rule(
    "R07",
    ERROR,
    "Auswahl oder Gebiet unbekannt",
    "Die Auswahl gibt es nicht unter `areas/_auswahl/`, oder das Gebiet nicht unter `areas/`.",
    "Nennen Sie den Namen des Ordners.",
)


@dataclass(frozen=True, slots=True)
class Known:
    """Everything a reference may lead to. None: not known, because the file that would say so cannot be read, or gives an
    id twice: the one that is missing then is the one that was meant (R06)."""

    area: Area
    selections: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    """Files below `areas/`, relative to it: what belongs to the city alone names its attachments so."""
    members: frozenset[str] | None = field(init=False)
    goals: frozenset[str] | None = field(init=False)
    measures: frozenset[str] | None = field(init=False)

    def __post_init__(self) -> None:
        read = self.area.unread.isdisjoint
        put = object.__setattr__
        seats = [member.id for member in self.area.committee.mitglieder] if self.area.committee else []
        put(self, "members", _each_once(seats) if read({"gremium.yaml"}) else None)
        put(self, "goals", _each_once(goal.id for _, goal in goals(self.area.catalogue)) if read({"ziele.yaml"}) else None)
        taken = (measure.id for _, _, measure in measures(self.area.catalogue))
        put(self, "measures", _each_once(taken) if read({"ziele.yaml"}) else None)


def _each_once(ids: Iterable[str]) -> frozenset[str] | None:
    known = list(ids)
    return None if twice(known) else frozenset(known)


ALIKE = 0.8
"""Ids less alike than this (of 1) are those of different members, not slips of the pen."""

Lost = tuple[Rule, str, str | None]
"""The rule, message, hint."""

HOMES: dict[str, Callable[[str], str]] = {
    "mitglied": lambda _: "gremium.yaml",
    "mitglied-oder-text": lambda _: "gremium.yaml",
    "ziel": lambda _: "ziele.yaml",
    "massnahme": lambda _: "ziele.yaml",
    "protokoll": paths.minutes_file,
    "auftrag": lambda value: paths.minutes_file(paths.meeting_that_gave(value)),
    "beleg": str,
}
"""Annotation `verweis` → the file of the area that a reference leads into."""

OFTEN = 3
"""So often a slip of the pen is not made: an unknown member that is named in so many places was one, and its entry is gone."""


def references(known: Known, files: Mapping[str, Iterable[Leaf]]) -> Iterator[tuple[Rule, Problem]]:
    """Rules and problems of all references that lead nowhere. `files`: their values (`schema.walk`) by file. A member whose entry
    is gone is told once, where it is named first."""
    lost = [(rule, problem, value) for file, leaves in files.items() for rule, problem, value in _lost(known, file, leaves)]
    places = Counter(value for rule, _, value in lost if rule is R01 and known.area.committee is not None)
    reported: set[str] = set()
    for rule, problem, value in lost:
        if rule is not R01 or places[value] < OFTEN:
            yield rule, problem
        elif value not in reported:
            reported.add(value)
            yield rule, replace(problem, message=_gone(value, places[value]), hint=None)


def _gone(member: str, places: int) -> str:
    return (
        f"Das Mitglied „{member}“ steht nicht in „gremium.yaml“, wird aber an {places} Stellen genannt, zuerst hier. Ist es "
        "ausgeschieden, bleibt sein Eintrag in „gremium.yaml“ stehen: Holen Sie ihn aus der Versionsgeschichte zurück, und "
        "tragen Sie darin den letzten Tag ein („bis: JJJJ-MM-TT“). Heißt es jetzt anders, geben Sie ihm dort die alte Kennung "
        "wieder."
    )


def _lost(known: Known, file: str, leaves: Iterable[Leaf]) -> Iterator[tuple[Rule, Problem, str]]:
    """The references of one file that lead nowhere, and what they name. A draft they lead into is told once a file, and not where
    they stand in a draft themselves: `check` says of both that they are to be filled in."""
    committee_missed = False
    reported = set(known.area.drafts) if file in known.area.drafts else set[str]()
    lost: Counter[str] = Counter()
    for leaf in leaves:
        reference = leaf.shape.reference
        # By now one of its two possible findings has been told often enough.
        if reference is None or not isinstance(leaf.value, str) or lost[reference] > 2 * FINDINGS:
            continue
        found = followed(known, reference, leaf.value)
        if found is None:
            continue
        draft = _draft(known, reference, leaf.value)
        if draft in reported:
            continue
        reported |= {draft} if draft is not None else set()
        lost[reference] += 1
        if found[0] is R01 and known.area.committee is None:
            if committee_missed:
                continue
            committee_missed = True
        yield found[0], Problem(file, leaf.path, found[1], found[2]), leaf.value


def followed(known: Known, reference: str, value: str) -> Lost | None:
    """What is to be said of a reference, by its annotation `verweis`; None if it leads somewhere, or where to is not known."""
    found, draft = CHECKS[reference](known, value), _draft(known, reference, value)
    if found is None or draft is None:
        return found
    message = f"„{draft}“ ist noch ein Entwurf, auf den nichts verweisen kann. Füllen Sie die Datei zuerst aus."
    return found[0], message, None


def _draft(known: Known, reference: str, value: str) -> str | None:
    """The file that a reference leads into, if it is a draft."""
    home = HOMES[reference](value) if reference in HOMES else None
    return home if home in known.area.drafts else None


def _member(known: Known, value: str) -> Lost | None:
    if known.members is None or value in known.members:
        return None
    if known.area.committee is None:
        message = f"„{value}“ soll ein Mitglied sein, aber „gremium.yaml“ fehlt. Legen Sie die Datei mit den Mitgliedern an."
        return R01, message, None
    message, near = _unknown(f"Das Mitglied „{value}“ steht nicht in „gremium.yaml“", value, known.members)
    if near is None or SequenceMatcher(None, value, near, autojunk=False).ratio() >= ALIKE:
        return R01, message, near
    return R01, _unknown(f"Das Mitglied „{value}“ steht nicht in „gremium.yaml“", value, frozenset())[0], None


def _member_or_text(known: Known, value: str) -> Lost | None:
    return _member(known, value) if ID.match(value) else None


def _goal(known: Known, value: str) -> Lost | None:
    return _lost_among(known.goals, value, R02, f"Das Ziel „{value}“ steht nicht in „ziele.yaml“")


def _measure(known: Known, value: str) -> Lost | None:
    return _lost_among(known.measures, value, R02, f"Die Maßnahme „{value}“ steht nicht in „ziele.yaml“")


def _minutes(known: Known, value: str) -> Lost | None:
    return _lost_among(known.area.meeting_ids, value, R03, f"Ein Protokoll „{paths.minutes_file(value)}“ gibt es nicht")


def _task(known: Known, value: str) -> Lost | None:
    return _minutes(known, paths.meeting_that_gave(value))  # its number is rule R04's


def _selection(known: Known, value: str) -> Lost | None:
    return _lost_among(known.selections, value, R07, f"Die Auswahl „{value}“ gibt es nicht unter „areas/_auswahl/“")


def _area(known: Known, value: str) -> Lost | None:
    return _lost_among(known.areas, value, R07, f"Ein Gebiet „{value}“ gibt es nicht unter „areas/“")


def _attachment(known: Known, value: str) -> Lost | None:
    return attachment(value, known.area.files)


def _attachment_of_city(known: Known, value: str) -> Lost | None:
    found = attachment(value, frozenset(name for name in known.beside if name.startswith("anlagen/")))
    return found and (found[0], found[1].replace("„anlagen/“.", "„areas/anlagen/“, neben den Gebieten."), found[2])


def _evidence(known: Known, value: str) -> Lost | None:
    if value.startswith("auswahl/"):
        return _selection(known, value.removeprefix("auswahl/"))
    return _lost_among(known.area.files, value, R05, f"Die Datei „{value}“ gibt es in diesem Gebiet nicht")


def attachment(value: str, files: frozenset[str]) -> Lost | None:
    """R05 for a file that must lie below `anlagen/`, or None if it does."""
    meant = _meant(value, files)
    if meant is not None and meant != value:
        slashes = ", mit / zwischen Ordner und Datei (nicht \\)" if "\\" in value else ""
        return R05, f"Die Datei heißt hier „{meant}“. Schreiben Sie sie genau so{slashes}.", meant
    parts = value.split("/")
    if parts[0] != "anlagen" or len(parts) < 2 or not all(part not in ("", ".", "..") for part in parts):
        message = f"„{value}“ liegt nicht unter „anlagen/“. Legen Sie die Datei dorthin und schreiben Sie „anlagen/…“."
        return R05, message, None
    return _lost_among(files, value, R05, f"Die Datei „{value}“ gibt es nicht")


def _meant(value: str, files: frozenset[str]) -> str | None:
    """The file that a path leads to, or the only attachment of its name, whatever folder and capitals were written."""
    path = _as_path(value)
    if path in files:
        return path
    name = path.rpartition("/")[2].casefold()
    named = [file for file in files if file.startswith("anlagen/") and file.rpartition("/")[2].casefold() == name]
    return named[0] if len(named) == 1 else None


def _as_path(value: str) -> str:
    """A path as it is written here: with slashes, from the area's folder, without what addresses need."""
    return unquote(value).replace("\\", "/").removeprefix("./").lstrip("/")


def _lost_among(known: frozenset[str] | None, value: str, rule: Rule, what: str) -> Lost | None:
    return None if known is None or value in known else (rule, *_unknown(what, value, known))


def _unknown(what: str, value: str, known: frozenset[str]) -> tuple[str, str | None]:
    near = nearest(value, known)
    if near is not None:
        return f"{what}. Meinten Sie „{near}“? Bitte ändern Sie die Angabe oder legen Sie das Fehlende an.", near
    return f"{what}. Bitte ändern Sie die Angabe oder legen Sie das Fehlende an.", None


CHECKS: dict[str, Callable[[Known, str], Lost | None]] = {
    "mitglied": _member,
    "mitglied-oder-text": _member_or_text,
    "ziel": _goal,
    "massnahme": _measure,
    "protokoll": _minutes,
    "auftrag": _task,
    "auswahl": _selection,
    "gebiet": _area,
    "anlage": _attachment,
    "stadtanlage": _attachment_of_city,
    "bild": _attachment,
    "beleg": _evidence,
}
"""Annotation `verweis` → how such a reference is followed."""

__all__ = ["Known", "Leaf", "Path", "attachment", "followed", "references"]
