"""The agreement (Kooperationsvereinbarung): the form's standing texts and what the area's file fills in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from regsam_docs import german
from regsam_docs.documents.parts import data, district, signatures, worded
from regsam_docs.documents.plan import FactList, Facts, Page, Plan, View
from regsam_docs.forms import AgreementForm, Words
from regsam_docs.model import Area
from regsam_docs.model.agreement import PARTIES, Agreement, Amendment, amendments_in_force, in_force, signed_on
from regsam_docs.model.record import Person
from regsam_docs.model.stand import stand

FILE = "vereinbarung.yaml"
NAME = "kooperationsvereinbarung"


def plans(area: Area) -> Iterator[Plan]:
    """One agreement as soon as there is its file."""
    if FILE in area.files:
        yield Plan(NAME, (FILE,), make, source=FILE, title="Kooperationsvereinbarung")


def make(view: View) -> Page:
    """The agreement as this edition shows it: first what is signed, as it was signed, then the signatures, then what came later
    and how things stand. Its gaps are marked until both parties have signed."""
    agreement, form, words = view.area.agreement, view.forms.agreement, view.forms.words
    assert agreement is not None, "a plan is made once its files are understood"
    on = stand(view.area, (FILE, "gebiet.yaml"))
    return Page(
        template=f"{NAME}.html",
        title=form.titel,
        state=state(agreement, form, words),
        stand=on,
        handed_out=True,
        context={
            "form": form_data(form),
            "gebiet": {"name": view.area.name, "bezirk": district(view.area)},
            "grundlage": view.settings.grundlage,
            "vereinbarung": data(agreement),
            "verantwortlich": {
                party: {**data(side), "person": _by_name(side.person), "wechsel": []}
                for party in PARTIES
                for side in [getattr(agreement.prozessverantwortung, party)]
            },
            "zu_gewinnen": [worded(words, partner, status="zu_gewinnen_status") for partner in agreement.zu_gewinnen],
            "zeit": _time(agreement, words),
            "unterschriften": signatures(form, agreement.unterschriften),
            "entwurf": signed_on(agreement) is None,
            **_later(agreement, view, on or date.min),
        },
    )


def state(agreement: Agreement, form: AgreementForm, words: Words) -> str:
    """„Entwurf“, or „unterzeichnet am 29. April 2010“ once both parties have signed."""
    day = signed_on(agreement)
    if day is None:
        return words.one("abschluss_status", "entwurf")
    return f"{form.unterschrift['unterzeichnet_am']} {german.german(day)}"


def form_data(form: AgreementForm) -> Facts:
    """The form's texts as plain data, its clauses by id besides (`klausel`)."""
    plain: Facts = data(form)
    return {**plain, "klausel": {clause["id"]: clause for clause in plain["klauseln"]}}


def _by_name(person: Person) -> Facts:
    """A person as it is signed: by name and function, for how to reach somebody is no term."""
    return {**data(person), "telefon": None, "email": None}


def _later(agreement: Agreement, view: View, on: date) -> Facts:
    """What stands after the signatures, as of that day; `danach`: whether there is anything."""
    form, words = view.forms.agreement, view.forms.words
    sides = agreement.prozessverantwortung
    changes = sorted((*sides.regsam.wechsel, *sides.sozialreferat.wechsel), key=lambda change: change.seit)
    later: Facts = {
        "jetzt": _now(agreement, form, words, on) if signed_on(agreement) is not None else [],
        "kuenftig": _coming(agreement, form, words, on),
        "wechsel": [{"seit": change.seit, "person": _by_name(change.person)} for change in changes],
        "erreichbar": [
            {"titel": getattr(form.parteien, party).person, "person": data(person)}
            for party, person in in_force(agreement, on).in_charge.items()
            if person.telefon or person.email
        ],
        "nachtraege": [
            {
                **data(amendment),
                "unterschriften": signatures(form, amendment.unterschriften),
                "neu": _changed(amendment, form, words),
            }
            for amendment in sorted(agreement.nachtraege, key=lambda amendment: amendment.nr)
        ],
        "ueberpruefungen": reviews(agreement, words),
        "stand_der_beteiligten": any(partner.status or partner.notiz for partner in agreement.zu_gewinnen),
    }
    return {**later, "danach": any(later.values())}


def _now(agreement: Agreement, form: AgreementForm, words: Words, on: date) -> FactList:
    """The values in force on that day that are not the signed ones, each since when."""
    now = in_force(agreement, on)
    rows: FactList = []
    for key in COUNTED:
        *before, last = history(agreement, form, words, on, key)
        if before:
            rows.append({"titel": form.clause(key).titel, "wert": last["wert"], "wann": _when("seit", last["tag"])})
    if now.prozessdauer_monate != agreement.prozessdauer_monate:
        rows.append({"titel": "Ende der vorläufigen Dauer", "wert": german.german(now.last_day), "wann": None})
    if now.next_review is not None and now.next_review.set_by is not None:
        title = form.ueberpruefung["naechste_ueberpruefung"]
        rows.append({"titel": title, "wert": german.german(now.next_review.due), "wann": _when("seit", now.next_review.set_on)})
    return rows


def _coming(agreement: Agreement, form: AgreementForm, words: Words, on: date) -> FactList:
    """The terms that signed amendments change from a later day on."""
    coming = amendments_in_force(agreement, date.max)[len(amendments_in_force(agreement, on)) :]
    return [{**value, "wann": _when("ab", since)} for since, _, amendment in coming for value in _changed(amendment, form, words)]


def _when(word: str, day: date) -> str:
    return f"{word} {german.german(day)}"


def _changed(amendment: Amendment, form: AgreementForm, words: Words) -> FactList:
    """The terms an amendment changes, with their new values."""
    return [
        {"titel": form.clause(key).titel, "wert": term(key, value, words)}
        for key, value in msgspec.structs.asdict(amendment.aendert).items()
        if value is not None
    ]


COUNTED = {"stunden_pro_woche": "stunde_pro_woche", "prozessdauer_monate": "monat"}
"""Terms that are numbers → what they count."""


def term(key: str, value: Any, words: Words) -> str:
    """A term as it is printed: „8 Stunden pro Woche“, „27 Monate“, a day."""
    return german.german(value) if isinstance(value, date) else words.amount(COUNTED[key], value)


def reviews(agreement: Agreement, words: Words) -> FactList:
    """What was decided on the days of review, oldest first."""
    ordered = sorted(agreement.ueberpruefungen, key=lambda review: review.datum)
    return [worded(words, review, entscheidung="ueberpruefung_entscheidung") for review in ordered]


def _time(agreement: Agreement, words: Words) -> Facts:
    """Hours and months with the words that follow them."""
    hours, months = agreement.stunden_pro_woche, agreement.prozessdauer_monate
    return {
        "stunden": {"zahl": hours, "wort": words.counted("zaehlwort", "stunde_pro_woche", hours)},
        "dauer": {"zahl": months, "wort": words.counted("zaehlwort", "monat", months)},
        "start": agreement.start,
        "ueberpruefung": agreement.ueberpruefung,
    }


def history(agreement: Agreement, form: AgreementForm, words: Words, on: date, key: str) -> FactList:
    """The values a term has had by that day, oldest first, each with the day it holds from and what set it."""
    values = [(signed_on(agreement) or agreement.start, "Vereinbarung", getattr(agreement, key))]
    for day, _, amendment in amendments_in_force(agreement, on):
        values.append((day, f"{form.nachtrag['einzahl']} {amendment.nr}", getattr(amendment.aendert, key)))
    if key == "ueberpruefung":
        held = [(one.datum, form.ueberpruefung["einzahl"], one.naechste_ueberpruefung) for one in agreement.ueberpruefungen]
        values = sorted([*values, *held], key=lambda value: value[0])
    return [{"tag": day, "durch": by, "wert": term(key, value, words)} for day, by, value in values if value is not None]
