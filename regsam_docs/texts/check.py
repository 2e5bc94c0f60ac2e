"""What is wrong in one text: the rules T01 to T05 of docs/regeln.md, without knowledge of the area's files."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import islice, takewhile
from typing import NamedTuple

from markdown_it.token import Token

from regsam_docs.finding import Rule
from regsam_docs.german import shortened
from regsam_docs.limits import FINDINGS
from regsam_docs.texts import R05, T01, T02, T03, T04, T05
from regsam_docs.texts.markdown import alternative, file_of, is_address, plain, printable, to_html, words
from regsam_docs.texts.parse import MarkdownText, inline, parse
from regsam_docs.texts.printable import Run, is_unusual, too_wide, unprintable


class TextProblem(NamedTuple):
    """A mistake in a text: the offset of the exact place in code points, the rule, a German message that
    says what is wrong and what to do, and a suggestion if there is one."""

    offset: int
    rule: Rule
    message: str
    hint: str | None = None


class Link(NamedTuple):
    """A link or an image in a Markdown text: where it begins, where it leads (as written), and its visible or
    alternative text."""

    offset: int
    target: str
    image: bool
    alt: str


def problems(text: str, *, markdown: bool, enough: Collection[str] = ()) -> Iterator[TextProblem]:
    """Everything that is wrong in a text, as far as the text alone tells, in the order of the text; of one kind no more than
    one above `limits.FINDINGS`. Of `enough` (ids) there are so many already that no more are looked for.

    With `markdown` the text is read as Markdown, else as plain text. Whether files exist is the caller's to
    ask (`links`, `markdown.file_of`); an image that cannot be a file of the area at all is an R05 here.
    """
    parsed = parse(text) if markdown and _MARKUP.search(text) else None
    found: list[TextProblem] = []
    if T05.id not in enough and is_unusual(text):
        found += _first(_characters(text, parsed.hidden if parsed else ()))
    if not markdown and "<" in text and T03.id not in enough:
        found += _first(_html((match.start(), match[0]) for match in _TAG.finditer(text)))
    if parsed is not None:
        tags = [(token.meta["at"], token.content) for token in inline(parsed) if token.type == "html_inline"]
        found += [*_links(parsed), *_first(_html(tags)), *_losses(text, parsed), *_tables(text, parsed)]
    if found:
        yield from sorted(found, key=lambda problem: (problem.offset, problem.rule.id))


def _first(found: Iterator[TextProblem]) -> Iterator[TextProblem]:
    """As many as are told, and one more, so that it is known that there are more."""
    return islice(found, FINDINGS + 1)


def markup(text: str) -> int:
    """How many lines and signs that mean something to Markdown a text has: what reading it costs."""
    return sum(map(text.count, _SIGNS))


_SIGNS = "*_`<[]!|\\~#>\n\r"


def links(text: str) -> Iterator[Link]:
    """Every link and every image of a Markdown text, allowed or not, in the order of the text."""
    if "](" in text or "<" in text:
        tokens = list(inline(parse(text)))
        for index, token in enumerate(tokens):
            if token.type == "image":
                yield Link(token.meta["at"], str(token.attrs["src"]), True, alternative(token))
            elif token.type == "link_open":
                label = takewhile(lambda one: one.type != "link_close", islice(tokens, index + 1, None))
                yield Link(token.meta["at"], str(token.attrs["href"]), False, words(label))


_MARKUP = re.compile(r"[*`<\[\]\\|]|^[ \t]*[#>+=\-0-9]", re.MULTILINE)
"""Anything that Markdown could read as more than words; most texts have none."""


# --- T01, T02, R05: links and images ------------------------------------------------------------------------


def _links(parsed: MarkdownText) -> Iterator[TextProblem]:
    for token in inline(parsed):
        if token.type == "image":
            yield from _image(token)
        elif token.type == "link_open":
            target = str(token.attrs["href"])
            if not is_address(target) and file_of(target) is None:
                yield TextProblem(token.meta["at"], T01, _link_message(target), _link_hint(target))
        elif token.type == "almost":
            yield TextProblem(token.meta["at"], T01, *_almost(token))


_ALMOST = {
    "blanks": "„{}“ wird kein {}, denn in der Adresse stehen Leerzeichen. Setzen Sie die Adresse in spitze Klammern, oder "
    "schreiben Sie den Text ohne Klammern.",
    "apart": "„{}“ wird kein {}, denn zwischen ] und ( steht ein Leerzeichen. Löschen Sie es.",
    "open": "„{}“ wird kein {}, denn die schließende Klammer fehlt. Ergänzen Sie sie.",
    "swapped": "„{}“ wird kein {}, denn die Klammern sind vertauscht: Der Text steht in den eckigen, die Adresse in den runden.",
}
_TITLED = re.compile(r"([^\"']*[^\"'\s])\s+(?:\"[^\"]*\"|'[^']*')")


def _almost(token: Token) -> tuple[str, str | None]:
    """What to say of a link or picture that is none, and what stands there instead of what is quoted."""
    kind, written, before = token.meta["kind"], token.meta["written"], token.meta["before"]
    address = token.info.replace("\\", "/")
    thing = "Bild" if before.endswith("!") else "Link"
    if kind == "blanks":
        titled = _TITLED.fullmatch(address)
        message = _ALMOST[kind].format(quotable(token.info), thing) + (_TITLE if titled else "")
        return message + (_SLASH if "\\" in token.info else ""), f"<{titled[1] if titled else address}>"
    if kind == "swapped":
        text = before[before.rfind("(") + 1 : -1] if "(" in before else ""
        return _ALMOST[kind].format(quotable(f"({text}){written}"), thing), f"[{text}]({address})" if text else None
    label = written[: written.index("]") + 1]
    return _ALMOST[kind].format(quotable(written), thing), f"{label}({address})"


_SLASH = " Zwischen Ordner und Datei steht /, nicht \\."
_TITLE = " Der Titel in Anführungszeichen dahinter würde nicht gedruckt: Streichen Sie ihn."


def _link_message(target: str) -> str:
    if not target.strip():
        return (
            "Dieser Link hat keine Adresse. Tragen Sie zwischen den runden Klammern ein, wohin er führt, "
            "oder schreiben Sie den Text ohne Link."
        )
    if "\\" in target and file_of(target.replace("\\", "/")):
        return f"„{quotable(target)}“ ist keine Adresse: Zwischen Ordner und Datei steht /, nicht \\. Schreiben Sie / statt \\."
    if _ON_DISK.match(target):
        return (
            f"„{quotable(target)}“ liegt auf einem Rechner oder im Netz Ihres Hauses; dorthin führt kein Link. Legen Sie die "
            "Datei in den Ordner anlagen/ des Gebiets, und verweisen Sie darauf, wie in [Plan](anlagen/plan.pdf)."
        )
    return (
        f"Ein Link auf „{quotable(target)}“ ist nicht erlaubt. Erlaubt sind Adressen mit https://, http:// "
        "oder mailto: und Dateien des Gebiets (wie anlagen/plan.pdf). Ändern Sie die Adresse oder schreiben "
        "Sie den Text ohne Link."
    )


_ON_DISK = re.compile(r"[A-Za-z]:[\\/]|\\|file:", re.IGNORECASE)


def _link_hint(target: str) -> str | None:
    name, _, host = target.partition("@")
    if name and "." in host[1:-1] and not re.search(r"[\s/:@]", name + host):
        return f"mailto:{target}"
    if target.startswith("//") and is_address(f"https:{target}"):
        return f"https:{target}"
    if target.lower().startswith("www."):
        return f"https://{target}"
    if "\\" in target and file_of(target.replace("\\", "/")):
        return target.replace("\\", "/")
    return None


def _image(token: Token) -> Iterator[TextProblem]:
    target = str(token.attrs["src"])
    if not alternative(token):
        yield TextProblem(
            token.meta["at"],
            T02,
            f"Dem Bild „{quotable(target)}“ fehlt der Alternativtext. Schreiben Sie zwischen die eckigen "
            "Klammern, was auf dem Bild zu sehen ist, wie in ![Lageplan des Gebiets](anlagen/plan.png).",
        )
    if file_of(target) is None:
        yield TextProblem(
            token.meta["at"],
            R05,
            f"Das Bild „{quotable(target)}“ liegt nicht im Ordner anlagen/. Legen Sie die Bilddatei dort ab "
            "und nennen Sie ihren Pfad, wie in ![Lageplan des Gebiets](anlagen/plan.png).",
        )


# --- T03: HTML ----------------------------------------------------------------------------------------------

# Each alternative ends at the next `<` at the latest and never goes back: no text makes it slow.
_TAG = re.compile(
    r"</?[A-Za-z][A-Za-z0-9-]*+(?:(?:\s++[A-Za-z_:@]|\s*+=)[^<>]*+|\s*+/?)>|<!--|<\?[A-Za-z]|<![A-Za-z][^<>]*+>|<!\[CDATA\["
)
_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")


def _html(tags: Iterable[tuple[int, str]]) -> Iterator[TextProblem]:
    """One problem for every tag that does not stand between the two of another."""
    listed = list(tags)
    ends = _pairs(listed)
    index = 0
    while index < len(listed):
        offset, tag = listed[index]
        yield TextProblem(
            offset,
            T03,
            f"HTML wie „{quotable(tag)}“ wirkt hier nicht, es wird als Text gedruckt. Streichen Sie es; fett, "
            "kursiv, Listen und Tabellen schreibt man in Markdown-Texten mit **, *, - und |.",
        )
        index = ends.get(index, index) + 1


def _pairs(tags: list[tuple[int, str]]) -> dict[int, int]:
    """From the place of a tag in the list to that of the one that closes it."""
    opened: defaultdict[str, list[int]] = defaultdict(list)
    ends: dict[int, int] = {}
    for index, (_, tag) in enumerate(tags):
        if match := _NAME.match(tag):
            name = match[2].lower()
            if not match[1]:
                opened[name].append(index)
            elif opened[name]:
                ends[opened[name].pop()] = index
    return ends


# --- T04: what the document would lose or change ------------------------------------------------------------

_NOTES = {
    "brackets": "In diesem Absatz stehen so viele eckige Klammern ineinander oder ohne ihr Gegenstück, dass nicht zu erkennen "
    "ist, was ein Link ist. Löschen Sie die überzähligen, oder schreiben Sie \\[, wenn die Klammer Text ist.",
    "sparse": "In dieser Tabelle fehlen in den Zeilen weit mehr Zellen, als da sind. Ergänzen Sie die Zellen (leere mit | |), "
    "oder streichen Sie Spalten der Kopfzeile.",
    "deep": "Listen sind hier zu tief ineinander verschachtelt; ab hier bliebe der Text ungeformt. "
    "Lassen Sie Ebenen weg oder teilen Sie den Text auf.",
    "emphasis": "Hervorhebungen sind hier zu tief ineinander verschachtelt. Lassen Sie Sternchen weg.",
    "cells": "Diese Tabellenzeile hat mehr Zellen als die Kopfzeile; was ab hier steht, würde nicht gedruckt. "
    "Ergänzen Sie die Kopfzeile und die Zeile mit --- um eine Spalte, oder schreiben Sie einen senkrechten "
    "Strich im Text als \\|.",
    "definition": "Diese Zeile liest Markdown als Ziel eines Links und nicht als Text. Schreiben Sie den Link an "
    "seine Stelle, wie in [Text](https://example.org), oder schreiben Sie \\[, wenn die Klammer Text ist.",
    "info": "Was in der Zeile mit ``` steht, würde nicht gedruckt. Schreiben Sie es in eine eigene Zeile oder streichen Sie es.",
    "title": "Der Titel dieses Links oder Bildes (der Text in Anführungszeichen hinter der Adresse) würde nicht "
    "gedruckt. Schreiben Sie ihn in den Text oder streichen Sie ihn.",
}
_LOSING = frozenset(("cells", "info", "title"))


def _losses(text: str, parsed: MarkdownText) -> Iterator[TextProblem]:
    for note in parsed.notes:
        yield TextProblem(note.offset, T04, _NOTES[note.kind])
    if not any(note.kind in _LOSING for note in parsed.notes) and (place := _first_loss(text, parsed)) is not None:
        yield TextProblem(
            place,
            T04,
            f"Ab „{quotable(text[place : place + 30])}“ sähe das Dokument anders aus als der Text. "
            "Vereinfachen Sie die Formatierung an dieser Stelle.",
        )


def _first_loss(text: str, parsed: MarkdownText) -> int | None:
    """Where a text and its document begin to differ in anything but blanks, or None: the proof that each sign that was
    written is in the document or was used up by a construct. Which of some equal signs was used up makes no difference."""
    seen = (c for c in plain(to_html(parsed), bullet="", cell="") if not c.isspace())
    used = Counter(parsed.marks)
    source = printable(text)
    end = len(text)
    position = 0
    awaited = next(seen, None)
    for start, stop in (*parsed.hidden, (end, end)):
        for offset in range(position, start):
            character = source[offset]
            if character == awaited:
                awaited = next(seen, None)
            elif used[character] > 0:
                used[character] -= 1
            elif not character.isspace():
                return offset
        position = max(position, stop)
    return None if awaited is None else max(end - 1, 0)


def _tables(text: str, parsed: MarkdownText) -> Iterator[TextProblem]:
    lines = [0, *(match.end() for match in re.finditer(r"\r\n?|\n", text))] if "|" in text else []
    for line in too_wide(parsed.tokens):
        yield TextProblem(
            lines[line],
            T04,
            "Diese Tabelle ist breiter als ein Blatt, auch klein und im Querformat; Zahlen und Wörter würden zerteilt. "
            "Machen Sie zwei Tabellen daraus, oder lassen Sie Spalten weg.",
        )


# --- T05: characters ----------------------------------------------------------------------------------------


def _characters(text: str, hidden: Iterable[tuple[int, int]]) -> Iterator[TextProblem]:
    """Characters that cannot be printed; addresses are not printed, but what steers the direction is wrong
    there too."""
    spans = iter(hidden)
    start, end = next(spans, (len(text), len(text)))
    for run in unprintable(text):
        while end <= run.offset and end < len(text):
            start, end = next(spans, (len(text), len(text)))
        if not start <= run.offset < end or run.hidden:
            yield TextProblem(run.offset, T05, character_message(text, run))


def character_message(text: str, run: Run) -> str:
    """Why a run of a text cannot be printed and what to do, in German."""
    first = run.characters[0]
    name = unicodedata.name(first, "ohne Namen")
    code = f"U+{ord(first):04X}, {name}"
    more = len(run.characters) - 1
    others = f" (und {'ein weiteres' if more == 1 else f'{more} weitere'} daneben)" if more else ""
    place = f" Es steht in „{quotable(_word(text, run))}“."
    if run.steers:
        return f"Das unsichtbare Zeichen {code}{others} ändert die Schreibrichtung. Löschen Sie es.{place}"
    if run.invisible:
        return f"Das Zeichen {code}{others} ist unsichtbar. Löschen Sie es.{place}"
    return (
        f"Das Zeichen {quotable(first)} ({code}){others} gibt es in den Schriften der Dokumente nicht. "
        f"Ersetzen Sie es oder schreiben Sie es in Worten.{place}"
    )


def _word(text: str, run: Run) -> str:
    """The word a run stands in, at most some 20 characters to each side."""
    end = run.offset + len(run.characters)
    before = re.search(r"\S{0,20}\Z", text[max(0, run.offset - 20) : run.offset])
    after = re.match(r"\S{0,20}", text[end : end + 20])
    return f"{before[0] if before else ''}{run.characters[:8]}{after[0] if after else ''}"


def quotable(text: str) -> str:
    """A piece of a text as messages quote it: short, on one line, invisible characters by their code
    points."""
    short = shortened(text, 60, words=False)
    return "".join(c if c.isprintable() and not Run(0, c).hidden else f"<U+{ord(c):04X}>" for c in short)
