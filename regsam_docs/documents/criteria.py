"""The criteria catalogue of a selection: candidates by criteria, decision and dissent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from regsam_docs import german
from regsam_docs.documents import procedure
from regsam_docs.documents.monitoring import Tables, folder
from regsam_docs.documents.parts import badge
from regsam_docs.documents.plan import CityPlan, CityView, Page
from regsam_docs.forms import Words
from regsam_docs.german import number
from regsam_docs.model.selection import Candidate, DistrictVote, Opinion, Selection, Vote
from regsam_docs.selection import Outcome

Cell = dict[str, Any]
"""What stands in a cell: `marke` (a badge), `text`, `punkte` (a list of texts), `fragen` (questions with badges), `md`
(Markdown), `ziel` (where the text leads), `beleg` (a file that proves it), `offen` (something is still to be said here)."""

EMPTY: Cell = {"marke": None, "text": None, "punkte": [], "fragen": [], "md": None, "ziel": None, "beleg": None, "offen": False}

GROUNDS = ("armutsbericht", "bildungsmonitor", "stadtteilstudie")
SIDES = ("regsam", "kuratorium", "sozialplanung")

NAME = "kriterienkatalog"

Column = tuple[str, str, Callable[[Candidate], Cell]]
"""Heading, class of its width, and what stands in its cells."""


def plans(view: CityView, tables: Tables) -> Iterator[CityPlan]:
    """One for each selection; where an edition may not see the candidates, it says so."""
    for name, chosen in sorted(view.city.selections.items()):
        sources = [f"{folder(name)}/auswahl.yaml"]
        if chosen.monitoring is not None:
            files = dict.fromkeys((chosen.monitoring.datei, *chosen.monitoring.vergleich.values()))
            sources += [f"{folder(name)}/{file}" for file in files]
        if chosen.kandidaten or chosen.verfahren:
            yield CityPlan(f"{NAME}-{name}", title(chosen), tuple(sources), _maker(name, tables))


def title(chosen: Selection) -> str:
    """What the document is called."""
    return f"Kriterienkatalog: {chosen.titel}"


def _maker(name: str, tables: Tables) -> Callable[[CityView], Page]:
    def make(view: CityView) -> Page:
        return page(view, name, view.city.selections[name], tables.get(name))

    return make


def page(view: CityView, name: str, chosen: Selection, outcome: Outcome | None) -> Page:
    """The document of one selection. `outcome`: what the monitoring rule came to, None without a table."""
    whole = view.edition == "intern"
    return Page(
        template=f"{NAME}.html",
        title=title(chosen),
        stand=chosen.stand,
        context={
            "bloecke": [_block(name, columns, chosen.kandidaten, whole) for name, columns in _blocks(view, outcome)],
            "kandidaten": len(chosen.kandidaten),
            "verfahren": f"{procedure.NAME}-{name}" if chosen.verfahren or chosen.erhebung else None,
        },
    )


def _block(name: str, columns: Sequence[Column], candidates: Sequence[Candidate], whole: bool) -> dict[str, Any]:
    """A part of the table. Columns nobody filled show their gaps in the internal edition (`whole`) and are left out of the
    others, so that no heading stands over nothing."""
    filled = [(heading, width, cell) for heading, width, cell in columns if whole or any(_says(cell(c)) for c in candidates)]
    return {
        "titel": name,
        "spalten": [[heading, width] for heading, width, _ in filled],
        "zeilen": [{"gebiet": c.gebiet, "zellen": [cell(c) for _, _, cell in filled]} for c in candidates],
    }


def _says(cell: Cell) -> bool:
    return {**cell, "offen": False} != EMPTY


def _blocks(view: CityView, outcome: Outcome | None) -> Iterator[tuple[str, list[Column]]]:
    """The groups of the concept's table with their columns."""
    words = view.forms.words
    yield (
        "Vorgeschlagene Gebiete",
        [
            ("Stadtbezirk", "breite-10", _said("stadtbezirk", _text)),
            ("Planungsregion", "breite-12", _said("planungsregion", _text)),
            ("Stadtbezirksviertel", "breite-30", partial(_quarters, outcome)),
            ("Neubaugebiet", "breite-12", _said("neubaugebiet", partial(_yes, words))),
            ("Weitere Informationen", "", _said("weitere_informationen", _markdown)),
        ],
    )
    yield "Basiskriterien", list(_basic(words))
    yield "Selektive Kriterien", list(_group(words, "selektive_kriterien", "gut"))
    yield "Ausschlusskriterien", list(_group(words, "ausschlusskriterien", "schlecht"))
    yield (
        "Weitere Grundlagen: Berichte",
        [(words.one("grundlagen", key), "", _said(f"grundlagen.{key}", _markdown)) for key in GROUNDS],
    )
    yield (
        "Weitere Grundlagen: Bewertungen und Zeitbedarf",
        [
            *((words.one("bewertung_durch", key), "", _said(f"bewertungen.{key}", partial(_opinion, words))) for key in SIDES),
            ("Zeitbedarf der REGSAM-Moderation", "breite-18", partial(_time, words)),
        ],
    )
    yield (
        "Entscheidung und Dissens",
        [
            ("Entscheidung des Vierergremiums", "breite-18", _said("entscheidung", partial(_decision, words))),
            ("Begründung", "", _said("begruendung", _markdown)),
            ("Bei Dissens", "breite-25", partial(_dissent, words)),
            ("Daraus entstanden", "breite-15", _said("ergebnis", partial(_result, view))),
        ],
    )


def _basic(words: Words) -> Iterator[Column]:
    def heading(key: str) -> str:
        return words.one("basiskriterien", key)

    yield heading("rankingpunkte"), "breite-10", _said("basiskriterien.rankingpunkte", _text)
    chosen = _said("basiskriterien.planungsregion_ausgewaehlt", partial(_yes, words))
    yield heading("planungsregion_ausgewaehlt"), "breite-10", chosen
    for key in ("rags", "sozialbuergerhaus", "bezirksausschuss", "sozialplanung_steuerung"):
        yield heading(key), "", _said(f"basiskriterien.{key}", partial(_vote, words))
    yield heading("regionales_votum"), "", _said("basiskriterien.regionales_votum", _markdown)


def _group(words: Words, group: str, tone: str) -> Iterator[Column]:
    """Criteria that are answered by yes or no, and what is said to them; `tone` is what a yes means."""
    for key, heading in words.listen[group].items():
        yield heading.einzahl, "breite-20", _said(f"{group}.{key}", partial(_yes, words, tone=tone))
    yield "Erläuterung", "", _said(f"{group}.text", _markdown)


def _said(path: str, cell: Callable[[Any], Cell]) -> Callable[[Candidate], Cell]:
    """Makes the cell of what a candidate says at `path` (`basiskriterien.rags`)."""
    get = attrgetter(path)
    return lambda candidate: cell(get(candidate))


def _cell(**content: Any) -> Cell:
    return {**EMPTY, **content}


def _markdown(text: str | None) -> Cell:
    return EMPTY if text is None else _cell(md=text)


def _text(value: str | float | None) -> Cell:
    return EMPTY if value is None else _cell(text=_number(value))


def _number(value: str | float) -> str:
    return value if isinstance(value, str) else number(value)


def _yes(words: Words, value: bool | None, tone: str = "gut") -> Cell:
    """Yes or no as a badge; `tone` is what a yes means."""
    return EMPTY if value is None else _cell(marke=_answer(words, value, tone))


def _answer(words: Words, value: bool, tone: str = "gut") -> dict[str, str]:
    return {"wort": words.one("ja_nein", "ja" if value else "nein"), "ton": tone if value else "offen"}


def _vote(words: Words, vote: Vote | None) -> Cell:
    if vote is None:
        return EMPTY
    named = {"wort": "genannt", "ton": "gut"} if vote.genannt else {"wort": "nicht genannt", "ton": "offen"}
    way = words.one("votum_weg", vote.weg) if isinstance(vote, DistrictVote) and vote.weg else None
    return _cell(marke=named, text=way, md=vote.text, beleg=vote.beleg)


def _opinion(words: Words, opinion: Opinion | None) -> Cell:
    if opinion is None:
        return EMPTY
    questions = words.listen["bewertungsfrage"].items()
    answers = [(question.einzahl, getattr(opinion, key)) for key, question in questions]
    asked = [{"frage": question, "marke": _answer(words, value)} for question, value in answers if value is not None]
    return _cell(text=_time(words, opinion)["text"], fragen=asked, md=opinion.text)


def _time(words: Words, said: Candidate | Opinion) -> Cell:
    """How much time somebody expects it to take."""
    hours, months = said.stunden_pro_woche, said.prozessdauer_monate
    lines = []
    if hours is not None:
        lines.append(f"{_number(hours)} {words.counted('zaehlwort', 'stunde_pro_woche', hours)}")
    if months is not None:
        lines.append(f"{months} {words.counted('zaehlwort', 'monat', months)}")
    return _cell(text=", ".join(lines) or None)


def _quarters(outcome: Outcome | None, candidate: Candidate) -> Cell:
    """The candidate's quarters, and how each fares by the rule."""
    known = {q.kennung: q for q in outcome.gebiete} if outcome is not None else {}
    total = len(outcome.variablen) if outcome is not None else 0
    lines = []
    for id in candidate.viertel:
        quarter = known.get(id)
        if quarter is None:
            lines.append(id)
            continue
        ending = "erfüllt die Regel" if quarter.qualifiziert else "erfüllt die Regel nicht"
        lines.append(f"{f'{id} {quarter.name}'.strip()}: {quarter.anzahl} von {total} Variablen, {ending}")
    return _cell(punkte=lines)


def _decision(words: Words, decision: str | None) -> Cell:
    return _cell(marke=badge(words, "kandidat_entscheidung", decision), offen=decision is None)


def _dissent(words: Words, candidate: Candidate) -> Cell:
    return _cell(
        punkte=[
            f"{words.one('dissens_stufe', step.stufe)}, {german.german(step.datum)}: "
            f"{words.one('dissens_entscheidung', step.entscheidung)}"
            for step in candidate.dissens
        ]
    )


def _result(view: CityView, slug: str | None) -> Cell:
    """The area that came of it: a link where this edition has its page."""
    if slug is None:
        return EMPTY
    area = next((area for area in view.city.areas if area.slug == slug), None)
    if area is None or slug in view.stopped:
        return _cell(text=slug if area is None else area.name)
    return _cell(text=area.name, ziel=f"{slug}/index.html")
