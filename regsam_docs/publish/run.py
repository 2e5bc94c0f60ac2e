"""A build under way: what was made is written below `build/` if it is not up to date, papers are set, what is left over goes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from regsam_docs import pdf
from regsam_docs.publish import areas, copying, setting
from regsam_docs.publish.share import MadeShare, Share
from regsam_docs.repository import digests, paths
from regsam_docs.system import pool
from regsam_docs.system.output import Built, Output
from regsam_docs.system.store import Memory

if TYPE_CHECKING:
    from regsam_docs.publish.build import Options

CITY = ""
"""Stands for the city among the areas; no slug is empty."""

OnProgress = Callable[[str, int, int], None]
"""Told what is going on, and how many of how many are done."""


@dataclass(slots=True)
class BuildRun:
    """A build under way: where it writes, and what was made so far."""

    output: Output
    options: Options
    progress: OnProgress
    outcome: Built = field(default_factory=Built)
    shares: dict[str, Share] = field(default_factory=dict)
    """By slug, the city's under `CITY`."""
    refused: dict[str, str] = field(default_factory=dict)
    found: dict[str, object] = field(default_factory=dict)
    """What is to be kept for the next time, by key."""
    papers: dict[str, str] = field(default_factory=dict)
    """Every paper → what decides its bytes."""
    stale: int = 0
    """How many of them have to be set, as far as is known."""

    def take(self, made: Mapping[str, MadeShare], copies: copying.Copies) -> Iterator[setting.Commission]:
        """Write what is not up to date of some areas or the city, copies and pages, and give the jobs of their papers, the
        longest first."""
        self.shares |= {slug: one.share for slug, one in made.items()}
        self._fail(made, copies)
        self.output.announce(path for one in made.values() for path, _ in one.share.current(papers=True))
        for one in made.values():
            for path, key in one.share.copied.items():
                self.put(path, key, copies.cleaned.get(path))
            for path, key in (*one.share.files.items(), *one.share.pages()):
                self.put(path, key, one.files.get(path))
            self.papers |= one.share.papers()
        jobs = ((path, job) for one in made.values() for path, job in one.jobs.items())
        yield from sorted(jobs, key=lambda order: (-setting.cost(order[1]), order[0]))

    def keep(self, memory: Memory | None) -> None:
        """Keep what was found for the next time."""
        if memory is not None:
            memory.keep(self.found)
        self.found = {}

    def kept(self, memory: Memory | None, keys: Mapping[str, str]) -> dict[str, Share]:
        """What is kept of an earlier build and still lies there."""
        if memory is None or self.options.force:
            return {}
        return areas.kept(memory.store, keys, self.output, papers=self.options.pdf)

    def _fail(self, made: Mapping[str, MadeShare], copies: copying.Copies) -> None:
        """Note what cannot be made."""
        for share in (one.share for one in made.values()):
            self.outcome.faulty |= share.faulty
            endings = ("html", "pdf") if self.options.pdf else ("html",)
            failed = {f"{path}.{ending}": why for path, why in share.failed.items() for ending in endings} | share.missing
            self.outcome.failed |= {f"{paths.BUILD}/{path}": why for path, why in failed.items()}
        self.refused |= copies.refused
        for path, why in copies.refused.items():
            self.outcome.failed[f"{paths.BUILD}/{path}"] = why
            if path in self.output.files:
                self.output.drop(path)

    def put(self, path: str, key: str, data: bytes | None) -> None:
        """Write a file if it is not up to date. `data`: None for one that is known to be."""
        if data is None or (self.output.is_current(path, key) and not self.options.force):
            self.outcome.unchanged += 1
            return
        self.output.put(path, key, data)
        self.outcome.built.append(f"{paths.BUILD}/{path}")

    def set(self, jobs: Iterator[setting.Commission]) -> None:
        """Have the PDFs made that are not up to date, as their jobs come; one that fails takes no other with it."""
        share, failed = self.options.share, dict[str, str]()
        if not self.options.pdf:
            deque(jobs, maxlen=0)
            self._drop_outdated(self.papers)
            return
        if share:  # which are ours is only known when all are
            every = dict(jobs)
            of_share = setting.share_of(every, share)
            jobs = iter([(path, job) for path, job in every.items() if path in of_share])
        execute = self.options.executor or setting.here(self.options.jobs)
        for done, one in enumerate(execute(setting.longest_first(self._stale(jobs))), 1):
            self._take_paper(one, failed)
            self.progress("PDF", done, self.stale)
        ours = of_share if share else frozenset(self.papers)
        self.outcome.unchanged += len(ours) - self.stale
        self._drop_outdated({path: key for path, key in self.papers.items() if path not in ours})
        self.outcome.failed |= {f"{paths.BUILD}/{path}": why for path, why in failed.items()}
        if share:
            self._note(share, ours, failed)

    def _take_paper(self, one: pool.Finished[setting.Commission, bytes], failed: dict[str, str]) -> None:
        path = one.job[0]
        if one.value is not None:
            self.output.put(path, self.papers[path], one.value)
            self.outcome.built.append(f"{paths.BUILD}/{path}")
            return
        self.output.drop(path)
        if isinstance(one.error, pdf.Unavailable):  # said once, not for every document
            self.outcome.no_pdf = str(one.error)
            self.outcome.unset += 1
        else:
            failed[path] = str(one.error)

    def _stale(self, jobs: Iterator[setting.Commission]) -> Iterator[setting.Commission]:
        for path, job in jobs:
            if self.options.force or not self.output.is_current(path, self.papers[path]):
                self.stale += 1
                yield path, job

    def _note(self, share: setting.Slice, ours: Collection[str], failed: dict[str, str]) -> None:
        """Leave word of a share for the run that merges them."""
        there = (path for path in ours if path in self.output.files and path not in failed)
        made = {path: (self.papers[path], self.output.files[path].digest) for path in there}
        note = setting.encode(setting.ShareNote(self.options.edition, *share, made, failed))
        name = setting.note_name(self.options.edition, share)
        self.output.announce([name])
        self.put(name, digests.digest(note), note)

    def _drop_outdated(self, papers: Mapping[str, str]) -> None:
        """A PDF that this build does not make and that is no longer what its page says must not lie beside it."""
        for path, key in papers.items():
            if path in self.output.files and not self.output.is_current(path, key):
                self.output.drop(path)

    def sweep(self) -> None:
        """Remove what earlier builds made and this one would not make any more, within what was asked for."""
        kept = {path for share in self.shares.values() for path, _ in share.current(papers=True)}
        if self.options.share:
            kept.add(setting.note_name(self.options.edition, self.options.share))
        for path in [path for path in self.output.files if path not in kept and concerned(path, self.shares, self.options)]:
            self.output.drop(path)
        for path in kept:
            entry = self.output.files.get(path)
            if entry is not None and not entry.key:  # announced, but not made in this run
                self.output.drop(path)


def concerned(path: str, made: Collection[str], options: Options) -> bool:
    """Whether this build answers for a file in `build/`."""
    edition_name, _, rest = path.partition("/")
    if edition_name != options.edition:
        return False
    area = rest.partition("/")[0] if "/" in rest else CITY
    if options.areas and area not in made:
        return False
    return options.wants(Path(rest).stem) if options.only else True
