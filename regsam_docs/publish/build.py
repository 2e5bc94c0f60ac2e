"""From checked files to documents under `build/`: plan, render, set, write; what is up to date is left alone."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import msgspec

from regsam_docs import check, documents, pdf
from regsam_docs.documents.plan import Edition
from regsam_docs.finding import Finding, Trouble, told
from regsam_docs.publish import Published, Publisher, areas, changed, copying, overviews, setting
from regsam_docs.publish import publisher as publishing
from regsam_docs.publish.overviews import INDEX
from regsam_docs.publish.share import MadeShare, Share, dated, made_of, told_by_city
from regsam_docs.render import standing
from regsam_docs.repository import digests, paths
from regsam_docs.repository.layout import layout
from regsam_docs.repository.tree import Tree
from regsam_docs.system import disk
from regsam_docs.system.output import Built, Output, opened
from regsam_docs.system.store import READ, Index, Memory


@dataclass(frozen=True, slots=True)
class Options:
    """What to build. `areas`: slugs, all if empty (with some, only what their documents are made of is checked); `only`:
    names of documents, all if empty (`protokoll` means all minutes). `today` reaches overview pages only."""

    today: date
    edition: Edition = "intern"
    areas: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    pdf: bool = True
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)
    force: bool = False
    executor: setting.Executor | None = None
    """Who sets the PDFs; None: `jobs` processes of this machine."""
    share: setting.Slice | None = None
    """Which share of the PDFs to set, if not all; a note of it is left for the run that merges them."""
    on_demand: bool = False
    """Pages link to PDFs also where this build makes none: somebody makes each when it is opened."""

    def checked(self) -> tuple[str, ...]:
        """Paths whose findings are asked for; empty for all."""
        if not self.areas:
            return ()
        return (paths.SETTINGS, f"{paths.AREAS}/{paths.SELECTIONS}", *(f"{paths.AREAS}/{slug}" for slug in self.areas))

    @property
    def links_to_pdf(self) -> bool:
        """Whether pages link to PDFs."""
        return self.pdf or self.on_demand

    def wants(self, name: str) -> bool:
        """Whether a document of that name is asked for."""
        return not self.only or any(name == only or name.startswith(f"{only}-") for only in self.only)


CITY = ""
"""Stands for the city among the areas; no slug is empty."""

KEPT_AT_ONCE = 200
"""So many answers wait until they are kept: then it is looked whether a file changed meanwhile."""

NO_SETTINGS = "areas/regsam.yaml fehlt oder ist nicht lesbar. Beheben Sie zuerst das."

OnProgress = Callable[[str, int, int], None]
"""Told what is going on, and how many of how many are done."""


def build(
    root: Path,
    options: Options,
    progress: OnProgress = lambda what, done, total: None,
    memory: Memory | None = None,
) -> Built:
    """Build documents of a content repository. `memory`: where it is kept what areas came to; it is asked where everything is
    built. Raises Trouble for what must be mended before anything can be built."""
    start = time.monotonic()
    tree = disk.tree(root) if memory is None else memory.tree
    memory = None if options.areas or options.only else memory
    slugs = _slugs(tree, options)
    city = check.check(tree, areas.around(tree))
    files = standing.standing(disk.resource_bytes(paths.TEMPLATES), tree.templates())
    publisher = publishing(city, files, options.edition, options.jobs)
    with opened(root, Index(memory.store, f"built {options.edition}") if memory is not None else None) as output:
        run = _Run(output, options, progress)
        if publisher is None:  # what earlier builds made is all there is to name
            run.outcome.findings = check.check(tree, options.checked()).findings
            run.shares |= _nothing(slugs, output, options)
            jobs = run.take({CITY: MadeShare(run.shares[CITY])}, copying.Copies())
        else:
            within = tuple(f"{paths.AREAS}/{slug}/" for slug in slugs)
            counts = changed.counted(root, tree, within) if options.wants("termine") else {}
            jobs = _made(run, publisher, areas.AreasOrder(root, slugs, options, counts), memory)
        try:
            run.set(jobs)
        finally:  # a build that is interrupted need not begin anew
            run.keep(memory)
        run.sweep()
        run.outcome.notes += left_by_others(output, options)
    run.outcome.seconds = round(time.monotonic() - start, 3)
    return run.outcome


def _made(run: _Run, publisher: Publisher, order: areas.AreasOrder, memory: Memory | None) -> Iterator[setting.Commission]:
    """Make and write everything but papers, area by area and the city at last, and give the papers' jobs as they come."""
    options, slugs = order.options, order.slugs
    portions = _areas(run, publisher, order, memory)
    if options.only:  # a name that nothing has is told before anything is written
        portions = iter(list(portions))
        known = _with(publisher, {slug: run.shares[slug] for slug in slugs}, (), ())
        _known(known, slugs, options)
    for made, copies in portions:
        yield from run.take(made, copies)
        if len(run.found) > KEPT_AT_ONCE:
            run.keep(memory)
    shares = {slug: run.shares[slug] for slug in slugs}
    found = told(one for findings in (publisher.result.findings, *(one.findings for one in shares.values())) for one in findings)
    run.outcome.findings = tuple(one for one in found if check.concerned(one.path, options.checked()))
    run.outcome.notes = [note for share in shares.values() for note in share.notes]
    if not options.areas:
        copies = copying.clean(publisher, (), run.output, force=options.force, city=True)
        city = _city(run, _with(publisher, shares, found, run.refused | copies.refused), shares, memory)
        city.share.copied = copies.keys
        yield from run.take({CITY: city}, copies)
    run.keep(memory)


def _areas(
    run: _Run, publisher: Publisher, order: areas.AreasOrder, memory: Memory | None
) -> Iterator[tuple[dict[str, MadeShare], copying.Copies]]:
    """What was asked for of the areas, and the files that go along. What is kept and still lies there is not made."""
    options, slugs = order.options, order.slugs
    keys = areas.keys(memory, order) if memory is not None else {}
    kept = run.kept(memory, {slug: keys[slug] for slug in slugs if slug in keys})
    readings = memory.keys(slugs, READ) if memory is not None else {}

    def keep(slug: str, share: Share) -> None:
        if slug in keys and not share.faulty:  # what took too long may come out otherwise the next time
            run.found[keys[slug]] = share

    def known_of(some: Sequence[str]) -> dict[str, check.KeptArea]:
        found = {slug: memory.store.get(readings[slug], check.KeptArea) for slug in some} if memory and readings else {}
        return {slug: one for slug, one in found.items() if one is not None}

    settled = {slug: MadeShare(share) for slug, share in kept.items() if share.day == options.today}
    run.shares |= kept
    yield settled, copying.Copies()
    known = _with(publisher, kept, told((*publisher.result.findings, *(f for one in kept.values() for f in one.findings))), ())
    for portion in areas.some([slug for slug in kept if slug not in settled], areas.APART):
        made = areas.on_day(known, {slug: MadeShare(kept[slug]) for slug in portion}, order)
        for slug, one in made.items():
            keep(slug, one.share)
        yield made, copying.Copies()
    for new in areas.make_all(publisher, replace(order, slugs=tuple(slug for slug in slugs if slug not in kept)), known_of):
        made = dict(new)
        shown = {slug: one.share.shown for slug, one in made.items() if one.share.shown is not None}
        copies = copying.clean(replace(publisher, shown_areas=shown), made, run.output, force=options.force)
        withheld = frozenset(copies.refused)
        again = tuple(slug for slug in made if any(path.startswith(f"{options.edition}/{slug}/") for path in withheld))
        for other in areas.make_all(publisher, replace(order, slugs=again, withheld=withheld), known_of):
            made |= other
        for slug, one in made.items():
            start = f"{options.edition}/{slug}/"
            one.share.copied = {path: key for path, key in copies.keys.items() if path.startswith(start)}
            run.shares[slug] = one.share
            if slug in readings and one.reading is not None:
                run.found[readings[slug]] = one.reading
            if slug not in again:
                keep(slug, one.share)
        yield made, copies


def _with(publisher: Publisher, shares: Mapping[str, Share], found: tuple[Finding, ...], withheld: Collection[str]) -> Publisher:
    """What publishes the city, with its areas."""
    shown = {slug: share.shown for slug, share in shares.items() if share.shown is not None}
    signed = {slug: share.signed for slug, share in shares.items()}
    digests = {path: digest for share in shares.values() for path, digest in share.digests.items()}
    result = replace(publisher.result, findings=found)
    return replace(publisher, result=result, shown_areas=shown, withheld=withheld, signed=signed, digests=digests)


def _city(run: _Run, publisher: Publisher, shares: Mapping[str, Share], memory: Memory | None) -> MadeShare:
    """What belongs to the city: its own documents, its pages, calendar and data. What is made of the same as before and still
    lies there is not made."""
    options = run.options
    planned = overviews.documents_of_city(publisher, options.wants)
    order, keys = list(planned.planned), _city_keys(publisher, planned, shares, memory) if memory is not None else {}
    kept = run.kept(memory, {path: keys[path] for path in order if path in keys})
    for path in kept:
        del planned.planned[path]
    publisher.press([planned])  # the city's page lists them
    documents = made_of(planned, Share())
    new = {one.path: Share(listings=[one]) for one in documents.share.listings}
    documents.share.listings = [one for path in order for one in (kept | new).get(path, Share()).listings]
    run.found |= {keys[path]: share for path, share in new.items() if path in keys}
    whole = map(msgspec.json.encode, map(told_by_city, (documents.share, *shares.values())))
    key = {CITY: digests.key(keys[CITY], str(options.today), str(options.links_to_pdf), *whole)} if keys else {}
    if known := run.kept(memory, key):
        return dated(documents, MadeShare(known[CITY]), options.today)
    overview = overviews.of_city(publisher, shares, documents.share, options.today, options.wants, pdf=options.links_to_pdf)
    publisher.press([overview])
    pages = made_of(overview, Share())
    run.found |= {one: pages.share for one in key.values() if not pages.share.failed}
    return dated(documents, pages, options.today)


def _city_keys(publisher: Publisher, planned: Published, shares: Mapping[str, Share], memory: Memory) -> dict[str, str]:
    """What stands for all that each document of the city is made of, by path; under `CITY` for what all of them are."""
    options = ("city", publisher.edition)
    base = memory.keys(tuple(shares), *options).get(CITY)
    if base is None:
        return {}
    areas_ = (part for slug, seen in sorted(publisher.shown_areas.items()) for part in (slug, seen.area.name))
    stopped = (slug for slug in sorted(publisher.shown_areas) if publisher.stopped_area(slug) is not None)
    around = digests.key(base, *areas_, "", *stopped, "", *sorted(publisher.withheld))
    found = {
        path: digests.key(around if one.sources else base, path, *memory.digests(f"{paths.AREAS}/{name}" for name in one.sources))
        for path, one in planned.planned.items()
    }
    return {CITY: around, **found}


def _nothing(slugs: Iterable[str], output: Output, options: Options) -> dict[str, Share]:
    """What is made without settings: nothing, and what there was is named."""
    shares = {CITY: Share(missing={f"{options.edition}/{INDEX}.html": NO_SETTINGS})} | {slug: Share() for slug in slugs}
    shares[CITY].missing |= {path: NO_SETTINGS for path in output.files if _concerned(path, shares, options)}
    return shares


def _slugs(tree: Tree, options: Options) -> tuple[str, ...]:
    there = layout(tree).areas
    unknown = [slug for slug in options.areas if slug not in there]
    if unknown:
        near = next(iter(get_close_matches(unknown[0], there, n=1)), None)
        meant = f" Meinten Sie „{near}“?" if near else ""
        known = ", ".join(there) or "noch keines"
        raise Trouble(f"Ein Gebiet „{unknown[0]}“ gibt es unter areas/ nicht.{meant} Es gibt: {known}.")
    return options.areas or tuple(there)


def left_by_others(output: Output, options: Options) -> Iterator[str]:
    """Files among the documents of an edition that is given away which no build made: a pull request may have brought them."""
    if options.edition == "intern":
        return
    for path in sorted(output.place.strangers(options.edition, output.files)):
        yield (
            f"{paths.BUILD}/{path} stammt nicht von regsam-docs und würde mit den Dokumenten weitergegeben. "
            "Verschieben oder löschen Sie die Datei."
        )


def _known(publisher: Publisher, slugs: Sequence[str], options: Options) -> None:
    """Raise Trouble for a document asked for by a name that none can have here."""
    names = {INDEX, "termine", *documents.AREA_DOCUMENTS}
    names |= {plan.name for seen in publisher.shown_areas.values() for plan in documents.plans(seen.area, publisher.edition)}
    city = {*overviews.NAMES, *documents.CITY_DOCUMENTS, *(Path(name).name for name in overviews.SHEETS)}
    city |= {plan.name for plan in documents.city_plans(overviews.city_view(publisher), {})}
    if not options.areas:
        names |= city
    kinds = sorted({re.sub(r"-\d{4}-\d{2}-\d{2}(-[a-z])?$", "", name) for name in names})
    for wanted in options.only:
        if not _named(wanted, names):
            if _named(wanted, city):
                raise Trouble(f"„{wanted}“ gehört zur ganzen Stadt. Lassen Sie das Gebiet weg: regsam-docs build --only {wanted}")
            near = next(iter(get_close_matches(wanted, [*kinds, *slugs], n=1, cutoff=0.5)), None) or next(
                (kind for kind in kinds if wanted in kind), None
            )
            meant = f" Meinten Sie „{near}“?" if near else ""
            raise Trouble(f"Ein Dokument „{wanted}“ gibt es hier nicht.{meant} Möglich sind: {', '.join(kinds)}.")


def _named(wanted: str, names: set[str]) -> bool:
    return any(name == wanted or name.startswith(f"{wanted}-") for name in names)


@dataclass(slots=True)
class _Run:
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
        if not self.options.pdf:
            for _ in jobs:
                pass
            self._drop_outdated(self.papers)
            return
        if self.options.share:  # which are ours is only known when all are
            every = dict(jobs)
            ours = setting.share_of(every, self.options.share)
            jobs = iter([(path, job) for path, job in every.items() if path in ours])
        failed: dict[str, str] = {}
        execute = self.options.executor or setting.here(self.options.jobs)
        for done, one in enumerate(execute(setting.longest_first(self._stale(jobs))), 1):
            path = one.job[0]
            if one.value is not None:
                self.output.put(path, self.papers[path], one.value)
                self.outcome.built.append(f"{paths.BUILD}/{path}")
            else:
                self.output.drop(path)
                if isinstance(one.error, pdf.Unavailable):  # said once, not for every document
                    self.outcome.no_pdf = str(one.error)
                    self.outcome.unset += 1
                else:
                    failed[path] = str(one.error)
            self.progress("PDF", done, self.stale)
        if not self.options.share:
            ours = frozenset(self.papers)
        self.outcome.unchanged += len(ours) - self.stale
        self._drop_outdated({path: key for path, key in self.papers.items() if path not in ours})
        self.outcome.failed |= {f"{paths.BUILD}/{path}": why for path, why in failed.items()}
        if self.options.share:
            self._note(self.options.share, ours, failed)

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
        for path in [path for path in self.output.files if path not in kept and _concerned(path, self.shares, self.options)]:
            self.output.drop(path)
        for path in kept:
            entry = self.output.files.get(path)
            if entry is not None and not entry.key:  # announced, but not made in this run
                self.output.drop(path)


def _concerned(path: str, made: Collection[str], options: Options) -> bool:
    """Whether this build answers for a file in `build/`."""
    edition_name, _, rest = path.partition("/")
    if edition_name != options.edition:
        return False
    area = rest.partition("/")[0] if "/" in rest else CITY
    if options.areas and area not in made:
        return False
    return options.wants(Path(rest).stem) if options.only else True
