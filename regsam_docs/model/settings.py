"""The city: its settings (`areas/regsam.yaml`: who publishes, and how things are called here), areas and selections; and
`kontakte.yaml`: telephone numbers and e-mail addresses that are kept outside git (docs/format.md, „kontakte.yaml“)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from regsam_docs.model.agreement import PARTIES
from regsam_docs.model.area import Area
from regsam_docs.model.record import Record
from regsam_docs.model.selection import Selection

# --- contacts


class Contact(Record, frozen=True, kw_only=True):
    """How somebody can be reached."""

    telefon: str | None = None
    email: str | None = None


class Contacts(Record, frozen=True, kw_only=True):
    """Contacts by area and by member's id, or by party of the agreement."""

    kontakte: dict[str, dict[str, Contact]]


def with_contacts(data: Mapping[str, dict[str, Any]], slug: str, known: Contacts | None) -> dict[str, dict[str, Any]]:
    """An area's typed data by file, with what is known of its contacts where a person has none; what came in is left as it was.

    A member's contact is that of `person`, also of one that is not named; a party's that of the person who took over last.
    Editions cut both afterwards, so that only the internal one shows them.
    """
    contacts = known.kontakte.get(slug, {}) if known is not None else {}
    whole = dict(data)
    committee, agreement = data.get("gremium.yaml"), data.get("vereinbarung.yaml")
    if committee is not None:
        members = [_reachable(member, contacts.get(member["id"])) for member in committee["mitglieder"]]
        whole["gremium.yaml"] = {**committee, "mitglieder": members}
    if agreement is not None:
        sides = {**agreement["prozessverantwortung"]}
        for party in PARTIES:
            side = sides[party]
            changes = sorted(side.get("wechsel", ()), key=lambda change: change["seit"])
            if changes:
                last = _reachable(changes[-1], contacts.get(party))
                sides[party] = {**side, "wechsel": [*(c for c in side["wechsel"] if c is not changes[-1]), last]}
            else:
                sides[party] = _reachable(side, contacts.get(party))
        whole["vereinbarung.yaml"] = {**agreement, "prozessverantwortung": sides}
    return whole


def _reachable(entry: dict[str, Any], contact: Contact | None) -> dict[str, Any]:
    """A member or side with what its person lacks."""
    known = dict(_known(contact)) if contact is not None else {}
    return {**entry, "person": {**known, **entry.get("person", {})}} if known else entry


def _known(contact: Contact) -> Iterator[tuple[str, str]]:
    for key in ("telefon", "email"):
        value = getattr(contact, key)
        if value is not None:
            yield key, value


# --- settings


PARTNER = "Sozialreferat"
PARTNER_FORMS = {"genitiv": "des Sozialreferats", "dativ": "dem Sozialreferat", "akkusativ": "das Sozialreferat"}
"""The second party where `regsam.yaml` names none, and its forms."""

WARNING_DAYS = 30
"""From when on a day counts as near where `regsam.yaml` does not say (`vorwarnung_tage`)."""


class Issuer(Record, frozen=True, kw_only=True):
    """Who answers for the documents."""

    name: str
    anschrift: tuple[str, ...] = ()
    web: str | None = None
    email: str | None = None


class Imprint(Record, frozen=True, kw_only=True):
    """Who is responsible for the documents, and whose they are."""

    verantwortlich: str | None = None
    urheber: str | None = None
    hinweis: str | None = None


class PartnerForms(Record, frozen=True, kw_only=True):
    """The partner's name with its article, as sentences need it."""

    genitiv: str
    dativ: str
    akkusativ: str


class Settings(Record, frozen=True, kw_only=True):
    """Settings of one content repository."""

    format: int = 1
    stadt: str | None = None
    herausgeber: Issuer
    partner: str = PARTNER
    gebietsbezeichnung: str = "Schwerpunktgebiet"
    grundlage: str | None = None
    logo: str | None = None
    akzentfarbe: str | None = None
    vorwarnung_tage: int = WARNING_DAYS
    adresse: str | None = None
    leitziel: str | None = None
    foerderung: str | None = None
    impressum: Imprint = Imprint()
    partner_formen: PartnerForms | None = None


@dataclass(frozen=True, slots=True)
class City:
    """Everything below `areas/`. `settings` is None while `regsam.yaml` is missing or cannot be read."""

    settings: Settings | None = None
    areas: tuple[Area, ...] = ()
    selections: Mapping[str, Selection] = field(default_factory=dict)
    """Readable selections by folder."""
    contacts: Contacts | None = None
    """Contacts kept outside git; None where there are none."""


def partner_forms(settings: Settings) -> dict[str, str] | None:
    """The partner's name with its article by case; None for a partner of another name without them: texts avoid the article."""
    forms = settings.partner_formen
    if forms is not None:
        return {"genitiv": forms.genitiv, "dativ": forms.dativ, "akkusativ": forms.akkusativ}
    return PARTNER_FORMS if settings.partner == PARTNER else None
