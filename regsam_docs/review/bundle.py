"""The file in between: what changed, what was found, and what could be put right, as typed values within limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Literal

import msgspec

from regsam_docs.changes.change import Told
from regsam_docs.check.mending import Mended
from regsam_docs.finding import Finding, Trouble
from regsam_docs.harmless import as_json
from regsam_docs.limits import BUNDLE_BYTES

NAME = "bericht.json"

MOST_FINDINGS, MOST_CHANGES, MOST_FIXES = 300, 2_000, 50
"""So many travel along; of more the number is told."""

CommitId = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")]
_PART = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}"
FixPath = Annotated[str, msgspec.Meta(pattern=rf"\Aareas/(?:{_PART}/){{0,4}}{_PART}\.yaml\Z")]
NewLine = Annotated[str, msgspec.Meta(pattern="\\A[^\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]{0,2000}\\Z")]
HowMany = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]


class Fix(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lines `first` to `last` (from 1) of a file, and those that are to take their place."""

    path: FixPath
    first: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    last: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    new: Annotated[tuple[NewLine, ...], msgspec.Meta(max_length=50)]


class Bundle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What there is to tell of one state of a pull request. `errors`, `warnings`: how many there are, also of those left away."""

    pull: Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000)]
    head: CommitId
    told: Told
    findings: Annotated[tuple[Finding, ...], msgspec.Meta(max_length=MOST_FINDINGS)]
    errors: HowMany
    warnings: HowMany
    fixes: Annotated[tuple[Fix, ...], msgspec.Meta(max_length=MOST_FIXES)]
    format: Literal[1] = 1


def bundle(pull: int, head: str, told: Told, findings: Iterable[Finding], mended: Iterable[Mended]) -> Bundle:
    """What is told of a state: the first of everything, errors before warnings."""
    every = sorted(findings, key=lambda found: (not found.is_error, found.order))
    errors = sum(found.is_error for found in every)
    return Bundle(
        pull=pull,
        head=head,
        told=replace(told, changes=told.changes[:MOST_CHANGES]),
        findings=tuple(every[:MOST_FINDINGS]),
        errors=errors,
        warnings=len(every) - errors,
        fixes=tuple(_fixes(mended))[:MOST_FIXES],
    )


def encode(made: Bundle) -> bytes:
    """The file's bytes; of names that are no text, how their bytes are spelled."""
    return as_json(msgspec.to_builtins(made)).encode()


def decode(data: bytes) -> Bundle:
    """What such a file says, whoever wrote it. Raises Trouble for one that this program would not write."""
    if len(data) > BUNDLE_BYTES:
        raise Trouble(f"Der Bericht ist größer als {BUNDLE_BYTES} Bytes; daraus entsteht kein Kommentar.")
    try:
        return msgspec.json.decode(data, type=Bundle)
    except (ValueError, RecursionError):  # a ValidationError says what stands in the file, which is nobody's business here
        raise Trouble("Der Bericht ist nicht so, wie dieses Programm ihn schreibt; daraus entsteht kein Kommentar.") from None


def _fixes(mended: Iterable[Mended]) -> Iterator[Fix]:
    """The edits that can be offered on lines: those that replace some by others."""
    for one in mended:
        for edit in one.edits:
            fix = {"path": one.path, "first": edit.start + 1, "last": edit.end, "new": edit.new}
            with suppress(msgspec.ValidationError):  # a name or line that no suggestion may have
                if edit.new and edit.end > edit.start:
                    yield msgspec.convert(fix, Fix)
