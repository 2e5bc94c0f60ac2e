"""The criteria catalogue of a selection: what was decided, one matrix of criteria by candidates, and the texts as notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import count, groupby
from operator import attrgetter
from typing import Any

from regsam_docs import german
from regsam_docs.documents import procedure
from regsam_docs.documents.forms_sheets import QUESTIONED
from regsam_docs.documents.monitoring import Tables
from regsam_docs.documents.parts import badge
from regsam_docs.documents.plan import CityPlan, CityView, FactList, Facts, Page, of_selections
from regsam_docs.forms import Words
from regsam_docs.model.selection import Candidate, DistrictVote, Opinion, Vote
from regsam_docs.selection import Outcome

Cell = dict[str, Any]
"""What stands in a cell: `marke` (a badge), `text`, `ziel` (where the text leads), `offen` (something is still to be said here),
and what is said at length: `punkte` (a list of texts), `fragen` (questions with badges), `dauer` (how much time), `md`
(Markdown), `beleg` (a file that proves it)."""

AT_LENGTH: Cell = {"punkte": [], "fragen": [], "dauer": None, "md": None, "beleg": None}
"""What of a cell stands in a note below the matrix."""
EMPTY: Cell = {"marke": None, "text": None, "ziel": None, "offen": False, **AT_LENGTH}
BESIDE = 5
"""Most candidates beside each other in a matrix; more are parted evenly."""

GROUNDS = ("armutsbericht", "bildungsmonitor", "stadtteilstudie")
RECOMMENDED = "empfohlen"
"""The question to each side whose answer stands in the matrix; the other answers stand in its note."""
SIDES = ("regsam", "kuratorium", "sozialplanung")

NAME = "kriterienkatalog"
TITLE = "Kriterienkatalog"

MatrixLine = tuple[str, Callable[[Candidate], Cell]]
"""A criterion, and what stands there for a candidate."""
CriterionRow = tuple[str, str, list[Cell]]
"""A criterion: its group in the concept's table, what it is called, and a cell for each candidate."""
CandidateColumn = tuple[str, list[Cell]]
"""A candidate's name and its cells; a cell with a note has its number (`nr`)."""


def plans(view: CityView, tables: Tables) -> Iterator[CityPlan]:
    """One for each selection; where an edition may not see the candidates, it says so."""
    make_it = partial(make, tables=tables)
    return of_selections(view, NAME, TITLE, lambda chosen: chosen.kandidaten or chosen.verfahren, make_it, tables=True)


def make(view: CityView, name: str, tables: Tables) -> Page:
    """The document of one selection."""
    chosen, outcome = view.city.selections[name], tables.get(name)
    whole, words = view.edition == "intern", view.forms.words
    lines = {"": _result_lines(view), **_groups(words, outcome)}
    table: list[CriterionRow] = [
        (group, heading, [cell(candidate) for candidate in chosen.kandidaten])
        for group, criteria in lines.items()
        for heading, cell in criteria
    ]
    # Without the criteria of which nothing is said of any candidate, so that no heading stands over nothing.
    said = [row for row in table if any(_says(cell, whole) for cell in row[2])]
    result, criteria = [row for row in said if not row[0]], [row for row in said if row[0]]
    kept = {heading for _, heading, _ in said}
    columns, notes = _numbered(criteria, chosen.kandidaten)
    return Page(
        template=f"{NAME}.html",
        title=f"{TITLE}: {chosen.titel}",
        stand=chosen.stand,
        context={
            "kandidaten": len(chosen.kandidaten),
            "staende": _counted(words, chosen.kandidaten),
            "ergebnis": _results(result, chosen.kandidaten),
            "ausgewaehlt": procedure.selected(chosen),
            "ungesagt": [heading for _, heading, _ in table if whole and heading not in {*kept, EXPLAINED}],
            "matrizen": [_matrix(criteria, part) for part in _parted(columns)],
            "anmerkungen": notes,
            "verfahren": f"{procedure.NAME}-{name}" if chosen.verfahren or chosen.erhebung else None,
        },
    )


def _says(cell: Cell, whole: bool) -> bool:
    """Whether a cell says anything; in the internal edition (`whole`) also that something is still to be said."""
    return {**cell, "offen": whole and cell["offen"]} != EMPTY


def _counted(words: Words, candidates: Sequence[Candidate]) -> FactList:
    """How many candidates were decided on how, by the body of four."""
    counts = Counter(c.entscheidung for c in candidates if c.entscheidung is not None)
    return [
        {"stand": badge(words, "kandidat_entscheidung", decision), "zahl": number} for decision, number in counts.most_common()
    ]


WIDTHS = {"Entscheidung des Vierergremiums": "breite-18", "Bei Dissens": "breite-22", "Daraus entstanden": "breite-12"}
"""Classes of the widths of the result's columns; the rest is for the reasons."""


def _result_lines(view: CityView) -> list[MatrixLine]:
    words = view.forms.words
    return [
        ("Entscheidung des Vierergremiums", partial(_decision, words)),
        ("Begründung", _said("begruendung", _markdown)),
        ("Bei Dissens", partial(_dissent, words)),
        ("Daraus entstanden", _said("ergebnis", partial(_result, view))),
    ]


def _results(rows: Sequence[CriterionRow], candidates: Sequence[Candidate]) -> Facts:
    """What was decided, a row a candidate."""
    return {
        "spalten": [[heading, WIDTHS.get(heading, "")] for _, heading, _ in rows],
        "zeilen": [
            {"gebiet": candidate.gebiet, "zellen": [cells[n] for _, _, cells in rows]} for n, candidate in enumerate(candidates)
        ],
    }


def _numbered(rows: Sequence[CriterionRow], candidates: Sequence[Candidate]) -> tuple[list[CandidateColumn], FactList]:
    """The columns of the matrix, and by candidate the notes to cells that have something to say at length, numbered as they stand
    below each other."""
    number = count(1)
    columns, notes = [], []
    for n, candidate in enumerate(candidates):
        column = [{**cells[n], "nr": next(number) if any(cells[n][key] for key in AT_LENGTH) else None} for _, _, cells in rows]
        named = zip(rows, column, strict=True)
        said = [{**cell, "zu": group if name == EXPLAINED else name} for (group, name, _), cell in named if cell["nr"]]
        columns.append((candidate.gebiet, column))
        notes += [{"gebiet": candidate.gebiet, "zeilen": said}] if said else []
    return columns, notes


def _parted(columns: Sequence[CandidateColumn]) -> Iterator[Sequence[CandidateColumn]]:
    """As many columns as fit beside each other, the matrices about equally wide."""
    parts = max(-(-len(columns) // BESIDE), 1)
    size = max(-(-len(columns) // parts), 1)
    for first in range(0, len(columns), size):
        yield columns[first : first + size]


def _matrix(rows: Sequence[CriterionRow], columns: Sequence[CandidateColumn]) -> Facts:
    return {
        "spalten": [[name, ""] for name, _ in columns],
        "gruppen": [
            {
                "titel": group,
                "zeilen": [{"titel": heading, "zellen": [column[n] for _, column in columns]} for n, (_, heading, _) in lines],
            }
            for group, lines in groupby(enumerate(rows), lambda row: row[1][0])
        ],
    }


EXPLAINED = "Erläuterung"
"""The criterion of a group that is but a text on the others."""


def _groups(words: Words, outcome: Outcome | None) -> dict[str, list[MatrixLine]]:
    """The groups of the concept's table with their criteria; the decision is told before."""
    yes = partial(_yes, words)
    basic: dict[str, Callable[[Any], Cell]] = {"rankingpunkte": _text, "planungsregion_ausgewaehlt": yes}
    basic |= {**dict.fromkeys(QUESTIONED, partial(_vote, words)), "regionales_votum": _markdown}
    return {
        "Vorgeschlagene Gebiete": [
            ("Stadtbezirk", _said("stadtbezirk", _text)),
            ("Planungsregion", _said("planungsregion", _text)),
            (f"Stadtbezirksviertel{', die die Regel erfüllen' if outcome is not None else ''}", partial(_quarters, outcome)),
            ("Neubaugebiet", _said("neubaugebiet", yes)),
            ("Weitere Informationen", _said("weitere_informationen", _markdown)),
        ],
        "Basiskriterien": _named(words, "basiskriterien", basic),
        "Selektive Kriterien": _answered(words, "selektive_kriterien", "gut"),
        "Ausschlusskriterien": _answered(words, "ausschlusskriterien", "schlecht"),
        "Berichte": _named(words, "grundlagen", dict.fromkeys(GROUNDS, _markdown)),
        "Bewertungen und Zeitbedarf": [
            *(
                (f"Empfohlen: {words.one('bewertung_durch', side)}", _said(f"bewertungen.{side}", partial(_opinion, words)))
                for side in SIDES
            ),
            ("Zeitbedarf der REGSAM-Moderation", partial(_time, words)),
        ],
    }


def _named(words: Words, group: str, cells: Mapping[str, Callable[[Any], Cell]]) -> list[MatrixLine]:
    """Criteria that a list of words names, each with what makes a cell of what is said."""
    return [(words.one(group, key), _said(f"{group}.{key}", cell)) for key, cell in cells.items()]


def _answered(words: Words, group: str, tone: str) -> list[MatrixLine]:
    """Criteria that are answered by yes or no, and what is said to them; `tone` is what a yes means."""
    answers = _named(words, group, dict.fromkeys(words.listen[group], partial(_yes, words, tone=tone)))
    return [*answers, (EXPLAINED, _said(f"{group}.text", _markdown))]


def _said(path: str, cell: Callable[[Any], Cell]) -> Callable[[Candidate], Cell]:
    """Makes the cell of what a candidate says at `path` (`basiskriterien.rags`), an empty one where it says nothing."""
    get = attrgetter(path)
    return lambda candidate: EMPTY if get(candidate) is None else cell(get(candidate))


def _cell(**content: Any) -> Cell:
    return {**EMPTY, **content}


def _markdown(text: str) -> Cell:
    return _cell(md=text)


def _text(value: str | float) -> Cell:
    return _cell(text=value if isinstance(value, str) else german.number(value))


def _yes(words: Words, value: bool, tone: str = "gut") -> Cell:
    """Yes or no as a badge; `tone` is what a yes means."""
    return _cell(marke=_answer(words, value, tone))


def _answer(words: Words, value: bool, tone: str = "gut") -> dict[str, str]:
    return {"wort": words.one("ja_nein", "ja" if value else "nein"), "ton": tone if value else "offen"}


def _vote(words: Words, vote: Vote) -> Cell:
    named = {"wort": "genannt", "ton": "gut"} if vote.genannt else {"wort": "nicht genannt", "ton": "offen"}
    ways = [words.one("votum_weg", vote.weg)] if isinstance(vote, DistrictVote) and vote.weg else []
    return _cell(marke=named, punkte=ways, md=vote.text, beleg=vote.beleg)


def _opinion(words: Words, opinion: Opinion) -> Cell:
    answers = [
        (key, {"frage": question.einzahl, "marke": _answer(words, getattr(opinion, key))})
        for key, question in words.listen["bewertungsfrage"].items()
        if getattr(opinion, key) is not None
    ]
    recommended = next((answer["marke"] for key, answer in answers if key == RECOMMENDED), None)
    asked = [answer for key, answer in answers if key != RECOMMENDED]
    return _cell(marke=recommended, dauer=_time(words, opinion)["text"], fragen=asked, md=opinion.text)


def _time(words: Words, said: Candidate | Opinion) -> Cell:
    """How much time somebody expects it to take."""
    counted = (("stunde_pro_woche", said.stunden_pro_woche), ("monat", said.prozessdauer_monate))
    return _cell(text=", ".join(words.amount(kind, number) for kind, number in counted if number is not None) or None)


def _quarters(outcome: Outcome | None, candidate: Candidate) -> Cell:
    """How many of the candidate's quarters fulfil the rule, and how each fares."""
    known = {q.kennung: q for q in outcome.gebiete} if outcome is not None else {}
    total = len(outcome.variablen) if outcome is not None else 0

    def line(id: str) -> str:
        if (quarter := known.get(id)) is None:
            return id
        ending = "erfüllt die Regel" if quarter.qualifiziert else "erfüllt die Regel nicht"
        return f"{f'{id} {quarter.name}'.strip()}: {quarter.anzahl} von {total} Variablen, {ending}"

    judged = [known[id] for id in candidate.viertel if id in known]
    short = f"{sum(q.qualifiziert for q in judged)} von {len(judged)}" if judged else None
    return _cell(text=short, punkte=[line(id) for id in candidate.viertel])


def _decision(words: Words, candidate: Candidate) -> Cell:
    decision = candidate.entscheidung
    return _cell(marke=badge(words, "kandidat_entscheidung", decision), offen=decision is None)


def _dissent(words: Words, candidate: Candidate) -> Cell:
    return _cell(
        punkte=[
            f"{words.one('dissens_stufe', step.stufe)}, {german.german(step.datum)}: "
            f"{words.one('dissens_entscheidung', step.entscheidung)}"
            for step in candidate.dissens
        ]
    )


def _result(view: CityView, slug: str) -> Cell:
    """The area that came of it: a link where this edition has its page, and nothing where it does not show the area."""
    area = next((area for area in view.city.areas if area.slug == slug), None)
    if area is None:
        return _cell(text=slug) if view.edition == "intern" else EMPTY
    return _cell(text=area.name, ziel=None if slug in view.stopped else f"{slug}/index.html")
