"""Why a job did not come to its end, in words for who reads the report."""

from __future__ import annotations

import signal
import sys

from regsam_docs.german import number


class Failure(Exception):
    """A job that did not come to its end; the German message says why and what to do."""


class TooLong(Failure):
    """The job took more computing time than it may."""


class TooBig(Failure):
    """The job took more memory than it may."""


class Died(Failure):
    """The process that did the job came to an end before it."""


class NotStarted(Failure):
    """There is no process to do the job."""


def too_long(seconds: float) -> TooLong:
    """`seconds`: of computing time."""
    return TooLong(
        f"Es dauerte länger als {number(seconds)} Sekunden Rechenzeit und wurde abgebrochen. "
        "Bitte sehr lange Texte, Tabellen oder Zeichnungen (SVG) kürzen oder aufteilen."
    )


def too_big(memory: int) -> TooBig:
    """`memory`: in bytes."""
    return TooBig(
        f"Es brauchte mehr als {memory // 1024**2} MiB Arbeitsspeicher und wurde abgebrochen. "
        "Bitte große Bilder verkleinern und sehr lange Texte oder Tabellen aufteilen."
    )


def died(code: int | None) -> Died:
    """`code`: what the process ended with, negative for a signal; None if it did not end."""
    return Died(
        f"Der Prozess, der daran arbeitete, endete unerwartet{_how(code)}; vielleicht reichte der Arbeitsspeicher nicht. "
        "Bitte noch einmal versuchen, am besten mit weniger Prozessen zugleich."
    )


def stuck(seconds: float) -> Died:
    """`seconds`: how long it stood still."""
    return Died(
        f"Der Prozess, der daran arbeitete, kam {seconds:.0f} Sekunden lang nicht voran (angehalten, oder er wartete auf etwas) "
        "und wurde beendet. Bitte noch einmal versuchen."
    )


def not_started(why: str) -> NotStarted:
    """`why`: what the system said (German)."""
    return NotStarted(
        f"Auf diesem Rechner ließ sich kein Prozess starten, der daran arbeitet: {why}. Bitte prüfen, ob Arbeitsspeicher und "
        "Platz für vorübergehende Dateien frei sind, und noch einmal versuchen."
    )


def _how(code: int | None) -> str:
    if code is None:
        return ""
    if code >= 0:
        return f" mit dem Code {code}"
    known = {number.value: number.name for number in signal.Signals} if sys.platform != "win32" else {}
    return f" durch das Signal {known.get(-code, -code)}"
