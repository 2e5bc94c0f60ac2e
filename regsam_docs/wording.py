"""Whether a sealed agreement still says what was signed, where a content repository brings templates of its own.

A template may be anybody's and may print one thing here and another there. So what it makes is laid beside what the product's
make, in every edition and on both media, with everything as it is printed today. Nothing is said where the templates are those
there were when the agreement was sealed, to the byte. Else the page must read as the product's do, if that is what was signed;
or as it read when sealed, and grow by no other words than the product's would. What a page says is `legible`'s affair.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import msgspec
from jinja2 import TemplateError

from regsam_docs import edition, legible, page, render, seal, standing
from regsam_docs.documents import agreement
from regsam_docs.documents.plan import Edition, View
from regsam_docs.model import Area
from regsam_docs.model.record import record
from regsam_docs.model.settings import Publisher, Settings
from regsam_docs.render import Links, Medium
from regsam_docs.sandbox import Sandbox
from regsam_docs.seal import Wording
from regsam_docs.shown import Shown, shown
from regsam_docs.standing import Standing
from regsam_docs.trouble import Trouble

Files = Mapping[str, bytes]
"""Templates by path relative to `templates/`."""

SHEETS: Mapping[Medium, tuple[str, str]] = {
    "web": ("stil/grund.css", "stil/bildschirm.css"),
    "paper": ("stil/grund.css", "stil/druck.css"),
}

BEARING = (".html", *sorted({name for sheets in SHEETS.values() for name in sheets}), "texte/worte.yaml")
"""Endings of the files that bear on how an agreement reads; the form's own texts have a digest of theirs."""

EDITIONS: tuple[Edition, ...] = ("intern", "verteiler", "oeffentlich")

WAYS: tuple[tuple[Edition, Medium], ...] = tuple((name, medium) for name in EDITIONS for medium in render.MEDIA)

FORM = "texte/vereinbarung-"

MORE_TEXT, MORE_TAGS = 100_000, 1_000
"""Characters and tags that a page may have beyond twice those of the product's."""

UNFIT = "(nicht zu füllen)"
"""First word of what cannot be read; what follows is why."""

NOBODY = Publisher(name="")
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
    """How signed agreements read with a set of templates. `product`: how the product's make them read, for what a page may be
    at most: a browser's way of reading takes time with the square of how deep a page is nested."""

    files: Files
    product: Reading | None = None
    _looks: dict[str | None, page.Look] = field(default_factory=dict)

    def text(self, signed: Signed, name: Edition, medium: Medium, *, bare: bool = False) -> tuple[str, ...]:
        """What a reader gets; nothing where the edition does not show the area. `bare`: without what goes with the day. What
        cannot be filled reads as the reason."""
        seen = shown(signed.area, signed.data, name)
        if seen is None:
            return ()
        try:
            settings = record(Settings, edition.cut("regsam", signed.settings, name))
            style = self._look(settings.akzentfarbe).web
            html = self.html(signed, seen, name, medium, bare=bare)
            if self.product is not None and _larger(html, self.product.html(signed, seen, name, medium, bare=bare)):
                return (UNFIT, "die Seite wird zu groß")
            return legible.words(html.replace(style, "", 1), *(self.files[sheet].decode() for sheet in SHEETS[medium]))
        except (Trouble, TemplateError, ValueError, LookupError, RecursionError) as error:
            return (UNFIT, str(error))

    def html(self, signed: Signed, seen: Shown, name: Edition, medium: Medium, *, bare: bool) -> str:
        """The page. Raises what a template may."""
        settings = record(Settings, edition.cut("regsam", signed.settings, name))
        forms = standing.texts(self.files, settings, signed.form)
        made = agreement.make(View(settings, seen.area, name, forms))
        head = page.Head(agreement.NAME, name, seen.area.name, signed.fassung, page.LOGO if signed.logo else None)
        if bare:
            settings = msgspec.structs.replace(settings, herausgeber=NOBODY)
            made, head = replace(made, stand=NEVER), replace(head, fassung="0" * len(signed.fassung), logo=None)
        context = page.frame(made, head, settings, forms.words, self._look(settings.akzentfarbe).web) | made.context
        links = Links({name: name for name in seen.copied}, seen.pictures)
        return render.render(self._sandbox, made.template, context, links, medium)

    @cached_property
    def _sandbox(self) -> Sandbox:
        return render.environment(Standing(self.files).templates())

    def _look(self, accent: str | None) -> page.Look:
        if accent not in self._looks:
            self._looks[accent] = page.look(self.files, accent)
        return self._looks[accent]


@dataclass(frozen=True)
class Wordings:
    """Judges the sealed agreements of a content repository. `product`: the product's templates. `theirs`: what is put in their
    place."""

    product: Files
    theirs: Files

    @cached_property
    def bearing(self) -> dict[str, str]:
        """What of it bears on agreements: name → SHA-256 of the file."""
        return {name: hashlib.sha256(data).hexdigest() for name, data in self.theirs.items() if name.endswith(BEARING)}

    @cached_property
    def now(self) -> Reading:
        """As agreements are printed here."""
        return Reading(standing.standing(self.product, self.theirs).files, self.own)

    @cached_property
    def own(self) -> Reading:
        """As the product would print them, with the form's texts there are here."""
        forms = {name: data for name, data in self.theirs.items() if name.endswith(".yaml") and name.startswith(FORM)}
        return Reading({**self.product, **forms})

    def of(self, signed: Signed, before: Mapping[str, Any] | None = None) -> Wording:
        """The wording of an agreement that is being sealed. `before`: its seal, if only what came since is taken into it. Raises
        Trouble if it cannot be printed."""
        for way in WAYS:
            first, *rest = self.now.text(signed, *way) or ("",)
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
        return all(self.now.text(signed, *way) == self.own.text(signed, *way) for way in WAYS)

    def _grows(self, signed: Signed, then: Signed) -> bool:
        """Whether today's page has no other words beyond those sealed than the product's, and lacks no others."""
        return all(
            mine <= product
            for way in WAYS
            for mine, product in zip(_between(self.now, then, signed, *way), _between(self.own, then, signed, *way), strict=True)
        )


def differ(before: Wordings, after: Wordings, signed: Signed) -> bool:
    """Whether an agreement reads otherwise with other templates."""
    return any(before.now.text(signed, *way) != after.now.text(signed, *way) for way in WAYS)


def _larger(html: str, product: str) -> bool:
    """Whether a page is out of all proportion to the product's."""
    sizes = ((len(html), len(product), MORE_TEXT), (html.count("<"), product.count("<"), MORE_TAGS))
    return any(size > 2 * most + more for size, most, more in sizes)


def _digest(reading: Reading, sealed: Signed) -> str:
    return seal.digest([list(reading.text(sealed, "intern", medium, bare=True)) for medium in render.MEDIA])


def _between(reading: Reading, then: Signed, now: Signed, name: Edition, medium: Medium) -> tuple[Counter[str], Counter[str]]:
    """The words that came and those that went between the sealed page and today's of an edition that shows it."""
    old, new = Counter(reading.text(then, "intern", medium, bare=True)), Counter(reading.text(now, name, medium))
    return (new - old, old - new) if new else (Counter(), Counter())
