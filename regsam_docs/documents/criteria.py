"""The criteria catalogue of a selection: what was decided, one matrix of criteria by candidates, and the texts as notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import count
from operator import attrgetter
from typing import Any

from regsam_docs import german
from regsam_docs.documents import procedure
from regsam_docs.documents.monitoring import Tables
from regsam_docs.documents.parts import badge
from regsam_docs.documents.plan import CityPlan, CityView, Page, of_selections
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


def plans(view: CityView, tables: Tables) -> Iterator[CityPlan]:
    """One for each selection; where an edition may not see the candidates, it says so."""
    make_it = partial(make, tables=tables)
    return of_selections(view, NAME, TITLE, lambda chosen: chosen.kandidaten or chosen.verfahren, make_it, tables=True)


def make(view: CityView, name: str, tables: Tables) -> Page:
    """The document of one selection."""
    chosen, outcome = view.city.selections[name], tables.get(name)
    whole, words = view.edition == "intern", view.forms.words
    everything = [("", _result_lines(view)), *_groups(words, outcome)]
    result, *groups = [(name, _filled(lines, chosen.kandidaten, whole)) for name, lines in everything]
    kept = {heading for _, lines in (result, *groups) for heading, _ in lines}
    columns, notes = _numbered(groups, chosen.kandidaten)
    return Page(
        template=f"{NAME}.html",
        title=f"{TITLE}: {chosen.titel}",
        stand=chosen.stand,
        context={
            "kandidaten": len(chosen.kandidaten),
            "staende": _counted(words, chosen.kandidaten),
            "ergebnis": _results(result[1], chosen.kandidaten),
            "ausgewaehlt": procedure.selected(chosen),
            "ungesagt": [h for _, lines in everything for h, _ in lines if whole and h not in kept and h != EXPLAINED],
            "matrizen": [_matrix(groups, part) for part in _parted(columns)],
            "anmerkungen": notes,
            "verfahren": f"{procedure.NAME}-{name}" if chosen.verfahren or chosen.erhebung else None,
        },
    )


def _filled(lines: Iterable[MatrixLine], candidates: Sequence[Candidate], whole: bool) -> list[MatrixLine]:
    """Without the criteria of which nothing is said of any candidate, so that no heading stands over nothing; the internal
    edition (`whole`) keeps what is still to be said."""
    return [(heading, cell) for heading, cell in lines if any(_says(cell(c), whole) for c in candidates)]


def _says(cell: Cell, whole: bool) -> bool:
    return {**cell, "offen": whole and cell["offen"]} != EMPTY


def _counted(words: Words, candidates: Sequence[Candidate]) -> list[dict[str, Any]]:
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


def _results(lines: Sequence[MatrixLine], candidates: Sequence[Candidate]) -> dict[str, Any]:
    """What was decided, a row a candidate."""
    rows = [{"gebiet": c.gebiet, "zellen": [cell(c) for _, cell in lines]} for c in candidates]
    return {"spalten": [[heading, WIDTHS.get(heading, "")] for heading, _ in lines], "zeilen": rows}


Groups = Sequence[tuple[str, list[MatrixLine]]]
"""Criteria by the group of the concept's table they belong to."""
Column = tuple[Candidate, list[list[Cell]]]
"""A candidate and its cells by group; a cell with a note has its number (`nr`)."""


def _numbered(groups: Groups, candidates: Sequence[Candidate]) -> tuple[list[Column], list[dict[str, Any]]]:
    """The columns of the matrix, and the notes to them by candidate, numbered as they stand below each other."""
    number = count(1)
    columns, notes = [], []
    for candidate in candidates:
        said: list[dict[str, Any]] = []
        cells = []
        for group, lines in groups:
            cells.append([_noted(cell(candidate), group, heading, number, said) for heading, cell in lines])
        columns.append((candidate, cells))
        if said:
            notes.append({"gebiet": candidate.gebiet, "zeilen": said})
    return columns, notes


def _noted(cell: Cell, group: str, heading: str, number: Iterator[int], notes: list[dict[str, Any]]) -> Cell:
    """The cell, with the number of its note if it has something to say at length."""
    if not any(cell[key] for key in AT_LENGTH):
        return {**cell, "nr": None}
    note = {"nr": next(number), "zu": group if heading == EXPLAINED else heading, **{key: cell[key] for key in AT_LENGTH}}
    notes.append(note)
    return {**cell, "nr": note["nr"]}


def _parted(columns: Sequence[Column]) -> Iterator[Sequence[Column]]:
    """As many columns as fit beside each other, the matrices about equally wide."""
    parts = max(-(-len(columns) // BESIDE), 1)
    size = max(-(-len(columns) // parts), 1)
    for first in range(0, len(columns), size):
        yield columns[first : first + size]


def _matrix(groups: Groups, columns: Sequence[Column]) -> dict[str, Any]:
    def rows(group: int, lines: Sequence[MatrixLine]) -> list[dict[str, Any]]:
        return [{"titel": title, "zellen": [cells[group][n] for _, cells in columns]} for n, (title, _) in enumerate(lines)]

    return {
        "spalten": [[candidate.gebiet, ""] for candidate, _ in columns],
        "gruppen": [{"titel": name, "zeilen": rows(g, lines)} for g, (name, lines) in enumerate(groups) if lines],
    }


EXPLAINED = "Erläuterung"
"""The criterion of a group that is but a text on the others."""


def _groups(words: Words, outcome: Outcome | None) -> Iterator[tuple[str, list[MatrixLine]]]:
    """The groups of the concept's table with their criteria; the decision is told before."""
    yield (
        "Vorgeschlagene Gebiete",
        [
            ("Stadtbezirk", _said("stadtbezirk", _text)),
            ("Planungsregion", _said("planungsregion", _text)),
            (f"Stadtbezirksviertel{', die die Regel erfüllen' if outcome is not None else ''}", partial(_quarters, outcome)),
            ("Neubaugebiet", _said("neubaugebiet", partial(_yes, words))),
            ("Weitere Informationen", _said("weitere_informationen", _markdown)),
        ],
    )
    yield "Basiskriterien", list(_basic(words))
    yield "Selektive Kriterien", list(_group(words, "selektive_kriterien", "gut"))
    yield "Ausschlusskriterien", list(_group(words, "ausschlusskriterien", "schlecht"))
    yield "Berichte", [(words.one("grundlagen", key), _said(f"grundlagen.{key}", _markdown)) for key in GROUNDS]
    yield "Bewertungen und Zeitbedarf", [*_asked(words), ("Zeitbedarf der REGSAM-Moderation", partial(_time, words))]


def _asked(words: Words) -> Iterator[MatrixLine]:
    for key in SIDES:
        yield f"Empfohlen: {words.one('bewertung_durch', key)}", _said(f"bewertungen.{key}", partial(_opinion, words))


def _basic(words: Words) -> Iterator[MatrixLine]:
    def heading(key: str) -> str:
        return words.one("basiskriterien", key)

    yield heading("rankingpunkte"), _said("basiskriterien.rankingpunkte", _text)
    yield heading("planungsregion_ausgewaehlt"), _said("basiskriterien.planungsregion_ausgewaehlt", partial(_yes, words))
    for key in ("rags", "sozialbuergerhaus", "bezirksausschuss", "sozialplanung_steuerung"):
        yield heading(key), _said(f"basiskriterien.{key}", partial(_vote, words))
    yield heading("regionales_votum"), _said("basiskriterien.regionales_votum", _markdown)


def _group(words: Words, group: str, tone: str) -> Iterator[MatrixLine]:
    """Criteria that are answered by yes or no, and what is said to them; `tone` is what a yes means."""
    for key, heading in words.listen[group].items():
        yield heading.einzahl, _said(f"{group}.{key}", partial(_yes, words, tone=tone))
    yield EXPLAINED, _said(f"{group}.text", _markdown)


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
