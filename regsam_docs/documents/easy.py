"""The closing's summary in easy language (Leichte Sprache): a sheet of its own, in larger type, one sentence a line."""

from __future__ import annotations

from collections.abc import Iterator

from regsam_docs.documents import closing
from regsam_docs.documents.plan import Page, Plan, View
from regsam_docs.model import Area
from regsam_docs.model.stand import stand

NAME = "leichte-sprache"
TITLE = "Zusammenfassung in Leichter Sprache"
SOURCES = (closing.FILE,)


def plans(area: Area) -> Iterator[Plan]:
    """One where the closing has such a summary. It is not what links to the closing's file lead to."""
    if area.closing is not None and area.closing.leichte_sprache:
        yield Plan(NAME, SOURCES, make, title=TITLE)


def make(view: View) -> Page:
    """The summary, and where to read more."""
    documentation = view.area.closing
    assert documentation is not None, "a plan is made where there is a closing"
    return Page(
        template=f"{NAME}.html",
        title=TITLE,
        state=closing.state(documentation, view.forms.words),
        stand=stand(view.area, SOURCES),
        context={"text": documentation.leichte_sprache, "titelbild": closing.pictures(documentation)["titelbild"]},
    )
