"""M02, M13: the numbers of the meetings."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from regsam_docs.finding import ERROR, WARNING, Problem, rule
from regsam_docs.model.area import Area, meeting_ids
from regsam_docs.model.minutes import Minutes, cancelled, day, file
from regsam_docs.rules.certain import short


@rule(
    "M02",
    ERROR,
    "Sitzungsnummern steigen nicht",
    "Die Sitzungsnummern steigen nicht von Tag zu Tag, oder eine ist doppelt. Die erste darf jede sein.",
    (
        "Nummerieren Sie nach den Tagen. Auch eine geplante Sitzung hat schon ihre Nummer; eine abgesagte und eine "
        "außerordentliche brauchen keine."
    ),
)
def m02(area: Area) -> Iterator[Problem]:
    """Numbers that do not rise with the days. Those without a number and those called off are passed over. Minutes that cannot be
    read or whose day is in doubt (M01) break the line: across them, too, the numbers have to rise."""
    previous: Minutes | None = None
    for run in _runs(area):
        if previous is not None and _number(run[0]) <= _number(previous):
            yield _out_of_line(run[0], previous)
        for position, beside in out_of_line([_number(minutes) for minutes in run]):
            yield _out_of_line(run[position], run[beside])
        previous = run[-1]


@rule(
    "M13",
    WARNING,
    "Sitzungsnummer ausgelassen",
    "Zwischen zwei Sitzungen ist eine Nummer ausgelassen. Die Nummer einer abgesagten Sitzung füllt die Lücke.",
    "Prüfen Sie, ob ein Protokoll fehlt, oder nummerieren Sie ohne Lücke.",
)
def m13(area: Area) -> Iterator[Problem]:
    """A number that nobody was given between those of two meetings. Quiet where M02 says that one of the two is wrong, and across
    minutes that cannot be read: they may have it."""
    given = sorted({_number(minutes) for minutes in area.minutes})
    for run in _runs(area):
        numbers = [_number(minutes) for minutes in run]
        wrong = {position for position, _ in out_of_line(numbers)}
        for position in range(1, len(run)):
            before, here = numbers[position - 1], numbers[position]
            between = bisect_left(given, here) - bisect_right(given, before)
            if wrong.isdisjoint((position - 1, position)) and here - before - 1 > between:
                yield Problem(file(run[position]), ("sitzungsnummer",), _left_out(run[position - 1], before, here))


def _left_out(minutes: Minutes, before: int, here: int) -> str:
    missing = f"fehlt die Nummer {before + 1}" if here == before + 2 else f"fehlen die Nummern {before + 1} bis {here - 1}"
    return (
        f"Zwischen der Sitzung vom {short(day(minutes))} (Nummer {before}) und dieser (Nummer {here}) {missing}. Prüfen Sie, ob "
        "ein Protokoll fehlt, oder nummerieren Sie ohne Lücke."
    )


def _number(minutes: Minutes) -> int:
    return minutes.sitzungsnummer or 0


def _runs(area: Area) -> Iterator[list[Minutes]]:
    """The meetings with a number that were not called off, by day, parted where one in between is in doubt."""
    known = area.minutes_by_id
    run: list[Minutes] = []
    for id in sorted(meeting_ids(area)):
        if id in known and known[id].datum == day(known[id]):
            if known[id].sitzungsnummer is not None and not cancelled(known[id]):
                run.append(known[id])
        elif run:
            yield run
            run = []
    if run:
        yield run


def out_of_line(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Positions of the numbers that break a rising line, each with the position of the neighbour it does not fit.

    Each break once: in 1 2 9 4 it is the 9 (a slip: without it the line rises), in 1 2 2 3 the second 2, in 1 2 3 1 2 the
    second 1.
    """
    for here in range(1, len(numbers)):
        before = here - 1
        if numbers[here] < numbers[before] and before and numbers[before - 1] < numbers[here] and not _expected(numbers, before):
            yield before, here
        elif numbers[here] <= numbers[before]:
            yield here, before


def _expected(numbers: Sequence[int], position: int) -> bool:
    """Whether a number is the one after its predecessor."""
    return numbers[position] == numbers[position - 1] + 1


def _out_of_line(minutes: Minutes, other: Minutes) -> Problem:
    number, there = minutes.sitzungsnummer, other.sitzungsnummer
    fault = "dieselbe" if number == there else f"die {there}"
    message = (
        f"Hier steht die Sitzungsnummer {number}, und die Sitzung vom {short(day(other))} trägt {fault}: Die Nummern müssen mit "
        "den Tagen steigen. Nummerieren Sie die Sitzungen nach ihren Tagen."
    )
    return Problem(file(minutes), ("sitzungsnummer",), message)
