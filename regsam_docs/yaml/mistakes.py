"""What docs/format.md does not allow although it may be YAML: anchors, tags, tabs, a second document … (`Stop`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from regsam_docs.finding import Finding, finding
from regsam_docs.german import number
from regsam_docs.limits import DEPTH, LIST_ITEMS
from regsam_docs.yaml import shape, slips
from regsam_docs.yaml.characters import Y01, Y03
from regsam_docs.yaml.lines import (
    Case,
    Mistake,
    Suspect,
    block_of,
    dash_of_word,
    indent,
    piece_at,
    put,
    quote,
    quote_over_lines,
    rule_of_dashes,
    shared,
    text_of_lines,
    untabbed,
)
from regsam_docs.yaml.parse import Failure, Parsed, parse
from regsam_docs.yaml.quick import Node
from regsam_docs.yaml.shape import point_out_of_line


def _at(case: Case, message: str, new: str | None, hint: str | None = None, sure: bool = True) -> Mistake:
    """A mistake at the very place where reading stopped; `new` is the line put right."""
    place = case.failure.place
    line = min(place.line, len(case.lines) - 1)
    text = "\n".join(case.lines) if new is None else case.with_line(line, new)
    return Mistake(line, place.column, message, hint, text, sure)


def _empty(case: Case) -> Iterator[Mistake]:
    marks = [n for n, line in enumerate(case.lines) if line.rstrip() == "---"]
    if len(marks) > 1 and any(line.strip() for line in case.lines[marks[1] + 1 :]):
        message = "Hier steht „---“ ein zweites Mal; nötig ist es nicht. Bitte löschen Sie die Zeile."
        yield Mistake(marks[1], 0, message, None, case.with_line(marks[1], ""), sure=True)
        return
    yield _at(case, "Die Datei ist leer. Bitte füllen Sie sie aus oder löschen Sie sie.", None)


def _document(case: Case) -> Iterator[Mistake]:
    line = case.failure.place.line
    message = (
        "Hier beginnt ein zweites Dokument („---“ oder „...“); eine Datei darf nur eines enthalten. Bitte löschen Sie "
        "die Zeile oder teilen Sie die Datei."
    )
    yield Mistake(line, 0, message, None, "\n".join(case.lines[:line]), sure=True)


def _simply(message: str, new: Callable[[str, int], str], *, shown: bool = False) -> Suspect:
    """One way out. `new`: a line and the column where reading stopped → the line put right, for a hint where it is `shown`."""

    def suspect(case: Case) -> Iterator[Mistake]:
        place = case.failure.place
        line = new(case.lines[place.line], place.column)
        yield _at(case, message, line, line.strip() if shown else None)

    return suspect


def _tab(case: Case) -> Iterator[Mistake]:
    """All tabs that indent are one mistake: they come from one setting of one editor."""
    place = case.failure.place
    message = "Hier ist mit einem Tabulator eingerückt; YAML erlaubt dafür nur Leerzeichen. Bitte ersetzen Sie ihn."
    above = _above(case)
    start = indent(above, dashes=True) + (2 if above.rstrip().endswith(":") else 0)
    fitting = start if case.lines[place.line].startswith("\t") and start else 2
    for width in dict.fromkeys((min(fitting, 40), 2, 4, 8, 1)):
        lines = [untabbed(line, width) for line in case.lines]
        if width == 1:
            lines[place.line] = case.lines[place.line].replace("\t", " ")
        hint = f"{width} Leerzeichen statt des Tabulators"
        yield Mistake(place.line, place.column, message, hint, "\n".join(lines))
    yield _at(case, message, case.lines[place.line].replace("\t", "  "), "2 Leerzeichen statt des Tabulators")


def _above(case: Case) -> str:
    """The line that tells how deep the failing one is: the next one above with content, without tabs, that is no part of a
    text of several lines (then it is the text's key)."""
    number = case.failure.place.line - 1
    while number >= 0:
        line = case.lines[number]
        if line.strip() and "\t" not in line[: indent(line) + 1]:
            head = block_of(case.lines, number)
            return case.lines[number if head is None else head]
        number -= 1
    return ""


def _indicator(name: str, advice: str) -> Suspect:
    """Anchor, alias or tag, or a text that only looks like one."""

    def suspect(case: Case) -> Iterator[Mistake]:
        place = case.failure.place
        line = case.lines[place.line]
        sign = line[place.column]
        message = (
            f"„{sign}“ am Anfang eines Wertes ist in YAML {name}; das ist hier nicht erlaubt. {advice} Ist ein Text "
            "gemeint, setzen Sie ihn in Anführungszeichen."
        )
        piece = piece_at(line, place.column)
        if piece is not None and place.column == piece.start:
            quoted = put(line, piece, quote(piece.value))
            yield _at(case, message, quoted, quoted.strip(), sure=False)
        bare = re.compile(r"\S+ ?").sub("", line[place.column :], count=1)
        yield _at(case, message, line[: place.column] + bare, (line[: place.column] + bare).strip(), sure=False)
        yield _at(case, message, line, None)

    return suspect


def _question(case: Case) -> Iterator[Mistake]:
    place = case.failure.place
    line = case.lines[place.line]
    message = (
        "„? “ leitet in YAML einen zusammengesetzten Schlüssel ein; das ist hier nicht erlaubt. Bitte schreiben Sie "
        "„schlüssel: Wert“ oder setzen Sie einen Text, der mit „?“ beginnt, in Anführungszeichen."
    )
    rest = line[place.column + 1 :].strip()
    piece = piece_at(line, place.column)
    if piece is not None and piece.start == place.column and piece.key is not None:
        new = put(line, piece, quote(piece.value))
        yield _at(case, message, new, new.strip())
        return
    if not re.search(r":(?: |$)", rest):
        colon = next(
            (n for n in range(place.line + 1, min(place.line + 3, len(case.lines))) if case.lines[n].strip().startswith(":")),
            None,
        )
        if colon is not None:
            new = f"{line[: place.column]}{rest}{case.lines[colon].strip()}"
            lines = [*case.lines[: place.line], new, *case.lines[place.line + 1 : colon], "", *case.lines[colon + 1 :]]
            yield Mistake(place.line, place.column, message, new.strip(), "\n".join(lines), sure=True)
            return
        rest = f"{rest}:"
    new = line[: place.column] + rest
    yield _at(case, message, new, new.strip())


def _complex(case: Case) -> Iterator[Mistake]:
    message = (
        "Hier steht eine Liste oder Zuordnung als Schlüssel („[…]:“ oder „{…}:“). Ein Schlüssel ist immer ein Wort. Ist "
        "ein Text gemeint, setzen Sie ihn in Anführungszeichen."
    )
    yield from slips.unlike_key(case)
    line = case.lines[case.failure.place.line]
    hint = quote(line[case.failure.place.column :].strip())
    yield _at(case, message, line[: case.failure.place.column] + hint, hint, sure=False)
    yield _at(case, message, None, hint)


def _out_of_line(case: Case) -> Iterator[Mistake]:
    for suspect in (dash_of_word, text_of_lines, point_out_of_line):
        yield from suspect(case)


def _alias(case: Case) -> Iterator[Mistake]:
    yield from dash_of_word(case)
    yield from slips.unlike_key(case)
    yield from _indicator("ein Verweis (Alias)", "Bitte schreiben Sie die Angaben aus.")(case)


STOPS: dict[str, Suspect] = {
    "empty": _empty,
    "document": _document,
    "directive": _simply(
        "Eine Zeile, die mit „%“ beginnt, ist in YAML eine Direktive; die sind hier nicht erlaubt. Bitte löschen Sie "
        "sie; gehört sie zu einem Text, rücken Sie sie ein.",
        lambda line, column: f"#{line}",
    ),
    "tab": _tab,
    "alias": _alias,
    "anchor": _indicator("eine Marke (Anker)", "Bitte löschen Sie sie."),
    "tag": _indicator("eine Typangabe (Tag)", "Bitte löschen Sie sie."),
    "question": _question,
    "complex": _complex,
    "nokey": _simply(
        "Vor dem Doppelpunkt fehlt der Schlüssel. Bitte ergänzen Sie ihn, zum Beispiel „titel: …“.",
        lambda line, column: f"{line[:column]}schluessel{line[column:]}",
    ),
    "merge": _simply(
        "„<<“ fügt in YAML die Angaben einer anderen Stelle ein; das ist hier nicht erlaubt. Bitte schreiben Sie die Angaben "
        "aus.",
        lambda line, column: f'{line[:column]}"<<": ""',
    ),
    "comment": _simply(
        "Vor dem „#“ eines Kommentars fehlt ein Leerzeichen. Gehört „#“ zum Text, setzen Sie bitte den ganzen Text in "
        "Anführungszeichen.",
        lambda line, column: f"{line[:column]} {line[column:]}",
        shown=True,
    ),
    "dash": _out_of_line,
    "point": dash_of_word,
}
"""What is said of each kind of `Stop`; of the other failures only the suspects know."""


# --- why a file does not parse


SUSPECTS: tuple[Suspect, ...] = (
    slips.backslash,
    slips.dash_too_many,
    slips.no_key_on_top,
    slips.remark,
    slips.unlike_key,
    shape.list_on_line,
    slips.wide_blank,
    dash_of_word,
    rule_of_dashes,
    slips.space_after_dash,
    slips.space_after_colon,
    quote_over_lines,
    slips.quote_open,
    slips.after_quote,
    text_of_lines,
    slips.colon_in_text,
    shape.lists_apart,
    slips.starter,
    slips.cut,
    slips.comma_twice,
    shape.block_text,
    shape.dash_missing,
    slips.colon_missing,
    shape.comma_missing,
    shape.bracket,
    shape.indentation,
)
"""In the order of likelihood: of several explanations that work, the first is given. Those that need no proof come first."""

_AHEAD = 100
"""Lines a trial parses past the place of the failure: enough to tell a right guess from a wrong one."""
_BUDGET = 200_000
"""Characters all trials of one file may parse together (about a second)."""
_HINT = 1_000
"""Longest hint. There is none for more: half of a text, taken over as it stands, would lose the other half."""
_MOST = 10
"""Most syntax mistakes reported of one file."""
_LIMITS = {
    "depth": f"Die Angaben sind tiefer als {DEPTH} Ebenen verschachtelt. Bitte machen Sie die Datei flacher.",
    "items": "Die Listen der Datei haben zusammen mehr als {items} Punkte. Bitte teilen Sie die Datei auf.",
}
_SHARED = {"anchor", "alias", "merge"}
"""One mistake in several places: whoever needs the anchor has aliases too."""


class Changed(NamedTuple):
    """Lines of a text put right, the first and the last of them from 1; in the file there were `more` of them."""

    first: int
    last: int
    more: int = 0


@dataclass(frozen=True, slots=True)
class Guess:
    """A file with mistakes, read with them put right: its nodes, and where nothing is certain because a mistake was there."""

    node: Node
    doubtful: tuple[Changed, ...]


def explain(text: str, parsed: Parsed, path: str) -> tuple[tuple[Finding, ...], Guess | None]:
    """All findings of a text whose parsing failed: the syntax mistakes that could be told apart, what was found
    before them, and duplicate keys after them; and the text put right, if that explains all that is wrong with it."""
    if parsed.failure and parsed.failure.kind in _LIMITS:
        place = parsed.failure.place
        message = _LIMITS[parsed.failure.kind].format(items=number(LIST_ITEMS))
        limit = finding(path, place.line + 1, place.column + 1, Y03, message)
        return (*_problems(parsed, path), limit), None
    mistakes: list[Mistake] = []
    first, kinds, changes = parsed, set[str](), list[Changed]()
    budget = _BUDGET
    while parsed.failure and len(mistakes) < _MOST:
        mistake, spent = _explain(text, parsed, budget)
        budget -= spent
        apart = not mistakes or mistake.line > mistakes[-1].line + 1
        if parsed.failure.kind not in _SHARED or not kinds & _SHARED:
            mistakes.append(mistake)
        kinds.add(parsed.failure.kind)
        if not apart or mistake.text == text or budget <= 0:
            break
        changes = _changed(changes, text, mistake.text)
        text = mistake.text
        parsed = parse(text)
    guess = _guess(changes, parsed)
    if parsed.failure:  # what came after the first was built on a guess that did not work out
        mistakes, parsed = mistakes[:1], first
    return (*_problems(parsed, path), *(_finding(m, path) for m in mistakes)), guess


def _guess(changes: list[Changed], parsed: Parsed) -> Guess | None:
    """What can be read of a text in spite of its mistakes; `parsed`: it put right, by these changes."""
    if parsed.failure or parsed.node is None:
        return None
    return Guess(parsed.node, (*changes, *(Changed(p.mark.line, p.mark.line) for p in parsed.problems)))


def _changed(changes: list[Changed], written: str, meant: str) -> list[Changed]:
    """The changes of a text as its lines are counted after one more."""
    old, new = written.split("\n"), meant.split("\n")
    before, after = shared(old, new)
    more = len(old) - len(new)
    moved = [Changed(c.first - more, c.last - more, c.more) if c.first > len(old) - after else c for c in changes]
    return [*moved, Changed(before + 1, max(len(new) - after, before + 1), more)]


def _finding(mistake: Mistake, path: str) -> Finding:
    hint = mistake.hint if len(mistake.hint or "") <= _HINT else None
    return finding(path, mistake.line + 1, mistake.column + 1, Y01, mistake.message, hint)


def _problems(parsed: Parsed, path: str) -> Iterator[Finding]:
    for p in parsed.problems:
        yield finding(path, p.mark.line, p.mark.column, p.rule, p.message, p.hint)


def _explain(text: str, parsed: Parsed, budget: int) -> tuple[Mistake, int]:
    """The likeliest explanation of a failure, and how many characters were parsed to find it."""
    assert parsed.failure
    case = Case(text.split("\n"), parsed.failure)
    until = parsed.failure.place.line + _AHEAD
    # What a trial reads, and what it takes to put the file together for it.
    cost = sum(len(line) + 1 for line in case.lines[:until]) + len(text) // 100 + len(case.lines) // 10
    best: tuple[tuple[float, int], Mistake] | None = None
    spent = 0
    tried = {text}
    for mistake in _suspicions(case):
        if mistake.sure:
            return mistake, spent
        if mistake.text in tried:
            continue
        if spent + cost > budget:
            break
        tried.add(mistake.text)
        spent += cost
        trial = parse(mistake.text, until)
        reached = trial.failure.place.line if trial.failure else float("inf")
        rank = (reached, -len(trial.problems))
        if reached > parsed.failure.place.line and (best is None or rank > best[0]):
            best = (rank, mistake)
            if rank == (float("inf"), -len(parsed.problems)):
                break
    return (best[1] if best else _unexplained(case)), spent


def _suspicions(case: Case) -> Iterator[Mistake]:
    own = STOPS.get(case.failure.kind)
    return chain(own(case) if own else (), chain.from_iterable(suspect(case) for suspect in SUSPECTS))


_OPEN_QUOTE = (
    "Das Anführungszeichen wird hier geöffnet, aber nicht wieder geschlossen. Bitte schließen Sie es am Ende des Textes."
)
_WORDS = {
    "could not find expected ':'": "In dieser Zeile fehlt der Doppelpunkt nach dem Schlüssel („schlüssel: Wert“), oder "
    "sie ist nicht richtig eingerückt.",
    "mapping values are not allowed": "Hier steht ein Doppelpunkt, wo kein Schlüssel stehen kann. Gehört er zum Text, "
    "setzen Sie den Text in Anführungszeichen; sonst prüfen Sie die Einrückung.",
    "found unexpected end of stream": _OPEN_QUOTE,
    "found unexpected document separator": _OPEN_QUOTE,
    "expected <block end>": "Diese Zeile passt nicht zu den Zeilen davor. Bitte prüfen Sie die Einrückung, "
    "Anführungszeichen und Doppelpunkte hier und in der Zeile davor.",
    "expected ',' or": "In dieser Liste oder Zuordnung in Klammern fehlt ein Komma oder die schließende Klammer.",
}
_LEFT = {
    "quote": "Der Text in Anführungszeichen geht in der nächsten Zeile weiter, ohne eingerückt zu sein. Fehlt das "
    "schließende Anführungszeichen, ergänzen Sie es bitte; sonst rücken Sie die folgenden Zeilen ein.",
    "dash": "Der Strich „- “ wird hier ein Teil des Textes aus der Zeile davor. Ist ein Listenpunkt gemeint, richten Sie "
    "ihn an den anderen aus; gehört er zum Text, schreiben Sie den Text mit „|“ als mehrzeiligen Text.",
    "point": "Vor diesem Schlüssel steht ein Gedankenstrich oder Punkt. Bitte tippen Sie statt seiner „- “, in derselben "
    "Spalte wie bei den anderen Listenpunkten.",
    "blank": "Vor diesem Schlüssel steht ein besonderes Leerzeichen. Bitte löschen Sie es und tippen Sie es mit der "
    "Leertaste neu.",
}
_OTHER = (
    "Diese Zeile ist kein gültiges YAML. Bitte prüfen Sie Einrückung, Doppelpunkte, Klammern und Anführungszeichen; ein "
    "Text mit Sonderzeichen gehört in Anführungszeichen."
)
_FROM_START = ("found unexpected end", "found unexpected document", "could not find expected ':'")


def _unexplained(case: Case) -> Mistake:
    """What can be said when no suspicion holds: the parser's words in German, at the place where it began to
    read what it could not finish."""
    failure: Failure = case.failure
    words = next((german for start, german in _WORDS.items() if failure.detail.startswith(start)), _OTHER)
    place = failure.since if failure.since and failure.detail.startswith(_FROM_START) else failure.place
    if failure.detail.endswith("'<stream end>'") and failure.since:
        place = failure.since
    words = _LEFT.get(failure.kind, words)
    line, column = (place.line, place.column) if place.line <= case.line else (case.line, 0)
    return Mistake(line, column, words, None, "\n".join(case.lines))
