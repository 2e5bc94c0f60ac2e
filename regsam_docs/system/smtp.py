"""Hands messages to a mail server: the only place that reaches the network, and only where somebody asked for it."""

from __future__ import annotations

import ipaddress
import smtplib
import ssl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from email.message import EmailMessage

from regsam_docs.finding import Trouble

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
                _reset(connection)
            except (smtplib.SMTPException, OSError) as error:
                lost = f"Die Verbindung ist abgebrochen ({_words(error)})"
            said = dict.fromkeys(parcel.addresses, lost) if lost else {who: _answer(*why) for who, why in refused.items()}
            yield Receipt(parcel, tuple(who for who in parcel.addresses if who not in said), said)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            connection.quit()


def _reset(connection: smtplib.SMTP) -> None:
    with suppress(smtplib.SMTPException, OSError):
        connection.rset()


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
