"""`_auswahl/<name>/auswahl.yaml`: how areas are selected."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from regsam_docs.model.record import Record

Topic = Literal["armut", "erziehung", "bildung", "arbeit", "teilhabe", "wohnumfeld", "engagement", "gesundheit", "weiterer"]
CandidateDecision = Literal["ausgewaehlt", "zurueckgestellt", "abgelehnt", "dissens"]


class Columns(Record, frozen=True, kw_only=True):
    """Which column of the table is what."""

    kennung: str
    name: str | None = None
    einwohner: str
    bezirk: str | None = None


class CountingVariable(Record, frozen=True, kw_only=True):
    """A variable that counts. `richtung`: whether a high or a low value is the conspicuous one."""

    titel: str
    richtung: Literal["hoch", "niedrig"] = "hoch"
    einheit: str | None = None
    bereich: Topic | None = None


NO_VALUE = (".", "…", "/", "x", "*", "k. A.")
"""What stands for a missing value in a table, if a selection does not say otherwise."""


class Monitoring(Record, frozen=True, kw_only=True):
    """The table of small-area statistics and the rule applied to it."""

    datei: str
    trennzeichen: str = ";"
    dezimalzeichen: str = ","
    spalten: Columns
    variablen: dict[str, str | CountingVariable]
    weitere_variablen: dict[str, str] = msgspec.field(default_factory=dict)
    schwelle_prozent: float = 30
    mindestanzahl: int = 7
    mindesteinwohner: int = 400
    mittelwert: Literal["ungewichtet", "einwohnergewichtet", "zeile"] = "ungewichtet"
    mittelwert_zeile: str | None = None
    ausgenommen: tuple[str, ...] = ()
    fehlend: tuple[str, ...] = NO_VALUE
    null_zeichen: tuple[str, ...] = ()
    kopfzeile: int | None = None
    blatt: str | None = None
    vergleich: dict[str, str] = msgspec.field(default_factory=dict)


class BodyOfFour(Record, frozen=True, kw_only=True):
    """The body that decides: two of REGSAM, two of the Sozialplanung."""

    regsam: tuple[str, ...] = ()
    sozialplanung: tuple[str, ...] = ()


class Survey(Record, frozen=True, kw_only=True):
    """Who was asked how and when for proposals and votes (Erhebung)."""

    bei: Literal["rags", "sozialbuergerhaus", "sozialplanung_steuerung", "bezirksausschuss"]
    mit: Literal["fragebogen", "gespraech", "sitzung", "schreiben"]
    von: date | None = None
    bis: date | None = None
    verschickt: int | None = None
    zurueck: int | None = None


class ProcedureStep(Record, frozen=True, kw_only=True):
    """A step of the selection. `datum` is a day, a month or words."""

    datum: str
    schritt: str
    beteiligte: tuple[str, ...] = ()
    ergebnis: str | None = None


class Vote(Record, frozen=True, kw_only=True):
    """Whether somebody named the area, and with which words."""

    genannt: bool
    text: str | None = None
    beleg: str | None = None


class DistrictVote(Vote, frozen=True, kw_only=True):
    """The vote of the Bezirksausschuss, and by which way it came."""

    weg: Literal["rags", "eigene_rueckmeldung"] | None = None


class BasicCriteria(Record, frozen=True, kw_only=True):
    """Basiskriterien."""

    rankingpunkte: float | None = None
    planungsregion_ausgewaehlt: bool | None = None
    rags: Vote | None = None
    sozialbuergerhaus: Vote | None = None
    bezirksausschuss: DistrictVote | None = None
    sozialplanung_steuerung: Vote | None = None
    regionales_votum: str | None = None


class SelectiveCriteria(Record, frozen=True, kw_only=True):
    """Selektive Kriterien."""

    wenig_ressourcen: bool | None = None
    motivierte_fachbasis: bool | None = None
    oeffentliches_interesse: bool | None = None
    text: str | None = None


class ExclusionCriteria(Record, frozen=True, kw_only=True):
    """Ausschlusskriterien."""

    hohe_ressourcen: bool | None = None
    besondere_programme: bool | None = None
    text: str | None = None


class Sources(Record, frozen=True, kw_only=True):
    """Weitere Grundlagen."""

    armutsbericht: str | None = None
    bildungsmonitor: str | None = None
    stadtteilstudie: str | None = None


class Opinion(Record, frozen=True, kw_only=True):
    """One side's own assessment."""

    umgriff_passt: bool | None = None
    problemstellung_passt: bool | None = None
    empfohlen: bool | None = None
    text: str | None = None
    methodisch_geeignet: bool | None = None
    inhaltlich_geeignet: bool | None = None
    stunden_pro_woche: float | None = None
    prozessdauer_monate: int | None = None


class Opinions(Record, frozen=True, kw_only=True):
    """Bewertungen."""

    regsam: Opinion | None = None
    kuratorium: Opinion | None = None
    sozialplanung: Opinion | None = None


class Dissent(Record, frozen=True, kw_only=True):
    """Where the sides disagreed, who decided and how."""

    stufe: Literal["arge", "sozialreferatsleitung"]
    datum: date
    entscheidung: Literal["ausgewaehlt", "abgelehnt", "dissens"]


class Candidate(Record, frozen=True, kw_only=True):
    """A proposed area with all columns of the criteria catalogue."""

    gebiet: str
    stadtbezirk: int | None = None
    planungsregion: str | None = None
    viertel: tuple[str, ...] = ()
    basiskriterien: BasicCriteria = BasicCriteria()
    selektive_kriterien: SelectiveCriteria = SelectiveCriteria()
    ausschlusskriterien: ExclusionCriteria = ExclusionCriteria()
    grundlagen: Sources = Sources()
    bewertungen: Opinions = Opinions()
    stunden_pro_woche: float | None = None
    prozessdauer_monate: int | None = None
    neubaugebiet: bool | None = None
    weitere_informationen: str | None = None
    entscheidung: CandidateDecision | None = None
    begruendung: str | None = None
    dissens: tuple[Dissent, ...] = ()
    ergebnis: str | None = None

    @property
    def in_the_end(self) -> CandidateDecision | None:
        """What was decided: by the body of four, or by the last who were asked where it did not agree."""
        return self.dissens[-1].entscheidung if self.dissens else self.entscheidung


class Selection(Record, frozen=True, kw_only=True):
    """A selection of areas."""

    titel: str
    stand: date
    oeffentlich: bool = False
    monitoring: Monitoring | None = None
    gremium: BodyOfFour = BodyOfFour()
    erhebung: tuple[Survey, ...] = ()
    verfahren: tuple[ProcedureStep, ...] = ()
    kandidaten: tuple[Candidate, ...] = ()


def no_areas(monitoring: Monitoring) -> frozenset[str]:
    """Ids of the rows that are no areas: those left out, and the city's own with the means."""
    own = () if monitoring.mittelwert_zeile is None else (monitoring.mittelwert_zeile,)
    return frozenset((*monitoring.ausgenommen, *own))


def variable(entry: str | CountingVariable) -> CountingVariable:
    """A variable that counts as a record, however it was written."""
    return CountingVariable(titel=entry) if isinstance(entry, str) else entry
