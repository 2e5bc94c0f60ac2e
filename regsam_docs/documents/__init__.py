"""All documents (docs/dokumente.md), in two tables: a new one is one row, one file here and one template."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from regsam_docs.documents import (
    agreement,
    catalogue,
    city_report,
    closing,
    criteria,
    easy,
    interim,
    invitation,
    minutes,
    monitoring,
    phases,
    procedure,
    session,
    sign_in,
    tasks,
    trail,
    year_report,
)
from regsam_docs.documents.monitoring import Tables
from regsam_docs.documents.plan import CityPlan, CityView, Edition, Plan
from regsam_docs.model import Area

__all__ = ["AREA_DOCUMENTS", "CITY_DOCUMENTS", "Tables", "city_plans", "plans"]

AREA_DOCUMENTS: Mapping[str, Callable[[Area], Iterator[Plan]]] = {
    agreement.NAME: agreement.plans,
    phases.NAME: phases.plans,
    catalogue.NAME: catalogue.plans,
    invitation.NAME: invitation.plans,
    sign_in.NAME: sign_in.plans,
    session.NAME: session.plans,
    minutes.NAME: minutes.plans,
    tasks.NAME: tasks.plans,
    interim.NAME: interim.plans,
    trail.NAME: trail.plans,
    closing.NAME: closing.plans,
    easy.NAME: easy.plans,
}
"""Name → the plans of such documents for an area: none, one, or one a meeting, whose names end with its day."""

CITY_DOCUMENTS: Mapping[str, Callable[[CityView, Tables], Iterator[CityPlan]]] = {
    city_report.NAME: city_report.plans,
    year_report.NAME: year_report.plans,
    criteria.NAME: criteria.plans,
    monitoring.NAME: monitoring.plans,
    procedure.NAME: procedure.plans,
}
"""The same for the city: one, one a selection, or one a year, whose names end with `-` and its folder or the year."""


def plans(area: Area, edition: Edition = "intern") -> Iterator[Plan]:
    """Everything that an edition makes of an area, in the order the area's page lists it. `area` must be cut to it."""
    for of_one_kind in AREA_DOCUMENTS.values():
        yield from (plan for plan in of_one_kind(area) if edition in plan.editions)


def city_plans(view: CityView, tables: Tables) -> Iterator[CityPlan]:
    """Everything that is made of the city as a whole. `tables`: name of a selection → what its monitoring rule came to
    (`selection.judge(…).outcome`); one that has errors is missing, and its plan must not be made."""
    for of_one_kind in CITY_DOCUMENTS.values():
        yield from of_one_kind(view, tables)
