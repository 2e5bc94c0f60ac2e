"""Files in two states: which is which, and what to say of those that are no YAML of the format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from regsam_docs import german, seal
from regsam_docs.changes import words
from regsam_docs.changes.change import AGREEMENT, APPROVED, ASIDE, FIRST, NORMAL, SEAL, SIGNED, Change, ChangeKind, Content
from regsam_docs.changes.meanings import frozen
from regsam_docs.changes.naming import SIMILAR, similarity
from regsam_docs.finding import Trouble
from regsam_docs.german import counted, number
from regsam_docs.harmless import joined
from regsam_docs.model import meeting_id
from regsam_docs.repository import contents, paths
from regsam_docs.repository.kinds import KINDS
from regsam_docs.rules import prose

SEAL_NAME = "Siegel der Vereinbarung"

MINUTES_PAIRS = 100
"""Most pairs of unknown minutes whose contents are compared."""


def document(content: Content) -> str:
    """What people call a file."""
    if content.kind == "protokoll":
        ahead = content.data is not None and content.data.get("status") in ("geplant", "abgesagt")
        id = meeting_id(content.path)
        second = f" ({id[-1]})" if id[-1].isalpha() else ""
        return f"{'Einladung zum' if ahead else 'Protokoll vom'} {german.german(german.day_of(id))}{second}"
    if content.kind == "auswahl":
        return f"Auswahl „{PurePosixPath(content.path).parent.name}“"
    name = content.path.rpartition("/")[2]
    if name == paths.SEAL:
        return SEAL_NAME
    selections = f"{paths.AREAS}/{paths.SELECTIONS}/"
    if content.kind is None and content.path.startswith(selections):
        return f"Datei {joined(content.path.removeprefix(selections))}"  # each has a table of that name
    return KINDS[content.kind].title if content.kind is not None else f"Datei {joined(name)}"


def renamed(before: Mapping[str, Content], after: Mapping[str, Content]) -> dict[str, str]:
    """Files that are there no more → the new files they became: with the same bytes, or minutes of similar content."""
    gone = {name: content for name, content in before.items() if name not in after}
    came = {name: content for name, content in after.items() if name not in before}
    by_id = {content.id: name for name, content in sorted(came.items(), reverse=True)}
    found: dict[str, str] = {}
    for name, content in sorted(gone.items()):
        if content.id in by_id and by_id[content.id] not in found.values():
            found[name] = by_id[content.id]
    old = [name for name, c in gone.items() if c.kind == "protokoll" and name not in found]
    new = [name for name, c in came.items() if c.kind == "protokoll" and name not in found.values()]
    if len(old) * len(new) <= MINUTES_PAIRS:
        ranked = sorted((-similarity(gone[a].data, came[b].data), a, b) for a in old for b in new)
        for minus, a, b in ranked:
            if -minus >= SIMILAR and a not in found and b not in found.values():
                found[a] = b
    return found


def protected(contents: Mapping[str, Content]) -> dict[str, int]:
    """Attachments that belong to a signed agreement or to approved minutes → how heavy a change of them is."""
    found: dict[str, int] = {}
    for content in contents.values():
        if content.kind in ("vereinbarung", "protokoll") and content.data is not None and weight(content) < FIRST:
            named = (*prose.pictures(content.kind, content.data), *prose.linked(content.kind, content.data))
            found |= {name: min(weight(content), found.get(name, weight(content))) for name in named}
    return found


def weight(before: Content | None) -> int:
    """How heavy any change of a file is, by what it was."""
    data = before.data if before is not None else None
    if before is not None and before.path.endswith(f"/{paths.SEAL}"):
        return SEAL
    if data is not None and before is not None:
        if before.kind == "protokoll" and data.get("status") == "genehmigt":
            return APPROVED
        if before.kind == "vereinbarung":
            return SIGNED if frozen(data) else AGREEMENT
    return NORMAL


def whole(area: str, before: Content | None, after: Content | None, what: str = "") -> Change:
    """A file that came, went, or was replaced by another one."""
    here = after or before
    assert here is not None, "one of them is there"
    aside = here.kind is None and not here.path.endswith((paths.SEAL, ".csv")) and f"/{paths.ATTACHMENTS}/" not in here.path
    return Change(
        area=area,
        file=here.path,
        document=document(here),
        what=what or _moved(here, after) or document(here),
        kind="removed" if after is None else "added" if before is None else "changed",
        before=_size(before),
        after=_size(after),
        weight=ASIDE if aside else weight(before) if before is not None else AGREEMENT if here.kind else NORMAL,
    )


def _moved(here: Content, after: Content | None) -> str:
    """What is said of a new meeting that takes the place of another date; nothing for anything else."""
    instead = after.data.get("verschoben_von") if after is not None and after.kind == "protokoll" and after.data else None
    if not isinstance(instead, str):
        return ""
    old, new = (german.german(german.day_of(id)) for id in (instead, meeting_id(here.path)))
    return f"Sitzung verschoben vom {old} auf den {new}"


def other(area: str, before: Content, after: Content) -> Change:
    """A file that is no YAML of the format and was changed: a seal, a table, a picture."""
    if after.path.endswith(f"/{paths.SEAL}"):
        return _seal(area, before, after)
    if before.text is not None and after.text is not None and before.text != after.text:
        return whole(area, before, after, _rows(after.path.rpartition("/")[2], before.text, after.text))
    return whole(area, before, after)


def unreadable(area: str, before: Content, after: Content) -> Change:
    """A YAML file that cannot be read in one of its states: its lines are compared instead."""
    what = "nicht lesbar, daher zeilenweise verglichen"
    if after.data is not None:
        what = "war nicht lesbar, daher zeilenweise verglichen"
    elif "<<<<<<<" in (after.text or "") and contents.conflict((after.text or "").encode()) is not None:
        what = "enthält einen nicht aufgelösten Konfliktbereich (<<<<<<<), daher zeilenweise verglichen"
    return Change(
        area=area,
        file=after.path,
        document=document(after),
        what=what,
        kind="unreadable",
        weight=weight(before),
        parts=words.parts(before.text or "", after.text or ""),
    )


def of_template(path: str, what: str, before: bytes | None, after: bytes | None, own: bytes | None) -> Change:
    """A template or form text under a sealed agreement. `own`: the product's, which holds where there is none."""
    old, new = ((side if side is not None else own or b"").decode(errors="replace") for side in (before, after))
    kind: ChangeKind = "added" if before is None else "removed" if after is None else "changed"
    return Change("", path, f"Datei {path}", what, kind, weight=SEAL, parts=words.parts(old, new))


def _size(content: Content | None) -> str | None:
    if content is None or content.kind is not None:
        return None
    if content.link:
        return "Verknüpfung (symbolischer Link)"
    if content.path.endswith(f"/{paths.SEAL}"):
        return _sealed(content)
    return f"{number(content.size)} Byte"


LINES = ("Zeile", "Zeilen")


def _rows(name: str, before: str, after: str) -> str:
    old, new = Counter(before.splitlines()), Counter(after.splitlines())
    return f"Tabelle {joined(name)}: {counted((new - old).total(), *LINES)} neu, {counted((old - new).total(), *LINES)} entfallen"


def _sealed(content: Content) -> str:
    try:
        seal_ = seal.decode((content.text or "").encode())
        day = german.parse(str(seal_["unterzeichnet_am"]))
        return f"unterzeichnet am {german.german(day)}" if day else "ohne Tag der Unterschrift"
    except (Trouble, KeyError):
        return "beschädigt"


def _seal(area: str, before: Content, after: Content) -> Change:
    """A seal that is another one now: which clauses it freezes otherwise."""
    try:
        old, new = seal.decode((before.text or "").encode()), seal.decode((after.text or "").encode())
    except Trouble:
        return whole(area, before, after, "Das Siegel ist beschädigt")
    clauses = sorted(key for key in {*old["klauseln"], *new["klauseln"]} if old["klauseln"].get(key) != new["klauseln"].get(key))
    lost = [name for name, entries in old["listen"].items() if not set(entries) <= set(new["listen"].get(name, ()))]
    changed = [*clauses, *lost]
    if changed:
        return whole(area, before, after, f"Das Siegel gilt jetzt anderem Wortlaut: {', '.join(changed)}")
    grown = [seal.WORDS.get(name, name) for name, entries in new["listen"].items() if entries != old["listen"].get(name)]
    words = ", ".join(word.replace("Ein", "ein", 1) for word in grown)
    said = f"um Einträge ergänzt ({words})" if grown else "neu geschrieben, der Wortlaut ist derselbe"
    change = whole(area, before, after, f"Das Siegel ist {said}")
    same = change.before == change.after  # the day of signing says nothing new then
    return replace(change, before=None, after=None) if same else change
