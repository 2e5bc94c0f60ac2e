"""What the references of an area's files may lead to, with what people call it: to be picked instead of typed."""

from __future__ import annotations

from collections.abc import Iterable

from regsam_docs import german
from regsam_docs.fields.tree import VALUE
from regsam_docs.model import Area
from regsam_docs.model.area import meeting_ids, tasks
from regsam_docs.model.catalogue import goals, measures
from regsam_docs.rules.references import Known, followed

Names = dict[str, list[tuple[str, str]]]


def known(area: Area, selections: Iterable[str] = (), areas: Iterable[str] = ()) -> Names:
    """The schemas' annotation `verweis` → ids and names. `selections`, `areas`: the folders there are."""
    members = [(id, member.organisation) for id, member in area.member_by_id.items()]
    attached = [(name, "") for name in sorted(area.files) if name.startswith("anlagen/")]
    return {
        "mitglied": members,
        "mitglied-oder-text": members,
        "ziel": [(goal.id, goal.titel) for _, goal in goals(area.catalogue)],
        "massnahme": [(measure.id, measure.titel) for _, _, measure in measures(area.catalogue)],
        "protokoll": [(id, german.german(german.day_of(id))) for id in sorted(meeting_ids(area), reverse=True)],
        "auftrag": [(given.id, given.task.titel) for given in tasks(area)],
        "auswahl": [(name, "") for name in selections],
        "gebiet": [(name, "") for name in areas],
        "anlage": attached,
        "bild": attached,
        "beleg": [(name, "") for name in sorted(area.files) if name.endswith(".yaml")] + attached,
    }


def lost(area: Area) -> dict[str, str]:
    """What is said of an id that leads to no member, under the annotation it is said of; nothing where that is not known."""
    found = followed(Known(area), "mitglied", VALUE)
    return {"mitglied-oder-text": found[1]} if found is not None else {}
