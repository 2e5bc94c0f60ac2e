"""`regsam-docs schema`."""

from __future__ import annotations

from pathlib import Path

FOLDER = ".regsam/schemas"
"""Where `schema --install` puts the schemas for editors, relative to the root."""


def folder_of(root: Path) -> str:
    """Folder of the schemas as editors see it: `.regsam/schemas`, or `schemas` where a repository keeps them there."""
    return "schemas" if (root / "schemas" / "gebiet.schema.json").is_file() else FOLDER
