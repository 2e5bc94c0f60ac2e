"""What this program wrote itself, told from what somebody else put in its place.

A content repository is anybody's, and so is what a CI restores from an earlier run. The note of what was built
that is found there is believed only with a mark that nobody can make who has not the key of this user on this machine. The key
is drawn when it is first needed and lies outside every checkout.
"""

from __future__ import annotations

import hmac
import os
import secrets
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from regsam_docs.repository import digests
from regsam_docs.system import disk

KEY_BYTES = 32
KEY_FILE = "schluessel"

_PASSING = secrets.token_bytes(KEY_BYTES)
"""The key where none can be kept: what is written is recognised as long as this process lives."""


@dataclass(frozen=True, slots=True)
class Key:
    """`kept`: whether later runs have it too."""

    secret: bytes
    kept: bool

    def mark(self, *parts: str | bytes) -> bytes:
        """HMAC-SHA256 of several things, 32 bytes; their borders count."""
        return hmac.digest(self.secret, digests.key(*parts).encode(), "sha256")


def key(root: Path) -> Key:
    """The key of this user on this machine, made if there is none: in the user's folder for such things, else in the system's for
    temporary files. Where neither can be had, or both belong to the checkout that `root` lies in, one for this process."""
    for folder in _key_folders(root):
        with suppress(OSError):
            return Key(_kept(folder), kept=True)
    return Key(_PASSING, kept=False)


def place(root: Path) -> Path | None:
    """The user's folder for things of ours; None if there is none, or if it belongs to the checkout that `root` lies in, where a
    pull request could have put anything. `REGSAM_DOCS_STATE` names another, empty: none."""
    named = os.environ.get("REGSAM_DOCS_STATE")
    if named == "":
        return None
    base = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    try:
        return _outside(Path(named) if named else Path(base or _home() / ".local/state") / "regsam-docs", root)
    except (OSError, RuntimeError):  # no home folder, links in a circle
        return None


def _home() -> Path:
    """The home folder of the account, whatever `HOME` says: a run that has another there still knows what it built before."""
    try:
        import pwd

        return Path(pwd.getpwuid(os.geteuid()).pw_dir)
    except (ImportError, KeyError):  # Windows; a number without an account, as in containers
        return Path.home()


def _key_folders(root: Path) -> list[Path]:
    if os.environ.get("REGSAM_DOCS_STATE") == "":
        return []
    found = [place(root)]
    with suppress(OSError, RuntimeError):
        found.append(_outside(Path(tempfile.gettempdir()) / f"regsam-docs-{_user()}", root))
    return [folder for folder in found if folder is not None]


def _outside(folder: Path, root: Path) -> Path | None:
    """A folder, its links followed; None if it belongs to the checkout. Files are compared, not names: upper and lower case may
    be the same."""
    folder, root = folder.resolve(), root.resolve()
    checkout = disk.checkout(root) or root
    return None if any(above.exists() and above.samefile(checkout) for above in (folder, *folder.parents)) else folder


def _kept(folder: Path) -> bytes:
    """The key in a folder, made if there is none: complete from the first moment, and the same for two who make it at once."""
    file = folder / KEY_FILE
    with suppress(FileNotFoundError):
        return _read(file)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=folder)  # readable for nobody else
    try:
        with os.fdopen(descriptor, "wb") as made:
            made.write(secrets.token_bytes(KEY_BYTES))
            made.flush()
            os.fsync(descriptor)
        with suppress(FileExistsError):
            os.link(name, file)
    finally:
        Path(name).unlink()
    return _read(file)


def _read(file: Path) -> bytes:
    """The key in a file. Raises OSError for what may be another's: a link, no plain file, another owner, one that others read."""
    descriptor = os.open(file, os.O_RDONLY | disk.PLAIN)
    with os.fdopen(descriptor, "rb") as opened:
        about = os.fstat(descriptor)
        exposed = hasattr(os, "geteuid") and (about.st_uid != _user() or about.st_mode & 0o077)
        if exposed or not stat.S_ISREG(about.st_mode) or about.st_size != KEY_BYTES:
            raise OSError(file)
        return opened.read()


def _user() -> int:
    """Number of the user this process runs as; 0 where users have none."""
    return os.geteuid() if hasattr(os, "geteuid") else 0
