"""Every kind of file of the format, in one table: a new one is a schema, a record in the model, and a row here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from regsam_docs import german
from regsam_docs.repository import paths

IN_AREA = f"{paths.AREAS}/{{slug}}/{{name}}.yaml"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file. What a room does with some kinds and not with others stands there, by the kind's name."""

    name: str
    """As in `schemas/<name>.schema.json`, and on the command line."""
    field: str
    """Where the model holds what such files say: a field of `Area` or `City`, whose type names the record."""
    title: str
    """What people call such a file."""
    command: str
    """What `new` calls it, beside `name` and `aliases`."""
    what: str
    """What `new` says of it."""
    then: str = "Das Dokument erzeugt: regsam-docs build {slug}"
    """What comes next when it is filled in."""
    place: str = IN_AREA
    """Path from the root, with `{slug}` for the folder of an area or selection and `{meeting}` for the id of a meeting."""
    aliases: tuple[str, ...] = ()
    asks: Literal["", "new area", "area", "new selection"] = "area"
    """What `new` has to be told."""
    reads: tuple[str, ...] = ()
    """The area's files, or the beginnings of their names, from which a new one takes something over."""

    @property
    def names(self) -> tuple[str, ...]:
        """All its names on the command line."""
        return (self.command, self.name, *self.aliases)

    def path(self, slug: str = "", meeting: str = "") -> str:
        """Path of one such file, from the root."""
        return self.place.format(name=self.name, slug=slug, meeting=meeting)


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            name="regsam",
            field="settings",
            place=paths.SETTINGS,
            title="Einstellungen",
            command="settings",
            what="Einstellungen: Herausgeber, Stadt, Logo",
            then="Danach: regsam-docs new area KENNUNG",
            aliases=("einstellungen",),
            asks="",
        ),
        Kind(
            name="kontakte",
            field="contacts",
            place=paths.CONTACTS,
            title="Kontakte",
            command="contacts",
            what="Telefon und E-Mail, die nicht in git stehen sollen",
            then="Die Datei bleibt auf Ihrem Rechner: Sie gehört in .gitignore.",
            asks="",
        ),
        Kind(
            name="gebiet",
            field="profile",
            title="Stammdaten",
            command="area",
            what="Neues Gebiet: Stammdaten",
            then="Danach: regsam-docs new agreement {slug}",
            asks="new area",
        ),
        Kind(
            name="vereinbarung",
            field="agreement",
            title="Kooperationsvereinbarung",
            command="agreement",
            what="Kooperationsvereinbarung",
            then="Danach: regsam-docs new phases {slug}",
        ),
        Kind(
            name="gremium",
            field="committee",
            title="Kooperationsgremium",
            command="committee",
            what="Kooperationsgremium: Mitglieder und Arbeitsweise",
            then="Danach: regsam-docs new minutes {slug} --date TAG",
            reads=("gebiet.yaml",),
        ),
        Kind(
            name="phasen",
            field="phases",
            title="Phasen",
            command="phases",
            what="Stand im Phasenmodell",
            then="Danach: regsam-docs new committee {slug}",
        ),
        Kind(
            name="ziele",
            field="catalogue",
            title="Ziel- und Handlungskatalog",
            command="goals",
            what="Ziel- und Handlungskatalog",
        ),
        Kind(
            name="protokoll",
            field="minutes",
            place=f"{paths.AREAS}/{{slug}}/{paths.MINUTES}/{{meeting}}.yaml",
            title="Protokoll",
            command="minutes",
            what="Sitzung: zuerst Einladung, dann Protokoll",
            then="Die Einladung erzeugt: regsam-docs build {slug}\n"
            "Nach der Sitzung wird aus der Datei das Protokoll: mit „status: entwurf“ und „anwesend“.",
            aliases=("sitzung", "einladung"),
            reads=("gremium.yaml", "phasen.yaml", f"{paths.MINUTES}/"),
        ),
        Kind(
            name="abschluss",
            field="closing",
            title="Abschlussdokumentation",
            command="closing",
            what="Abschlussdokumentation",
            reads=("ziele.yaml", f"{paths.MINUTES}/"),
        ),
        Kind(
            name="chronik",
            field="chronicle",
            title="Chronik",
            command="chronicle",
            what="Chronik: was außerhalb der Sitzungen geschieht",
            then="Neue Einträge kommen unten dazu.",
        ),
        Kind(
            name="auswahl",
            field="selections",
            place=f"{paths.AREAS}/{paths.SELECTIONS}/{{slug}}/auswahl.yaml",
            title="Auswahl",
            command="selection",
            what="Auswahl von Gebieten: Monitoring und Kriterienkatalog",
            then="Legen Sie die Tabelle als monitoring.csv daneben. Danach: regsam-docs select {slug}",
            asks="new selection",
        ),
    )
}
"""Name → kind, in the order in which people are told of them."""

SETTINGS, MINUTES, SELECTION, CONTACTS = (KINDS[name] for name in ("regsam", "protokoll", "auswahl", "kontakte"))

AREA_FILES = {f"{kind.name}.yaml": kind for kind in KINDS.values() if kind.place == IN_AREA}
"""The files that lie directly in an area's folder."""


def in_area(name: str) -> Kind | None:
    """The kind of an area's file, by its name relative to the area; None for what is no file of the format."""
    folder, _, meeting = name.rpartition("/")
    return MINUTES if folder == paths.MINUTES and _is_meeting(meeting) else AREA_FILES.get(name)


def kind_of(path: str) -> Kind | None:
    """The kind of a file, by its path from the root; None for what is no file of the format."""
    top, folder, name = (*path.split("/", 2), "", "")[:3]
    if folder == paths.SELECTIONS:
        chosen = name.partition("/")[0]
        return SELECTION if paths.slug_allowed(chosen) and path == SELECTION.path(chosen) else None
    if top == paths.AREAS and paths.slug_allowed(folder):
        return in_area(name)
    return next((kind for kind in (SETTINGS, CONTACTS) if path == kind.place), None)


def _is_meeting(file: str) -> bool:
    stem, _, ending = file.rpartition(".")
    return ending == "yaml" and bool(paths.MEETING.match(stem)) and german.parse(stem[:10]) is not None


# --- the three editions, from the narrowest circle of readers to the widest (docs/format.md, „Ausgaben“)


Edition = Literal["intern", "verteiler", "oeffentlich"]

EDITIONS: tuple[Edition, ...] = get_args(Edition)


@cache
@cache  # asked for every value of every file
def narrowest(*editions: str | None) -> str | None:
    """The edition with the fewest readers among those named; None if none is."""
    named = [EDITIONS.index(edition) for edition in editions if edition is not None]
    return EDITIONS[min(named)] if named else None
