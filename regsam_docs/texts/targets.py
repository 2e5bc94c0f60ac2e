"""Where links and images lead: to the web, to a file of the area, or nowhere that is allowed."""

from __future__ import annotations

import re
from urllib.parse import unquote

_WEB = re.compile(r"https?://[^\s/?#\\]", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^\s@]+@\S+\Z", re.IGNORECASE)
_NO_PATH = re.compile(r"[/\\]|[^/]*:|www\.|[^/]*@|#|\Z", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")


def is_address(target: str) -> bool:
    """Whether a link's target is one of the addresses that are printed as links: http(s) and mailto."""
    return bool(_WEB.match(target) or _MAIL.match(target))


def file_of(target: str) -> str | None:
    """The path of the area's file that a target means, as written below the area's folder
    ("anlagen/plan.pdf"; with `%20` read as a blank and without `#part`), or None if it can mean none. Whether
    the file is there is not asked."""
    path = unquote(target.partition("#")[0])
    if _NO_PATH.match(target) or _NO_PATH.match(path) or _CONTROL.search(path):
        return None
    parts = path.split("/")
    return None if ".." in parts or "." in parts or "" in parts else path
