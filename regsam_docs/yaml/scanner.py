"""ruamel.yaml's pure parser, made strict where it would lose text and lenient where YAML 1.2 is.

Text comes in with `\\n` as its only line break and free of forbidden characters (`characters.py` sees to both);
events go out. `Stop` says that the file is not YAML as in docs/format.md although ruamel would have gone on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.parser import Parser
from ruamel.yaml.scanner import Scanner
from ruamel.yaml.tokens import ScalarToken

from regsam_docs.limits import DEPTH
from regsam_docs.yaml.characters import STEERING

END = "\0"
_BLANKS = re.compile(r"[ \t]*+")
_BLANK_LINES = re.compile(r"(?: *+\n)*+")
# A plain text on one line: no `: `, no ` #`, no blanks at the end. In flow collections also no `,[]{}`.
_PLAIN_BLOCK = re.compile(r"(?:[^ \t\n\0:]|:(?![ \t\n\0])|[ \t]++(?![\n\0#]|:[ \t\n\0]))+")
_PLAIN_LIST = re.compile(r"(?:[^ \t\n\0:,\[\]{}]|:(?![ \t\n\0])|[ \t]++(?![\n\0#,\[\]{}]|:[ \t\n\0]))+")
_PLAIN_MAP = re.compile(r"(?:[^ \t\n\0:,\[\]{}]|:(?![ \t\n\0,\[\]{}])|[ \t]++(?![\n\0#,\[\]{}]|:[ \t\n\0,\[\]{}]))+")


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the parser counts it: code points from the start, line and column, all from 0."""

    index: int
    line: int
    column: int


class Stop(Exception):
    """The file uses something docs/format.md does not allow. `kind` names it for `mistakes.py`."""

    def __init__(self, kind: str, place: Place) -> None:
        super().__init__(kind)
        self.kind = kind
        self.place = place


class _Whole:
    """The part of ruamel's Reader its scanner uses, over one whole text instead of a buffer."""

    encoding = "utf-8"

    def __init__(self, text: str) -> None:
        self.buffer = text + END * 4
        self.pointer = self.line = self.column = 0
        self.steering: list[Place] = []
        """Where comments steer the direction of writing."""

    @property
    def index(self) -> int:
        return self.pointer

    def peek(self, index: int = 0) -> str:
        return self.buffer[self.pointer + index]

    def prefix(self, length: int = 1) -> str:
        return self.buffer[self.pointer : self.pointer + length]

    def forward(self, length: int = 1) -> None:
        self.move(self.pointer + length)

    def move(self, pointer: int) -> None:
        breaks = self.buffer.count("\n", self.pointer, pointer)
        if breaks:
            self.line += breaks
            self.column = pointer - self.buffer.rindex("\n", self.pointer, pointer) - 1
        else:
            self.column += pointer - self.pointer
        self.pointer = pointer

    def get_mark(self) -> Place:
        return Place(self.pointer, self.line, self.column)


class _Scanner(Scanner):
    """ruamel's scanner; what is overridden says why."""

    def scan_to_next_token(self) -> None:
        """Skip blanks and comments. ruamel takes `"a"#b` for a comment (losing b) and rejects `a:<tab>b`."""
        reader = self.reader
        text = reader.buffer
        while True:
            start = reader.pointer
            end = self._blanks_end()
            if text[end] == "#":
                if end and text[end - 1] not in " \t\n":
                    raise Stop("comment", reader.get_mark())
                end, comment = text.find("\n", end), end
                end = end if end >= 0 else len(text) - 4
                for found in STEERING.finditer(text, comment, end):
                    reader.steering.append(Place(found.start(), reader.line, reader.column + found.start() - start))
            if text[end] != "\n":
                self._refuse_tab(start, end)
                reader.move(end)
                return
            reader.move(end + 1)
            if not self.flow_context:
                self.allow_simple_key = True

    def _blanks_end(self) -> int:
        """Where the blanks and tabs at the pointer end."""
        found = _BLANKS.match(self.reader.buffer, self.reader.pointer)
        return found.end() if found else self.reader.pointer

    def _refuse_tab(self, start: int, end: int) -> None:
        """A tab may part a key from its value but never indent: its width is in the eye of the editor."""
        reader = self.reader
        tab = reader.buffer.find("\t", start, end)
        if tab < 0 or self.flow_context or reader.buffer[end] in "#\0":
            return
        if not reader.buffer[start - reader.column : tab].strip(" -"):
            raise Stop("tab", Place(tab, reader.line, reader.column + tab - start))

    def fetch_flow_collection_start(self, token: Any, to_push: str) -> None:
        """Stop at the limit here already: the scanner looks ahead 1,024 characters before an event comes."""
        if len(self.flow_context) > DEPTH:
            raise Stop("depth", self.reader.get_mark())
        super().fetch_flow_collection_start(token, to_push)

    def fetch_directive(self) -> None:
        raise Stop("directive", self.reader.get_mark())

    def fetch_alias(self) -> None:
        raise Stop("alias", self.reader.get_mark())

    def fetch_anchor(self) -> None:
        raise Stop("anchor", self.reader.get_mark())

    def fetch_tag(self) -> None:
        raise Stop("tag", self.reader.get_mark())

    def fetch_key(self) -> None:
        raise Stop("question", self.reader.get_mark())

    def scan_plain(self) -> ScalarToken:
        """As ruamel does it, but a line at a time, with tabs inside a text and `{a:, b: c}` as in YAML 1.2.

        A line that begins with `- ` under a text would become part of it: a list point out of line, or a list in a
        text without `|`. YAML allows it; nobody means it."""
        reader = self.reader
        pattern = _PLAIN_BLOCK
        if self.flow_context:
            pattern = _PLAIN_LIST if self.flow_context[-1] == "[" else _PLAIN_MAP
        start = end = reader.get_mark()
        chunks: list[str] = []
        spaces: list[str] = []
        while reader.peek() != "#" and (found := pattern.match(reader.buffer, reader.pointer)):
            self.allow_simple_key = False
            chunks += [*spaces, found[0]]
            reader.move(found.end())
            end = reader.get_mark()
            reader.move(self._blanks_end())
            spaces = self.scan_plain_spaces(self.indent + 1, start) or []
            if not spaces or (not self.flow_context and reader.column <= self.indent):
                break
            if not self.flow_context and reader.prefix(2) == "- " and reader.line > end.line:
                raise Stop("dash", reader.get_mark())
        return ScalarToken("".join(chunks), True, start, end)

    def scan_flow_scalar(self, style: str) -> ScalarToken:
        """A quoted text must stay right of its key (YAML 1.2); ruamel lets one forgotten quote swallow the keys
        of the following lines."""
        token: ScalarToken = super().scan_flow_scalar(style)
        start: Any = token.start_mark
        end: Any = token.end_mark
        if end.line > start.line and not self.flow_context:
            for line in self.reader.buffer[start.index : end.index].split("\n")[1:]:
                if line.strip() and len(line) - len(line.lstrip(" ")) <= self.indent:
                    raise Stop("quote", start)
        return token

    def scan_block_scalar_indentation(self) -> tuple[list[str], int, Place]:
        """Indentation of a block's first line with text; ruamel trips over blanks in the empty lines before it."""
        reader = self.reader
        found = _BLANK_LINES.match(reader.buffer, reader.pointer)
        breaks = ["\n"] * found[0].count("\n") if found else []
        reader.move(found.end() if found else reader.pointer)
        end = reader.get_mark()
        while reader.peek() == " ":
            reader.forward()
        return breaks, reader.column, end


class _Version:
    """YAML 1.2, where ruamel's parser looks for it."""

    processing_version = (1, 2)


class _Parser(Parser):
    """ruamel's parser, with its scanner and resolver as attributes (it finds them anew for every token)."""

    scanner: Any = None
    resolver: Any = _Version


class _Loader:
    """What ruamel's parts know of each other."""

    comment_handling = None
    processing_version = _Version.processing_version

    def __init__(self, text: str) -> None:
        self._reader = _Whole(text)  # the name by which the scanner finds it


def parser(text: str) -> Parser:
    """A parser over this text; its `get_event()` raises `Stop` or ruamel's errors at the first mistake."""
    loader = _Loader(text)
    scanner = _Scanner(loader)
    made = _Parser(loader)
    made.scanner = scanner
    return made
