"""The one way to WeasyPrint: imported late, with the system's fonts shut out, and with words for what is missing; and what a
worker process runs, one job in, the bytes of one PDF out."""

from __future__ import annotations

import contextlib
import ctypes.util
import io
import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from regsam_docs.pdf.job import Job, Unavailable

FONTS = Path(__file__).with_name("fonts.conf")

ADVICE = {
    "linux": "Unter Debian und Ubuntu: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. "
    "Unter anderem Linux: die Pakete für Pango und HarfBuzz.",
    "darwin": "Unter macOS: brew install pango harfbuzz.",
}
ELSEWHERE = "Bitte installieren Sie Pango und HarfBuzz (Anleitung: https://doc.courtbouillon.org/weasyprint/stable/)."


def load() -> None:
    """Make WeasyPrint ready to be imported anywhere in this room; raise Unavailable where that cannot be."""
    missing = available()
    if missing:
        raise Unavailable(missing)


# Kept, since half an import that failed fails differently the next time.
@cache
def available() -> str | None:
    """None where PDFs can be made, else a German sentence that says what to install.

    Imports WeasyPrint so that it knows no font of the system. That takes half a second the first time: ask only where
    a PDF is wanted.
    """
    # Fontconfig reads its settings once, when WeasyPrint is imported.
    os.environ["FONTCONFIG_FILE"] = str(FONTS)
    for name in ("FONTCONFIG_PATH", "FONTCONFIG_SYSROOT", "FC_LANG"):
        os.environ.pop(name, None)
    try:
        # It warns that there are no fonts, which is what we want, and prints advice in English.
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), _nothing_started():
            warnings.simplefilter("ignore")
            import weasyprint.text.ffi
    except ImportError as error:  # of WeasyPrint, or of a package that it needs
        name = (error.name or "weasyprint").partition(".")[0].replace("weasyprint", "WeasyPrint")
        return (
            f"Für PDF-Dateien fehlt das Python-Paket {name}. "
            "Bitte starten Sie das Programm mit ./run, oder installieren Sie die Pakete aus requirements.lock."
        )
    except OSError:
        return _missing_library()
    return _missing_library() if weasyprint.text.ffi.harfbuzz_subset is None else None


@contextlib.contextmanager
def _nothing_started() -> Iterator[None]:
    """Keep libraries from being searched for with other programs. WeasyPrint names them in several ways, of which the system's
    loader knows one; for each of the others Python would ask ldconfig, gcc and ld, fifty processes in all."""
    searching = ctypes.util.find_library
    if sys.platform not in ("darwin", "win32"):  # there it only looks into folders
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = searching


def _missing_library() -> str:
    return f"Für PDF-Dateien fehlen Bibliotheken für den Schriftsatz. {ADVICE.get(sys.platform, ELSEWHERE)}"


def make(job: Job) -> bytes:
    """Set a document and return a PDF that is PDF/A-3a and PDF/UA-1 at once; the same job gives the same bytes.

    Raises Refused where the document asks for something that was not handed in, where WeasyPrint warns of anything
    (a missing glyph, unknown CSS, a link to nowhere), and Unavailable where WeasyPrint or a library is missing.
    Not for threads: what is logged while one document is set counts against it.
    """
    load()
    from regsam_docs.pdf import finish, typeset

    return finish.finish(typeset.typeset(job), job.fonts.values(), job.identifier)


def warm(css: str, fonts: Mapping[str, bytes]) -> None:
    """Load WeasyPrint, the stylesheet and the fonts ahead of the first job, so that no document waits for them.

    Never raises: what is wrong here is reported by the first document that meets it.
    """
    if available() is None:
        from regsam_docs.pdf import typeset

        typeset.warm(css, fonts)
