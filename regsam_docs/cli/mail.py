"""`regsam-docs mail`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from regsam_docs.cli.new import known_area
from regsam_docs.cli.shared import FOLDER, Name, agreed, root, today_option
from regsam_docs.finding import Trouble
from regsam_docs.german import counted
from regsam_docs.harmless import one_line
from regsam_docs.repository import digests, paths
from regsam_docs.repository.layout import layout
from regsam_docs.system import disk

if TYPE_CHECKING:
    from regsam_docs.publish.mail import Recipients
    from regsam_docs.publish.mailing import Mailing
    from regsam_docs.system.smtp import MailServer, Parcel, Sent

EPILOG = """\b
Beispiele:
  regsam-docs mail blumenau 2027-03-04 einladung
  regsam-docs mail blumenau 2027-03-04 protokoll --dry-run
  regsam-docs mail blumenau erinnerung
  regsam-docs mail blumenau erinnerung --smtp mail.example.org:587 --user erika

\b
Das Kennwort für --user steht in der Umgebungsvariablen REGSAM_DOCS_SMTP_KENNWORT,
sonst wird danach gefragt.

Ende mit 0: in Ordnung · 1: jemand ist nicht zu erreichen oder bekam nichts"""

PASSWORD = "REGSAM_DOCS_SMTP_KENNWORT"  # noqa: S105 - its name
USAGE = "So geht der Aufruf: regsam-docs mail GEBIET TAG einladung (oder protokoll), oder: regsam-docs mail GEBIET erinnerung."


@click.command(epilog=EPILOG)
@click.argument("area", metavar="GEBIET", type=Name())
@click.argument("what", metavar="[TAG] ART", nargs=-1, required=True)
@click.option("--output", type=FOLDER, metavar="ORDNER", help="Wohin (Vorgabe: build/versand/…).")
@click.option("--dry-run", is_flag=True, help="Nur zeigen, was an wen ginge; keinen Entwurf schreiben, nichts senden.")
@click.option("--smtp", metavar="SERVER:ANSCHLUSS", help="Gleich senden, verschlüsselt; smtps://… für TLS von Anfang an.")
@click.option("--user", metavar="NAME", help="Name, mit dem man sich beim Server anmeldet.")
@click.option("--yes", is_flag=True, help="Senden, ohne zu fragen.")
@click.option("--again", is_flag=True, help="Auch denen noch einmal senden, die es schon haben.")
@today_option
def command(
    area: str,
    what: tuple[str, ...],
    output: Path | None,
    dry_run: bool,
    smtp: str | None,
    user: str | None,
    yes: bool,
    again: bool,
    today: date,
) -> int:
    """Schreibt Entwürfe für E-Mails (.eml): Einladung oder Protokoll einer Sitzung, oder eine Erinnerung an offene Aufträge.

    Jede Organisation bekommt eine eigene Nachricht, mit der Ausgabe, die sie sehen darf, zur Einladung auch den Termin für den
    Kalender. Ein Doppelklick öffnet den Entwurf in Ihrem Mailprogramm; dort sehen Sie ihn an und senden ihn ab.
    """
    from regsam_docs.publish.mailing import mailing  # not for `--help`
    from regsam_docs.system import smtp as post

    place = root()
    known_area(area, list(layout(disk.tree(place)).areas))
    kind, meeting = _asked(what)
    server = post.server(smtp) if smtp is not None else None
    made = mailing(place, area, kind, meeting, today)
    everyone = _unreached(made.meant, area)
    for note in made.notes:
        click.echo(f"Bitte beachten: {note}", err=True)
    if not made.drafts:
        click.echo("Es ist nichts zu verschicken." if everyone else "Niemand ist zu erreichen.")
    elif dry_run:
        _show(made)
    elif server is None:
        _write(place, area, made, output)
    else:
        everyone &= _send(place, made, server, user, yes=yes, again=again)
    return 0 if everyone else 1


def _unreached(meant: Recipients, slug: str) -> bool:
    """Say who is meant and gets nothing, and what to do about it; gives whether everyone gets something."""
    if meant.unreachable:
        names = "; ".join(member.organisation for member in meant.unreachable)
        ids = ", ".join(member.id for member in meant.unreachable)
        advice = f"Tragen Sie sie in {paths.CONTACTS} unter „{slug}“ ein: {ids}."
        click.echo(f"Keine E-Mail-Adresse: {one_line(names)}. {advice}", err=True)
    if meant.strangers:
        click.echo(f"Nicht im Gremium: {one_line('; '.join(meant.strangers))}. Schreiben Sie selbst dorthin.", err=True)
    return not meant.unreachable and not meant.strangers


def _asked(what: tuple[str, ...]) -> tuple[str, str | None]:
    """The kind of message and the meeting it is about; in whatever order they were said."""
    from regsam_docs.publish.mailing import KINDS, REMINDER

    kinds, days = [word for word in what if word in KINDS], [word for word in what if word not in KINDS]
    if len(kinds) != 1 or len(days) != (kinds[0] != REMINDER):
        near = next((near[0] for word in days if (near := get_close_matches(word, KINDS, n=1))), None)
        raise Trouble(f"{f'Meinten Sie „{near}“? ' if near else ''}{USAGE}")
    if days and not paths.MEETING.match(days[0]):
        raise Trouble(f"„{days[0]}“ ist kein Tag in der Form JJJJ-MM-TT. {USAGE}")
    return kinds[0], days[0] if days else None


def _show(made: Mailing) -> None:
    for draft in made.drafts:
        click.echo(f"{one_line(draft.recipient.organisation)}: {', '.join(draft.recipient.addresses)}")
        click.echo(f"  {draft.message['Subject']}")
        if draft.attached:
            click.echo(f"  Anhang ({draft.recipient.edition}): {one_line(', '.join(draft.attached))}")
    click.echo(f"{counted(len(made.drafts), 'Nachricht', 'Nachrichten')}, nichts davon gesendet.")


def _write(place: Path, slug: str, made: Mailing, output: Path | None) -> None:
    """Write the drafts below `build/`, where those of an earlier run go, or where the command line says."""
    from regsam_docs.publish.mail import FOLDER
    from regsam_docs.system.output import opened

    files = {f"{draft.recipient.id}.eml": draft.data for draft in made.drafts}
    if output is not None:
        for name, data in files.items():
            disk.write(output / name, data)
        folder = str(output)
    else:
        within = f"{FOLDER}/{slug}/{made.name}"
        with opened(place) as build:
            build.announce(f"{within}/{name}" for name in files)
            for name, data in files.items():
                build.put(f"{within}/{name}", digests.digest(data), data)
            kept = {f"{within}/{name}" for name in files}
            for path in [path for path in build.files if path.startswith(f"{within}/") and path not in kept]:
                build.drop(path)
        folder = f"{paths.BUILD}/{within}"
    for draft in made.drafts:
        click.echo(f"{folder}/{draft.recipient.id}.eml: {', '.join(draft.recipient.addresses)}")
    click.echo(f"{counted(len(files), 'Entwurf', 'Entwürfe')} geschrieben. Öffnen, ansehen und absenden Sie sie im Mailprogramm.")


def _send(place: Path, made: Mailing, server: MailServer, user: str | None, *, yes: bool, again: bool) -> bool:
    """Send to those who have not got it, say of each what became of it, and give whether all have it now."""
    from regsam_docs.system.output import opened
    from regsam_docs.system.smtp import Sent

    with opened(place):  # nobody else sends at the same time
        sent = Sent(place)
        parcels = list(_parcels(made, sent, again=again))
        if not parcels:
            click.echo("Alle haben es schon. Noch einmal senden Sie es mit --again.")
            return True
        _confirm(len(parcels), server, yes=yes)
        return _sent(server, parcels, sent, (user, _password(user)) if user else None)


def _parcels(made: Mailing, sent: Sent, *, again: bool) -> Iterator[Parcel]:
    """What is still to be sent to whom; says who has it."""
    from regsam_docs.publish.mail import dated
    from regsam_docs.system.smtp import Parcel

    for draft in made.drafts:
        addresses = draft.recipient.addresses
        left = addresses if again else sent.left(draft.id, addresses)
        for address in (address for address in addresses if address not in left):
            click.echo(f"Schon gesendet: {address}")
        if left:
            yield Parcel(draft.id, dated(draft, datetime.now().astimezone()), left)


def _sent(server: MailServer, parcels: list[Parcel], sent: Sent, login: tuple[str, str] | None) -> bool:
    from regsam_docs.system import smtp

    sender = parcels[0].message["From"].addresses[0].addr_spec
    whole, count = True, 0
    for receipt in smtp.send(server, parcels, sender, login):
        if receipt.taken:
            sent.add(receipt.parcel.about, receipt.taken)
        count += len(receipt.taken)
        whole = whole and not receipt.refused
        for address in receipt.taken:
            click.echo(f"Gesendet: {address}")
        for address, why in receipt.refused.items():
            click.echo(f"Nicht gesendet: {address}: {why}", err=True)
    later = "" if whole else " Ein zweiter Aufruf schreibt nur denen, die nichts bekamen."
    click.echo(f"An {counted(count, 'Adresse', 'Adressen')} gesendet.{later}")
    return whole


def _confirm(count: int, server: MailServer, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise Trouble("Zum Senden fehlt Ihr Ja. Sehen Sie mit --dry-run nach, was an wen geht; dann senden Sie mit --yes.")
    question = f"{counted(count, 'Nachricht', 'Nachrichten')} über {server.host} senden?"
    if not agreed(question):
        raise click.Abort


def _password(user: str) -> str:
    known = os.environ.get(PASSWORD)
    if known is None and not sys.stdin.isatty():
        raise Trouble(f"Das Kennwort von „{user}“ ist nicht bekannt. Legen Sie es in die Umgebungsvariable {PASSWORD}.")
    return known if known is not None else str(click.prompt(f"Kennwort von {user}", hide_input=True))
