"""The example city with every text replaced by a word of its own, and a ledger of who may read each word.

The example uses every key of every schema (tests/example), so a new field is covered by itself. Who may read what is reckoned
here anew from the schema files as they are written and from the section "Editions" of the format, not with the product's code.
"""

from __future__ import annotations

import copy
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
ORDER = ("intern", "verteiler", "oeffentlich")
LINK = re.compile(r"(!?)\[([^\]]*)\]\((anlagen/[^)\s]+)\)")
ID = re.compile(r"[a-z0-9-]+")
CONSTRAINED = ("enum", "const", "pattern", "format")

KEPT = re.compile(
    r"monitoring\.(datei|trennzeichen|dezimalzeichen|ausgenommen|spalten|mittelwert_zeile|blatt|fehlend|null_zeichen|vergleich)\b"
    r"|kandidaten\.\d+\.viertel"
)
"""What names columns and rows of a table that is not marked."""

Node = tuple[Any, str]
"""A part of a schema and the file it stands in."""


@dataclass(frozen=True)
class Place:
    """Everything the schemas say about one place: the schema there, what it refers to, its branches."""

    nodes: tuple[Node, ...]

    @classmethod
    def of(cls, node: Any, home: str) -> Place:
        return cls(tuple(_all(node, home)))

    def key(self, key: str) -> tuple[Place, bool] | None:
        """The place of a key, and whether it is a property of that name (not one of a map)."""
        for name, named in (("properties", True), ("additionalProperties", False)):
            found = [
                part
                for node, home in self.nodes
                if isinstance(inside := (node.get(name, {}).get(key) if named else node.get(name)), dict)
                for part in _all(inside, home)
            ]
            if found:
                return Place(tuple(found)), named
        return None

    def item(self) -> Place:
        found = [part for node, home in self.nodes if "items" in node for part in _all(node["items"], home)]
        return Place(tuple(found))

    def say(self, word: str) -> list[Any]:
        """What an annotation says here, at the place of use and in definitions."""
        return [node[word] for node, _ in self.nodes if word in node]

    @property
    def is_text(self) -> bool:
        """Whether anything may be written here, in words."""
        return self.holds_text and not any(word in node for node, _ in self.nodes for word in CONSTRAINED)

    @property
    def holds_text(self) -> bool:
        words = any(isinstance(value, str) for value in self.say("enum") for value in value)
        return words or any("string" in named for named in self.say("type")) or bool(self.say("pattern"))

    def edition(self, above: str, *, named: bool) -> str:
        """Who may read what stands here. A property that says nothing is internal."""
        said = self.say("edition") or (["intern"] if named else [])
        return narrowest(above, *said)


def narrowest(*editions: str) -> str:
    return min(editions, key=ORDER.index)


def _all(node: Any, home: str) -> Iterator[Node]:
    if not isinstance(node, dict):
        return
    yield node, home
    if "$ref" in node:
        file, _, pointer = node["$ref"].partition("#")
        file = file or home
        target: Any = json.loads((ROOT / "schemas" / file).read_text("utf-8"))
        for step in filter(None, pointer.split("/")):
            target = target[step]
        yield from _all(target, file)
    for word in ("allOf", "anyOf", "oneOf"):
        for part in node.get(word, ()):
            yield from _all(part, home)


@dataclass
class Ledger:
    """The marked city. `allowed`: word → narrowest circle that may read it (None: nobody, not even the internal edition);
    `where`: word → file and place."""

    files: dict[str, bytes] = field(default_factory=dict)
    allowed: dict[str, str | None] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """File of the example → its marked name."""

    def word(self, where: str, allowed: str | None) -> str:
        """A new word. It is too short to be hyphenated and looks like no other."""
        number, letters = len(self.where), ""
        for _ in range(4):
            number, rest = divmod(number, 26)
            letters = chr(97 + rest) + letters
        made = f"Q{letters}9q"
        self.where[made], self.allowed[made] = where, allowed
        return made

    def may_read(self, edition: str) -> set[str]:
        return {word for word, allowed in self.allowed.items() if allowed and ORDER.index(edition) <= ORDER.index(allowed)}


KINDS = {"gebiet": "gebiet", "gremium": "gremium", "vereinbarung": "vereinbarung", "phasen": "phasen", "ziele": "ziele",
         "abschluss": "abschluss", "chronik": "chronik", "regsam": "regsam", "auswahl": "auswahl",
         "kontakte": "kontakte"}  # fmt: skip


def ledger() -> Ledger:
    """The marked city."""
    made = Ledger()
    loaded = {
        path.relative_to(ROOT / "areas").as_posix(): YAML(typ="base", pure=True).load(path.read_text("utf-8"))
        for path in sorted((ROOT / "areas").rglob("*.yaml"))
    }
    _add_secrets(loaded)
    for path in sorted((ROOT / "areas").rglob("*")):
        if path.is_file() and path.suffix in (".csv", ".svg", ".png", ".jpg", ".txt", ".xlsx"):
            _file(made, path.relative_to(ROOT / "areas").as_posix(), path.read_bytes())
    for name, data in loaded.items():
        area, _, file = name.rpartition("/") if "/protokolle/" not in name else name.partition("/")
        kind = KINDS.get(Path(file).stem, "protokoll")
        schema = f"{kind}.schema.json"
        place = Place.of(json.loads((ROOT / "schemas" / schema).read_text("utf-8")), schema)
        marker = _Marker(made, name, area, _released(loaded, name, area, kind), _secret_tasks(loaded, area))
        whole = marker.marked(data, place, place.edition("oeffentlich", named=False), ())
        made.files[f"areas/{name}"] = _yaml(whole, place).encode()
    return made


def _add_secrets(loaded: dict[str, Any]) -> None:
    """A confidential twin of the first entry of every list whose entries can be confidential; a closing that is not decided."""
    for name, data in loaded.items():
        if name.endswith("chronik.yaml"):
            data["eintraege"].append({**copy.deepcopy(data["eintraege"][0]), "vertraulich": "true"})
        if "/protokolle/" not in name:
            continue
        for item in [item for item in data["tagesordnung"] if item.get("vertraulich") != "true"]:
            for entries, number in (("beschluesse", None), ("auftraege", 70)):
                if entries in item and data["status"] != "geplant":
                    twin = {**copy.deepcopy(item[entries][0]), "vertraulich": "true"}
                    if number:
                        twin["nr"] = str(number + len(data.setdefault("rueckmeldungen", [])))
                        report = {"auftrag": f"{Path(name).stem}/{twin['nr']}", "status": "erledigt", "text": "x"}
                        data["rueckmeldungen"].append(report)
                    item[entries].append(twin)
    secret = min(_secret_tasks(loaded, "hafenviertel-ost"))
    loaded["hafenviertel-ost/abschluss.yaml"]["offene_auftraege"].append({"auftrag": secret, "uebergeben_an": "x"})
    loaded["am-ziegelfeld/abschluss.yaml"] = {
        "datum": "2026-11-02",
        "status": "entwurf",
        "entscheidung": "beendet",
        "zusammenfassung": "x",
        "zielerreichung": [{"ziel": "Z1", "bewertung": "teilweise", "ergebnis": "x"}],
    }


def _released(loaded: Mapping[str, Any], name: str, area: str, kind: str) -> str:
    """The widest circle that may see anything of a file."""
    if kind == "kontakte":
        return "intern"
    if kind in ("regsam", "auswahl"):
        return "oeffentlich"
    if loaded[f"{area}/gebiet.yaml"].get("oeffentlich") != "true":
        return "verteiler"
    state = loaded[name].get("status")
    if (kind == "protokoll" and state != "genehmigt") or (kind == "abschluss" and state != "beschlossen"):
        return "verteiler"
    return "oeffentlich"


def _secret_tasks(loaded: Mapping[str, Any], area: str) -> set[str]:
    return {
        f"{Path(name).stem}/{task['nr']}"
        for name, data in loaded.items()
        if name.startswith(f"{area}/protokolle/")
        for item in data["tagesordnung"]
        for task in item.get("auftraege", ())
        if "true" in (item.get("vertraulich"), task.get("vertraulich"))
    }


def _file(made: Ledger, name: str, data: bytes) -> None:
    """An attachment under a marked name with marked contents; a photo says where and by whom it was taken."""
    folder, _, file = name.rpartition("/")
    if folder.startswith("_auswahl"):
        made.files[f"areas/{name}"] = data
        return
    stem, ending = made.word(f"name of {name}", None), Path(file).suffix
    if ending in (".png", ".jpg"):
        picture = io.BytesIO()
        exif = Image.Exif()
        exif[0x010E] = made.word(f"EXIF of {name}", None)
        exif[0x013B] = made.word(f"photographer of {name}", None)
        exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 8.0, 13.0), 29: made.word(f"GPS of {name}", None)})
        Image.linear_gradient("L").convert("RGB").save(picture, "JPEG", exif=exif, comment=made.word(f"comment of {name}", None))
        data, ending = picture.getvalue(), ".jpg"
    else:
        word = made.word(f"contents of {name}", None).encode()
        if ending == ".svg":
            secret = made.word(f"comment in {name}", None).encode()
            data = data.replace(b"</svg>", b"<metadata>%s</metadata><desc>%s</desc></svg><!-- %s -->" % (secret, word, secret))
        else:
            data += b"%s;1\n" % word
    made.names[name] = f"{folder}/{stem}{ending}"
    made.files[f"areas/{folder}/{stem}{ending}"] = data


@dataclass
class _Marker:
    """Marks one file."""

    ledger: Ledger
    file: str
    area: str
    released: str
    secret_tasks: set[str]

    def marked(self, value: Any, place: Place, edition: str, path: tuple[str | int, ...]) -> Any:
        if isinstance(value, dict):
            return {key: self._entry(value, key, place, edition, path) for key in value}
        if isinstance(value, list):
            item = place.item()
            own = item.edition(edition, named=False)
            return [self.marked(entry, item, self._of_entry(entry, own, path), (*path, n)) for n, entry in enumerate(value)]
        return self._leaf(value, place, narrowest(edition, self.released), path)

    def _entry(self, data: dict[str, Any], key: str, place: Place, edition: str, path: tuple[str | int, ...]) -> Any:
        found = place.key(key)
        assert found is not None, f"{self.file}: {path} {key} is in no schema"
        inner, named = found
        own = inner.edition(edition, named=named)
        if key == "kandidaten" and data.get("oeffentlich") != "true":
            own = narrowest(own, "verteiler")
        return self.marked(data[key], inner, own, (*path, key))

    def _of_entry(self, entry: Any, edition: str, path: tuple[str | int, ...]) -> str:
        """What is confidential, or says something of a confidential task, is internal."""
        if not isinstance(entry, dict):
            return edition
        secret = entry.get("vertraulich") == "true"
        about = path[-1] in ("rueckmeldungen", "offene_auftraege") and entry.get("auftrag") in self.secret_tasks
        return "intern" if secret or about else edition

    def _leaf(self, value: str, place: Place, edition: str, path: tuple[str | int, ...]) -> str:
        where = f"{self.file}: {'.'.join(map(str, path))}"
        if value.startswith("anlagen/"):
            verweis = place.say("verweis")
            return self._named(value, edition, shown="bild" in verweis, of_city="stadtanlage" in verweis)
        if "email" in place.say("format"):
            return f"{self.ledger.word(where, edition)}@example.org"
        if not place.is_text or set(place.say("verweis")) - {"mitglied-oder-text"} or KEPT.search(".".join(map(str, path))):
            return value
        for narrow in place.say("freitext-edition"):
            if ID.fullmatch(value):
                return value
            edition = narrowest(edition, narrow)
        if "text/markdown" not in place.say("contentMediaType"):
            return self.ledger.word(where, edition)
        heading = f"# {self.ledger.word(where, edition)}"
        links = (self._link(found, where, edition) for found in LINK.finditer(value))
        return f"{heading}\n\n" + " ".join([self.ledger.word(where, edition), *links])

    def _link(self, found: re.Match[str], where: str, edition: str) -> str:
        name = self._named(found[3], edition, shown=found[1] == "!")
        return f"{found[1]}[{self.ledger.word(f'{where} (link)', edition)}]({name})"

    def _named(self, name: str, edition: str, *, shown: bool, of_city: bool = False) -> str:
        """The marked name of a file. Who may read what leads to it may read its name and what it says; of what is not
        shown as a picture, nothing is public."""
        area = "" if of_city else self.area
        marked = self.ledger.names[f"{area}/{name}" if area else name]
        widest = edition if shown else narrowest(edition, "verteiler")
        word = Path(marked).stem
        contents = f"contents of {area}/{name}".replace(" /", " ")
        words = [word, *(other for other, where in self.ledger.where.items() if where == contents)]
        for one in words:
            before = self.ledger.allowed[one]
            self.ledger.allowed[one] = widest if before is None else max(before, widest, key=ORDER.index)
        return marked.removeprefix(f"{self.area}/") if self.area else marked


def _yaml(value: Any, place: Place) -> str:
    """JSON, which is YAML, but numbers and truth values bare as the format wants them."""
    if isinstance(value, dict):
        inside = ((key, entry, place.key(key)) for key, entry in value.items())
        return "{" + ", ".join(f"{json.dumps(key)}: {_yaml(entry, found[0])}" for key, entry, found in inside if found) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_yaml(entry, place.item()) for entry in value) + "]"
    return json.dumps(value, ensure_ascii=False) if place.holds_text else str(value)
