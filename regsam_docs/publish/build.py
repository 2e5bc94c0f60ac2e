"""From checked files to documents under `build/`: plan, render, set, write; what is up to date is left alone."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from pathlib import Path

import msgspec

from regsam_docs import check
from regsam_docs.documents.plan import Edition
from regsam_docs.finding import Finding, reported
from regsam_docs.publish import Published, Publisher, areas, asked, changed, copying, overviews, setting
from regsam_docs.publish import publisher as publishing
from regsam_docs.publish.overviews import INDEX
from regsam_docs.publish.run import CITY, BuildRun, OnProgress, concerned
from regsam_docs.publish.share import MadeShare, Share, dated, for_city, made_of
from regsam_docs.render import templates
from regsam_docs.repository import digests, paths
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
        return not self.only or any(asked.is_named(only, (name,)) for only in self.only)


KEPT_AT_ONCE = 200
"""So many answers wait until they are kept: then it is looked whether a file changed meanwhile."""

NO_SETTINGS = "areas/regsam.yaml fehlt oder ist nicht lesbar. Beheben Sie zuerst das."


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
    slugs = asked.areas(tree, options.areas)
    city = check.check(tree, areas.around(tree))
    files = templates.overlay(disk.resource_bytes(paths.TEMPLATES), tree.templates())
    publisher = publishing(city, files, options.edition, options.jobs)
    with opened(root, Index(memory.store, f"built {options.edition}") if memory is not None else None) as output:
        run = BuildRun(output, options, progress)
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


def _made(run: BuildRun, publisher: Publisher, order: areas.AreasOrder, memory: Memory | None) -> Iterator[setting.Commission]:
    """Make and write everything but papers, area by area and the city at last, and give the papers' jobs as they come."""
    options, slugs = order.options, order.slugs
    portions = _areas(run, publisher, order, memory)
    if options.only:  # a name that nothing has is told before anything is written
        portions = iter(list(portions))
        known = _with(publisher, {slug: run.shares[slug] for slug in slugs}, (), ())
        asked.check_names(known, slugs, options.only, of_city=not options.areas)
    for made, copies in portions:
        yield from run.take(made, copies)
        if len(run.found) > KEPT_AT_ONCE:
            run.keep(memory)
    shares = {slug: run.shares[slug] for slug in slugs}
    found = reported(chain(publisher.result.findings, *(one.findings for one in shares.values())))
    run.outcome.findings = tuple(one for one in found if check.concerned(one.path, options.checked()))
    run.outcome.notes = [note for share in shares.values() for note in share.notes]
    if not options.areas:
        copies = copying.clean(publisher, (), run.output, force=options.force, city=True)
        city = _city(run, _with(publisher, shares, found, run.refused | copies.refused), shares, memory)
        city.share.copied = copies.keys
        yield from run.take({CITY: city}, copies)
    run.keep(memory)


def _areas(
    run: BuildRun, publisher: Publisher, order: areas.AreasOrder, memory: Memory | None
) -> Iterator[tuple[dict[str, MadeShare], copying.Copies]]:
    """What was asked for of the areas, and the files that go along. What is kept and still lies there is not made."""
    keys = areas.keys(memory, order) if memory is not None else {}
    kept = run.kept(memory, {slug: keys[slug] for slug in order.slugs if slug in keys})
    for made, copies, sure in chain(_kept(run, publisher, order, kept), _new(run, publisher, order, kept, memory)):
        for slug, one in made.items():
            if slug in keys and slug in sure and not one.share.faulty:  # what took too long may come out otherwise next time
                run.found[keys[slug]] = one.share
        yield made, copies


Portion = tuple[dict[str, MadeShare], copying.Copies, Collection[str]]
"""Some areas, the files that go along, and of which areas it is to be kept what they came to."""


def _kept(run: BuildRun, publisher: Publisher, order: areas.AreasOrder, kept: Mapping[str, Share]) -> Iterator[Portion]:
    """Areas of which it is known what they came to; what tells of another day than today is made anew."""
    run.shares |= kept
    settled = {slug: MadeShare(share) for slug, share in kept.items() if share.day == order.options.today}
    yield settled, copying.Copies(), ()
    found = (one for share in kept.values() for one in share.findings)
    known = _with(publisher, kept, reported((*publisher.result.findings, *found)), ())
    for portion in areas.some([slug for slug in kept if slug not in settled], areas.APART):
        made = areas.on_day(known, {slug: MadeShare(kept[slug]) for slug in portion}, order)
        yield made, copying.Copies(), portion


def _new(
    run: BuildRun, publisher: Publisher, order: areas.AreasOrder, kept: Collection[str], memory: Memory | None
) -> Iterator[Portion]:
    """The other areas; those made twice, and not to be kept, of which a file must not go along."""
    readings = memory.keys(order.slugs, READ) if memory is not None else {}

    def known_of(some: Sequence[str]) -> dict[str, check.KeptArea]:
        found = {slug: memory.store.get(readings[slug], check.KeptArea) for slug in some} if memory and readings else {}
        return {slug: one for slug, one in found.items() if one is not None}

    order = replace(order, slugs=tuple(slug for slug in order.slugs if slug not in kept))
    for new in areas.make_all(publisher, order, known_of):
        made = dict(new)
        excerpts = {slug: one.share.excerpt for slug, one in made.items() if one.share.excerpt is not None}
        copies = copying.clean(replace(publisher, excerpts=excerpts), made, run.output, force=order.options.force)
        withheld = frozenset(copies.refused)
        again = tuple(slug for slug in made if any(path.startswith(f"{publisher.edition}/{slug}/") for path in withheld))
        for other in areas.make_all(publisher, replace(order, slugs=again, withheld=withheld), known_of):
            made |= other
        for slug, one in made.items():
            start = f"{publisher.edition}/{slug}/"
            one.share.copied = {path: key for path, key in copies.keys.items() if path.startswith(start)}
            run.shares[slug] = one.share
            if slug in readings and one.reading is not None:
                run.found[readings[slug]] = one.reading
        yield made, copies, made.keys() - set(again)


def _with(publisher: Publisher, shares: Mapping[str, Share], found: tuple[Finding, ...], withheld: Collection[str]) -> Publisher:
    """What publishes the city, with its areas."""
    excerpts = {slug: share.excerpt for slug, share in shares.items() if share.excerpt is not None}
    signed = {slug: share.signed for slug, share in shares.items()}
    digests = {path: digest for share in shares.values() for path, digest in share.digests.items()}
    result = replace(publisher.result, findings=found)
    return replace(publisher, result=result, excerpts=excerpts, withheld=withheld, signed=signed, digests=digests)


def _city(run: BuildRun, publisher: Publisher, shares: Mapping[str, Share], memory: Memory | None) -> MadeShare:
    """What belongs to the city: its own documents, its pages, calendar and data. What is made of the same as before and still
    lies there is not made."""
    options = run.options
    planned = overviews.documents_of_city(publisher, options.wants)
    order, keys = list(planned.planned), _city_keys(publisher, planned, shares, memory) if memory is not None else {}
    kept = run.kept(memory, {path: keys[path] for path in order if path in keys})
    for path in kept:
        del planned.planned[path]
    publisher.render_planned([planned])  # the city's page lists them
    documents = made_of(planned, Share())
    new = {one.path: Share(listings=[one]) for one in documents.share.listings}
    documents.share.listings = [one for path in order for one in (kept | new).get(path, Share()).listings]
    run.found |= {keys[path]: share for path, share in new.items() if path in keys}
    whole = map(msgspec.json.encode, map(for_city, (documents.share, *shares.values())))
    key = {CITY: digests.key(keys[CITY], str(options.today), str(options.links_to_pdf), *whole)} if keys else {}
    if known := run.kept(memory, key):
        return dated(documents, MadeShare(known[CITY]), options.today)
    overview = overviews.of_city(publisher, shares, documents.share, options.today, options.wants, pdf=options.links_to_pdf)
    publisher.render_planned([overview])
    pages = made_of(overview, Share())
    run.found |= {one: pages.share for one in key.values() if not pages.share.failed}
    return dated(documents, pages, options.today)


def _city_keys(publisher: Publisher, planned: Published, shares: Mapping[str, Share], memory: Memory) -> dict[str, str]:
    """What stands for all that each document of the city is made of, by path; under `CITY` for what all of them are."""
    options = ("city", publisher.edition)
    base = memory.keys(tuple(shares), *options).get(CITY)
    if base is None:
        return {}
    areas_ = (part for slug, excerpt in sorted(publisher.excerpts.items()) for part in (slug, excerpt.area.name))
    stopped = (slug for slug in sorted(publisher.excerpts) if publisher.stopped_area(slug) is not None)
    around = digests.key(base, *areas_, "", *stopped, "", *sorted(publisher.withheld))
    found = {
        path: digests.key(around if one.sources else base, path, *memory.digests(f"{paths.AREAS}/{name}" for name in one.sources))
        for path, one in planned.planned.items()
    }
    return {CITY: around, **found}


def _nothing(slugs: Iterable[str], output: Output, options: Options) -> dict[str, Share]:
    """What is made without settings: nothing, and what there was is named."""
    shares = {CITY: Share(missing={f"{options.edition}/{INDEX}.html": NO_SETTINGS})} | {slug: Share() for slug in slugs}
    shares[CITY].missing |= {path: NO_SETTINGS for path in output.files if concerned(path, shares, options)}
    return shares


def left_by_others(output: Output, options: Options) -> Iterator[str]:
    """Files among the documents of an edition that is given away which no build made: a pull request may have brought them."""
    if options.edition == "intern":
        return
    for path in sorted(output.place.strangers(options.edition, output.files)):
        yield (
            f"{paths.BUILD}/{path} stammt nicht von regsam-docs und würde mit den Dokumenten weitergegeben. "
            "Verschieben oder löschen Sie die Datei."
        )
