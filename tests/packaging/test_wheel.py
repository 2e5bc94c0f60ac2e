"""The wheel holds the package and its data, nothing else, and works away from the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PARTS = {
    "regsam_docs": "regsam_docs",
    "schemas": "regsam_docs/_data/schemas",
    "templates": "regsam_docs/_data/templates",
}
"""Folders of the checkout, and where they lie in the wheel."""


def python(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True)


def built(source: Path, target: str, folder: Path) -> Path:
    made = python("-m", "hatchling", "build", "--target", target, "--directory", str(folder), cwd=source)
    assert made.returncode == 0, made.stderr
    return next(folder.iterdir())


def files_of(wheel: Path) -> set[str]:
    return {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}


@pytest.fixture(scope="module")
def source(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout's sources in which lies, besides, what git ignores."""
    copy = tmp_path_factory.mktemp("source") / "regsam-docs"
    for part in PARTS:
        shutil.copytree(root / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        (copy / part / "__pycache__").mkdir()
        (copy / part / "__pycache__" / "left.pyc").write_bytes(b"left")
    for name in ("pyproject.toml", "LICENSE", "README.md", ".gitignore", "requirements.lock", "run"):
        shutil.copy(root / name, copy)
    (copy / "build").mkdir()
    (copy / "build" / "intern.html").write_text("nobody's business", encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(source, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip installed the wheel; its dependencies are in the tests' environment."""
    target = tmp_path_factory.mktemp("installed")
    offline = ("--quiet", "--no-deps", "--no-index", "--disable-pip-version-check")
    done = python("-m", "pip", "install", *offline, "--target", str(target), str(wheel), cwd=target)
    assert done.returncode == 0, done.stderr
    return target


def test_the_wheel_holds_the_package_and_its_data_and_no_other_file(source: Path, wheel: Path) -> None:
    expected = {
        f"{place}/{file.relative_to(source / part).as_posix()}"
        for part, place in PARTS.items()
        for file in (source / part).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert files_of(wheel) == expected | {"regsam_docs/_data/requirements.lock"}


def test_the_wheel_says_its_licence_and_holds_it(wheel: Path, root: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (said,) = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        held = {name.partition(".dist-info/")[2]: archive.read(name) for name in archive.namelist() if ".dist-info/" in name}
    assert "License-Expression: MIT\n" in said
    for file in ("LICENSE", "templates/fonts/OFL.txt"):
        assert held[f"licenses/{file}"] == (root / file).read_bytes()


@pytest.mark.parametrize(
    "pattern",
    [
        "regsam_docs/py.typed",
        "regsam_docs/_data/schemas/*.schema.json",
        "regsam_docs/scaffold/files/dot-github/workflows/*.yml",
        "regsam_docs/_data/templates/texte/*",
        "regsam_docs/_data/templates/fonts/*.ttf",
        "regsam_docs/_data/templates/fonts/OFL.txt",
    ],
)
def test_the_wheel_holds(wheel: Path, pattern: str) -> None:
    assert [name for name in files_of(wheel) if Path(name).match(pattern)]


def test_the_source_archive_makes_the_same_wheel(source: Path, wheel: Path, tmp_path: Path) -> None:
    archive = built(source, "sdist", tmp_path / "sdist")
    unpacked = python("-m", "tarfile", "--extract", str(archive), str(tmp_path / "unpacked"), cwd=tmp_path)
    assert unpacked.returncode == 0, unpacked.stderr
    folder = next((tmp_path / "unpacked").iterdir())
    assert built(folder, "wheel", tmp_path / "wheel").read_bytes() == wheel.read_bytes()


def test_an_installed_package_reads_its_own_data(installed: Path, tmp_path: Path) -> None:
    code = "from regsam_docs.repository.paths import resources as r; print(r('templates'), r('schemas'), sep='\\n')"
    done = python("-c", code, cwd=tmp_path, PYTHONPATH=str(installed))
    data = installed / "regsam_docs" / "_data"
    assert done.stdout.splitlines() == [str(data / "templates"), str(data / "schemas")], done.stderr


def test_an_installed_package_checks_a_repository_that_holds_only_areas(
    installed: Path, root: Path, tmp_path: Path
) -> None:
    shutil.copytree(root / "areas", tmp_path / "areas")
    done = python("-P", "-m", "regsam_docs", "check", cwd=tmp_path, PYTHONPATH=str(installed))
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_installed_package_begins_a_repository_that_checks_clean(installed: Path, source: Path, tmp_path: Path) -> None:
    for command in ("init", "check"):
        done = python("-P", "-m", "regsam_docs", command, cwd=tmp_path, PYTHONPATH=str(installed))
        assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "regsam-docs.lock").read_bytes() == (source / "requirements.lock").read_bytes()
