"""Files that pages of an area or the city link to: cleaned for the edition they travel with, or refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from regsam_docs.cleaning import Unclean
from regsam_docs.edition import travel
from regsam_docs.limits import PDF_BYTES_OF_MEMORY, PDF_SECONDS
from regsam_docs.publish import Publisher
from regsam_docs.repository import paths
from regsam_docs.system import pool
from regsam_docs.system.output import Output


@dataclass(frozen=True, slots=True)
class Copies:
    """The files that pages link to, by path below `build/`."""

    keys: dict[str, str] = field(default_factory=dict)
    """Every file that travels → what decides its bytes."""
    cleaned: dict[str, bytes] = field(default_factory=dict)
    """Those that have to be written."""
    refused: dict[str, str] = field(default_factory=dict)
    """Those that may not travel → why (German)."""


def clean(publisher: Publisher, slugs: Iterable[str], output: Output, *, force: bool, city: bool = False) -> Copies:
    """Clean what travels along and is not up to date, or all of it by `force`; what unpacks to more than it is does so in worker
    processes. `city`: whether what goes with the city's own documents is wanted too."""
    files = Copies()
    apart: dict[str, bytes] = {}
    names = {path: name for slug in slugs for path, name in _linked(publisher, slug)}
    if city:
        names |= {f"{publisher.edition}/{name}": f"{paths.AREAS}/{name}" for name in sorted(publisher.evidence)}

    def refuse(path: str, why: object) -> None:
        files.keys.pop(path, None)
        files.refused[path] = f"{names[path]} wird nicht mitgegeben: {why}"

    for path, name in names.items():
        data = publisher.result.tree.read(name)
        try:
            kind = travel.cleaner(data, publisher.edition)
            files.keys[path] = travel.key(data)
            if output.is_current(path, files.keys[path]) and not force:
                continue
            if kind.apart:
                apart[path] = data
            elif kind.clean is not None:
                files.cleaned[path] = kind.clean(data)
        except Unclean as why:
            refuse(path, why)
    workers = min(publisher.workers, len(apart))
    for one in pool.run(apart.items(), travel.clean_apart, workers, PDF_SECONDS, PDF_BYTES_OF_MEMORY):
        if one.value is not None:
            files.cleaned[one.job[0]] = one.value
        else:
            refuse(one.job[0], one.error)
    return files


def _linked(publisher: Publisher, slug: str) -> Iterator[tuple[str, str]]:
    """The files that an area's documents link to: path below `build/` and path from the root."""
    excerpt = publisher.excerpts.get(slug)
    for name in sorted(excerpt.copied) if excerpt is not None else ():
        yield f"{publisher.edition}/{slug}/{name}", f"{paths.AREAS}/{slug}/{name}"
