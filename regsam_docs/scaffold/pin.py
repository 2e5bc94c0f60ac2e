"""Which edition of this program a content repository uses: `regsam-docs.version`, a requirement that pip reads."""

from __future__ import annotations

import re
from dataclasses import dataclass

VERSION_FILE = "regsam-docs.version"
LOCK_FILE = "regsam-docs.lock"

UNKNOWN = "https://bitte-eintragen.example/regsam-docs.git"
"""Stands where nobody said where the program comes from; installing from there fails, and `doctor` says why."""

SOURCE = re.compile(r"(?:https|ssh|file)://[^\s@#]+(?:@[^\s@#/]+/[^\s@#]+)?\Z")
"""Addresses from which pip can fetch with git; a fragment or a second `@` would change what it fetches."""

_LINE = re.compile(r"^(?:regsam-docs @ )?git\+(?P<source>[!-~]+)@v(?P<version>[0-9A-Za-z.+!-]+)\s*$", re.MULTILINE)

_TEXT = """\
# Diese Fassung von regsam-docs verwendet die CI, aus dieser Quelle; ihre Pakete stehen in regsam-docs.lock.
# Erneuern: siehe README.md, „Eine neue Fassung des Programms“.
{name}git+{source}@v{version}
"""


@dataclass(frozen=True, slots=True)
class Pin:
    """`source`: address of the program's git repository. `version`: `1.0.0`, its tag being `v1.0.0`."""

    source: str
    version: str

    @property
    def known(self) -> bool:
        """Whether anybody said where the program comes from."""
        return self.source != UNKNOWN


def write(pin: Pin) -> str:
    """The text of `regsam-docs.version`."""
    # Before a folder's address pip 23, which Debian 12 has, understands no name.
    name = "" if pin.source.startswith("file:") else "regsam-docs @ "
    return _TEXT.format(name=name, source=pin.source, version=pin.version)


def read(text: str) -> Pin | None:
    """What `regsam-docs.version` says; None if that is something else than a tag of a git repository."""
    found = _LINE.search(text)
    return Pin(found["source"], found["version"]) if found else None
