"""`_auswahl/<name>/auswahl.yaml`: how areas are selected."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from regsam_docs.model.record import Record

CandidateDecision = Literal["ausgewaehlt", "zurueckgestellt", "abgelehnt", "dissens"]


class Columns(Record, frozen=True, kw_only=True):
    """Which column of the table is what."""

    kennung: str
    name: str | None = None
    einwohner: str
    bezirk: str | None = None


class Monitoring(Record, frozen=True, kw_only=True):
    """The table of small-area statistics and the rule applied to it."""

    datei: str
    trennzeichen: str = ";"
    dezimalzeichen: str = ","
    spalten: Columns
    variablen: dict[str, str]
    weitere_variablen: dict[str, str] = msgspec.field(default_factory=dict)
    schwelle_prozent: float = 30
    mindestanzahl: int = 7
    mindesteinwohner: int = 400
    mittelwert: Literal["ungewichtet", "einwohnergewichtet"] = "ungewichtet"
    ausgenommen: tuple[str, ...] = ()


class BodyOfFour(Record, frozen=True, kw_only=True):
    """The body that decides: two of REGSAM, two of the Sozialplanung."""

    regsam: tuple[str, ...] = ()
    sozialplanung: tuple[str, ...] = ()


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


class BasicCriteria(Record, frozen=True, kw_only=True):
    """Basiskriterien."""

    rankingpunkte: float | None = None
    rags: Vote | None = None
    sozialbuergerhaus: Vote | None = None
    bezirksausschuss: Vote | None = None
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


class Selection(Record, frozen=True, kw_only=True):
    """A selection of areas."""

    titel: str
    stand: date
    oeffentlich: bool = False
    monitoring: Monitoring | None = None
    gremium: BodyOfFour = BodyOfFour()
    verfahren: tuple[ProcedureStep, ...] = ()
    kandidaten: tuple[Candidate, ...] = ()
