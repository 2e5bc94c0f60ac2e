"""T findings of a whole file: every text of it checked, every link and picture followed to its file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from regsam_docs.rules.references import attachment
from regsam_docs.schema import Leaf, Path, walk
from regsam_docs.texts import check as texts
from regsam_docs.texts.check import Link

WEB = ("http://", "https://", "mailto:")


@dataclass(frozen=True, slots=True)
class TextFault:
    """A T or R05 finding: the value's path and the offset of the exact place in its text."""

    path: Path
    offset: int
    id: str
    message: str
    hint: str | None = None


def faults(kind: str, data: Any, files: frozenset[str], unfit: Callable[[str], str | None]) -> Iterator[TextFault]:
    """All faults of the texts, links and pictures of one file.

    `files`: what a link may lead to, relative to the file's area. `unfit(name)`: why a picture cannot be used (German), or
    None if it can.
    """
    for leaf in walk(kind, data):
        if not isinstance(leaf.value, str):
            continue
        if leaf.shape.free_text:
            for problem in texts.problems(leaf.value, markdown=leaf.shape.markdown):
                yield TextFault(leaf.path, problem.offset, problem.id, problem.message, problem.hint)
        if leaf.shape.markdown:
            yield from _links(leaf, files, unfit)
        if leaf.shape.reference == "bild" and attachment(leaf.value, files) is None:
            yield from _picture(leaf.path, 0, leaf.value, unfit)


def _links(leaf: Leaf, files: frozenset[str], unfit: Callable[[str], str | None]) -> Iterator[TextFault]:
    for link in texts.links(leaf.value):
        if link.image:
            yield from _image(leaf.path, link, files, unfit)
        elif not link.target.lower().startswith(WEB) and ":" not in link.target and not link.target.startswith("//"):
            yield from _file(leaf.path, link, files)


def _file(path: Path, link: Link, files: frozenset[str]) -> Iterator[TextFault]:
    name = file_of(link.target)
    if name in files:
        return
    if name.startswith("anlagen/"):
        missing = attachment(name, files)
        if missing is not None:
            yield TextFault(path, link.offset, *missing)
        return
    message = (
        f"„{link.target}“ führt zu keiner Datei dieses Gebiets. Möglich sind Adressen mit https://, mailto: und Dateien wie "
        "„anlagen/plan.pdf“."
    )
    yield TextFault(path, link.offset, "T01", message)


def _image(path: Path, link: Link, files: frozenset[str], unfit: Callable[[str], str | None]) -> Iterator[TextFault]:
    name = file_of(link.target)
    missing = attachment(name, files)
    if missing is not None:
        yield TextFault(path, link.offset, *missing)
    elif link.alt.strip():  # one without alternative text is a finding already
        yield from _picture(path, link.offset, name, unfit)


def _picture(path: Path, offset: int, name: str, unfit: Callable[[str], str | None]) -> Iterator[TextFault]:
    reason = unfit(name)
    if reason is not None:
        yield TextFault(path, offset, "T02", f"Das Bild „{name}“ ist nicht verwendbar: {reason}")


def file_of(target: str) -> str:
    """The file a link's target names: without fragment, its percent signs decoded."""
    return unquote(target.partition("#")[0])
