"""The register of everything that can be found: one record a rule, declared in the room that finds it, listed here once; and
which warnings were checked off by comments."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from regsam_docs import seal, texts
from regsam_docs.finding import ERROR, Finding, Rule, finding
from regsam_docs.repository import paths
from regsam_docs.repository.layout import Y04
from regsam_docs.rules import RULES, SELECTION_RULES, references
from regsam_docs.schema import judge
from regsam_docs.schema.sheet import Sheet
from regsam_docs.selection import complaints
from regsam_docs.tidy import tokens
from regsam_docs.yaml import Mark, characters
from regsam_docs.yaml.characters import Y06

_ALL: tuple[Rule, ...] = (
    *(characters.Y01, characters.Y02, characters.Y03, Y04, characters.Y05, characters.Y06),
    *(judge.S01, judge.S02, judge.S03, judge.S04, judge.S05, judge.S06),
    *(texts.T01, texts.T02, texts.T03, texts.T04, texts.T05, texts.R05),
    *(references.R01, references.R02, references.R03, references.R07),
    *(one.rule for one in RULES),
    *(one.rule for one in SELECTION_RULES),
    seal.V06,
    *(complaints.K01, complaints.K04, complaints.K05, complaints.K07),
)

GROUPS = "YSTRVPGZMAK"
"""The groups in the order in which files are judged."""

REGISTER: dict[str, Rule] = {rule.id: rule for rule in sorted(_ALL, key=lambda rule: (GROUPS.index(rule.id[0]), rule.id))}
"""Id → rule, in the order of the handbook."""


# --- Warnings checked off: comments `# Z02 geprüft: Grund` at the line a warning points at, or alone on the line above
# (docs/handbuch/warnungen-abhaken.md). They never silence an error, and one that silences nothing is itself a finding (Y06).
#
# The line above may be one of several lines of comments. Where no comment can stand at the line itself, the next best place
# does as well: for a list or mapping below its key the key's line, for a text of several lines its first and last, for a table
# the line in `auswahl.yaml` that names it. Above an entry of a list a mark counts for the values directly in it: there `fmt`
# puts it when an entry written in one line becomes too long for that.


_IDS = r"[A-Za-z][0-9]{2}(?:[ \t]*+,[ \t]*+[A-Za-z][0-9]{2})*+"
_MARK = re.compile(rf"(?<![^ \t\n])#[ \t]*+({_IDS})[ \t]++gepr(?:ü|u\u0308)ft(?!\w)[ \t]*+(:?)([^\n]*)")
_OF_TABLE = ("monitoring", "datei")
"""Names a selection's table: nothing can be written into the table itself."""


@dataclass(slots=True)
class CheckOff:
    """A comment that checks off warnings; without a reason it does nothing."""

    line: int
    column: int
    ids: tuple[str, ...]
    reason: str
    used: set[str] = field(default_factory=set)
    """Ids of the warnings it silenced."""


def check_off(sheets: Mapping[str, Sheet], findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    """What is left of the findings, with Y06 for marks that are not right, and the warnings that were checked off. `sheets`: all
    files that were read, by path."""
    notes = {path: _Notes(sheet) for path, sheet in sheets.items() if sheet.text is not None}
    if not notes:
        return list(findings), []
    left: list[Finding] = []
    silenced: list[Finding] = []
    for found in findings:
        path, place = _asked(found, sheets)
        may = not found.is_error and REGISTER[found.id].level != ERROR  # a draft's note is no error, but S02
        quiet = may and path in notes and notes[path].silence(place, found.id)
        (silenced if quiet else left).append(found)
    stopped = {_whole(found.path) for found in left if REGISTER[found.id].level == ERROR}
    left += [wrong for path, note in notes.items() for wrong in _wrong(path, note.marks, _whole(path) in stopped)]
    return left, silenced


def _asked(found: Finding, sheets: Mapping[str, Sheet]) -> tuple[str, Mark]:
    """File and place whose marks count for a finding."""
    selection = f"{found.path.rpartition('/')[0]}/auswahl.yaml"
    sheet = sheets.get(selection)
    if found.path not in sheets and sheet is not None and sheet.places is not None:
        return selection, sheet.places.value(_OF_TABLE)
    return found.path, Mark(found.line, found.column)


def _whole(path: str) -> str:
    """What a file belongs to: its area, its selection, or itself. An error anywhere in it may keep rules quiet."""
    parts = path.split("/")
    return "/".join(parts[: 3 if parts[1:2] == [paths.SELECTIONS] else 2])


def _wrong(path: str, marks: Iterable[CheckOff], quiet: bool) -> Iterator[Finding]:
    """Y06. `quiet`: a rule may not have spoken because of another finding, so that a mark without effect means nothing."""
    for mark in marks:
        for problem in _faults(mark, quiet):
            yield finding(path, mark.line, mark.column, Y06, problem)


def _faults(mark: CheckOff, quiet: bool) -> Iterator[str]:
    written = f"# {', '.join(mark.ids)} geprüft"
    if not mark.reason:
        yield (
            "Hier fehlt, warum die Warnung hier nicht zutrifft; ohne Grund bleibt sie stehen. Schreiben Sie "
            f"„{written}: “ und dahinter den Grund."
        )
        return
    for id in mark.ids:
        rule = REGISTER.get(id)
        if rule is None:
            yield f"Eine Meldung „{id}“ gibt es nicht (mehr). Löschen Sie die Kennung, oder berichtigen Sie sie."
        elif rule.level == ERROR or rule.checked_at is None:
            yield (
                f"„{id}“ lässt sich nicht abhaken, das geht nur bei Warnungen über den Inhalt. Beheben Sie, was die Meldung "
                "sagt, und löschen Sie die Kennung hier."
            )
        elif id not in mark.used and not quiet:
            yield (
                f"Hier gibt es keine Warnung „{id}“ (mehr), die abzuhaken wäre. Löschen Sie die Bemerkung, oder setzen Sie sie "
                "an die Zeile, auf die die Warnung zeigt, oder allein in die Zeile darüber."
            )


class _Notes:
    """The marks of a file, and where one has to stand for a finding."""

    def __init__(self, sheet: Sheet) -> None:
        self.text = text = sheet.text or ""
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.spans: list[tokens.Text] = []
        self.below: dict[tuple[int, int], int] = {}
        """Place where a list or mapping below its key begins → line of the key."""
        self.items: dict[int, int] = {}
        """Line of a key directly in an entry of a list → line of the entry's dash."""
        self.known: dict[tuple[int, bool, str], bool] = {}
        """What was found out before: line, whether above it, id → whether a mark silences it."""
        self.marks: list[CheckOff] = []
        self.by_line: dict[int, list[CheckOff]] = defaultdict(list)
        if sheet.places is not None:  # else it is no YAML, and nothing is known of its comments
            self._look(tokens.read(text))
            self._find()

    def _look(self, node: tokens.Spanned) -> None:
        if isinstance(node, tokens.Text):
            self.spans += [node] if node.end > node.start else []
        elif isinstance(node, tokens.List):
            for item in node.items:
                for entry in item.value.entries if isinstance(item.value, tokens.Map) and not node.flow else ():
                    self.items[self.line(entry.key.start)] = self.line(item.dash)
                self._look(item.value)
        else:
            for entry in node.entries:
                self.spans.append(entry.key)
                key, value = self.line(entry.key.start), entry.value
                if not isinstance(value, tokens.Text) and self.line(value.start) > key:
                    self.below[self.place(value.start)] = key
                self._look(value)

    def _find(self) -> None:
        for found in _MARK.finditer(self.text):
            if self.inside(found.start()) is None:
                line, column = self.place(found.start())
                ids = tuple(dict.fromkeys(id.strip().upper() for id in found[1].split(",")))
                reason = found[3].strip() if found[2] else ""
                self.marks.append(CheckOff(line, column, ids, reason))
                self.by_line[line].append(self.marks[-1])

    def line(self, index: int) -> int:
        """The line of a place in the text, from 1."""
        return bisect_right(self.starts, index)

    def place(self, index: int) -> tuple[int, int]:
        """Line and column of a place in the text, both from 1."""
        line = self.line(index)
        return line, index - self.starts[line - 1] + 1

    def inside(self, index: int) -> tokens.Text | None:
        """The key or text that holds a place; behind the `|` of a block may stand a comment, which is none of its text."""
        at = bisect_right(self.spans, index, key=lambda span: span.start) - 1
        if at < 0 or index >= self.spans[at].end:
            return None
        found = self.spans[at]
        return None if found.block and index > found.start and self.line(index) == self.line(found.start) else found

    def silence(self, place: Mark, id: str) -> bool:
        """Whether a mark silences warnings of that id there; those that do are used from now on."""
        wanted = {place.line}
        index = min(self.starts[min(place.line, len(self.lines)) - 1] + place.column - 1, len(self.text))
        text = self.inside(index)
        if text is not None:
            wanted |= {self.line(text.start), self.line(max(text.end - 1, text.start))}
        if (place.line, place.column) in self.below:
            wanted.add(self.below[(place.line, place.column)])
        above = wanted | {self.items[line] for line in wanted if line in self.items}
        places = [(line, False) for line in sorted(wanted)] + [(line, True) for line in sorted(above)]
        return True in {self._silence(line, above, id) for line, above in places}

    def _silence(self, line: int, above: bool, id: str) -> bool:
        """The same for the marks on a line, or in the lines of comments directly above it; each is looked at once for an id."""
        if (line, above, id) not in self.known:
            marks = [*self._above(line)] if above else self.by_line.get(line, [])
            fitting = [mark for mark in marks if mark.reason and id in mark.ids]
            for mark in fitting:
                mark.used.add(id)
            self.known[line, above, id] = bool(fitting)
        return self.known[line, above, id]

    def _above(self, line: int) -> Iterator[CheckOff]:
        """The marks in the lines of comments directly above a line."""
        line -= 1
        while line > 0 and self.lines[line - 1].lstrip(" \t").startswith("#") and self.inside(self.starts[line - 1]) is None:
            yield from self.by_line.get(line, ())
            line -= 1
