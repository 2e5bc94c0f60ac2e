"""ruamel.yaml's events to nodes, within the limits, up to the first mistake: the way of a file that `quick` does not read.

The outcome is a value, so that `mistakes.py` can try what it takes for the right text by parsing that too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from ruamel.yaml import events
from ruamel.yaml.error import MarkedYAMLError

from regsam_docs.finding import Rule
from regsam_docs.yaml import characters
from regsam_docs.yaml.characters import Y02, Y03
from regsam_docs.yaml.quick import DASHES, Composer, Entry, Mark, Node, Scalar, mark
from regsam_docs.yaml.scanner import Place, Stop, parser

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


class _Composer(Composer):
    """Reads ruamel.yaml's events, and notes what is wrong with them."""

    events = events

    def __init__(self, text: str, parsed: Parsed, until: int | None) -> None:
        self.parsed = parsed
        self.until = until
        super().__init__(text)

    def source(self, text: str) -> Callable[[], Any]:
        self.parser = parser(text)
        return self.event

    def event(self) -> Any:
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
        if isinstance(event, events.StreamEndEvent):
            raise Stop("empty", Place(0, 0, 0))
        node = self.node(self.next(), 0)
        if isinstance(node, Scalar) and node.style == "plain" and not node.text:
            raise Stop("empty", Place(0, 0, 0))
        self.next()
        event = self.next()
        if isinstance(event, events.DocumentStartEvent):
            raise Stop("document", event.start_mark)
        self.parsed.problems += [
            Slip(mark(one), Y03, _STEERS, None) for one in self.parser.scanner.reader.steering[:_MOST_PROBLEMS]
        ]
        return node

    def stop(self, kind: str, event: Any) -> NoReturn:
        raise Stop(kind, event.start_mark)

    def checked(self, event: Any) -> str:
        text: str = event.value
        if event.style == '"' and "\\" in self.text[event.start_mark.index : event.end_mark.index]:
            self.escapes(event)
            return characters.FORBIDDEN.sub("\ufffd", text)  # half a character can be written nowhere
        return text

    def escapes(self, event: Any) -> None:
        """Find the escapes that make forbidden characters, and a Windows path that would break at its `\\n`."""
        start = event.start_mark
        source = self.text[start.index : event.end_mark.index]
        if path := _PATH.search(source):
            raise Stop("path", self.place(start, source, source.index("\\", path.start() + 2)))
        if blank := _BLANK.search(source):
            raise Stop("escape", self.place(start, source, blank.start()))
        if characters.piled(event.value) is not None:
            self.parsed.problems.append(Slip(mark(start), Y03, characters.PILED, None))
        if not characters.FORBIDDEN.search(event.value) and "\r" not in event.value:
            return
        for match in _ESCAPE.finditer(source):
            made = _made(match[0])
            if made and (characters.FORBIDDEN.match(made) or made == "\r"):
                self.note(_bad_escape(mark(self.place(start, source, match.start())), match[0], made))

    @staticmethod
    def place(start: Any, source: str, at: int) -> Place:
        """The place of what stands `at` so many characters behind the start of a scalar."""
        line = source.count("\n", 0, at)
        column = at - source.rfind("\n", 0, at) - 1 if line else start.column + at
        return Place(start.index + at, start.line + line, column)

    def note(self, problem: Slip) -> None:
        """Keep a mistake, if there are not too many."""
        if len(self.parsed.problems) >= _MOST_PROBLEMS:
            raise _Enough
        self.parsed.problems.append(problem)

    def misplaced(self) -> None:
        pass  # libyaml reads it otherwise, ruamel rightly

    def repeated(self, key: Entry, siblings: list[Entry], seen: dict[str, int], inner: bool) -> dict[str, int]:
        """Note a key's second place. If the keys begin anew, probably the line that parts two list points is missing; that is one
        mistake, and the keys that follow are none."""
        if not key.colon and not _KEY.match(key.key):
            return seen
        again = inner and key.key == siblings[0].key
        message = (
            f"Der Schlüssel „{key.key}“ steht hier ein zweites Mal; zuerst steht er in Zeile {seen[key.key]}. Bitte löschen "
            "Sie einen der beiden oder führen Sie die Angaben zusammen."
        )
        self.note(Slip(key.key_mark, Y02, message, _AGAIN if again else None))
        return {} if again else seen


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
