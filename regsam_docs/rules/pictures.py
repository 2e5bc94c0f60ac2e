"""T02 beyond the texts: a map needs words for those who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator

from regsam_docs.model import Area
from regsam_docs.rules.problem import Judge, Problem
from regsam_docs.texts.rules import T02


def _maps(area: Area) -> Iterator[Problem]:
    """A map without alternative text."""
    extent = area.agreement.umgriff if area.agreement else None
    if extent is not None and extent.karte and not extent.karte_text:
        message = (
            "Der Karte fehlt ein Alternativtext. Beschreiben Sie in „karte_text“ in ein bis zwei Sätzen, was sie zeigt, "
            "für alle, die sie nicht sehen."
        )
        yield Problem("vereinbarung.yaml", ("umgriff", "karte"), message)


t02 = Judge(T02, _maps)
