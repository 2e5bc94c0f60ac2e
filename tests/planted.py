"""Plants in a folder everything that a careless program would import, read as its settings or execute there.

Each planted thing writes a line into a canary file when that happens; so an empty canary says that nothing of it was believed.
"""

from __future__ import annotations

import importlib.machinery
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"^([a-z0-9-]+)==", re.MULTILINE)

EXTRA = "_pytest conftest mypy pip pre_commit pytest regsam_docs ruff setuptools sitecustomize usercustomize uv wheel".split()
"""Modules that Python and our tools would import, besides those of the standard library and of the lock."""

PROGRAMS = (
    "apt-get bash cc chromium env git java ldconfig make mvn node npm pip pip3 pre-commit pytest python python3 regsam-docs "
    "sh sudo uv"
).split()
FOLDERS = (".", "bin", ".venv/bin", "venv/bin", "node_modules/.bin")
"""Where programs are planted: in the folder itself and where tools put theirs."""

SETTINGS = {
    ".gitconfig": "[core]\n\tfsmonitor = {folder}/git\n\tpager = {folder}/git\n\tsshCommand = {folder}/git\n",
    ".mvn/jvm.config": "-XX:ErrorFile={canary} -Xlog:all:file={canary}\n",
    ".npmrc": "logs-dir={canary}.npm\nscript-shell={folder}/sh\nignore-scripts=false\n",
    ".pypirc": "[distutils]\nindex-servers = {canary}\n",
    ".python-version": "0.0.0-planted\n",
    "Makefile": "all:\n\t@echo Makefile >> {canary}\n",
    "package.json": '{{"name": "planted", "scripts": {{"preinstall": "echo package.json >> {canary}"}}}}\n',
    "pip.conf": "[global]\nlog = {canary}\n",
    "pip.ini": "[global]\nlog = {canary}\n",
    "planted.pth": "import sys; open({canary!r}, 'a').write('planted.pth\\n')\n",
    "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "setup"\nbackend-path = ["."]\n'
    '[tool.pytest.ini_options]\naddopts = "-p setup"\n[tool.uv]\ncache-dir = "{canary}.uv"\n',
    "pytest.ini": "[pytest]\naddopts = -p setup\n",
    "pyvenv.cfg": "home = {folder}\ninclude-system-site-packages = true\n",
    "requirements.txt": "-e .\n",
    "setup.cfg": "[tool:pytest]\naddopts = -p setup\n",
    "setup.py": "open({canary!r}, 'a').write('setup.py\\n')\n",
    "tox.ini": "[pytest]\naddopts = -p setup\n",
    "uv.toml": 'cache-dir = "{canary}.uv"\n',
}
"""Files that tools read as settings, each naming code of the folder or a log beside the canary."""

SHARED_OBJECT = """
#include <stdio.h>
__attribute__((constructor)) static void planted(void) {
    FILE *canary = fopen(CANARY, "a");
    fputs("a shared object\\n", canary);
    fclose(canary);
}
"""


def names() -> list[str]:
    """Top-level names of every module of the standard library and of every package in the lock that is installed."""
    lock = set(PIN.findall((ROOT / "requirements.lock").read_text("utf-8")))
    packages = {
        name
        for name, owners in metadata.packages_distributions().items()
        if name.isidentifier() and any(re.sub(r"[-_.]+", "-", owner).lower() in lock for owner in owners)
    }
    return sorted({*sys.stdlib_module_names, *packages, *EXTRA})


class Canary:
    """Plants things and knows what became of them."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @property
    def touched(self) -> list[str]:
        """What was imported, read or run, in order."""
        own = self.file.read_text("utf-8", "replace").splitlines() if self.file.exists() else []
        return [*own, *sorted(path.name for path in self.file.parent.glob(f"{self.file.name}.*"))]

    def plant(self, folder: Path, *kinds: str) -> int:
        """Plant things of these kinds (all, if none is named) where no file is yet; gives how many."""
        before = len(list(folder.rglob("*")))
        for kind in kinds or KINDS:
            for place, text in KINDS[kind](self, folder):
                if not place.exists():
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_text(text, "utf-8")
                    place.chmod(0o755)
        return len(list(folder.rglob("*"))) - before

    def _modules(self, folder: Path) -> Iterator[tuple[Path, str]]:
        yield from ((folder / f"{name}.py", self._code(f"{name}.py")) for name in names())

    def _packages(self, folder: Path) -> Iterator[tuple[Path, str]]:
        for name in names():
            for part in ("__init__", "__main__"):
                yield folder / name / f"{part}.py", self._code(f"{name}/{part}.py")

    def _shared_objects(self, folder: Path) -> Iterator[tuple[Path, str]]:
        """One object under every name, made by the machine's compiler; nothing where there is none."""
        compiler = shutil.which("cc")
        suffix = next((each for each in importlib.machinery.EXTENSION_SUFFIXES if "abi3" in each), None)
        if compiler is None or suffix is None:
            return
        made = self.file.with_name("planted.so")
        command = [compiler, "-shared", "-fPIC", f'-DCANARY="{self.file}"', "-x", "c", "-", "-o", made]
        subprocess.run(command, input=SHARED_OBJECT, text=True, check=True)
        for name in names():
            shutil.copy(made, folder / f"{name}{suffix}")
        yield from ()

    def _settings(self, folder: Path) -> Iterator[tuple[Path, str]]:
        for name, text in SETTINGS.items():
            yield folder / name, text.format(folder=folder, canary=str(self.file))

    def _programs(self, folder: Path) -> Iterator[tuple[Path, str]]:
        for place in FOLDERS:
            for name in PROGRAMS:
                yield folder / place / name, f"#!/bin/sh\necho '{place}/{name}' >> '{self.file}'\n"

    def _code(self, name: str) -> str:
        return f"open({str(self.file)!r}, 'a').write({name!r} + '\\n')\n"


KINDS: dict[str, Callable[[Canary, Path], Iterator[tuple[Path, str]]]] = {
    "modules": Canary._modules,
    "packages": Canary._packages,
    "shared objects": Canary._shared_objects,
    "settings": Canary._settings,
    "programs": Canary._programs,
}
"""What can be planted."""
