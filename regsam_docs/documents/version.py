"""The Fassung of a document out of what it is made of, without making it: a build prints it, `version` looks it up."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from regsam_docs import paths, prose
from regsam_docs.documents.plan import CityPlan, Plan, fassung
from regsam_docs.sheet import Sheet
from regsam_docs.shown import sources

Digest = Callable[[str], str | None]
"""Path from the root → SHA-256 of a file that is no YAML of the format; None if it is not there."""


def area_version(plan: Plan, slug: str, sheets: Mapping[str, Sheet], digest: Digest) -> str:
    """The Fassung of an area's document: over its YAML files and the pictures they show. `sheets`: path from the root → file."""
    files = [sheets.get(f"{paths.AREAS}/{slug}/{source}") for source in plan.sources]
    shown = frozenset(name for file in files if file is not None for name in _pictures(file))
    return _version(sources({*plan.all_sources(), *shown}, slug), sources(shown, slug), sheets, digest)


def city_version(plan: CityPlan, sheets: Mapping[str, Sheet], digest: Digest) -> str:
    """The Fassung of a document of the city: over the settings and its sources, tables among them."""
    named = [f"{paths.AREAS}/{name}" for name in ("regsam.yaml", *plan.sources)]
    return _version(named, named, sheets, digest)


_KNOWN: dict[tuple[str, str], frozenset[str]] = {}
"""Kind and digest of a file → the pictures it shows: a file is part of many documents, and of many states."""


def _pictures(sheet: Sheet) -> frozenset[str]:
    if sheet.data is None:
        return frozenset()
    key = (sheet.kind, sheet.digest)
    if key not in _KNOWN:
        _KNOWN[key] = frozenset(prose.pictures(sheet.kind, sheet.data))
    return _KNOWN[key]


def _version(named: list[str], others: list[str], sheets: Mapping[str, Sheet], digest: Digest) -> str:
    """Over the files named; of those that are no YAML of the format only `others` count."""
    digests: dict[str, str] = {}
    for path in named:
        sheet = sheets.get(path)
        found = sheet.digest if sheet is not None else digest(path) if path in others else None
        if found is not None:
            digests[path.removeprefix(f"{paths.AREAS}/")] = found
    return fassung(digests, digests)
