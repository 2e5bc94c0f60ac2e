"""P01 to P07: the phases in their order, and steps with what they leave behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from regsam_docs.finding import ERROR, WARNING, Path, Problem, rule
from regsam_docs.model.area import Area, decided_closing
from regsam_docs.model.profile import PHASE_NAMES, STEPS, Phase, PhaseId, Step, backwards, by_id, evidence
from regsam_docs.rules.certain import short
from regsam_docs.rules.committee import g03
from regsam_docs.rules.goals import a04

FILE = "phasen.yaml"
TOLERANCE = timedelta(days=31)
"""How far a step may lie outside its phase: phases end with a meeting, steps when the last piece is there."""


@rule(
    "P01",
    ERROR,
    "Erledigt ohne Datum",
    "Ein Schritt ist `erledigt`, aber ohne Datum.",
    "Tragen Sie ein, seit wann er erledigt ist.",
    source="6.3: Die Handlungsschritte sind die Grundlage der Arbeit.",
)
def p01(area: Area) -> Iterator[Problem]:
    """A step done without a date."""
    for path, name, done in _steps(area):
        if done.status == "erledigt" and done.datum is None:
            message = f"Der Schritt „{name}“ ist „erledigt“, aber ohne „datum“. Tragen Sie ein, seit wann."
            yield Problem(FILE, (*path, "status"), message)


@rule(
    "P02",
    WARNING,
    "Phase beendet, Schritte offen",
    (
        "Die Phase hat ein `ende`, aber Schritte sind noch `offen` oder `laufend`. Auch Schritte, die gar nicht in der Datei "
        "stehen, sind offen."
    ),
    "Schließen Sie die Schritte ab (`erledigt` oder `entfaellt`), oder streichen Sie `ende`, bis die Phase vorbei ist.",
    source="6.3: Die Handlungsschritte sind die Grundlage der Arbeit.",
)
def p02(area: Area) -> Iterator[Problem]:
    """A phase that has ended before its steps; a step that is not in the file is `offen`."""
    for id, here in by_id(area.phases).items():
        states = {name: here.schritte.get(name, Step()).status for name in STEPS[id]}
        unfinished = [f"„{name}“" for name, status in states.items() if status in ("offen", "laufend")]
        if here.ende is not None and unfinished:
            message = (
                f"Die Phase {PHASE_NAMES[id]} endete am {short(here.ende)}, aber diese Schritte sind nicht abgeschlossen: "
                f"{', '.join(unfinished)}. Setzen Sie sie auf „erledigt“ oder „entfaellt“, oder streichen Sie „ende“."
            )
            yield Problem(FILE, (id, "ende"), message)


@rule(
    "P03",
    ERROR,
    "Phase endet vor ihrem Beginn",
    "Die Phase endet, bevor sie beginnt.",
    "Berichtigen Sie einen der beiden Tage; `ende` steht erst da, wenn die Phase vorbei ist.",
)
def p03(area: Area) -> Iterator[Problem]:
    """A phase that ends before it begins."""
    for id, here in by_id(area.phases).items():
        if backwards(here):
            assert here.beginn is not None
            assert here.ende is not None
            message = (
                f"Die Phase {PHASE_NAMES[id]} endet am {short(here.ende)}, bevor sie am {short(here.beginn)} beginnt. "
                "Berichtigen Sie „ende“ oder „beginn“."
            )
            yield Problem(FILE, (id, "ende"), message)


@rule(
    "P04",
    WARNING,
    "Reihenfolge der Phasen",
    "Eine Phase beginnt vor der Phase davor.",
    "Prüfen Sie beide Tage. Dass sich Phasen überlappen, ist in Ordnung.",
    source="Phasenmodell: Vorlauf, Diagnose, Umsetzung, Auswertung.",
)
def p04(area: Area) -> Iterator[Problem]:
    """A phase that begins before the nearest earlier phase that has begun."""
    before: tuple[PhaseId, Phase] | None = None
    for id, here in by_id(area.phases).items():
        if here.beginn is None:
            continue
        if before is not None and before[1].beginn is not None and here.beginn < before[1].beginn:
            message = (
                f"Die Phase {PHASE_NAMES[id]} beginnt am {short(here.beginn)}, vor der Phase {PHASE_NAMES[before[0]]} "
                f"({short(before[1].beginn)}). Prüfen Sie beide Tage."
            )
            yield Problem(FILE, (id, "beginn"), message)
        before = id, here


@rule(
    "P05",
    ERROR,
    "Erledigt ohne Beleg",
    (
        "Ein Schritt ist `erledigt`, aber das, was ihn belegt, fehlt: `auswahl` in `gebiet.yaml` (oder ein `beleg`, oder eine "
        "`notiz`) für `gebietsauswahl`, `gremium.yaml` mit `beschlossen_in` für `konstituierung`, `ziele.yaml` mit "
        "`beschlossen_in` für `zielkatalog`, bewertete Ziele für `gemeinsame_auswertung`, der beschlossene Abschluss für "
        "`abschlussdokumentation`, sonst ein `beleg` oder eine `notiz`."
    ),
    "Ergänzen Sie, was die Meldung nennt, oder setzen Sie den Schritt auf `laufend`.",
    source="Phasenmodell: Was jeder Schritt hervorbringt.",
)
def p05(area: Area) -> Iterator[Problem]:
    """A step done whose own document is missing."""
    for path, name, done in _steps(area):
        there, lack = OWN_DOCUMENT.get(name, ANY_DOCUMENT)
        if done.status == "erledigt" and not there(area, done):
            message = f"Der Schritt „{name}“ ist „erledigt“, aber {lack}. Ergänzen Sie das, oder ändern Sie den Status."
            yield Problem(FILE, (*path, "status"), message)


@rule(
    "P06",
    WARNING,
    "Schritt außerhalb seiner Phase",
    "Das Datum eines Schritts liegt mehr als 31 Tage vor oder nach seiner Phase.",
    "Berichtigen Sie das Datum oder die Tage der Phase.",
    source="Phasenmodell: Jeder Schritt gehört zu einer Phase.",
)
def p06(area: Area) -> Iterator[Problem]:
    """A step's date more than `TOLERANCE` outside its phase; unknown where the phase runs backwards (P03)."""
    for id, here in by_id(area.phases).items():
        for name, at in here.schritte.items():
            if at.datum is None or backwards(here) or _within(here, at):
                continue
            message = (
                f"Der Schritt „{name}“ vom {short(at.datum)} liegt mehr als 31 Tage außerhalb der Phase {PHASE_NAMES[id]} "
                f"({_span(here)}). Berichtigen Sie das Datum oder die Phase."
            )
            yield Problem(FILE, (id, "schritte", name, "datum"), message)


@rule(
    "P07",
    ERROR,
    "Entfällt ohne Grund",
    "Ein Schritt entfällt, aber es steht nicht da, warum.",
    "Begründen Sie es in `notiz`; sie steht nur in der internen Ausgabe.",
    source="6.3: Die Handlungsschritte sind die Grundlage der Arbeit.",
)
def p07(area: Area) -> Iterator[Problem]:
    """A step left out without saying why."""
    for path, name, left_out in _steps(area):
        if left_out.status == "entfaellt" and left_out.notiz is None:
            message = f"Der Schritt „{name}“ entfällt, aber es steht nicht da, warum. Begründen Sie es in „notiz“."
            yield Problem(FILE, (*path, "status"), message)


def _steps(area: Area) -> Iterator[tuple[Path, str, Step]]:
    for id, here in by_id(area.phases).items():
        for name, at in here.schritte.items():
            yield (id, "schritte", name), name, at


def _within(here: Phase, at: Step) -> bool:
    assert at.datum is not None
    early = here.beginn is not None and here.beginn - at.datum > TOLERANCE
    late = here.ende is not None and at.datum - here.ende > TOLERANCE
    return not (early or late)


def _span(here: Phase) -> str:
    if here.beginn is None or here.ende is None:
        return f"ab {short(here.beginn)}" if here.beginn is not None else f"bis {short(here.ende)}" if here.ende else ""
    return f"{short(here.beginn)} bis {short(here.ende)}"


Document = Callable[[Area, Step], bool]
"""Whether a step's document is there, or cannot be known because of another finding."""


def _selection(area: Area, done: Step) -> bool:
    return _evidence_or_note(area, done) or area.profile is None or area.profile.auswahl is not None


def _working_mode(area: Area, done: Step) -> bool:
    fixed = area.committee is not None and area.committee.beschlossen_in is not None
    return fixed or "gremium.yaml" in area.unread or next(g03.problems(area), None) is not None


def _catalogue(area: Area, done: Step) -> bool:
    decided = area.catalogue is not None and area.catalogue.beschlossen_in is not None
    return decided or "ziele.yaml" in area.unread


def _assessments(area: Area, done: Step) -> bool:
    return bool(area.closing and area.closing.zielerreichung) or "abschluss.yaml" in area.unread


def _closing(area: Area, done: Step) -> bool:
    known = decided_closing(area) is not None or "abschluss.yaml" in area.unread
    return known or next(a04.problems(area), None) is not None


def _evidence_or_note(area: Area, done: Step) -> bool:
    return bool(evidence(done)) or done.notiz is not None


OWN_DOCUMENT: dict[str, tuple[Document, str]] = {
    "gebietsauswahl": (_selection, "es gibt weder „auswahl“ in „gebiet.yaml“ noch einen „beleg“ oder eine „notiz“"),
    "konstituierung": (
        _working_mode,
        "in „gremium.yaml“ steht nicht, welche Sitzung Arbeitsweise und Verbindlichkeit beschloss („beschlossen_in“)",
    ),
    "zielkatalog": (_catalogue, "in „ziele.yaml“ steht nicht, welche Sitzung den Katalog beschloss („beschlossen_in“)"),
    "gemeinsame_auswertung": (_assessments, "in „abschluss.yaml“ ist noch kein Ziel bewertet („zielerreichung“)"),
    "abschlussdokumentation": (_closing, "es gibt keine „abschluss.yaml“ mit dem Status „beschlossen“"),
}
"""Step → what shows that it is done, and how its absence is put."""
ANY_DOCUMENT: tuple[Document, str] = (_evidence_or_note, "ohne „beleg“ und ohne „notiz“")
"""What every other step needs."""
