"""All documents (docs/dokumente.md): one explicit list. A new one is one entry, one file here and one template."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from regsam_docs.documents import (
    agreement,
    catalogue,
    city_report,
    closing,
    criteria,
    interim,
    invitation,
    minutes,
    monitoring,
    phases,
    tasks,
)
from regsam_docs.documents.monitoring import Tables
from regsam_docs.documents.plan import CityPlan, CityView, Plan
from regsam_docs.model import Area

__all__ = ["AREA_DOCUMENTS", "AREA_KINDS", "CITY_DOCUMENTS", "CITY_KINDS", "Tables", "city_plans", "plans"]

AREA_DOCUMENTS: tuple[Callable[[Area], Iterator[Plan]], ...] = (
    agreement.plans,
    phases.plans,
    catalogue.plans,
    invitation.plans,
    minutes.plans,
    tasks.plans,
    interim.plans,
    closing.plans,
)
"""Each yields the plans of one kind of document for an area: none, one, or one a meeting."""

AREA_KINDS = (
    "kooperationsvereinbarung",
    "phasenuebersicht",
    "zielkatalog",
    "einladung",
    "protokoll",
    "auftragsliste",
    "zwischenbericht",
    "abschlussdokumentation",
)
"""What a document of an area may be, whether there is one at present or not: its name, before the day."""


def plans(area: Area) -> Iterator[Plan]:
    """Everything that is made of an area, in the order the area's page lists it."""
    for kind in AREA_DOCUMENTS:
        yield from kind(area)


CITY_DOCUMENTS: tuple[Callable[[CityView, Tables], Iterator[CityPlan]], ...] = (
    city_report.plans,
    criteria.plans,
    monitoring.plans,
)
"""Each yields the plans of one kind of document for the city: one, or one a selection."""


CITY_KINDS = ("gesamtbericht", "kriterienkatalog", "monitoring")
"""The same for the city: its name, before the selection."""


def city_plans(view: CityView, tables: Tables) -> Iterator[CityPlan]:
    """Everything that is made of the city as a whole. `tables`: name of a selection → what its monitoring rule came to
    (`selection.judge(…).outcome`); one that has errors is missing, and its plan must not be made."""
    for kind in CITY_DOCUMENTS:
        yield from kind(view, tables)
