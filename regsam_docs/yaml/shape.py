"""Mistakes in the shape of a file: indentation, list points, brackets, blocks of text.

Each suspect yields what may have been meant; whether it was is tried by parsing the file so corrected
(`mistakes.py`).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from functools import partial
from itertools import takewhile

from regsam_docs.yaml.lines import (
    BACK,
    CLOSED,
    ENTRY,
    LONG,
    NAME,
    NEAR,
    SIGNED_ENTRY,
    Case,
    Mistake,
    block_of,
    corrected,
    indent,
    opens_block,
    pieces,
    replaced,
    start_of,
)

_WIDEST = 200
"""Deepest indentation proposed: a stranger's file must not make a thousand lines a megabyte wide."""


_BARE_KEY = re.compile(
    "(?!(?:d(?:ie|er|as|en|em|es|ass|urch)|(?:k|m|s)?ein[a-z]*|i[mnhrst]{1,4}|a[mnul][a-z]{0,2}|auf|mit|bei[m]?|von|vom|vor|zu[mr]?|und|oder|"
    "nach|seit|wenn|weil|jede[rsnm]?|viele|wir|sie|es|zwischen|gegen|ohne|unter|hinter|neben) )"
    rf"{NAME.pattern} +(?:[A-ZÄÖÜ0-9|>]|$)"
)
"""A key that has lost its colon: a word of small letters before a capital that is none of those which German sets there."""


def block_text(case: Case) -> Iterator[Mistake]:
    """A line of a `|` text that is not indented far enough."""
    for number in case.near(NEAR):
        head = next((n for n in range(number - 1, -1, -1) if opens_block(case.lines[n])), None)
        if head is not None:
            yield from _block_text(case, number, head)


def _block_text(case: Case, number: int, head: int) -> Iterator[Mistake]:
    between = [indent(line) for line in case.lines[head + 1 : number] if line.strip()]
    now, key = indent(case.lines[number]), indent(case.lines[head], dashes=True)
    if any(n <= indent(case.lines[head]) for n in between):
        return
    text = case.lines[number].strip()
    if between and (SIGNED_ENTRY.match(text) or (now == key and _BARE_KEY.match(text))):
        return  # a key of ours that was moved, or has lost its colon: whoever makes a text of it loses what it says
    if now == key and between and NAME.match(case.lines[number].strip()) and len(case.lines[number].split()) <= 3:
        return
    if len(between) == 1 and now == key + 2 < between[0]:
        first = next(n for n in range(head + 1, number) if case.lines[n].strip())
        moved = " " * now + case.lines[first].strip()
        yield _indented(case, first, now, [*case.lines[:first], moved, *case.lines[first + 1 :]])
    inner = between[0] if between else key + 2
    if now >= inner or inner > _WIDEST:
        return
    lines = list(case.lines)
    for n in range(number, len(lines)):
        if n > number and re.match(rf" {{0,{key}}}(?:- |[a-z_]+:(?: |$))", lines[n]):
            break
        if lines[n].strip() and indent(lines[n]) < inner:
            lines[n] = " " * inner + lines[n].lstrip(" ")
    message = (
        f"Diese Zeile gehört zum mehrzeiligen Text aus Zeile {head + 1}, ist aber nicht weit genug eingerückt. Bitte "
        f"rücken Sie sie mit {inner} Leerzeichen ein."
    )
    yield Mistake(number, now, message, f"{inner} Leerzeichen vor „{start_of(lines[number])}“", "\n".join(lines))


def indentation(case: Case) -> Iterator[Mistake]:
    """A line too far left or right for what stands around it."""
    near = sorted(case.near(3), key=lambda n: (n, 0) if _odd(case, n) else (10**9, -n))
    yield from _indentation(case, sorted(near, key=lambda n: not _alone(case, n)))


def point_out_of_line(case: Case) -> Iterator[Mistake]:
    """A list point that became part of the text above."""
    yield from _indentation(case, [case.line])


def _odd(case: Case, number: int) -> bool:
    """Whether a line begins where, after the lines above, none should. The first such line is the culprit: those
    that follow only follow it."""
    line = case.lines[number]
    above = _outer(case, number)
    columns = {indent(x, dashes=True) for x in above}
    if line.lstrip(" ").startswith("- "):
        columns |= {indent(x) for x in above if x.lstrip(" ").startswith("- ")}
    if above:
        columns.add(indent(above[0], dashes=True) + 2)
    return bool(above) and indent(line) not in columns


def _alone(case: Case, number: int) -> bool:
    """Whether a key is less deep than both its neighbours, which are as deep as each other."""
    above, below = case.above(number), case.below(number)
    both = ENTRY.match(above.strip()) and ENTRY.match(below) is None and not below.lstrip().startswith("- ")
    deep = indent(above, dashes=True)
    return bool(both) and not _goes_on(above) and deep == indent(below) > indent(case.lines[number], dashes=True)


def _goes_on(line: str) -> bool:
    """Whether a line ends with its colon: what it says is below."""
    return line.rstrip().endswith(":") or opens_block(line)


def _outer(case: Case, number: int) -> list[str]:
    """The line above and those it belongs to, from the inside out."""
    outer: list[str] = []
    for line in reversed(case.lines[:number]):
        if line.strip() and (not outer or indent(line) < indent(outer[-1])):
            outer.append(line)
    return outer


def _indentation(case: Case, numbers: list[int]) -> Iterator[Mistake]:
    for number in numbers:
        now = indent(case.lines[number])
        above = next((indent(x, dashes=True) for x in _outer(case, number)), 0)
        for wanted in sorted(_levels(case, number), key=partial(_farness, now, above)):
            for lines in _shifted(case.lines, number, wanted - now):
                moved = [n for n, line in enumerate(lines) if line != case.lines[n]]
                if wanted < now or not moved or not _swallowed(lines, moved):
                    yield _indented(case, number, wanted, lines)


def _farness(now: int, above: int, wanted: int) -> tuple[int, bool, int]:
    """How little a column suits a line that begins at `now`: of those as near, and more than a blank away, that of the line above
    suits best."""
    far = abs(wanted - now)
    return far, far > 1 and wanted != above, wanted


def _levels(case: Case, number: int) -> set[int]:
    """Columns at which a line may begin here."""
    outer = _outer(case, number)
    levels = {0} | {indent(line) for line in outer} | {indent(line, dashes=True) for line in outer}
    if outer:
        levels.add(indent(outer[0], dashes=True) + 2)
    return {level for level in levels if level <= _WIDEST} - {indent(case.lines[number])}


def _shifted(lines: list[str], number: int, by: int) -> Iterator[list[str]]:
    """The line moved alone, with what is deeper below it, with what is as deep."""
    now = indent(lines[number])
    seen = set()
    for least in (10_000, now + 1, now):
        end = number + 1
        while end < len(lines) and (not lines[end].strip() or indent(lines[end]) >= least):
            end += 1
        if end not in seen:
            seen.add(end)
            moved = [(" " * by + x if by > 0 else x[-by:]) if x.strip() else x for x in lines[number:end]]
            yield [*lines[:number], *moved, *lines[end:]]


def _swallowed(lines: list[str], moved: list[int]) -> bool:
    """Whether a key of ours among the lines that were moved is now part of a text, or has become another one by the sign before
    it, or a value of one word goes on: whoever does that loses what was said."""
    first = lines[moved[0]].strip()
    if not ENTRY.match(first) and not first.startswith("- "):
        above = next((pieces(line) for line in reversed(lines[: moved[0]]) if line.strip()), [])
        one = bool(above) and above[-1].key is not None and re.fullmatch(r"\w\S*", above[-1].value) is not None
        if one or SIGNED_ENTRY.match(first):
            return True
    return any(SIGNED_ENTRY.match(lines[n].strip()) and block_of(lines, n) is not None for n in moved)


def _indented(case: Case, number: int, wanted: int, lines: list[str]) -> Mistake:
    now = indent(case.lines[number])
    where = "zu weit" if now > wanted else "nicht weit genug"
    message = (
        f"Diese Zeile ist {where} eingerückt: Davor stehen {now} Leerzeichen, hier passen {wanted}. Was zusammengehört, "
        "beginnt in derselben Spalte."
    )
    moved = [n for n in range(len(lines)) if n != number and lines[n] != case.lines[n]]
    if moved:
        message += (
            f" Verschieben Sie ebenso die Zeilen {moved[0] + 1} bis {moved[-1] + 1}."
            if len(moved) > 1
            else f" Verschieben Sie ebenso die Zeile {moved[0] + 1}."
        )
    apart = number > 0 and not case.lines[number - 1].strip()
    unsaid = not any(map(str.isalnum, lines[number]))
    if (apart or unsaid) and wanted > now and not re.match(r"- |[^:]+:(?: |$)|#", lines[number].strip()):
        message = (
            "Diese Zeile gehört zu keiner Angabe. Ist sie der Text einer Angabe, rücken Sie sie ein; sonst löschen Sie sie, oder "
            "machen Sie mit „# “ eine Bemerkung daraus."
        )
        return Mistake(number, now, message, None, "\n".join(lines))
    return Mistake(number, now, message, f"{wanted} Leerzeichen vor „{start_of(lines[number])}“", "\n".join(lines))


def list_on_line(case: Case) -> Iterator[Mistake]:
    """`key: - item`."""
    number = case.failure.place.line
    line = case.lines[min(number, len(case.lines) - 1)]
    if len(line) > LONG or not case.failure.detail.startswith("sequence entries are not allowed"):
        return
    if found := re.match(r"( *(?:- +)*)([^\s#\"'][^:#]*): +(- .*)$", line):
        message = (
            "Eine Liste beginnt in einer neuen Zeile. Bitte schreiben Sie den Listenpunkt („- …“) eingerückt unter "
            f"„{found[2]}:“."
        )
        last, points = number, [found[3]]
        for n in range(number + 1, len(case.lines)):
            if not (indent(case.lines[n]) >= len(found[1]) and case.lines[n].lstrip(" ").startswith("- ")):
                break
            last, points = n, [*points, case.lines[n].strip()]
        inner = " " * (len(found[1]) + 2)
        whole = replaced(case, (number, last), found.start(3), message, [f"{found[1]}{found[2]}:", *(inner + x for x in points)])
        if len(points) > 1 or re.match(rf"- {NAME.pattern} *:(?: |$)", found[3]):
            yield dataclasses.replace(whole, sure=True)
        else:  # a lone point may be a text that begins with a dash
            message += " Ist ein Text gemeint, der mit einem Strich beginnt, setzen Sie ihn in Anführungszeichen."
            yield dataclasses.replace(whole, message=message, hint=None, sure=True)


_WORD = re.compile(r" *[\w.-]+ *")
_SIBLINGS = 200
"""Lines above in which a list point is looked for."""
_NO_DASH = "Hier fehlt der Strich „- “: Jeder Punkt einer Liste beginnt mit einem."


def dash_missing(case: Case) -> Iterator[Mistake]:
    """Items of a list without their dash, below `key:`: the first, above an item that has one, or single words."""
    for number, line in case.lines_near(12):
        at = indent(line)
        above = case.above(number)
        if line[at] == "-":
            continue
        key = ENTRY.match(line.strip())
        first = f"{' ' * at}- {key[0]}" if key else None
        if first and any(x.startswith(first) for x in case.lines[max(number - _SIBLINGS, 0) : number]):
            yield corrected(case, number, at, _NO_DASH, f"{' ' * at}- {line[at:]}")
        if not above.rstrip().endswith(":"):
            continue
        dash = re.compile(rf" {{{max(at - 2, 0)}}}(?:  )?- ")
        words = list(takewhile(_WORD.fullmatch, case.lines[number:]))
        if words and {indent(word) for word in words} == {at}:
            after = number + len(words)
            below = case.below(after - 1)
            column = indent(below) if dash.match(below) else max(at, indent(above, dashes=True) + 2)
            points = [f"{' ' * column}- {word.strip()}" for word in words]
            yield replaced(case, (number, after - 1), at, _NO_DASH, points)
        elif dash.match(
            below := next((x for x in case.lines[number + 1 :] if x.strip() and (indent(x) < at or dash.match(x))), "")
        ):
            yield corrected(case, number, at, _NO_DASH, f"{' ' * indent(below)}- {line[at:]}")


_LISTS = re.compile(r"(?<=: )\[[^\[\]]*\](?: *[,;]? *\[[^\[\]]*\])*[.,;]?$")


def lists_apart(case: Case) -> Iterator[Mistake]:
    """`key: [a], [b]`, `key: [a, b].`"""
    for number, written in case.lines_near(2):
        line = written.rstrip()
        if found := _LISTS.search(line):
            message = "Eine Liste hat nur ein Paar eckiger Klammern; zwischen ihren Einträgen steht ein Komma, dahinter nichts."
            one = re.sub(r"\] *[,;]? *\[", ", ", found[0].rstrip(".,;"))
            yield corrected(case, number, found.start(), message, line[: found.start()] + one)


def bracket(case: Case) -> Iterator[Mistake]:
    """`[` or `{` without its partner, or with the wrong one."""
    for number, line in case.lines_near(BACK):
        bare = CLOSED.sub(lambda m: "x" * len(m[0]), line)
        open_: list[tuple[int, str]] = []
        for column, character in enumerate(bare):
            if character in _CLOSING:
                open_.append((column, character))
            elif open_ and character == _CLOSING[open_[-1][1]]:
                open_.pop()
            elif character in _CLOSING.values():
                yield from _wrong_bracket(case, number, column, open_)
                break
        else:
            if open_:
                tail = "".join(_CLOSING[c] for _, c in reversed(open_))
                message = f"Die Klammer „{open_[-1][1]}“ wird hier geöffnet, aber nicht geschlossen: Es fehlt „{tail}“."
                new = line.rstrip().removesuffix(",") + tail
                yield corrected(case, number, open_[-1][0], message, new)


_CLOSING = {"[": "]", "{": "}"}


def _wrong_bracket(case: Case, number: int, column: int, open_: list[tuple[int, str]]) -> Iterator[Mistake]:
    line = case.lines[number]
    before, sign, after = line[:column], line[column], line[column + 1 :]
    if not open_:
        message = f"Die Klammer „{sign}“ schließt etwas, das nicht geöffnet wurde. Bitte löschen Sie sie."
        yield corrected(case, number, column, message, before + after)
        return
    right = _CLOSING[open_[-1][1]]
    message = f"Hier muss „{right}“ stehen: Die zuletzt geöffnete Klammer ist „{open_[-1][1]}“."
    yield corrected(case, number, column, message, before + right + sign + after)
    yield corrected(case, number, column, message, before + right + after)


def comma_missing(case: Case) -> Iterator[Mistake]:
    """`["a" "b"]`."""
    if not case.failure.detail.startswith("expected ',' or"):
        return
    place = case.failure.place
    number = min(place.line, len(case.lines) - 1)
    before = case.lines[number][: place.column].rstrip()
    while not before and number > 0:
        number -= 1
        before = case.lines[number].rstrip()
    line = case.lines[number]
    if before and before[-1] not in "[{,":
        message = "Hier fehlt ein Komma zwischen zwei Einträgen."
        yield corrected(case, number, len(before), message, f"{before},{line[len(before) :]}")
