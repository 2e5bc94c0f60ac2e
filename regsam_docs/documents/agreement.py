"""The agreement (Kooperationsvereinbarung): the form's standing texts and what the area's file fills in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from regsam_docs import german
from regsam_docs.documents.parts import badge, data, district, signatures
from regsam_docs.documents.plan import Page, Plan, View
from regsam_docs.forms import AgreementForm, Words
from regsam_docs.model import Area
from regsam_docs.model.agreement import Agreement, signed_on
from regsam_docs.model.stand import stand

FILE = "vereinbarung.yaml"
NAME = "kooperationsvereinbarung"


def plans(area: Area) -> Iterator[Plan]:
    """One agreement as soon as there is its file."""
    if FILE in area.files:
        yield Plan(NAME, (FILE,), make, source=FILE, title="Kooperationsvereinbarung")


def make(view: View) -> Page:
    """The agreement as this edition shows it. Its gaps are marked until both parties have signed."""
    agreement, form, words = view.area.agreement, view.forms.agreement, view.forms.words
    if agreement is None:
        raise ValueError(f"{view.area.slug} has no agreement that can be read")
    return Page(
        template=f"{NAME}.html",
        title=form.titel,
        state=state(agreement, form, words),
        stand=stand(view.area, (FILE, "gebiet.yaml")),
        context={
            "form": form_data(form),
            "gebiet": {"name": view.area.name, "bezirk": district(view.area)},
            "grundlage": view.settings.grundlage,
            "vereinbarung": data(agreement),
            "zu_gewinnen": _partners(agreement, words),
            "zeit": _time(agreement, words),
            "ueberpruefungen": _reviews(agreement, words),
            "unterschriften": signatures(form, agreement.unterschriften),
            "nachtraege": _amendments(agreement, form),
            "entwurf": signed_on(agreement) is None,
        },
    )


def state(agreement: Agreement, form: AgreementForm, words: Words) -> str:
    """„Entwurf“, or „unterzeichnet am 29. April 2010“ once both parties have signed."""
    day = signed_on(agreement)
    if day is None:
        return words.one("abschluss_status", "entwurf")
    return f"{form.unterschrift['unterzeichnet_am']} {german.german(day)}"


def form_data(form: AgreementForm) -> dict[str, Any]:
    """The form's texts as plain data, its clauses by id besides (`klausel`)."""
    plain: dict[str, Any] = data(form)
    return {**plain, "klausel": {clause["id"]: clause for clause in plain["klauseln"]}}


def _partners(agreement: Agreement, words: Words) -> list[dict[str, Any]]:
    return [{**data(partner), "status": badge(words, "zu_gewinnen_status", partner.status)} for partner in agreement.zu_gewinnen]


def _time(agreement: Agreement, words: Words) -> dict[str, Any]:
    """Hours and months with the words that follow them."""
    hours, months = agreement.stunden_pro_woche, agreement.prozessdauer_monate
    return {
        "stunden": {"zahl": hours, "wort": words.counted("zaehlwort", "stunde_pro_woche", hours)},
        "dauer": {"zahl": months, "wort": words.counted("zaehlwort", "monat", months)},
        "start": agreement.start,
        "ueberpruefung": agreement.ueberpruefung,
    }


def _reviews(agreement: Agreement, words: Words) -> list[dict[str, Any]]:
    return [
        {**data(review), "entscheidung": badge(words, "ueberpruefung_entscheidung", review.entscheidung)}
        for review in sorted(agreement.ueberpruefungen, key=lambda review: review.datum)
    ]


def _amendments(agreement: Agreement, form: AgreementForm) -> list[dict[str, Any]]:
    return [
        {**data(amendment), "unterschriften": signatures(form, amendment.unterschriften)}
        for amendment in sorted(agreement.nachtraege, key=lambda amendment: amendment.nr)
    ]
