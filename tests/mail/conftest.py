"""A city that a test may spoil, and mail servers of others' making on this machine."""

from __future__ import annotations

import asyncio
import email
import shutil
import ssl
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from regsam_docs.cli import main

TODAY = ("--today", "2026-11-22")
AREA = "am-ziegelfeld"


@pytest.fixture
def city(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(root / "areas", tmp_path / "stadt" / "areas")
    monkeypatch.setenv("REGSAM_DOCS_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path / "stadt"


Mail = Callable[..., int]


@pytest.fixture
def mail(city: Path) -> Mail:
    """Calls the command on the city's day."""
    return lambda *arguments: main(["--root", str(city), "mail", AREA, *arguments, *TODAY])


def drafts(folder: Path) -> dict[str, EmailMessage]:
    return {path.stem: parsed(path.read_bytes()) for path in folder.glob("*.eml")}


def parsed(data: bytes) -> EmailMessage:
    return email.message_from_bytes(data, policy=SMTP)


def text(message: EmailMessage, kind: str = "plain") -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


class Server:
    """A mail server that keeps what it takes and refuses what it is told to."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.refused: set[str] = set()
        self.failing: set[str] = set()
        self.breaking: set[str] = set()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.breaking:
            server.transport.abort()
        if address in self.refused:
            return "550 kein Postfach"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        if self.failing & set(envelope.rcpt_tos):
            return "451 voll"
        self.taken.append(envelope)
        return "250 OK"

    @property
    def addresses(self) -> list[str]:
        return sorted(address for envelope in self.taken for address in envelope.rcpt_tos)

    def messages(self) -> list[EmailMessage]:
        return [parsed(envelope.content) for envelope in self.taken if isinstance(envelope.content, bytes)]


def authenticated(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=isinstance(data, LoginPassword) and data.password == b"geheim", handled=False)


class Listening(Controller):
    """Listens on whatever port is free."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


Started = tuple[Server, int]


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def start(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Started]]:
    """Starts servers; this process trusts their certificates."""
    running: list[Listening] = []
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))

    def starting(tls: str = "", *, name: str = "127.0.0.1", host: str = "127.0.0.1", login: bool = False) -> Started:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(context)
        kinds: dict[str, dict[str, Any]] = {
            "implicit": {"ssl_context": context},
            "starttls": {"tls_context": context, "require_starttls": True},
        }
        secured = kinds.get(tls, {})
        extra: dict[str, Any] = {"authenticator": authenticated, "auth_required": True} if login else {}
        handler = Server()
        controller = Listening(handler, hostname=host, port=0, **secured, **extra)
        controller.start()
        running.append(controller)
        return handler, controller.port

    yield starting
    for controller in running:
        controller.stop()
