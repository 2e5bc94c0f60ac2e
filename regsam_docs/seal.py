"""The seal of a signed agreement: what may change afterwards, and what may not (cli.md, `seal`; rule V06).

Everything is hashed as canonical JSON (RFC 8785) over the typed data in NFC with no defaults filled in, so comments, layout
and quoting do not count, nor the line end that a text in a literal block has and on one line has not. Each clause has its
own hash, so that a finding can point at the one that changed; amendments, reviews, signatures and changes of person are
hashed one by one: entries may be added, none altered or removed, in any order,
for two branches may both have added one.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import rfc8785

from regsam_docs.finding import ERROR, Rule
from regsam_docs.rules.problem import Path, Problem
from regsam_docs.trouble import Trouble

V06 = Rule(
    "V06",
    ERROR,
    "Versiegelte Vereinbarung geändert",
    "Die Vereinbarung ist versiegelt und seither verändert worden, oder das Siegel ist beschädigt.",
    (
        "Nehmen Sie die Änderung zurück und halten Sie sie in einem Nachtrag fest, den beide Seiten unterschreiben. Was sich "
        "weiter ändern darf, steht unter [Vereinbarung unterschreiben und "
        "versiegeln](#vereinbarung-unterschreiben-und-versiegeln)."
    ),
    source="6.2: Die Vereinbarung ist die verbindliche Grundlage der Arbeit.",
)

FORMAT = 1
"""Version of the seal file."""

EDITIONS = frozenset({1})
"""The editions of the form's standing texts this program ships, `templates/texte/vereinbarung-N.yaml`."""

FILE = "vereinbarung.yaml"

Data = Mapping[str, Any]

LISTS: dict[str, Path] = {
    "unterschriften": ("unterschriften",),
    "nachtraege": ("nachtraege",),
    "ueberpruefungen": ("ueberpruefungen",),
    "wechsel_regsam": ("prozessverantwortung", "regsam", "wechsel"),
    "wechsel_sozialreferat": ("prozessverantwortung", "sozialreferat", "wechsel"),
}
"""What may grow after sealing: name in the seal → where it stands in the agreement."""

SIGNED = "nachtraege_unterschriften"
"""Name in the seal of the signatures under amendments."""

WORDS = {
    SIGNED: "Eine Unterschrift unter einem Nachtrag",
    "unterschriften": "Eine Unterschrift",
    "nachtraege": "Ein Nachtrag",
    "ueberpruefungen": "Eine Überprüfung",
    "wechsel_regsam": "Ein Personenwechsel bei REGSAM",
    "wechsel_sozialreferat": "Ein Personenwechsel beim Sozialreferat",
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What belongs to the signed paper though it does not stand in `vereinbarung.yaml`."""

    area: str
    """The area's name."""
    file_format: int
    """`format` of `regsam.yaml`."""
    form: int
    """Edition of the form's standing texts."""
    map: str | None = None
    """SHA-256 of the map's picture in hexadecimal digits."""
    names: Mapping[str, str | None] = field(default_factory=dict)
    """What of `regsam.yaml` is printed in the agreement: `partner`, `gebietsbezeichnung`, `grundlage`. Empty if that file
    cannot be read."""


def make(agreement: Data, around: Surroundings, pdf: str | None) -> dict[str, Any]:
    """The seal of an agreement. `pdf`: SHA-256 of the PDF as it was signed, None if none can be made on this machine."""
    seal: dict[str, Any] = {
        "siegel": FORMAT,
        "format": around.file_format,
        "gebiet": around.area,
        "formtexte": around.form,
        "unterzeichnet_am": max(s["datum"] for s in agreement["unterschriften"]),
        "unterzeichnet_von": [{key: s[key] for key in ("partei", "name", "datum")} for s in agreement["unterschriften"]],
        "inhalt": _digest([around.area, around.file_format, around.form, around.map, dict(around.names), _frozen(agreement)]),
        "klauseln": {key: _digest(value) for key, value in sorted(_frozen(agreement).items())},
        "karte": around.map,
        "namen": dict(around.names),
        "listen": {name: [_digest(entry) for entry in _entries(agreement, name)] for name in (*LISTS, SIGNED)},
        "pdf": pdf,
    }
    return {**seal, "pruefsumme": _digest(seal)}


def encode(seal: Data) -> bytes:
    """The seal as its file."""
    return (json.dumps(seal, ensure_ascii=False, indent=2) + "\n").encode()


def decode(data: bytes) -> dict[str, Any]:
    """Read a seal. Raises Trouble (German) if it is damaged or was edited by hand."""
    try:
        seal = json.loads(data)
        rest = {key: value for key, value in seal.items() if key != "pruefsumme"}
        if seal["siegel"] != FORMAT or seal["pruefsumme"] != _digest(rest) or not _whole(seal):
            raise ValueError(seal)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        if data.startswith(b"<<<<<<< ") or b"\n<<<<<<< " in data:
            raise Trouble(
                "Im Siegel hat git einen Konflikt stehen gelassen. Nehmen Sie eine der beiden Fassungen ganz, z. B. mit: "
                "git checkout --ours vereinbarung.siegel.json (im Ordner des Gebiets); was die andere Seite hinzugefügt hat, "
                "nimmt danach auf: regsam-docs seal GEBIET."
            ) from error
        raise Trouble(
            "Das Siegel ist beschädigt oder von Hand geändert worden. Holen Sie „vereinbarung.siegel.json“ aus der "
            "Versionsgeschichte zurück; von Hand wird die Datei nie geändert."
        ) from error
    return dict(seal)


def _whole(seal: Data) -> bool:
    """Whether everything is there that is read later, and is what it is taken for."""
    kinds = {"gebiet": str, "format": int, "formtexte": int, "klauseln": dict, "namen": dict, "listen": dict, "inhalt": str}
    return (
        all(isinstance(seal.get(key), kind) for key, kind in kinds.items())
        and "karte" in seal
        and all(isinstance(entries, list) for entries in seal["listen"].values())
        and all(isinstance(entry, str) for entries in seal["listen"].values() for entry in entries)
    )


def covers(seal: Data, agreement: Data) -> bool:
    """Whether a seal has everything that may be added to its agreement."""
    present = {name: Counter(map(_digest, _entries(agreement, name))) for name in (*LISTS, SIGNED)}
    return all(entries <= Counter(seal["listen"].get(name, ())) for name, entries in present.items())


def differences(seal: Data, agreement: Data, around: Surroundings) -> Iterator[Problem]:
    """V06: everything that is no longer as sealed. `seal` comes from `decode`, `agreement` is the typed data."""
    frozen = _frozen(agreement)
    changed = [key for key in sorted({*seal["klauseln"], *frozen}) if seal["klauseln"].get(key) != _told(frozen, key)]
    for key in changed:
        if key not in frozen:
            yield Problem(FILE, (), _changed(f"Die Angabe „{key}“ fehlt jetzt"), at="first_key")
        else:
            yield Problem(FILE, (key,), _changed(f"„{key}“ ist nicht mehr wie unterschrieben"))
    lists = {name: list(_list(name, list(seal["listen"].get(name, ())), agreement)) for name in (*LISTS, SIGNED)}
    if lists["nachtraege"]:
        lists[SIGNED] = []  # the signatures went with their amendment
    for problems in lists.values():
        yield from problems
    if "umgriff" not in changed and around.map is not None and seal["karte"] not in (None, around.map):
        yield Problem(FILE, ("umgriff", "karte"), _changed("Das Bild der Karte ist nicht mehr wie unterschrieben"))
    printed = [
        ("„name“ in „gebiet.yaml“", seal["gebiet"], around.area),
        ("„format“ in „regsam.yaml“", seal["format"], around.file_format),
        *((f"„{key}“ in „regsam.yaml“", old, around.names.get(key)) for key, old in seal["namen"].items() if around.names),
    ]
    for what, old, new in printed:
        if old != new:
            said = f"lautete bei der Unterschrift „{old}“" if old is not None else "war bei der Unterschrift leer"
            yield Problem(FILE, (), _changed(f"Die Vereinbarung druckt {what} mit; das {said}"), at="first_key")


def _told(frozen: Data, key: str) -> str | None:
    return _digest(frozen[key]) if key in frozen else None


def _list(name: str, sealed: list[str], agreement: Data) -> Iterator[Problem]:
    """Sealed entries that are gone, at the entry that took their place if there is one."""
    path = LISTS.get(name, LISTS["nachtraege"])
    present = [_digest(entry) for entry in _entries(agreement, name)]
    lost, fresh = _without(sealed, present), _without(present, sealed)
    for index in lost:
        message = _changed(f"{WORDS[name]} ist nicht mehr wie bei der Versiegelung")
        if index in fresh and name in LISTS:
            yield Problem(FILE, (*path, index), message)
        else:
            yield Problem(FILE, _written(agreement, path), message, at="value" if _written(agreement, path) else "first_key")


def _without(digests: list[str], others: list[str]) -> list[int]:
    """Places of the digests that the others lack; of two that are the same each needs one of its own."""
    left = Counter(others)
    missing = []
    for index, digest in enumerate(digests):
        if left[digest]:
            left[digest] -= 1
        else:
            missing.append(index)
    return missing


def _entries(agreement: Data, name: str) -> list[Any]:
    """What is hashed one by one. An amendment without its signatures, which come later and count as entries of their own."""
    if name == SIGNED:
        amendments = _at(agreement, LISTS["nachtraege"])
        return [{"nr": a["nr"], **signature} for a in amendments for signature in a.get("unterschriften", ())]
    entries = _at(agreement, LISTS[name])
    if name == "nachtraege":
        return [{key: value for key, value in entry.items() if key != "unterschriften"} for entry in entries]
    return entries


def _written(agreement: Data, path: Path) -> Path:
    """As much of a path as the agreement has."""
    here: Any = agreement
    for depth, step in enumerate(path):
        if not isinstance(here, Mapping) or step not in here:
            return path[:depth]
        here = here[str(step)]
    return path


def _changed(what: str) -> str:
    return (
        f"{what}; die Vereinbarung ist versiegelt. Nehmen Sie die Änderung zurück und halten Sie sie in einem Nachtrag fest "
        "(„nachtraege“), den beide Seiten unterschreiben."
    )


def _frozen(agreement: Data) -> dict[str, Any]:
    """The clauses that may not change: everything but what grows and the state of partners to be won."""
    frozen = {key: value for key, value in agreement.items() if (key,) not in LISTS.values()}
    frozen["prozessverantwortung"] = {
        party: {key: value for key, value in side.items() if key != "wechsel"}
        for party, side in agreement["prozessverantwortung"].items()
    }
    if "zu_gewinnen" in frozen:
        frozen["zu_gewinnen"] = [{k: v for k, v in p.items() if k != "status"} for p in frozen["zu_gewinnen"]]
    return frozen


def _at(agreement: Data, path: Path) -> list[Any]:
    here: Any = agreement
    for step in path:
        here = here.get(step, {}) if isinstance(here, Mapping) else {}
    return list(here) if isinstance(here, list) else []


def _digest(value: Any) -> str:
    return hashlib.sha256(rfc8785.dumps(_unended(value))).hexdigest()


def _unended(value: Any) -> Any:
    """Texts without the line ends they end with, which are layout."""
    if isinstance(value, str):
        return value.rstrip("\n")
    if isinstance(value, Mapping):
        return {key: _unended(inner) for key, inner in value.items()}
    return [_unended(inner) for inner in value] if isinstance(value, list) else value
