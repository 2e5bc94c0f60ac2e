"""GitLab: which notes are ours, and what to ask of its API so that there is one note, and suggestions as there are fixes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from regsam_docs.review.comments import KEY, MARK, Addresses, Bundle, Fix, Request, comment, key, lines_of, suggestion

JOB = "dokumente"
"""Name of the job that makes the bundle."""


class LabUser(msgspec.Struct, frozen=True):
    """Who wrote something."""

    id: int


class LabPipeline(msgspec.Struct, frozen=True):
    """The newest pipeline of a merge request; `project_id` is the fork's where it comes from one."""

    id: int
    sha: str
    project_id: int


class LabRefs(msgspec.Struct, frozen=True):
    """The commits a note on a line has to name."""

    base_sha: str
    start_sha: str
    head_sha: str


class Merge(msgspec.Struct, frozen=True):
    """A merge request as GitLab knows it; the last two only where one is asked for alone."""

    iid: int
    sha: str
    web_url: str = ""
    head_pipeline: LabPipeline | None = None
    diff_refs: LabRefs | None = None


class LabJob(msgspec.Struct, frozen=True):
    """A job of a pipeline."""

    id: int
    name: str
    web_url: str = ""


class LabNote(msgspec.Struct, frozen=True):
    """A note below a merge request, or on a line of it."""

    id: int
    author: LabUser
    body: str = ""
    position: dict[str, Any] | None = None


class LabDiscussion(msgspec.Struct, frozen=True):
    """Notes that belong together."""

    id: str
    notes: tuple[LabNote, ...] = ()


class LabFile(msgspec.Struct, frozen=True):
    """A file that a merge request changes."""

    new_path: str
    old_path: str
    diff: str = ""


def wanted(bundle: Bundle, merge: Merge) -> bool:
    """Whether a bundle is about the present state of a merge request, as GitLab knows it."""
    return bundle.pull == merge.iid and bundle.head == merge.sha


def links(merge: Merge, job: LabJob, project: str) -> Addresses:
    """Where everything about a job can be looked at. `project`: its address in the browser."""
    return Addresses(
        commit=f"{project}/-/commit/{merge.sha}",
        run=job.web_url,
        file=f"{project}/-/blob/{merge.sha}/",
        line="#L",
        documents=f"{job.web_url}/artifacts/browse/build",
        redline=f"{job.web_url}/artifacts/browse",
    )


def one_note(at: str, bundle: Bundle, there: Iterable[LabNote], me: LabUser, shown: Addresses) -> Iterator[Request]:
    """What to ask so that the merge request has one note of ours with what there is to say now. `at`: the API's path of it."""
    text = comment(bundle, shown)
    ours = next((one for one in there if one.author.id == me.id and one.body.startswith(MARK)), None)
    if ours is None:
        yield Request("POST", f"{at}/notes", {"body": text})
    elif ours.body.strip() != text.strip():
        yield Request("PUT", f"{at}/notes/{ours.id}", {"body": text})


def suggestions(
    at: str, bundle: Bundle, there: Iterable[LabDiscussion], me: LabUser, merge: Merge, changed: Iterable[LabFile]
) -> Iterator[Request]:
    """What to ask so that each certain fix is offered once, on a line that is new in the merge request."""
    files = {one.new_path: one for one in changed}
    shown = {path: lines_of(one.diff) for path, one in files.items()}
    fixes = {key(fix): fix for fix in bundle.fixes if shown.get(fix.path, {}).get(fix.last) == "+" and fix.last - fix.first <= 50}
    for discussion in there:
        for note in discussion.notes[:1]:
            known = KEY.search(note.body) if note.author.id == me.id else None
            if known is None:
                continue
            if known[1] in fixes and (note.position or {}).get("head_sha") == merge.sha:
                del fixes[known[1]]
            else:
                yield Request("DELETE", f"{at}/discussions/{discussion.id}/notes/{note.id}")
    for fix in fixes.values():
        if merge.diff_refs is not None:
            yield Request("POST", f"{at}/discussions", _on_line(fix, files[fix.path], merge.diff_refs))


def _on_line(fix: Fix, file: LabFile, refs: LabRefs) -> dict[str, object]:
    above = fix.last - fix.first
    position = {
        "position_type": "text",
        "base_sha": refs.base_sha,
        "start_sha": refs.start_sha,
        "head_sha": refs.head_sha,
        "old_path": file.old_path,
        "new_path": file.new_path,
        "new_line": fix.last,
    }
    return {"body": suggestion(fix, f"suggestion:-{above}+0"), "position": position}
