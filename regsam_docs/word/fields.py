"""The texts of an area's files as fields of a page: each keeps, wherever a template prints it, which text of which file it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from regsam_docs.check import Result
from regsam_docs.documents.plan import Edition
from regsam_docs.edition.shown import kind_of
from regsam_docs.finding import Path
from regsam_docs.publish import Proof, Publisher
from regsam_docs.publish import publisher as publishing
from regsam_docs.render import FILTERS, Links, render_all
from regsam_docs.render.overrides.sandbox import Plain
from regsam_docs.render.standing import Standing
from regsam_docs.schema import walk
from regsam_docs.texts.fields import ATTRIBUTE, Source, TextField


@dataclass(frozen=True, slots=True)
class Marked:
    """A document's page with its fields, what it was made of, and who publishes it."""

    html: str
    proof: Proof
    publisher: Publisher
    links: Links


def sources(result: Result, slug: str) -> Iterator[Source]:
    """Every text of an area's files that people write freely."""
    for name, sheet in result.files_of(slug).items():
        for leaf in walk(kind_of(name), sheet.data) if sheet.data is not None else ():
            if isinstance(leaf.value, str) and leaf.shape.reference is None and (leaf.shape.markdown or leaf.shape.free_text):
                yield Source(sheet.path, leaf.path, leaf.value, leaf.shape.markdown, leaf.shape.title)


def marked(result: Result, slug: str) -> Result:
    """What was read, with the area's texts as fields."""
    sheets = dict(result.sheets)
    for sheet in result.files_of(slug).values():
        if sheet.data is not None:
            found = {one.path: one for one in sources(replace(result, sheets={sheet.path: sheet}), slug)}
            sheets[sheet.path] = replace(sheet, data=_with(sheet.data, (), found))
    return replace(result, sheets=sheets)


def _with(value: Any, path: Path, found: Mapping[Path, Source]) -> Any:
    if isinstance(value, dict):
        return {key: _with(entry, (*path, key), found) for key, entry in value.items()}
    if isinstance(value, list):
        return [_with(entry, (*path, number), found) for number, entry in enumerate(value)]
    if path not in found:
        return value
    field = TextField(value)
    field.source = found[path]
    return field


@pass_context
def _markdown(context: Context, text: str, level: int = 3) -> Markup:
    """The filter `md` for fields: their HTML in an element that says which it is."""
    html: Markup = FILTERS["md"](context, text, level)
    return Markup('<div {}="{}">{}</div>').format(ATTRIBUTE, text.source.name, html) if isinstance(text, TextField) else html


@lru_cache(maxsize=1)
def _environment(templates: tuple[tuple[str, str], ...]) -> Plain:
    return Plain(dict(templates), {**FILTERS, "md": _markdown})


def page(result: Result, standing: Standing, slug: str, name: str, edition: Edition) -> Marked | None:
    """A document for paper as HTML with its fields; None if there is none of that name, or it cannot be made. It is made with
    the product's own templates: it goes round to be worked on, and nobody signs it."""
    publisher = publishing(marked(result, slug), standing, edition)
    planned = publisher.planned(slug, lambda one: one == name).planned if publisher is not None else {}
    for one in planned.values():
        assert publisher is not None
        proof = one.make()
        links = replace(one.links, files={name: name for name in one.links.files})  # as written, so that they come back so
        filling = publisher.filling(proof, links, ("paper",))
        made = _environment(tuple(sorted(standing.own_templates().items())))
        return Marked(render_all(made, filling)["paper"], proof, publisher, links)
    return None
