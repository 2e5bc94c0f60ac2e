"""Pieces that several documents share: records as plain data and in words, states with a sign, signatures, the area's page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final, TypeVar

import msgspec

from regsam_docs.documents.plan import FactList, Facts, View
from regsam_docs.forms import AgreementForm, Words
from regsam_docs.model import Area
from regsam_docs.model.agreement import PARTIES, Signature
from regsam_docs.repository import paths
from regsam_docs.texts.fields import TextField

T = TypeVar("T")

TONES: Final[Mapping[str, Mapping[str, str]]] = {
    "gebiet_status": {"aktiv": "laeuft", "geplant": "offen", "ruhend": "ruht", "beendet": "gut", "abgelehnt": "schlecht"},
    "zu_gewinnen_status": {"offen": "offen", "angefragt": "laeuft", "gewonnen": "gut", "abgelehnt": "schlecht"},
    "ueberpruefung_entscheidung": {"fortfuehrung": "laeuft", "beendigung": "gut"},
    "schritt_status": {"offen": "offen", "laufend": "laeuft", "erledigt": "gut", "entfaellt": "ruht"},
    "massnahme_status": {"geplant": "offen", "laufend": "laeuft", "umgesetzt": "gut", "aufgegeben": "ruht"},
    "protokoll_status": {"geplant": "offen", "abgesagt": "ruht", "entwurf": "laeuft", "versandt": "laeuft", "genehmigt": "gut"},
    "beschluss_ergebnis": {
        "angenommen": "gut",
        "abgelehnt": "schlecht",
        "vertagt": "ruht",
        "zurueckgezogen": "ruht",
        "verwiesen": "laeuft",
        "kenntnisnahme": "offen",
    },
    "auftrag_status": {
        "offen": "offen",
        "in_arbeit": "laeuft",
        "erledigt": "gut",
        "zurueckgezogen": "ruht",
        "abgelehnt": "schlecht",
    },
    "abschluss_status": {"entwurf": "laeuft", "beschlossen": "gut"},
    "abschluss_entscheidung": {"beendet": "gut", "fortgefuehrt": "laeuft", "uebergeben": "gut", "abgebrochen": "schlecht"},
    "bewertung": {"erreicht": "gut", "teilweise": "laeuft", "nicht_erreicht": "schlecht", "nicht_bewertbar": "ruht"},
    "kandidat_entscheidung": {
        "ausgewaehlt": "gut",
        "zurueckgestellt": "ruht",
        "abgelehnt": "schlecht",
        "dissens": "warnung",
    },
    "dissens_entscheidung": {"ausgewaehlt": "gut", "abgelehnt": "schlecht", "dissens": "warnung"},
}
"""List of words → value → tone: which sign stands beside the word (`.ton-…` in templates/stil/grund.css). Values are counted in
this order."""


def data(record: msgspec.Struct | None) -> Any:
    """A record as plain data, its fields under their names; days and fields stay so, tuples become lists."""
    return msgspec.to_builtins(record, builtin_types=(date, TextField))


def badge(words: Words, kind: str, value: str | None) -> dict[str, str] | None:
    """A state for the macro `marke`: its word and its tone; None for no state."""
    return None if value is None else {"wort": words.one(kind, value), "ton": TONES[kind][value]}


def worded(words: Words, record: msgspec.Struct, **lists: str) -> Facts:
    """A record as plain data, the fields named put in words of these lists; a state as a badge, what is not said as None."""
    plain: Facts = data(record)
    for field, kind in lists.items():
        value = plain[field]
        plain[field] = badge(words, kind, value) if kind in TONES else words.one(kind, value) if value else None
    return plain


def tally(words: Words, kind: str, values: Iterable[str | None]) -> FactList:
    """How many are in which state (`stand`, `zahl`), for the macro `verteilt`; states that none is in are left out."""
    count = Counter(values)
    return [{"stand": badge(words, kind, value), "zahl": count[value]} for value in TONES[kind] if count[value]]


def grouped(
    words: Words, kind: str, entries: Iterable[T], of: Callable[[T], str | None], other: str = "weitere"
) -> list[tuple[str, list[T]]]:
    """What belongs to each value of a list of words, in its order; values without any are left out. `other`: the value of what
    says none."""
    groups: dict[str, list[T]] = {value: [] for value in words.listen[kind]}
    for entry in entries:
        groups[of(entry) or other].append(entry)
    return [(value, those) for value, those in groups.items() if those]


def named(words: Words, kind: str, value: str, those: Sequence[Any]) -> str:
    """The heading over those of a value: its word for one or for several."""
    return words.one(kind, value) if len(those) == 1 else words.many(kind, value)


def files(area: Area, *names: str) -> tuple[str, ...]:
    """Those of an area's files that there are, and all its minutes."""
    return tuple(sorted(name for name in area.files if name in names or name.startswith(f"{paths.MINUTES}/")))


def overdue(late: bool) -> dict[str, str] | None:
    """The badge for what is overdue."""
    return {"wort": "überfällig", "ton": "warnung"} if late else None


def signatures(form: AgreementForm, signed: Iterable[Signature]) -> list[FactList]:
    """For the macro `unterschriften`: first signatures of both parties beside each other, then the rest in twos.

    A party that has not signed gets lines to sign on (`offen`).
    """
    names = {party: side.fuer or side.name for party in PARTIES for side in [getattr(form.parteien, party)]}
    given = list(signed)
    firsts = [next((s for s in given if s.partei == party), None) for party in PARTIES]
    row = [_signature(names[party], first) for party, first in zip(PARTIES, firsts, strict=True)]
    rest = [_signature(names[s.partei], s) for s in given if s not in firsts]
    return [row, *(rest[at : at + 2] for at in range(0, len(rest), 2))]


def _signature(party: str, signed: Signature | None) -> Facts:
    return {**(data(signed) or {}), "fuer": party, "offen": signed is None}


def district(area: Area) -> str | None:
    """„Stadtbezirk 20 Hadern“, or None if the area does not say."""
    lies = area.profile.stadtbezirk if area.profile else None
    return None if lies is None else f"Stadtbezirk {lies.nummer}{f' {lies.name}' if lies.name else ''}"


# ---- the page that an area has on the web, for those who hold a paper

QUIET = 4
"""Modules left white around a code, as its standard asks."""


def area_page(view: View) -> Facts | None:
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

    rows = segno.make(text, error="m", micro=False).matrix
    drawn = [
        f"M{run.start() + QUIET} {y}h{len(run[0])}v1h-{len(run[0])}z"
        for y, row in enumerate(rows, QUIET)
        for run in _DARK.finditer(row)
    ]
    return {"groesse": len(rows) + 2 * QUIET, "pfad": "".join(drawn)}


_DARK = re.compile(b"\x01+")
