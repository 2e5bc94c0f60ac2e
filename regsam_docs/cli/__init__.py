"""The door: parse, call, print, exit code. One small file a command or two, imported only when called."""

from __future__ import annotations

import ast
import errno
import gc
import gettext
import importlib
import inspect
import io
import keyword
import os
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import TextIO

import click

from regsam_docs import __version__
from regsam_docs.cli.printing import FULL, SPELLED, encoding, gates, width
from regsam_docs.finding import Trouble, reason
from regsam_docs.harmless import printable
from regsam_docs.limits import COLLECTING

FINE, FINDINGS, USAGE, BUG, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes (docs/befehle.md, „Womit ein Befehl endet“)."""

COMMANDS: dict[str, str] = {
    "init": "Legt ein neues Repository für Inhalte an oder bringt eines auf diese Version.",
    "new": "Legt eine neue Datei zum Ausfüllen an: Gebiet, Vereinbarung, Protokoll …",
    "fmt": "Bringt Dateien in eine einheitliche Form; Kommentare und Bedeutung bleiben.",
    "check": "Prüft die Dateien und nennt jede Fundstelle.",
    "build": "Prüft und erzeugt die Dokumente (HTML und PDF) unter build/.",
    "serve": "Zeigt die Dokumente im Browser und erneuert sie, sobald sich eine Datei ändert.",
    "select": "Wendet die Regel des Monitorings an: welche Gebiete sich qualifizieren und warum.",
    "seal": "Versiegelt eine unterschriebene Vereinbarung oder prüft alle Siegel.",
    "status": "Zeigt, wo jedes Gebiet steht: Phase, Aufträge, nächster Termin.",
    "deadlines": "Listet, was ansteht oder überfällig ist; auch als Kalenderdatei.",
    "tasks": "Listet Arbeitsaufträge und Handlungsempfehlungen mit Stand und Frist.",
    "import": "Holt Rückmeldungen aus Excel und geschriebene Protokolle herein.",
    "mail": "Schreibt Einladung, Protokoll oder Erinnerung als E-Mails zum Absenden.",
    "diff": "Sagt in Worten, was sich zwischen zwei Versionen geändert hat.",
    "review": "Schreibt in der CI unter einen Pull Request, was er ändert.",
    "errand": "Führt in der CI aus, was ein Formular im Browser verlangt.",
    "version": "Findet die Commits, die eine Fassung eines Dokuments enthalten.",
    "extract": "Gibt die Daten aus, die in einem PDF stecken, und vergleicht sie.",
    "word": "Schreibt ein Dokument für Word und liest, was darin geändert wurde.",
    "schema": "Zeigt, was eine Datei enthalten darf; richtet Editoren damit ein.",
    "doctor": "Sagt, was auf diesem Rechner fehlt, und wie man es installiert.",
    "clean": "Löscht, was build erzeugt hat, und sonst nichts.",
}
"""Command → what it does. Each is `regsam_docs/cli/<command>.py` with a click command `command`; `import_.py`, for Python knows
`import` otherwise."""

BESIDE = {
    "serve": "build",
    "clean": "build",
    "tasks": "deadlines",
    "status": "overview",
    "fmt": "schema",
    "extract": "seal",
    "version": "diff",
}
"""Commands that stand beside another in its file, as `<command>_command`."""


CATALOGUES = Path(__file__).with_name("locale")
"""click's own words in German, which it asks gettext for: whatever the machine's language is, ours is German."""


class Commands(click.Group):
    """Imports a command's module only when it is called, so that `--help` and `check` stay quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else BESIDE.get(cmd_name, cmd_name)
        made = f"{cmd_name}_command" if cmd_name in BESIDE else "command"
        return helped(getattr(importlib.import_module(f"regsam_docs.cli.{name}"), made))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands without importing them."""
        with formatter.section("Befehle"):
            formatter.write_dl(list(COMMANDS.items()))


COMPLETING = "_REGSAM_DOCS_COMPLETE"
"""Set where a shell asks which words may follow."""

NAMED = re.compile(r"'([\w.-]+)'")
"""How click quotes names of options and what may be chosen, past its catalogue."""

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
"""What the system says when it does not take what is printed, as into a file on a full disk."""

EPILOG = """\b
Beispiele:
  regsam-docs check                    alles prüfen
  regsam-docs check areas/blumenau     ein Gebiet prüfen
  regsam-docs build                    alle Dokumente erzeugen

Mehr zu einem Befehl: regsam-docs BEFEHL --help

\b
Ergänzen mit der Tabulatortaste, in ~/.bashrc:
  eval "$(_REGSAM_DOCS_COMPLETE=bash_source regsam-docs)\""""


@click.command(
    cls=Commands,
    epilog=EPILOG,
    commands={name: click.Command(name) for name in COMMANDS},  # names to suggest; `get_command` knows the real ones
    subcommand_metavar="BEFEHL …",
    context_settings={"help_option_names": ["--help", "-h"]},
)
@click.option("--root", metavar="ORDNER", type=click.Path(file_okay=False, path_type=Path), help="Ordner, in dem areas/ liegt.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    metavar="WANN",
    help="Farben: auto, always oder never (Vorgabe: auto; NO_COLOR wird beachtet).",
)
@click.option("--debug", is_flag=True, help="Bei einem Programmfehler den Verlauf zeigen.")
@click.version_option(__version__, prog_name="regsam-docs", message="%(prog)s %(version)s", help="Version zeigen.")
@click.pass_context
def program(ctx: click.Context, root: Path | None, color: str, debug: bool) -> None:
    """Aus YAML-Dateien werden geprüfte, unterschriftsreife Dokumente."""
    from regsam_docs.system import temporary  # not for `--version`

    temporary.sweep()
    ctx.obj = {"root": root, "color": color, "debug": debug}
    ctx.color = {"always": True, "never": False}.get(color)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line (default: the process's) and return its exit code; prints, never raises and never exits."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    with gates(folds=not _for_programs(arguments)):
        return _run(arguments)


def _for_programs(arguments: Sequence[str]) -> bool:
    """Whether a format is asked for that programs read, or a file as it is, or the shell asks for words."""
    if COMPLETING in os.environ or {"schema", "extract", "--show"} & set(arguments):
        return True
    joined = " ".join(arguments).replace("--format=", "--format ").split()
    return any(one == "--format" and kind != "text" for one, kind in pairwise(joined))


def _run(arguments: list[str]) -> int:
    gettext.bindtextdomain("messages", str(CATALOGUES))
    os.environ["LANGUAGE"] = "de"  # no process that we start inherits it
    output = sys.stdout
    helped(program)
    try:
        _refuse_what_is_no_text(arguments)
        wide = min(width(), FULL) - 2
        result = program.main(arguments or ["--help"], prog_name="regsam-docs", standalone_mode=False, terminal_width=wide)
        return result if isinstance(result, int) else FINE
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except SystemExit as ending:  # click ends like this when it completes words for the shell, and when the reader went away
        return _reader_gone(output) if sys.stdout is not output else int(ending.code or FINE)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Abgebrochen.", err=True)
        return INTERRUPTED
    except click.ClickException as mistake:
        said = io.StringIO()
        mistake.show(said)
        click.echo(NAMED.sub("„\\1“", said.getvalue()), nl=False, err=True)
        return USAGE
    except Trouble as trouble:
        click.echo(f"Fehler: {trouble}", err=True)
        return USAGE
    except BrokenPipeError:
        return _reader_gone(output)
    except Exception as bug:  # noqa: BLE001  # whatever it is, the caller gets a code and the reader German words
        if isinstance(bug, OSError) and bug.errno in NO_ROOM and bug.filename is None:
            return _output_refused(output, bug)
        _report_bug(bug, arguments)
        return BUG


def _refuse_what_is_no_text(arguments: Sequence[str]) -> None:
    """Words in another encoding than the terminal is said to have would end up in files; names of what is there may be so."""
    for argument in arguments:
        word = argument.partition("=")[2] if argument.startswith("--") else argument
        if any("\ud800" <= character <= "\udfff" for character in word) and not os.path.lexists(word):
            raise Trouble(
                f"„{printable(word)}“ ist nicht in UTF-8 geschrieben oder passt nicht zur Sprache, auf die das Terminal "
                "eingestellt ist. Stellen Sie beide auf UTF-8, zum Beispiel mit: export LC_ALL=C.UTF-8"
            )


def helped(command: click.Command) -> click.Command:
    """A command whose usage says `[OPTIONEN]`, for which click asks no catalogue, and with its help, which Python leaves away
    with `-OO`: then it is read where it is written."""
    command.options_metavar = "[OPTIONEN]"
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        helped(inner)
    if command.help is None and command.callback is not None:
        command.help = _docstring(inspect.unwrap(command.callback))
    return command


def _docstring(function: Callable[..., object]) -> str | None:
    with suppress(OSError, SyntaxError):
        made = ast.parse(inspect.getsource(function)).body[0]
        return ast.get_docstring(made) if isinstance(made, ast.FunctionDef) else None
    return None


def _reader_gone(output: TextIO) -> int:
    """Whoever read the output has seen enough (`| head`): that is no mistake, and flushing at the end must not fail."""
    sys.stdout = output
    os.dup2(os.open(os.devnull, os.O_WRONLY), output.fileno())
    return FINE


def _output_refused(output: TextIO, error: OSError) -> int:
    _reader_gone(output)
    click.echo(f"Fehler: Die Ausgabe kann nicht geschrieben werden: {reason(error)}. Prüfen Sie Platz und Rechte.", err=True)
    return USAGE


def _report_bug(bug: Exception, arguments: Sequence[str]) -> None:
    from regsam_docs.cli import bug as reports  # hardly ever

    if debug := "--debug" in arguments:
        traceback.print_exception(bug)
    click.echo(f"Das ist ein Fehler im Programm, nicht in Ihren Dateien ({type(bug).__name__}). Bitte melden Sie ihn.", err=True)
    place = reports.write(bug, program, arguments)
    if place is None:
        click.echo("Ein Bericht dazu konnte nicht geschrieben werden.", err=True)
    else:
        click.echo(f"Schicken Sie diesen Bericht mit; Namen, Texte und Pfade stehen nicht darin: {place}", err=True)
    if not debug:
        click.echo("Den ganzen Verlauf zeigt regsam-docs --debug …; er kann auch Text aus Ihren Dateien enthalten.", err=True)


def entry() -> None:
    """What the installed command runs."""
    sys.stdout = sys.stdout or io.StringIO()  # closed by who called
    sys.stderr = sys.stderr or io.StringIO()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=encoding(stream), errors=SPELLED)
    gc.set_threshold(*COLLECTING)
    sys.exit(main())
