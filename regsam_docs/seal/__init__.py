"""The seal of a signed agreement: what may change afterwards, and what may not (docs/handbuch/meldungen-v.md, „V06“).

Everything is hashed as canonical JSON (RFC 8785) over the typed data in NFC with no defaults filled in, so comments, layout
and quoting do not count, nor the line end that a text in a literal block has and on one line has not. Each clause has its
own hash, so that a finding can point at the one that changed; amendments, reviews, signatures and changes of person are
hashed one by one: entries may be added, none altered or removed, in any order,
for two branches may both have added one.

What is printed beside the file is signed too. The form's standing texts are hashed by what they say, so that no file of the
same edition can take their place. Templates, styles and words come to the reader as the page they make: its text as it was when
sealed is hashed, and of a content repository's own templates the seal keeps which there were, and whether they said what the
product's say (`wording` judges that). The product's own are trusted: a newer version may print them otherwise, and breaks
no seal.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

import msgspec
import rfc8785

from regsam_docs.finding import ERROR, Path, Problem, Rule, Trouble
from regsam_docs.schema import sheet

V06 = Rule(
    "V06",
    ERROR,
    "Versiegelte Vereinbarung geändert",
    "Die Vereinbarung ist versiegelt und seither verändert worden, oder das Siegel ist beschädigt.",
    (
        "Nehmen Sie die Änderung zurück und halten Sie sie in einem Nachtrag fest, den beide Seiten unterschreiben. Was sich "
        "weiter ändern darf, steht unter [Vereinbarung unterschreiben und "
        "versiegeln](vereinbarung.md). Nennt die Meldung Dateien aus `templates/`, dann machen Sie "
        "deren Änderung rückgängig; was daran frei ist, steht unter [Versiegelte "
        "Vereinbarungen](../vorlagen.md#versiegelte-vereinbarungen)."
    ),
    source="6.2: Die Vereinbarung ist die verbindliche Grundlage der Arbeit.",
)

FORMAT = 2
"""Version of the seal file. The first one knew the form's texts by their edition alone; it is read as if the agreement had been
signed with the product's own."""

EDITIONS: Mapping[int, str] = {
    1: "99c64559ea90c2e75a241d838ffe41221df6f864f711564047c6bcad19c6f20b",
    2: "3454b901ff1e0e9a819fa110e3a819fa747b65db11a4d269657d59105b1c22a2",
}
"""The editions of the form's standing texts this program ships, `templates/texte/vereinbarung-N.yaml`, and the digest of what
each says. Once shipped, an edition is never changed."""

FILE = "vereinbarung.yaml"

Agreed = Mapping[str, Any]

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
    """SHA-256 of the map's picture in hexadecimal digits, whatever its line ends if it is a text."""
    names: Mapping[str, str | None] = field(default_factory=dict)
    """What else is printed in the agreement: `partner`, `gebietsbezeichnung`, `grundlage` of `regsam.yaml`, the area's
    `stadtbezirk`. Empty if the first file cannot be read."""
    texts: str | None = None
    """Digest of what the form's standing texts say; None if there are none of that edition that can be read."""
    map_before: frozenset[str] = frozenset()
    """What seals of earlier versions may have kept of the same picture."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How the paper read beside its file (made by `wording`). Of itself it is what a seal of format 1 says: as the product
    prints it."""

    text: str | None = None
    """Digest of the text a reader gets."""
    templates: Mapping[str, str] = field(default_factory=dict)
    """Templates of the content repository's own that bear on it: name → SHA-256 of the file."""
    own: bool = True
    """Whether the product's templates say the same."""


def make(agreement: Agreed, around: Surroundings, pdf: str | None, wording: Wording | None = None) -> dict[str, Any]:
    """The seal of an agreement. `pdf`: SHA-256 of the PDF as it was signed, None if none can be made on this machine."""
    printed = wording or Wording()
    seal: dict[str, Any] = {
        "siegel": FORMAT,
        "format": around.file_format,
        "gebiet": around.area,
        "formtexte": around.form,
        "formtexte_inhalt": around.texts,
        "wortlaut": printed.text,
        "wortlaut_mitgeliefert": printed.own,
        "vorlagen": dict(printed.templates),
        "unterzeichnet_am": max(s["datum"] for s in agreement["unterschriften"]),
        "unterzeichnet_von": [{key: s[key] for key in ("partei", "name", "datum")} for s in agreement["unterschriften"]],
        "inhalt": digest([around.area, around.file_format, around.form, around.map, dict(around.names), _fixed(agreement)]),
        "klauseln": _clauses(agreement),
        "karte": around.map,
        "namen": dict(around.names),
        "listen": lists(agreement),
        "pdf": pdf,
    }
    return {**seal, "pruefsumme": digest(seal)}


def form_file(edition: int) -> str:
    """The file of an edition of the form's texts, relative to `templates/`."""
    return f"texte/vereinbarung-{edition}.yaml"


def form_digest(content: bytes) -> str | None:
    """Digest of what a file of the form's texts says, comments and layout aside; None if it does not follow its schema."""
    data = sheet.read(content, "", "texte/vereinbarung").data
    return digest(data) if data is not None else None


def encode(seal: Agreed) -> bytes:
    """The seal as its file."""
    return (json.dumps(seal, ensure_ascii=False, indent=2) + "\n").encode()


def decode(data: bytes) -> dict[str, Any]:
    """Read a seal. Raises Trouble (German) if it is damaged or was edited by hand."""
    try:
        seal = json.loads(data)
        rest = {key: value for key, value in seal.items() if key != "pruefsumme"}
        _judge(rest)
        if seal["pruefsumme"] != digest(rest):
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
    before = {} if seal["siegel"] == FORMAT else {"formtexte_inhalt": EDITIONS.get(seal["formtexte"]), **_WITHOUT_WORDING}
    return {**before, **seal}


_Sum = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}\\Z")]
_Number = Annotated[int, msgspec.Meta(gt=0)]


class _Signature(msgspec.Struct, forbid_unknown_fields=True):
    partei: str
    name: str
    datum: str


class _First(msgspec.Struct, forbid_unknown_fields=True):
    """Everything a seal of format 1 holds beside its sum."""

    siegel: _Number
    format: _Number
    gebiet: str
    formtexte: _Number
    unterzeichnet_am: date
    unterzeichnet_von: list[_Signature]
    inhalt: _Sum
    klauseln: dict[str, _Sum]
    karte: _Sum | None
    namen: dict[str, str | None]
    listen: dict[str, list[_Sum]]
    pdf: _Sum | None


class _Second(_First, forbid_unknown_fields=True):
    """What format 2 added."""

    formtexte_inhalt: _Sum | None
    wortlaut: _Sum | None
    wortlaut_mitgeliefert: bool
    vorlagen: dict[str, _Sum]


_SHAPES = {1: _First, FORMAT: _Second}

_WITHOUT_WORDING: Mapping[str, Any] = {"wortlaut": None, "wortlaut_mitgeliefert": True, "vorlagen": {}}


def _judge(seal: Agreed) -> None:
    """Raise ValueError or KeyError unless everything is there, nothing else, and each is what it is taken for."""
    if {*msgspec.convert(seal, _SHAPES[seal["siegel"]]).listen} != {*LISTS, SIGNED}:
        raise ValueError(seal)


def lists(agreement: Agreed) -> dict[str, list[str]]:
    """Digests of everything that may be added to, by its name in the seal."""
    return {name: [digest(entry) for entry in _entries(agreement, name)] for name in (*LISTS, SIGNED)}


def as_sealed(agreement: Agreed, sealed: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The agreement without what came after its seal: of what grows only the entries sealed, in the seal's order, and partners
    without their state. `sealed`: their digests, as `lists` gives them."""
    made: dict[str, Any] = json.loads(json.dumps(_fixed(agreement)))
    for name, path in LISTS.items():
        entries = _chosen(agreement, name, sealed)
        if name == "nachtraege":
            signed = _chosen(agreement, SIGNED, sealed)
            entries = [{**entry, "unterschriften": _under(entry, signed)} for entry in entries]
        if entries:
            _holder(made, path)[path[-1]] = entries
    return made


def _chosen(agreement: Agreed, name: str, sealed: Mapping[str, Sequence[str]]) -> list[Any]:
    by_digest = {digest(entry): entry for entry in _entries(agreement, name)}
    return [by_digest[one] for one in sealed.get(name, ()) if one in by_digest]


def _under(amendment: Agreed, signed: list[Any]) -> list[Any]:
    """The signatures under an amendment."""
    return [{k: v for k, v in one.items() if k != "nr"} for one in signed if one["nr"] == amendment["nr"]]


def covers(seal: Agreed, agreement: Agreed) -> bool:
    """Whether a seal has everything that may be added to its agreement."""
    return all(Counter(entries) <= Counter(seal["listen"].get(name, ())) for name, entries in lists(agreement).items())


def differences(seal: Agreed, agreement: Agreed, around: Surroundings) -> Iterator[Problem]:
    """V06: everything that is no longer as sealed. `seal` comes from `decode`, `agreement` is the typed data."""
    clauses = _clauses(agreement)
    changed = [key for key in sorted({*seal["klauseln"], *clauses}) if seal["klauseln"].get(key) != clauses.get(key)]
    for key in changed:
        if key in clauses:
            yield Problem(FILE, (key,), _changed(f"„{key}“ ist nicht mehr wie unterschrieben"))
        else:
            yield Problem(FILE, (), _changed(f"Die Angabe „{key}“ fehlt jetzt"), at="first_key")
    lists = {name: list(_list(name, list(seal["listen"].get(name, ())), agreement)) for name in (*LISTS, SIGNED)}
    if lists["nachtraege"]:
        lists[SIGNED] = []  # the signatures went with their amendment
    for problems in lists.values():
        yield from problems
    if "umgriff" not in changed and around.map is not None and seal["karte"] not in {None, around.map, *around.map_before}:
        yield Problem(FILE, ("umgriff", "karte"), _changed("Das Bild der Karte ist nicht mehr wie unterschrieben"))
    printed = [
        ("„name“ in „gebiet.yaml“", seal["gebiet"], around.area),
        ("„format“ in „regsam.yaml“", seal["format"], around.file_format),
        *((f"„{key}“ in „{_file(key)}“", old, around.names.get(key)) for key, old in seal["namen"].items() if around.names),
    ]
    for what, old, new in printed:
        if old != new:
            said = f"lautete bei der Unterschrift „{old}“" if old is not None else "war bei der Unterschrift leer"
            yield Problem(FILE, (), _changed(f"Die Vereinbarung druckt {what} mit; das {said}"), at="first_key")
    if seal["formtexte_inhalt"] != around.texts:
        name = f"templates/{form_file(seal['formtexte'])}"
        lost = "nicht mehr da" if around.texts is None else "nicht mehr, wie sie unterschrieben wurden"
        yield Problem(FILE, (), f"Die Texte des Formulars („{name}“) sind {lost}; {_RESTORE}", at="first_key")


def _file(name: str) -> str:
    return "gebiet.yaml" if name == "stadtbezirk" else "regsam.yaml"


def _list(name: str, sealed: list[str], agreement: Agreed) -> Iterator[Problem]:
    """Sealed entries that are gone, at the entry that took their place if there is one."""
    path = LISTS.get(name, LISTS["nachtraege"])
    present = [digest(entry) for entry in _entries(agreement, name)]
    lost, fresh = _without(sealed, present), _without(present, sealed)
    for index in lost:
        message = _changed(f"{WORDS[name]} ist nicht mehr wie bei der Versiegelung")
        if index in fresh and name in LISTS:
            yield Problem(FILE, (*path, index), message)
        else:
            there = path if path[-1] in _holder(agreement, path) else path[:-1]
            yield Problem(FILE, there, message, at="value" if there else "first_key")


def _without(digests: list[str], others: list[str]) -> list[int]:
    """Places of the digests that the others lack; of two that are the same each needs one of its own."""
    left = Counter(others)
    missing = []
    for index, one in enumerate(digests):
        left[one] -= 1
        if left[one] < 0:
            missing.append(index)
    return missing


def _entries(agreement: Agreed, name: str) -> list[Any]:
    """What is hashed one by one. An amendment without its signatures, which come later and count as entries of their own."""
    if name == SIGNED:
        amendments = _at(agreement, LISTS["nachtraege"])
        return [{"nr": a["nr"], **signature} for a in amendments for signature in a.get("unterschriften", ())]
    entries = _at(agreement, LISTS[name])
    if name == "nachtraege":
        return [{key: value for key, value in entry.items() if key != "unterschriften"} for entry in entries]
    return entries


_RESTORE = (
    "die Vereinbarung ist versiegelt. Holen Sie die Datei aus der Versionsgeschichte zurück, oder löschen Sie sie, wenn mit den "
    "mitgelieferten Texten unterschrieben wurde. Neue Texte bekommen eine neue Ausgabe."
)


def _changed(what: str) -> str:
    return (
        f"{what}; die Vereinbarung ist versiegelt. Nehmen Sie die Änderung zurück und halten Sie sie in einem Nachtrag fest "
        "(„nachtraege“), den beide Seiten unterschreiben."
    )


def _fixed(agreement: Agreed) -> dict[str, Any]:
    """The clauses that may not change: everything but what grows and the state of partners to be won."""
    clauses = {key: value for key, value in agreement.items() if (key,) not in LISTS.values()}
    clauses["prozessverantwortung"] = {
        party: {key: value for key, value in side.items() if key != "wechsel"}
        for party, side in agreement["prozessverantwortung"].items()
    }
    if "zu_gewinnen" in clauses:
        clauses["zu_gewinnen"] = [{k: v for k, v in p.items() if k != "status"} for p in clauses["zu_gewinnen"]]
    return clauses


def _clauses(agreement: Agreed) -> dict[str, str]:
    return {key: digest(value) for key, value in sorted(_fixed(agreement).items())}


def _holder(agreement: Agreed, path: Path) -> Any:
    """What holds the last step of a path."""
    here: Any = agreement
    for step in path[:-1]:
        here = here[step]
    return here


def _at(agreement: Agreed, path: Path) -> list[Any]:
    return _holder(agreement, path).get(path[-1], []) or []


def digest(value: Any) -> str:
    """SHA-256 of plain data by what it says."""
    return hashlib.sha256(rfc8785.dumps(_unended(value))).hexdigest()


def _unended(value: Any) -> Any:
    """Texts without the line ends they end with, which are layout."""
    if isinstance(value, str):
        return value.rstrip("\n")
    if isinstance(value, Mapping):
        return {key: _unended(inner) for key, inner in value.items()}
    return [_unended(inner) for inner in value] if isinstance(value, list) else value
