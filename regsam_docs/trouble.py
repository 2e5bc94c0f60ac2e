"""The one exception for what a user can mend: a wrong call, a missing file, a missing program."""

from __future__ import annotations

import errno

REASONS = {
    errno.EACCES: "Die Rechte fehlen",
    errno.EPERM: "Die Rechte fehlen",
    errno.EROFS: "Der Datenträger lässt sich nur lesen",
    errno.ENOSPC: "Der Datenträger ist voll",
    errno.EDQUOT: "Der zugeteilte Platz ist voll",
    errno.EFBIG: "Die Datei würde größer, als es hier erlaubt ist",
    errno.EIO: "Der Datenträger antwortet nicht, wie er soll",
    errno.ENOENT: "Es gibt sie nicht oder nicht mehr",
    errno.EISDIR: "Es ist ein Ordner",
    errno.ENOTDIR: "Auf dem Weg dorthin liegt eine Datei, wo ein Ordner sein müsste",
    errno.ELOOP: "Es ist eine Verknüpfung (symbolischer Link)",
    errno.ENAMETOOLONG: "Der Name ist zu lang",
}


class Trouble(Exception):
    """Ends a command with exit code 2. The message is German and says what is wrong and what to do."""


def reason(error: OSError) -> str:
    """Why the system refused, in German where it is known; a system tells it in its own language."""
    return REASONS.get(error.errno or 0) or error.strerror or str(error)
