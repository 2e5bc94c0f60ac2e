"""`areas/regsam.yaml`: who publishes, and how things are called here; the city: its settings, areas and selections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from regsam_docs.model.area import Area
from regsam_docs.model.contacts import Contacts
from regsam_docs.model.record import Record
from regsam_docs.model.selection import Selection

PARTNER = "Sozialreferat"
PARTNER_FORMS = {"genitiv": "des Sozialreferats", "dativ": "dem Sozialreferat", "akkusativ": "das Sozialreferat"}
"""The second party where `regsam.yaml` names none, and its forms."""


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
    vorwarnung_tage: int = 30
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
