"""Which edition of this program a content repository uses: `regsam-docs.version`, a requirement that pip reads."""

from __future__ import annotations

import re
from dataclasses import dataclass

VERSION_FILE = "regsam-docs.version"
LOCK_FILE = "regsam-docs.lock"

UNKNOWN = "https://bitte-eintragen.example/regsam-docs.git"
"""Stands where nobody said where the program comes from; installing from there fails, and `doctor` says why."""

_PLACE = r"(?:https://|ssh://(?:[\w.-]+@)?|file:///)(?:[^\s@#?:/\[\]]*|\[[0-9a-fA-F:.]+\])(?::\d+)?(?:/[^\s@#?]*)?"
"""An address without password, token, query or fragment: all could read the ones, and the others change what pip fetches."""

_SHORT = re.compile(r"(?P<host>[\w.-]+@[\w.-]+):(?P<path>[^\s@#?:]+)\Z")
"""How git writes an address of ssh: `git@git.example.org:regsam-docs.git`."""

_COMMIT = r"[0-9a-f]{40}(?:[0-9a-f]{24})?"
_TAG = r"v[0-9][0-9A-Za-z.+!-]*"
_HASH = r"sha256:[0-9a-f]{64}"

_LINE = re.compile(
    rf"^(?:regsam-docs @ )?(?:git\+(?P<source>{_PLACE})@(?P<revision>{_COMMIT}|{_TAG})"
    rf"|(?P<wheel>{_PLACE}\.whl) --hash=(?P<hash>{_HASH}))\s*$",
    re.MULTILINE,
)

_TEXT = """\
# Diese Fassung von regsam-docs verwendet die CI, aus dieser Quelle; ihre Pakete stehen in regsam-docs.lock.
# Erneuern: siehe README.md, „Eine neue Fassung des Programms“.
{requirement}
"""


@dataclass(frozen=True, slots=True)
class Pin:
    """`source`: address of the program's git repository, or of a wheel. `revision`: a commit, a tag (`v1.0.0`), or a wheel's
    hash (`sha256:…`): never a name that may mean something else tomorrow, but for tags, which releases never move."""

    source: str
    revision: str

    @property
    def known(self) -> bool:
        """Whether anybody said where the program comes from."""
        return self.source != UNKNOWN

    @property
    def is_wheel(self) -> bool:
        """Whether a file is pinned, not a state of a repository."""
        return self.revision.startswith("sha256:")

    @property
    def short(self) -> str:
        """The revision as people compare it."""
        return self.revision if re.fullmatch(_TAG, self.revision) else self.revision.removeprefix("sha256:")[:12]


def address(given: str) -> str | None:
    """The address of a git repository or a wheel as pip takes it; None for what is none, or holds a password or token."""
    short = _SHORT.match(given)
    whole = f"ssh://{short['host']}/{short['path']}" if short else given
    return whole if re.fullmatch(_PLACE, whole) else None


def without_credentials(address: str) -> str:
    """An address as it may be written down: who may fetch from there is nobody's business but the machine's that does."""
    return re.sub(r"^(https?://)[^/@]*@", r"\1", address)


def write(pin: Pin) -> str:
    """The text of `regsam-docs.version`."""
    if pin.is_wheel:
        return _TEXT.format(requirement=f"regsam-docs @ {pin.source} --hash={pin.revision}")
    # Before a folder's address pip 23, which Debian 12 has, understands no name.
    name = "" if pin.source.startswith("file:") else "regsam-docs @ "
    return _TEXT.format(requirement=f"{name}git+{pin.source}@{pin.revision}")


def read(text: str) -> Pin | None:
    """What `regsam-docs.version` says; None if that is something that `write` would not write."""
    found = _LINE.search(text)
    return Pin(found["source"] or found["wheel"], found["revision"] or found["hash"]) if found else None
