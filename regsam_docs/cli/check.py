"""`regsam-docs check`."""

from __future__ import annotations

import gc
import os
import re
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from regsam_docs.cli import shared
from regsam_docs.cli.printing import FULL, painted_diff, say, say_commands, width
from regsam_docs.cli.reports import FORMATS, Report
from regsam_docs.cli.shared import Bar, agreed, current, format_option, root, within
from regsam_docs.finding import ERROR, SELECTION, Finding, Trouble
from regsam_docs.german import counted
from regsam_docs.limits import AREAS_BYTES_OF_MEMORY, AREAS_SECONDS, COLLECTING
from regsam_docs.repository import paths
from regsam_docs.repository.layout import layout
from regsam_docs.repository.tree import Tree
from regsam_docs.system import disk, git
from regsam_docs.system.store import READ, Memory

if TYPE_CHECKING:
    from regsam_docs.check.mending import Mended

EPILOG = """\b
Beispiele:
  regsam-docs check
  regsam-docs check areas/blumenau/protokolle/2010-06-10.yaml
  regsam-docs check --format json > befund.json
  regsam-docs check --explain Z02
  regsam-docs check --fix         was sicher ist, zeigen und nach Rückfrage ändern

Ende mit 0: in Ordnung · 1: Fehler gefunden (mit --strict auch bei Warnungen)"""

STOPPED = {
    None: "Verhindert die Dokumente, die aus der Datei entstehen.",
    SELECTION: "Verhindert nur die Dokumente der Auswahl.",
}
"""What a rule's errors stop → words for it."""


@click.command(epilog=EPILOG)
@click.argument("wanted", metavar="[PFAD …]", nargs=-1, type=shared.PATH)
@format_option(*FORMATS)
@click.option("--strict", is_flag=True, help="Auch Warnungen gelten als Fehler.")
@click.option("--fix", is_flag=True, help="Was sicher ist, von selbst verbessern: zeigt die Änderungen und fragt.")
@click.option("--yes", is_flag=True, help="Mit --fix: nicht fragen, sondern gleich ändern.")
@click.option("--explain", "id", metavar="KENNUNG", help="Nichts prüfen, sondern eine Meldung erklären, z. B. Z02.")
def command(wanted: tuple[str, ...], form: str, strict: bool, fix: bool, yes: bool, id: str | None) -> int:
    """Prüft alle Dateien unter areas/ (oder nur PFAD) und sagt zu jeder Fundstelle, was zu tun ist."""
    if id is not None:
        click.echo(explained(id))
        return 0
    if yes and not fix:
        raise click.UsageError("--yes gehört zu --fix: regsam-docs check --fix --yes")
    place = root()
    only = [within(place, path) for path in wanted]
    tree, known = _known(place, only)
    if fix and _fixed(place, tree, known.findings, yes=yes, aside=form != "text"):
        tree, known = _known(place, only)
    report = Report(
        tuple(sorted(known.findings, key=lambda found: found.order)),
        files=known.files,
        areas=sum(f"{paths.AREAS}/{slug}/gebiet.yaml" in tree.files for slug in known.areas),
        strict=strict,
        width=width(),
        checked_off=known.checked_off,
    )
    if form == "github":
        say_commands(FORMATS[form](report))
    else:
        say(FORMATS[form](report), "colours")
    return 1 if any(f.is_error or strict for f in known.findings) else 0


def _known(place: Path, only: list[str]) -> tuple[Tree, KeptCheck]:
    """What lies there, and what a check of it comes to."""
    tree = disk.tree(place)
    _say_what_is_away(git.left_away(place) - tree.files.keys())
    memory = Memory(place, tree, "check", *only)
    return tree, memory.get(KeptCheck) or _check(memory, only)


class KeptCheck(msgspec.Struct):
    """What a check came to: its findings, the areas that were read, and how many files were read and warnings checked off."""

    findings: list[Finding] = []
    areas: list[str] = []
    files: int = 0
    checked_off: int = 0


class Summary(msgspec.Struct):
    """Of what an area was read as (`check.KeptArea`) what a check tells."""

    findings: list[Finding]
    checked_off: int
    files: dict[str, msgspec.Raw]


KEPT = "areas checked"
"""Under this name it is kept what each area's check came to, with what stands for all the area was judged by."""


AT_ONCE = 12
"""Areas that are held at a time."""

APART = 24
"""So many areas are read in processes, where there are cores for them: starting one takes as long as reading some areas."""


AreaCheck = tuple[KeptCheck, bytes | None]
"""What a check of an area came to, and what is kept of it for all commands."""


def _check(memory: Memory, only: list[str]) -> KeptCheck:
    """Check what is not known of an earlier run, be it a check or a build."""
    tree = memory.tree
    slugs = list(layout(tree).areas)
    keys = {} if only else memory.keys(slugs, READ)
    if not keys:
        with Bar("Prüfe Gebiete") as bar:
            whole = _of_all(tree, only, bar.show)
        memory.put(whole)
        return whole
    known = dict(_known_areas(memory, keys))
    with Bar("Prüfe Gebiete") as bar:
        parts = _all(tree, list(_portions(tree, slugs, known.keys())), memory.root, bar)
    every = [known.get(slug) or parts[slug][0] for slug in slugs]
    whole = _sum([parts[""][0], *every])
    read = {keys[slug]: packed for slug, (_, packed) in parts.items() if packed is not None}
    memory.put(whole, **read, **{KEPT: {slug: (keys[slug], part) for slug, part in zip(slugs, every, strict=True)}})
    return whole


def _known_areas(memory: Memory, keys: dict[str, str]) -> Iterator[tuple[str, KeptCheck]]:
    """What areas came to that did not change since they were checked, or built."""
    kept = memory.store.get(KEPT, dict[str, tuple[str, KeptCheck]]) or {}
    for slug, key in keys.items():
        before, checked = kept.get(slug, ("", None))
        if checked is not None and before == key:
            yield slug, checked
        elif (reading := memory.store.get(key, Summary)) is not None:
            yield slug, KeptCheck(reading.findings, [slug], len(reading.files), reading.checked_off)


def _sum(parts: list[KeptCheck]) -> KeptCheck:
    """Several checks as one."""
    return KeptCheck(
        [found for one in parts for found in one.findings],
        [slug for one in parts for slug in one.areas],
        sum(one.files for one in parts),
        sum(one.checked_off for one in parts),
    )


def _of_all(tree: Tree, only: list[str], progress: Callable[[int, int], None]) -> KeptCheck:
    """What a check comes to of which no part is kept."""
    from regsam_docs import check

    result = check.check(tree, only, progress)
    areas = [area.slug for area in result.city.areas]
    return KeptCheck(list(result.findings), areas, len(result.sheets), len(result.checked_off))


def _all(tree: Tree, portions: list[list[str]], root: Path, bar: Bar) -> dict[str, AreaCheck]:
    """What a check of several portions comes to. Many are read in processes; what does not come to an end there is read here."""
    found: dict[int, dict[str, AreaCheck]] = {}
    workers = min(os.cpu_count() or 1, AT_ONCE * len(portions) // APART)
    if workers > 1:
        from regsam_docs.system import pool

        orders, warm = (
            ((number, root, portion) for number, portion in enumerate(portions)),
            partial(gc.set_threshold, *COLLECTING),
        )
        limits = AREAS_SECONDS, AREAS_BYTES_OF_MEMORY
        for one in pool.run(orders, work, workers - 1, *limits, warm, here=lambda order: _read(tree, order[2])):
            found |= {one.job[0]: one.value} if one.value is not None else {}
            bar.show(len(found), len(portions))
    parts: dict[str, AreaCheck] = {}
    for number, portion in enumerate(portions):  # what belongs to no area comes of the first
        parts = (found.get(number) or _read(tree, portion, bar.show)) | parts
    return parts


def _read(
    tree: Tree, portion: list[str], progress: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, AreaCheck]:
    """What a check of a portion comes to, by area; under "" what belongs to none."""
    from regsam_docs import check  # not where the answer is known: it takes longer to import than to look for the answer

    result = check.check(tree, portion, progress)
    slugs = [area.slug for area in result.city.areas]
    theirs = {slug: list(check.found_in(result, slug)) for slug in slugs}
    packed = {slug: check.packed_reading(result, slug) for slug in slugs}
    off = Counter(_area(found.path) for found in result.checked_off)
    parts = {slug: (KeptCheck(theirs[slug], [slug], len(result.files_of(slug)), off[slug]), packed[slug]) for slug in slugs}
    of_areas = {found for one in theirs.values() for found in one}
    files = sum(_area(path) not in theirs for path in result.sheets)
    beside = KeptCheck(
        [f for f in result.findings if f not in of_areas], [], files, off.total() - sum(off[slug] for slug in slugs)
    )
    return {"": (beside, None), **parts}


def _area(path: str) -> str:
    """The area that a path lies in, if it is one."""
    return path.split("/", 2)[1] if "/" in path else ""


def work(order: tuple[int, Path, list[str]]) -> dict[str, AreaCheck]:
    """What a process does: it checks a portion of a content repository."""
    _, root, portion = order
    return _read(_tree(root), portion)


@cache
def _tree(root: Path) -> Tree:
    """What a process, which does not outlast its check, looks at once."""
    return disk.tree(root)


def _portions(tree: Tree, slugs: list[str], known: Container[str]) -> Iterator[list[str]]:
    """What is to be checked: all that belongs to no area, and the areas that are not known, some at a time."""
    areas = frozenset(slugs)
    others = [name for name in tree.children()[paths.AREAS] if name not in areas]
    left = [slug for slug in slugs if slug not in known]
    yield [paths.SETTINGS, *(f"{paths.AREAS}/{name}" for name in (*others, *left[:AT_ONCE]))]
    for start in range(AT_ONCE, len(left), AT_ONCE):
        yield [f"{paths.AREAS}/{slug}" for slug in left[start : start + AT_ONCE]]


# --- `--fix`: what is certain is shown as a diff, asked about, and written.


def _fixed(place: Path, tree: Tree, findings: Sequence[Finding], *, yes: bool, aside: bool) -> bool:
    """Put right what is certain, if the user agrees; gives whether anything was written. `yes`: nobody is asked. `aside`:
    standard output belongs to a report for programs."""
    from regsam_docs.check import mending

    said = partial(click.echo, err=aside)
    found = mending.mend(tree, findings)
    for path, why in found.left.items():
        said(f"{path}: {why}; von selbst wird daran nichts geändert. Ändern Sie die Datei von Hand, wenn alle davon wissen.")
    if not found.files:
        said("Nichts lässt sich mit Sicherheit von selbst verbessern.")
        return False
    for mended in found.files:
        say(painted_diff(mended.diff().splitlines()), "colours", err=aside)
    number = counted(len(found.files), "Datei", "Dateien")
    if not yes and not (sys.stdin.isatty() and sys.stdout.isatty()):
        said(f"Noch ist nichts geändert. So ändert es {number}: regsam-docs check --fix --yes")
        return False
    if not yes and not agreed(f"{number} so ändern?", err=aside):
        said("Nichts geändert.")
        return False
    written = [_written(place, tree, mended, said) for mended in found.files]
    return any(written)


def _written(place: Path, tree: Tree, mended: Mended, said: Callable[[str], None]) -> bool:
    """Write a file unless it is no longer what was read, for then somebody else is at it."""
    path = tree.spelled.get(mended.path, mended.path)
    if current(place, path) != mended.before:
        said(f"{mended.path} hat sich inzwischen geändert und bleibt, wie es ist. Rufen Sie den Befehl noch einmal auf.")
        return False
    disk.write(place / path, mended.after)
    said(f"Verbessert: {mended.path}")
    return True


# --- what else is told


def _say_what_is_away(away: frozenset[str]) -> None:
    """That files are not checked because a sparse checkout leaves them away. Raises Trouble if nothing can be judged so."""
    if not away:
        return
    number = counted(len(away), "Datei ist", "Dateien sind")
    said = f"{number} hier nicht ausgecheckt (sparse checkout) und nicht geprüft. Alles holt: git sparse-checkout disable"
    if paths.SETTINGS in away:
        raise Trouble(f"„{paths.SETTINGS}“ fehlt hier: {said}")
    click.echo(f"Hinweis: {said}", err=True)


def explained(id: str) -> str:
    """What the register says of a rule, in German. Raises a usage error for an id that no rule has."""
    from regsam_docs.check.register import REGISTER

    rule = REGISTER.get(id.upper())
    if rule is None:
        raise click.UsageError(f"Eine Meldung „{id}“ gibt es nicht. Die Kennung steht am Anfang jeder Meldung, z. B. Z02.")
    level, stops = "Fehler", STOPPED.get(rule.stops, f"Verhindert nur dieses Dokument: {rule.stops}.")
    if rule.level != ERROR:
        level, stops = "Warnung", "Verhindert nichts."
    said = [f"{rule.id}: {rule.title}", f"{level}. {rule.explanation}", f"Was tun: {rule.advice}", stops]
    said += [rule.check_off] if rule.check_off else []
    said += [f"Grundlage: Konzept, {rule.source}"] if rule.source else []
    return "\n".join(textwrap.fill(re.sub(r"\[([^][]*)\]\([^()]*\)", r"\1", text), min(width(), FULL)) for text in said)
