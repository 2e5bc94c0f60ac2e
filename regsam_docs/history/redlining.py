"""The comparison as one page: all changes in words, and every changed document with what went and what came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from regsam_docs import check, documents, render
from regsam_docs.changes import Change
from regsam_docs.changes.change import WORDS, Changeset
from regsam_docs.changes.redline import merged
from regsam_docs.changes.words import condensed, replaced
from regsam_docs.documents.plan import Edition, Page
from regsam_docs.history.comparison import Comparison
from regsam_docs.history.states import Snapshot
from regsam_docs.model.settings import Issuer, Settings
from regsam_docs.publish import FramedPage, Planned, Published, Publisher, Rendered, overviews
from regsam_docs.publish import publisher as publishing
from regsam_docs.render import templates
from regsam_docs.render.templates import TemplateFiles
from regsam_docs.repository import paths
from regsam_docs.system import disk

EDITION: Edition = "intern"

PATH = f"{EDITION}/vergleich"

OF_SELECTIONS = tuple(f"{name}-" for name in documents.CITY_DOCUMENTS)
"""Documents of the city that are compared; the report on all areas would need all of them."""

LONGEST = 3_000
"""Longest value that the list of changes shows whole; the documents show everything."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One state's documents: path below the edition → page, and why others could not be made."""

    publisher: Publisher | None
    rendered: Mapping[str, Rendered]
    failed: Mapping[str, str]


def redline(root: Path, found: Comparison) -> str:
    """The page as HTML, complete in itself: the documents of the areas in which anything differs, in the internal edition."""
    files = templates.overlay(disk.resource_bytes("templates"), disk.templates_of(root))
    before, after = (_side(snapshot, found, files) for snapshot in (found.base, found.head))
    changeset = found.changeset
    context = {
        "vorher": changeset.base.said,
        "nachher": changeset.head.said,
        "hinweise": [*changeset.notices, *_unmade(before, after)],
        "summe": changeset.sum(),
        "gruppen": list(_groups(changeset)),
        "dokumente": list(_documents(before, after, _renamed(changeset.changes), changeset)),
    }
    publisher = _styled(after.publisher or before.publisher, found.head, files)
    framed = FramedPage(PATH, "vergleich", Page(template="vergleich.html", title="Vergleich zweier Versionen", context=context))
    made = Published({PATH: Planned(lambda: framed, render.Links(), paper=False)})
    publisher.render_planned([made])
    return made.rendered[0].web


def _side(snapshot: Snapshot, found: Comparison, files: TemplateFiles) -> _Side:
    """Render the documents of the concerned areas as they are in one state."""
    chosen = any(change.file.startswith(f"{paths.AREAS}/{paths.SELECTIONS}/") for change in found.changeset.changes)
    only = [paths.SETTINGS, *(f"{paths.AREAS}/{slug}" for slug in sorted(found.areas))]
    result = check.check(snapshot.tree, [*only, *([f"{paths.AREAS}/{paths.SELECTIONS}"] if chosen else [])])
    publisher = publishing(result, files, EDITION)
    if publisher is None:
        return _Side(None, {}, {})
    made = [publisher.planned(area.slug) for area in result.city.areas if area.slug in found.areas]
    if chosen:
        made.append(overviews.documents_of_city(publisher, lambda name: name.startswith(OF_SELECTIONS)))
    publisher.render_planned(made)
    # What is no paper is a tool, whose words stand in other documents.
    papers = (document for one in made for document in one.rendered if document.job is not None)
    rendered = {document.path.removeprefix(f"{EDITION}/"): document for document in papers}
    return _Side(publisher, rendered, {path.removeprefix(f"{EDITION}/"): why for one in made for path, why in one.failed.items()})


def _renamed(changes: tuple[Change, ...]) -> dict[str, str]:
    """Old folder of an area → new one."""
    return {str(c.before): str(c.after) for c in changes if c.kind == "renamed" and c.file == f"{paths.AREAS}/{c.area}"}


def _documents(before: _Side, after: _Side, renamed: Mapping[str, str], changeset: Changeset) -> Iterator[dict[str, Any]]:
    """Every document that reads otherwise, with its contents merged."""
    old = {_now(path, renamed): document for path, document in before.rendered.items()}
    unmade = {_now(path, renamed) for path in before.failed} | {*after.failed}
    number = 0
    for path in sorted({*old, *after.rendered} - unmade):
        one, other = old.get(path), after.rendered.get(path)
        html = merged(one.web if one else None, other.web if other else None, f"d{number}-")
        here = other or one
        if html is not None and here is not None:
            number += 1
            slug = path.partition("/")[0] if "/" in path else ""
            where = f" – {changeset.called(slug)}" if slug else ""
            yield {"anker": f"dokument-{number}", "titel": f"{here.title}{where}", "zusatz": _state(one, other), "html": html}


def _now(path: str, renamed: Mapping[str, str]) -> str:
    slug, slash, name = path.partition("/")
    return f"{renamed.get(slug, slug)}{slash}{name}"


def _state(one: Rendered | None, other: Rendered | None) -> str | None:
    """What a document's head says of its state, as far as that changed."""
    if one is None:
        return "neu"
    if other is None:
        return "entfallen"
    if one.state != other.state:
        return f"vorher: {one.state or 'ohne Vermerk'}; jetzt: {other.state or 'ohne Vermerk'}"
    return None


def _unmade(before: _Side, after: _Side) -> Iterator[str]:
    for side, when in ((before, "Vorher"), (after, "Nachher")):
        if side.publisher is None:
            yield f"{when} fehlen lesbare Einstellungen (areas/regsam.yaml); daraus entsteht kein Dokument."
        for path, why in side.failed.items():
            yield f"{when} nicht erzeugbar und daher nicht verglichen: {path} ({why})"


def _groups(changeset: Changeset) -> Iterator[dict[str, Any]]:
    for above, called, changes in changeset.groups():
        yield {"darueber": above, "titel": called, "aenderungen": [_change(change) for change in changes]}


def _change(change: Change) -> dict[str, Any]:
    parts: list[tuple[str, str]]
    if change.parts and not replaced(change.parts):
        parts = [(part.op, part.text) for part in condensed(change.parts, lines=change.kind == "unreadable")]
    else:
        sides = (("deleted", change.before), ("inserted", change.after))
        parts = [(op, value) for op, value in sides if value]
        parts = [parts[0], ("same", " → "), parts[1]] if len(parts) == len(sides) else parts
    what = "" if change.what == change.document else change.what
    return {"dokument": change.document, "art": WORDS[change.kind], "was": what, "teile": list(_apart(parts))}


def _apart(parts: list[tuple[str, str]]) -> Iterator[dict[str, str]]:
    """The parts cut to a length that fits a list, blanks at the end of a marked one outside of it."""
    for op, text in parts:
        shown = text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
        words = shown.rstrip() if op != "same" else shown
        yield {"art": op, "text": words}
        if len(words) < len(shown):
            yield {"art": "same", "text": shown[len(words) :]}


def _styled(publisher: Publisher | None, head: Snapshot, files: TemplateFiles) -> Publisher:
    """The publisher of this page. It is made with the product's own templates and styles whatever a content repository brings: it
    tells what that changed. Its stylesheet says how deletions and insertions look."""
    style = {"stil/bildschirm.css": files.own["stil/bildschirm.css"] + b"\n" + files.own["stil/vergleich.css"]}
    ours = TemplateFiles({**files.own, **style}, files.own)
    if publisher is None:
        city = check.check(head.tree, [paths.SETTINGS])
        return Publisher(city, ours, Settings(herausgeber=Issuer(name="Vergleich")), EDITION)
    return replace(publisher, templates=ours)
