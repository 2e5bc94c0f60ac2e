"""`gremium.yaml`: the committee (Kooperationsgremium) and how it works."""

from __future__ import annotations

from datetime import date
from typing import Literal

from regsam_docs.model.record import Person, Record

Group = Literal[
    "moderation",
    "sozialplanung",
    "steuerungsbereich",
    "einrichtungstraeger",
    "sozialbuergerhaus",
    "rags",
    "facharbeitskreis",
    "bezirksausschuss",
    "referat",
    "wohnungswirtschaft",
    "weitere",
]

HOUSE: frozenset[Group] = frozenset({"moderation", "sozialplanung"})
"""Those who answer for the process together: they see everything (docs/handbuch/ausgaben.md)."""


class Member(Record, frozen=True, kw_only=True):
    """An organisation's seat in the committee."""

    id: str
    organisation: str
    gruppe: Group
    person: Person | None = None
    vertretung: Person | None = None
    entscheidungsbefugt: bool = False
    einverstanden_seit: date | None = None
    teilnahme: Literal["verbindlich", "nach_bedarf", "nur_information"] = "verbindlich"
    seit: date | None = None
    bis: date | None = None


class Committee(Record, frozen=True, kw_only=True):
    """The committee of an area."""

    arbeitsweise: str | None = None
    verbindlichkeit: str | None = None
    beschlossen_in: str | None = None
    mitglieder: tuple[Member, ...] = ()


def belongs(member: Member, day: date) -> bool:
    """Whether somebody is a member on a day; `seit` and `bis` are the first and the last."""
    return (member.seit is None or member.seit <= day) and (member.bis is None or day <= member.bis)


def members_on(committee: Committee | None, day: date) -> tuple[Member, ...]:
    """The members on a day, as the file lists them."""
    return tuple(member for member in committee.mitglieder if belongs(member, day)) if committee else ()
