"""What several commands need: the root, colours, progress; putting files beside content, never through a link to somewhere
else; and what the shell offers on the tab key for words that depend on the content repository."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import wraps
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar

import click
from click.shell_completion import CompletionItem

from regsam_docs.cli.printing import say, say_document, width
from regsam_docs.finding import Trouble
from regsam_docs.limits import PDF_BYTES_OF_MEMORY, PDF_SECONDS
from regsam_docs.repository import paths
from regsam_docs.repository.layout import Layout, layout
from regsam_docs.system import disk

if TYPE_CHECKING:
    from regsam_docs.publish.workbook import Grid

F = TypeVar("F", bound=Callable[..., Any])

WIDTH = 30
"""Of the progress bar at most, in characters."""


def root() -> Path:
    """The content repository's root: `--root`, else the nearest folder upwards that holds `areas/`. Raises Trouble."""
    given: Path | None = click.get_current_context().obj["root"]
    if given is not None:
        if not (given / "areas").is_dir():
            raise Trouble(f"In „{given}“ liegt kein Ordner „areas“. Geben Sie mit --root den Ordner an, der ihn enthält.")
        return given.absolute()
    found = disk.find_root(Path.cwd())
    if found is None:
        raise Trouble(
            "Weder hier noch in einem Ordner darüber liegt „areas/“. Wechseln Sie in den Ordner Ihrer Inhalte, oder geben Sie "
            "ihn mit --root an; einen neuen legt „regsam-docs init“ an."
        )
    return found


def within(root: Path, given: str) -> str:
    """A path from the command line, relative to the root and POSIX, `areas` or below it; the root itself means `areas`.

    Raises Trouble if it does not exist or lies elsewhere.
    """
    for base in (Path.cwd(), root, root / paths.AREAS):
        written = Path(os.path.normpath(base / given))
        # The folder above may be named by another way than the root is; the file itself may be a link, to be reported as one.
        for path, top in ((written, root), (written.parent.resolve() / written.name, root.resolve())):
            if path == top and base != root / paths.AREAS:
                return paths.AREAS
            if (path.exists() or path.is_symlink()) and path.is_relative_to(top / paths.AREAS):
                return path.relative_to(top).as_posix()
    raise Trouble(
        f"„{given}“ gibt es unter „{root / paths.AREAS}“ nicht. Geben Sie eine Datei oder einen Ordner unter areas/ an, "
        "zum Beispiel areas/blumenau."
    )


class Bar:
    """A progress bar on a terminal for what takes longer than a second; nothing in pipes and CI."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.start = time.monotonic()
        self.shown = False
        self.wanted = sys.stderr.isatty() and not os.environ.get("CI")

    def __enter__(self) -> Self:
        return self

    def show(self, done: int, total: int) -> None:
        """So many of so many are done."""
        if self.wanted and time.monotonic() - self.start > 1:
            self.shown = True
            count = f"{done}/{total}"
            room = min(WIDTH, width() - len(self.what) - len(count) - 3)
            full = room * done // max(total, 1)
            say(f"\r{self.what} {'█' * full}{'░' * (room - full)} {count}", "bar", err=True)

    def __exit__(self, *ended: object) -> None:
        if self.shown:
            say("\r\033[K", "bar", err=True)


class Day(click.DateTime):
    """A day as the files write it; what is none is answered in words, not with a pattern for programs."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The day."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"„{value}“ ist kein Tag in der Form JJJJ-MM-TT. Zum Beispiel: 2026-12-31.", param, ctx)


class Name(click.ParamType[str]):
    """An area or a selection by its slug, which the shell offers; the folder that it may have completed instead is the same."""

    name = "Kennung"

    def __init__(self, of: Literal["areas", "selections"] = "areas") -> None:
        self.of = of

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The slug."""
        return value.removeprefix(f"{paths.AREAS}/").rstrip("/")

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The slugs that there are."""
        return [CompletionItem(slug) for slug in getattr(plan(ctx), self.of, ()) if slug.startswith(incomplete)]


def plan(ctx: click.Context) -> Layout | None:
    """What lies where, by names alone; None where there is no content repository, for nobody asked to be told."""
    given: Path | None = ctx.find_root().params.get("root")  # the program itself has not run yet
    place = given or disk.find_root(Path.cwd())
    if place is not None and (place / paths.AREAS).is_dir():
        with suppress(Trouble):
            return layout(disk.tree(place))
    return None


PATH = click.Path(readable=False)
"""Of an argument for which the shell offers files; whether it can be read is for the command to say."""

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
ANYWHERE = click.Path(path_type=Path)


class _Words(click.Choice[str]):
    """Answers to a question; another one is refused as this program quotes."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """What may be answered."""
        return f"„{value}“ ist keine Antwort. Möglich sind: {', '.join(self.choices)}."


def choose(question: str, words: Sequence[str], default: str, *, err: bool = False) -> str:
    """One of these words, as the user answers on the terminal."""
    return str(click.prompt(question, default=default, type=_Words(words), err=err))


def agreed(question: str, *, err: bool = False) -> bool:
    """Whether the user says yes on the terminal; no is proposed."""
    return choose(question, ("ja", "nein"), "nein", err=err) == "ja"


class Whole(click.IntRange):
    """A whole number, whose bounds help and mistakes say in words."""

    def _describe_range(self) -> str:
        return f"von {self.min} bis {self.max}" if self.max is not None else f"ab {self.min}"


def format_option(*forms: str) -> Callable[[F], F]:
    """The option `--format`, whose first form is the one without it; the function gets `form`."""
    said = f"{', '.join(forms[:-1])} oder {forms[-1]} (Vorgabe: {forms[0]})."
    return click.option("--format", "form", type=click.Choice(forms), default=forms[0], metavar="FORM", help=said)


def give_workbook(grids: Sequence[Grid], title: str, on: date, output: Path | None) -> None:
    """Write tables as a workbook into the file named, or into what standard output leads to."""
    from regsam_docs.publish.workbook import workbook

    data = workbook(grids, title, on)
    if output is None:
        say_document(data, "Nennen Sie eine Datei: --output DATEI.xlsx")
        return
    disk.write_where_asked(output.absolute(), data)
    click.echo(
        f"Geschrieben: {output}. Darin steht auch Vertrauliches: Geben Sie die Datei nur denen, die es lesen dürfen.", err=True
    )


def today_option(command: F) -> F:
    """The option `--today`; the function gets `today`, the day to reckon from."""
    said = "Tag, von dem aus gerechnet wird (JJJJ-MM-TT, Vorgabe: heute)."
    return click.option("--today", type=Day(["%Y-%m-%d"]), metavar="TAG", help=said, callback=_day)(command)


def _day(ctx: click.Context, option: click.Parameter, given: Any) -> date:
    day: date = given.date() if given is not None else today()
    return day


def today() -> date:
    """The day where the reader sits."""
    return date.today()  # noqa: DTZ011


@dataclass(frozen=True, slots=True)
class Asked:
    """How a command that lists what there is was asked for: from which day on, in which form, and where a workbook goes."""

    today: date
    output: Path | None
    form: str


def listing_options(command: Callable[..., int]) -> Callable[..., int]:
    """The options of commands that list what there is, as workbooks too; the function gets them as `asked`."""
    output = click.option("--output", type=FILE, metavar="DATEI", help="Wohin die Excel-Datei geschrieben wird.")

    @today_option
    @output
    @format_option("text", "json", "xlsx")
    @wraps(command)
    def listing(today: date, output: Path | None, form: str, **others: Any) -> int:
        return command(asked=Asked(today, output, form), **others)

    return listing


def current(root: Path, path: str) -> bytes | None:
    """Bytes of a file, None if there is none. Raises Trouble where a link, or a folder, is in its place."""
    for part in (PurePosixPath(path), *PurePosixPath(path).parents):
        if str(part) != "." and (root / part).is_symlink():
            raise Trouble(f"„{part}“ ist eine Verknüpfung (symbolischer Link); dort wird nichts angelegt. Entfernen Sie sie.")
    if (root / path).is_dir():
        raise Trouble(f"„{path}“ ist ein Ordner; dort gehört eine Datei hin. Benennen Sie ihn um.")
    return disk.read_bytes(root / path) if (root / path).exists() else None


def put(root: Path, path: str, data: bytes) -> bool:
    """Write a file if that changes it; gives whether it did."""
    if current(root, path) == data:
        return False
    disk.write(root / path, data)
    return True


def text_of(root: Path, path: str) -> str | None:
    """A file as text with the line ends of this program, None if there is none. Raises Trouble as `current` does."""
    data = current(root, path)
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n") if data is not None else None


def rewrite(root: Path, changed: Mapping[str, tuple[bytes, bytes]]) -> None:
    """Write files in place of what was read of them before. Raises Trouble, and writes none, where one is no longer that."""
    for path, (before, _) in changed.items():
        if disk.read_bytes(root / path) != before:
            raise Trouble(f"„{path}“ hat sich inzwischen geändert. Rufen Sie den Befehl noch einmal auf.")
    for path, (_, after) in changed.items():
        disk.write(root / path, after)


Read = TypeVar("Read")


def apart(work: Callable[[tuple[str, bytes]], Read], file: Path, most: int, missing: str) -> Read:
    """What a process of its own reads of a file that others made: one made to do harm ends that process. `most`: bytes that are
    looked at. Raises Trouble, with `missing` where there is no such file."""
    from regsam_docs.system import pool

    if not file.is_file():
        raise Trouble(f"„{file}“ gibt es nicht. {missing}")
    job = (str(file), disk.read_bytes(file.resolve(), most))
    ended = next(pool.run([job], work, 1, PDF_SECONDS, PDF_BYTES_OF_MEMORY))
    if ended.value is None:
        raise ended.error if isinstance(ended.error, Trouble) else Trouble(f"„{file}“ ist nicht lesbar: {ended.error}")
    return ended.value


def fresh(file: Path, other: str, *, force: bool) -> None:
    """Refuse to write over something that is there, unless that is wanted. `other`: how to choose another name."""
    if (file.is_file() or file.is_dir()) and not force:
        raise Trouble(f"„{file}“ gibt es schon. Wählen Sie {other} anderen Namen, oder ersetzen Sie die Datei mit --force.")
