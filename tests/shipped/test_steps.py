"""What users copy into their CI, run as it stands: every step's shell but for those that install (see `test_planted.py`)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.reports.runner import commands
from tests.shipped.conftest import INSTALLED, ROOT, Repository

AGREEMENT = "areas/musterviertel/vereinbarung.yaml"


def loaded(path: Path) -> Any:
    return list(YAML(typ="safe").load_all(path.read_text("utf-8")))[-1]  # on GitLab the form stands before it


def script(job: dict[str, Any]) -> list[str]:
    """All entries of a GitLab job in order, those of lists in them too."""
    entries = [*job.get("before_script", ()), *job["script"]]
    return [line for entry in entries for line in (entry if isinstance(entry, list) else [entry])]


class Github:
    """Runs steps as GitHub's runner runs them."""

    def __init__(self, repository: Repository, folder: Path) -> None:
        self.repository = repository
        self.summary, self.output = folder / "summary.md", folder / "output.txt"
        self.summary.touch()
        self.output.touch()

    def step(self, steps: list[dict[str, Any]], name: str, **env: str) -> tuple[int, str]:
        """Run the step of that name; gives its exit code and output."""
        (step,) = [step for step in steps if step.get("name") == name]
        files = {"GITHUB_STEP_SUMMARY": str(self.summary), "GITHUB_OUTPUT": str(self.output)}
        files["RUNNER_TEMP"] = f"{self.repository.env['HOME']}/temp"
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = self.repository.run(*shell, CI="true", GITHUB_ACTIONS="true", **files, **env)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def github(content: Repository, tmp_path: Path) -> Github:
    return Github(content, tmp_path)


@pytest.fixture(params=["workflow", "action"])
def steps(request: pytest.FixtureRequest, content: Repository) -> list[dict[str, Any]]:
    """The steps of the workflow, or of the action, in order."""
    if request.param == "action":
        found: list[dict[str, Any]] = loaded(ROOT / "action.yml")["runs"]["steps"]
        return found
    workflow = loaded(content.folder / ".github/workflows/regsam-docs.yml")
    return [step for job in workflow["jobs"].values() for step in job["steps"] if "install" not in step.get("name", "")]


def test_what_is_right_passes_in_silence(github: Github, steps: list[dict[str, Any]]) -> None:
    assert github.step(steps, "Dateien prüfen") == (0, "")


def test_what_is_wrong_is_noted_at_its_line(github: Github, steps: list[dict[str, Any]]) -> None:
    github.repository.change(AGREEMENT, "stunden_pro_woche:", "stunden_pro_wache:")
    code, said = github.step(steps, "Dateien prüfen")
    assert code == 1
    (noted,) = commands(said)
    assert (noted.name, noted.properties["file"], noted.properties["title"]) == ("error", AGREEMENT, "S01")
    text = (github.repository.folder / AGREEMENT).read_text("utf-8").splitlines()
    assert text[int(noted.properties["line"]) - 1].startswith("stunden_pro_wache:")


def test_a_pull_request_is_summed_up_in_words(github: Github, steps: list[dict[str, Any]]) -> None:
    base = github.repository.git("rev-parse", "HEAD")
    github.repository.git("switch", "--quiet", "--create", "neu")
    (github.repository.folder / "areas/musterviertel/chronik.yaml").unlink()
    github.repository.change("areas/musterviertel/gebiet.yaml", "name: Musterviertel", "name: Neues Viertel")
    github.repository.commit("Neu")
    assert github.step(steps, "Änderungen in Worten", BASE=base) == (0, "")
    assert "Neues Viertel" in github.summary.read_text("utf-8")


# --- GitLab -----------------------------------------------------------------------------------------------------


def job(content: Repository, name: str) -> str:
    """A job's script as GitLab's runner puts it together, without what installs."""
    lines = [line for line in script(loaded(content.folder / ".gitlab-ci.yml")[name]) if not re.search("install|apt-get", line)]
    return "\n".join(["set -eo pipefail", f"ordner={content.env['HOME']}/{INSTALLED}", *lines])


def test_gitlab_gets_its_report_and_the_job_its_end(content: Repository) -> None:
    done = content.run("bash", "-c", job(content, "pruefen"))
    assert done.returncode == 0
    assert json.loads((content.folder / "regsam-docs.codequality.json").read_text("utf-8")) == []
    content.change(AGREEMENT, "stunden_pro_woche:", "stunden_pro_wache:")
    done = content.run("bash", "-c", job(content, "pruefen"))
    assert done.returncode == 1
    assert AGREEMENT in done.stdout
    (issue,) = json.loads((content.folder / "regsam-docs.codequality.json").read_text("utf-8"))
    assert issue["location"]["path"] == AGREEMENT


@pytest.mark.pdf
def test_gitlab_builds_internal_documents_in_private_projects(content: Repository) -> None:
    """And in no others: see `test_planted`."""
    base = content.git("rev-parse", "HEAD")
    content.change("areas/musterviertel/gebiet.yaml", "name: Musterviertel", "name: Neues Viertel")
    content.commit("Neu")
    # As a commit may bring it along.
    (content.folder / "build/oeffentlich").mkdir(parents=True)
    (content.folder / "build/oeffentlich/falsch.html").write_text("<p>Nicht von hier</p>\n", "utf-8")
    script = job(content, "dokumente")
    more = {"CI_MERGE_REQUEST_IID": "12", "CI_COMMIT_SHA": content.git("rev-parse", "HEAD")}
    done = content.run("bash", "-c", script, CI_PROJECT_VISIBILITY="private", CI_MERGE_REQUEST_DIFF_BASE_SHA=base, **more)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (content.folder / "build").iterdir() if path.is_dir()] == ["intern"]
    assert "Neues Viertel" in (content.folder / "aenderungen.md").read_text("utf-8")
    assert json.loads((content.folder / "bericht.json").read_text("utf-8"))["pull"] == 12
    assert (content.folder / "gegenueberstellung.html").exists()
