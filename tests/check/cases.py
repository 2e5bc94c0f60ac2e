"""Trees for tests: a small valid basis with the files of a case laid over it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from regsam_docs.check import check
from regsam_docs.finding import Finding
from regsam_docs.repository.tree import Tree, tree_of

FOLDER = Path(__file__).parents[1] / "cases" / "check"
RICH = Path(__file__).parents[1] / "cases" / "rules" / "_basis"
"""The complete area of the rules' cases; `BASIS` has only what must be there."""
GONE = ".fehlt"


def contents(folder: Path) -> dict[str, bytes]:
    """Everything below `areas/` of a folder by path relative to it."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in (folder / "areas").rglob("*") if p.is_file()}


BASIS = contents(FOLDER / "_basis")


def overlaid(own: Mapping[str, bytes], basis: Mapping[str, bytes] = BASIS) -> Tree:
    """The basis with files laid over it; an empty `NAME.fehlt` takes NAME away."""
    gone = {name.removesuffix(GONE) for name in own if name.endswith(GONE)}
    assert gone <= set(basis), "only what the basis has can be taken away"
    return tree_of({name: data for name, data in {**basis, **own}.items() if name not in gone and not name.endswith(GONE)})


def findings(own: Mapping[str, str | bytes], basis: Mapping[str, bytes] = BASIS) -> tuple[Finding, ...]:
    """All findings of the basis with these files (paths below `areas/`) laid over it."""
    files = {f"areas/{name}": data.encode() if isinstance(data, str) else data for name, data in own.items()}
    return check(overlaid(files, basis)).findings


def line(found: Finding) -> str:
    """A finding as `erwartet.txt` names it."""
    return f"{found.path}:{found.line}:{found.column} {found.id}"


def explained(found: tuple[Finding, ...]) -> str:
    """Findings in full, for the message of a failing test."""
    return "\n".join(f"{line(f)}: {f.message} → {f.hint}" for f in found)
