"""From checked files to documents under `build/`: plan, render, set, write; what is up to date is left alone."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from regsam_docs import check, documents, pdf
from regsam_docs.documents.plan import Edition
from regsam_docs.edition import names
from regsam_docs.finding import Trouble
from regsam_docs.limits import PDF_BYTES_OF_MEMORY, PDF_SECONDS
from regsam_docs.publish import Published, Publisher, Rendered, copying, overviews
from regsam_docs.publish import publisher as publishing
from regsam_docs.publish.changed import changes
from regsam_docs.publish.overviews import INDEX
from regsam_docs.render import standing
from regsam_docs.repository import digests, paths
from regsam_docs.repository.layout import layout
from regsam_docs.repository.tree import Tree
from regsam_docs.system import disk, pool
from regsam_docs.system.output import Built, Output, opened


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
    on_demand: bool = False
    """Pages link to PDFs also where this build makes none: somebody makes each when it is opened."""

    def checked(self) -> tuple[str, ...]:
        """Paths whose findings are asked for; empty for all."""
        if not self.areas:
            return ()
        return (paths.SETTINGS, f"{paths.AREAS}/{paths.SELECTIONS}", *(f"{paths.AREAS}/{slug}" for slug in self.areas))

    def wants(self, name: str) -> bool:
        """Whether a document of that name is asked for."""
        return not self.only or any(name == only or name.startswith(f"{only}-") for only in self.only)


CITY = ""
"""Stands for the city among the areas; no slug is empty."""

NO_SETTINGS = "areas/regsam.yaml fehlt oder ist nicht lesbar. Beheben Sie zuerst das."

OnProgress = Callable[[str, int, int], None]
"""Told what is going on, and how many of how many are done."""


def build(root: Path, options: Options, progress: OnProgress = lambda what, done, total: None) -> Built:
    """Build documents of a content repository. Raises Trouble for what must be mended before anything can be built."""
    start = time.monotonic()
    tree = disk.tree(root)
    slugs = _slugs(tree, options)
    result = check.check(tree, options.checked())
    outcome = Built(findings=result.findings)
    files = standing.standing(disk.resource_bytes(paths.TEMPLATES), tree.templates())
    publisher = publishing(result, files, options.edition, options.jobs)
    outcome.notes = [note for slug in slugs for note in names_called(publisher, slug)] if publisher is not None else []
    with opened(root) as output:
        copies = copying.Copies()
        if publisher is not None:
            copies = copying.clean(publisher, slugs, output, force=options.force, city=not options.areas)
            publisher = replace(publisher, withheld=copies.refused, changes=changes(root, tree))
        made = _published(publisher, slugs, options)
        if publisher is None:  # what earlier builds made is all there is to name
            made[CITY].missing |= {path: NO_SETTINGS for path in output.files if _concerned(path, made, options)}
        _write(output, made, copies, options, outcome, progress)
        _sweep(output, made, copies, options)
        outcome.notes += left_by_others(output, options)
    outcome.seconds = round(time.monotonic() - start, 3)
    return outcome


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


def names_called(publisher: Publisher, slug: str) -> Iterator[str]:
    """Where texts of an area call a person whose name this edition keeps to itself otherwise."""
    seen = publisher.shown_areas.get(slug)
    if seen is None or publisher.edition == "intern":
        return
    start, sheets = f"{paths.AREAS}/{slug}/", publisher.result.files_of(slug)
    files = {name: (s.kind, s.data, seen.data.get(name)) for name, s in sheets.items() if s.data is not None}
    for one in names.called(files):
        places = sheets[one.file].places
        mark = places.within(one.path, one.offset) if places is not None else None
        place = f"{start}{one.file}:{mark.line}:{mark.column}" if mark is not None else f"{start}{one.file}"
        yield (
            f"{place}: Der Text nennt „{one.name}“. Aus {one.known_from} steht der Name nicht in dieser Ausgabe "
            f"({publisher.edition}). Prüfen Sie, ob er hier stehen darf, sonst schreiben Sie die Funktion oder Organisation."
        )


def _published(publisher: Publisher | None, slugs: tuple[str, ...], options: Options) -> dict[str, Published]:
    """Everything asked for, by area; what belongs to the city stands under `CITY` and is made with all areas only."""
    if publisher is None:
        index = {f"{options.edition}/{INDEX}.html": NO_SETTINGS}
        return {CITY: Published(missing=index)} | {slug: Published() for slug in slugs}
    pdf = options.pdf or options.on_demand
    areas = {slug: publisher.planned(slug, options.wants) for slug in slugs}
    city = Published() if options.areas else overviews.documents_of_city(publisher, options.wants)
    made = areas | ({} if options.areas else {CITY: city})
    publisher.press(made.values())  # each page lists those that were made before
    for slug in slugs:
        overviews.add_to_area(publisher, slug, made[slug], options.today, options.wants, pdf=pdf)
    publisher.press(made.values())
    if not options.areas:
        overviews.add_to_city(publisher, areas, city, options.today, options.wants, pdf=pdf)
        publisher.press([city])
    _known(publisher, made, options)
    return made


def _known(publisher: Publisher, made: dict[str, Published], options: Options) -> None:
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
            near = next(iter(get_close_matches(wanted, [*kinds, *made], n=1, cutoff=0.5)), None) or next(
                (kind for kind in kinds if wanted in kind), None
            )
            meant = f" Meinten Sie „{near}“?" if near else ""
            raise Trouble(f"Ein Dokument „{wanted}“ gibt es hier nicht.{meant} Möglich sind: {', '.join(kinds)}.")


def _named(wanted: str, names: set[str]) -> bool:
    return any(name == wanted or name.startswith(f"{wanted}-") for name in names)


def _write(
    output: Output, made: dict[str, Published], copies: copying.Copies, options: Options, outcome: Built, progress: OnProgress
) -> None:
    """Write what is not up to date: copies, pages, then PDFs as the workers finish them."""
    for area in made.values():
        outcome.faulty |= area.faulty
        for path, reason in area.failed.items():
            endings = ("html", "pdf") if options.pdf else ("html",)
            outcome.failed |= {f"{paths.BUILD}/{path}.{ending}": reason for ending in endings}
        outcome.failed |= {f"{paths.BUILD}/{path}": reason for path, reason in area.missing.items()}
    rendered = [document for area in made.values() for document in area.rendered]
    files = {path: data for area in made.values() for path, data in area.files.items()}
    for path, why in copies.refused.items():
        outcome.failed[f"{paths.BUILD}/{path}"] = why
        if path in output.files:
            output.drop(path)
    output.announce([*copies.keys, *files, *(name for document in rendered for name in document.files())])
    for path, data in copies.cleaned.items():
        output.put(path, copies.keys[path], data)
        outcome.built.append(f"{paths.BUILD}/{path}")
    outcome.unchanged += len(copies.keys) - len(copies.cleaned)
    for path, data in files.items():
        _put(output, path, data, options, outcome)
    for document in rendered:
        _put(output, f"{document.path}.html", document.web.encode(), options, outcome)
    if not options.pdf:
        _drop_outdated(output, rendered)
    if options.pdf:
        _set(output, {f"{d.path}.pdf": d.job for d in rendered if d.job is not None}, options, outcome, progress)


def _put(output: Output, path: str, data: bytes, options: Options, outcome: Built) -> None:
    key = digests.digest(data)
    if output.is_current(path, key) and not options.force:
        outcome.unchanged += 1
        return
    output.put(path, key, data)
    outcome.built.append(f"{paths.BUILD}/{path}")


def _set(output: Output, jobs: dict[str, pdf.Job], options: Options, outcome: Built, progress: OnProgress) -> None:
    """Make the PDFs that are not up to date in worker processes; one that fails takes no other with it."""
    tools = pdf.toolchain()
    keys = {path: pdf.key(job, tools) for path, job in jobs.items()}
    stale = {path: job for path, job in jobs.items() if options.force or not output.is_current(path, keys[path])}
    outcome.unchanged += len(jobs) - len(stale)
    if not stale:
        return
    outcome.no_pdf = pdf.available()
    if outcome.no_pdf is not None:
        for path in stale:
            output.drop(path)
        return
    first = next(iter(stale.values()))
    warm = partial(pdf.warm, first.css, first.fonts)
    workers = min(options.jobs, len(stale))
    ended = pool.run(stale.items(), make_one, workers, PDF_SECONDS, PDF_BYTES_OF_MEMORY, warm)
    for done, one in enumerate(ended, 1):
        path = one.job[0]
        if one.value is not None:
            output.put(path, keys[path], one.value)
            outcome.built.append(f"{paths.BUILD}/{path}")
        else:
            output.drop(path)
            outcome.failed[f"{paths.BUILD}/{path}"] = str(one.error)
        progress("PDF", done, len(stale))


def _drop_outdated(output: Output, rendered: list[Rendered]) -> None:
    """Without PDFs being made, one that is no longer what its page says must not lie beside it."""
    tools = pdf.toolchain()
    for document in rendered:
        path = f"{document.path}.pdf"
        if document.job is not None and path in output.files and not output.is_current(path, pdf.key(document.job, tools)):
            output.drop(path)


def make_one(job: tuple[str, pdf.Job]) -> bytes:
    """What a worker process does with one job; its path only tells the outcomes apart."""
    return pdf.make(job[1])


def _sweep(output: Output, made: dict[str, Published], copies: copying.Copies, options: Options) -> None:
    """Remove what earlier builds made and this one would not make any more, within what was asked for."""
    kept = {*copies.keys, *(path for area in made.values() for path in area.files)}
    kept |= {path for area in made.values() for document in area.rendered for path in document.files()}
    for path in [path for path in output.files if path not in kept and _concerned(path, made, options)]:
        output.drop(path)
    for path in kept:
        entry = output.files.get(path)
        if entry is not None and not entry.key:  # announced, but not made in this run
            output.drop(path)


def _concerned(path: str, made: dict[str, Published], options: Options) -> bool:
    """Whether this build answers for a file in `build/`."""
    edition_name, _, rest = path.partition("/")
    if edition_name != options.edition:
        return False
    area = rest.partition("/")[0] if "/" in rest else CITY
    if options.areas and area not in made:
        return False
    return options.wants(Path(rest).stem) if options.only else True
