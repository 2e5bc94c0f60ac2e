"""Templates, stylesheets, fonts and the forms' standing texts: the product's own, or a content repository's in their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from regsam_docs import forms, schema, yaml
from regsam_docs.documents.plan import Forms
from regsam_docs.model.settings import Settings
from regsam_docs.trouble import Trouble

REPLACEABLE = (".html", ".css", ".yaml", ".svg")
"""Endings of the templates a content repository may replace. Fonts it may not: T05 knows the product's."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`files`: everything below `templates/` by relative path. `replaced`: what of it is the content repository's."""

    files: Mapping[str, bytes]
    replaced: tuple[str, ...] = ()

    def templates(self) -> dict[str, str]:
        """The Jinja templates by name."""
        return {name: data.decode() for name, data in self.files.items() if name.endswith(".html")}

    def fonts(self) -> dict[str, bytes]:
        """The fonts documents are set in, by file name."""
        return {name.removeprefix("fonts/"): data for name, data in self.files.items() if name.endswith(".ttf")}


def standing(own: Mapping[str, bytes], theirs: Mapping[str, bytes]) -> Standing:
    """Lay a content repository's files over the product's own."""
    replaced = {name: data for name, data in theirs.items() if name.endswith(REPLACEABLE)}
    return Standing({**own, **replaced}, tuple(sorted(name for name, data in replaced.items() if own.get(name) != data)))


def texts(files: Mapping[str, bytes], settings: Settings, agreement: int | None = None) -> Forms:
    """The forms' texts with their placeholders filled. `agreement`: the edition of the agreement's texts, default newest.

    Raises Trouble if a file does not follow its schema.
    """
    names = {"partner": settings.partner, "gebietsbezeichnung": settings.gebietsbezeichnung}
    there = [name.removeprefix("texte/") for name in files if name.startswith("texte/")]
    try:
        model = forms.edition_file(there, "phasenmodell")
        form = forms.edition_file(there, "vereinbarung", agreement)
        return Forms(
            phase_model=forms.phase_model(forms.filled(_read(files, model, "phasenmodell"), names)),
            agreement=forms.agreement_form(forms.filled(_read(files, form, "vereinbarung"), names)),
            words=forms.words(forms.filled(_read(files, "worte.yaml", "worte"), names)),
        )
    except (LookupError, ValueError) as error:
        raise Trouble(str(error)) from error


def _read(files: Mapping[str, bytes], name: str, kind: str) -> dict[str, object]:
    return _parsed(files[f"texte/{name}"], name, kind)


@lru_cache(maxsize=16)
def _parsed(content: bytes, name: str, kind: str) -> dict[str, object]:
    """The data of a file of texts, not to be changed: the same few are read again and again."""
    path = f"templates/texte/{name}"
    node, found = yaml.read(content, path)
    checked = schema.check(f"texte/{kind}", node, path) if node is not None else None
    if checked is None or checked.data is None:
        first = next(iter(checked.findings if checked else found))
        raise Trouble(f"{path}:{first.line}:{first.column}: {first.message}")
    return checked.data
