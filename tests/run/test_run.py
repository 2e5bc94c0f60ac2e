"""`run` on machines that are complete, half made or bare; nothing real is installed or touched."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

COMMANDS = "awk bash cat cmp cp cut dirname id ls mkdir mktemp mv readlink rm sed tail uname".split()
"""Programs that every Unix has; a test's PATH holds these and no others."""

PYTHON = """#!/bin/sh
for argument; do echo "$argument"; done
"""
"""Stands where an environment's Python stands and says how it was called."""


class House:
    """A copy of what `run` needs, in a folder of its own with a PATH of its own."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.here = folder / "ein Ordner"
        self.bin = folder / "bin"
        self.bin.mkdir()
        for name in COMMANDS:
            self.bin.joinpath(name).symlink_to(shutil.which(name) or "/missing")
        self.program("ldconfig", "echo libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0")
        (self.here / "areas").mkdir(parents=True)
        for name in ("run", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
            shutil.copy(root / name, self.here)

    def program(self, name: str, script: str) -> None:
        """Put a program on the PATH."""
        file = self.bin / name
        file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        file.chmod(0o755)

    def furnish(self) -> None:
        """Make an environment that is complete and up to date."""
        stamps = self.here / ".venv" / "regsam-docs"
        stamps.mkdir(parents=True)
        for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock"):
            shutil.copy(self.here / name, stamps)
        (stamps / "ort").write_text(f"{self.here}\n", encoding="utf-8")
        python = self.here / ".venv" / "bin" / "python"
        python.parent.mkdir()
        python.write_text(PYTHON, encoding="utf-8")
        python.chmod(0o755)

    def run(
        self, *arguments: str, cwd: Path | None = None, script: Path | None = None, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Call `run` with nothing in the environment but this PATH and what the test gives."""
        bash = str(self.bin / "bash")
        return subprocess.run(
            [bash, str(script or self.here / "run"), *arguments],
            cwd=cwd or self.here,
            env={"PATH": str(self.bin), "HOME": str(self.here), "LANG": "C.UTF-8"} | more,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )


@pytest.fixture
def house(tmp_path: Path, root: Path) -> House:
    return House(tmp_path, root)


def tool(*arguments: str) -> list[str]:
    """How the environment's Python is called for the tool itself."""
    return ["-I", "-m", "regsam_docs", *arguments]


# --- the script itself --------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", ["run", ".ci/run"])
def test_shellcheck_finds_nothing(root: Path, script: str) -> None:
    shellcheck = Path(sys.executable).with_name("shellcheck")
    if not shellcheck.exists():
        pytest.skip("shellcheck is not packaged for this machine")
    done = subprocess.run([shellcheck, root / script], capture_output=True, text=True)
    assert done.stdout == ""


@pytest.mark.parametrize("script", ["run", ".ci/run"])
def test_no_syntax_newer_than_the_bash_of_macos(root: Path, script: str) -> None:
    text = (root / script).read_text(encoding="utf-8")
    newer = (
        "declare -A",
        "mapfile",
        "readarray",
        "${1^",
        "${1,",
        "&>>",
        "|&",
        "coproc",
        "flock ",
        "readlink -f",
    )
    assert [word for word in newer if word in text] == []


def test_every_python_is_isolated(root: Path) -> None:
    text = (root / "run").read_text(encoding="utf-8")
    first = re.findall(r'"\$(?:venv/bin/python|python|name|version|\(find_python fcntl\))" (-\S+|"\S+)', text)
    assert len(first) >= 12
    assert set(first) == {"-I"}


# --- a complete machine -------------------------------------------------------------------------------------


def test_a_complete_machine_goes_straight_to_the_tool(house: House) -> None:
    house.furnish()
    done = house.run("check", "--format", "json")
    assert (done.returncode, done.stdout.splitlines(), done.stderr) == (
        0,
        tool("check", "--format", "json"),
        "",
    )


def test_the_tool_alone_is_called_without_arguments(house: House) -> None:
    house.furnish()
    assert house.run().stdout.splitlines() == tool()


def test_arguments_arrive_as_they_were_given(house: House) -> None:
    house.furnish()
    assert house.run("tasks", "--for", "Amt für  Soziales", "*", "").stdout.splitlines() == tool(
        "tasks", "--for", "Amt für  Soziales", "*", ""
    )


@pytest.mark.parametrize("command", ["sbom", "licences"])
def test_what_comes_along_is_listed_into_a_file_of_the_callers_folder(house: House, tmp_path: Path, command: str) -> None:
    house.furnish()
    # `pwd` as the call finds it.
    (house.here / ".venv/bin/python").write_text('#!/bin/sh\npwd\nfor argument; do echo "$argument"; done\n')
    done = house.run(command, "liste", cwd=tmp_path)
    assert done.stdout.splitlines() == [str(tmp_path), "-I", str(house.here / "tools/inventory.py"), command, "liste"]


def test_outside_of_any_content_the_checkout_is_meant(house: House, tmp_path: Path) -> None:
    house.furnish()
    assert house.run("check", cwd=tmp_path).stdout.splitlines() == tool("--root", str(house.here), "check")


@pytest.mark.parametrize(
    "arguments", [(), ("--version",), ("init", "neu"), ("--root", "x", "check"), ("--root=x", "check")]
)
def test_a_root_is_not_added_where_one_is_given_or_made_or_means_nothing(
    house: House, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    house.furnish()
    assert house.run(*arguments, cwd=tmp_path).stdout.splitlines() == tool(*arguments)


def test_content_elsewhere_is_meant_where_the_call_comes_from_it(house: House, tmp_path: Path) -> None:
    house.furnish()
    inside = tmp_path / "stadt" / "areas" / "blumenau"
    inside.mkdir(parents=True)
    assert house.run("check", cwd=inside).stdout.splitlines() == tool("check")


def test_a_link_to_the_script_finds_the_house(house: House, tmp_path: Path) -> None:
    house.furnish()
    link = tmp_path / "bin" / "regsam"
    link.symlink_to("../ein Ordner/run")
    assert house.run("check", script=link).stdout.splitlines() == tool("check")


# --- system packages ----------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "darwin", reason="looks for libraries in Homebrew's folders")
def test_without_pango_a_build_goes_on_and_says_what_to_install(house: House) -> None:
    house.furnish()
    house.program("ldconfig", "echo libc.so.6")
    done = house.run("build")
    assert (done.returncode, done.stdout.splitlines()) == (0, tool("build"))
    assert "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in done.stderr
    assert "keine PDF-Dateien" in done.stderr


@pytest.mark.skipif(sys.platform == "darwin", reason="would ask Homebrew")
@pytest.mark.parametrize("sudo", [True, False])
def test_what_somebody_else_must_install_is_named_at_once(house: House, sudo: bool) -> None:
    house.program("ldconfig", "echo libc.so.6")
    house.program("apt-get", "exit 100")
    house.program("id", "echo 1000")
    if sudo:
        house.program("sudo", "exit 1")
    done = house.run("build")
    needed = "python3 python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    install = "sudo apt-get update && sudo apt-get install {}" if sudo else ": apt-get update && apt-get install {} (als root)"
    assert done.returncode == 2
    assert install.format(needed) in done.stderr


@pytest.mark.parametrize("arguments", [("check",), ("build", "--no-pdf"), ("build", "-h")])
def test_without_pango_whatever_makes_no_pdf_is_silent(house: House, arguments: tuple[str, ...]) -> None:
    house.furnish()
    house.program("ldconfig", "echo libc.so.6")
    done = house.run(*arguments)
    assert (done.returncode, done.stdout.splitlines(), done.stderr) == (0, tool(*arguments), "")


@pytest.mark.skipif(sys.platform == "darwin", reason="would ask Homebrew")
def test_a_user_without_the_programs_of_the_tests_can_still_run_them(house: House) -> None:
    house.furnish()
    done = house.run("test", "-k", "yaml")
    assert (done.returncode, done.stdout.splitlines()) == (0, ["-I", "-m", "pytest", "-k", "yaml"])
    assert "poppler-utils" in done.stderr


@pytest.mark.skipif(sys.platform == "darwin", reason="would ask Homebrew")
def test_in_ci_a_test_is_never_skipped_for_a_missing_program(house: House) -> None:
    house.furnish()
    done = house.run("test", CI="true")
    assert (done.returncode, done.stdout) == (2, "")


def test_with_every_program_the_tests_start_in_silence(house: House) -> None:
    house.furnish()
    for name in ("git", "pdftoppm", "google-chrome", "java", "mvn", "npm"):
        house.program(name, "exit 0")
    done = house.run("test", "tests/yaml", CI="true")
    assert (done.returncode, done.stdout.splitlines()) == (0, ["-I", "-m", "pytest", "tests/yaml"])
    # Nothing but what the scripts say that fetch the judges (here: their own names).
    assert [Path(line).name for line in done.stderr.splitlines()] == ["-I", "fetch_npm.py", "-I", "fetch_verapdf.py"]


def test_on_demand_it_is_measured_what_the_tests_go_through(house: House) -> None:
    house.furnish()
    for failing, code in (("pytest", 1), ("coverage_floor.py", 1), ("nothing", 0)):
        python = house.here / ".venv/bin/python"
        python.write_text(f'#!/bin/sh\necho "$@"\ncase "$*" in *{failing}*) exit 1 ;; esac\n')
        done = house.run("test", "--coverage", "-k", "yaml")
        said = [line.replace(f"{house.here}/", "") for line in done.stdout.splitlines()]
        assert said == [
            "-I -m slipcover --json --out .cache/coverage.json -m pytest -k yaml",
            "-I tools/coverage_floor.py .cache/coverage.json",
        ]
        assert done.returncode == code, failing


# --- a machine that lacks something -------------------------------------------------------------------------


def no_venv(house: House) -> None:
    shutil.rmtree(house.here / ".venv")


def interrupted(house: House) -> None:
    (house.here / ".venv" / "unfertig").touch()


def another_lock(house: House) -> None:
    with (house.here / "requirements.lock").open("a", encoding="utf-8") as lock:
        lock.write("# newer\n")


def another_package(house: House) -> None:
    with (house.here / "pyproject.toml").open("a", encoding="utf-8") as project:
        project.write("# newer\n")


def moved(house: House) -> None:
    (house.here / ".venv" / "regsam-docs" / "ort").write_text("/elsewhere\n", encoding="utf-8")


def python_gone(house: House) -> None:
    python = house.here / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/missing/python3.11")


@pytest.mark.parametrize("harm", [no_venv, interrupted, another_lock, another_package, moved, python_gone])
@pytest.mark.parametrize("python", [None, "exit 1"], ids=["without Python", "with an old Python"])
def test_what_cannot_be_mended_is_said_with_the_remedy(
    house: House, harm: Callable[[House], None], python: str | None
) -> None:
    house.furnish()
    harm(house)
    if python:
        house.program("python3", python)
    done = house.run("check")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Python von 3.11 bis 3.14" in done.stderr
    assert "python3-venv" in done.stderr or "brew install" in done.stderr
