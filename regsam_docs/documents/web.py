"""The page that an area has on the web, for those who hold a paper: its address, short and as a QR code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby
from typing import Any

from regsam_docs.documents.plan import View

QUIET = 4
"""Modules left white around a code, as its standard asks."""


def area_page(view: View) -> dict[str, Any] | None:
    """Where the published page of the area is: `url`, what of it is typed (`kurz`), and its code as a drawing. None where the
    settings name no address or the area is not public."""
    profile, root = view.area.profile, view.settings.adresse
    if root is None or profile is None or not profile.oeffentlich:
        return None
    url = f"{root.rstrip('/')}/{view.area.slug}/"
    return {"url": url, "kurz": url.partition("://")[2].rstrip("/"), "code": code(url)}


@lru_cache(maxsize=16)  # all papers of an area bear the same, and drawing one takes longer than filling a page
def code(text: str) -> Mapping[str, Any]:
    """A QR code as the data of one path, a module a unit: {groesse, pfad}."""
    import segno

    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    drawn: list[str] = []
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                drawn.append(f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z")
            x += length
    return {"groesse": len(rows) + 2 * QUIET, "pfad": "".join(drawn)}
