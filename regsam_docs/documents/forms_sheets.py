"""The sheets that belong to no area: the empty agreement, the phase model, the questionnaire of a selection."""

from __future__ import annotations

from typing import Final

from regsam_docs.documents.agreement import form_data
from regsam_docs.documents.parts import data, signatures
from regsam_docs.documents.phases import aim, model_data
from regsam_docs.documents.plan import Forms, Page
from regsam_docs.model.settings import Settings

LINES: Final = {"thema": 4, "umgriff": 3, "gruende": 6, "zu_gewinnen": 6, "weitere_vereinbarungen": 7}
"""Clause → how many lines to write on it gets."""

TIME: Final = ("stunden_pro_woche", "prozessdauer_monate", "start", "ueberpruefung")
"""Clauses that are answered by a number or a day, together in one table."""


QUESTIONED: Final = ("rags", "sozialbuergerhaus", "bezirksausschuss", "sozialplanung_steuerung")
"""Who is asked for areas."""


def empty_agreement(forms: Forms, settings: Settings) -> Page:
    """The agreement with lines to write on: every clause with its hint, both parties' sentences and tasks."""
    form = forms.agreement
    return Page(
        template="vorlagen/kooperationsvereinbarung-leer.html",
        title=form.titel,
        stand=form.stand,
        handed_out=True,
        listed=f"{form.titel} (leeres Formular)",
        context={
            "form": form_data(form),
            "grundlage": settings.grundlage,
            "linien": dict(LINES),
            "zeit": list(TIME),
            "unterschriften": signatures(form, ()),
        },
    )


def phase_sheet(forms: Forms, settings: Settings) -> Page:
    """The phase model with what the work is for, the nine tasks of the mandate and its limits."""
    model = forms.phase_model
    return Page(
        template="vorlagen/phasenmodell.html",
        title=model.titel,
        stand=model.stand,
        context={
            "modell": model_data(model),
            "leitziel": aim(model, settings),
            "grundlage": settings.grundlage,
        },
    )


def questionnaire(forms: Forms, settings: Settings) -> Page:
    """The survey for a selection, to print and to fill in on a screen: the criteria in full, as the catalogue has them."""
    words, form = forms.words, forms.questionnaire
    return Page(
        template="vorlagen/fragebogen.html",
        title=form.titel,
        stand=form.stand,
        handed_out=True,
        context={
            "form": data(form),
            "stellen": [words.one("basiskriterien", key) for key in QUESTIONED],
            "wege": [way.einzahl for way in words.listen["votum_weg"].values()],
            "ja_nein": [words.one("ja_nein", answer) for answer in ("ja", "nein")],
            "gruppen": [
                {
                    "id": group.replace("_", "-"),
                    "titel": form.abschnitte[group],
                    "fragen": [
                        {"id": key.replace("_", "-"), "titel": question.einzahl} for key, question in words.listen[group].items()
                    ],
                }
                for group in ("selektive_kriterien", "ausschlusskriterien")
            ],
            "votum": words.one("basiskriterien", "regionales_votum"),
        },
    )
