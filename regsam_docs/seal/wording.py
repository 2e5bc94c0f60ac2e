"""Whether a sealed agreement still says what was signed, where a content repository brings templates of its own.

A template may be anybody's and may print one thing here and another there. So what it makes is laid beside what the product's
make, in every edition and on both media, with everything as it is printed today. Nothing is said where the templates are those
there were when the agreement was sealed, to the byte. Else the page must read as the product's do, if that is what was signed;
or as it read when sealed, and grow by no other words than the product's would. What a page says is `legible`'s affair.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import msgspec
from jinja2 import TemplateError

from regsam_docs import edition, render, seal
from regsam_docs.documents import agreement
from regsam_docs.documents.plan import Edition, View
from regsam_docs.edition import excerpt_of
from regsam_docs.finding import Trouble
from regsam_docs.model import Area
from regsam_docs.model.record import record
from regsam_docs.model.settings import Issuer, Settings
from regsam_docs.render import Filling, Links, Medium, filling, page, templates
from regsam_docs.render.overrides.faults import TemplateFault
from regsam_docs.render.templates import TemplateFiles
from regsam_docs.schema import EDITIONS
from regsam_docs.schema.sheet import digest_of
from regsam_docs.seal import Wording, legible

Files = Mapping[str, bytes]
"""Templates by path relative to `templates/`."""

SHEETS: Mapping[Medium, tuple[str, str]] = {
    "web": ("stil/grund.css", "stil/bildschirm.css"),
    "paper": ("stil/grund.css", "stil/druck.css"),
}

BEARING = (".html", *sorted({name for sheets in SHEETS.values() for name in sheets}), "texte/worte.yaml")
"""Endings of the files that bear on how an agreement reads; the form's own texts have a digest of theirs."""

Way = tuple[Edition, Medium]

WAYS: tuple[Way, ...] = tuple((name, medium) for name in EDITIONS for medium in render.MEDIA)

SIGNED: tuple[Way, ...] = tuple(("intern", medium) for medium in render.MEDIA)
"""As it was signed."""

FORM = "texte/vereinbarung-"

MORE_TEXT, MORE_TAGS = 100_000, 1_000
"""Characters and tags that a page may have beyond twice those of the product's."""

UNFIT = "(nicht zu füllen)"
"""First word of what cannot be read; what follows is why."""

NOBODY = Issuer(name="")
NEVER = date(1, 1, 1)
"""In place of what goes with the day and not with the agreement: who publishes, Stand and Fassung."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed agreement with what is printed around it. `data`: typed data by file relative to the area. `settings`: that of
    `regsam.yaml`. `form`: edition of the form's texts."""

    area: Area
    data: Mapping[str, dict[str, Any]]
    settings: Mapping[str, Any]
    form: int
    fassung: str
    logo: bool

    @property
    def agreement(self) -> Mapping[str, Any]:
        """The data of its file."""
        return self.data[seal.FILE]

    def with_agreement(self, content: Mapping[str, Any]) -> Signed:
        """The same with another agreement."""
        return replace(self, data={**self.data, seal.FILE: dict(content)})


@dataclass(frozen=True)
class Reading:
    """How signed agreements read with a set of templates. `unfit`: why nothing can be read with them. `product`: how the
    product's make them read, for what a page may be at most: a browser's way of reading takes time with the square of how
    deep a page is nested."""

    templates: TemplateFiles
    product: Reading | None = None
    unfit: str | None = None
    _looks: dict[str | None, page.Look] = field(default_factory=dict)
    _spent: list[TemplateFault] = field(default_factory=list)

    def texts(self, signed: Signed, ways: Iterable[Way], *, bare: bool = False) -> list[tuple[str, ...]]:
        """What a reader gets in each way; nothing where the edition does not show the area. `bare`: without what goes with the
        day. What cannot be filled reads as the reason."""
        html = self.pages(signed, tuple(ways), bare=bare)
        most = self.product.pages(signed, tuple(ways), bare=bare) if self.product is not None else {}
        return [self._words(signed, way, html[way], most.get(way)) for way in ways]

    def _words(self, signed: Signed, way: Way, html: str | Exception | None, most: str | Exception | None) -> tuple[str, ...]:
        if html is None:
            return ()
        try:
            if isinstance(html, Exception):
                raise html
            if isinstance(most, str) and _larger(html, most):
                return (UNFIT, "die Seite wird zu groß")
            style = self._look(record(Settings, edition.cut("regsam", signed.settings, way[0])).akzentfarbe).web
            return legible.words(html.replace(style, "", 1), *(self.templates.files[sheet].decode() for sheet in SHEETS[way[1]]))
        except (Trouble, TemplateError, TemplateFault, ValueError, LookupError, RecursionError) as error:
            return (UNFIT, str(error))

    def pages(self, signed: Signed, ways: tuple[Way, ...], *, bare: bool) -> dict[Way, str | Exception | None]:
        """The page for each way, or why there is none; None where the edition does not show the area."""
        pages: dict[Way, str | Exception | None] = {way: Trouble(self.unfit) if self.unfit else None for way in ways}
        if self.unfit:
            return pages
        fillings = []
        for way in ways:
            try:
                filling_ = self._filling(signed, *way, bare=bare)
                fillings += [(way, filling_)] if filling_ is not None else []
            except (Trouble, ValueError, LookupError) as error:
                pages[way] = error
        if self._spent:  # what used up its time once would do so for every agreement
            return pages | {way: self._spent[0] for way, _ in fillings}
        for way, made in filling.fill(self.templates, fillings):
            pages[way] = made[way[1]] if isinstance(made, dict) else made
            if isinstance(made, TemplateFault) and made.spent:
                self._spent.append(made)
        return pages

    def _filling(self, signed: Signed, name: Edition, medium: Medium, *, bare: bool) -> Filling | None:
        excerpt = excerpt_of(signed.area, signed.data, name)
        if excerpt is None:
            return None
        settings = record(Settings, edition.cut("regsam", signed.settings, name))
        forms = templates.texts(self.templates.files, settings, signed.form)
        made = agreement.make(View(settings, excerpt.area, name, forms))
        head = page.Head(agreement.NAME, name, excerpt.area.name, signed.fassung, page.LOGO if signed.logo else None)
        if bare:
            settings = msgspec.structs.replace(settings, herausgeber=NOBODY)
            made, head = replace(made, stand=NEVER), replace(head, fassung="0" * len(signed.fassung), logo=None)
        context = page.frame(made, head, settings, forms.words, self._look(settings.akzentfarbe).web) | made.context
        return Filling(made.template, context, Links({name: name for name in excerpt.copied}, excerpt.pictures), (medium,))

    def _look(self, accent: str | None) -> page.Look:
        if accent not in self._looks:
            self._looks[accent] = page.look(self.templates.files, accent)
        return self._looks[accent]


@dataclass(frozen=True)
class Wordings:
    """Judges the sealed agreements of a content repository. `product`: the product's templates. `theirs`: what is put in their
    place."""

    product: Files
    theirs: Files

    @cached_property
    def bearing(self) -> dict[str, str]:
        """What of it bears on agreements: name → SHA-256 of its text."""
        return {name: digest_of(data) for name, data in self.theirs.items() if name.endswith(BEARING)}

    @cached_property
    def now(self) -> Reading:
        """As agreements are printed here."""
        try:
            return Reading(templates.overlay(self.product, self.theirs), self.own)
        except Trouble as unfit:
            return Reading(self.own.templates, unfit=str(unfit))

    @cached_property
    def own(self) -> Reading:
        """As the product would print them, with the form's texts there are here."""
        forms = {name: data for name, data in self.theirs.items() if name.endswith(".yaml") and name.startswith(FORM)}
        return Reading(TemplateFiles({**self.product, **forms}, self.product))

    def of(self, signed: Signed, before: Mapping[str, Any] | None = None) -> Wording:
        """The wording of an agreement that is being sealed. `before`: its seal, if only what came since is taken into it. Raises
        Trouble if it cannot be printed."""
        for text in self.now.texts(signed, WAYS):
            first, *rest = text or ("",)
            if first == UNFIT:
                raise Trouble(f"Die Vereinbarung lässt sich mit den Vorlagen unter templates/ nicht füllen: {rest[0]}")
        sealed = signed.with_agreement(seal.as_sealed(signed.agreement, seal.lists(signed.agreement)))
        own = not self.bearing or (before is not None and before["wortlaut_mitgeliefert"]) or self._as_product(signed)
        return Wording(_digest(self.now, sealed), self.bearing, own)

    def kept(self, sealed: Mapping[str, Any], signed: Signed) -> bool:
        """Whether a sealed agreement still says what was signed. `sealed` comes from `seal.decode`."""
        if self.bearing == sealed["vorlagen"]:
            return True
        if sealed["wortlaut_mitgeliefert"] and self._as_product(signed):
            return True
        then = signed.with_agreement(seal.as_sealed(signed.agreement, sealed["listen"]))
        return sealed["wortlaut"] == _digest(self.now, then) and self._grows(signed, then)

    def _as_product(self, signed: Signed) -> bool:
        return self.now.texts(signed, WAYS) == self.own.texts(signed, WAYS)

    def _grows(self, signed: Signed, then: Signed) -> bool:
        """Whether today's page has no other words beyond those sealed than the product's, and lacks no others."""
        pairs = zip(_between(self.now, then, signed), _between(self.own, then, signed), strict=True)
        return all(mine <= product for mine, product in pairs)


def differ(before: Wordings, after: Wordings, signed: Signed) -> bool:
    """Whether an agreement reads otherwise with other templates."""
    return before.now.texts(signed, WAYS) != after.now.texts(signed, WAYS)


def _larger(html: str, product: str) -> bool:
    """Whether a page is out of all proportion to the product's."""
    sizes = ((len(html), len(product), MORE_TEXT), (html.count("<"), product.count("<"), MORE_TAGS))
    return any(size > 2 * most + more for size, most, more in sizes)


def _digest(reading: Reading, sealed: Signed) -> str:
    return seal.digest([list(text) for text in reading.texts(sealed, SIGNED, bare=True)])


def _between(reading: Reading, then: Signed, now: Signed) -> Iterator[Counter[str]]:
    """The words that came and those that went between the sealed page and today's, in every way that shows it."""
    sealed = dict(zip(SIGNED, reading.texts(then, SIGNED, bare=True), strict=True))
    for (_, medium), text in zip(WAYS, reading.texts(now, WAYS), strict=True):
        old, new = Counter(sealed["intern", medium]), Counter(text)
        yield new - old if new else Counter()
        yield old - new if new else Counter()
