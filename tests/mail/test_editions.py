"""No letter says more than the edition its reader may see: every text of the example city is a word of its own here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import cycle
from pathlib import Path

import pytest

from regsam_docs.documents.letters import TEMPLATE, Letter, invited, minuted, reminded
from regsam_docs.model.minutes import held
from regsam_docs.model.record import Person
from regsam_docs.publish import mailing
from regsam_docs.publish.mail import Recipient, context
from regsam_docs.render import Filling, Links, filling
from tests.built import AT_WORK, ENDED
from tests.leak import secrets
from tests.leak.search import WORD

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def ledger() -> secrets.Ledger:
    return secrets.ledger()


@pytest.fixture(scope="module")
def marked(ledger: secrets.Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("geheim")
    for name, data in ledger.files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


def letters(city: mailing.MailedCity, edition: str) -> Iterator[Letter]:
    view = city.view(edition)  # type: ignore[arg-type]
    assert view.area.committee is not None
    for meeting, member in zip(view.area.minutes, cycle(view.area.committee.mitglieder), strict=False):
        yield (minuted if held(meeting) else invited)(view, meeting.id, member.organisation)
    yield from reminded(view, DAY).values()


def said(city: mailing.MailedCity, edition: str) -> set[str]:
    to, writer = Recipient("", "", (), "verteiler"), Person()
    made = (Filling(TEMPLATE, context(one, to, writer, ()), Links(), ("web",)) for one in letters(city, edition))
    filled = dict(filling.fill(city.publishers["intern"].templates, enumerate(made)))
    assert all(isinstance(html, dict) for html in filled.values()), filled
    return {word for html in filled.values() if isinstance(html, dict) for word in WORD.findall(html["web"])}


@pytest.mark.parametrize("slug", [AT_WORK, ENDED])
def test_letters_to_others_say_what_their_edition_says(marked: Path, ledger: secrets.Ledger, slug: str) -> None:
    city = mailing.read_city(marked, slug, DAY)
    others, house = said(city, "verteiler"), said(city, "intern")
    leaked = others - ledger.may_read("verteiler")
    assert {ledger.where.get(word, word) for word in leaked} == set()
    assert len(others) > 20 and house - others
