"""Hands messages to a mail server, the only way to the network but `forge`'s, and only where somebody asked for it; and remembers
which were sent to whom, so that a second run does not send them again: in the user's folder for things of ours, outside every
checkout, for the time after `clean` as well."""

from __future__ import annotations

import ipaddress
import os
import smtplib
import ssl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import msgspec

from regsam_docs.finding import Trouble
from regsam_docs.repository import digests
from regsam_docs.system import authentic, disk

TIMEOUT = 60
"""Seconds to wait for an answer of the server."""
IMPLICIT = 465
"""The port on which a server speaks TLS from the first byte."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where to hand over. `implicit`: TLS from the first byte, else STARTTLS."""

    host: str
    port: int
    implicit: bool

    @property
    def loopback(self) -> bool:
        """Whether it is this machine, to which nobody listens on the way."""
        with suppress(ValueError):
            return ipaddress.ip_address(self.host).is_loopback
        return self.host == "localhost"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message for some addresses. What it is about is for who asked to know."""

    about: str
    message: EmailMessage
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a parcel: the addresses for which the server took it, and why it did not for the others."""

    parcel: Parcel
    taken: tuple[str, ...]
    refused: Mapping[str, str]


def server(given: str) -> MailServer:
    """`HOST:PORT`, or `smtps://HOST:PORT` for TLS from the first byte, which port 465 means anyway. Raises Trouble."""
    named = given.removeprefix("smtps://").removeprefix("smtp://")
    host, _, port = named.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise Trouble(f"„{given}“ ist kein Server. Geben Sie ihn mit Anschluss an, zum Beispiel: --smtp mail.example.org:587")
    return MailServer(host.strip("[]"), int(port), given.startswith("smtps://") or int(port) == IMPLICIT)


def send(to: MailServer, parcels: Iterable[Parcel], sender: str, login: tuple[str, str] | None) -> Iterator[Receipt]:
    """Hand over one after the other and tell of each at once what became of it. `login`: name and password.

    Raises Trouble where the server cannot be reached, is not who it says, would take them unencrypted, or refuses the password:
    then nothing was sent. If the connection breaks later, that is what became of the rest.
    """
    connection = _connected(to, login)
    lost = ""
    try:
        for parcel in parcels:
            refused: Mapping[str, tuple[int, bytes | str]] = {}
            try:
                refused = {} if lost else connection.send_message(parcel.message, sender, parcel.addresses)
            except smtplib.SMTPRecipientsRefused as error:
                refused = error.recipients
            except smtplib.SMTPResponseException as error:
                refused = dict.fromkeys(parcel.addresses, (error.smtp_code, error.smtp_error))
                with suppress(smtplib.SMTPException, OSError):
                    connection.rset()
            except (smtplib.SMTPException, OSError) as error:
                lost = f"Die Verbindung ist abgebrochen ({_words(error)})"
            said = dict.fromkeys(parcel.addresses, lost) if lost else {who: _answer(*why) for who, why in refused.items()}
            yield Receipt(parcel, tuple(who for who in parcel.addresses if who not in said), said)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            connection.quit()


def _connected(to: MailServer, login: tuple[str, str] | None) -> smtplib.SMTP:
    name = f"{to.host}:{to.port}"
    try:
        with ExitStack() as unfinished:
            connection = _opened(to)
            unfinished.callback(connection.close)
            if not to.implicit:
                _secure(connection, to)
            if login is not None:
                connection.login(*login)
            unfinished.pop_all()
    except ssl.SSLError as error:
        raise Trouble(f"{name} weist sich nicht so aus, wie es nötig ist ({_words(error)}). Prüfen Sie den Namen.") from error
    except smtplib.SMTPAuthenticationError as error:
        raise Trouble(f"{name} nimmt Name oder Kennwort nicht an. Prüfen Sie beides.") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Trouble(f"{name} ist nicht zu erreichen ({_words(error)}). Prüfen Sie Namen, Anschluss und Netz.") from error
    return connection


def _opened(to: MailServer) -> smtplib.SMTP:
    if to.implicit:
        return smtplib.SMTP_SSL(to.host, to.port, timeout=TIMEOUT, context=ssl.create_default_context())
    return smtplib.SMTP(to.host, to.port, timeout=TIMEOUT)


def _secure(connection: smtplib.SMTP, to: MailServer) -> None:
    """Encrypt from here on. Raises Trouble where the server offers no encryption, unless it is this machine."""
    connection.ehlo()
    if connection.has_extn("starttls"):
        connection.starttls(context=ssl.create_default_context())
    elif not to.loopback:
        said = f"{to.host}:{to.port} bietet keine Verschlüsselung an (STARTTLS); so wird nichts gesendet."
        raise Trouble(f"{said} Vielleicht verschlüsselt er von Anfang an: smtps://{to.host}:{IMPLICIT}")


def _answer(code: int, said: bytes | str) -> str:
    return f"{code} {said if isinstance(said, str) else said.decode('utf-8', 'replace')}"


def _words(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


# --- what was sent


FOLDER = "versandt"


class Sent:
    """What was sent from a content repository, by the message's identifier (`publish.mail`). Raises Trouble where nothing can be
    kept: it is better not to send than to send twice."""

    def __init__(self, root: Path) -> None:
        place = authentic.place(root)
        if place is None:
            raise Trouble(
                "Auf diesem Rechner kann sich das Programm nicht merken, wem es geschrieben hat. Nennen Sie in der "
                "Umgebungsvariablen REGSAM_DOCS_STATE einen beschreibbaren Ordner außerhalb der Inhalte."
            )
        self.file = place / FOLDER / f"{digests.key(os.fsencode(root.resolve()))}.json"
        self.known: dict[str, list[str]] = self._read()

    def _read(self) -> dict[str, list[str]]:
        if not self.file.exists():
            return {}
        try:
            return msgspec.json.decode(disk.read_bytes(self.file), type=dict[str, list[str]])
        except msgspec.MsgspecError as error:
            said = f"„{self.file}“ ist beschädigt; darin steht, wem schon geschrieben wurde."
            raise Trouble(f"{said} Löschen Sie die Datei, wenn es niemand war.") from error

    def left(self, id: str, addresses: Iterable[str]) -> tuple[str, ...]:
        """Those of the addresses that did not get it yet."""
        return tuple(address for address in addresses if address not in self.known.get(id, ()))

    def add(self, id: str, addresses: Iterable[str]) -> None:
        """Keep that some got it."""
        self.known[id] = sorted({*self.known.get(id, ()), *addresses})
        disk.write(self.file, msgspec.json.encode(self.known))
