"""Whether a build would do nothing: then nothing need be read, made or imported for it."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec

from regsam_docs.finding import Finding
from regsam_docs.repository import paths
from regsam_docs.system import manifest
from regsam_docs.system.output import Built, Folder, Output, opened
from regsam_docs.system.store import Index, Memory


class Settled(msgspec.Struct):
    """What a build of a whole edition came to, after which there was nothing left to do. `files`: see `Output.settled`."""

    findings: tuple[Finding, ...]
    notes: list[str]
    unchanged: int
    files: str


def recall(root: Path, edition: str, memory: Memory) -> Built | None:
    """What a build would do, if that is nothing: it was done before, and neither what it was made of nor what came of it has
    changed. Raises Trouble as `opened` does."""
    start = time.monotonic()
    kept = memory.get(Settled)
    if kept is None or not (root / paths.BUILD / manifest.NAME).is_file():
        return None
    index = Index(memory.store, f"built {edition}")
    with opened(root) as output:
        files = output.settled(edition, index)
    index.save()
    if files is None or files != kept.files:
        return None
    seconds = round(time.monotonic() - start, 3)
    return Built(kept.findings, unchanged=kept.unchanged, notes=kept.notes, seconds=seconds)


def remember(root: Path, edition: str, memory: Memory, outcome: Built) -> None:
    """Keep what a build of a whole edition came to, if another one would come to the same."""
    if outcome.failed or outcome.faulty or outcome.no_pdf is not None:
        return
    index = Index(memory.store, f"built {edition}")
    place = Folder(root)
    files = Output(place, place.recorded()).settled(edition, index)
    if files is not None:
        index.save()
        memory.put(Settled(outcome.findings, outcome.notes, outcome.unchanged + len(outcome.built), files))
