"""Whether what is asked for exists: areas by their slugs, documents by their names; the nearest is named where one does not."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path

from regsam_docs import documents
from regsam_docs.finding import Trouble
from regsam_docs.publish import Publisher, overviews
from regsam_docs.publish.overviews import INDEX
from regsam_docs.repository.layout import layout
from regsam_docs.repository.tree import Tree


def areas(tree: Tree, asked: Sequence[str]) -> tuple[str, ...]:
    """The slugs that are asked for, all if none is. Raises Trouble for one that there is not."""
    there = layout(tree).areas
    unknown = [slug for slug in asked if slug not in there]
    if unknown:
        near = next(iter(get_close_matches(unknown[0], there, n=1)), None)
        known = ", ".join(there) or "noch keines"
        raise Trouble(f"Ein Gebiet „{unknown[0]}“ gibt es unter areas/ nicht.{_meant(near)} Es gibt: {known}.")
    return tuple(asked) or tuple(there)


def check_names(publisher: Publisher, slugs: Sequence[str], asked: Collection[str], *, of_city: bool) -> None:
    """Raise Trouble for a document asked for by a name that none can have here. `of_city`: whether the city's own count."""
    names = {INDEX, "termine", *documents.AREA_DOCUMENTS}
    names |= {plan.name for excerpt in publisher.excerpts.values() for plan in documents.plans(excerpt.area, publisher.edition)}
    city = {*overviews.NAMES, *documents.CITY_DOCUMENTS, *(Path(name).name for name in overviews.SHEETS)}
    city |= {plan.name for plan in documents.city_plans(overviews.city_view(publisher), {})}
    names |= city if of_city else set()
    kinds = sorted({re.sub(r"-\d{4}-\d{2}-\d{2}(-[a-z])?$", "", name) for name in names})
    for wanted in asked:
        if is_named(wanted, names):
            continue
        if is_named(wanted, city):
            raise Trouble(f"„{wanted}“ gehört zur ganzen Stadt. Lassen Sie das Gebiet weg: regsam-docs build --only {wanted}")
        close = get_close_matches(wanted, [*kinds, *slugs], n=1, cutoff=0.5)
        near = next(iter([*close, *(kind for kind in kinds if wanted in kind)]), None)
        raise Trouble(f"Ein Dokument „{wanted}“ gibt es hier nicht.{_meant(near)} Möglich sind: {', '.join(kinds)}.")


def is_named(wanted: str, names: Iterable[str]) -> bool:
    """Whether one of some documents is called so: by its name, or by its kind (`protokoll`)."""
    return any(name == wanted or name.startswith(f"{wanted}-") for name in names)


def _meant(near: str | None) -> str:
    return f" Meinten Sie „{near}“?" if near else ""
