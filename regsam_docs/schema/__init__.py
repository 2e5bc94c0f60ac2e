"""Nodes → typed plain data, judged by the schemas: findings S01 to S06 and Y05."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any, cast

from regsam_docs.finding import Finding, Path, Rule, finding
from regsam_docs.repository.kinds import EDITIONS
from regsam_docs.schema import judge, messages
from regsam_docs.schema.judge import S01, S02, S06
from regsam_docs.schema.schemas import Leaf, Shape, child_of, shape, walk
from regsam_docs.schema.typed import EMPTY, Places, Reader, is_cut, last_line, parts
from regsam_docs.yaml import Entry, Guess, Mapping, Mark, Node, Scalar

__all__ = ["EDITIONS", "Checked", "Leaf", "Path", "Places", "Shape", "check", "shape", "walk"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was read: its data (None if a finding is a `fehler`), what of it is certain (without what is wrong; an item of
    a list leaves None behind, so that the others keep their places), where everything stands, and what was found."""

    data: dict[str, Any] | None
    certain: dict[str, Any] | None
    places: Places
    findings: tuple[Finding, ...]


def check(kind: str, node: Node | Guess, path: str) -> Checked:
    """Type the nodes of one file of `kind` by its schema and judge them. `path` goes into the findings. Of a file that could
    only be guessed nothing is data, and nothing is said where it is doubtful."""
    guess = node if isinstance(node, Guess) else None
    root = node.node if isinstance(node, Guess) else node
    places = Places(root, changed=guess.doubtful if guess else ())
    doubtful = list(_doubtful(guess)) if guess else []
    holes = {part for part, _, _ in doubtful}
    found: list[Finding] = []

    def report(mark: Mark, rule: Rule, message: str, hint: str | None) -> None:
        if not any(first <= mark.line <= last for _, first, last in doubtful):
            place = places.in_file(mark)
            found.append(finding(path, place.line, place.column, rule, message, hint))

    reader = Reader(report)
    data = reader.value(root, shape(kind))
    data = {} if data is EMPTY else data
    faults = [f for f in judge.faults(kind, data) if f.path not in reader.absent and not _unsure(f, places, holes)]
    for fault in faults:
        mark = _mark(fault, places)
        found.append(finding(path, mark.line, mark.column, fault.rule, *_words(fault, places, shape(kind))))
    findings = tuple(sorted(found, key=lambda f: f.order))
    if guess is None and not any(f.is_error for f in findings):
        return Checked(data, data, places, findings)
    wrong = (fault.path for fault in faults if fault.key is None and fault.rule is not S06)
    return Checked(None, _without(data, {*holes, *reader.absent, *wrong}), places, findings)


def _doubtful(guess: Guess) -> Iterator[tuple[Path, int, int]]:
    """The parts of a file in which something is wrong; where its first line is, it may have been meant for the part before."""
    before: tuple[Path, int, int] | None = None
    for part in parts(guess.node):
        _, first, last = part
        changed = [one for one in guess.doubtful if one.first <= last and first <= one.last]
        if before is not None and any(one.first <= first for one in changed):
            yield before
        if changed:
            yield part
        before = part


def _unsure(fault: judge.Violation, places: Places, holes: set[Path]) -> bool:
    """Whether a fault lies in a part that is doubtful, or might not be one if that part could be read."""
    at = fault.path if fault.key is None or places.entry((*fault.path, fault.key)) is None else (*fault.path, fault.key)
    return any(at[: len(hole)] == hole or hole[: len(at)] == at for hole in holes)


def _without(data: Any, holes: set[Path]) -> dict[str, Any] | None:
    """The data without the values at these paths."""
    if not isinstance(data, dict) or () in holes:
        return None
    for hole in sorted(holes, key=len):
        here: Any = data
        for step in hole[:-1]:
            here = here[step] if step in _keys(here) else None
        if isinstance(here, list) and hole[-1] in _keys(here):
            here[cast("int", hole[-1])] = None
        elif isinstance(here, dict):
            here.pop(hole[-1], None)
    return data


def _keys(value: Any) -> Container[Any]:
    return value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()


def _mark(fault: judge.Violation, places: Places) -> Mark:
    if fault.key is None:
        return places.value(fault.path)
    written = places.entry((*fault.path, fault.key))
    return places.in_file(written.key_mark) if written is not None else places.first_key(fault.path)


def _words(fault: judge.Violation, places: Places, root: Shape) -> messages.Advice:
    written = places.entry((*fault.path, fault.key)) if fault.key is not None else None
    if written is None:
        return fault.message, fault.hint
    if fault.rule is S01 and written.colon:
        return _elsewhere(fault, written, places, root) or (fault.message, fault.hint)
    if fault.rule is S02:
        return messages.empty(written.key, cut=is_cut(written.value))
    if not written.colon and fault.hint is None:
        return messages.split_text(written.key)
    return fault.message, fault.hint


def _elsewhere(fault: judge.Violation, written: Entry, places: Places, root: Shape) -> messages.Advice | None:
    """S01 of a key that belongs into a group around this one, or into the one that begins just above: it is not unknown, but
    indented too far or not far enough."""
    column = written.key_mark.column - 1
    last = places.in_file(Mark(last_line(written.value), 1)).line - places.in_file(written.key_mark).line
    for depth in range(len(fault.path) - 1, -1, -1):
        group = fault.path[:depth]
        if isinstance(places.node(group), Mapping) and written.key in _at(root, group).properties:
            wanted = places.first_key(group).column - 1
            if wanted < column and not places.has((*group, written.key)):
                return messages.indented(written.key, column, wanted, places.in_file(written.key_mark).line, last)
    above = _just_above(fault.path, written, places, _at(root, fault.path))
    while above is not None:
        node, group = places.node(above), above
        if isinstance(node, Mapping) and node.entries:
            wanted = places.first_key(group).column - 1
        elif isinstance(node, Scalar) and not node.text:
            wanted = column + 2
        else:
            break
        if written.key in _at(root, group).properties and wanted > column and not places.has((*group, written.key)):
            return messages.indented(written.key, column, wanted, places.in_file(written.key_mark).line, last)
        above = (*group, node.entries[-1].key) if isinstance(node, Mapping) else None
    return None


def _just_above(group: Path, written: Entry, places: Places, here: Shape) -> Path | None:
    """The entry of a group that may be there, before a key that may not."""
    node = places.node(group)
    entries = list(node.entries) if isinstance(node, Mapping) else []
    place = next((n for n, entry in enumerate(entries) if entry is written), 0)
    above = next((entry.key for entry in reversed(entries[:place]) if child_of(here, entry.key)), None)
    return (*group, above) if above is not None else None


def _at(here: Shape, path: Path) -> Shape:
    """The place in the schema that a path leads to."""
    for step in path:
        here = (here.items if isinstance(step, int) else child_of(here, step)) or Shape()
    return here
