"""R04 and R06: tasks that were never given, and ids given twice; T02 beyond the texts:
a map needs words for those who cannot see it; S06 beyond the schemas: what a list may say only once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from regsam_docs.finding import ERROR, WARNING, Judge, Path, Problem, Rule, rule
from regsam_docs.model.area import Area, tasks_of
from regsam_docs.model.catalogue import placed
from regsam_docs.model.minutes import Minutes, file
from regsam_docs.model.profile import Committee, Member
from regsam_docs.model.record import Record
from regsam_docs.repository import paths
from regsam_docs.rules import selection
from regsam_docs.rules.certain import folded, twice
from regsam_docs.schema.judge import S06
from regsam_docs.texts import T02


@rule(
    "R04",
    ERROR,
    "Auftrag unbekannt",
    (
        "Das Protokoll gibt es, aber keinen Auftrag mit dieser Nummer; oder die Rückmeldung steht in einer Sitzung vor der, "
        "die den Auftrag erteilt hat."
    ),
    "Die Kennung eines Auftrags besteht aus dem Tag der Sitzung, Schrägstrich und seiner `nr`. `regsam-docs tasks` listet alle.",
)
def r04(area: Area) -> Iterator[Problem]:
    """A task that its minutes do not give, or that is reported on before the meeting that gave it. Where minutes give a
    number twice, the missing one may be meant: that is R06's."""
    given = {minutes.id: {task.id for task in tasks_of(minutes)} for minutes in area.minutes}
    known = area.minutes_by_id
    doubtful = {id for id, minutes in known.items() if twice(task.id for task in tasks_of(minutes))}
    for minutes in area.minutes:
        for index, report in enumerate(minutes.rueckmeldungen):
            path: Path = ("rueckmeldungen", index, "auftrag")
            meeting = paths.meeting_that_gave(report.auftrag)
            if meeting not in known:
                continue
            if report.auftrag not in given[meeting]:
                if meeting not in doubtful:
                    yield Problem(file(minutes), path, _never_given(report.auftrag))
            elif meeting > minutes.id:
                message = (
                    f"Der Auftrag „{report.auftrag}“ wird erst in einer späteren Sitzung erteilt. Prüfen Sie die Kennung; "
                    "eine Rückmeldung gehört in eine spätere Sitzung oder in dieselbe."
                )
                yield Problem(file(minutes), path, message)
    for index, handed in enumerate(area.closing.offene_auftraege if area.closing else ()):
        meeting = paths.meeting_that_gave(handed.auftrag)
        if meeting in known and meeting not in doubtful and handed.auftrag not in given[meeting]:
            yield Problem("abschluss.yaml", ("offene_auftraege", index, "auftrag"), _never_given(handed.auftrag))


def _never_given(task: str) -> str:
    meeting, _, number = task.rpartition("/")
    return (
        f"Das Protokoll vom {meeting} erteilt keinen Auftrag mit der Nummer {number}. Prüfen Sie die Kennung "
        "(Tag der Sitzung/Nummer)."
    )


@rule(
    "R06",
    ERROR,
    "Kennung doppelt",
    "Eine Kennung oder Nummer ist zweimal vergeben: Mitglied, Handlungsfeld, Ziel, Maßnahme, Auftrag, Nachtrag.",
    "Geben Sie dem neuen Eintrag eine freie Nummer; die alte bleibt, weil andere Dateien auf sie verweisen.",
)
def r06(area: Area) -> Iterator[Problem]:
    """An id given twice, at its second place."""
    seats = area.committee.mitglieder if area.committee else ()
    yield from _again("gremium.yaml", "Mitglieds", ((("mitglieder", index, "id"), seat.id) for index, seat in enumerate(seats)))
    whose = "Handlungsfelds, Ziels oder einer Maßnahme"
    yield from _again("ziele.yaml", whose, (((*path, "id"), entry.id) for path, entry in placed(area.catalogue)))
    for minutes in area.minutes:
        yield from _again(file(minutes), "Auftrags", (((*task.path, "nr"), task.task.nr) for task in tasks_of(minutes)))
    later = enumerate(area.agreement.nachtraege if area.agreement else ())
    yield from _again("vereinbarung.yaml", "Nachtrags", ((("nachtraege", index, "nr"), one.nr) for index, one in later))


def _again(name: str, whose: str, given: Iterable[tuple[Path, int | str]]) -> Iterator[Problem]:
    """What is given a second time. `given`: where it stands, and an id or a number."""
    seen = set[int | str]()
    for path, id in given:
        if id in seen:
            what = "Die Nummer" if isinstance(id, int) else "Die Kennung"
            message = (
                f"{what} „{id}“ eines {whose} ist hier schon vergeben. Wählen Sie eine, die noch frei ist; steht der ganze "
                "Eintrag zweimal da, löschen Sie einen davon."
            )
            yield Problem(name, path, message)
        seen.add(id)


def _maps(area: Area) -> Iterator[Problem]:
    """A map without alternative text."""
    extent = area.agreement.umgriff if area.agreement else None
    if extent is not None and extent.karte and not extent.karte_text:
        message = (
            "Der Karte fehlt ein Alternativtext. Beschreiben Sie in „karte_text“ in ein bis zwei Sätzen, was sie zeigt, "
            "für alle, die sie nicht sehen."
        )
        yield Problem("vereinbarung.yaml", ("umgriff", "karte"), message)


t02 = Judge(T02, _maps)


def _once(area: Area) -> Iterator[Problem]:
    """A year that `aufwand` tells twice, a second picture for the title."""
    seen: set[int] = set()
    for index, effort in enumerate(area.profile.aufwand if area.profile else ()):
        if effort.jahr in seen:
            message = f"Das Jahr {effort.jahr} steht unter „aufwand“ schon. Fassen Sie seine Stunden zu einem Eintrag zusammen."
            yield Problem("gebiet.yaml", ("aufwand", index, "jahr"), message)
        seen.add(effort.jahr)
    titles = [index for index, picture in enumerate(area.closing.bilder if area.closing else ()) if picture.titelbild]
    for index in titles[1:]:
        message = "Ein Titelbild gibt es schon. Lassen Sie „titelbild“ nur bei dem Bild stehen, das auf den Titel gehört."
        yield Problem("abschluss.yaml", ("bilder", index, "titelbild"), message)


s06 = Judge(S06, _once)


# --- R08: entries that stand twice, as git makes them where two branches added or moved the same.


R08 = Rule(
    "R08",
    WARNING,
    "Eintrag doppelt",
    (
        "Ein Eintrag steht zweimal da, wie es beim Zusammenführen zweier Fassungen geschieht: Tagesordnungspunkte, Beschlüsse "
        "oder Aufträge mit demselben Text in einer Datei, Ereignisse der Chronik vom selben Tag mit demselben Titel, gleiche "
        "Einträge einer Liste, zwei Unterschriften einer Partei, eine Organisation mit derselben Person unter zwei Kennungen."
    ),
    (
        "Löschen Sie einen der beiden Einträge; unterscheiden sie sich, übernehmen Sie vorher, was nur in ihm steht. Bei zwei "
        "Kennungen eines Mitglieds ändern Sie auch die Angaben, die die gelöschte nennen."
    ),
)

Entries = Iterable[tuple[Path, Any]]
"""Entries that are compared with each other, and where they stand."""


def _agenda(item: Any) -> Hashable:
    return _words(item.titel), _words(item.text)


def _decision(decision: Any) -> Hashable:
    return _words(decision.text)


def _task(task: Any) -> Hashable:
    return _words(task.titel), _words(task.text), task.massnahme  # for two measures the same may be to be done


def _event(event: Any) -> Hashable:
    return event.datum, _words(event.titel)


def _party(signature: Any) -> Hashable:
    return str(signature.partei)


NAMED: Mapping[str, tuple[str, Callable[[Any], Hashable]]] = {
    "tagesordnung": ("Diesen Tagesordnungspunkt gibt es", _agenda),
    "unterpunkte": ("Diesen Unterpunkt gibt es", _agenda),
    "beschluesse": ("Diesen Beschluss gibt es", _decision),
    "auftraege": ("Diesen Auftrag gibt es", _task),
    "eintraege": ("Dieses Ereignis gibt es", _event),
    "unterschriften": ("Diese Partei hat", _party),
}
"""Lists whose entries are the same by less than everything: how a message begins, and what is compared."""

WHOLE_FILE = ("beschluesse", "auftraege")
"""Of these lists the entries of all in one file are compared."""

NUMBERED = ("handlungsfelder", "ziele", "massnahmen", "auftraege", "nachtraege", "mitglieder")
"""Lists of which equal entries have an id twice: that is R06's."""

ELSEWHERE = ("anwesend", "entschuldigt", "nicht_anwesend", "zielerreichung", "dissens")
"""Lists of which other rules say what may stand twice (M03, A01, K03)."""


def _words(text: str | None) -> str | None:
    """A text as it is compared: layout aside."""
    return " ".join(text.split()) if text is not None else None


def _area(area: Area) -> Iterator[Problem]:
    """Entries that stand twice in a file, at the second; what stands below one that does is not told besides."""
    files: dict[str, Record | None] = {
        "gebiet.yaml": area.profile,
        "gremium.yaml": area.committee,
        "vereinbarung.yaml": area.agreement,
        "phasen.yaml": area.phases,
        "ziele.yaml": area.catalogue,
        "abschluss.yaml": area.closing,
        "chronik.yaml": area.chronicle,
        **{file(minutes): minutes for minutes in area.minutes},
    }
    for name, content in files.items():
        yield from _file(name, content)


def _selection(view: selection.SelectionView) -> Iterator[Problem]:
    """The same for a selection."""
    yield from _file(selection.FILE, view.selection)


def _file(name: str, content: Record | None) -> Iterator[Problem]:
    reported: set[Path] = set()
    for path, message in sorted(_doubled(content), key=lambda found: len(found[0])):
        if not any(path[:length] in reported for length in range(1, len(path) + 1)):
            reported.add(path)
            yield Problem(name, path, message)


def _doubled(content: Record | None) -> Iterator[tuple[Path, str]]:
    if content is None:
        return
    silent = _of_doubled_numbers(content)
    whole: dict[str, list[tuple[Path, Any]]] = {name: [] for name in WHOLE_FILE}
    for path, entries in _lists(content):
        name = str(path[-1])
        here = [((*path, index), entry) for index, entry in enumerate(entries)]
        if name in whole:
            whole[name] += here
        elif name in NAMED and isinstance(entries[0], Record):  # the titles of an invitation are texts
            yield from _same(here, *NAMED[name], silent)
        elif name not in (*NUMBERED, *ELSEWHERE):
            yield from _same(
                [(at, entry) for at, entry in here if isinstance(entry, str | Record)], "Diesen Eintrag gibt es", _all
            )
    for name, here in whole.items():
        yield from _same(here, *NAMED[name], silent)
    if isinstance(content, Committee):
        yield from _seats(content)


def _lists(content: Record) -> Iterator[tuple[Path, tuple[Any, ...]]]:
    """All lists of a record in which something may stand twice, each with where it stands, in the order of the file."""
    waiting: list[tuple[Path, Any]] = [((), content)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Record):
            inner: Iterable[tuple[Any, Any]] = ((name, getattr(value, name)) for name in value.__struct_fields__)
        elif isinstance(value, dict):
            inner = value.items()
        else:
            if len(value) > 1 or path[-1] in WHOLE_FILE:
                yield path, value
            inner = enumerate(value)
        waiting += reversed([((*path, name), one) for name, one in inner if isinstance(one, NESTED) and one])


NESTED = (Record, dict, tuple, list)
"""What has something in it; everything else is passed over without being looked at."""


def _all(entry: Any) -> Hashable:
    """Everything an entry says."""
    return msgspec.json.encode(entry)


def _same(
    entries: Entries, begins: str, said: Callable[[Any], Hashable], silent: frozenset[Path] = frozenset()
) -> Iterator[tuple[Path, str]]:
    first: dict[Hashable, Path] = {}
    for path, entry in entries:
        key = said(entry)
        if path in silent:
            continue
        if key not in first:
            first[key] = path
        else:
            yield path, f"{begins} {_where(first[key], path)}. {_DELETE}"


_DELETE = (
    "Ist es beim Zusammenführen zweier Fassungen doppelt geworden, löschen Sie einen der beiden Einträge, und übernehmen Sie "
    "vorher, was nur in ihm steht."
)


def _where(first: Path, second: Path) -> str:
    """Where the first one stands, as people count."""
    number = int(first[-1]) + 1
    if first[:-1] == second[:-1]:
        return (
            f"in dieser Liste schon einmal, als {number}. Eintrag"
            if first[-2] != "unterschriften"
            else f"schon unterschrieben ({number}. Eintrag)"
        )
    return f"in dieser Datei schon einmal, unter dem {int(first[1]) + 1}. Tagesordnungspunkt"


def _of_doubled_numbers(content: Record | None) -> frozenset[Path]:
    """Places of tasks whose number is given twice, and of the agenda items that give them: R06 tells those."""
    if not isinstance(content, Minutes):
        return frozenset()
    given = list(tasks_of(content))
    numbers = twice(task.id for task in given)
    lost = [task for task in given if task.id in numbers]
    return frozenset({*(task.point.path for task in lost), *(task.path for task in lost)})


NEWEST = 20
"""Among so many seats of one person another is looked for: nobody has more."""


def _seats(committee: Committee) -> Iterator[tuple[Path, str]]:
    """One organisation under two ids, with the same person and at the same time."""
    seats: dict[tuple[str, str], list[Member]] = {}
    for index, member in enumerate(committee.mitglieder):
        if member.person is None or member.person.name is None:
            continue
        others = seats.setdefault((folded(member.organisation), folded(member.person.name)), [])
        other = next((one for one in others[-NEWEST:] if one.id != member.id and _together(one, member)), None)
        if other is not None:
            message = (
                f"Diese Organisation hat mit derselben Person schon die Kennung „{other.id}“. Ist es dasselbe Mitglied, löschen "
                f"Sie einen der beiden Einträge, und nennen Sie überall die Kennung, die bleibt: „{other.id}“ oder „{member.id}“."
            )
            yield ("mitglieder", index), message
        others.append(member)


def _together(one: Member, other: Member) -> bool:
    """Whether both are members on some day."""

    def over(before: Member, after: Member) -> bool:
        return before.bis is not None and after.seit is not None and before.bis < after.seit

    return not over(one, other) and not over(other, one)


r08: Judge[Area] = Judge(R08, _area)
r08_of_selections: Judge[selection.SelectionView] = Judge(R08, _selection)
