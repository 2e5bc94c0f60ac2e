"""`regsam-docs check`."""

from __future__ import annotations

import gc
import os
import re
import textwrap
from collections.abc import Callable, Container, Iterator
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from regsam_docs.cli import shared
from regsam_docs.cli.printing import FULL, say, say_commands, width
from regsam_docs.cli.reports import FORMATS, Report
from regsam_docs.cli.shared import Bar, format_option, root, within
from regsam_docs.finding import ERROR, SELECTION, Finding, Trouble
from regsam_docs.german import counted
from regsam_docs.limits import AREAS_BYTES_OF_MEMORY, AREAS_SECONDS, COLLECTING
from regsam_docs.repository import paths
from regsam_docs.repository.layout import layout
from regsam_docs.repository.tree import Tree
from regsam_docs.system import disk, git
from regsam_docs.system.store import Memory

if TYPE_CHECKING:
    from regsam_docs import check

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
    if fix:
        from regsam_docs.cli import fixing

        if fixing.fix(place, tree, known.findings, yes=yes, aside=form != "text"):
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


KEPT = "areas checked"
"""Under this name it is kept what each area's check came to, with what stands for all the area was judged by."""


AT_ONCE = 12
"""Areas that are held at a time."""

APART = 24
"""So many areas are read in processes, where there are cores for them: starting one takes as long as reading some areas."""


def _check(memory: Memory, only: list[str]) -> KeptCheck:
    """Check what is not known of an earlier run. Contacts are judged by all areas: with them all are read, and at once."""
    tree = memory.tree
    slugs = list(layout(tree).areas)
    keys = {} if only or paths.CONTACTS in tree.files else memory.keys(slugs)
    kept = memory.store.get(KEPT, dict[str, tuple[str, KeptCheck]]) or {} if keys else {}
    known = {slug: checked for slug, (key, checked) in kept.items() if keys.get(slug) == key}
    portions = list(_portions(tree, slugs, known.keys())) if keys else [only]
    with Bar("Prüfe Gebiete") as bar:
        parts = _all(tree, portions, memory.root, bar) | known
    whole = KeptCheck(
        [found for one in parts.values() for found in one.findings],
        [slug for one in parts.values() for slug in one.areas],
        sum(one.files for one in parts.values()),
        sum(one.checked_off for one in parts.values()),
    )
    memory.put(whole, **({KEPT: {slug: (key, parts.get(slug, KeptCheck())) for slug, key in keys.items()}} if keys else {}))
    return whole


def _all(tree: Tree, portions: list[list[str]], root: Path, bar: Bar) -> dict[str, KeptCheck]:
    """What a check of several portions comes to. Many are read in processes; what does not come to an end there is read here."""
    found: dict[int, dict[str, KeptCheck]] = {}
    workers = min(os.cpu_count() or 1, AT_ONCE * len(portions) // APART)
    if workers > 1:
        from regsam_docs.system import pool

        orders, warm = (
            ((number, root, portion) for number, portion in enumerate(portions)),
            partial(gc.set_threshold, *COLLECTING),
        )
        for one in pool.run(orders, work, workers, AREAS_SECONDS, AREAS_BYTES_OF_MEMORY, warm):
            found |= {one.job[0]: one.value} if one.value is not None else {}
            bar.show(len(found), len(portions))
    parts: dict[str, KeptCheck] = {}
    for number, portion in enumerate(portions):  # what belongs to no area comes of the first
        parts = (found.get(number) or _read(tree, portion, bar.show)) | parts
    return parts


def _read(tree: Tree, only: list[str], progress: Callable[[int, int], None] = lambda done, total: None) -> dict[str, KeptCheck]:
    """What a check comes to here."""
    from regsam_docs import check  # not where the answer is known: it takes longer to import than to look for the answer

    return _by_area(check.check(tree, only, progress))


def work(order: tuple[int, Path, list[str]]) -> dict[str, KeptCheck]:
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


def _by_area(result: check.Result) -> dict[str, KeptCheck]:
    """What a check came to, by area; under "" what belongs to none."""
    parts = {"": KeptCheck()} | {area.slug: KeptCheck(areas=[area.slug]) for area in result.city.areas}

    def part(path: str) -> KeptCheck:
        return parts.get(path.split("/", 2)[1] if "/" in path else "", parts[""])

    for found in result.findings:
        part(found.path).findings.append(found)
    for found in result.checked_off:
        part(found.path).checked_off += 1
    for path in result.sheets:
        part(path).files += 1
    return parts


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
