"""A pull request gets one comment, kept up to date, and suggestions on its lines; whatever a bundle says is only text there."""

from __future__ import annotations

import json
import os
import re
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import msgspec
import pytest
from markdown_it import MarkdownIt

from regsam_docs.changes.change import Change, Changeset, Part, Side
from regsam_docs.cli import main
from regsam_docs.finding import Finding, Trouble
from regsam_docs.limits import BUNDLE_BYTES
from regsam_docs.review import comments
from regsam_docs.review.comments import LIMIT, MARK, Addresses, Bundle, Fix, comment, suggestion
from regsam_docs.system import forge
from tests.cli.obeyed import obeyed
from tests.cli.repository import repository
from tests.review.platform import BOT, REPO, TOKEN, Github, Gitlab, served

Capture = pytest.CaptureFixture[str]
PATH = "areas/muster/gebiet.yaml"
LINKS = Addresses("https://git.example.org/c", "https://git.example.org/r", "https://git.example.org/blob/", "#L")
EVIL = (
    "@octocat #12 https://evil.example www.evil.example <script>x</script> <img src=x> ](javascript:x) "
    "[x](http://e.example) ![x](http://e.example/p.png) `x` ``` ~~~ **x** | x |\n"
    "/close\n/merge\n::error::x\n##[error]y\n<!-- regsam-docs -->\n# H\n- x\n> x"
)


def git(folder: Path, *arguments: str) -> str:
    identity = [f"GIT_{role}_{what}=x@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")]
    nobodys = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    env = os.environ | dict(one.split("=") for one in identity) | nobodys
    return subprocess.run(["git", *arguments], cwd=folder, env=env, check=True, capture_output=True, text=True).stdout.strip()


class Branch:
    """A content repository with a branch that is a pull request."""

    def __init__(self, folder: Path) -> None:
        self.folder = repository(folder, {"muster/gebiet.yaml": "name: Musterviertel\nstatus: geplant\n"})
        git(folder, "init", "--quiet", "--initial-branch=main")
        self.base = self.commit()
        git(folder, "switch", "--quiet", "--create", "neu")

    def commit(self) -> str:
        git(self.folder, "add", "--all", "areas")
        git(self.folder, "commit", "--quiet", "--message", "Stand")
        return git(self.folder, "rev-parse", "HEAD")

    def push(self, text: str) -> tuple[str, bytes, list[dict[str, Any]]]:
        """A state of the branch: its commit, the bundle made of it, and the files that the platform shows."""
        (self.folder / PATH).write_text(text, "utf-8")
        head = self.commit()
        git(self.folder, "switch", "--quiet", "main")  # it is read from git, whatever is checked out
        out = self.folder / "aus"
        call = ["review", "make", "--pull", "12", "--base", self.base, "--head", head, "--output", str(out)]
        assert main(["--root", str(self.folder), *call]) == 0
        patch = git(self.folder, "diff", f"{self.base}...{head}", "--", PATH).partition("@@")
        git(self.folder, "switch", "--quiet", "neu")
        return head, (out / comments.NAME).read_bytes(), [{"filename": PATH, "patch": "".join(patch[1:])}]


@pytest.fixture
def branch(tmp_path: Path) -> Branch:
    return Branch(tmp_path / "stadt")


def post(platform: Github | Gitlab, folder: Path, monkeypatch: pytest.MonkeyPatch, head: str | None = None) -> int:
    """What the workflow with rights does; GitHub's event names the commit `head`."""
    with served(platform) as address:
        event = folder / "event.json"
        run = {"id": 7, "head_sha": head or platform.head, "head_repository": {"full_name": getattr(platform, "head_repo", REPO)}}
        event.write_text(json.dumps({"workflow_run": run, "repository": {"full_name": REPO}}), "utf-8")
        env = {"GITHUB_EVENT_PATH": str(event), "GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": address}
        env |= {"CI_API_V4_URL": address, "REGSAM_DOCS_TOKEN": TOKEN, "CI_PROJECT_ID": "3"}
        env |= {"GITHUB_SERVER_URL": "https://git.example.org", "CI_PROJECT_URL": "https://git.example.org/p"}
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        return main(["review", "post", "github" if isinstance(platform, Github) else "gitlab"])


WRONG = "name: Musterviertel\nstatus: Aktiv\n# Stand Mai\neinwohner: 4.200\n"


def test_one_comment_is_kept_up_to_date(branch: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head, bundle, files = branch.push(WRONG)
    stranger = {"id": 1, "user": {"login": "boese", "type": "User"}, "body": f"{MARK}\nIch"}
    platform = Github(head, bundle=bundle, files=files, comments=[stranger, *({"id": n + 2, "body": "x"} for n in range(100))])
    assert post(platform, tmp_path, monkeypatch) == 0
    (first,) = [one for one in platform.comments if one.get("user") == BOT]
    assert first["body"].startswith(f"{MARK}\n### 2 Fehler\n")
    assert f"/blob/{head}/{PATH}#L4)" in first["body"]
    assert "/actions/runs/7/artifacts/1)" in first["body"]
    assert [(one["line"], re.search("```suggestion\n(.*)\n```", one["body"])[1]) for one in platform.on_lines] == [  # type: ignore[index]
        (2, "status: aktiv"),
        (4, "einwohner: 4200"),
    ]

    before = [one["id"] for one in platform.on_lines]
    assert post(platform, tmp_path, monkeypatch) == 0, "the same state once more"
    assert [one["id"] for one in platform.on_lines] == before

    platform.head, platform.bundle, platform.files = branch.push(WRONG.replace("Aktiv", "ruhend"))
    assert post(platform, tmp_path, monkeypatch) == 0
    assert [one["id"] for one in platform.comments if one.get("user") == BOT] == [first["id"]]
    assert "### 1 Fehler\n" in first["body"]
    assert "ruhend" in first["body"]
    assert [one["line"] for one in platform.on_lines] == [4]
    assert stranger["body"] == f"{MARK}\nIch"
    assert platform.seen == [None] * 3, "the archive is asked for without the token"
    assert not (tmp_path / "ausbruch.txt").exists()


def test_a_merge_request_gets_its_note_and_suggestions(branch: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head, bundle, files = branch.push(WRONG)
    diffs = [{"new_path": PATH, "old_path": PATH, "diff": files[0]["patch"]}]
    platform = Gitlab(head, bundle, [{"id": 1, "author": {"id": 9}, "body": MARK}], diffs=diffs)
    assert post(platform, tmp_path, monkeypatch) == 0
    assert post(platform, tmp_path, monkeypatch) == 0
    (note,) = platform.notes[1:]
    assert note["body"].startswith(f"{MARK}\n### 2 Fehler\n")
    assert [one["notes"][0]["position"]["new_line"] for one in platform.discussions] == [2, 4]
    assert "```suggestion:-0+0\nstatus: aktiv\n```" in platform.discussions[0]["notes"][0]["body"]
    platform.head, platform.bundle, files = branch.push(WRONG.replace("Aktiv", "ruhend"))
    platform.diffs[0]["diff"] = files[0]["patch"]
    assert post(platform, tmp_path, monkeypatch) == 0
    assert len(platform.notes) == 2
    assert "### 1 Fehler\n" in note["body"]
    assert [one["notes"][0]["position"]["head_sha"] for one in platform.discussions] == [platform.head]
    platform.bundle = None
    assert post(platform, tmp_path, monkeypatch) == 0, "its job is not done yet"


class Choosy(Gitlab):
    """Of two merge requests it does not know one any more, and takes no suggestion at a certain line."""

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any, token: str | None) -> Any:
        if path == "/projects/3/merge_requests" and method == "GET":
            return 200, [{"iid": 11, "sha": self.head}, {"iid": 12, "sha": self.head}]
        if method == "POST" and path.endswith("/discussions") and body["position"]["new_line"] == 2:
            return 422, {"message": "line_code can't be blank"}
        return super().answer(method, path, query, body, token)


def test_what_a_platform_does_not_take_costs_only_itself(
    branch: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    head, bundle, files = branch.push(WRONG)
    platform = Choosy(head, bundle, diffs=[{"new_path": PATH, "old_path": PATH, "diff": files[0]["patch"]}])
    assert post(platform, tmp_path, monkeypatch) == 2
    assert [one["notes"][0]["position"]["new_line"] for one in platform.discussions] == [4]
    assert len(platform.notes) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "Ein Vorschlag ist nicht angekommen" in said and "!11: " in said and "!12: " not in said
    assert "Nicht jeder Merge Request hat seinen Kommentar" in said


# ---- what a bundle may not do


def hostile(head: str, **more: Any) -> Bundle:
    change = Change("muster", PATH, EVIL, EVIL, "changed", EVIL, EVIL, parts=(Part("deleted", EVIL), Part("inserted", EVIL)))
    changeset = Changeset(Side(EVIL), Side(EVIL), (change,) * 3, (EVIL,), {"muster": EVIL})
    found = Finding(f"areas/{EVIL}", 1, 1, EVIL, "fehler", EVIL, EVIL)
    whole = {"pull": 12, "head": head, "changeset": changeset, "findings": (found,), "errors": 1, "warnings": 0, "fixes": ()}
    return Bundle(**{**whole, **more})


@pytest.fixture(scope="module")
def shown() -> str:
    return comment(comments.decode(comments.encode(hostile("a" * 40))), LINKS)


def test_nothing_of_a_bundle_is_markup_mention_address_or_command(shown: str) -> None:
    html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(shown)
    ours = "h3 h4 p a code ul li strong em del ins br blockquote details summary"
    assert set(re.findall(r"<(\w+)", html)) <= set(ours.split())
    assert {target.split("/")[2] for target in re.findall(r'href="([^"]*)"', html)} == {"git.example.org"}
    assert shown.count("<!--") == 1
    read = unescape(re.sub(r"<[^>]*>", "", html))
    for joined in ("@octocat", "#12", "://evil", "www.evil"):
        assert joined not in read
        assert joined.replace(joined[0], f"{joined[0]}\u200b", 1) in read or joined[0] in ":w"
    assert [line for line in shown.split("\n") if line.startswith("/")] == [], "quick actions of GitLab"
    assert obeyed(shown) == []


def test_a_comment_fits_however_much_there_is() -> None:
    found = Finding(PATH, 1, 1, "S01", "fehler", "@" * 5000)
    change = Change("muster", PATH, "Stammdaten", "Name", "changed", "<" * 3000, ">" * 3000)
    changeset = Changeset(Side("a"), Side("b"), (change,) * 300)
    made = comment(hostile("a" * 40, findings=(found,) * 300, errors=300, changeset=changeset), LINKS)
    assert len(made) <= LIMIT
    assert "weitere; alle zeigt der Ablauf." in made
    assert "weitere Änderungen passen nicht" in made


def test_no_line_ends_the_block_of_a_suggestion() -> None:
    made = suggestion(Fix(PATH, 1, 1, ("a: ```", "````", "b")), "suggestion")
    (block,) = [token for token in MarkdownIt("commonmark").parse(made) if token.type == "fence"]
    assert block.content == "a: ```\n````\nb\n"


FIELDS = ("area", "file", "document", "what", "kind")
WORSE: dict[str, dict[str, Any]] = {
    "another pull request": {"pull": 13},
    "another commit": {"head": "b" * 40},
    "no commit": {"head": "main"},
    "a path elsewhere": {"fixes": ({"path": ".github/workflows/x.yml", "first": 1, "last": 1, "new": ["x"]},)},
    "a path upwards": {"fixes": ({"path": "areas/../x.yaml", "first": 1, "last": 1, "new": ["x"]},)},
    "a line feed in a line": {"fixes": ({"path": PATH, "first": 1, "last": 1, "new": ["x\n```\n@all"]},)},
    "more than there may be": {"fixes": ({"path": PATH, "first": 1, "last": 1, "new": ["x"]},) * 51},
    "a key of its own": {"mehr": 1},
    "another type": {"changeset": "x"},
    "an unknown kind": {"changeset": {"base": {"said": "a"}, "head": {"said": "b"}, "changes": [dict.fromkeys(FIELDS, "x")]}},
}


@pytest.mark.parametrize("what", WORSE)
def test_a_bundle_that_we_would_not_write_gives_no_comment(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    whole = {**json.loads(comments.encode(hostile("a" * 40))), **WORSE[what]}
    platform = Github("a" * 40, bundle=json.dumps(whole).encode())
    assert post(platform, tmp_path, monkeypatch) == 2
    assert "kein Kommentar" in capsys.readouterr().err or what == "another pull request"
    assert {method for method, _ in platform.asked} == {"GET"}


def test_names_that_are_no_text_travel_spelled() -> None:
    found = Finding("areas/\udcff.yaml", 1, 1, "Y04", "fehler", "\udcff")
    made = comments.decode(comments.encode(hostile("a" * 40, findings=(found,))))
    assert made.findings[0].path == "areas/<U+DCFF>.yaml"
    assert "U&#43;DCFF" in comment(made, LINKS)


@pytest.mark.parametrize("bundle", [b"[" * 100_000, b" " * (BUNDLE_BYTES + 1), b"", b"\xff"], ids="deep large empty raw".split())
def test_nor_does_one_that_is_too_much(bundle: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    platform = Github("a" * 40, bundle=bundle)
    assert post(platform, tmp_path, monkeypatch) == 2
    assert {method for method, _ in platform.asked} == {"GET"}


def test_nor_one_whose_archive_says_it_is_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    platform = Github("a" * 40, size=BUNDLE_BYTES + 1)
    assert post(platform, tmp_path, monkeypatch) == 2
    assert platform.seen == []


def test_nor_one_of_a_pull_request_from_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The event names the fork that ran; the pull request comes from another one with the same commit."""
    platform = Github("a" * 40, bundle=comments.encode(hostile("a" * 40)))
    answer = platform.answer

    def elsewhere(method: str, path: str, *rest: Any) -> Any:
        code, said = answer(method, path, *rest)
        if path.endswith("/pulls/12"):
            said = {**said, "head": {**said["head"], "repo": {"full_name": "opfer/inhalte"}}}
        return code, said

    monkeypatch.setattr(platform, "answer", elsewhere)
    assert post(platform, tmp_path, monkeypatch) == 2
    assert {method for method, _ in platform.asked} == {"GET"}


@pytest.mark.parametrize(("state", "newer"), [("closed", "a"), ("open", "c")])
def test_an_older_or_closed_state_is_passed_over(state: str, newer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    platform = Github(newer * 40, state=state, bundle=comments.encode(hostile("a" * 40)))
    assert post(platform, tmp_path, monkeypatch, "a" * 40) == 0
    assert {method for method, _ in platform.asked} == {"GET"}


def test_lines_that_the_pull_request_does_not_show_get_no_suggestion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fixes = (Fix(PATH, 7, 7, ("x",)), Fix("areas/muster/ziele.yaml", 1, 1, ("x",)), Fix(PATH, 2, 3, ("y", "z")))
    files = [{"filename": PATH, "patch": "@@ -1,2 +1,3 @@\n a\n-b\n+b\n+c"}]
    platform = Github("a" * 40, bundle=comments.encode(hostile("a" * 40, fixes=fixes)), files=files)
    assert post(platform, tmp_path, monkeypatch) == 0
    (one,) = platform.on_lines
    assert (one["start_line"], one["line"]) == (2, 3)


# ---- the sender


def test_a_token_is_never_sent_in_clear() -> None:
    for base in ("http://git.example.org/api", "ftp://127.0.0.1", "file:///etc"):
        with pytest.raises(Trouble, match="kein Token"):
            forge.Forge(base, {})


def test_a_refusal_is_told_without_the_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    platform = Github("a" * 40)
    with served(platform) as address:
        asking = forge.Forge(address, {"Authorization": "Bearer falsch"})
        with pytest.raises(forge.Denied, match="401") as refused:
            asking.ask("/user", dict[str, Any])
    assert "falsch" not in str(refused.value)
    assert main(["review", "post", "github"]) == 2
    assert "GITHUB_EVENT_PATH fehlt" in capsys.readouterr().err


def test_what_is_no_answer_is_no_bug(tmp_path: Path) -> None:
    with served(Github("a" * 40)) as address, pytest.raises(forge.Denied, match="anders"):
        forge.Forge(address, {"Authorization": f"Bearer {TOKEN}"}).ask(f"/repos/{REPO}/pulls/12", list[int])
    with pytest.raises(forge.Denied, match="antwortet nicht"):
        forge.Forge(address, {}).ask("/", msgspec.Raw)
