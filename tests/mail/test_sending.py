"""Sending through a server: only encrypted, each message once, and what became of each address is said."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from regsam_docs.system import smtp
from tests.mail.conftest import Mail, Started, text

Start = Callable[..., Started]

ALL = ["ida.beispiel@example.org", "jugendhaus@example.org", "kinderhaus@example.org"]


@pytest.mark.parametrize(("tls", "scheme"), [("starttls", ""), ("implicit", "smtps://"), ("", "")])
def test_a_reminder_is_sent_encrypted_or_within_the_machine(mail: Mail, start: Start, tls: str, scheme: str) -> None:
    server, port = start(tls)
    assert mail("erinnerung", "--smtp", f"{scheme}127.0.0.1:{port}", "--yes") == 1  # not everyone has an address
    assert server.addresses == ALL
    message = server.messages()[0]
    assert (message["X-Unsent"], message["From"].addresses[0].addr_spec) == (None, "sam.mustermann@example.org")
    assert message["Date"].datetime.tzinfo is not None
    assert "Zweite Fachkraft für die Spielgruppe gewinnen" in text(message)


def test_nothing_goes_unencrypted_to_another_machine(mail: Mail, start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    """`0.0.0.0` is no loopback address, and here the same machine."""
    server, port = start(host="0.0.0.0")
    assert mail("erinnerung", "--smtp", f"0.0.0.0:{port}", "--yes") == 2
    assert "bietet keine Verschlüsselung an" in capsys.readouterr().err
    assert server.taken == []


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_certificate_for_another_name_is_refused(
    mail: Mail, start: Start, tls: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server, port = start(tls, name="anderswo.example.org")
    scheme = "smtps://" if tls == "implicit" else ""
    assert mail("erinnerung", "--smtp", f"{scheme}127.0.0.1:{port}", "--yes") == 2
    assert "weist sich nicht so aus" in capsys.readouterr().err
    assert server.taken == []


def test_a_second_run_writes_only_to_those_who_got_nothing(
    mail: Mail, start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    server, port = start()
    server.refused, server.failing = {"ida.beispiel@example.org"}, {"jugendhaus@example.org"}
    call = ("erinnerung", "--smtp", f"127.0.0.1:{port}", "--yes")
    assert mail(*call) == 1
    said = capsys.readouterr()
    assert "Nicht gesendet: ida.beispiel@example.org: 550 kein Postfach" in said.err
    assert "Nicht gesendet: jugendhaus@example.org: 451 voll" in said.err
    assert "An 1 Adresse gesendet. Ein zweiter Aufruf schreibt nur denen, die nichts bekamen." in said.out
    server.refused, server.failing = set(), set()
    mail(*call)
    assert server.addresses == ALL
    mail(*call)
    assert "Alle haben es schon." in capsys.readouterr().out
    assert server.addresses == ALL
    mail(*call, "--again")
    assert server.addresses == sorted(ALL * 2)


def test_what_says_something_else_is_sent_again(mail: Mail, city: Path, start: Start) -> None:
    server, port = start()
    call = ("erinnerung", "--smtp", f"127.0.0.1:{port}", "--yes")
    mail(*call)
    file = city / "areas/am-ziegelfeld/protokolle/2026-10-15.yaml"
    file.write_text(file.read_text("utf-8").replace("Zweite Fachkraft für", "Dritte Fachkraft für"), "utf-8")
    mail(*call)
    assert server.addresses == sorted([*ALL, "ida.beispiel@example.org", "kinderhaus@example.org"])


def test_each_message_is_told_by_itself_and_a_broken_connection_of_the_rest(start: Start) -> None:
    server, port = start()
    server.failing, server.breaking = {"person1@example.org"}, {"person3@example.org"}
    parcels = [smtp.Parcel(str(n), _message(), (f"person{n}@example.org",)) for n in range(5)]
    receipts = list(smtp.send(smtp.server(f"127.0.0.1:{port}"), parcels, "sam@example.org", None))
    assert [bool(receipt.taken) for receipt in receipts] == [True, False, True, False, False]
    assert all("abgebrochen" in why for receipt in receipts[3:] for why in receipt.refused.values())
    assert server.addresses == ["person0@example.org", "person2@example.org"]


def _message() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "sam@example.org", "alle@example.org", "Probe"
    message.set_content("Probe")
    return message


def test_a_password_comes_from_the_environment_alone(
    mail: Mail, start: Start, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server, port = start("starttls", login=True)
    call = ("erinnerung", "--smtp", f"127.0.0.1:{port}", "--yes", "--user", "sam")
    assert mail(*call) == 2
    assert "REGSAM_DOCS_SMTP_KENNWORT" in capsys.readouterr().err
    monkeypatch.setenv("REGSAM_DOCS_SMTP_KENNWORT", "falsch")
    assert mail(*call) == 2
    assert "nimmt Name oder Kennwort nicht an" in capsys.readouterr().err
    monkeypatch.setenv("REGSAM_DOCS_SMTP_KENNWORT", "geheim")
    mail(*call)
    assert server.addresses == ALL
    said = capsys.readouterr()
    assert "geheim" not in said.out + said.err


def test_nobody_sends_by_mistake(mail: Mail, start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    server, port = start()
    assert mail("erinnerung", "--smtp", f"127.0.0.1:{port}") == 2
    assert "--dry-run" in capsys.readouterr().err
    mail("erinnerung", "--smtp", f"127.0.0.1:{port}", "--yes", "--dry-run")
    assert server.taken == []
    assert "jugendhaus@example.org" in capsys.readouterr().out


@pytest.mark.parametrize("given", ["mail.example.org", "mail.example.org:", ":25", "mail.example.org:0", "mail.example.org:x"])
def test_a_server_needs_name_and_port(mail: Mail, given: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert mail("erinnerung", "--smtp", given) == 2
    assert "ist kein Server" in capsys.readouterr().err
