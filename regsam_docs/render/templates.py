"""Templates, stylesheets, fonts and the forms' standing texts: the product's own, or a content repository's in their place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from regsam_docs import forms
from regsam_docs.documents.plan import Forms
from regsam_docs.finding import Trouble
from regsam_docs.model.settings import Settings, partner_forms
from regsam_docs.repository import paths
from regsam_docs.schema.sheet import read

T = TypeVar("T")

STYLES = ("stil/grund.css", "stil/druck.css", "stil/bildschirm.css", "stil/vergleich.css")


@dataclass(frozen=True, slots=True)
class TemplateFiles:
    """`files`: everything below `templates/` by relative path. `own`: the product's, without what takes its place. `replaced`:
    what of `files` is the content repository's."""

    files: Mapping[str, bytes]
    own: Mapping[str, bytes]
    replaced: tuple[str, ...] = ()

    def templates(self) -> dict[str, str]:
        """The Jinja templates by name, a content repository's too."""
        return _templates(self.files)

    def own_templates(self) -> dict[str, str]:
        """The product's templates alone."""
        return _templates(self.own)

    def fonts(self) -> dict[str, bytes]:
        """The fonts documents are set in, by file name."""
        return {name.removeprefix("fonts/"): data for name, data in self.files.items() if name.endswith(".ttf")}


def overlay(own: Mapping[str, bytes], theirs: Mapping[str, bytes]) -> TemplateFiles:
    """Lay a content repository's files over the product's own.

    Raises Trouble for one that cannot be read as text, and for a stylesheet that hides, adds or loads something.
    """
    replaced = {name: data for name, data in theirs.items() if name.endswith(paths.REPLACEABLE) and own.get(name) != data}
    for name, data in replaced.items():
        _judge(name, data, own)
    return TemplateFiles({**own, **replaced}, own, tuple(sorted(replaced)))


def _judge(name: str, data: bytes, own: Mapping[str, bytes]) -> None:
    if name.endswith(".yaml"):  # told by its own reader, when it is used
        return
    path = f"{paths.TEMPLATES}/{name}"
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Trouble(f"{path}:{line}: Die Datei ist nicht in UTF-8 gespeichert. Speichern Sie sie neu als „UTF-8“.") from None
    if name in STYLES:
        from regsam_docs.render.overrides import styles

        found = styles.problem(name, text, {sheet: own[sheet].decode() for sheet in STYLES if sheet in own})
        if found is not None:
            raise Trouble(f"{path}:{found[0]}: {found[1]}")


def _templates(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: data.decode("utf-8-sig") for name, data in files.items() if name.endswith(".html")}


def texts(files: Mapping[str, bytes], settings: Settings, agreement: int | None = None) -> Forms:
    """The forms' texts with their placeholders filled. `agreement`: the edition of the agreement's texts, default newest.

    Raises Trouble if a file does not follow its schema.
    """
    names = {"partner": settings.partner, "gebietsbezeichnung": settings.gebietsbezeichnung, **(partner_forms(settings) or {})}
    there = [name.removeprefix("texte/") for name in files if name.startswith("texte/")]
    try:
        model = forms.edition_file(there, "phasenmodell")
        form = forms.edition_file(there, "vereinbarung", agreement)
        survey = forms.edition_file(there, "fragebogen")
    except (LookupError, ValueError) as error:
        raise Trouble(str(error)) from error
    return Forms(
        phase_model=_form(files, model, "phasenmodell", names, forms.phase_model),
        agreement=_form(files, form, "vereinbarung", names, forms.agreement_form),
        questionnaire=_form(files, survey, "fragebogen", names, forms.questionnaire),
        words=_form(files, "worte.yaml", "worte", names, forms.words),
    )


def edition_signed(files: Mapping[str, bytes], day: date | None) -> int | None:
    """The edition of the agreement's texts that an agreement signed that day was signed with, as far as one can tell: the newest
    that there was by then (`stand`), else the oldest there is. None, that is the newest, for one that is not signed.

    Raises Trouble if a file that is asked does not follow its schema.
    """
    if day is None:
        return None
    editions = forms.editions((name.removeprefix("texte/") for name in files if name.startswith("texte/")), "vereinbarung")
    for number in sorted(editions, reverse=True):
        if date.fromisoformat(str(data_of(files, editions[number], "vereinbarung")["stand"])) <= day:
            return number
    return min(editions, default=None)


def _form(files: Mapping[str, bytes], name: str, kind: str, names: Mapping[str, str], make: Callable[[Any], T]) -> T:
    data = data_of(files, name, kind)
    try:
        return make(forms.filled(data, names))
    except ValueError as error:
        said = str(error).partition("“")[0].removeprefix("„").encode()  # it begins with what is wrong, as it is written
        at = max(files[f"texte/{name}"].find(said), 0)
        line = files[f"texte/{name}"].count(b"\n", 0, at) + 1
        raise Trouble(f"{paths.TEMPLATES}/texte/{name}:{line}: {error}") from error


def data_of(files: Mapping[str, bytes], name: str, kind: str) -> dict[str, Any]:
    """What a file of texts says (not to be changed). Raises Trouble if it does not follow its schema."""
    return _parsed(files[f"texte/{name}"], name, kind)


@lru_cache(maxsize=16)
def _parsed(content: bytes, name: str, kind: str) -> dict[str, Any]:
    """The same few are read again and again."""
    sheet = read(content, f"{paths.TEMPLATES}/texte/{name}", f"texte/{kind}")
    if sheet.data is None:
        raise Trouble(f"{sheet.findings[0].place}: {sheet.findings[0].message}")
    return sheet.data
