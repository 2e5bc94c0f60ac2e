"""Every step of what users copy into their CI, run where everything is planted that could be taken for code or settings.

The steps that install run too, with the real venv, pip and git: of a lock and a program on this machine, for there may be no
network. A pull request plants, and changes what is to be installed as well.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.planted import KINDS, Canary
from tests.shipped.conftest import ROOT, Repository, write
from tests.shipped.test_steps import script

PYTHON = """
case $* in
"-I -m venv "*)
    for place; do :; done
    if [ ! -d "{kept}" ]; then "{python}" "$@" && cp -R "$place" "{kept}"; exit; fi
    rm -rf "$place" && cp -R "{kept}" "$place"
    ;;
*) exec "{python}" "$@" ;;
esac
"""
"""The Python below this environment. Making an environment takes seconds, so each but the first is a copy of it."""

PARTS = ("regsam_docs", "schemas", "templates", "pyproject.toml", "README.md", ".gitignore", "run", "action.yml")
"""What of this checkout makes the program."""


# --- a machine --------------------------------------------------------------------------------------------------


def borrowed(folder: Path) -> tuple[Path, str]:
    """A wheel, and its hash, with which an environment sees the packages of this one; of pip and of us it has its own."""
    view = folder / "packages"
    view.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if entry.suffix != ".pth" and not entry.name.startswith(("pip", "regsam", "_regsam", "_editable")):
            (view / entry.name).symlink_to(entry)
    info = "borrowed-1.dist-info"
    files = {
        "borrowed.pth": f"{view}\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: borrowed\nVersion: 1\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{name},sha256={hashed(text.encode())},{len(text.encode())}" for name, text in files.items()]
    wheel = folder / "borrowed-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in {**files, f"{info}/RECORD": "\n".join([*record, f"{info}/RECORD,,", ""])}.items():
            archive.writestr(name, text)
    return wheel, hashlib.sha256(wheel.read_bytes()).hexdigest()


def hashed(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


class Machine:
    """A runner: programs on its PATH, a program and a lock to install, and folders of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        wheel, digest = borrowed(folder)
        self.lock = f"--no-index\n--find-links {wheel.parent.as_uri()}\nborrowed==1 --hash=sha256:{digest}\n"
        self.bin = folder / "bin"
        for name in ("python", "python3"):
            write(self.bin / name, PYTHON.format(python=Path(sys.executable).resolve(), kept=folder / "venv"))
        for name in ("sudo", "apt-get"):
            write(self.bin / name, "exit 0")
        self.program = folder / "programm"
        self.program.mkdir()
        for part in PARTS:
            source, target = ROOT / part, self.program / part
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, target)
        for name in ("requirements.lock", "requirements-dev.lock"):
            (self.program / name).write_text(self.lock, "utf-8")
        home = Repository(self.program, self.bin)
        home.git("init", "--quiet")
        home.commit()
        home.git("tag", "v1")

    @property
    def version(self) -> str:
        """The text of `regsam-docs.version`."""
        return f"git+{self.program.as_uri()}@v1\n"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return Machine(tmp_path_factory.mktemp("runner"))


class PullRequest:
    """A content repository at a pull request that plants all there is to plant, and changes what is to be installed."""

    def __init__(self, content: Repository, machine: Machine, folder: Path) -> None:
        self.content, self.folder, self.canary = content, content.folder, Canary(folder / "canary")
        self.temp = folder / "temp"
        self._asks_for(machine.version, machine.lock)
        self.base = content.commit("Programm")
        content.git("switch", "--quiet", "--create", "neu")
        for kind in KINDS:
            assert self.canary.plant(self.folder, kind), kind
        self._asks_for(f"-e {self.folder}\n", f"-e {self.folder}\n")
        self.outside = folder / "outside"
        for name in ("aenderungen.md", "bericht.json", "regsam-docs.codequality.json"):
            (self.folder / name).symlink_to(self.outside)
        (self.folder / "build/oeffentlich").mkdir(parents=True)
        (self.folder / "build/oeffentlich/falsch.html").write_text("<p>Nicht von hier</p>\n", "utf-8")
        content.change("areas/musterviertel/gebiet.yaml", "name: Musterviertel", "name: Neues Viertel")
        content.change("areas/musterviertel/gebiet.yaml", "status: geplant", "status: geplant\noeffentlich: true")
        content.git("add", "--all", "--force")
        content.git("commit", "--quiet", "--message", "Neu")
        content.env |= {
            "PATH": f"{machine.bin}{os.pathsep}{os.environ['PATH']}{os.pathsep}",
            "HOME": str(folder / "home"),
            "PYTHONPATH": str(self.folder),
            "PYTHONSTARTUP": str(self.folder / "setup.py"),
            "CI": "true",
        }

    def _asks_for(self, version: str, lock: str) -> None:
        (self.folder / "regsam-docs.version").write_text(version, "utf-8")
        (self.folder / "regsam-docs.lock").write_text(lock, "utf-8")

    def fresh(self) -> None:
        """Check out anew, as for a job of its own."""
        self.content.git("reset", "--quiet", "--hard")
        self.content.git("clean", "--quiet", "-ffdx")
        shutil.rmtree(self.temp, ignore_errors=True)
        self.temp.mkdir()

    def runs(self, script: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run a script as runners do; it must succeed and touch nothing that was planted."""
        done = self.content.run("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script, **env)
        assert self.canary.touched == []
        assert done.returncode == 0, done.stdout + done.stderr
        return done


@pytest.fixture(scope="module")
def opened(begun: Path, tools: Path, machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> PullRequest:
    folder = tmp_path_factory.mktemp("request")
    shutil.copytree(begun, folder / "stadt", symlinks=True)
    return PullRequest(Repository(folder / "stadt", tools), machine, folder)


@pytest.fixture
def pull_request(opened: PullRequest) -> PullRequest:
    opened.fresh()
    return opened


def loaded(path: Path) -> Any:
    return list(YAML(typ="safe").load_all(path.read_text("utf-8")))[-1]  # on GitLab the form stands before it


# --- the workflows ----------------------------------------------------------------------------------------------


def steps(pull_request: PullRequest, which: str) -> list[dict[str, Any]]:
    """The steps that are scripts, in order; those of a second job that the first one did word for word only once."""
    if which == "action":
        found = loaded(ROOT / "action.yml")["runs"]["steps"]
    else:
        workflow = loaded(pull_request.folder / ".github/workflows/regsam-docs.yml")
        found = [step for job in workflow["jobs"].values() for step in job["steps"]]
    return [step for number, step in enumerate(found) if "run" in step and step not in found[:number]]


def only_public(pull_request: PullRequest) -> None:
    """Assert that the public documents were built, and nothing else is there."""
    build = pull_request.folder / "build"
    assert [path.name for path in build.iterdir() if path.is_dir()] == ["oeffentlich"]
    assert (build / "oeffentlich/musterviertel/kooperationsvereinbarung.pdf").is_file()
    assert not (build / "oeffentlich/falsch.html").exists()


@pytest.mark.pdf
@pytest.mark.parametrize("which", ["workflow", "action"])
def test_no_step_on_github_believes_what_a_pull_request_plants(pull_request: PullRequest, machine: Machine, which: str) -> None:
    summary, output = pull_request.temp / "summary.md", pull_request.temp / "output.txt"
    runner = {
        "GITHUB_ACTION_PATH": str(machine.program),
        "GITHUB_ACTIONS": "true",
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
        "GITHUB_WORKSPACE": str(pull_request.folder),
        "RUNNER_TEMP": str(pull_request.temp),
    }
    head = pull_request.content.git("rev-parse", "HEAD")
    env = {"BASE": pull_request.base, "HEAD": head, "PULL": "12", "EDITION": "oeffentlich", "WITH_PDF": "true"}
    for step in steps(pull_request, which):
        assert step.get("env", {}).keys() <= env.keys()
        pull_request.runs(step["run"], **runner, **env)
    assert "Neues Viertel" in summary.read_text("utf-8")
    only_public(pull_request)


@pytest.mark.pdf
def test_no_job_on_gitlab_believes_what_a_merge_request_plants(pull_request: PullRequest) -> None:
    pipeline = loaded(pull_request.folder / ".gitlab-ci.yml")
    first, second = (script(pipeline[name]) for name in ("pruefen", "dokumente"))
    # What both do is done once; each line is run.
    pull_request.runs(
        "\n".join([*first, *(line for line in second if line not in first)]),
        CI_PROJECT_DIR=str(pull_request.folder),
        CI_MERGE_REQUEST_DIFF_BASE_SHA=pull_request.base,
        CI_MERGE_REQUEST_IID="12",
        CI_COMMIT_SHA=pull_request.content.git("rev-parse", "HEAD"),
        CI_PROJECT_VISIBILITY="internal",  # to all who have an account
        TMPDIR=str(pull_request.temp),
    )
    assert "Neues Viertel" in (pull_request.folder / "aenderungen.md").read_text("utf-8")
    assert not (pull_request.folder / "gegenueberstellung.html").exists()
    only_public(pull_request)
    assert not pull_request.outside.exists()


def test_run_believes_nothing_of_the_folder_it_is_called_from(pull_request: PullRequest, machine: Machine) -> None:
    """The first call installs, the second finds all there."""
    shutil.rmtree(pull_request.folder / "build")
    for command in ("check", "build --no-pdf"):
        pull_request.runs(f'"{machine.program}/run" {command}')
    assert (pull_request.folder / "build/intern/musterviertel/kooperationsvereinbarung.html").is_file()


@pytest.mark.parametrize(
    "file", [ROOT / ".pre-commit-hooks.yaml", ROOT / "regsam_docs/scaffold/files/dot-pre-commit-config.yaml"]
)
def test_no_hook_believes_what_lies_in_the_folder(pull_request: PullRequest, tools: Path, file: Path) -> None:
    hooks = loaded(file)
    hooks = hooks if isinstance(hooks, list) else hooks["repos"][0]["hooks"]
    for hook in hooks:
        pull_request.runs(hook["entry"], PATH=f"{tools}{os.pathsep}{os.environ['PATH']}")


def test_without_a_lock_in_the_target_nothing_is_installed(pull_request: PullRequest) -> None:
    (step,) = (step for step in steps(pull_request, "workflow") if step.get("name") == "regsam-docs installieren")
    empty = pull_request.content.git("commit-tree", "-m", "Leer", pull_request.content.git("mktree"))
    env = {"BASE": empty, "GITHUB_WORKSPACE": str(pull_request.folder), "RUNNER_TEMP": str(pull_request.temp)}
    done = pull_request.content.run("bash", "-eo", "pipefail", "-c", step["run"], **env)
    assert done.returncode == 2
    assert "::error::regsam-docs.version fehlt im Zielzweig" in done.stdout
    assert pull_request.canary.touched == []
    assert not (pull_request.temp / "regsam-docs/venv").exists()


# --- the canary -------------------------------------------------------------------------------------------------


def python(*arguments: str) -> Callable[[Path], list[str]]:
    return lambda _: [sys.executable, *arguments]


CARELESS: dict[str, tuple[str, Callable[[Path], list[str]]]] = {
    "a module": ("modules", python("-c", "import wave")),
    "pip of a module": ("modules", python("-m", "pip", "--version")),
    "a package": ("packages", python("-c", "import lxml")),
    "a shared object": ("shared objects", python("-c", "import wave")),
    "settings of pytest": ("settings", python("-m", "pytest")),
    "settings of pip": ("settings", lambda folder: ["env", "PIP_CONFIG_FILE=pip.conf", *python("-m", "pip", "list")(folder)]),
    "a build backend": (
        "settings",
        python("-m", "pip", "install", "--no-build-isolation", "--no-index", "-r", "requirements.txt"),
    ),
    "a folder of packages": ("settings", python("-c", "import site; site.addsitedir('.')")),
    "a program": ("programs", lambda _: ["env", "PATH=.:/usr/bin:/bin", "git", "--version"]),
}
"""Calls that believe what lies in the folder they are made in, and the kind of thing they fall for."""


@pytest.mark.parametrize("what", CARELESS)
def test_a_careless_call_would_be_noticed(tmp_path: Path, what: str) -> None:
    kind, command = CARELESS[what]
    canary = Canary(tmp_path / "canary")
    (tmp_path / "folder").mkdir()
    canary.plant(tmp_path / "folder", kind)
    if kind == "shared objects" and not list((tmp_path / "folder").iterdir()):
        pytest.skip("needs a C compiler")
    assert canary.touched == []
    subprocess.run(command(tmp_path / "folder"), cwd=tmp_path / "folder", stdin=subprocess.DEVNULL, capture_output=True)
    assert canary.touched != []
