"""Files made from the schemas: whatever they allow, as data and as YAML."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

Schema = dict[str, Any]
FOLDER = Path(__file__).parents[2] / "schemas"
KINDS = "regsam gebiet gremium vereinbarung phasen ziele protokoll abschluss chronik auswahl".split()
FILES: dict[str, Schema] = {
    name: json.loads((FOLDER / name).read_text("utf-8")) for name in (f"{kind}.schema.json" for kind in (*KINDS, "gemeinsam"))
}

PIECES = r"""no 08:30 01234 1.10 ~ null #3 moderation a:_b -_x {x} <b>x</b> **fett** [L](https://example.org) é Ω … « \ " ' `x`"""
TEXTS = (
    "u\u0308ber",
    *(piece.replace("_", " ") for piece in PIECES.split()),
    "| a | b |\n| - | - |\n| 1 | 2 |",
    "1. eins\n2. zwei",
    "![x](anlagen/x.png)",
)
FORMS: dict[str, Callable[[random.Random], str]] = {
    "datum": lambda r: f"{r.randint(1, 9999):04}-{r.randint(1, 12):02}-{r.randint(1, 28):02}",
    "uhrzeit": lambda r: f"{r.randint(0, 23):02}:{r.randint(0, 59):02}",
    "email": lambda r: r.choice(("erika.mustermann@example.org", "a@b.example")),
    "farbe": lambda r: r.choice(("#005a9c", "#FFFFFF")),
    "mitglied_id": lambda r: r.choice(("moderation", "sbh-20", "2", "-")),
    "handlungsfeld_id": lambda r: f"H{r.randint(1, 4)}",
    "ziel_id": lambda r: f"Z{r.randint(1, 4)}",
    "massnahme_id": lambda r: f"M{r.randint(1, 4)}",
    "ordnername": lambda r: r.choice(("blumenau", "am-hart-2")),
    "verweis_protokoll": lambda r: r.choice(("2010-06-10", "2010-06-10-b", "2011-01-01")),
    "sitzungstag": lambda r: r.choice(("2010-06-03", "2010-06-03-b")),
    "internetadresse": lambda r: r.choice(("https://soziales.example.org/gebiete", "http://example.org")),
    "verweis_auftrag": lambda r: r.choice(("2010-06-10/1", "2010-06-10-b/2", "2010-06-10/12")),
    "monitoring.csv": lambda r: r.choice(("monitoring.csv", "tabelle 2.csv")),
    "monitoring-2008.csv": lambda r: "monitoring-2008.csv",
    ";": lambda r: r.choice((";", ",", "\t", "|", " ")),
}
"""Texts of a form, by their definition's name, or by the first example."""


def resolved(schema: Schema, file: str) -> tuple[list[Schema], str, str]:
    """A place and the definitions it leads through; the last one's file and name."""
    chain, name = [schema], ""
    while "$ref" in chain[-1]:
        target, _, name = chain[-1]["$ref"].partition("#/$defs/")
        file = target or file
        chain.append(FILES[file]["$defs"][name])
    return chain, file, name


def value(schema: Schema, file: str, r: random.Random) -> Any:
    """Something that may stand at a place."""
    chain, file, name = resolved(schema, file)
    here: Schema = {key: part for link in reversed(chain) for key, part in link.items()}
    if "anyOf" in here:
        return value(r.choice(here["anyOf"]), file, r)
    if "enum" in here or "const" in here:
        return r.choice(here.get("enum") or [here["const"]])
    match here["type"]:
        case "object":
            return group(here, file, r)
        case "array":
            return [value(here["items"], file, r) for _ in range(r.randint(1, 3))]
        case "integer":
            low = here.get("minimum", 0)
            return r.randint(low, min(here.get("maximum", low + 99), low + 99))
        case "number":
            return r.choice((1, 8, 100, 6.5, 0.25, 27.5, 100.0))
        case "boolean":
            return r.random() < 0.5
        case _:
            form = name if name in FORMS or "pattern" not in here else here["examples"][0]
            return FORMS[form](r) if form in FORMS else " ".join(r.choices(TEXTS, k=r.randint(1, 3)))


def group(schema: Schema, file: str, r: random.Random) -> dict[str, Any]:
    if "properties" not in schema:
        names = ["2007", "2008"] if "propertyNames" in schema else ["items", "values", "keys", "get", "a 1"]
        return {key: value(schema["additionalProperties"], file, r) for key in r.sample(names, 2)}
    needed = schema.get("required", ())
    chosen = [key for key in schema["properties"] if key in needed or r.random() < 0.5] or [r.choice(list(schema["properties"]))]
    return {key: value(schema["properties"][key], file, r) for key in chosen}


def of_kind(kind: str, r: random.Random) -> dict[str, Any]:
    """Data of a whole file that its schema accepts."""
    file = f"{kind}.schema.json"
    data: dict[str, Any] = value(FILES[file], file, r)
    if kind == "gebiet" and data["status"] != "abgelehnt":
        data.pop("abgelehnt", None)
    fitting(data)
    if kind == "protokoll":
        if data["status"] not in ("geplant", "abgesagt"):
            data.setdefault("anwesend", ["moderation"])
        if data["status"] != "abgesagt":
            data.pop("abgesagt", None)
            data.setdefault("sitzungsnummer", 1)
    if data.get("monitoring", {}).get("mittelwert") == "zeile":
        data["monitoring"].setdefault("mittelwert_zeile", "gesamt")
    for candidate in data.get("kandidaten", ()):
        for step in candidate.get("dissens", ()):
            step["entscheidung"] = "abgelehnt" if step["entscheidung"] == "dissens" else step["entscheidung"]
    return data


NEEDED = (
    ("verwiesen_an", "ergebnis", "verwiesen"),
    ("vertagt_auf", "ergebnis", "vertagt"),
    ("mittelwert_zeile", "mittelwert", "zeile"),
)
"""Keys that are right only beside one value of another."""


def fitting(data: Any) -> None:
    """Take out what one value rules out beside another."""
    match data:
        case dict():
            if "personen" in data:
                data.pop("anzahl", None)
            for key, needs, wanted in NEEDED:
                if data.get(needs) != wanted:
                    data.pop(key, None)
            for value in data.values():
                fitting(value)
        case list():
            for value in data:
                fitting(value)


AREA = {
    "gebiet.yaml": "gebiet",
    "gremium.yaml": "gremium",
    "vereinbarung.yaml": "vereinbarung",
    "phasen.yaml": "phasen",
    "ziele.yaml": "ziele",
    "abschluss.yaml": "abschluss",
    "chronik.yaml": "chronik",
    "protokolle/2010-06-10.yaml": "protokoll",
    "protokolle/2010-06-10-b.yaml": "protokoll",
}


def area(r: random.Random) -> dict[str, dict[str, Any]]:
    """Data of an area by file; what refers to what is not looked at."""
    return {name: of_kind(kind, r) for name, kind in AREA.items() if r.random() < 0.8}


def yaml(data: Any) -> bytes:
    """Data as YAML: in braces, texts in double quotes."""
    return (written(data) + "\n").encode()


def written(data: Any) -> str:
    match data:
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)}: {written(value)}" for key, value in data.items()) + "}"
        case list():
            return "[" + ", ".join(map(written, data)) + "]"
        case str():
            return json.dumps(data, ensure_ascii=False)
        case bool():
            return "true" if data else "false"
        case _:
            return repr(data)


def texts(data: Any) -> list[str]:
    """All texts in data."""
    match data:
        case dict():
            return [text for value in data.values() for text in texts(value)]
        case list():
            return [text for value in data for text in texts(value)]
        case str():
            return [data]
        case _:
            return []
