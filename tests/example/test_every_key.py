"""The example city uses every key of every schema, at every place where the schemas allow it.

A key that no example shows is a key nobody finds, and one that no test ever builds. Keys are named by a
dotted path; `[]` stands for an item of a list, `{}` for a key the user chooses: `mitglieder[].person.name`, `kontakte{}{}.email`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas"
AREAS = ROOT / "areas"

# Kind of file → where such files lie below areas/.
FILES: Mapping[str, str] = {
    "regsam": "regsam.yaml",
    "gebiet": "[a-z0-9]*/gebiet.yaml",
    "gremium": "[a-z0-9]*/gremium.yaml",
    "vereinbarung": "[a-z0-9]*/vereinbarung.yaml",
    "phasen": "[a-z0-9]*/phasen.yaml",
    "ziele": "[a-z0-9]*/ziele.yaml",
    "protokoll": "[a-z0-9]*/protokolle/*.yaml",
    "abschluss": "[a-z0-9]*/abschluss.yaml",
    "chronik": "[a-z0-9]*/chronik.yaml",
    "auswahl": "_auswahl/*/auswahl.yaml",
    "kontakte": "kontakte.yaml",
}
SHARED = "gemeinsam.schema.json"
# What the product writes, not its users.
WRITTEN = {"daten"}
# What leads from a schema to others for the same value; `if` only asks, it allows nothing.
SAME_VALUE = ("allOf", "anyOf", "oneOf")


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


def follow(ref: str, file: str) -> tuple[Any, str]:
    """The schema a `$ref` in the schema file `file` leads to, and the file it stands in."""
    target, _, pointer = ref.partition("#")
    file = target or file
    node = schema(file)
    for step in filter(None, pointer.split("/")):
        node = node[step]
    return node, file


def allowed(node: Any, file: str, path: str = "") -> Iterator[str]:
    """Every key the schema allows, as a dotted path."""
    if "$ref" in node:
        yield from allowed(*follow(node["$ref"], file), path)
    for word in SAME_VALUE:
        for part in node.get(word, []):
            yield from allowed(part, file, path)
    for key, value in node.get("properties", {}).items():
        place = f"{path}.{key}" if path else key
        yield place
        yield from allowed(value, file, place)
    if isinstance(chosen := node.get("additionalProperties"), dict):
        yield f"{path}{{}}"
        yield from allowed(chosen, file, f"{path}{{}}")
    if isinstance(node.get("items"), dict):
        yield from allowed(node["items"], file, f"{path}[]")


def used(data: Any, path: str = "") -> Iterator[str]:
    """Every key that has a value in the data of one file, as a dotted path."""
    if isinstance(data, dict):
        for key, value in data.items():
            for place in (f"{path}.{key}" if path else str(key), f"{path}{{}}"):
                if value not in (None, "", [], {}):
                    yield place
                yield from used(value, place)
    elif isinstance(data, list):
        for item in data:
            yield from used(item, f"{path}[]")


def load(path: Path) -> Any:
    # The base loader leaves every scalar the text it is: no date or `no` can trip it.
    return YAML(typ="base", pure=True).load(path.read_text(encoding="utf-8"))


def test_every_kind_of_file_is_asked_about() -> None:
    kinds = {path.name.removesuffix(".schema.json") for path in SCHEMAS.glob("*.schema.json")}
    assert kinds - {SHARED.removesuffix(".schema.json"), *WRITTEN} == set(FILES)


@pytest.mark.parametrize("kind", FILES)
def test_no_key_is_left_unused(kind: str) -> None:
    file = f"{kind}.schema.json"
    files = sorted(AREAS.glob(FILES[kind]))
    assert files, f"no example of {kind}"
    keys = set(allowed(schema(file), file))
    assert keys, f"{file} allows no key at all: the walk is wrong"
    unused = sorted(keys - {key for path in files for key in used(load(path))})
    assert not unused, f"keys of {file} that no file of areas/ uses: {', '.join(unused)}"
