"""ruamel.yaml's events to nodes, within the limits, up to the first mistake: the way of a file that `quick` does not read.

The outcome is a value, so that `mistakes.py` can try what it takes for the right text by parsing that too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from regsam_docs.finding import Rule
from regsam_docs.limits import DEPTH, LIST_ITEMS
from regsam_docs.yaml import characters, quick
from regsam_docs.yaml.characters import Y02, Y03
from regsam_docs.yaml.quick import COLON, CUT, DASHES, Entry, Mapping, Mark, Node, Scalar, Sequence, Style
from regsam_docs.yaml.scanner import END, Place, Stop, parser

_STYLES: dict[str | None, Style] = {None: "plain", "'": "single", '"': "double", "|": "literal", ">": "folded"}
_KEY = re.compile(r"[a-z][a-z_]*\Z")
_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_MOST_PROBLEMS = 100
_AGAIN = "Beginnt hier ein neuer Listenpunkt, fehlt davor der Strich „- “; sonst fehlt vielleicht die Zeile davor"
_STEERS = (
    "Im Kommentar steht ein unsichtbares Zeichen, das die Schreibrichtung ändert: Man liest dort etwas anderes, als in der "
    "Datei steht. Löschen Sie die Zeichen ringsum und schreiben Sie den Kommentar neu."
)
_PATH = re.compile(r'(?:(?<!\w)[A-Z]:|(?<!\\)\\\\[\w-]+)\\[abefnrtv]\w+(?:\\|\.\w+|"|\Z)')
"""A Windows path, or one in a network, whose folders would become line breaks, tabs and the like."""

_BLANK = re.compile(r"(?<!\\)(?:\\\\)*\\_")
"""An escape that makes a blank of what was meant as `_` behind a backslash."""

__all__ = ["DASHES", "Failure", "Parsed", "Slip", "parse"]


@dataclass(frozen=True, slots=True)
class Failure:
    """Where and why reading stopped. `kind`: of `Stop`, or "syntax" with the parser's words in `detail`; `since`:
    where the thing began that the parser was in."""

    kind: str
    place: Place
    detail: str = ""
    since: Place | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake that reading survives: its line and column (from 1), id and words."""

    mark: Mark
    rule: Rule
    message: str
    hint: str | None


@dataclass(slots=True)
class Parsed:
    """A file's node as far as it was read; `node` is None with a failure, or past `until`."""

    node: Node | None = None
    problems: list[Slip] = field(default_factory=list)
    failure: Failure | None = None


class _Enough(Exception):
    """The line has been reached up to which parsing was asked for, or there is no end of mistakes."""


def parse(text: str, until: int | None = None) -> Parsed:
    """Parse a text, or its first `until` lines (a trial need not read a long file to its end)."""
    parsed = Parsed()
    try:
        parsed.node = _Composer(text, parsed, until).document()
    except Stop as stop:
        parsed.failure = Failure(stop.kind, stop.place)
    except _Enough:
        pass
    except MarkedYAMLError as error:
        place = error.problem_mark or error.context_mark or Place(0, 0, 0)
        parsed.failure = Failure("syntax", place, str(error.problem or error.context), error.context_mark)
    return parsed


class _Composer:
    """One pass over the events; the depth limit bounds the recursion."""

    def __init__(self, text: str, parsed: Parsed, until: int | None) -> None:
        self.text = text + END * 4
        self.parsed = parsed
        self.until = until
        self.items = 0
        self.parser = parser(text)

    def next(self) -> Any:
        """The next event. ruamel has no words of its own for a code point beyond Unicode ("\\U00110000")."""
        try:
            event = self.parser.get_event()
        except (ValueError, OverflowError) as error:
            raise Stop("escape", self.parser.scanner.reader.get_mark()) from error
        if self.until is not None and event.start_mark.line > self.until:
            raise _Enough
        return event

    def document(self) -> Node:
        """The one document of the file."""
        self.next()
        event = self.next()
        if isinstance(event, StreamEndEvent):
            raise Stop("empty", Place(0, 0, 0))
        node = self.node(self.next(), 0)
        if isinstance(node, Scalar) and node.style == "plain" and not node.text:
            raise Stop("empty", Place(0, 0, 0))
        self.next()
        event = self.next()
        if isinstance(event, DocumentStartEvent):
            raise Stop("document", event.start_mark)
        for place in self.parser.scanner.reader.steering[:_MOST_PROBLEMS]:
            self.parsed.problems.append(Slip(Mark(place.line + 1, place.column + 1), Y03, _STEERS, None))
        return node

    def node(self, event: Any, depth: int) -> Node:
        if isinstance(event, ScalarEvent):
            return self.scalar(event)
        if depth == DEPTH:
            raise Stop("depth", event.start_mark)
        if isinstance(event, MappingStartEvent):
            return self.mapping(event, depth + 1)
        return self.sequence(event, depth + 1)

    def sequence(self, start: SequenceStartEvent, depth: int) -> Sequence:
        items = []
        while not isinstance(event := self.next(), SequenceEndEvent):
            self.items += 1
            if self.items > LIST_ITEMS:
                raise Stop("items", event.start_mark)
            items.append(self.node(event, depth))
        return Sequence(tuple(items), _mark(start.start_mark), bool(start.flow_style))

    def mapping(self, start: MappingStartEvent, depth: int) -> Mapping:
        entries: list[Entry] = []
        seen: dict[str, int] = {}
        while not isinstance(event := self.next(), MappingEndEvent):
            key = self.key(event)
            end = event.end_mark
            colon = COLON.match(self.text, end.index)
            event = self.next()
            if isinstance(event, ScalarEvent) and not event.value and not event.style:
                value: Node = self.empty(event, end, colon)
            else:
                value = self.node(event, depth)
            if key.text in seen and (colon or _KEY.match(key.text)):
                again = depth > 1 and not start.flow_style and key.text == entries[0].key
                self.duplicate(key, seen[key.text], again)
                seen = {} if again else seen
            seen.setdefault(key.text, key.mark.line)
            entries.append(Entry(key.text, key.mark, value, colon is not None))
        return Mapping(tuple(entries), _mark(start.start_mark), bool(start.flow_style))

    def key(self, event: Any) -> Scalar:
        """A key, if it is a text."""
        if not isinstance(event, ScalarEvent):
            raise Stop("complex", event.start_mark)
        if event.style is None:
            if not event.value:
                raise Stop("nokey", event.start_mark)
            if event.value == "<<":
                raise Stop("merge", event.start_mark)
            if event.value[0].isspace():
                raise Stop("blank", event.start_mark)
            if event.value[0] in DASHES and event.value[1:2].isspace():
                raise Stop("point", event.start_mark)
        return self.scalar(event)

    def empty(self, event: ScalarEvent, end: Place, colon: re.Match[str] | None) -> Scalar:
        """An empty value, placed behind its colon (ruamel puts it at the next token); `end` is its key's."""
        place = event.start_mark
        if colon and "\n" not in colon[0]:
            place = Place(colon.end(), end.line, end.column + len(colon[0]))
        return Scalar("", _mark(place), "plain", CUT.match(self.text, place.index) is not None, None)

    def scalar(self, event: ScalarEvent) -> Scalar:
        style = _STYLES[event.style]
        start, end = event.start_mark, event.end_mark
        text: str = event.value
        if style == "double" and "\\" in self.text[start.index : end.index]:
            self.escapes(event)
            text = characters.FORBIDDEN.sub("\ufffd", text)  # half a character can be written nowhere
        cut = style == "plain" and CUT.match(self.text, end.index) is not None
        body = quick.body(self.text, start, end, event.value) if style == "literal" else None
        return Scalar(text, _mark(start), style, cut, body)

    def escapes(self, event: ScalarEvent) -> None:
        """Find the escapes that make forbidden characters, and a Windows path that would break at its `\\n`."""
        start = event.start_mark
        source = self.text[start.index : event.end_mark.index]
        if path := _PATH.search(source):
            at = source.index("\\", path.start() + 2)
            raise Stop("path", Place(start.index + at, *self.place(start, source, at)))
        if blank := _BLANK.search(source):
            raise Stop("escape", Place(start.index + blank.start(), *self.place(start, source, blank.start())))
        if characters.piled(event.value) is not None:
            self.parsed.problems.append(Slip(_mark(start), Y03, characters.PILED, None))
        if not characters.FORBIDDEN.search(event.value) and "\r" not in event.value:
            return
        for match in _ESCAPE.finditer(source):
            if len(self.parsed.problems) >= _MOST_PROBLEMS:
                raise _Enough
            made = _made(match[0])
            if made and (characters.FORBIDDEN.match(made) or made == "\r"):
                line = start.line + source.count("\n", 0, match.start())
                before = source.rfind("\n", 0, match.start())
                column = match.start() - before - 1 if before >= 0 else start.column + match.start()
                self.parsed.problems.append(_bad_escape(Mark(line + 1, column + 1), match[0], made))

    @staticmethod
    def place(start: Any, source: str, at: int) -> tuple[int, int]:
        """Line and column of what stands `at` so many characters behind the start of a scalar."""
        line = source.count("\n", 0, at)
        return start.line + line, at - source.rfind("\n", 0, at) - 1 if line else start.column + at

    def duplicate(self, key: Scalar, first: int, again: bool) -> None:
        """Note a key's second place. `again`: the keys begin anew, probably because the line that parts two list
        points is missing; that is one mistake, and the keys that follow are none."""
        if len(self.parsed.problems) >= _MOST_PROBLEMS:
            raise _Enough
        message = (
            f"Der Schlüssel „{key.text}“ steht hier ein zweites Mal; zuerst steht er in Zeile {first}. Bitte löschen "
            "Sie einen der beiden oder führen Sie die Angaben zusammen."
        )
        self.parsed.problems.append(Slip(key.mark, Y02, message, _AGAIN if again else None))


_SHORT = {"0": "\0", "a": "\a", "b": "\b", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b"} | {
    "N": "\x85",
    "L": "\u2028",
    "P": "\u2029",
}


def _made(escape: str) -> str | None:
    """The character an escape makes, if it may be a forbidden one."""
    return chr(int(escape.lstrip("\\xuU"), 16)) if len(escape) > 2 else _SHORT.get(escape[1])


def _bad_escape(mark: Mark, escape: str, made: str) -> Slip:
    kind = "ein Wagenrücklauf (U+000D)" if made == "\r" else characters.name(made)
    message = (
        f"In doppelten Anführungszeichen ist „{escape}“ ein Sonderzeichen, hier {kind}; das ist nicht erlaubt. Ist ein "
        "Rückstrich gemeint, schreiben Sie den Text in einfachen Anführungszeichen."
    )
    return Slip(mark, Y03, message, f"'…{escape}…' statt \"…{escape}…\"")


def _mark(place: Place) -> Mark:
    return Mark(place.line + 1, place.column + 1)
