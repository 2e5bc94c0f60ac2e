"""GitHub: which comments are ours, and what to ask so that there is one comment, and suggestions as there are fixes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

import msgspec

from regsam_docs.finding import Trouble
from regsam_docs.review.comments import KEY, MARK, Addresses, Bundle, CommitId, Fix, Request, comment, key, lines_of, suggestion

RepoName = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}\Z")]

BOT = "github-actions[bot]"
"""Who writes with the token of a workflow. Comments of anybody else are none of ours, whatever they begin with."""

DOCUMENTS, REDLINE, BUNDLE = "dokumente", "gegenueberstellung", "bericht"
"""Names of what the workflow uploads."""


class HubUser(msgspec.Struct, frozen=True):
    """Who wrote something."""

    login: str
    type: str = "HubUser"


class HubComment(msgspec.Struct, frozen=True):
    """A comment below a pull request, or on a line of it: then `line` is where it stands now, None if the line is gone."""

    id: int
    user: HubUser | None = None
    body: str | None = None
    path: str | None = None
    line: int | None = None

    @property
    def ours(self) -> bool:
        """Whether this program wrote it."""
        return self.user is not None and (self.user.login, self.user.type) == (BOT, "Bot")


class HubRepo(msgspec.Struct, frozen=True):
    """A repository, as `owner/name`."""

    full_name: str


class HubSide(msgspec.Struct, frozen=True):
    """Where a pull request comes from or goes to; without `repo` a fork that is gone."""

    sha: str
    repo: HubRepo | None = None


class Pull(msgspec.Struct, frozen=True):
    """A pull request as GitHub knows it."""

    number: int
    state: str
    head: HubSide
    base: HubSide


class HubFile(msgspec.Struct, frozen=True):
    """A file that a pull request changes."""

    filename: str
    patch: str | None = None


class HubArtifact(msgspec.Struct, frozen=True):
    """Something that a run uploaded."""

    id: int
    name: str
    size_in_bytes: int = 0
    expired: bool = False


class HubRun(msgspec.Struct, frozen=True):
    """The run that made a bundle, as the event says: where, of which commit, whose."""

    repository: RepoName
    id: Annotated[int, msgspec.Meta(ge=1)]
    head: CommitId
    head_repository: RepoName
    server: Annotated[str, msgspec.Meta(pattern=r"\Ahttps?://[A-Za-z0-9.:-]+\Z")]

    def address(self, rest: str) -> str:
        """An address in the browser."""
        return f"{self.server}/{self.repository}/{rest}"


def wanted(run: HubRun, bundle: Bundle, pull: Pull) -> bool:
    """Whether a bundle is about this state of this pull request. What it says of itself counts only where GitHub says the same.
    False where there is a newer state by now. Raises Trouble for a bundle that speaks of something else."""
    if (
        bundle.head != run.head
        or bundle.pull != pull.number
        or pull.base.repo is None
        or pull.base.repo.full_name != run.repository
    ):
        raise Trouble("Der Bericht handelt von etwas anderem als der Ablauf, aus dem er stammt; daraus entsteht kein Kommentar.")
    if pull.head.repo is None or pull.head.repo.full_name != run.head_repository:
        raise Trouble("Der Bericht nennt einen Pull Request aus einem anderen Repositorium; daraus entsteht kein Kommentar.")
    return pull.state == "open" and pull.head.sha == run.head


def links(run: HubRun, artifacts: Iterable[HubArtifact]) -> Addresses:
    """Where everything about a run can be looked at."""
    there = {one.name: run.address(f"actions/runs/{run.id}/artifacts/{one.id}") for one in artifacts if not one.expired}
    return Addresses(
        commit=run.address(f"commit/{run.head}"),
        run=run.address(f"actions/runs/{run.id}"),
        file=run.address(f"blob/{run.head}/"),
        line="#L",
        documents=there.get(DOCUMENTS),
        redline=there.get(REDLINE),
    )


def one_comment(run: HubRun, bundle: Bundle, there: Iterable[HubComment], shown: Addresses) -> Request:
    """What to ask so that the pull request has one comment of ours, with what there is to say now."""
    text = comment(bundle, shown)
    ours = next((one.id for one in there if one.ours and (one.body or "").startswith(MARK)), None)
    if ours is None:
        return Request("POST", f"/repos/{run.repository}/issues/{bundle.pull}/comments", {"body": text})
    return Request("PATCH", f"/repos/{run.repository}/issues/comments/{ours}", {"body": text})


def suggestions(run: HubRun, bundle: Bundle, there: Iterable[HubComment], changed: Iterable[HubFile]) -> Iterator[Request]:
    """What to ask so that each certain fix is offered on its lines once: those that no longer hold go, new ones come. Lines that
    the pull request does not show cannot bear one."""
    shown = {one.filename: lines_of(one.patch) for one in changed if one.patch}
    fixes = {key(fix): fix for fix in bundle.fixes if _visible(fix, shown)}
    for one in there:
        known = KEY.search(one.body or "") if one.ours else None
        if known is None:
            continue
        fix = fixes.get(known[1])
        if fix is not None and (one.path, one.line) == (fix.path, fix.last):
            del fixes[known[1]]
        else:
            yield Request("DELETE", f"/repos/{run.repository}/pulls/comments/{one.id}")
    if fixes:
        body = {"commit_id": bundle.head, "event": "COMMENT", "comments": [_on_line(fix) for fix in fixes.values()]}
        yield Request("POST", f"/repos/{run.repository}/pulls/{bundle.pull}/reviews", body)


def _visible(fix: Fix, shown: Mapping[str, Mapping[int, str]]) -> bool:
    lines = shown.get(fix.path, {})
    return fix.first <= fix.last <= fix.first + 50 and all(number in lines for number in range(fix.first, fix.last + 1))


def _on_line(fix: Fix) -> dict[str, object]:
    several = {"start_line": fix.first, "start_side": "RIGHT"} if fix.first < fix.last else {}
    return {"path": fix.path, "line": fix.last, "side": "RIGHT", "body": suggestion(fix, "suggestion"), **several}
