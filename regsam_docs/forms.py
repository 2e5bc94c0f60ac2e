"""The forms' standing texts (`templates/texte/`) as records: phase model, agreement form, questionnaire, words, variables.

The texts are data with an edition number: `vereinbarung-1.yaml` stays shipped when `vereinbarung-2.yaml`
comes, so that a sealed agreement prints the words it was signed with. Whoever calls reads the file and checks
it against `schemas/texte/*.schema.json`; what comes in here is plain data that follows its schema. Texts are
plain, not Markdown. The settings change their wording by the placeholders alone: fill them first (`filled`),
then build.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from regsam_docs import german

PLACEHOLDERS = ("partner", "gebietsbezeichnung")
"""Every name that may stand in braces in a form's text; both are keys of `regsam.yaml`."""

FORMS = ("genitiv", "dativ", "akkusativ")
"""The partner's name with its article, for texts in two versions: `mit` may use them, `ohne` is for a partner without."""

_BRACES = re.compile(r"\{([a-z]+)\}|[{}]")


class _Data(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Field names are the keys of the data."""


# ---- placeholders and editions


def fill(text: str, names: Mapping[str, str]) -> str:
    """Put the names in place of `{partner}` and its like; what a name contains is not looked at again.

    Raises ValueError (German) for a placeholder that is not in `names` and for a stray brace.
    """

    def name(match: re.Match[str]) -> str:
        key = match[1]
        if key is None or key not in names:
            allowed = ", ".join(f"{{{known}}}" for known in names) or "keiner"
            raise ValueError(f"„{match[0]}“ ist kein bekannter Platzhalter. Bitte ändern Sie ihn (erlaubt: {allowed}): {text}")
        return names[key]

    return _BRACES.sub(name, text)


def filled(data: Any, names: Mapping[str, str]) -> Any:
    """The same plain data with the names put into every text in it (`fill`); keys stay. Of a text in two versions the one that
    these names allow is taken."""
    if isinstance(data, str):
        return fill(data, names)
    if isinstance(data, Mapping):
        if data.keys() == {"mit", "ohne"}:
            return filled(data["mit" if names.keys() >= {*FORMS} else "ohne"], names)
        return {key: filled(value, names) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [filled(value, names) for value in data]
    return data


def editions(names: Iterable[str], kind: str) -> dict[int, str]:
    """The editions of a form's texts among file names: number → name. `kind` is `phasenmodell`, `vereinbarung` or
    `fragebogen`."""
    pattern = re.compile(rf"{re.escape(kind)}-([1-9][0-9]*)\.yaml")
    return {int(match[1]): match[0] for match in map(pattern.fullmatch, names) if match}


def edition_file(names: Iterable[str], kind: str, edition: int | None = None) -> str:
    """Which of the file names holds a form's texts: of the edition asked for, else of the newest.

    `kind` is `phasenmodell`, `vereinbarung` or `fragebogen`. Raises LookupError (German) if there is no such edition.
    """
    found = editions(names, kind)
    wanted = max(found, default=1) if edition is None else edition
    if wanted not in found:
        there = ", ".join(str(number) for number in sorted(found)) or "keine"
        raise LookupError(
            f"Die Texte „{kind}-{wanted}.yaml“ fehlen (vorhandene Ausgaben: {there}). "
            "Bitte legen Sie die Datei wieder nach templates/texte/."
        )
    return found[wanted]


# ---- phase model


class PhaseColumn(_Data, frozen=True, kw_only=True):
    """A column of the phase model."""

    id: str
    titel: str
    beschreibung: str


class Question(_Data, frozen=True, kw_only=True):
    """A row of the phase model; in the phases `nummeriert` its items are numbered steps."""

    id: str
    titel: str
    wer: str
    hinweis: str | None = None
    nummeriert: tuple[str, ...] = ()


class StepText(_Data, frozen=True, kw_only=True):
    """What a step of an area's checklist is called and what is to be done."""

    titel: str
    erlaeuterung: str


class Section(_Data, frozen=True, kw_only=True):
    """A heading, the sentences below it, and a list."""

    titel: str
    einleitung: str
    punkte: tuple[str, ...]


class Aim(_Data, frozen=True, kw_only=True):
    """The overall goal and what it means for the work in an area; or the council's, which has no list."""

    titel: str
    text: str
    einleitung: str
    punkte: tuple[str, ...] = ()


class PhaseModel(_Data, frozen=True, kw_only=True):
    """Four phases by nine questions, the steps of the checklist, the mandate and its limits."""

    ausgabe: int
    stand: date
    titel: str
    untertitel: str
    einleitung: str
    phasen: tuple[PhaseColumn, ...]
    fragen: tuple[Question, ...]
    leere_zelle: str
    """What an empty cell means, for those who hear the table read out."""
    zellen: dict[str, dict[str, tuple[str, ...]]]
    """Question → phase → items; read it with `cell`, an empty cell may be missing."""
    schritte: dict[str, dict[str, StepText]]
    """Phase → step, by their keys in `phasen.yaml` and in the order of the checklist."""
    auftrag: Section
    grenzen: Section
    leitziel: Aim | None = None
    """This and what follows came with edition 2."""
    stadtratsziel: Aim | None = None
    runder_tisch: Section | None = None
    verankerung: Section | None = None

    def cell(self, question: str, phase: str) -> tuple[str, ...]:
        """The items of a cell, by the ids of its question and its phase; none for an empty cell."""
        return self.zellen[question].get(phase, ())


def phase_model(data: Mapping[str, Any]) -> PhaseModel:
    """Data of `phasenmodell-<edition>.yaml` as a record.

    Raises msgspec.ValidationError for data its schema would not accept.
    """
    return msgspec.convert(data, PhaseModel)


# ---- agreement form


class Clause(_Data, frozen=True, kw_only=True):
    """A heading of the form and the hint that the empty form prints with it."""

    id: str
    titel: str
    hinweis: str | None = None


class PartyText(_Data, frozen=True, kw_only=True):
    """One side of the agreement: its sentence on process responsibility and its standing tasks."""

    name: str
    satz: str
    person: str
    """What the person responsible is called on the form."""
    aufgaben: tuple[str, ...]
    fuer: str | None = None
    """What follows „Für“ above the signatures, where it is not the name; came with edition 2."""


class Parties(_Data, frozen=True, kw_only=True):
    """Both sides; the second keeps its key whatever its name is."""

    regsam: PartyText
    sozialreferat: PartyText


class AgreementForm(_Data, frozen=True, kw_only=True):
    """Everything the agreement prints that is not in `vereinbarung.yaml`; it is signed like the rest."""

    ausgabe: int
    stand: date
    titel: str
    untertitel: str
    klauseln: tuple[Clause, ...]
    """In the order of the form."""
    parteien: Parties
    beschriftungen: dict[str, str]
    unterschrift: dict[str, str]
    ueberpruefung: dict[str, str]
    nachtrag: dict[str, str]

    def clause(self, id: str) -> Clause:
        """A clause by its id; KeyError for one the form does not have."""
        return {clause.id: clause for clause in self.klauseln}[id]


def agreement_form(data: Mapping[str, Any]) -> AgreementForm:
    """Data of `vereinbarung-<edition>.yaml` as a record.

    Raises msgspec.ValidationError for data its schema would not accept.
    """
    return msgspec.convert(data, AgreementForm)


# ---- questionnaire


class Questionnaire(_Data, frozen=True, kw_only=True):
    """What the survey for a selection says besides the words of the criteria: headings by section, questions by id."""

    ausgabe: int
    stand: date
    titel: str
    untertitel: str
    einleitung: str
    rueckgabe: dict[str, str]
    abschnitte: dict[str, str]
    fragen: dict[str, str]
    verbleib: str


def questionnaire(data: Mapping[str, Any]) -> Questionnaire:
    """Data of `fragebogen-<edition>.yaml` as a record.

    Raises msgspec.ValidationError for data its schema would not accept.
    """
    return msgspec.convert(data, Questionnaire)


# ---- words


class Word(_Data, frozen=True, kw_only=True):
    """A German word for a value of the format; one without a plural of its own has the same text twice."""

    einzahl: str
    mehrzahl: str


class Words(_Data, frozen=True, kw_only=True):
    """The words of `worte.yaml`: name of the list → value in the file → word."""

    listen: dict[str, dict[str, Word]]

    def one(self, kind: str, value: str) -> str:
        """The word for one: `one("gruppe", "referat")` is „Referat“; KeyError if there is none."""
        return self.listen[kind][value].einzahl

    def many(self, kind: str, value: str) -> str:
        """The word for several, for instance in a heading: `many("gruppe", "referat")` is „Referate“."""
        return self.listen[kind][value].mehrzahl

    def counted(self, kind: str, value: str, number: float) -> str:
        """The form that follows a number: 1 Monat, 0 or 6.5 Monate (the number is formatted elsewhere)."""
        return self.one(kind, value) if number == 1 else self.many(kind, value)

    def amount(self, kind: str, number: float) -> str:
        """A number with what it counts, of the list `zaehlwort`: `amount("monat", 27)` is „27 Monate“."""
        return f"{german.number(number)} {self.counted('zaehlwort', kind, number)}"


def words(data: Mapping[str, Any]) -> Words:
    """Data of `worte.yaml` as a record.

    Raises msgspec.ValidationError for data its schema would not accept.
    """
    lists = msgspec.convert(data, dict[str, dict[str, str | Word]])
    return Words(listen={kind: {key: _word(word) for key, word in entries.items()} for kind, entries in lists.items()})


def _word(word: str | Word) -> Word:
    return Word(einzahl=word, mehrzahl=word) if isinstance(word, str) else word


# ---- variables of the monitoring


class MonitoringVariable(_Data, frozen=True, kw_only=True):
    """A variable of the Sozialreferat's monitoring, and whether it counts when areas are selected."""

    titel: str
    zaehlt: bool


def monitoring_variables(data: Mapping[str, Any]) -> dict[str, MonitoringVariable]:
    """Data of `monitoring-variablen.yaml`: heading of the column → variable, in the concept's order (13 count, 13 do not).

    Raises msgspec.ValidationError for data its schema would not accept.
    """
    return msgspec.convert(data, dict[str, MonitoringVariable])
