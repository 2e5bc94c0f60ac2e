"""The form texts and their schemas, as the product ships them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML


def load(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path.read_bytes())


def _texts(data: Any) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


class Shop:
    """Files by name: `texte("worte")`, `schema("texte/worte")`, `case("vereinbarung-1")`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def texte(self, name: str) -> Any:
        return load(self.root / f"templates/texte/{name}.yaml")

    def schema(self, name: str) -> Any:
        return json.loads((self.root / f"schemas/{name}.schema.json").read_text("utf-8"))

    def case(self, name: str) -> Any:
        return load(self.root / f"tests/cases/forms/{name}.yaml")

    def texts(self, name: str) -> list[str]:
        return list(_texts(self.texte(name)))

    def names(self) -> list[str]:
        return sorted(path.stem for path in (self.root / "templates/texte").glob("*.yaml"))


@pytest.fixture(scope="session")
def shop(root: Path) -> Shop:
    return Shop(root)
