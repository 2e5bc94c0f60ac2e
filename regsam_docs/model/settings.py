"""`areas/regsam.yaml`: who publishes, and how things are called here."""

from __future__ import annotations

from regsam_docs.model.record import Record


class Publisher(Record, frozen=True, kw_only=True):
    """Who answers for the documents."""

    name: str
    anschrift: tuple[str, ...] = ()
    web: str | None = None
    email: str | None = None


class Settings(Record, frozen=True, kw_only=True):
    """Settings of one content repository."""

    format: int = 1
    stadt: str | None = None
    herausgeber: Publisher
    partner: str = "Sozialreferat"
    gebietsbezeichnung: str = "Schwerpunktgebiet"
    grundlage: str | None = None
    logo: str | None = None
    akzentfarbe: str | None = None
    vorwarnung_tage: int = 30
