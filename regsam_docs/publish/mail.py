"""E-mails as files (`.eml`): who gets what, and the message for each organisation, to the byte the same for the same contents.

One message for each organisation: addresses are for the house alone, so nobody learns another's, and a calendar takes an
invitation in which it finds its own. Nothing here sends; a draft bears no date, and its identifier comes from what it says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP

from regsam_docs.documents.letters import Letter
from regsam_docs.finding import Trouble
from regsam_docs.harmless import one_line
from regsam_docs.model import Area
from regsam_docs.model.agreement import in_force
from regsam_docs.model.profile import HOUSE, Member
from regsam_docs.model.record import Person
from regsam_docs.model.settings import Settings
from regsam_docs.repository.kinds import Edition
from regsam_docs.texts.markdown import letter as as_letter

FOLDER = "versand"
"""Below `build/`: where drafts lie."""

_TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".svg": "image/svg+xml",
    ".csv": "text/csv",
    ".txt": "text/plain",
}
"""Ending of an attachment → what it is; anything else is just bytes."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """An organisation that gets a message, and the edition it may see."""

    id: str
    organisation: str
    people: tuple[Person, ...]
    """Those of it that have an address."""
    edition: Edition

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where to."""
        return tuple(dict.fromkeys(person.email for person in self.people if person.email))


@dataclass(frozen=True, slots=True)
class Recipients:
    """Those who get a message; members who are meant and have no address, and whoever is meant and no member."""

    reached: tuple[Recipient, ...]
    unreachable: tuple[Member, ...]
    strangers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Invite:
    """A calendar's request that goes with a message."""

    method: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to an organisation. `id`: the same for as long as it says the same (`_identifier`)."""

    recipient: Recipient
    id: str
    message: EmailMessage
    attached: tuple[str, ...] = ()

    @property
    def data(self) -> bytes:
        """The file that mail programs open as a message to be sent."""
        return self.message.as_bytes()


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What goes with the letter to a recipient."""

    letter: Letter
    html: str
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    """Name → bytes, in order."""
    invite: Invite | None = None


# ---- who


def recipients(area: Area, meant: Iterable[str], sender: Person) -> Recipients:
    """Those meant (ids of members, organisations or free texts) as recipients; the sender writes no message to themself. `area`
    must be as the house sees it, for others see no addresses."""
    by_name = {member.organisation: member for member in (area.committee.mitglieder if area.committee else ())}
    reached: dict[str, Recipient] = {}
    unreachable: dict[str, Member] = {}
    strangers = list[str]()
    for who in dict.fromkeys(meant):
        member = area.member_by_id.get(who) or by_name.get(who)
        if member is None:
            strangers.append(who)
            continue
        people = tuple(person for person in (member.person, member.vertretung) if person is not None and person.email)
        if not people:
            unreachable[member.id] = member
        elif others := tuple(person for person in people if person.email != sender.email):
            reached[member.id] = Recipient(member.id, member.organisation, others, edition_for(member))
    return Recipients(tuple(reached.values()), tuple(unreachable.values()), tuple(strangers))


def edition_for(member: Member) -> Edition:
    """The edition a member may see: the house everything, the others what is for the members."""
    return "intern" if member.gruppe in HOUSE else "verteiler"


def sender(area: Area, settings: Settings, on: date) -> Person:
    """Who writes: whoever answers for the process at REGSAM on that day, if they have an address, else the publisher.

    Raises Trouble if neither has."""
    charge = in_force(area.agreement, on).in_charge["regsam"] if area.agreement else None
    if charge is not None and charge.email:
        return charge
    if settings.herausgeber.email:
        name = charge.name if charge else None
        return Person(name=name, organisation=settings.herausgeber.name, email=settings.herausgeber.email)
    raise Trouble(
        "Es ist keine Adresse bekannt, von der die Nachrichten kommen. Tragen Sie sie ein: in areas/kontakte.yaml unter "
        f"„{area.slug}“, „regsam“, oder in areas/regsam.yaml unter „herausgeber“ als „email“."
    )


# ---- what


def context(letter: Letter, to: Recipient, writer: Person, attached: Sequence[str]) -> dict[str, object]:
    """What the template of a letter is filled with."""
    known = {"name": writer.name, "funktion": writer.funktion, "organisation": writer.organisation}
    names = [person.name for person in to.people if person.name]
    return {**letter.context, "betreff": letter.subject, "empfang": names, "absender": known, "anhang": list(attached)}


def draft(content: Enclosed, to: Recipient, writer: Person) -> Draft:
    """The message: plain text and HTML that say the same, the calendar's request, the attachments.

    Raises Trouble for an address that is none."""
    said = _said(content.html)
    id = _identifier(content, to, writer, said)
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(writer)
    message["To"] = [_address(person) for person in to.people]
    message["Subject"] = one_line(" ".join(content.letter.subject.split()))
    message["Message-ID"] = f"<{id}@{message['From'].addresses[0].domain}>"
    message["X-Unsent"] = "1"
    message.set_content(said, cte="quoted-printable")
    message.add_alternative(content.html, subtype="html", cte="quoted-printable")
    if content.invite is not None:
        calendar = content.invite.data.decode()
        message.add_alternative(calendar, subtype="calendar", cte="base64", params={"method": content.invite.method})
        message.add_attachment(content.invite.data, "application", "ics", filename="termin.ics")
    for name, data in content.attachments.items():
        kind, _, subtype = _TYPES.get(name[name.rfind(".") :].lower(), "application/octet-stream").partition("/")
        message.add_attachment(data, kind, subtype, filename=one_line(name))
    for number, part in enumerate(_parted(message)):
        part.set_boundary(f"=={id}-{number}==")
    return Draft(to, id, message, tuple(content.attachments))


def _said(html: str) -> str:
    """The plain text of a letter, without what stands in the head."""
    return as_letter(html.partition("<body>")[2].partition("</body>")[0]) + "\n"


def _identifier(content: Enclosed, to: Recipient, writer: Person, said: str) -> str:
    """What a message is known by: who writes to whom, and what it says. How often the files behind it were changed, and how the
    PDF was set, does not count: nobody is to get the same invitation twice for it."""
    method = content.invite.method if content.invite is not None else ""
    parts = (writer.email or "", *to.addresses, content.letter.subject, said, method, *content.attachments)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _address(person: Person) -> Address:
    """Raises Trouble for what no server would take."""
    try:
        address = Address(one_line(" ".join((person.name or "").split())), addr_spec=person.email or "")
    except (HeaderParseError, ValueError, IndexError) as error:
        raise Trouble(f"„{person.email}“ ist keine E-Mail-Adresse, an die sich schreiben lässt. Berichtigen Sie sie.") from error
    if not str(address.addr_spec).isascii():
        raise Trouble(f"„{person.email}“ enthält Zeichen, die nicht jeder Server annimmt. Nehmen Sie eine andere.")
    return address


def _parted(message: MIMEPart) -> Iterator[MIMEPart]:
    return (part for part in message.walk() if part.is_multipart())


def dated(made: Draft, now: datetime) -> EmailMessage:
    """The message as it is sent: with a date, and no draft any more."""
    message = deepcopy(made.message)
    del message["X-Unsent"]
    message["Date"] = now
    return message
