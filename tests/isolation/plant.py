"""Traps in a content repository: files that Python, pip, pytest or npm would import or read, and that tell when one does."""

from __future__ import annotations

import importlib.machinery
import importlib.metadata
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, get_args

Form = Literal["module", "package", "extension"]
FORMS: tuple[Form, ...] = get_args(Form)

SETTINGS = {
    "pytest.ini": "[pytest]\naddopts = --gibt-es-nicht\n",
    "pyproject.toml": "kein [ toml\n",
    "setup.cfg": "[metadata\n",
    "pip.conf": "[global]\nindex-url = http://127.0.0.1:1/\n",
    ".npmrc": "registry=http://127.0.0.1:1/\n",
    "trap.pth": "import trap_of_pth\n",
}
"""Settings that break whatever reads them."""


def names() -> list[str]:
    """Names of modules that could be taken for another: the standard library's, those of every installed package, ours, and
    what Python and pytest look for themselves."""
    installed = {name.split(".")[0] for name in importlib.metadata.packages_distributions()}
    special = {"sitecustomize", "usercustomize", "conftest", "trap_of_pth", "regsam_docs", "worker", "tests"}
    return sorted(name for name in sys.stdlib_module_names | installed | special if name.isidentifier())


def plant(folder: Path, canary: Path, form: Form = "module", without: Iterable[str] = ()) -> int:
    """Lay traps of one form for all names but those in `without` into a folder; returns how many. One that is imported adds
    its name to the file `canary`; an extension cannot even be loaded, and what imports it fails."""
    code = "open({canary!r}, 'a').write({name!r} + '\\n')\n"
    planted = [name for name in names() if name not in set(without)]
    for name in planted:
        text = code.format(canary=str(canary), name=name)
        if form == "module":
            (folder / f"{name}.py").write_text(text, "utf-8")
        elif form == "package":
            (folder / name).mkdir(exist_ok=True)
            (folder / name / "__init__.py").write_text(text, "utf-8")
            (folder / name / "__main__.py").write_text(text, "utf-8")
        else:
            (folder / f"{name}{importlib.machinery.EXTENSION_SUFFIXES[0]}").write_bytes(b"no library")
    for name, text in SETTINGS.items():
        (folder / name).write_text(text, "utf-8")
    return len(planted)


def touched(canary: Path) -> list[str]:
    """Names of the traps that were imported."""
    return sorted(set(canary.read_text("utf-8").split())) if canary.exists() else []
