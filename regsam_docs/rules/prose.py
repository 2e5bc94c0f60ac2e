"""T findings of a whole file: every text of it checked, every link and picture followed to its file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from regsam_docs.finding import Rule
from regsam_docs.german import number
from regsam_docs.limits import FINDINGS, MARKUP
from regsam_docs.rules.references import attachment
from regsam_docs.schema import Leaf, Path, walk
from regsam_docs.texts import T01, T02, T04
from regsam_docs.texts import check as texts
from regsam_docs.texts.markdown import file_of, is_address

NO_FILE = (
    "„{}“ führt zu keiner Datei dieses Gebiets. Möglich sind Adressen mit https://, mailto: und Dateien wie „anlagen/plan.pdf“."
)


TOO_MUCH = (
    "Bis hierher haben die Texte dieser Datei zusammen mehr als {} Zeilen und Zeichen, die Markdown deutet (wie *, _, "
    "[, | und `); ab hier sind sie nicht geprüft. Teilen Sie die Datei auf, oder legen Sie lange Texte als Anlage ab."
)


PictureFault = Callable[[str], tuple[Rule, str] | None]


@dataclass(frozen=True, slots=True)
class TextFault:
    """A T or R05 finding: the value's path and the offset of the exact place in its text."""

    path: Path
    offset: int
    rule: Rule
    message: str
    hint: str | None = None


def faults(leaves: Iterable[Leaf], files: frozenset[str], unfit: PictureFault) -> Iterator[TextFault]:
    """All faults of the texts, links and pictures of one file.

    `leaves`: its values (`schema.walk`). `files`: what a link may lead to, relative to the file's area. `unfit(name)`: why a
    picture cannot be used (German) and by which rule, or None if it can.
    """
    reported: Counter[str] = Counter()
    markup = 0
    for leaf in leaves:
        if not isinstance(leaf.value, str):
            continue
        if leaf.shape.markdown and markup <= MARKUP:
            markup += texts.markup(leaf.value)
            if markup > MARKUP:
                yield TextFault(leaf.path, 0, T04, TOO_MUCH.format(number(MARKUP)))
        markdown = leaf.shape.markdown and markup <= MARKUP
        if (markdown or not leaf.shape.markdown) and (leaf.shape.free_text or not leaf.value.isascii()):
            enough = frozenset(id for id, times in reported.items() if times > FINDINGS)
            for problem in texts.problems(leaf.value, markdown=markdown, enough=enough):
                reported[problem.rule.id] += 1
                yield TextFault(leaf.path, problem.offset, problem.rule, problem.message, problem.hint)
        if markdown:
            # Each is of one of three kinds; beyond that, one has been told often enough.
            for fault in islice(_links(leaf, files, unfit), max(3 * FINDINGS + 1 - reported["links"], 0)):
                reported["links"] += 1
                yield fault
        if leaf.shape.reference == "bild" and attachment(leaf.value, files) is None:
            yield from _picture(leaf.path, 0, leaf.value, unfit)


def _links(leaf: Leaf, files: frozenset[str], unfit: PictureFault) -> Iterator[TextFault]:
    for link in texts.links(leaf.value):
        name = file_of(link.target)
        if is_address(link.target) or name is None or (name in files and not link.image):
            continue  # an address, something `texts` found wrong already, or a file that is there
        missing = attachment(name, files)
        if not link.image and not name.startswith("anlagen/"):
            message, hint = missing[1:] if missing and missing[2] else (NO_FILE.format(link.target), None)
            yield TextFault(leaf.path, link.offset, T01, message, hint)
        elif missing is not None:
            yield TextFault(leaf.path, link.offset, *missing)
        elif link.alt.strip():  # one without alternative text is a finding already
            yield from _picture(leaf.path, link.offset, name, unfit)


def _picture(path: Path, offset: int, name: str, unfit: PictureFault) -> Iterator[TextFault]:
    found = unfit(name)
    if found is not None:
        rule, reason = found
        said = "ist nicht verwendbar" if rule == T02 else "lässt sich nicht drucken"
        yield TextFault(path, offset, rule, f"Das Bild „{name}“ {said}: {reason}")


NAMED = {"bild": True, "anlage": False, "beleg": False}
"""What a value is that names a file of the area → whether it is shown as a picture."""


def files(kind: str, data: Any) -> Iterator[tuple[str, bool]]:
    """Names of the files that a file's data leads to (attachments, evidence, the links of its texts) or, told by true, shows as
    pictures (maps, the images of its texts)."""
    for leaf in walk(kind, data):
        if leaf.shape.reference in NAMED:
            yield leaf.value, NAMED[leaf.shape.reference]
        elif leaf.shape.markdown:
            for link in texts.links(leaf.value):
                name = file_of(link.target)
                if name is not None and not is_address(link.target):
                    yield name, link.image


def pictures(kind: str, data: Any) -> frozenset[str]:
    """Names of the files that a file's data shows as pictures."""
    return frozenset(name for name, is_picture in files(kind, data) if is_picture)


def of_city(kind: str, data: Any) -> Iterator[str]:
    """Names of the city's attachments that a file's data leads to, relative to `areas/`."""
    return (leaf.value for leaf in walk(kind, data) if leaf.shape.reference == "stadtanlage")
