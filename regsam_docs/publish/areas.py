"""An edition's areas: each is read, judged, cut and rendered by itself, many of them in processes, and not at all where its share
is kept under the digest of everything it is made of."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from regsam_docs import check, edition
from regsam_docs.check import KeptArea
from regsam_docs.limits import AREAS_BYTES_OF_MEMORY, AREAS_SECONDS, COLLECTING
from regsam_docs.publish import Publisher, overviews
from regsam_docs.publish import publisher as publishing
from regsam_docs.publish.share import MadeShare, Share, dated, light, made_of, whole
from regsam_docs.render import templates
from regsam_docs.render.templates import TemplateFiles
from regsam_docs.repository import digests, paths
from regsam_docs.repository.layout import Layout, layout
from regsam_docs.repository.tree import Tree
from regsam_docs.system import disk, pool
from regsam_docs.system.output import Output
from regsam_docs.system.store import Memory, Store

if TYPE_CHECKING:
    from regsam_docs.publish.build import Options

APART = 25
"""So many areas are made in processes, where there are cores for them: starting one takes as long as making some areas. No more
are held at a time."""

AT_ONCE = 4
"""Areas that a process makes at a time. What some of them came to waits in the main process until it is written."""

Counts = Mapping[str, int]
"""How often what is published of an area was changed, by path from the root."""


@dataclass(frozen=True, slots=True)
class AreasOrder:
    """Areas to be made, and what of the rest of the repository they need to know."""

    root: Path
    slugs: tuple[str, ...]
    options: Options
    counts: Counts
    withheld: frozenset[str] = frozenset()
    """See `Publisher.withheld`."""
    known: Mapping[str, KeptArea] = field(default_factory=dict)
    """What some of them were read as before; they are not read again."""


def around(tree: Tree, plan: Layout | None = None) -> list[str]:
    """What belongs to no area, by path. `plan`: the tree's layout, if it is known."""
    areas = (plan or layout(tree)).areas
    return [paths.SETTINGS, *(f"{paths.AREAS}/{name}" for name in tree.children()[paths.AREAS] if name not in areas)]


def keys(memory: Memory, order: AreasOrder) -> dict[str, str]:
    """What stands for everything that each area's share is made of. All areas must be asked for."""
    options, slugs = order.options, order.slugs
    asked = ("share", options.edition, str(options.links_to_pdf))
    changed: dict[str, list[str]] = {slug: [] for slug in slugs}
    for path, count in sorted(order.counts.items()):
        slug = path.split("/", 2)[1] if "/" in path else ""
        if slug in changed:
            changed[slug] += [path, str(count)]
    return {slug: digests.key(key, *changed[slug]) for slug, key in memory.keys(slugs, *asked).items() if slug}


def kept(store: Store, keys: Mapping[str, str], output: Output, *, papers: bool) -> dict[str, Share]:
    """The shares of areas that are known of which every file still lies there, by slug. `papers`: whether PDFs are wanted."""
    known = {slug: store.get(key, Share) for slug, key in keys.items()}
    return {
        slug: share
        for slug, share in known.items()
        if share is not None and all(output.is_current(*one) for one in share.current(papers=papers))
    }


def make(city: check.Result, files: TemplateFiles, order: AreasOrder) -> Iterator[MadeShare]:
    """Areas by themselves, in their order. `city`: what belongs to none of them, which must have settings."""
    options = order.options
    result = check.check(
        city.tree,
        [*around(city.tree, city.plan), *(f"{paths.AREAS}/{slug}" for slug in order.slugs)],
        city=city,
        known=order.known,
    )
    publisher = publishing(result, files, options.edition, options.jobs)
    assert publisher is not None, "without settings no area is asked for"
    publisher = replace(publisher, withheld=order.withheld)
    made = {slug: publisher.planned(slug, options.wants) for slug in order.slugs}
    publisher.render_planned(made.values())
    documents: dict[str, MadeShare] = {}
    for slug in order.slugs:
        excerpt = publisher.excerpts.get(slug)
        share = Share(
            excerpt=replace(excerpt, data={}) if excerpt is not None else None,
            findings=tuple(check.found_in(result, slug)),
            notes=list(names_called(publisher, slug)),
            published=publisher.published(slug),
            signed=publisher.signed.get(slug),
            digests={f"{paths.AREAS}/{slug}/{name}": sheet.digest for name, sheet in result.files_of(slug).items()},
        )
        reading = check.packed_reading(result, slug) if slug not in order.known else None
        documents[slug] = replace(made_of(made.pop(slug), share), reading=reading)
    yield from on_day(publisher, documents, order).values()


def on_day(publisher: Publisher, documents: Mapping[str, MadeShare], order: AreasOrder) -> dict[str, MadeShare]:
    """Areas with their pages and calendars as they are today. `documents`: the same without them, or as of another day."""
    options = order.options
    publisher = replace(publisher, changes=lambda path: order.counts.get(f"{paths.AREAS}/{path}", 0))
    pages = {
        slug: overviews.of_area(publisher, slug, one.share, options.today, options.wants, pdf=options.links_to_pdf)
        for slug, one in documents.items()
    }
    publisher.render_planned(pages.values())
    return {slug: dated(one, made_of(pages[slug], Share()), options.today) for slug, one in documents.items()}


def make_all(
    publisher: Publisher, order: AreasOrder, known: Callable[[Sequence[str]], dict[str, KeptArea]] = lambda slugs: {}
) -> Iterator[dict[str, MadeShare]]:
    """Areas by slug, some at a time as they come, many of them in processes, of which this is one. What goes wrong in another is
    done here, and so is what a content repository's templates take part in: those have processes of their own. `known`: gives
    what of areas is known."""
    files, left = publisher.templates, dict.fromkeys(order.slugs)
    workers = min(order.options.jobs, len(order.slugs) // APART)
    if workers > 1 and not files.replaced:
        one_job = replace(order.options, jobs=1)
        portions = some(order.slugs, AT_ONCE)
        orders = (
            replace(order, slugs=slugs, options=one_job, counts=_of(slugs, order.counts), known=known(slugs))
            for slugs in portions
        )
        limits, warm = (AREAS_SECONDS, AREAS_BYTES_OF_MEMORY), partial(gc.set_threshold, *COLLECTING)

        def here(portion: AreasOrder) -> list[MadeShare]:
            return list(make(publisher.result, files, portion))

        for one in pool.run(orders, work, workers - 1, *limits, warm, here=here):
            if one.value is not None:
                left = {slug: None for slug in left if slug not in one.job.slugs}
                yield {
                    slug: whole(sent, publisher.look.paper, files.fonts())
                    for slug, sent in zip(one.job.slugs, one.value, strict=True)
                }
    for slugs in some(tuple(left), APART if files.replaced else AT_ONCE):
        these = replace(order, slugs=slugs, known=known(slugs))
        yield dict(zip(slugs, make(publisher.result, files, these), strict=True))


def some(slugs: Sequence[str], most: int) -> Iterator[tuple[str, ...]]:
    """Areas, so many at a time."""
    return (tuple(slugs[start : start + most]) for start in range(0, len(slugs), most))


def _of(slugs: Sequence[str], counts: Counts) -> Counts:
    """What is counted of some areas."""
    starts = tuple(f"{paths.AREAS}/{slug}/" for slug in slugs)
    return {path: count for path, count in counts.items() if path.startswith(starts)}


def work(order: AreasOrder) -> list[MadeShare]:
    """What a process does: `make`."""
    return [light(one) for one in make(*_ground(order.root), order)]


@cache
def _ground(root: Path) -> tuple[check.Result, TemplateFiles]:
    """What a process, which does not outlast its build, reads once."""
    tree = disk.tree(root)
    return check.check(tree, around(tree)), templates.overlay(disk.resource_bytes(paths.TEMPLATES), tree.templates())


def names_called(publisher: Publisher, slug: str) -> Iterator[str]:
    """Where texts of an area call a person whose name this edition keeps to itself otherwise."""
    excerpt = publisher.excerpts.get(slug)
    if excerpt is None or publisher.edition == "intern":
        return
    start, sheets = f"{paths.AREAS}/{slug}/", publisher.result.files_of(slug)
    files = {name: (s.kind, s.data, excerpt.data.get(name)) for name, s in sheets.items() if s.data is not None}
    for one in edition.called(files):
        sheet = sheets[one.file]
        places = sheet.places or check.read(publisher.result.tree, sheet.path, sheet.kind).places  # of what was not read again
        mark = places.within(one.path, one.offset) if places is not None else None
        place = f"{start}{one.file}:{mark.line}:{mark.column}" if mark is not None else f"{start}{one.file}"
        yield (
            f"{place}: Der Text nennt „{one.name}“. Aus {one.known_from} steht der Name nicht in dieser Ausgabe "
            f"({publisher.edition}). Prüfen Sie, ob er hier stehen darf, sonst schreiben Sie die Funktion oder Organisation."
        )
