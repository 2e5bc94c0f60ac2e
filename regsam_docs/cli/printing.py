"""The gate: everything a command prints passes here, so that nothing from files, names, commits and arguments reaches a terminal
or a CI's log that it would obey (`harmless`). What is ours passes by name: colours, the progress bar, commands for GitHub."""

from __future__ import annotations

import codecs
import os
import re
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Literal, TextIO

import click

from regsam_docs import harmless
from regsam_docs.finding import Trouble

OURS = {
    "": re.compile(r"(?!)"),
    "colours": re.compile(r"\x1b\[(?:(?:[0-4]|2[1-9]|3[1-7])?;)*+(?:[0-4]|2[1-9]|3[1-7])?m"),
    "bar": re.compile(r"\r|\x1b\[K"),
    "joints": re.compile("\u200b"),
}
"""Control characters of our own that pass when they are announced; who announces them made the texts between `printable`."""

Ours = Literal["", "colours", "bar", "joints"]

ANNOTATION = re.compile(r"::(?:error|warning) file=[^\n:]*::[^\n]*")
"""A command that we give: `check --format github`."""

TAB = "    "
PASSED = frozenset(("flush", "fileno", "encoding", "errors"))
"""What is asked of a stream besides writing."""

_KEPT = 64
"""How much of an unfinished line is remembered: more than any command's beginning."""


class Gate:
    """Standard output or standard error behind the gate."""

    def __init__(self, stream: TextIO, *, folds: bool = False) -> None:
        self.stream, self.folds = stream, folds
        self._begun = ""

    def write(self, text: str | bytes) -> int:
        """Print a text that may hold anything; click gives what it completes as bytes."""
        self.let(text.decode("utf-8", "replace") if isinstance(text, bytes) else text, "")
        return len(text)

    def let(self, text: str, ours: Ours) -> None:
        """Print a text that may hold anything and control characters of ours. Lines that are wider than a narrow terminal are
        broken between words."""
        wide = width() if self.folds else FULL
        text = folded(text, wide) if wide < FULL else text
        pattern = OURS[ours]
        kept = pattern.findall(text)
        others = [harmless.spelled(part.replace("\t", TAB)) for part in pattern.split(text)]
        self._put(harmless.harmless("".join(a + b for a, b in zip(others, [*kept, ""], strict=True)), begun=self._begun))

    def command(self, text: str) -> None:
        """Print lines of which those that are annotations of ours may be obeyed."""
        for line in text.splitlines(keepends=True):
            if ANNOTATION.fullmatch(line.rstrip("\n")) and not self._begun:
                self._put(harmless.spelled(line))
            else:
                self.write(line)

    def _put(self, text: str) -> None:
        self._begun = (self._begun + text).rpartition("\n")[2][-_KEPT:]
        self.stream.write(text)

    def isatty(self) -> bool:
        """Whether people see it at once."""
        return self.stream.isatty()

    def __getattr__(self, name: str) -> Any:
        """As the stream's, but for what would lead past the gate."""
        if name in PASSED:
            return getattr(self.stream, name)
        raise AttributeError(name)


FULL, NARROWEST = 80, 20
"""Characters of a line as far as nothing else is known, and those below which nothing is made to fit."""


def width() -> int:
    """How many characters fit into a line: `COLUMNS`, else as many as the terminal has, but 80 at most, and 80 in pipes."""
    wide = shutil.get_terminal_size((FULL, 24)).columns
    return max(wide if os.environ.get("COLUMNS") else min(wide, FULL), NARROWEST)


def folded(text: str, wide: int) -> str:
    """A text with its lines broken between words, as deep as they begin; what is written for programs (JSON, HTML, commands)
    stays."""
    return "".join(_folded(line, wide) for line in text.splitlines(keepends=True))


def _folded(line: str, wide: int) -> str:
    said = line.rstrip()
    if _width(said) <= wide or said.lstrip().startswith(("{", "[", '"', "<", ":", "\r")):
        return line
    start = said[: len(said) - len(said.lstrip())]
    first, *words = said.split(" ") if not start else [start + said.split()[0], *said.split()[1:]]
    lines = [first]
    for word in words:
        if _width(lines[-1]) + 1 + _width(word) <= wide:
            lines[-1] += f" {word}"
        else:
            lines.append(start + word)
    return "\n".join(lines) + line[len(said) :]


def _width(text: str) -> int:
    """How many characters of a text are seen."""
    return len(OURS["colours"].sub("", text))


SPELLED = "regsam-docs"
"""Name of how characters are written that an encoding lacks."""

PLAIN = {
    **dict.fromkeys("„“”«»", '"'),
    **dict.fromkeys("‚‘’", "'"),
    **dict.fromkeys("–—‐‑−─━", "-"),
    **dict(zip("·×●•█░✓", ".x**#.x", strict=True)),
    **dict(zip("…→←€äöüÄÖÜß", ("...", "->", "<-", "EUR", "ae", "oe", "ue", "Ae", "Oe", "Ue", "ss"), strict=True)),
}
"""Characters of ours → what stands for them where an encoding has only fewer."""


def _spelled(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    lacking = error.object[error.start : error.end]
    return "".join(PLAIN.get(c, f"<U+{ord(c):04X}>") for c in lacking), error.end


codecs.register_error(SPELLED, _spelled)


def encoding(stream: TextIO) -> str:
    """What a stream of the process is written in: UTF-8, which programs expect of us and nearly every terminal knows; but what
    `PYTHONIOENCODING` says, and on a terminal what the system says it has, unless that is ASCII, which says nothing."""
    try:
        own = codecs.lookup(stream.encoding or "utf-8").name
    except LookupError:
        return "utf-8"
    if os.environ.get("PYTHONIOENCODING", "").partition(":")[0]:
        return own
    return own if own != "ascii" and stream.isatty() else "utf-8"


@contextmanager
def gates(*, folds: bool) -> Iterator[None]:
    """Put a gate before standard output and standard error. `folds`: people read what is printed, not programs."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = Gate(before[0], folds=folds), Gate(before[1], folds=True)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def colours() -> bool:
    """Whether the command's output gets colours: `--color`, else NO_COLOR, else whether standard output is a terminal."""
    chosen = click.get_current_context().obj["color"]
    if chosen != "auto":
        return bool(chosen == "always")
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and sys.stdout.isatty()


def painted(text: str, style: str) -> str:
    """A text in a style as rich says it in tables: „bold red“, „green“; in none if there is none."""
    words = style.split()
    colour = next((word for word in words if word != "bold"), None)
    return click.style(text, fg=colour, bold="bold" in words or None) if words else text


CHANGED = {"-": "red", "+": "green", "@": "cyan"}
"""How a line of a diff begins → its style."""


def painted_diff(lines: Iterable[str]) -> str:
    """A unified diff's lines, which may hold anything, in colours."""
    return "".join(f"{painted(harmless.printable(line), CHANGED.get(line[:1], ''))}\n" for line in lines)


def say(text: str, ours: Ours = "", *, err: bool = False) -> None:
    """Print a text as it is laid out, without a line feed at its end. `ours`: control characters it may hold (`OURS`); colours
    are taken out where there are to be none."""
    text = click.unstyle(text) if ours == "colours" and not colours() else text
    stream = _gate(err=err)
    stream.let(text, ours)
    stream.flush()


def say_commands(text: str) -> None:
    """Print annotations for GitHub's runner."""
    stream = _gate()
    stream.command(text)
    stream.flush()


def say_document(data: bytes, advice: str) -> None:
    """Give out a document byte for byte: into a file as it is; to a terminal, a pipe or a log only if nothing in it would be
    obeyed there. Raises Trouble with the advice otherwise."""
    stream = _gate()
    stream.flush()
    if not _is_file(stream) and not harmless.is_plain(data.decode("utf-8", "surrogateescape")):
        raise Trouble(f"Darin steht, was ein Terminal oder eine CI als Befehl läse; es wird hier nicht ausgegeben. {advice}")
    raw = getattr(stream.stream, "buffer", None)
    if raw is None:
        stream.stream.write(data.decode("utf-8", "replace"))
    else:
        raw.write(data)
    stream.stream.flush()


def _is_file(stream: Gate) -> bool:
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except (OSError, ValueError):
        return False


def _gate(*, err: bool = False) -> Gate:
    stream = sys.stderr if err else sys.stdout
    return stream if isinstance(stream, Gate) else Gate(stream)
