"""Drafts: who gets what, that all ways of saying it say the same, and that nobody learns more than their edition shows."""

from __future__ import annotations

import io
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pikepdf
import pytest
import vobject

from regsam_docs.cli import main
from regsam_docs.documents.letters import Letter
from regsam_docs.finding import Trouble
from regsam_docs.model.record import Person
from regsam_docs.publish import mail as mails
from regsam_docs.texts.markdown import letter
from tests.mail.conftest import Mail, drafts, parsed, text

HTML = "<html><head><title>x</title></head><body>\n<p>Guten Tag,</p>\n<p>bis\nbald.</p>\n</body></html>"
pytestmark = pytest.mark.usefixtures("work_here")

SENDER = Person(name="Sam Mustermann", email="sam.mustermann@example.org")


def test_a_reminder_lists_what_its_organisation_has_to_do(mail: Mail, city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert mail("erinnerung") == 1
    made = drafts(city / "build/versand/am-ziegelfeld/erinnerung")
    assert set(made) == {"kinderhaus", "jugendhaus"}
    assert "Zweite Fachkraft für die Spielgruppe gewinnen, bis 15. November 2026, überfällig" in text(made["kinderhaus"])
    assert "Hofgespräche" in text(made["jugendhaus"]) and "Fachkraft" not in text(made["jugendhaus"])
    assert made["kinderhaus"]["Subject"] == "Erinnerung Am Ziegelfeld: 1 offener Auftrag, davon 1 überfällig"
    assert "Schuldner- und Sozialberatung Nord" in capsys.readouterr().err


def test_confidential_tasks_leave_the_house_in_no_reminder(mail: Mail, city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = city / "areas/am-ziegelfeld/protokolle/2026-10-15.yaml"
    due = "        frist: 2026-11-15\n"
    file.write_text(file.read_text("utf-8").replace(due, f"{due}        vertraulich: true\n"), "utf-8")
    mail("erinnerung")
    assert set(drafts(city / "build/versand/am-ziegelfeld/erinnerung")) == {"jugendhaus"}
    assert "Kinderhaus Ziegelei: Offen ist nur Vertrauliches" in capsys.readouterr().err


@pytest.mark.pdf
def test_an_invitation_brings_paper_and_appointment_to_each(mail: Mail, city: Path, tmp_path: Path) -> None:
    assert mail("2026-12-10", "einladung") == 1
    folder = city / "build/versand/am-ziegelfeld/einladung-2026-12-10"
    made = drafts(folder)
    assert set(made) == {"sozialplanung", "kinderhaus", "jugendhaus"}  # not the sender
    main(["--root", str(city), "build", "am-ziegelfeld", "--only", "termine", "--no-pdf", "--today", "2026-11-22"])
    whole = events((city / "build/intern/am-ziegelfeld/termine.ics").read_text("utf-8"))
    own = whole["sitzung-2026-12-10@am-ziegelfeld.regsam-docs"]
    for who, message in made.items():
        (request,) = (part for part in message.walk() if part.get_content_type() == "text/calendar")
        assert request.get_param("method") == "REQUEST"
        (entry,) = events(request.get_content()).values()
        assert all(entry[key][0].value == own[key][0].value for key in ("uid", "sequence", "dtstart", "location"))
        assert [one.value for one in entry["attendee"]] == [f"mailto:{a.addr_spec}" for a in message["To"].addresses]
        assert sources(message) == (["2026-12-10.yaml"] if who == "sozialplanung" else [])
        others = {a.addr_spec for other in made.values() if other is not message for a in other["To"].addresses}
        assert not any(address.encode() in part for address in others for part in (*parts(message), message.as_bytes()))
        assert (message["X-Unsent"], message["Date"], message["Bcc"]) == ("1", None, None)
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    mail("2026-12-10", "einladung", "--output", str(tmp_path / "anderswo"))
    assert {path.name: path.read_bytes() for path in (tmp_path / "anderswo").iterdir()} == first
    assert main(["--root", str(city), "clean"]) == 0
    assert not folder.exists()


def parts(message: EmailMessage) -> Iterator[bytes]:
    yield from (part.get_payload(decode=True) or b"" for part in message.walk() if not part.is_multipart())  # type: ignore[misc]


def events(data: str) -> dict[str, dict[str, list[vobject.base.ContentLine]]]:
    return {event.uid.value: event.contents for event in vobject.readOne(data).vevent_list}


def sources(message: EmailMessage) -> list[str]:
    """What the paper that comes along carries with it: only the internal edition the file it is made of."""
    (paper,) = (part for part in message.iter_attachments() if part.get_content_type() == "application/pdf")
    with pikepdf.open(io.BytesIO(paper.get_payload(decode=True))) as pdf:  # type: ignore[arg-type]
        return list(pdf.attachments)


@pytest.mark.pdf
def test_a_meeting_called_off_is_struck_from_calendars(mail: Mail, city: Path) -> None:
    file = city / "areas/am-ziegelfeld/protokolle/2026-12-10.yaml"
    off = file.read_text("utf-8").replace("status: geplant", "status: abgesagt\nabgesagt: {am: 2026-11-20, grund: Krankheit}")
    file.write_text(off.partition("verteiler:")[0] + "verteiler: [jugendhaus]\n", "utf-8")
    mail("2026-12-10", "einladung")
    message = drafts(city / "build/versand/am-ziegelfeld/einladung-2026-12-10")["jugendhaus"]
    (request,) = (part for part in message.walk() if part.get_content_type() == "text/calendar")
    (entry,) = events(request.get_content()).values()
    assert (request.get_param("method"), entry["status"][0].value) == ("CANCEL", "CANCELLED")
    assert message["Subject"].startswith("Abgesagt: 6. Sitzung")
    assert "abgesagt. Grund: Krankheit." in text(message)


def test_plain_text_and_html_say_the_same(mail: Mail, city: Path) -> None:
    mail("erinnerung")
    for message in drafts(city / "build/versand/am-ziegelfeld/erinnerung").values():
        body = text(message, "html").partition("<body>")[2].partition("</body>")[0]
        assert letter(body).split() == text(message).split()


@pytest.mark.parametrize(
    "name", ["Erika\r\nBcc: alle@example.org", 'Erika" <alle@example.org>, "M', "Erika\u2028Bcc: x@example.org"]
)
def test_no_text_becomes_a_header(name: str) -> None:
    to = mails.Recipient("erika", name, (Person(name=name, email="erika@example.org"),), "verteiler")
    made = mails.draft(mails.Enclosed(Letter(f"Betreff\n{name}", {}), HTML, {f"{name}.pdf": b"x"}), to, SENDER)
    read = parsed(made.data)
    assert [address.addr_spec for address in read["To"].addresses] == ["erika@example.org"]
    assert read["Bcc"] is None and len(read.get_all("To", [])) == 1
    assert {key.lower() for key in read} == {"from", "to", "subject", "message-id", "x-unsent", "mime-version", "content-type"}


@pytest.mark.parametrize(
    "address",
    ["erika", "erika@example.org\nBcc: x@example.org", "erika@example.org, x@example.org", "jürgen@example.org"],
)
def test_an_address_that_is_none_is_told(address: str) -> None:
    to = mails.Recipient("erika", "Haus", (Person(name="Erika", email=address),), "verteiler")
    with pytest.raises(Trouble):
        mails.draft(mails.Enclosed(Letter("Betreff", {}), HTML), to, SENDER)


def test_contacts_that_cannot_be_read_are_not_taken_for_none(mail: Mail, city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (city / "areas/kontakte.yaml").write_text("kontakte: [\n", "utf-8")
    assert mail("erinnerung") == 2
    assert "areas/kontakte.yaml ist nicht lesbar" in capsys.readouterr().err


def test_paragraphs_of_a_letter_stay_apart() -> None:
    html = "<p>Guten\nTag,</p><ul><li>eins</li>\n<li>zwei<br>drei</li></ul><p>Ende</p>"
    assert letter(html) == "Guten Tag,\n\n- eins\n- zwei\ndrei\n\nEnde"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["einladung"], "Aufruf:"),
        (["2026-12-10", "einladnug"], "Meinten Sie „einladung“?"),
        (["2026-12-11", "einladung"], "Einladen lässt sich zu: 2026-12-10."),
        (["2026-12-10", "protokoll"], "hat noch nicht stattgefunden"),
        (["2026-10-15", "einladung"], "hat schon stattgefunden"),
        (["../x", "einladung"], "ist kein Tag"),
    ],
)
def test_what_cannot_be_sent_is_told(mail: Mail, call: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert mail(*call) == 2
    assert said in capsys.readouterr().err
