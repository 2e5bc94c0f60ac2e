"""From checked files to documents under `build/`: plan, render, set, write; what is up to date is left alone."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from regsam_docs import check, documents, pdf
from regsam_docs.documents.plan import Edition
from regsam_docs.finding import Finding, Trouble, told
from regsam_docs.publish import Publisher, areas, changed, copying, overviews, setting
from regsam_docs.publish import publisher as publishing
from regsam_docs.publish.overviews import INDEX
from regsam_docs.publish.share import MadeShare, Share, made_of
from regsam_docs.render import standing
from regsam_docs.repository import digests, paths
from regsam_docs.repository.layout import layout
from regsam_docs.repository.tree import Tree
from regsam_docs.system import disk
from regsam_docs.system.output import Built, Output, opened
from regsam_docs.system.store import Index, Memory


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
        if publisher is None:  # what earlier builds made is all there is to name
            outcome = Built(check.check(tree, options.checked()).findings)
            made, copies = _nothing(slugs, options), copying.Copies()
            made[CITY].share.missing |= {path: NO_SETTINGS for path in output.files if _concerned(path, made, options)}
        else:
            within = tuple(f"{paths.AREAS}/{slug}/" for slug in slugs)
            counts = changed.counted(root, tree, within) if options.wants("termine") else {}
            order = areas.AreasOrder(root, slugs, options, counts)
            made, copies = _areas(publisher, order, output, memory)
            shares = {slug: made[slug].share for slug in slugs}
            found = told(one for findings in (city.findings, *(one.findings for one in shares.values())) for one in findings)
            outcome = Built(tuple(one for one in found if check.concerned(one.path, options.checked())))
            outcome.notes = [note for share in shares.values() for note in share.notes]
            publisher = _with(publisher, shares, found, copies.refused)
            if not options.areas:
                made[CITY] = _city(publisher, shares, options)
            _known(publisher, made, options)
        _write(output, made, copies, options, outcome, progress)
        _sweep(output, made, copies, options)
        outcome.notes += left_by_others(output, options)
    outcome.seconds = round(time.monotonic() - start, 3)
    return outcome


def _areas(
    publisher: Publisher, order: areas.AreasOrder, output: Output, memory: Memory | None
) -> tuple[dict[str, MadeShare], copying.Copies]:
    """What was asked for of the areas, and the files that go along. What is kept and still lies there is not made."""
    options, slugs = order.options, order.slugs
    keys = areas.keys(memory, order) if memory is not None else {}
    kept = areas.kept(memory.store, keys, output, papers=options.pdf) if memory is not None and not options.force else {}
    new = tuple(slug for slug in slugs if slug not in kept)
    made = areas.make_all(publisher, replace(order, slugs=new))
    shown = {slug: one.share.shown for slug, one in made.items() if one.share.shown is not None}
    copies = copying.clean(replace(publisher, shown_areas=shown), new, output, force=options.force, city=not options.areas)
    withheld = frozenset(copies.refused)
    again = tuple(slug for slug in new if any(path.startswith(f"{options.edition}/{slug}/") for path in withheld))
    made |= areas.make_all(publisher, replace(order, slugs=again, withheld=withheld))
    for slug in new:
        start = f"{options.edition}/{slug}/"
        made[slug].share.copied = {path: key for path, key in copies.keys.items() if path.startswith(start)}
    for share in kept.values():
        copies.keys.update(share.copied)
    if memory is not None:  # what took too long or could not be cleaned may come out otherwise the next time
        lasting = (slug for slug in new if slug in keys and slug not in again and not made[slug].share.faulty)
        memory.keep({keys[slug]: made[slug].share for slug in lasting})
    return {slug: made.get(slug) or MadeShare(kept[slug]) for slug in slugs}, copies


def _with(publisher: Publisher, shares: Mapping[str, Share], found: tuple[Finding, ...], withheld: Collection[str]) -> Publisher:
    """What publishes the city, with its areas."""
    shown = {slug: share.shown for slug, share in shares.items() if share.shown is not None}
    return replace(publisher, result=replace(publisher.result, findings=found), shown_areas=shown, withheld=withheld)


def _city(publisher: Publisher, shares: Mapping[str, Share], options: Options) -> MadeShare:
    """What belongs to the city: its own documents, its pages, calendar and data."""
    city = overviews.documents_of_city(publisher, options.wants)
    publisher.press([city])  # its page lists them
    overviews.add_to_city(publisher, shares, city, options.today, options.wants, pdf=options.links_to_pdf)
    publisher.press([city])
    return made_of(city, Share())


def _nothing(slugs: Iterable[str], options: Options) -> dict[str, MadeShare]:
    """What is made without settings."""
    index = {f"{options.edition}/{INDEX}.html": NO_SETTINGS}
    return {CITY: MadeShare(Share(missing=index))} | {slug: MadeShare(Share()) for slug in slugs}


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


def _known(publisher: Publisher, made: dict[str, MadeShare], options: Options) -> None:
    """Raise Trouble for a document asked for by a name that none can have here."""
    if not options.only:
        return
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
            near = next(iter(get_close_matches(wanted, [*kinds, *made], n=1, cutoff=0.5)), None) or next(
                (kind for kind in kinds if wanted in kind), None
            )
            meant = f" Meinten Sie „{near}“?" if near else ""
            raise Trouble(f"Ein Dokument „{wanted}“ gibt es hier nicht.{meant} Möglich sind: {', '.join(kinds)}.")


def _named(wanted: str, names: set[str]) -> bool:
    return any(name == wanted or name.startswith(f"{wanted}-") for name in names)


def _write(
    output: Output, made: dict[str, MadeShare], copies: copying.Copies, options: Options, outcome: Built, progress: OnProgress
) -> None:
    """Write what is not up to date: copies, pages, then PDFs as the workers finish them."""
    for share in (one.share for one in made.values()):
        outcome.faulty |= share.faulty
        for path, reason in share.failed.items():
            endings = ("html", "pdf") if options.pdf else ("html",)
            outcome.failed |= {f"{paths.BUILD}/{path}.{ending}": reason for ending in endings}
        outcome.failed |= {f"{paths.BUILD}/{path}": reason for path, reason in share.missing.items()}
    for path, why in copies.refused.items():
        outcome.failed[f"{paths.BUILD}/{path}"] = why
        if path in output.files:
            output.drop(path)
    output.announce(_paths(made, copies))
    for path, data in copies.cleaned.items():
        output.put(path, copies.keys[path], data)
        outcome.built.append(f"{paths.BUILD}/{path}")
    outcome.unchanged += len(copies.keys) - len(copies.cleaned)
    for one in made.values():
        for path, key in (*one.share.files.items(), *one.share.pages()):
            _put(output, path, key, one.files.get(path), options, outcome)
    papers = {path: key for one in made.values() for path, key in one.share.papers()}
    if options.pdf:
        _set(output, {path: job for one in made.values() for path, job in one.jobs.items()}, papers, options, outcome, progress)
    else:
        _drop_outdated(output, papers)


def _paths(made: Mapping[str, MadeShare], copies: copying.Copies) -> set[str]:
    """All files that there will be, or would be if their paper could be set."""
    return {*copies.keys, *(path for one in made.values() for path, _ in one.share.current(papers=True))}


def _put(output: Output, path: str, key: str, data: bytes | None, options: Options, outcome: Built) -> None:
    """Write a file if it is not up to date. `data`: None for one of a share that was kept, which is."""
    if data is None or (output.is_current(path, key) and not options.force):
        outcome.unchanged += 1
        return
    output.put(path, key, data)
    outcome.built.append(f"{paths.BUILD}/{path}")


def _set(
    output: Output, jobs: dict[str, pdf.Job], keys: dict[str, str], options: Options, outcome: Built, progress: OnProgress
) -> None:
    """Have the PDFs made that are not up to date, the longest first; one that fails takes no other with it. `keys`: of all
    papers, those too that have no job, for they are up to date."""
    ours = setting.share_of(jobs, options.share) if options.share else frozenset(keys)
    stale = {path for path in ours if path in jobs and (options.force or not output.is_current(path, keys[path]))}
    outcome.unchanged += len(ours) - len(stale)
    _drop_outdated(output, {path: key for path, key in keys.items() if path not in ours})
    orders = sorted(((path, jobs[path]) for path in stale), key=lambda order: (-setting.cost(order[1]), order[0]))
    execute = options.executor or setting.here(options.jobs)
    failed: dict[str, str] = {}
    for done, one in enumerate(execute(orders) if orders else (), 1):
        path = one.job[0]
        if one.value is not None:
            output.put(path, keys[path], one.value)
            outcome.built.append(f"{paths.BUILD}/{path}")
        else:
            output.drop(path)
            if isinstance(one.error, pdf.Unavailable):  # said once, not for every document
                outcome.no_pdf = str(one.error)
            else:
                failed[path] = str(one.error)
        progress("PDF", done, len(orders))
    outcome.failed |= {f"{paths.BUILD}/{path}": why for path, why in failed.items()}
    if options.share:
        made = {path: (keys[path], output.files[path].digest) for path in ours if path in output.files and path not in failed}
        note = setting.encode(setting.ShareNote(options.edition, *options.share, made, failed))
        name = setting.note_name(options.edition, options.share)
        output.announce([name])
        _put(output, name, digests.digest(note), note, options, outcome)


def _drop_outdated(output: Output, keys: Mapping[str, str]) -> None:
    """A PDF that this build does not make and that is no longer what its page says must not lie beside it."""
    for path, key in keys.items():
        if path in output.files and not output.is_current(path, key):
            output.drop(path)


def _sweep(output: Output, made: dict[str, MadeShare], copies: copying.Copies, options: Options) -> None:
    """Remove what earlier builds made and this one would not make any more, within what was asked for."""
    kept = _paths(made, copies) | ({setting.note_name(options.edition, options.share)} if options.share else set())
    for path in [path for path in output.files if path not in kept and _concerned(path, made, options)]:
        output.drop(path)
    for path in kept:
        entry = output.files.get(path)
        if entry is not None and not entry.key:  # announced, but not made in this run
            output.drop(path)


def _concerned(path: str, made: dict[str, MadeShare], options: Options) -> bool:
    """Whether this build answers for a file in `build/`."""
    edition_name, _, rest = path.partition("/")
    if edition_name != options.edition:
        return False
    area = rest.partition("/")[0] if "/" in rest else CITY
    if options.areas and area not in made:
        return False
    return options.wants(Path(rest).stem) if options.only else True
