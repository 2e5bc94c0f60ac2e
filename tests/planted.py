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

Planted = tuple[str, bytes]
"""Path in the folder, and what is written there."""

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
        planted = 0
        for kind in kinds or KINDS:
            for name, data in KINDS[kind](self, folder):
                place = folder / name
                if not place.exists():
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(data)
                    place.chmod(0o755)
                    planted += 1
        return planted

    def _modules(self, _: Path) -> Iterator[Planted]:
        yield from ((f"{name}.py", self._code(f"{name}.py")) for name in names())

    def _packages(self, _: Path) -> Iterator[Planted]:
        files = (f"{name}/{part}.py" for name in names() for part in ("__init__", "__main__"))
        yield from ((file, self._code(file)) for file in files)

    def _shared_objects(self, _: Path) -> Iterator[Planted]:
        """One object under every name, made by the machine's compiler; nothing where there is none."""
        compiler = shutil.which("cc")
        suffix = next((each for each in importlib.machinery.EXTENSION_SUFFIXES if "abi3" in each), None)
        if compiler is None or suffix is None:
            return
        made = self.file.with_name("planted.so")
        command = [compiler, "-shared", "-fPIC", f'-DCANARY="{self.file}"', "-x", "c", "-", "-o", str(made)]
        subprocess.run(command, input=SHARED_OBJECT, text=True, check=True)
        yield from ((f"{name}{suffix}", made.read_bytes()) for name in names())

    def _settings(self, folder: Path) -> Iterator[Planted]:
        for name, text in SETTINGS.items():
            yield name, text.format(folder=folder, canary=str(self.file)).encode()

    def _programs(self, _: Path) -> Iterator[Planted]:
        files = (f"{place}/{name}" for place in FOLDERS for name in PROGRAMS)
        yield from ((file, f"#!/bin/sh\necho '{file}' >> '{self.file}'\n".encode()) for file in files)

    def _code(self, name: str) -> bytes:
        return f"open({str(self.file)!r}, 'a').write({name!r} + '\\n')\n".encode()


KINDS: dict[str, Callable[[Canary, Path], Iterator[Planted]]] = {
    "modules": Canary._modules,
    "packages": Canary._packages,
    "shared objects": Canary._shared_objects,
    "settings": Canary._settings,
    "programs": Canary._programs,
}
"""What can be planted."""
