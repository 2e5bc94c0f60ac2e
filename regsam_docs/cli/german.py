"""click's own words in German: people who use the commands read German.

click takes its words from gettext, whose catalogue would follow the machine's locale; ours are always German. Each of its
modules keeps its own name for the lookup, so that is what is replaced, once, before any command runs.
"""

from __future__ import annotations

import importlib

import click

WORDS = {
    "%(prog)s, version %(version)s": "%(prog)s %(version)s",
    "Aborted!": "Abgebrochen.",
    "Choose from:\n\t{choices}": "Möglich sind:\n\t{choices}",
    "Commands": "Befehle",
    "Error: {message}": "Fehler: {message}",
    "Invalid value for {param_hint}: {message}": "Ungültiger Wert für {param_hint}: {message}",
    "Invalid value: {message}": "Ungültiger Wert: {message}",
    "Missing argument": "Es fehlt die Angabe",
    "Missing command.": "Es fehlt der Befehl.",
    "Missing option": "Es fehlt die Option",
    "Missing parameter": "Es fehlt die Angabe",
    "Missing parameter: {param_name}": "Es fehlt die Angabe: {param_name}",
    "Missing {param_type}": "Es fehlt: {param_type}",
    "No such command {name!r}.": "Den Befehl „{name}“ gibt es nicht.",
    "No such option {name!r}.": "Die Option „{name}“ gibt es nicht.",
    "No such option: {name}": "Die Option „{name}“ gibt es nicht.",
    "Option {name!r} does not take a value.": "Die Option „{name}“ nimmt keinen Wert.",
    "Option {name!r} requires an argument.": "Die Option „{name}“ braucht einen Wert.",
    "Option {name!r} requires {nargs} arguments.": "Die Option „{name}“ braucht {nargs} Werte.",
    "Options": "Optionen",
    "Positional arguments": "Angaben",
    "Show the version and exit.": "Version zeigen.",
    "Show this message and exit.": "Diese Hilfe zeigen.",
    "Try '{command} {option}' for help.": "Hilfe: {command} {option}",
    "Usage:": "Aufruf:",
    "Got unexpected extra argument ({args})": "Zu viel angegeben: {args}",
    "Got unexpected extra arguments ({args})": "Zu viel angegeben: {args}",
    "Did you mean {possibility}?": "Meinten Sie {possibility}?",
    "(Possible options: {possibilities})": "(Möglich: {possibilities})",
    "(Did you mean one of: {possibilities}?)": "(Meinten Sie eines von diesen: {possibilities}?)",
    "default: {default}": "Vorgabe: {default}",
    "required": "nötig",
    "directory": "Ordner",
    "file": "Datei",
    "path": "Pfad",
    "Directory": "Ordner",
    "File": "Datei",
    "Path": "Pfad",
    "{name} {filename!r} does not exist.": "{name} „{filename}“ gibt es nicht.",
    "{name} {filename!r} is a directory.": "{name} „{filename}“ ist ein Ordner.",
    "{name} {filename!r} is a file.": "{name} „{filename}“ ist eine Datei.",
    "{name} {filename!r} is not readable.": "{name} „{filename}“ ist nicht lesbar.",
    "{name} {filename!r} is not writable.": "{name} „{filename}“ ist nicht beschreibbar.",
    "{value!r} is not a valid {number_type}.": "„{value}“ ist keine ganze Zahl.",
    "{value!r} is not a valid boolean. Recognized values: {states}": "„{value}“ ist weder ja noch nein. Möglich sind: {states}",
    "{value!r} is not {choice}.": "„{value}“ ist nicht {choice}.",
    "Could not open file {filename!r}: {message}": "„{filename}“ kann nicht geöffnet werden: {message}",
    "unknown error": "unbekannter Fehler",
    "{value!r} is not one of {choices}.": "„{value}“ gehört nicht zu: {choices}.",
    "{value} is not in the range {range}.": "{value} liegt nicht im Bereich {range}.",
    "{value!r} does not match the format {format}.": "„{value}“ hat nicht die Form {format}.",
    "{value!r} does not match the formats {formats}.": "„{value}“ hat nicht die Form {formats}.",
}

MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "types", "utils", "termui", "shell_completion")


def speak_german() -> None:
    """Replace click's lookups of words by ours. Words it has and we have not stay English; a test shows none is met."""
    for name in MODULES:
        module = importlib.import_module(f"click.{name}")
        for lookup, replacement in (("_", _word), ("ngettext", _plural)):
            if hasattr(module, lookup):
                setattr(module, lookup, replacement)
    click.Command.collect_usage_pieces = _usage  # type: ignore[method-assign,assignment]


USAGE = {"[OPTIONS]": "[OPTIONEN]", "COMMAND [ARGS]...": "BEFEHL …"}
"""What click calls the parts of a call without asking for their words."""
PIECES = click.Command.collect_usage_pieces


def _usage(command: click.Command, ctx: click.Context) -> list[str]:
    return [USAGE.get(piece, piece) for piece in PIECES(command, ctx)]


def _word(text: str) -> str:
    return WORDS.get(text, text)


def _plural(singular: str, plural: str, number: int) -> str:
    text = singular if number == 1 else plural
    return WORDS.get(text, text)
