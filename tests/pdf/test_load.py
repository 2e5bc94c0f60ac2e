"""WeasyPrint is loaded late, and a machine without it is told what to install."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

WITHOUT_PANGO = """
import cffi
whole = cffi.FFI.dlopen
def dlopen(self, name, *flags):
    if "pango" in name:
        raise OSError(name)
    return whole(self, name, *flags)
cffi.FFI.dlopen = dlopen
"""
WITHOUT_WEASYPRINT = """
import sys
sys.modules["weasyprint"] = None
"""
WEASYPRINT_BROKEN = """
import importlib.abc, sys
class Broken(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "weasyprint":
            raise ImportError("cannot import name")
sys.meta_path.insert(0, Broken())
"""
ASK = """
from regsam_docs.pdf import available, make, Job, Unavailable
print(available())
try:
    make(Job(html="", css="", assets={}, fonts={}, title="", author="", identifier=""))
except Unavailable as missing:
    print(missing.message)
"""


def said(program: str, root: Path) -> list[str]:
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], cwd=root, capture_output=True, text=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_importing_the_room_loads_nothing_heavy(root: Path) -> None:
    program = "import sys, regsam_docs.pdf, regsam_docs.system.pool; print(*{'weasyprint', 'PIL', 'pikepdf'} & {*sys.modules})"
    assert said(program, root) == [""]


@pytest.mark.pdf
def test_where_all_is_there_nothing_is_said(root: Path) -> None:
    assert said("from regsam_docs.pdf import available; print(available())", root) == ["None"]


@pytest.mark.skipif(sys.platform != "linux", reason="the names of the packages are Debian's")
def test_without_pango_it_names_the_packages(root: Path) -> None:
    asked, made = said(WITHOUT_PANGO + ASK, root)
    assert asked == made
    assert "sudo apt-get install libpango-1.0-0" in asked


@pytest.mark.parametrize(
    ("without", "name"),
    [
        (WITHOUT_WEASYPRINT, "WeasyPrint"),
        (WITHOUT_WEASYPRINT.replace("weasyprint", "pydyf"), "pydyf"),
        (WEASYPRINT_BROKEN, "WeasyPrint"),
    ],
)
def test_without_weasyprint_or_what_it_needs_it_names_the_way(root: Path, without: str, name: str) -> None:
    asked, made = said(without + ASK, root)
    assert asked == made
    assert f"Python-Paket {name}. Bitte starten Sie das Programm mit ./run" in asked
