"""Where the program that runs was installed from: what a content repository pins, so that its CI runs the very same."""

from __future__ import annotations

import json
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from regsam_docs import __version__
from regsam_docs.finding import Trouble
from regsam_docs.scaffold.repository import UNKNOWN, Pin, address, without_credentials
from regsam_docs.system import git


def installed() -> Pin:
    """This program, as precisely as it is known: the commit where pip (PEP 610) or a checkout knows one, the wheel's hash
    where pip fetched a wheel, else the tag of the version, which every release has. The source may be unknown."""
    known = _recorded()
    url = address(without_credentials(str(known.get("url", "")))) or UNKNOWN
    if "vcs_info" in known:
        return Pin(_elsewhere(url), str(known["vcs_info"].get("commit_id", "")) or _tag())
    if url.startswith("file:") and "dir_info" in known:
        return _checkout(Path(unquote(urlsplit(url).path)))
    hashed = known.get("archive_info", {}).get("hashes", {}).get("sha256")
    if hashed and url.startswith("https:") and url.endswith(".whl"):
        return Pin(url, f"sha256:{hashed}")
    return Pin(UNKNOWN, _tag())


def _recorded() -> dict[str, Any]:
    with suppress(metadata.PackageNotFoundError, ValueError):
        found = json.loads(metadata.distribution("regsam-docs").read_text("direct_url.json") or "{}")
        return found if isinstance(found, dict) else {}
    return {}


def _tag() -> str:
    return f"v{__version__}"


def _elsewhere(url: str) -> str:
    """A folder of this machine is none of the CI's."""
    return UNKNOWN if url.startswith("file:") else url


def _checkout(folder: Path) -> Pin:
    """The commit that is checked out in a folder, and where that folder came from."""
    with suppress(Trouble):
        repository = git.open_repository(folder)
        commit = git.commit_of(repository, "HEAD")
        if commit and not repository.prefix:
            remote = address(without_credentials(git.remote(repository) or ""))
            return Pin(_elsewhere(remote or UNKNOWN), commit)
    return Pin(UNKNOWN, _tag())
