"""A reader who meets a type by its name knows which one is meant: no name stands for two types of the package."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "regsam_docs"


def types(path: Path) -> Iterator[str]:
    """Names of the classes and of the type aliases that a module defines; `Name = module.Name` gives none a second meaning."""
    tree = ast.parse(path.read_text("utf-8"))
    yield from (node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target if isinstance(node, ast.AnnAssign) else None
        if isinstance(target, ast.Name) and target.id.lstrip("_")[:1].isupper() and not target.id.isupper():
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            if not (isinstance(value, ast.Attribute) and value.attr == target.id):
                yield target.id


def twice(folder: Path) -> dict[str, list[str]]:
    """Names that more than one module gives a type → the modules."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.py")):
        for name in types(path):
            found.setdefault(name, []).append(path.relative_to(folder).as_posix())
    return {name: places for name, places in found.items() if len(places) > 1}


def test_each_type_has_a_name_of_its_own() -> None:
    assert twice(PACKAGE) == {}


@pytest.mark.parametrize("second", ["class Mark:\n    pass\n", "Mark = tuple[int, int]\n", "Mark: TypeAlias = int\n"])
def test_a_second_type_of_a_name_is_found(tmp_path: Path, second: str) -> None:
    (tmp_path / "one.py").write_text("class Mark:\n    pass\n")
    (tmp_path / "other.py").write_text(second)
    (tmp_path / "third.py").write_text("import one\n\nMark = one.Mark\n")
    assert twice(tmp_path) == {"Mark": ["one.py", "other.py"]}
