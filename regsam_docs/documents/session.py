"""The sheet on which a meeting is written down while it is held (Sitzungsbogen): a page that needs no server and hands out the
file of the minutes. For the house alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from regsam_docs import german
from regsam_docs.documents.invitation import agenda
from regsam_docs.documents.invitation import sources as of_invitation
from regsam_docs.documents.meetings import COMMITTEE, called_meeting, followed, meeting_files, name, spoken
from regsam_docs.documents.plan import Facts, Page, Plan, View
from regsam_docs.documents.sign_in import expected
from regsam_docs.model import Area
from regsam_docs.model.area import announced
from regsam_docs.model.minutes import Minutes, file, planned
from regsam_docs.model.profile import members_on
from regsam_docs.model.stand import stand
from regsam_docs.model.tracking import open_before
from regsam_docs.repository.digests import digest
from regsam_docs.repository.kinds import MINUTES
from regsam_docs.scaffold import Basis, fields, given, seat
from regsam_docs.scaffold.drafting import EMPTY, Noted, Proposed
from regsam_docs.schema import shape
from regsam_docs.tidy import LeftAsIs, tidied

NAME = "sitzungsbogen"
SCRIPTS = "formular sitzungsbogen"
CATALOGUE = "ziele.yaml"

FRONT = (
    "beginn", "ende", "ort", "leitung", "protokollfuehrung", "beschlussfaehig", "tagesordnung", "text", "beschluesse",
    "abstimmung", "auftraege", "frist", "rueckmeldungen", "gaeste", "naechste_sitzung",
)  # fmt: skip
"""Keys whose fields are seen at once although they may stay empty: what one needs in a meeting."""


def plans(area: Area) -> Iterator[Plan]:
    """One for every meeting that is planned, whose minutes are a draft, or that is announced and has no file yet."""
    read = area.minutes_by_id
    for id, _ in meeting_files(area):
        if id in read and (planned(read[id]) or read[id].status == "entwurf"):
            yield _plan(id, sources(area, read[id]))
    for entry in announced(area):
        last = area.minutes[-1:]
        yield _plan(entry.id, (COMMITTEE, CATALOGUE, *(name for minutes in last for name in sources(area, minutes))))


def _plan(id: str, named: tuple[str, ...]) -> Plan:
    title = f"Sitzungsbogen zum {spoken(id)}"
    return Plan(name(NAME, id), named, partial(make, id), title=title, editions=frozenset({"intern"}), paper=False)


def sources(area: Area, minutes: Minutes) -> tuple[str, ...]:
    """The meeting, the committee, the measures tasks may belong to, and the minutes that gave the open tasks."""
    return (*of_invitation(area, minutes), CATALOGUE)


def make(id: str, view: View) -> Page:
    """The sheet with the meeting's file in it, as far as there is one, and all that it may name."""
    area, words = view.area, view.forms.words
    minutes = area.minutes_by_id.get(id)
    title = called_meeting(minutes) if minutes else next(one.title for one in announced(area) if one.id == id)
    on = stand(area, sources(area, minutes)) if minutes else None
    return Page(
        template=f"{NAME}.html",
        title=f"Sitzungsbogen der {title}",
        stand=on,
        context={
            "skript_name": SCRIPTS,
            "formular": json.dumps(form(id, view, minutes), ensure_ascii=False),
            "tag": german.day_of(id),
            "ablage": MINUTES.path(area.slug, id),
            "mitglieder": [
                {**expected(words, one), "id": one.id, "name": seat(one)} for one in members_on(area.committee, german.day_of(id))
            ],
            "tagesordnung": agenda(area, words, minutes) if minutes else [],
            "auftraege": [{**followed(area, words, task, on), "id": task.id} for task in open_before(area, id)],
        },
    )


def form(id: str, view: View, minutes: Minutes | None) -> Facts:
    """What the page's script needs (`templates/skript/sitzungsbogen.js`): the form, what it proposes, and where drafts belong."""
    area = view.area
    # Of a meeting without file, what `new minutes` would know, without what it only proposes.
    text, data = view.file(file(minutes)) if minutes else ("", _plain(given(MINUTES.name, Basis(area, meeting=id))))
    try:
        text = tidied(text, shape(MINUTES.name)) if text else ""
    except LeftAsIs:
        text = ""  # what may not be laid out anew is written whole, from what it says
    return {
        **fields.form(MINUTES.name, data, text, area),
        "vorschlag": {"status": "entwurf"} if minutes is None or planned(minutes) else {},
        "vorn": FRONT,
        "gebiet": area.slug,
        "sitzung": id,
        "stand": digest((text or json.dumps(data, sort_keys=True)).encode())[:16],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Noted):
        return _plain(value.value)
    if isinstance(value, date):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if _is_said(one)}
    if isinstance(value, list):
        return [one for one in map(_plain, filter(_is_said, value)) if one != {}]
    return value


def _is_said(value: Any) -> bool:
    return value is not EMPTY and not isinstance(value, Proposed)
