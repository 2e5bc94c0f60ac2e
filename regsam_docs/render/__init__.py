"""Plain context → HTML: with the product's own templates, or with a content repository's in a sandbox."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from jinja2 import Environment, TemplateRuntimeError, meta, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from regsam_docs import german
from regsam_docs.german import number
from regsam_docs.limits import PAGE_LENGTH
from regsam_docs.render.overrides import markup, sandbox
from regsam_docs.render.overrides.faults import Overtime, TemplateFault, explained, fault
from regsam_docs.render.overrides.markup import ASSET, Forbidden
from regsam_docs.render.overrides.sandbox import SIGNS, OneMedium, Plain, Sandbox, for_medium
from regsam_docs.texts.markdown import plain as plain_text
from regsam_docs.texts.markdown import to_html

Medium = sandbox.Medium
BEGIN, END = SIGNS["web"]
MEDIA: tuple[Medium, Medium] = ("web", "paper")
"""One template serves both; only what a page on a screen needs besides (navigation, style) may differ."""

LINKS = "verweise"
"""Name under which a page's links reach the filters: by the context, so that templates are compiled once for all pages."""


@dataclass(frozen=True, slots=True)
class Links:
    """What texts may lead to. `files`: file of the area as written in a text → href on a page of this edition.
    `pictures`: files of the area that are pictures and may be shown in this edition."""

    files: Mapping[str, str] = field(default_factory=dict)
    pictures: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Filling:
    """What a template is filled with. `context`: plain data, for all `media`."""

    template: str
    context: Mapping[str, Any]
    links: Links
    media: tuple[Medium, ...] = MEDIA


def environment(templates: Mapping[str, str]) -> Environment:
    """For the product's own templates: autoescape, strict, and `None` is never printed.

    The same templates give the same environment: a preview builds again and again, and compiling takes longer than filling.
    """
    return _environment(Plain, tuple(sorted(templates.items())))


@lru_cache(maxsize=2)
def _environment(kind: type[Plain], templates: tuple[tuple[str, str], ...]) -> Plain:
    return kind(dict(templates), FILTERS)


def render(made: Environment, template: str, context: Mapping[str, Any], links: Links, medium: Medium) -> str:
    """HTML of one document. `context` must be plain data. The filter `md` turns Markdown into HTML with `links`;
    `md(4)` begins its headings at h4; the filter `ziel` gives the href of a file of the area, or nothing."""
    return render_all(made, Filling(template, context, links, (medium,)))[medium]


def render_all(made: Environment, filling: Filling) -> dict[Medium, str]:
    """HTML of one document for each of its media: of one filling, but for a content repository's templates, which may ask for
    the `medium`."""
    links = {"files": dict(filling.links.files), "pictures": sorted(filling.links.pictures)}
    context, template = {**plain(filling.context), LINKS: links}, made.get_template(filling.template)
    if not isinstance(made, Sandbox):
        html = template.render(context)
        return {medium: for_medium(html, medium) for medium in filling.media}
    return {medium: for_medium(template.render({**context, "medium": medium}), medium) for medium in filling.media}


def render_theirs(
    filling: Filling, templates: Mapping[str, str], theirs: Collection[str], limit: AbstractContextManager[None]
) -> dict[Medium, str]:
    """The same, in the sandbox and judged, for a page with a content repository's templates in it (`theirs`, of all
    `templates`; the first is named where nothing else is known). `limit` raises Overtime in what the templates do and in the
    reading of what they make, which may take any time and memory.

    Raises Fault whatever goes wrong: it is somebody else's.
    """
    first = next(iter(theirs))
    try:
        with limit:
            html = render_all(_environment(Sandbox, tuple(sorted(templates.items()))), filling)
            if max(map(len, html.values())) > PAGE_LENGTH:
                advice = "Kürzen Sie, was die Vorlage wiederholt."
                raise fault(first, None, f"Die Seite wird länger als {PAGE_LENGTH} Zeichen. {advice}")
            # Reading a page takes time with the square of how deep it is nested: that too is the template's doing.
            complaint = next(markup.complaints(html, filling.context, filling.links.pictures), None)
    except TemplateFault:
        raise
    except (Exception, Overtime) as error:  # noqa: BLE001 - whatever it is, it comes of their template
        raise explained(error, first, theirs) from None
    if complaint is not None:
        raise _found(complaint, {name: templates[name] for name in theirs})
    return html


def _found(complaint: Forbidden, sources: Mapping[str, str]) -> TemplateFault:
    """A complaint about a page, at the place in a template it most likely comes from."""
    for trace in complaint.traces:
        for name, text in sources.items():
            at = text.lower().find(trace.lower())
            if at >= 0:
                return fault(name, text.count("\n", 0, at) + 1, complaint.sentence)
    return fault(next(iter(sources)), 1, complaint.sentence)


def touched(template: str, own: Mapping[str, str], theirs: Collection[str]) -> list[str]:
    """Which of a content repository's templates (`theirs`) a page is made with. Theirs are not read for it: whatever one of them
    reaches, the page is not the product's alone."""
    found, waiting, seen = [], [template], {template}
    while waiting:
        name = waiting.pop()
        if name in theirs:
            found.append(name)
            continue
        for reached in _reached(own[name]):
            assert reached is not None, "the product's own templates name what they are made of"
            if reached not in seen:
                seen.add(reached)
                waiting.append(reached)
    return sorted(found)


@lru_cache
def _reached(source: str) -> tuple[str | None, ...]:
    return tuple(meta.find_referenced_templates(Environment(extensions=(OneMedium,)).parse(source)))  # noqa: S701 - only read


@pass_context
def _markdown(context: Context, text: str, heading_level: int = 3) -> Markup:
    return _html(context, text, heading_level, sentences=False)


@pass_context
def _sentences(context: Context, text: str, heading_level: int = 3) -> Markup:
    """Markdown with a line for each sentence, for easy language."""
    return _html(context, text, heading_level, sentences=True)


def _html(context: Context, text: str, heading_level: int, *, sentences: bool) -> Markup:
    leads = context[LINKS]

    def picture(name: str, alt: str) -> str:
        if name not in leads["pictures"]:
            return str(escape(alt))
        return str(Markup('<img src="{}{}" alt="{}">').format(ASSET, name, alt))

    html = to_html(text, heading_level=heading_level, link=leads["files"].get, image=picture, sentences=sentences)
    html = _TABLE.sub(_scrolling, html).replace("</table>", f"</table>{BEGIN}\n</div>{END}")
    return Markup(html)  # noqa: S704 - to_html escapes all that was written


_TABLE = re.compile(r"<table>\n<thead>\n<tr>(.*)</tr>")


def _scrolling(table: re.Match[str]) -> str:
    """A table of a text, on a screen in a frame of its own that scrolls if it is small, named by its columns."""
    name = plain_text(f"<tr>{table[1]}", cell=" · ")
    return f'{BEGIN}<div class="rollen" role="region" tabindex="0" aria-label="Tabelle: {escape(name)}">\n{END}{table[0]}'


@pass_context
def _target(context: Context, name: str) -> str | None:
    found: str | None = context[LINKS]["files"].get(name)
    return found


def plain(value: Any) -> Any:
    """Only dicts, lists, texts, numbers, truth values, days and nothing: no object with methods reaches a template.

    Raises TypeError for anything else.
    """
    if type(value) in _ATOMS:  # nearly all: what is asked of each value is a tenth of a build
        return value
    if isinstance(value, Mapping):
        return {str(key): entry if type(entry) in _ATOMS else plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [entry if type(entry) in _ATOMS else plain(entry) for entry in value]
    if isinstance(value, str | int | float | date):
        return value
    raise TypeError(f"{type(value).__name__} is no plain data")


_ATOMS = frozenset({str, int, float, bool, date, type(None)})


def _of_day(says: Callable[[date], str]) -> Callable[[Any], str]:
    def of_day(value: Any) -> str:
        if not isinstance(value, date):
            raise TemplateRuntimeError("„datum“, „datum_kurz“ und „wochentag“ brauchen einen Tag")
        return says(value)

    return of_day


def _number(value: float) -> str:
    """`6,5`, `14.403`: a number as German readers write it."""
    return number(value)


def _euro(value: float) -> str:
    """`4.800,00 €`: an amount of money."""
    return german.euro(value)


def _paragraphs(text: str) -> Markup:
    """A plain text (no Markdown) with its line breaks."""
    return Markup("<br>").join(text.splitlines())


_CELLS = re.compile(r'<(/?table|tr|td|th)\b((?:[^<>]*?colspan="([0-9]+)")?)')


TABLES = {"table": 1, "/table": -1}
"""What begins a table within a cell, and ends it."""


def _labelled(rows: str, titles: list[str]) -> Markup:
    """The rows of a table, in which each cell of a screen's knows the title of its column, for where cells stand one below the
    other. Tables within cells are left alone."""
    depth = column = 0
    said = [title and f'{BEGIN} data-spalte="{escape(title)}"{END}' for title in titles]

    def label(found: re.Match[str]) -> str:
        nonlocal depth, column
        tag, rest, across = found.groups()
        depth += TABLES.get(tag, 0)
        if depth or tag in TABLES:
            return found[0]
        here, column = column, 0 if tag == "tr" else column + int(across or 1)
        title = said[here] if tag == "td" and here < len(said) else ""
        return f"<td{title}{rest}" if title else found[0]

    return Markup(_CELLS.sub(label, rows))  # noqa: S704 - rows are a template's


FILTERS: dict[str, Callable[..., Any]] = {
    "datum": _of_day(german.german),
    "datum_kurz": _of_day(german.german_short),
    "wochentag": _of_day(german.german_weekday),
    "zahl": _number,
    "euro": _euro,
    "absaetze": _paragraphs,
    "md": _markdown,
    "saetze": _sentences,
    "ziel": _target,
    "beschriftet": _labelled,
}
"""What templates may make of values."""
