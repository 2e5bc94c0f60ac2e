"""What a mailing consists of: the checked city, the PDFs of both editions, and a draft for each organisation."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath

from regsam_docs import check, documents
from regsam_docs.documents import invitation, letters, minutes
from regsam_docs.documents.letters import LETTERS, TEMPLATE, Letter
from regsam_docs.documents.meetings import name, spoken
from regsam_docs.documents.plan import View
from regsam_docs.finding import Trouble
from regsam_docs.model import Area
from regsam_docs.model.minutes import Minutes, distribution, held
from regsam_docs.model.record import Person
from regsam_docs.publish import Publisher, calendar, mail
from regsam_docs.publish import publisher as publishing
from regsam_docs.publish.build import NO_SETTINGS, Options, build
from regsam_docs.publish.changed import changes
from regsam_docs.publish.mail import Draft, Enclosed, Invite, Recipient, Recipients
from regsam_docs.render import Filling, Links, filling, templates
from regsam_docs.repository import paths
from regsam_docs.repository.kinds import Edition
from regsam_docs.repository.tree import Tree
from regsam_docs.system import disk

REMINDER = "erinnerung"
KINDS = (*LETTERS, REMINDER)
"""What can be sent: two documents of a meeting, and what an organisation has still to do."""


@dataclass(slots=True)
class Mailing:
    """`name`: of the folder of its drafts; `meant`: who gets one and who does not; `notes`: what else somebody should know
    (German)."""

    name: str
    meant: Recipients
    drafts: list[Draft] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MailedCity:
    """What the mailing is made of, the same for all its drafts."""

    root: Path
    tree: Tree
    publishers: Mapping[Edition, Publisher]
    slug: str
    day: date

    def area(self, edition: Edition) -> Area:
        """The area as an edition shows it."""
        return self.publishers[edition].excerpts[self.slug].area

    def view(self, edition: Edition) -> View:
        """The same with all that a document may know."""
        publisher = self.publishers[edition]
        return publisher.view(self.slug, publisher.excerpts[self.slug])


def mailing(root: Path, slug: str, kind: str, meeting: str | None, day: date) -> Mailing:
    """The drafts of one kind for an area; `meeting` is None for reminders of what is open on `day`. Makes the PDFs under `build/`
    where they are not up to date. Raises Trouble for what must be mended first."""
    city = read_city(root, slug, day)
    internal = city.view("intern")
    writer = mail.sender(internal.area, internal.settings, day)
    if meeting is None:
        return _reminders(city, writer)
    there = _meeting(internal.area, kind, meeting)
    meant = mail.recipients(internal.area, distribution(there, internal.area.committee), writer)
    made = Mailing(name(kind, meeting), meant)
    if there.status == "entwurf":
        made.notes.append("Das Protokoll ist noch ein Entwurf. Wird es jetzt verschickt, setzen Sie „status: versandt“.")
    files = {edition: _files(city, edition, kind, there, made) for edition in {to.edition for to in meant.reached}}
    contents = {}
    for to in meant.reached:
        invite = _invite(city, to, writer, meeting) if kind == invitation.NAME else None
        contents[to] = (LETTERS[kind](city.view(to.edition), meeting, to.organisation), files[to.edition], invite)
    made.drafts = _drafts(city, contents, writer)
    return made


def read_city(root: Path, slug: str, day: date) -> MailedCity:
    """A city for a mailing of one of its areas. Raises Trouble where something must be mended first."""
    tree = disk.tree(root)
    result = check.check(tree, (paths.SETTINGS, f"{paths.AREAS}/{slug}"))
    files = templates.overlay(disk.resource_bytes(paths.TEMPLATES), tree.templates())
    publishers: dict[Edition, Publisher] = {}
    for edition in ("intern", "verteiler"):
        publisher = publishing(result, files, edition)
        if publisher is None:
            raise Trouble(NO_SETTINGS)
        publishers[edition] = replace(publisher, changes=changes(root, tree))
    if paths.CONTACTS in tree.files and result.city.contacts is None:
        raise Trouble(f"{paths.CONTACTS} ist nicht lesbar. Warum, zeigt: regsam-docs check {paths.CONTACTS}")
    why = publishers["intern"].stopped_area(slug)
    if why is not None:
        raise Trouble(f"Es gibt noch Fehler, deshalb entsteht keine Nachricht. Beheben Sie zuerst: {why}")
    return MailedCity(root, tree, publishers, slug, day)


def _meeting(area: Area, kind: str, meeting: str) -> Minutes:
    """The meeting that is meant, if there is such a document of it. Raises Trouble with those there are."""
    fits: Callable[[Minutes], bool] = held if kind == minutes.NAME else lambda one: not held(one)
    there = area.minutes_by_id.get(meeting)
    if there is not None and fits(there):
        return there
    known = ", ".join(one.id for one in area.minutes if fits(one)) or "noch keine"
    what = "hat noch nicht stattgefunden" if kind == minutes.NAME else "hat schon stattgefunden"
    why = f"Die Sitzung vom {spoken(meeting)} {what}." if there is not None else f"Eine Sitzung „{meeting}“ gibt es hier nicht."
    word = "Ein Protokoll haben" if kind == minutes.NAME else "Einladen lässt sich zu"
    raise Trouble(f"{why} {word}: {known}.")


def _files(city: MailedCity, edition: Edition, kind: str, there: Minutes, made: Mailing) -> dict[str, bytes]:
    """The PDF of an edition, and what of the meeting's attachments travels with it, by name."""
    wanted = name(kind, there.id)
    if not any(plan.name == wanted for plan in documents.plans(city.area(edition), edition)):
        raise Trouble(f"In der Ausgabe „{edition}“ gibt es kein Dokument „{wanted}“.")
    outcome = build(city.root, Options(city.day, edition, (city.slug,), (wanted,), jobs=os.cpu_count() or 1))
    folder = f"{paths.BUILD}/{edition}/{city.slug}"
    if outcome.no_pdf is not None:
        raise Trouble(outcome.no_pdf)
    paper = f"{folder}/{wanted}.pdf"
    if paper in outcome.failed:
        raise Trouble(f"„{paper}“ kann nicht entstehen: {outcome.failed[paper]}")
    found = {f"{wanted}.pdf": disk.read_bytes(city.root / paper)}
    for attached in there.anlagen:
        if attached.datei is None:
            continue
        path = f"{folder}/{attached.datei}"
        if path in outcome.failed:
            made.notes.append(f"{attached.datei} fehlt in der Ausgabe „{edition}“: {outcome.failed[path]}")
        elif (city.root / path).is_file():
            found[PurePosixPath(attached.datei).name] = disk.read_bytes(city.root / path)
    return found


def _invite(city: MailedCity, to: Recipient, writer: Person, meeting: str) -> Invite | None:
    publisher = city.publishers[to.edition]
    about = calendar.About(calendar.addresses(publisher.settings, publisher.published), changes=publisher.changes)
    guests = [(person.name, person.email) for person in to.people if person.email]
    made = calendar.request(city.area(to.edition), meeting, city.day, (writer.name, writer.email or ""), guests, about)
    return Invite(*made) if made is not None else None


def _reminders(city: MailedCity, writer: Person) -> Mailing:
    """One for each organisation that has something to do; each made of what its own edition shows."""
    by_edition = {edition: letters.reminded(city.view(edition), city.day) for edition in city.publishers}
    everyone = dict.fromkeys(who for made in by_edition.values() for who in made)
    meant = mail.recipients(city.area("intern"), everyone, writer)
    due = {to: by_edition[to.edition].get(to.organisation) for to in meant.reached}
    made = Mailing(REMINDER, meant)
    made.notes = [f"{to.organisation}: Offen ist nur Vertrauliches; sprechen Sie es selbst an." for to in due if due[to] is None]
    made.drafts = _drafts(city, {to: (letter, {}, None) for to, letter in due.items() if letter is not None}, writer)
    return made


def _drafts(
    city: MailedCity, contents: Mapping[Recipient, tuple[Letter, Mapping[str, bytes], Invite | None]], writer: Person
) -> list[Draft]:
    """The messages, their template filled; it may be a content repository's. Raises Trouble where it cannot be filled."""
    files = city.publishers["intern"].templates
    fillings = (
        (to, Filling(TEMPLATE, mail.context(letter, to, writer, list(attached)), Links(), ("web",)))
        for to, (letter, attached, _) in contents.items()
    )
    filled = dict(filling.fill(files, fillings, pages=len(contents)))
    made = []
    for to, (letter, attached, invite) in contents.items():
        html = filled[to]
        if not isinstance(html, dict):
            raise Trouble(f"Die Vorlage {TEMPLATE} lässt sich nicht füllen: {html}")
        made.append(mail.draft(Enclosed(letter, html["web"], attached, invite), to, writer))
    return made
