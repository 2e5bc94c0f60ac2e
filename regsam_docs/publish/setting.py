"""Who sets documents: processes of this machine, the machines of a cluster, or earlier runs elsewhere that hand in shares.

A run may set one share of the documents and leave a note beside them; another run makes the whole of all shares. What it is
handed counts only for the very page it makes itself, and only with the bytes the note speaks of (docs/sicherheit.md).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Literal

import msgspec

from regsam_docs import limits, pdf
from regsam_docs.documents.plan import Edition
from regsam_docs.finding import Trouble
from regsam_docs.limits import PDF_BYTES_OF_MEMORY, PDF_SECONDS
from regsam_docs.repository import digests
from regsam_docs.system import cluster, disk, pool

Commission = tuple[str, pdf.Job]
"""A file below `build/`, and what it is made of."""

Executor = Callable[[Iterator[Commission]], Iterator[pool.Finished[Commission, bytes]]]
"""Sets documents and gives them as they come, in any order. It draws them as it needs them, so they may be made meanwhile."""

AT_ONCE = 8
"""Documents that are handed out at once, whatever their length: workers can begin before the longest are known."""

HELD = 200
"""Most documents that wait for longer ones: those of some areas, some dozens of MiB."""

Slice = tuple[int, int]
"""Which of how many: `(2, 3)` is the second of three."""


def here(workers: int) -> Executor:
    """So many processes of this machine."""

    def execute(orders: Iterator[Commission]) -> Iterator[pool.Finished[Commission, bytes]]:
        for all_of_them, warm in _begun(orders):
            yield from pool.run(all_of_them, make_one, workers, PDF_SECONDS, PDF_BYTES_OF_MEMORY, warm)

    return execute


def in_cluster(address: str) -> Executor:
    """The cluster whose Dask scheduler has that address. Raises Trouble, when asked, if it cannot work."""

    def execute(orders: Iterator[Commission]) -> Iterator[pool.Finished[Commission, bytes]]:
        for all_of_them, warm in _begun(orders):
            yield from cluster.spread(address, all_of_them, make_one, PDF_SECONDS, PDF_BYTES_OF_MEMORY, warm, pdf.toolchain)

    return execute


def make_one(order: Commission) -> bytes:
    """What a worker process does; the path only tells the outcomes apart."""
    return pdf.make(order[1])


def _begun(orders: Iterator[Commission]) -> Iterator[tuple[Iterator[Commission], Callable[[], None]]]:
    """The orders and what makes a worker ready for them, once; not at all if there are none: then nobody is asked."""
    for first in islice(orders, 1):
        yield chain((first,), orders), partial(pdf.warm, first[1].css, first[1].fonts)


def longest_first(orders: Iterable[Commission]) -> Iterator[Commission]:
    """The longest of so many as are held at a time, but for the first ones: with these workers begin."""
    drawn = iter(orders)
    yield from islice(drawn, AT_ONCE)
    held: list[tuple[int, str, Commission]] = []
    for order in drawn:
        heapq.heappush(held, (-cost(order[1]), order[0], order))
        if len(held) > HELD:
            yield heapq.heappop(held)[2]
    while held:
        yield heapq.heappop(held)[2]


def cost(job: pdf.Job) -> int:
    """How long a document takes, compared with others: what it took last time would give no better order."""
    return len(job.html)


def share_of(jobs: Mapping[str, pdf.Job], share: Slice) -> frozenset[str]:
    """The files of one share: the longest first, each to the share that has least by then. The same jobs are parted alike
    everywhere."""
    number, count = share
    loads = [(0, at) for at in range(count)]
    ours: set[str] = set()
    for path in sorted(jobs, key=lambda path: (-cost(jobs[path]), path)):
        load, at = loads[0]
        heapq.heapreplace(loads, (load + cost(jobs[path]), at))
        if at == number - 1:
            ours.add(path)
    return frozenset(ours)


# --- shares ----------------------------------------------------------------------------------------------------------


class ShareNote(msgspec.Struct, forbid_unknown_fields=True):
    """What a run that sets a share leaves beside it. `dateien`: path below `build/` → what the PDF was made of, and the digest of
    its bytes; `gescheitert`: path → why it could not be made (German)."""

    ausgabe: Edition
    anteil: int
    von: int
    dateien: dict[str, tuple[str, str]]
    gescheitert: dict[str, str]
    erzeugt_von: Literal["regsam-docs"] = "regsam-docs"
    version: Literal[1] = 1


def note_name(edition: Edition, share: Slice) -> str:
    """The note's file, relative to `build/`."""
    return f"{edition}/anteil-{share[0]}-{share[1]}.json"


def encode(note: ShareNote) -> bytes:
    """The note as it is written; the same for the same share."""
    return msgspec.json.format(msgspec.json.encode(note, order="deterministic"), indent=1) + b"\n"


def handed_in(folders: Sequence[Path], edition: Edition) -> Executor:
    """What other runs set, each in its folder `build`. Raises Trouble (German) if the folders do not hold every share exactly
    once; a document of which no share holds the same page is a failure of its own."""
    found = _notes(folders, edition)

    def execute(orders: Iterator[Commission]) -> Iterator[pool.Finished[Commission, bytes]]:
        tools = pdf.toolchain()
        for order in orders:
            value = _taken(order, pdf.key(order[1], tools), found)
            yield pool.Finished(order, value, None) if isinstance(value, bytes) else pool.Finished(order, None, value)

    return execute


def _notes(folders: Sequence[Path], edition: Edition) -> list[tuple[Path, ShareNote]]:
    found: dict[Slice, tuple[Path, ShareNote]] = {}
    for folder in folders:
        files = sorted((folder / edition).glob("anteil-*-*.json"))
        if not files:
            raise Trouble(
                f"In „{folder}“ liegt kein Anteil der Ausgabe {edition} (gesucht: {edition}/anteil-K-N.json). Geben Sie die "
                "Ordner build/ der Läufe mit --shard an."
            )
        for file in files:
            note = _read(file, edition)
            if (note.anteil, note.von) in found:
                raise Trouble(
                    f"Den Anteil {note.anteil}/{note.von} gibt es zweimal, auch in „{folder}“. Geben Sie jeden einmal an."
                )
            found[note.anteil, note.von] = folder, note
    counts = {count for _, count in found}
    if len(counts) != 1:
        named = ", ".join(f"{number}/{count}" for number, count in sorted(found))
        raise Trouble(f"Diese Anteile gehören nicht zusammen: {named}. Geben Sie alle Anteile eines Laufs an und keinen anderen.")
    count = counts.pop()
    missing = [f"{number}/{count}" for number in range(1, count + 1) if (number, count) not in found]
    if missing:
        raise Trouble(f"Es fehlt der Anteil {', '.join(missing)}. Geben Sie zu --merge die Ordner aller {count} Läufe an.")
    return [found[share] for share in sorted(found)]


def _read(file: Path, edition: Edition) -> ShareNote:
    try:
        note = msgspec.json.decode(disk.read_bytes(file, limits.MANIFEST_BYTES), type=ShareNote)
    except (ValueError, RecursionError) as damage:
        raise Trouble(f"„{file}“ ist beschädigt oder von einer anderen Fassung. Lassen Sie den Anteil neu erzeugen.") from damage
    if note_name(note.ausgabe, (note.anteil, note.von)) != f"{edition}/{file.name}" or not 1 <= note.anteil <= note.von:
        raise Trouble(f"„{file}“ nennt einen anderen Anteil, als die Datei heißt. Lassen Sie ihn neu erzeugen.")
    return note


def _taken(order: Commission, key: str, found: Sequence[tuple[Path, ShareNote]]) -> bytes | Exception:
    """A document as one of the shares holds it, or why none does."""
    path = order[0]
    for folder, note in found:
        place = f"Anteil {note.anteil}/{note.von}"
        if path in note.gescheitert:
            return Foreign(f"{place}: {note.gescheitert[path]}")
        if path not in note.dateien:
            continue
        made_of, digest = note.dateien[path]
        if made_of != key:
            return Foreign(
                f"{place} hat dieses PDF aus einem anderen Stand der Inhalte oder mit einer anderen Fassung von regsam-docs "
                "gesetzt. Lassen Sie alle Anteile aus demselben Commit neu erzeugen."
            )
        try:
            data = disk.read_bytes(folder / path, limits.PDF_BYTES + 1)
        except Trouble as missing:
            return missing
        if digests.digest(data) != digest:
            return Foreign(f"{place} enthält dieses PDF beschädigt oder verändert. Lassen Sie den Anteil neu erzeugen.")
        return data
    return Foreign("Kein Anteil enthält dieses PDF. Lassen Sie alle Anteile aus demselben Commit neu erzeugen.")


class Foreign(Exception):
    """What was handed in is not what this run would make (German)."""
