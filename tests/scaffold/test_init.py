"""`regsam-docs init`: a repository that works from the first day, and stays its owners' when it is brought up to date."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from regsam_docs import __version__
from regsam_docs.cli.init import installed
from regsam_docs.scaffold.repository import CONTENT, TOOLS, UNKNOWN, Pin, read, write
from tests.examples import examples
from tests.scaffold.conftest import Run

WORKFLOW = ".github/workflows/regsam-docs.yml"
SOURCE = "https://git.example.org/regsam-docs.git"


@pytest.fixture
def new(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository just begun, as working folder."""
    assert Run(capsys, "init", str(tmp_path / "neu"), "--source", SOURCE).code == 0
    monkeypatch.chdir(tmp_path / "neu")
    return tmp_path / "neu"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def loaded(path: Path) -> Any:
    return list(YAML(typ="safe").load_all(path.read_text("utf-8")))[-1]  # on GitLab the form stands before it


def test_a_new_repository_checks_clean_is_tidy_and_builds(new: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "alles in Ordnung" in Run(capsys, "check", "--strict").out
    assert Run(capsys, "fmt", "--check").code == 0
    assert Run(capsys, "build", "--no-pdf").code == 0
    assert (new / "build/intern/musterviertel/kooperationsvereinbarung.html").is_file()


def test_editors_find_the_schemas(new: Path) -> None:
    for file in new.rglob("areas/**/*.yaml"):
        line = file.read_text("utf-8").splitlines()[0]
        assert (file.parent / line.partition("$schema=")[2]).is_file(), file


def test_the_program_is_pinned_with_all_its_packages(new: Path, root: Path) -> None:
    assert read((new / "regsam-docs.version").read_text("utf-8")) == Pin(SOURCE, installed().revision)
    assert (new / "regsam-docs.lock").read_bytes() == (root / "requirements.lock").read_bytes()


def test_a_folder_of_this_machine_is_pinned_as_every_pip_reads_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = "file:///srv/regsam-docs.git"
    Run(capsys, "init", str(tmp_path), "--source", source)
    text = (tmp_path / "regsam-docs.version").read_text("utf-8")
    assert text.splitlines()[-1] == f"git+{source}@{installed().revision}"
    assert read(text) == Pin(source, installed().revision)


def test_the_workflow_is_harmless(new: Path) -> None:
    workflow = loaded(new / WORKFLOW)
    text = (new / WORKFLOW).read_text("utf-8")
    assert workflow["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in text
    assert "secrets." not in text
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert all(re.search(r"@[0-9a-f]{40}$", step["uses"]) for step in steps if "uses" in step)
    assert all(step["with"]["persist-credentials"] is False for step in steps if "checkout" in step.get("uses", ""))
    assert not [step for step in steps if "${{" in step.get("run", "")], "expressions in scripts let a branch's name run code"


@pytest.mark.parametrize("file", [WORKFLOW, ".gitlab-ci.yml"])
def test_ci_installs_from_the_pin_and_builds_internal_documents_only_in_private(new: Path, file: str) -> None:
    text = (new / file).read_text("utf-8")
    assert "--require-hashes --only-binary :all: -r regsam-docs.lock" in text
    assert "--no-deps --no-build-isolation -r regsam-docs.version" in text
    assert "oeffentlich" in text
    assert re.search(r"private", text)
    assert loaded(new / file)


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = b'{\n "a": 1 // b\n}'
    mine = {"README.md": b"meins", ".gitignore": b"*.pdf\n", ".vscode/settings.json": settings, WORKFLOW: b"on: push\n"}
    for name, data in mine.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    run = Run(capsys, "init", str(tmp_path))
    after = contents(tmp_path)
    assert {name: after[name] for name in mine} == mine
    kept = run.out.partition("Schon da")[2]
    assert all(name in kept for name in mine)
    assert "/build/" in kept
    assert "schema --install" in kept
    assert (tmp_path / "areas/musterviertel/gebiet.yaml").is_file()


def test_the_area_to_try_out_is_not_put_among_areas(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(city / "areas")
    assert Run(capsys, "init").code == 0
    assert contents(city / "areas") == before


def test_doing_it_again_changes_nothing(new: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(new)
    Run(capsys, "init")
    Run(capsys, "init", "--upgrade")
    assert contents(new) == before


def test_an_upgrade_renews_what_nobody_changed(new: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old_workflow = b"name: alt\n"
    (new / WORKFLOW).write_bytes(old_workflow)
    memory = json.loads((new / ".regsam/init.json").read_text("utf-8"))
    memory["version"] = "0.9.0"
    memory["dateien"][WORKFLOW] = hashlib.sha256(old_workflow).hexdigest()
    (new / ".regsam/init.json").write_text(json.dumps(memory), "utf-8")
    (new / "regsam-docs.version").write_text(write(Pin(SOURCE, "v0.9.0")), "utf-8")
    (new / "regsam-docs.lock").write_text("", "utf-8")
    (new / ".editorconfig").write_text("# meins\n", "utf-8")
    (new / ".gitlab-ci.yml").unlink()
    (new / "areas/regsam.yaml").write_text("format: 1\nherausgeber: {name: Wir}\n", "utf-8")
    (new / "areas/musterviertel/chronik.yaml").unlink()
    before = contents(new)
    run = Run(capsys, "init", "--upgrade")
    after = contents(new)
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert changed == {WORKFLOW, "regsam-docs.version", "regsam-docs.lock", ".regsam/init.json"}
    assert all(name in run.out for name in (WORKFLOW, "regsam-docs.version", "regsam-docs.lock"))
    assert read(after["regsam-docs.version"].decode()) == Pin(SOURCE, installed().revision)
    assert "0.9.0" in run.out
    assert "init --show .editorconfig" in run.out
    assert "pip install --require-hashes -r regsam-docs.lock" in run.out


def test_a_shipped_file_can_be_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    for path in (*TOOLS, *CONTENT):
        assert Run(capsys, "init", "--show", path).out
    assert Run(capsys, "init", "--show", "../../pyproject.toml").code == 2


@pytest.mark.parametrize(
    "source",
    [
        *("x", "https://a b", "https://a@v1#egg=x", "https://a\nb", "-r /etc/passwd", "git+https://a"),
        *("https://mustermann:geheim@git.example.org/a.git", "https://geheim@git.example.org/a.git", "ssh://git:geheim@example.org/a"),
        *("https://git.example.org/a.git?private_token=geheim", "git@git.example.org:a.git#geheim"),
    ],
)
def test_what_is_no_address_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], source: str) -> None:
    run = Run(capsys, "init", str(tmp_path), "--source", source)
    assert (run.code, "geheim" in run.out + run.err) == (2, False)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("pinned", [SOURCE, "ssh://git@git.example.org/a.git", "git@git.example.org:a.git", "https://[::1]:8443/a"])
def test_addresses_of_every_kind_are_pinned(tmp_path: Path, capsys: pytest.CaptureFixture[str], pinned: str) -> None:
    assert Run(capsys, "init", str(tmp_path), "--source", pinned).code == 0
    written = read((tmp_path / "regsam-docs.version").read_text("utf-8"))
    assert written is not None
    assert written.source == pinned.replace("git@git.example.org:", "ssh://git@git.example.org/")


def test_an_upgrade_needs_a_repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert Run(capsys, "init", str(tmp_path), "--upgrade").code == 2


def test_nothing_is_written_through_a_link_or_into_the_program(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "neu").mkdir()
    (tmp_path / "neu/areas").symlink_to(tmp_path / "elsewhere")
    assert Run(capsys, "init", str(tmp_path / "neu")).code == 2
    assert not list((tmp_path / "elsewhere").iterdir())
    assert Run(capsys, "init", str(root)).code == 2


DEEP = b'{"dateien":' * 50_000
HALF = b'{"version": "\\ud800", "dateien": {"\\udfff": "x"}, "a": NaN}'


def memory_of(new: Path, **changes: object) -> None:
    memory = json.loads((new / ".regsam/init.json").read_text("utf-8"))
    (new / ".regsam/init.json").write_text(json.dumps({**memory, **changes}), "utf-8")


def test_a_forged_memory_gets_nothing_into_other_files_or_onto_the_terminal(
    new: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for changes in ({"version": "1\n::error::x"}, {"dateien": {"../../x": "\u001b[2J"}}):
        memory_of(new, **changes)
        run = Run(capsys, "init", "--upgrade")
        assert run.code == 0
        assert "::error::" not in run.out
        assert "x" not in json.loads((new / ".regsam/init.json").read_text("utf-8"))["dateien"].values()
        assert set(json.loads((new / ".regsam/init.json").read_text("utf-8"))["dateien"]) == set(TOOLS)


def test_a_forged_memory_loses_no_change_of_the_owners_that_is_not_known(new: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """To have a file renewed one must name the hash of what is in it, so it has been seen: it is committed."""
    (new / ".editorconfig").write_text("# committed\n", "utf-8")
    memory_of(new, dateien={name: hashlib.sha256((new / name).read_bytes()).hexdigest() for name in TOOLS})
    (new / ".editorconfig").write_text("# committed, and then changed\n", "utf-8")
    assert Run(capsys, "init", "--upgrade").code == 0
    assert (new / ".editorconfig").read_text("utf-8") == "# committed, and then changed\n"


READ_BACK = (".regsam/init.json", ".vscode/settings.json", "regsam-docs.version", "regsam-docs.lock", ".gitignore")


@settings(max_examples=examples(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(READ_BACK), st.binary(max_size=200))
@example(READ_BACK[0], DEEP)
@example(READ_BACK[1], DEEP)
@example(READ_BACK[0], HALF)
@example(READ_BACK[1], HALF)
@example(READ_BACK[2], b"regsam-docs @ git+https://\x1b[2J@v1\xff\n")
def test_no_bytes_of_what_is_read_back_are_a_fault_of_ours_or_lose_a_file(
    new: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes
) -> None:
    (new / name).write_bytes(data)
    before = contents(new)
    for command in (["init", "--upgrade"], ["schema", "--install"], ["doctor"]):
        run = Run(capsys, *command)
        assert run.code in (0, 1, 2), run.err
        assert "\x1b[2J" not in run.out + run.err
    after = contents(new)
    ours = {".regsam/init.json", "regsam-docs.version", "regsam-docs.lock"}
    changed = {path for path in before if before[path] != after.get(path)}
    assert changed <= ours | {".vscode/settings.json"}
    if ".vscode/settings.json" in changed:
        there = json.loads(before[".vscode/settings.json"] or b"{}")
        assert isinstance(there, dict), "what cannot be added to without loss stays"


def test_what_the_city_says_of_itself_stands_in_its_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ["--city", "Neustadt: #1", "--publisher", "REGSAM Neustadt", "--partner", "Amt für Soziales", "--public"]
    run = Run(capsys, "init", str(tmp_path), *said, "--ci", "gitlab")
    settings = loaded(tmp_path / "areas/regsam.yaml")
    assert settings["stadt"] == "Neustadt: #1"
    assert settings["herausgeber"] == {"name": "REGSAM Neustadt"}, "no example's address beside a real name"
    assert settings["partner"] == "Amt für Soziales"
    assert loaded(tmp_path / "areas/musterviertel/gebiet.yaml")["oeffentlich"] is True
    assert (tmp_path / ".gitlab-ci.yml").is_file()
    assert all(f"  {number}. " in run.out for number in (1, 2, 3))
    monkeypatch.chdir(tmp_path)
    assert Run(capsys, "check", "--strict").code == 0
    assert Run(capsys, "init", "--upgrade").code == 0
    assert not (tmp_path / WORKFLOW).exists(), "what was declined stays away"


@pytest.mark.skipif(sys.platform == "win32", reason="no terminals of this kind")
def test_on_a_terminal_it_asks(tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-I", "-m", "regsam_docs", "init", str(tmp_path / "neu")]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=tmp_path)
    os.close(theirs)
    os.write(ours, b"Neustadt\n\n\nvielleicht\nja\nkeine\n")
    with contextlib.suppress(OSError):  # the terminal is gone once the program has ended
        while os.read(ours, 1 << 16):
            pass
    os.close(ours)
    assert process.wait() == 0
    assert loaded(tmp_path / "neu/areas/regsam.yaml")["stadt"] == "Neustadt"
    assert loaded(tmp_path / "neu/areas/musterviertel/gebiet.yaml")["oeffentlich"] is True
    assert not (tmp_path / "neu" / WORKFLOW).exists()
    assert not (tmp_path / "neu/.gitlab-ci.yml").exists()


def test_a_program_from_a_checkout_is_pinned_by_its_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As pip records an installation (PEP 610): a folder, a repository with a token in its address, a wheel, an index."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    git = ["git", "-C", str(folder), "-c", "user.name=Erika Mustermann", "-c", "user.email=erika.mustermann@example.org"]
    for part in (["init", "--quiet"], ["commit", "--quiet", "--allow-empty", "-m", "x"]):
        subprocess.run([*git, *part], check=True)
    subprocess.run([*git, "remote", "add", "origin", "https://geheim@git.example.org/a.git"], check=True)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    wheel = "https://git.example.org/regsam_docs-1.0.0-py3-none-any.whl"
    recorded = {
        f'{{"url": "{folder.as_uri()}", "dir_info": {{"editable": true}}}}': Pin("https://git.example.org/a.git", commit),
        '{"url": "https://x:geheim@git.example.org/a.git", "vcs_info": {"vcs": "git", "commit_id": "' + "c" * 40 + '"}}': Pin(
            "https://git.example.org/a.git", "c" * 40
        ),
        f'{{"url": "{wheel}", "archive_info": {{"hashes": {{"sha256": "{"a" * 64}"}}}}}}': Pin(wheel, "sha256:" + "a" * 64),
        "": Pin(UNKNOWN, f"v{__version__}"),
    }
    for text, wanted in recorded.items():
        monkeypatch.setattr(metadata.PathDistribution, "read_text", lambda _, __, text=text: text)
        assert installed() == wanted
        if wanted.known:
            assert read(write(wanted)) == wanted
