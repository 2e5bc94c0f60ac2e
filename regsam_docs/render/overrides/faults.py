"""What is wrong with a content repository's template, as a German sentence with its name and line."""

from __future__ import annotations

import traceback
from collections.abc import Collection, Iterator

from jinja2.exceptions import SecurityError, TemplateNotFound, TemplateRuntimeError, TemplateSyntaxError, UndefinedError

from regsam_docs.limits import MIB, TEMPLATE_BYTES_OF_MEMORY, TEMPLATE_SECONDS
from regsam_docs.render.overrides.sandbox import TOO_DEEP
from regsam_docs.repository import paths

LONGEST = 200
"""Most characters of Jinja's or Python's own words that a sentence takes in."""


class TemplateFault(Exception):
    """A content repository's template gives no page. The message is German: where, what, and what to do. `template`: which it is.
    `spent`: whether it used up its time or memory."""

    def __init__(self, message: str, template: str, spent: bool = False) -> None:
        super().__init__(message, template, spent)
        self.template = template
        self.spent = spent

    def __str__(self) -> str:
        return str(self.args[0])


class Overtime(BaseException):
    """A template took more time than it may. No Exception: Jinja catches those in places and goes on."""


SAYS: tuple[tuple[type[BaseException], str], ...] = (
    (Overtime, f"Hier vergehen mehr als {TEMPLATE_SECONDS} Sekunden Rechenzeit. Beenden Sie die Schleife oder das Makro früher."),
    (MemoryError, f"Das braucht mehr als {TEMPLATE_BYTES_OF_MEMORY // MIB} MiB Arbeitsspeicher. Wiederholen Sie hier weniger."),
    (RecursionError, f"Diese Vorlage ist {TOO_DEEP}, oder sie bindet sich selbst ohne Ende ein. Vereinfachen Sie sie."),
    (TemplateNotFound, "Eine Vorlage „{words}“ gibt es nicht. Einbinden und beerben lassen sich nur Vorlagen unter templates/."),
    (SecurityError, "Das dürfen Vorlagen nicht („{words}“). Nehmen Sie die Stelle heraus."),
    (UndefinedError, "Hier fehlt eine Angabe („{words}“). Fragen Sie vorher mit {{% if … %}}, ob sie da ist."),
    (TemplateSyntaxError, "Das ist kein gültiges Jinja ({words}). Berichtigen Sie die Stelle."),
    (TemplateRuntimeError, "Das lässt sich nicht füllen ({words}). Berichtigen Sie die Stelle."),
    (Exception, "Ein Filter, Aufruf oder Rechenzeichen passt nicht zur Angabe ({kind}: {words}). Berichtigen Sie die Stelle."),
)
"""Kind of error → sentence; the first that fits."""


def fault(template: str, line: int | None, sentence: str, spent: bool = False) -> TemplateFault:
    """`template`: its name below `templates/`. `line`: None where it cannot be known."""
    return TemplateFault(f"{paths.TEMPLATES}/{template}{f':{line}' if line else ''}: {sentence}", template, spent)


def explained(error: BaseException, template: str, theirs: Collection[str]) -> TemplateFault:
    """What went wrong while a page was filled. `template`: the one to name where the error does not say. `theirs`: names of the
    content repository's templates; of all that were at work the innermost of these is named."""
    sentence = next(says for kind, says in SAYS if isinstance(error, kind))
    words = " ".join((str(error) or "ohne nähere Angabe").split())
    said = sentence.format(words=words if len(words) <= LONGEST else f"{words[:LONGEST]} …", kind=type(error).__name__)
    return fault(*_place(error, template, theirs), said, isinstance(error, Overtime | MemoryError))


def _place(error: BaseException, template: str, theirs: Collection[str]) -> tuple[str, int]:
    if isinstance(error, TemplateSyntaxError) and error.name is not None:
        return error.name, error.lineno
    places = list(_frames(error))
    ours = [place for place in places if place[0] in theirs]
    return (ours or places or [(template, 1)])[-1]


def _frames(error: BaseException) -> Iterator[tuple[str, int]]:
    """The templates at work, outermost first, and the line each was at: whether Jinja rewrote the traceback or left it."""
    for frame, line in traceback.walk_tb(error.__traceback__):
        folder, slash, name = frame.f_code.co_filename.partition("/")
        made = frame.f_globals.get("__jinja_template__")
        if folder == paths.TEMPLATES and slash:
            yield name, line if made is None else made.get_corresponding_lineno(line)
