"""`neues.atom`: what is new, for programs that people read news with (Atom, RFC 4287): minutes once they are approved, and
changes of an area's state. Only the published edition has one, and only where the settings name its address, for a feed's
links are whole.

The same records give the same bytes. An entry keeps its id for good: it is made of the area, the kind and the day or meeting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from regsam_docs import german
from regsam_docs.documents.plan import Forms
from regsam_docs.documents.timeline import agreement_events, phase_events
from regsam_docs.model import Area
from regsam_docs.model.area import decided_closing, title
from regsam_docs.model.minutes import approved_on, day, file
from regsam_docs.model.settings import Settings

NAME = "neues"
FILE = f"{NAME}.atom"
MOST = 100
"""Most entries, the newest; a reader keeps those it has."""

PublishedPages = Callable[[str], Mapping[str, str] | None]
"""Slug → the pages of an area by the file they are made of; None if it is not published."""


@dataclass(frozen=True, slots=True)
class News:
    """Something new: `key` tells it from all else of its area, `file` is what records it, None for the area itself."""

    day: date
    key: str
    title: str
    area: Area
    file: str | None = None


def news(areas: Iterable[Area], forms: Forms, today: date) -> list[News]:
    """What is new up to a day, the newest first. `areas` must be cut to the published edition."""
    found = [one for area in areas for one in news_of(area, forms) if one.day <= today]
    return sorted(found, key=lambda one: (one.day, one.area.slug, one.key), reverse=True)[:MOST]


def feed(entries: Sequence[News], settings: Settings, published: PublishedPages) -> bytes:
    """The feed of what is new, at least one thing; `settings` must name the address."""
    root = (settings.adresse or "").rstrip("/")
    atom = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "de"})
    _add(atom, "id", f"{root}/{FILE}")
    _add(atom, "title", f"Neues aus den Gebieten – {settings.herausgeber.name}")
    _add(atom, "updated", _stamp(entries[0].day))
    _add(_add(atom, "author"), "name", settings.herausgeber.name)
    _add(atom, "link", rel="self", type="application/atom+xml", href=f"{root}/{FILE}")
    _add(atom, "link", rel="alternate", type="text/html", href=f"{root}/index.html")
    for one in entries:
        _entry(atom, one, root, published(one.area.slug) or {})
    ET.indent(atom, " ")
    text: str = ET.tostring(atom, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def news_of(area: Area, forms: Forms) -> Iterator[News]:
    """All that is new of an area at some time: minutes on the day they were approved, what was agreed, phases, the end."""
    for minutes in area.minutes:
        approved = approved_on(minutes)
        if approved is not None:
            text = f"Protokoll: {title(minutes)} vom {german.german(day(minutes))}"
            yield News(approved, f"protokoll/{minutes.id}", text, area, file(minutes))
    names = {entry.id: entry.titel for entry in forms.phase_model.phasen}
    for event in (*phase_events(area, names), *agreement_events(area, forms.words, None)):
        if not event.planned:
            what = event.text if event.kind == "phase" else event.text.partition(":")[0]
            yield News(event.day, f"{event.kind}/{event.day}/{what}", event.text, area, event.file)
    closing, rejected = decided_closing(area), area.profile.abgelehnt if area.profile else None
    if closing is not None:
        word = forms.words.one("abschluss_entscheidung", closing.entscheidung)
        yield News(closing.datum, "abschluss", f"Abschluss: {word}", area, "abschluss.yaml")
    if rejected is not None:
        yield News(rejected.datum, "abgelehnt", "Vorschlag abgelehnt", area)


def _entry(atom: ET.Element, one: News, root: str, pages: Mapping[str, str]) -> None:
    entry = _add(atom, "entry")
    _add(entry, "id", f"urn:uuid:{uuid5(NAMESPACE_URL, f'{root}/{one.area.slug}/{one.key}')}")
    _add(entry, "title", f"{one.area.name} – {one.title}")
    _add(entry, "updated", _stamp(one.day))
    page = pages.get(one.file or "", "index.html")
    _add(entry, "link", rel="alternate", type="text/html", href=f"{root}/{one.area.slug}/{page}")
    _add(entry, "summary", f"{one.area.name}, {german.german(one.day)}: {one.title}")


def _stamp(when: date) -> str:
    return f"{when.isoformat()}T00:00:00Z"


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, tag, attributes)
    child.text = text
    return child
