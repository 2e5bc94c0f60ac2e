"""Nothing of what a repository, the environment or the user's configuration brings runs when we ask git."""

from __future__ import annotations

import os
import shlex
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.git.conftest import FILES, NORDFELD, SIGNED, Repository, Run
from tests.patience import PATIENCE

PROGRAMS = (
    "alias.cat-file",
    "alias.log",
    "core.alternaterefscommand",
    "core.askpass",
    "core.editor",
    "core.fsmonitor",
    "core.gitproxy",
    "core.pager",
    "core.sshcommand",
    "credential.helper",
    "diff.external",
    "diff.kanarie.command",
    "diff.kanarie.textconv",
    "filter.kanarie.clean",
    "filter.kanarie.process",
    "filter.kanarie.smudge",
    "gpg.program",
    "gpg.ssh.program",
    "interactive.difffilter",
    "merge.kanarie.driver",
    "pager.log",
    "pager.show",
    "remote.origin.receivepack",
    "remote.origin.uploadpack",
    "sequence.editor",
    "uploadpack.packobjectshook",
)
"""Settings whose value is a program."""

BESIDE = {
    "core.attributesfile": "../.gitattributes",
    "log.showsignature": "true",
    "log.follow": "true",
    "protocol.allow": "always",
    "protocol.ext.allow": "always",
    "trace2.eventtarget": "{canaries}/trace2",
}
"""Settings that make others be used."""

HOOKS = ("post-checkout", "post-index-change", "pre-auto-gc", "reference-transaction", "fsmonitor-watchman", "post-merge")

VARIABLES = (
    *("GIT_ASKPASS", "GIT_EDITOR", "GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_PROXY_COMMAND", "GIT_SEQUENCE_EDITOR"),
    *("GIT_SSH", "GIT_SSH_COMMAND", "PAGER", "SSH_ASKPASS"),
)
"""Environment variables whose value is a program."""

ASKING: tuple[tuple[str, ...], ...] = (("diff", "HEAD~1"), ("diff", "--since-signing", "nordfeld"), ("version", "00000000"))
"""Commands that ask git."""

OTHERS: tuple[tuple[str, ...], ...] = (
    ("diff", "HEAD~1", "HEAD", "--format", "html"),
    *(("check",), ("seal", "--verify"), ("build", "--no-pdf")),
)


@dataclass(frozen=True)
class Canaries:
    """Programs that leave a file when they are run."""

    folder: Path

    def program(self, name: str) -> str:
        """A program of its own for a name."""
        path = self.folder / "programs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n: > {shlex.quote(str(self.folder / name))}\n", "utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    def touched(self) -> set[str]:
        """The names of those that were run."""
        return {path.name for path in self.folder.iterdir() if path.is_file()}

    def settings(self) -> Iterator[tuple[str, str]]:
        """Every setting with a canary as its program, and those that call for them."""
        yield from ((key, value.format(canaries=self.folder)) for key, value in BESIDE.items())
        yield from ((key, f"!{self.program(key)}" if key.startswith("alias.") else self.program(key)) for key in PROGRAMS)


@pytest.fixture
def canaries(tmp_path: Path) -> Canaries:
    """None was run yet."""
    made = Canaries(tmp_path / "kanarien")
    made.folder.mkdir()
    return made


def lines(settings: Iterator[tuple[str, str]]) -> str:
    """Settings as a file of git's."""
    said = ""
    for key, value in settings:
        section, _, name = key.rpartition(".")
        head, _, sub = section.partition(".")
        said += f'[{head} "{sub}"]\n' if sub else f"[{head}]\n"
        said += f'\t{name} = "{value}"\n'
    return said


def plain_git(root: Path, *arguments: str) -> bytes:
    """git as it is where nobody takes care; gives what it complains of."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=root,
        env={**os.environ, "LC_ALL": "C"},  # so that no LANGUAGE counts
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    return done.stderr


def signed_commit(repository: Repository) -> None:
    """A commit that carries a signature, so that git would ask for it to be checked."""
    tree, parent = repository.git("rev-parse", "HEAD^{tree}"), repository.git("rev-parse", "HEAD")
    who = "Erika <erika@example.org> 1700000000 +0000"
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n wsBc\n -----END PGP SIGNATURE-----\n"
    text = f"tree {tree}\nparent {parent}\nauthor {who}\ncommitter {who}\n{signature}\nUnterschrieben\n"
    command = ["git", "hash-object", "-t", "commit", "-w", "--stdin"]
    made = subprocess.run(command, cwd=repository.root, input=text.encode(), capture_output=True, check=True)
    repository.git("update-ref", "HEAD", made.stdout.decode().strip())


@pytest.fixture
def grown(repository: Repository) -> Repository:
    """Two commits that differ, the last one signed, and a file that is changed on disk."""
    repository.edit(f"{NORDFELD}/vereinbarung.yaml", "ueberpruefung: 2025-12-01\n", f"ueberpruefung: 2025-12-01\n{SIGNED}")
    repository.write(".gitattributes", "* filter=kanarie diff=kanarie merge=kanarie\n")
    repository.write(".gitignore", "build/\n")
    repository.commit("Unterschrieben")
    signed_commit(repository)
    repository.edit("areas/suedfeld/gebiet.yaml", "geplant", "aktiv")
    return repository


def test_no_setting_hook_or_variable_runs_a_program(
    grown: Repository, run: Run, canaries: Canaries, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = {command: run(*command)[:2] for command in ASKING}
    every = lines(canaries.settings())
    config = grown.root / ".git/config"
    grown.write(".gitconfig", every)
    config.write_text(f"{config.read_text()}{every}[include]\n\tpath = ../.gitconfig\n", "utf-8")
    for hook in HOOKS:
        shutil.copy(canaries.program(f"hook-{hook}"), grown.root / ".git/hooks" / hook)
    home = tmp_path / "zuhause"
    home.mkdir()
    (home / ".gitconfig").write_text(every, "utf-8")
    given = list(canaries.settings())
    variables = {f"GIT_CONFIG_KEY_{n}": key for n, (key, _) in enumerate(given)}
    variables |= {f"GIT_CONFIG_VALUE_{n}": value for n, (_, value) in enumerate(given)} | {"GIT_CONFIG_COUNT": str(len(given))}
    variables |= {name: canaries.program(name) for name in VARIABLES}
    variables |= {"HOME": str(home), "GIT_TRACE": f"{canaries.folder}/trace"}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    unsafe = ("log", "-p", "-2"), ("status",), ("diff",), ("tag", "probe")
    for command in unsafe:  # what git does where it is left alone
        plain_git(grown.root, *command)
    ran = {"gpg.program", "core.fsmonitor", "filter.kanarie.process", "hook-reference-transaction", "trace"}
    assert ran <= canaries.touched()
    for path in [path for path in canaries.folder.iterdir() if path.is_file()]:
        path.unlink()
    grown.root.joinpath("areas/suedfeld/gebiet.yaml").write_text("name: Südfeld\nstatus: aktiv\n", "utf-8")
    assert {command: run(*command)[:2] for command in ASKING} == before
    assert all(run(*command)[0] in (0, 1) for command in OTHERS)
    assert canaries.touched() == set()


def test_variables_lead_to_no_other_repository(
    grown: Repository, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = run("diff", "HEAD~1")
    other = Repository(tmp_path / "anderes")
    other.root.mkdir()
    other.git("init", "--quiet")
    places = {
        "GIT_DIR": other.root / ".git",
        "GIT_WORK_TREE": other.root,
        "GIT_COMMON_DIR": other.root / ".git",
        "GIT_OBJECT_DIRECTORY": other.root / ".git/objects",
        "GIT_INDEX_FILE": other.root / "index",
        "GIT_NAMESPACE": "anderes",
        "GIT_EXEC_PATH": other.root,
        "GIT_CEILING_DIRECTORIES": grown.root.parent,
        "GIT_SHALLOW_FILE": other.root / "shallow",
    }
    for name, place in places.items():
        monkeypatch.setenv(name, str(place))
    assert run("diff", "HEAD~1") == before


def test_replaced_and_grafted_commits_are_read_as_they_are(grown: Repository, run: Run) -> None:
    before = run("diff", "HEAD~1", "HEAD~2")
    first, second = grown.git("rev-parse", "HEAD~2"), grown.git("rev-parse", "HEAD~1")
    grown.git("replace", second, first)
    (grown.root / ".git/info").mkdir(exist_ok=True)
    (grown.root / ".git/info/grafts").write_text(f"{second}\n", "utf-8")
    assert run("diff", "HEAD~1", "HEAD~2") == before


def test_what_a_partial_clone_lacks_is_not_fetched(grown: Repository, run: Run, canaries: Canaries) -> None:
    blob = grown.git("rev-parse", f"HEAD~2:{NORDFELD}/vereinbarung.yaml")
    config = grown.root / ".git/config"
    partial = "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n[protocol]\n\tallow = always\n"
    remote = f'[remote "origin"]\n\tpromisor = true\n\turl = ext::{canaries.program("ext")}\n'
    config.write_text(f'{config.read_text()}{partial}{remote}[protocol "ext"]\n\tallow = always\n', "utf-8")
    (grown.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    plain_git(grown.root, "cat-file", "blob", blob)
    assert canaries.touched() == {"ext"}
    (canaries.folder / "ext").unlink()
    code, _, said = run("diff", "HEAD~2")
    assert (code, canaries.touched()) == (2, set())
    assert "der Klon ist unvollständig" in said


def pretend(folder: Path, canaries: Canaries) -> None:
    """Make a folder look like a bare repository whose settings run programs."""
    for name in ("objects", "refs/heads"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    bare = "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n"
    (folder / "config").write_text(bare + lines(canaries.settings()), "utf-8")


@pytest.fixture
def bare_files(tmp_path: Path) -> Repository:
    """The files of the small area, not under git."""
    made = Repository(tmp_path / "ohne" / "inhalt")
    for name, text in FILES.items():
        made.write(name, text)
    return made


@pytest.mark.parametrize("where", ["the root", "a folder above it", "a root that is a repository too"])
def test_a_folder_that_looks_like_a_repository_is_refused(
    bare_files: Repository, run: Run, canaries: Canaries, where: str
) -> None:
    root = bare_files.root
    if where == "a root that is a repository too":
        bare_files.git("init", "--quiet")
        bare_files.commit("Anfang")
    pretend(root.parent if where == "a folder above it" else root, canaries)
    if where != "a root that is a repository too":
        plain_git(root, "status")
        assert "core.fsmonitor" in canaries.touched(), "git takes it for one"
        (canaries.folder / "core.fsmonitor").unlink()
    for command in (("diff", "main"), ("version", "00000000"), ("diff", "--since-signing", "nordfeld")):
        code, _, said = run(*command, root=root)
        assert code == 2
        assert "sieht aus wie ein git-Repository" in said
        assert "Löschen Sie" in said
    assert run("check", root=root)[0] == 0
    assert run("build", "--no-pdf", root=root)[0] == 0
    assert canaries.touched() == set()


def test_a_folder_elsewhere_in_the_content_does_not_matter(grown: Repository, run: Run, canaries: Canaries) -> None:
    before = run("diff", "HEAD~1")
    pretend(grown.root / "beilage", canaries)
    assert run("diff", "HEAD~1") == before
    assert canaries.touched() == set()


@pytest.mark.parametrize("line", ["gitdir: ../../anderes\n", "gitdir: fehlt/.git\n", "anderes/.git\n", "", "gitdir: \0\n"])
def test_a_file_that_leads_astray_is_refused(bare_files: Repository, run: Run, line: str, tmp_path: Path) -> None:
    other = Repository(tmp_path / "anderes")
    other.root.mkdir()
    other.git("init", "--quiet", "--bare")
    bare_files.write(".git", line)
    code, _, said = run("diff", "HEAD", root=bare_files.root)
    assert code == 2
    assert "führt zu einem fremden Ordner" in said


def test_a_link_that_leads_astray_is_refused(bare_files: Repository, run: Run, tmp_path: Path) -> None:
    other = Repository(tmp_path / "anderes")
    other.root.mkdir()
    other.git("init", "--quiet")
    (bare_files.root / ".git").symlink_to(other.root / ".git")
    code, _, said = run("diff", "HEAD", root=bare_files.root)
    assert code == 2
    assert "führt zu einem fremden Ordner" in said


def test_work_trees_submodules_and_folders_within_are_read(grown: Repository, run: Run, tmp_path: Path) -> None:
    grown.git("worktree", "add", "--quiet", str(tmp_path / "zweig"), "HEAD~2")
    assert "unterschrieben" in run("diff", "HEAD", "main", root=tmp_path / "zweig")[1].casefold()
    bare = tmp_path / "lager"
    plain_git(tmp_path, "clone", "--quiet", "--bare", str(grown.root), str(bare))
    plain_git(bare, "worktree", "add", "--quiet", str(tmp_path / "ast"), "main")
    assert run("diff", "HEAD~1", root=tmp_path / "ast")[0] == 0
    outer = Repository(tmp_path / "aussen")
    outer.root.mkdir()
    outer.git("init", "--quiet")
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(grown.root), "stadt")
    assert run("diff", "HEAD~1", root=outer.root / "stadt")[0] == 0
    deep = Repository(tmp_path / "tief")
    for path in (grown.root / "areas").rglob("*.yaml"):
        deep.write(f"doku/stadt/{path.relative_to(grown.root).as_posix()}", path.read_text("utf-8"))
    deep.git("init", "--quiet")
    deep.commit("Anfang")
    deep.edit("doku/stadt/areas/suedfeld/gebiet.yaml", "aktiv", "ruhend")
    (tmp_path / "kurz").symlink_to(deep.root / "doku")
    for root in (deep.root / "doku/stadt", tmp_path / "kurz/stadt"):
        assert "ruhend" in run("diff", "HEAD", root=root)[1]


def test_a_checkout_that_belongs_to_somebody_else_is_read(grown: Repository, run: Run) -> None:
    """As in a container of a CI: nothing of it is run, so nobody has to vouch for it."""
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    before = run("diff", "HEAD~1")
    for path in (grown.root, grown.root / ".git"):
        os.chown(path, 12345, 12345)
    assert b"dubious ownership" in plain_git(grown.root, "status")
    assert run("diff", "HEAD~1") == before
