"""G01 to G06: who has to be in the committee, and that it fixed how it works."""

from __future__ import annotations

from collections.abc import Iterator

from regsam_docs.finding import WARNING, Problem, rule
from regsam_docs.model.area import Area
from regsam_docs.model.minutes import day
from regsam_docs.model.profile import Committee, backwards, phase
from regsam_docs.rules.certain import first_meeting, folded, short

FILE = "gremium.yaml"
DECIDING_GROUPS = ("einrichtungstraeger", "steuerungsbereich", "sozialbuergerhaus", "referat")
"""Groups whose organisations send somebody who can decide."""


@rule(
    "G01",
    WARNING,
    "Moderation oder Sozialplanung fehlt",
    "Im Gremium fehlt jemand der Gruppe `moderation` oder `sozialplanung`. Beide verantworten den Prozess gemeinsam.",
    "Nehmen Sie beide auf.",
    source="6.2: Beide Seiten nennen eine verantwortliche Person.",
)
def g01(area: Area) -> Iterator[Problem]:
    """Nobody of the moderation, or nobody of the Sozialplanung."""
    missing = [f"„{group}“" for group in ("moderation", "sozialplanung") if not _has(area.committee, group)]
    if area.committee is not None and missing:
        message = (
            f"Im Gremium fehlt ein Mitglied der Gruppe {' und der Gruppe '.join(missing)}. Moderation und Sozialplanung "
            "verantworten den Prozess gemeinsam; nehmen Sie beide auf."
        )
        yield Problem(FILE, ("mitglieder",), message)


@rule(
    "G02",
    WARNING,
    "Niemand kann entscheiden",
    (
        "Eine Organisation, die entscheiden können muss (Einrichtungsträger, Steuerungsbereich, Sozialbürgerhaus, Referat), "
        "hat niemanden mit `entscheidungsbefugt: true` im Gremium."
    ),
    "Gewinnen Sie jemanden, der entscheiden kann. Bis dahin darf die Warnung stehen bleiben.",
    source="3.2: Runde Tische gelingen nur, wenn mitwirkt, wer entscheiden kann.",
)
def g02(area: Area) -> Iterator[Problem]:
    """An organisation that has to be able to decide sends nobody who can; at its first seat in such a group."""
    members = area.committee.mitglieder if area.committee else ()
    settled = {folded(member.organisation) for member in members if member.entscheidungsbefugt}
    for index, member in enumerate(members):
        organisation = folded(member.organisation)
        if member.gruppe not in DECIDING_GROUPS or organisation in settled:
            continue
        settled.add(organisation)
        message = (
            f"Für „{member.organisation}“ ist niemand entscheidungsbefugt. Gewinnen Sie jemanden, der entscheiden kann, und "
            "setzen Sie „entscheidungsbefugt: true“."
        )
        yield Problem(FILE, ("mitglieder", index, "organisation"), message)


@rule(
    "G03",
    WARNING,
    "Arbeitsweise nicht festgelegt",
    "Das Protokoll der ersten Sitzung ist genehmigt, aber Arbeitsweise oder Verbindlichkeit stehen noch nicht fest.",
    (
        "Tragen Sie ein, was die erste Sitzung dazu beschlossen hat. Hat sie es vertagt, nehmen Sie es in die nächste "
        "Tagesordnung."
    ),
    source="Phasenmodell: Arbeitsweise und Verbindlichkeit legt das Gremium in seiner ersten Sitzung fest.",
)
def g03(area: Area) -> Iterator[Problem]:
    """The first minutes are approved and what the first meeting fixes is still missing."""
    first, committee = first_meeting(area), area.committee
    if committee is None or first is None or first.status != "genehmigt":
        return
    missing = [f"„{key}“" for key in ("arbeitsweise", "verbindlichkeit") if getattr(committee, key) is None]
    if missing:
        message = (
            f"Das Protokoll der ersten Sitzung vom {short(day(first))} ist genehmigt, aber hier fehlt noch: "
            f"{', '.join(missing)}. Tragen Sie ein, was die Sitzung dazu beschlossen hat, oder nehmen Sie es in die nächste "
            "Tagesordnung."
        )
        yield Problem(FILE, (), message, at="first_key")


@rule(
    "G04",
    WARNING,
    "Arbeitsweise später festgelegt",
    "Arbeitsweise und Verbindlichkeit wurden nicht in der ersten Sitzung festgelegt.",
    "Prüfen Sie die Angabe. Wurde wirklich erst später beschlossen, darf die Warnung stehen bleiben.",
    source="Phasenmodell: Arbeitsweise und Verbindlichkeit legt das Gremium in seiner ersten Sitzung fest.",
)
def g04(area: Area) -> Iterator[Problem]:
    """Working mode and binding character were fixed in another than the first meeting."""
    first = first_meeting(area)
    fixed_in = area.committee.beschlossen_in if area.committee else None
    if first is None or fixed_in is None or fixed_in == first.id or fixed_in not in area.meeting_ids:
        return
    message = (
        f"Arbeitsweise und Verbindlichkeit gehören in die erste Sitzung vom {short(day(first))}; hier steht „{fixed_in}“. "
        "Prüfen Sie die Angabe; wurde wirklich erst später beschlossen, kann der Hinweis stehen bleiben."
    )
    yield Problem(FILE, ("beschlossen_in",), message)


@rule(
    "G05",
    WARNING,
    "RAGS fehlt",
    "Im Gremium fehlt die RAGS.",
    "Nehmen Sie die RAGS auf, zumindest mit `teilnahme: nur_information`.",
    source="4: Die RAGS begleitet die Arbeit in ihrem Gebiet und sichert, dass sie weitergeht.",
)
def g05(area: Area) -> Iterator[Problem]:
    """Nobody of the RAGS."""
    if area.committee is not None and not _has(area.committee, "rags"):
        message = (
            "Im Gremium fehlt ein Mitglied der Gruppe „rags“. Nehmen Sie die RAGS auf, zumindest mit "
            "„teilnahme: nur_information“."
        )
        yield Problem(FILE, ("mitglieder",), message)


@rule(
    "G06",
    WARNING,
    "Nicht einverstanden mit der Arbeitsweise",
    (
        "Die Diagnosephase ist beendet (`ende`), aber bei jemandem mit `entscheidungsbefugt: true` steht nicht, seit wann er "
        "oder sie mit dieser Arbeitsweise einverstanden ist. Wer vorher ausgeschieden ist, zählt nicht."
    ),
    "Holen Sie das Einverständnis ein, und tragen Sie den Tag unter `einverstanden_seit` ein.",
    source="3.2: Ob es gelingt, hängt am Einverständnis der Entscheidenden mit dieser Arbeitsweise.",
)
def g06(area: Area) -> Iterator[Problem]:
    """The diagnosis is over and a decision-maker never agreed to this way of working; unknown where it ends before it begins."""
    diagnosis = phase(area.phases, "diagnose") if area.phases is not None else None
    if diagnosis is None or diagnosis.ende is None or backwards(diagnosis) or area.committee is None:
        return
    for index, member in enumerate(area.committee.mitglieder):
        left = member.bis is not None and member.bis < diagnosis.ende
        if member.entscheidungsbefugt and member.einverstanden_seit is None and not left:
            message = (
                f"Die Diagnosephase endete am {short(diagnosis.ende)}, aber bei „{member.id}“ ({member.organisation}) steht "
                "nicht, seit wann Einverständnis mit dieser Arbeitsweise besteht. Tragen Sie den Tag unter „einverstanden_seit“ "
                "ein."
            )
            yield Problem(FILE, ("mitglieder", index, "entscheidungsbefugt"), message)


def _has(committee: Committee | None, group: str) -> bool:
    return committee is not None and any(member.gruppe == group for member in committee.mitglieder)
