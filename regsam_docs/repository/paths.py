"""Where things lie: the names a content repository uses, and the product's own resources."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

PACKAGE = Path(__file__).parent.parent

AREAS = "areas"
BUILD = "build"
TEMPLATES = "templates"
SETTINGS = "areas/regsam.yaml"
CONTACTS = "areas/kontakte.yaml"
"""Telephone numbers and e-mail addresses; it stays out of git."""
SELECTIONS = "_auswahl"
MINUTES = "protokolle"
ATTACHMENTS = "anlagen"
SEAL = "vereinbarung.siegel.json"

REPLACEABLE = (".html", ".css", ".yaml")
"""Endings of the files below `templates/` that a content repository may replace. Fonts it may not: T05 knows the product's."""

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
"""Name of an area's or a selection's folder (docs/format.md, „Wo etwas liegt“). Match it against the whole name."""

MEETING = re.compile(r"\d{4}-\d{2}-\d{2}(?:-[b-z])?\Z")
"""Id of a meeting: its day, with `-b` for a second one that day."""

RESERVED = frozenset({"anlagen", "vorlagen", "assets"})
DEVICES = frozenset({"con", "prn", "aux", "nul"}) | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
"""Names that Windows keeps for devices: a folder called so cannot be checked out there."""


def minutes_file(meeting: str) -> str:
    """The file of a meeting, relative to its area, by its id."""
    return f"{MINUTES}/{meeting}.yaml"


def meeting_of(file: str) -> str:
    """Id of a meeting by its file: `protokolle/2010-06-10.yaml` → `2010-06-10`."""
    return PurePosixPath(file).stem


def meeting_that_gave(task: str) -> str:
    """Id of the meeting that gave a task, by the task's: `2010-06-10/1` → `2010-06-10`."""
    return task.rpartition("/")[0]


def slug_allowed(name: str) -> bool:
    """Whether a folder below `areas/` may carry this name (docs/format.md, „Wo etwas liegt“)."""
    return bool(SLUG.match(name)) and name not in RESERVED and name not in DEVICES


def slug(name: str) -> str:
    """What may be a folder's name made of any name: `Am Härtl` → `am-haertl`; empty if nothing remains."""
    text = name.casefold()
    for umlaut, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.replace(umlaut, plain)
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in text).split())


def resources(name: str) -> Path:
    """The product's own `templates`, `schemas` or `requirements.lock`: inside the wheel, or at the top of the checkout."""
    packaged = PACKAGE / "_data" / name
    return packaged if packaged.exists() else PACKAGE.parent / name


def is_product(root: Path) -> bool:
    """Whether a root is the product's own checkout: the templates there are the product's, not a content repository's."""
    return (root / TEMPLATES).resolve() == resources(TEMPLATES).resolve()
