"""Plain context → HTML, in a sandbox: templates are a content repository's too, and so hostile until checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from regsam_docs import dates
from regsam_docs.german import number
from regsam_docs.sandbox import Sandbox, fill, sandbox
from regsam_docs.texts.markdown import to_html

Medium = Literal["web", "paper"]
MEDIA: tuple[Medium, Medium] = ("web", "paper")
"""One template serves both; only what a page on a screen needs besides (navigation, style) may differ."""

LINKS = "verweise"
"""Name under which a page's links reach the filters: by the context, so that templates are compiled once for all pages."""

ASSET = "asset:"
"""Scheme of pictures in rendered HTML: the page maker and the PDF worker put the bytes in; nothing is ever fetched."""


@dataclass(frozen=True, slots=True)
class Links:
    """What texts may lead to. `files`: file of the area as written in a text → href on a page of this edition.
    `pictures`: files of the area that are pictures and may be shown in this edition."""

    files: Mapping[str, str] = field(default_factory=dict)
    pictures: frozenset[str] = frozenset()


def environment(templates: Mapping[str, str]) -> Sandbox:
    """The environment for a set of templates: autoescape, strict, immutable, and `None` is never printed.

    The same templates give the same environment: a preview builds again and again, and compiling takes longer than filling.
    """
    return _environment(tuple(sorted(templates.items())))


@lru_cache(maxsize=2)  # the product's own and a content repository's are laid beside each other (wording)
def _environment(templates: tuple[tuple[str, str], ...]) -> Sandbox:
    filters: dict[str, Callable[..., Any]] = {
        "datum": dates.german,
        "datum_kurz": dates.german_short,
        "wochentag": dates.german_weekday,
        "zahl": _number,
        "absaetze": _paragraphs,
        "md": _markdown,
        "ziel": _target,
    }
    return sandbox(dict(templates), filters)


def render(made: Sandbox, template: str, context: Mapping[str, Any], links: Links, medium: Medium) -> str:
    """HTML of one document. `context` must be plain data. The filter `md` turns Markdown into HTML with `links`;
    `md(4)` begins its headings at h4; the filter `ziel` gives the href of a file of the area, or nothing."""
    leads = {LINKS: {"files": dict(links.files), "pictures": sorted(links.pictures)}}
    return fill(made.get_template(template), {**plain(context), **leads, "medium": medium})


@pass_context
def _markdown(context: Context, text: str, heading_level: int = 3) -> Markup:
    leads = context[LINKS]

    def picture(name: str, alt: str) -> str:
        if name not in leads["pictures"]:
            return str(escape(alt))
        return str(Markup('<img src="{}{}" alt="{}">').format(ASSET, name, alt))

    html = to_html(text, heading_level=heading_level, link=leads["files"].get, image=picture)
    return Markup(html)  # noqa: S704 - to_html escapes all that was written


@pass_context
def _target(context: Context, name: str) -> str | None:
    found: str | None = context[LINKS]["files"].get(name)
    return found


def plain(value: Any) -> Any:
    """Only dicts, lists, texts, numbers, truth values, days and nothing: no object with methods reaches a template.

    Raises TypeError for anything else.
    """
    if value is None or isinstance(value, str | int | float | date):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    raise TypeError(f"{type(value).__name__} is no plain data")


def _number(value: float) -> str:
    return number(value)  # a template has no say in how many decimals are made


def _paragraphs(text: str) -> Markup:
    """A plain text (no Markdown) with its line breaks."""
    return Markup("<br>").join(text.splitlines())
