"""What can be put right without asking anybody: suggestions of findings that say the same in the right form.

A tree and its findings → the lines to be put in the place of others; nothing is read from disk or written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import groupby

from regsam_docs import check, german
from regsam_docs.finding import Finding
from regsam_docs.repository import paths
from regsam_docs.repository.layout import layout
from regsam_docs.repository.tree import Tree
from regsam_docs.schema.sheet import read
from regsam_docs.seal import FILE as AGREEMENT
from regsam_docs.yaml.characters import decode
from regsam_docs.yaml.lines import CLOSED, indent, pieces, shared, untabbed

# ---- following a finding
# What somebody does who knows no YAML and follows it to the letter: the suggestion in the place of what stands there, nothing
# else and nothing cleverer. Where there is no suggestion, nothing is changed.

_DEPTH = re.compile(r"(\d+) Leerzeichen vor „")
_TABS = re.compile(r"(\d+) Leerzeichen statt des Tabulators")
_TOO = re.compile(r"(?:ebenso (?:für|die) Zeilen? )([0-9, ]+)(?:bis (\d+))?")
_REMARK = re.compile(r"(?<! ) +#(?= |$)")
_ENDS_KEY = re.compile(r"(?<! ) *+:(?= |$)")
GROUPS = "YSR"
"""Findings of these kinds suggest what belongs in the place they point at; the others say it in words."""


def follow(text: str, found: Finding) -> str:
    """A file's text after a finding was followed; the same text if it suggests nothing that can be put there."""
    if found.hint is None or found.id[0] not in GROUPS:
        return text
    lines = text.split("\n")
    return "\n".join(_follow(lines, found, found.hint)) if found.line <= len(lines) else text


def _follow(lines: list[str], found: Finding, hint: str) -> list[str]:
    at = found.line - 1
    if depth := _DEPTH.match(hint):
        by = int(depth[1]) - indent(lines[at])
        for n in (at, *_others(found.message)):
            lines[n] = " " * max(indent(lines[n]) + by, 0) + lines[n].lstrip(" ")
        return lines
    if width := _TABS.match(hint):
        return [untabbed(line, int(width[1])) for line in lines]
    if found.id == "Y01":
        return _put(lines, at, hint.split("\n"), _others(found.message))
    if found.id[0] == "Y" and found.id != "Y05":
        return lines
    return _value(lines, found, hint)


def _others(message: str) -> list[int]:
    """Lines that a message names as those to be changed alike."""
    named = _TOO.search(message)
    if named is None:
        return []
    numbers = [int(n) - 1 for n in re.findall(r"\d+", named[1])]
    return [*range(numbers[0], int(named[2]))] if named[2] else numbers


def _put(lines: list[str], at: int, hint: list[str], others: list[int]) -> list[str]:
    """The lines of a suggestion in the place of those that say the same."""
    letters = "".join(filter(str.isalnum, "".join(hint)))
    last, said = at, "".join(filter(str.isalnum, lines[at]))
    while len(said) < len(letters) and last + 1 < len(lines):
        more = "".join(filter(str.isalnum, lines[last + 1]))
        if not letters.startswith(said + more):
            break
        last, said = last + 1, said + more
    start = hint[0].split(" ", 1)[0]
    for n in others:
        lines[n] = re.sub(r"^( *)\S+ *", lambda found: f"{found[1]}{start} ", lines[n])
    blanks = lines[at][: len(lines[at]) - len(lines[at].lstrip(" \u00a0"))]
    shown = [" " * len(blanks) + line if line else "" for line in hint]
    return [*lines[:at], *shown, *lines[last + 1 :]]


def _value(lines: list[str], found: Finding, hint: str) -> list[str]:
    """A key or value replaced: in braces up to the next comma, else with all its lines."""
    at, column, line = found.line - 1, found.column - 1, lines[found.line - 1]
    if found.id == "S01":
        colon = _ENDS_KEY.search(line, column)
        return [*lines[:at], f"{line[:column]}{hint}{line[colon.start() :]}", *lines[at + 1 :]] if colon else lines
    piece = next((p for p in pieces(line) if p.start == column), None)
    if piece is not None and piece.flow:
        end, after = column + len(piece.value), at + 1
    else:
        end, after = _remark(line, column) if found.id != "Y05" else len(line), _end(lines, at, column)
    return [*lines[:at], f"{line[:column]}{hint}{line[end:]}", *lines[after:]]


def _end(lines: list[str], at: int, column: int) -> int:
    """The line behind a value that begins on a line in a column."""
    key = indent(lines[at], dashes=True)
    bare, level, after = column == key, indent(lines[at]) if column == key else key, at + 1
    while after < len(lines) and lines[after].strip() and indent(lines[after]) > level - bare:
        after += 1
    return after


def _remark(line: str, column: int) -> int:
    """Where the comment behind a value begins, with the blanks before it; the line's end if there is none."""
    quoted = CLOSED.match(line, column)
    sign = _REMARK.search(line, quoted.end() if quoted else column)
    return sign.start() if sign else len(line)


ROUNDS = 5
"""One mistake may hide another; after so many rounds the rest waits for the next call."""

ALIKE = 0.85
"""Keys at least so alike (of 1), of which one is unknown, are one that is misspelt."""

CONTEXT = 3
"""Lines around a change that a diff shows."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Lines `start` to before `end` (from 0) of a file as it was, and what takes their place."""

    start: int
    end: int
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mended:
    """A file put right. `lines` are those it had, with their line ends; `edits` in order and apart from each other."""

    path: str
    before: bytes
    lines: tuple[str, ...]
    edits: tuple[Edit, ...]

    @property
    def after(self) -> bytes:
        """The bytes with the edits made: other lines, line ends and a byte order mark stay as they are."""
        mark = b"\xef\xbb\xbf" if self.before.startswith(b"\xef\xbb\xbf") else b""
        return mark + "".join(_edited(self.lines, self.edits)).encode()

    def diff(self) -> str:
        """What changes, as a unified diff; ends with a line feed."""
        shown = [f"--- {self.path}\n", f"+++ {self.path}\n"]
        shift, last = 0, len(self.lines) - (not self.lines[-1])
        for group in _near(self.edits):
            start, end = max(group[0].start - CONTEXT, 0), min(group[-1].end + CONTEXT, last)
            grown = sum(len(edit.new) - (edit.end - edit.start) for edit in group)
            shown.append(f"@@ -{start + 1},{end - start} +{start + 1 + shift},{end - start + grown} @@\n")
            shift += grown
            at = start
            for edit in group:
                shown += [f" {_bare(line)}\n" for line in self.lines[at : edit.start]]
                shown += [f"-{_bare(line)}\n" for line in self.lines[edit.start : edit.end]]
                shown += [f"+{line}\n" for line in edit.new]
                at = edit.end
            shown += [f" {_bare(line)}\n" for line in self.lines[at:end]]
        return "".join(shown)


@dataclass(frozen=True, slots=True)
class Mending:
    """What is to be changed, by file, and for files that are left alone in spite of certain suggestions why (German)."""

    files: tuple[Mended, ...] = ()
    left: Mapping[str, str] = field(default_factory=dict)


def mend(tree: Tree, findings: Iterable[Finding]) -> Mending:
    """What of a tree's findings can be put right with certainty, and whatever else of the same kind shows up then."""
    kinds, texts, left = layout(tree).kinds(), dict[str, _Text](), dict[str, str]()
    pending = list(findings)
    for _ in range(ROUNDS):
        changed = set[str]()
        ours = (found for found in pending if found.path in kinds)
        for path, found in groupby(sorted(ours, key=lambda f: f.order), key=lambda f: f.path):
            text = texts[path] if path in texts else _text(tree.read(path), path)
            made = text and _mended(text, path, kinds[path], list(found))
            if not made:
                continue
            if why := _settled(tree, path):
                left[path] = why
            else:
                texts[path] = made
                changed.add(path)
        if not changed:
            break
        pending = list(check.check(_with(tree, texts), sorted(_places(changed))).findings)
    done = (Mended(path, tree.read(path), text.lines, tuple(text.edits())) for path, text in sorted(texts.items()))
    return Mending(tuple(done), left)


def _places(changed: Iterable[str]) -> set[str]:
    """What is to be judged anew once files changed: their areas, for what stands in one file is judged by the others."""
    return {"/".join(path.split("/")[:2]) for path in changed}


def _with(tree: Tree, texts: Mapping[str, _Text]) -> Tree:
    """The tree with files as they would be."""
    new = {path: text.text.encode() for path, text in texts.items()}
    sizes = {path: len(data) for path, data in new.items()}
    return replace(tree, files={**tree.files, **sizes}, read=lambda path: new[path] if path in new else tree.read(path))


# ---- what is never changed without being asked


def _settled(tree: Tree, path: str) -> str | None:
    """Why a file stays as it is: people signed or approved what is written there."""
    folder, _, name = path.rpartition("/")
    if name == AGREEMENT and f"{folder}/{paths.SEAL}" in tree.files:
        return "Die Vereinbarung ist versiegelt"
    if f"/{paths.MINUTES}/" in path and re.search(rb"^status: *[\"']?genehmigt\b", tree.read(path), re.MULTILINE):
        return "Das Protokoll ist genehmigt"
    return None


# ---- what is certain


@dataclass(frozen=True, slots=True)
class Try:
    """A finding, and the text of its file before and after it was followed."""

    found: Finding
    before: str
    after: str

    def same_letters(self) -> bool:
        """The file says the same, letter by letter; what changes are signs, blanks, capitals and how umlauts are spelled."""
        return _letters(self.before) == _letters(self.after)

    def key(self) -> bool:
        """An unknown key hardly differs from one that may stand there."""
        line = self.before.split("\n")[self.found.line - 1]
        written = line[self.found.column - 1 :].split(":")[0].strip()
        return SequenceMatcher(None, written, self.found.hint or "", autojunk=False).ratio() >= ALIKE

    def number_or_yes(self) -> bool:
        """A number, or yes or no: suggested only where nothing else can be meant."""
        return re.fullmatch(r"true|false|-?[0-9]+(\.[0-9]+)?", self.found.hint or "") is not None

    def day_or_time(self) -> bool:
        """A day or a time: suggested only where nothing else can be meant."""
        hint = self.found.hint or ""
        return german.parse(hint) is not None or re.fullmatch(r"[0-2]\d:[0-5]\d", hint) is not None


CERTAIN: dict[str, tuple[Callable[[Try], bool], ...]] = {
    "Y01": (Try.same_letters,),
    "S01": (Try.same_letters, Try.key),
    "S03": (Try.same_letters, Try.number_or_yes),
    "S04": (Try.same_letters,),
    "S05": (Try.same_letters, Try.day_or_time),
    **dict.fromkeys(("R01", "R02", "R03", "R05", "R07"), (Try.same_letters,)),
}
"""Id of a finding → when its suggestion says what was meant beyond doubt: if any of these holds. What is not listed is for
people: which of two ids, texts or days was meant (R, M), what a link leads to (T01), whether a comment is one (Y05)."""


def is_certain(found: Finding, before: str, kind: str) -> str | None:
    """The file's text once this finding was followed, if that is beyond doubt and takes the finding away; else None."""
    after = follow(before, found) if found.id in CERTAIN else before
    if after == before or not any(holds(Try(found, before, after)) for holds in CERTAIN[found.id]):
        return None
    was, now = (read(text.encode(), found.path, kind).findings for text in (before, after))
    still = any((one.id, one.line, one.message) == (found.id, found.line, found.message) for one in now)
    worse = found.id != "Y01" and len(now) > len(was) - (found.id[0] == "S")
    return None if still or worse else after


def _letters(text: str) -> str:
    """A text's letters and digits, however they are written."""
    plain = text.casefold()
    for umlaut, spelled in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        plain = plain.replace(umlaut, spelled)
    return "".join(filter(str.isalnum, plain))


# ---- a text that is being changed


@dataclass(frozen=True, slots=True)
class _Text:
    """A file's lines as they were, and those it has now, each with its number among the former if it is still the same."""

    lines: tuple[str, ...]
    now: tuple[tuple[int | None, str], ...]

    @property
    def text(self) -> str:
        """What the file says now, with `\\n` as its only line break."""
        return "\n".join(line for _, line in self.now)

    def changed(self, text: str) -> _Text:
        """The same file with this text: lines count as the same from both ends, and between where they are."""
        new = text.split("\n")
        head, tail = shared([line for _, line in self.now], new)
        old, middle = self.now[head : len(self.now) - tail], new[head : len(new) - tail]
        pairs = len(old) == len(middle)
        between = [old[n] if pairs and old[n][1] == line else (None, line) for n, line in enumerate(middle)]
        return _Text(self.lines, (*self.now[:head], *between, *self.now[len(self.now) - tail :]))

    def edits(self) -> Iterator[Edit]:
        """Where the lines are others than they were."""
        start, new = 0, list[str]()
        for number, line in (*self.now, (len(self.lines), "")):
            if number is None:
                new.append(line)
                continue
            if new or number > start:
                yield Edit(start, number, tuple(new))
            start, new = number + 1, []


def _text(content: bytes, path: str) -> _Text | None:
    """A file's text; None for one that cannot be read as text."""
    text, faults = decode(content, path)
    if faults:
        return None
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n|\Z)", content.decode("utf-8-sig"))
    if text and not text.endswith("\n"):
        lines.pop()  # behind the last line its end is found once more
    return _Text(tuple(lines), tuple(enumerate(text.split("\n"))))


def _mended(text: _Text, path: str, kind: str, findings: list[Finding]) -> _Text | None:
    """A file after its certain suggestions were followed, from the last to the first, so that lines keep their numbers; None if
    there are none."""
    made = text
    for found in sorted(findings, key=lambda f: (f.line, f.column), reverse=True):
        after = is_certain(found, made.text, kind)
        made = made.changed(after) if after is not None else made
    return made if made is not text else None


def _edited(lines: tuple[str, ...], edits: Iterable[Edit]) -> Iterator[str]:
    crlf = sum(line.endswith("\r\n") for line in lines)
    end = "\r\n" if 2 * crlf > len(lines) else "\n"
    at = 0
    for edit in edits:
        yield from lines[at : edit.start]
        last = edit.end >= len(lines)
        yield end.join(edit.new) + ("" if last or not edit.new else end)
        at = edit.end
    yield from lines[at:]


def _near(edits: Iterable[Edit]) -> Iterator[list[Edit]]:
    """Edits in groups whose surroundings touch."""
    group: list[Edit] = []
    for edit in edits:
        if group and edit.start - group[-1].end > 2 * CONTEXT:
            yield group
            group = []
        group.append(edit)
    if group:
        yield group


def _bare(line: str) -> str:
    return line.rstrip("\r\n")
