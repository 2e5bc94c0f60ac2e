"""From what was found in a pull request to the comment on it. In between lies a file that anybody may have written: typed
values within limits. Everything that comes from it is text and nothing else: no markup, mention, reference, address or command
of the platform (`changes.reports.inert`)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal
from urllib.parse import quote

import msgspec

from regsam_docs.changes.change import Changeset
from regsam_docs.changes.reports import inert, markdown
from regsam_docs.check.mending import Mended
from regsam_docs.finding import Finding, Trouble
from regsam_docs.german import counted
from regsam_docs.harmless import as_json, one_line, printable
from regsam_docs.limits import BUNDLE_BYTES

# --- the file in between


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
    changeset: Changeset
    findings: Annotated[tuple[Finding, ...], msgspec.Meta(max_length=MOST_FINDINGS)]
    errors: HowMany
    warnings: HowMany
    fixes: Annotated[tuple[Fix, ...], msgspec.Meta(max_length=MOST_FIXES)]
    format: Literal[1] = 1


def bundle(pull: int, head: str, changeset: Changeset, findings: Iterable[Finding], mended: Iterable[Mended]) -> Bundle:
    """What is told of a state: the first of everything, errors before warnings."""
    every = sorted(findings, key=lambda found: (not found.is_error, found.order))
    errors = sum(found.is_error for found in every)
    return Bundle(
        pull=pull,
        head=head,
        changeset=replace(changeset, changes=changeset.changes[:MOST_CHANGES]),
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


# --- what is written below a pull request


MARK = "<!-- regsam-docs -->"
"""First line of the one comment, to find it again."""

LIMIT = 60_000
"""Most characters of a comment; GitHub takes 65,536."""

FINDINGS_LIMIT, MESSAGE_LIMIT = 15_000, 600
"""Most characters of all findings, and of one message."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses that the platform itself gave; what was not uploaded is None. `file`: how the address of a file at this state
    begins; `line` stands before the number of a line."""

    commit: str
    run: str
    file: str
    line: str
    documents: str | None = None
    redline: str | None = None


def comment(bundle: Bundle, links: Addresses) -> str:
    """The one comment on a pull request."""
    parts = [f"{MARK}\n### {_verdict(bundle)}", _where(bundle, links), *_findings(bundle, links)]
    if bundle.fixes:
        number = counted(len(bundle.fixes), "Stelle lässt", "Stellen lassen")
        how = "Vorschläge dafür stehen an den Zeilen, die hier geändert sind; alle macht: `regsam-docs check --fix`"
        parts.append(f"{number} sich von selbst verbessern. {how}")
    room = LIMIT - sum(len(part) + 2 for part in parts) - 100
    parts.append("### Was sich ändert\n\n" + markdown(bundle.changeset, printable, room).rstrip("\n"))
    return "\n\n".join(parts) + "\n"


def _verdict(bundle: Bundle) -> str:
    found = ((bundle.errors, "Fehler", "Fehler"), (bundle.warnings, "Warnung", "Warnungen"))
    return ", ".join(counted(*one) for one in found if one[0]) or "Alles in Ordnung"


def _where(bundle: Bundle, links: Addresses) -> str:
    """What this is about, and where to look at it."""
    offered = {"Dokumente (PDF und Seiten)": links.documents, "Gegenüberstellung": links.redline, "Ablauf": links.run}
    shown = " · ".join(f"[{name}]({address})" for name, address in offered.items() if address)
    return f"Stand [`{bundle.head[:8]}`]({links.commit}) · {shown}"


def _findings(bundle: Bundle, links: Addresses) -> list[str]:
    shown: list[str] = []
    room = FINDINGS_LIMIT
    for found in bundle.findings:
        item = _finding(found, links)
        room -= len(item) + 1
        if room < 0:
            break
        shown.append(item)
    left = bundle.errors + bundle.warnings - len(shown)
    if left > 0:
        shown.append(f"- … und {left} weitere; alle zeigt der Ablauf.")
    return ["### Meldungen\n\n" + "\n".join(shown)] if shown else []


def _finding(found: Finding, links: Addresses) -> str:
    level = "Fehler" if found.is_error else "Warnung"
    address = f"{links.file}{quote(found.path, errors='replace')}{links.line}{found.line}"
    hint = f" → {plain(found.hint)}" if found.hint and f"Meinten Sie „{found.hint}“" not in found.message else ""
    return f"- **{level} {plain(found.id)}** [{plain(found.path)}:{found.line}]({address}): {plain(found.message)}{hint}"


def plain(text: str) -> str:
    """Any text in one line that shows it and does nothing."""
    short = text if len(text) <= MESSAGE_LIMIT else f"{text[:MESSAGE_LIMIT]} …"
    return inert(one_line(short.encode("utf-8", "replace").decode()))


# ---- suggestions on lines

KEY = re.compile(r"<!-- regsam-docs ([0-9a-f]{16}) -->")
"""Last line of a suggestion, to know it again."""


def key(fix: Fix) -> str:
    """What stands for a suggestion."""
    whole = "\0".join((fix.path, str(fix.first), str(fix.last), *fix.new))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def suggestion(fix: Fix, opening: str) -> str:
    """A suggestion as the platforms take it: a block that nothing in the lines can end. `opening`: what follows its fence."""
    longest = max((len(run) for line in fix.new for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    lines = "\n".join(fix.new)
    said = "Das kann nur eines bedeuten. So ist es richtig geschrieben:"
    return f"{said}\n\n{fence}{opening}\n{lines}\n{fence}\n\n<!-- regsam-docs {key(fix)} -->"


def lines_of(patch: str) -> dict[int, str]:
    """The lines of the new file that a unified diff shows: number → `+` for one that is new, a blank for one that was there."""
    found: dict[int, str] = {}
    number = 0
    for line in patch.split("\n"):
        if head := re.match(r"@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@", line):
            number = int(head[1])
        elif number and line[:1] in ("+", " "):
            found[number] = line[:1]
            number += 1
    return found


# --- A request to a platform as plain data, so that what is asked can be read before it is sent.


Method = Literal["GET", "POST", "PATCH", "PUT", "DELETE"]


@dataclass(frozen=True, slots=True)
class Request:
    """`path` is relative to the API's address. `body` goes as JSON."""

    method: Method
    path: str
    body: Mapping[str, Any] | None = None
