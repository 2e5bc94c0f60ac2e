"""Names that programs give to a second copy of a file: sync programs, editors, file managers, git.

To rename such a copy would write over the file it is a copy of, or put an old state in place of none.
"""

from __future__ import annotations

import re

LONGEST = 200
"""So long a name is looked at; none of ours with what programs add comes near."""

_END = r"(?P<end>(?:\.siegel)?\.[A-Za-z0-9]{1,5})?\Z"
"""The ending stays behind what is put before it."""

_BEFORE_THE_END = (
    r"[ _]?[(\[][^()\[\]]*(?:conflict|konflikt)[^()\[\]]*[)\]]",  # Dropbox, Nextcloud, Seafile
    r"[._ -](?:sync-)?(?:conflict|konflikt)[ _-]?[\w-]*",  # Syncthing, ownCloud
    r"-(?:DESKTOP|LAPTOP|PC|MACBOOK|WIN)-?[A-Z0-9-]*",  # OneDrive
    r"[ ._(–-]+(?:Kopie|Copy|alt|neu|old|new|backup|bak|orig(?:inal)?|Sicherung|mine|theirs)(?:[ .]?\(?\d{1,3})?\)?",  # people
    r"[ _]?\(\d{1,3}\)",  # browsers, Windows, Google Drive
    r" \d{1,2}",  # iCloud
    r"[._](?:BASE|LOCAL|REMOTE|BACKUP)(?:[._]\d+)?",  # git mergetool
)
_ADDED = r"bak|bkp|backup|orig|original|old|alt|rej|save?(?:\.\d+)?|tmp|temp|mine|theirs|ours|r\d+"
_BEHIND_THE_END = rf"(?P<whole>.*?)(?:~|\.~\d+~|[._](?:{_ADDED})\d*)\Z"
_IN_FRONT = r"(?:(?:Kopie von|Kopie|Copy of|Copy \(?\d*\)? ?of) )(?P<whole>.+)\Z|#(?P<saved>.+)#\Z"

_PATTERNS = tuple(re.compile(rf"(?P<start>.+?){added}{_END}", re.IGNORECASE) for added in _BEFORE_THE_END)
_OTHERS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in (_BEHIND_THE_END, _IN_FRONT))


def original(name: str) -> str | None:
    """The name of the file that a copy was made of: `chronik (1).yaml` and `chronik.yaml~` → `chronik.yaml`; None for a name
    that no program gives a copy. A copy of a copy gives the first of all."""
    found = name
    while len(found) <= LONGEST and (before := _once(found)) is not None:
        found = before
    return found if found != name else None


def _once(name: str) -> str | None:
    for pattern in _PATTERNS:
        match = pattern.match(name)
        if match is not None:
            return match["start"] + (match["end"] or "")
    for pattern in _OTHERS:
        match = pattern.match(name)
        if match is not None:
            return next((part for part in match.groups() if part), None)
    return None
