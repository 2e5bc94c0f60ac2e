"""What differences mean: one small function for each kind of record, in one table; what has none is told as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from regsam_docs import german, seal
from regsam_docs.changes import words
from regsam_docs.changes.change import AGREEMENT, NORMAL, ORDER, Change, ChangeKind
from regsam_docs.changes.differences import Difference, Walk
from regsam_docs.changes.naming import LISTS, PLAIN
from regsam_docs.german import counted
from regsam_docs.model.agreement import PARTIES
from regsam_docs.model.profile import STEPS

BLANKS = "nur Leerzeichen und Zeilenumbrüche"


@dataclass(frozen=True, slots=True)
class DiffFile:
    """The file a difference was found in. `weight`: of everything in it that has no other. `id`: of a meeting's minutes."""

    kind: str
    area: str
    file: str
    document: str
    walk: Walk
    weight: int = NORMAL
    id: str = ""


Meaning = Callable[[Difference, DiffFile], Change]


def told(found: list[Difference], about: DiffFile) -> Iterator[Change]:
    """All differences of a file as changes, the references that only follow a new id in one."""
    followed = [d for d in found if d.sort == "followed"]
    for d in found:
        if d.sort != "followed":
            fallback = clause if about.kind == "vereinbarung" else plain
            yield MEANINGS.get((about.kind, ".".join(d.place)), fallback)(d, about)
    for (old, new), group in groupby(sorted((str(d.before), str(d.after)) for d in followed)):
        number = len(list(group))
        said = f"Kennung (an {counted(number, 'Stelle', 'Stellen')})"
        weight = about.weight if about.weight < NORMAL else ORDER
        yield Change(about.area, about.file, about.document, said, "followed", old, new, weight)


def plain(
    d: Difference, about: DiffFile, kind: ChangeKind | None = None, what: str | None = None, weight: int | None = None
) -> Change:
    """A difference told as it is; `kind`, `what` and `weight` say more where somebody knows more."""
    old, new = about.walk.old, about.walk.new
    before, after = _said(d, d.before, old.value), _said(d, d.after, new.value)
    heading = what or " – ".join(d.trail.titles) or about.document
    if d.sort == "value" and not d.entry and isinstance(d.before, str) and words.plain_equal(d.before, str(d.after)):
        heading = f"{heading} ({BLANKS})"
    return Change(
        area=about.area,
        file=about.file,
        document=about.document,
        what=heading,
        kind=kind or _kind(d),
        before=before,
        after=after,
        weight=about.weight if weight is None else min(weight, about.weight),
        parts=words.parts(d.before, d.after) if _is_text(d) else (),
    )


def _said(d: Difference, value: Any, speak: Callable[[Any, Any], str]) -> str | None:
    if value is None:
        return None
    if d.sort == "order":
        return ", ".join(value)
    if d.sort == "place":
        name = d.place[-2] if len(d.place) > 1 else ""
        listed = LISTS.get(name, PLAIN)
        return " ".join(str(value.get(key, "")) for key in dict.fromkeys((*listed.key, listed.title or ""))).strip()
    return speak(d.shape, value)


def _kind(d: Difference) -> ChangeKind:
    if d.sort == "order":
        return "reordered"
    if d.sort == "place":
        return "moved"
    if d.before is None:
        return "added"
    if d.after is None:
        return "removed"
    if not d.entry and len(d.place) > 1 and d.place[-1] in LISTS.get(d.place[-2], PLAIN).ids:
        return "renamed"
    return "moved" if d.shape.format == "date" else "changed"


def _is_text(d: Difference) -> bool:
    free = d.shape.markdown or (d.shape.free_text and d.shape.reference is None)
    return d.sort == "value" and free and isinstance(d.before, str) and isinstance(d.after, str)


# ---- agreement


def signature(d: Difference, about: DiffFile) -> Change:
    """Somebody signed."""
    return plain(d, about, "signed" if d.entry and d.before is None else None)


def frozen(agreement: Mapping[str, Any]) -> bool:
    """Whether both parties have signed."""
    signed = {entry.get("partei") for entry in agreement.get("unterschriften", ())}
    return signed.issuperset(PARTIES)


def clause(d: Difference, about: DiffFile) -> Change:
    """A change of an agreement both parties signed comes first, unless it is one that a signed agreement allows."""
    grows = d.place in seal.LISTS.values() and (d.before is None or d.sort == "order")
    state = d.place == ("zu_gewinnen", "status")
    change = signature(d, about) if d.place[-1:] == ("unterschriften",) else plain(d, about)
    return replace(change, weight=AGREEMENT) if grows or state else change


# ---- goals, phases, closing


def measure_status(d: Difference, about: DiffFile) -> Change:
    """A measure is carried out."""
    return plain(d, about, "done" if d.after == "umgesetzt" else None)


def step_status(d: Difference, about: DiffFile) -> Change:
    """A step of the phase model is done."""
    return plain(d, about, "done" if d.after == "erledigt" else None)


def decided(d: Difference, about: DiffFile) -> Change:
    """The closing was decided."""
    return plain(d, about, "approved" if d.after == "beschlossen" else None, weight=AGREEMENT)


def area_status(d: Difference, about: DiffFile) -> Change:
    """Where the area stands as a whole."""
    return plain(d, about, weight=AGREEMENT)


# ---- minutes


def minutes_status(d: Difference, about: DiffFile) -> Change:
    """Minutes are sent or approved, or the meeting is called off."""
    if d.after == "abgesagt":
        return plain(d, about, what="Sitzung abgesagt", weight=AGREEMENT)
    return plain(d, about, "approved" if d.after == "genehmigt" else None, weight=AGREEMENT)


def moved(d: Difference, about: DiffFile) -> Change:
    """A meeting takes the place of another date."""
    if d.after is None:
        return plain(d, about, weight=AGREEMENT)
    before, after = (german.german(german.day_of(id)) for id in (str(d.after), about.id))
    return replace(plain(d, about, "moved", "Sitzung", AGREEMENT), before=before, after=after, parts=())


def task(d: Difference, about: DiffFile) -> Change:
    """A task or recommendation is given."""
    if not (d.entry and d.before is None and d.sort == "value"):
        return plain(d, about)
    word = "Empfehlung" if d.after.get("art") == "empfehlung" else "Auftrag"
    return plain(d, about, "given", f"{word} {about.id}/{d.after.get('nr')} „{d.after.get('titel')}“")


def report(d: Difference, about: DiffFile) -> Change:
    """A task was reported on: done, in progress, put off."""
    if not (d.entry and d.before is None):
        return plain(d, about)
    status = about.walk.new.scalar(d.shape.properties["status"], d.after.get("status"))
    kind: ChangeKind = "done" if d.after.get("status") == "erledigt" else "moved" if "frist" in d.after else "added"
    called = about.walk.new.reference("auftrag", str(d.after.get("auftrag")))
    return plain(d, about, kind, f"Auftrag {called}: {status}")


MEANINGS: dict[tuple[str, str], Meaning] = {
    ("gebiet", "status"): area_status,
    ("ziele", "handlungsfelder.ziele.massnahmen.status"): measure_status,
    **{("phasen", f"{phase}.schritte.{step}.status"): step_status for phase, steps in STEPS.items() for step in steps},
    ("abschluss", "status"): decided,
    ("protokoll", "status"): minutes_status,
    ("protokoll", "verschoben_von"): moved,
    ("protokoll", "tagesordnung.auftraege"): task,
    ("protokoll", "tagesordnung.unterpunkte.auftraege"): task,
    ("protokoll", "rueckmeldungen"): report,
}
"""Kind of file and place → what a difference there means."""
