"""The course of an area's process: agreement, phases, meetings, events, members, annexes, each as a short list."""

from __future__ import annotations

from datetime import date
from typing import Any

from regsam_docs.documents.meetings import reference, special
from regsam_docs.documents.parts import badge, data
from regsam_docs.documents.plan import View
from regsam_docs.forms import Words
from regsam_docs.model import Area
from regsam_docs.model.agreement import in_force, signed_on
from regsam_docs.model.area import held_meetings
from regsam_docs.model.minutes import Minutes, points
from regsam_docs.model.profile import PHASES, Event, phase, steps_done
from regsam_docs.model.record import Attachment


def key_data(view: View, on: date | None) -> dict[str, Any] | None:
    """The agreement's key data as in force on that day, its amendments and reviews; None without an agreement."""
    agreement, words = view.area.agreement, view.forms.words
    if agreement is None:
        return None
    now = in_force(agreement, on or date.min)
    return {
        **data(agreement),
        "unterzeichnet_am": signed_on(agreement),
        "stunden_pro_woche": now.stunden_pro_woche,
        "stunden": words.counted("zaehlwort", "stunde_pro_woche", now.stunden_pro_woche),
        "prozessdauer_monate": now.prozessdauer_monate,
        "monate": words.counted("zaehlwort", "monat", now.prozessdauer_monate),
        "ueberpruefungen": [
            {**data(review), "entscheidung": badge(words, "ueberpruefung_entscheidung", review.entscheidung)}
            for review in agreement.ueberpruefungen
        ],
    }


def phases(area: Area, words: Words) -> list[dict[str, Any]]:
    """The phases that have begun, with their days and how many of their steps are done."""
    if area.phases is None:
        return []
    return [
        {
            "phase": words.one("phase", id),
            "beginn": phase(area.phases, id).beginn,
            "ende": phase(area.phases, id).ende,
            "erledigt": done,
            "schritte": total,
        }
        for id in PHASES
        for done, total in [steps_done(area.phases, id)]
        if phase(area.phases, id).beginn is not None
    ]


def meetings(area: Area, words: Words) -> list[dict[str, Any]]:
    """The meetings held, oldest first."""
    return [_meeting(words, minutes) for minutes in held_meetings(area)]


def _meeting(words: Words, minutes: Minutes) -> dict[str, Any]:
    return {
        "nummer": minutes.sitzungsnummer,
        "besonders": special(words, minutes),
        "sitzung": reference(minutes.id),
        "ort": minutes.ort,
        "phase": words.one("phase", minutes.phase),
        "beschluesse": sum(len(point.item.beschluesse) for point in points(minutes)),
        "auftraege": sum(len(point.item.auftraege) for point in points(minutes)),
    }


def chronicle(area: Area, words: Words, after: date | None = None) -> list[dict[str, Any]]:
    """What happened outside the meetings, oldest first; only later than `after` if that is given."""
    events = area.chronicle.eintraege if area.chronicle else ()
    listed = [event for event in events if after is None or event.datum > after]
    return [_event(words, event) for event in sorted(listed, key=lambda event: event.datum)]


def _event(words: Words, event: Event) -> dict[str, Any]:
    return {**data(event), "art": words.one("chronik_art", event.art)}


def member_list(view: View) -> list[dict[str, Any]]:
    """The committee's members; who sits there for them is named in the internal edition alone."""
    words, committee = view.forms.words, view.area.committee
    inside = view.edition == "intern"
    return [
        {
            "organisation": member.organisation,
            "gruppe": words.one("gruppe", member.gruppe),
            "teilnahme": words.one("teilnahme", member.teilnahme),
            "seit": member.seit,
            "bis": member.bis,
            "person": member.person.name if inside and member.person else None,
            "vertretung": member.vertretung.name if inside and member.vertretung else None,
        }
        for member in (committee.mitglieder if committee else ())
    ]


def annexes(area: Area) -> list[dict[str, Any]]:
    """The attachments of minutes and chronicle, each file once, where it is named first."""
    found: dict[str, dict[str, Any]] = {}
    for minutes in held_meetings(area):
        for entry in minutes.anlagen:
            found.setdefault(_key(entry), {**data(entry), "aus": reference(minutes.id), "ereignis": None})
    for event in area.chronicle.eintraege if area.chronicle else ():
        for entry in event.anlagen:
            found.setdefault(_key(entry), {**data(entry), "aus": None, "ereignis": event.titel})
    found.pop("", None)
    return list(found.values())


def _key(entry: Attachment) -> str:
    return entry.datei or entry.titel or ""
