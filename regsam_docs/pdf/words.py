"""German words for what goes wrong while a document is set."""

from __future__ import annotations

import re
from collections.abc import Sequence

SHOWN = 3
"""Most causes one message names."""
LONGEST = 200
"""Most characters shown of one cause; an address may be a megabyte of `data:`."""

GLYPH = re.compile(r"\.notdef glyph .*\(U\+([0-9A-F]+)\)\Z", re.DOTALL)
ANCHOR = re.compile(r"No anchor #(.*) for internal URI reference\Z", re.DOTALL)
PICTURE = re.compile(r"Failed to (?:load image at '|render SVG image )(?:asset:)?(.*?)(?:': .*)?\Z", re.DOTALL)
ALT = re.compile(r'Image "(?:asset:)?(.*)" has no required alt description\Z', re.DOTALL)


def refusal(addresses: Sequence[str]) -> str:
    """Say which addresses a document asked for in vain."""
    return (
        f"Das Dokument verlangt {_quoted(addresses)}, aber eingebunden wird nur, was das Programm selbst übergibt. "
        "Bitte legen Sie das Bild als PNG, JPEG oder SVG (ohne Verweise nach außen) in den Ordner des Gebiets, und binden Sie es "
        "von dort ein."
    )


def warning(heard: Sequence[str]) -> str:
    """Say what WeasyPrint found wrong, the causes people know best first."""
    for pattern, say in KNOWN:
        found = [match[1] for text in heard if (match := pattern.match(text))]
        if found:
            return say(list(dict.fromkeys(found)))
    return (
        f"Beim Setzen des PDF gab es eine Warnung: {_quoted(heard)}. "
        "Bitte berichtigen Sie die Vorlage oder das Stylesheet (Ordner templates/)."
    )


def _glyphs(codes: Sequence[str]) -> str:
    named = ", ".join(f"„{chr(int(code, 16))}“ (U+{code})" for code in codes[:SHOWN])
    return (
        f"Die Schrift der Dokumente enthält nicht: {named}{_more(codes)}. "
        "Bitte ersetzen Sie sie durch andere Zeichen, oder umschreiben Sie das Wort."
    )


def _anchors(names: Sequence[str]) -> str:
    return (
        f"Ein Link führt auf {_quoted(names)}, doch diese Stelle gibt es im Dokument nicht. "
        "Bitte berichtigen oder entfernen Sie den Link."
    )


def pictures(names: Sequence[str]) -> str:
    """Say which pictures cannot be read."""
    return (
        f"Diese Bilder lassen sich nicht lesen: {_quoted(names)}. "
        "Bitte öffnen Sie sie in einem Bildprogramm, und speichern Sie sie neu als PNG, JPEG oder SVG."
    )


def _alts(names: Sequence[str]) -> str:
    return f"Diesen Bildern fehlt der Alternativtext: {_quoted(names)}. Bitte beschreiben Sie, was darauf zu sehen ist."


KNOWN = ((GLYPH, _glyphs), (PICTURE, pictures), (ALT, _alts), (ANCHOR, _anchors))


def _quoted(texts: Sequence[str]) -> str:
    unique = list(dict.fromkeys(texts))
    return ", ".join(f"„{_short(text)}“" for text in unique[:SHOWN]) + _more(unique)


def _more(texts: Sequence[str]) -> str:
    return f" und {len(texts) - SHOWN} weitere" if len(texts) > SHOWN else ""


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
