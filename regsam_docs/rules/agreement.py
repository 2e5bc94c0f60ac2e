"""V01 to V05 and V07: the agreement, its amendments and its reviews. V06 is the seal's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from regsam_docs.finding import ERROR, WARNING, Problem, rule
from regsam_docs.model.agreement import PARTIES, Agreement, followed, in_force, review_days, signed_on
from regsam_docs.model.area import Area, held_meetings
from regsam_docs.model.minutes import day
from regsam_docs.rules.certain import folded, short

FILE = "vereinbarung.yaml"
TOLERANCE = timedelta(days=31)
"""How long after the term the review may be: the last meeting before it has to be prepared and written up."""
PARTY_NAMES = {"regsam": "REGSAM", "sozialreferat": "das Sozialreferat"}


@rule(
    "V01",
    ERROR,
    "Überprüfung vor dem Start",
    "Die Überprüfung liegt nicht nach dem Start.",
    "Berichtigen Sie einen der beiden Tage.",
    source="Kooperationsvereinbarung: Am Tag der Überprüfung wird entschieden, ob der Prozess weitergeht.",
)
def v01(area: Area) -> Iterator[Problem]:
    """Review not after start."""
    agreement = area.agreement
    if agreement is not None and _review_before_start(agreement):
        message = (
            f"Die Überprüfung am {short(agreement.ueberpruefung)} liegt nicht nach dem Start am {short(agreement.start)}. "
            "Berichtigen Sie „ueberpruefung“ oder „start“."
        )
        yield Problem(FILE, ("ueberpruefung",), message)


@rule(
    "V02",
    WARNING,
    "Überprüfung nach der Laufzeit",
    (
        "Die nächste Überprüfung liegt mehr als 31 Tage nach dem Ende der vorläufigen Dauer; dann wäre der Prozess schon zu "
        "Ende. Es zählen die Werte, die mit allen unterschriebenen Nachträgen gelten."
    ),
    "Legen Sie die Überprüfung früher, oder vereinbaren Sie in einem Nachtrag eine längere Dauer (`aendert`).",
    source="Kooperationsvereinbarung: vorläufige Dauer und Tag der Überprüfung.",
)
def v02(area: Area) -> Iterator[Problem]:
    """The review that is still to be held long after the provisional duration, by the values in force once all is signed and
    has begun; for the agreement's own values it cannot hold together with V01."""
    now = in_force(area.agreement, date.max) if area.agreement is not None else None
    due = now.next_review if now is not None else None
    if area.agreement is None or now is None or due is None or due.due - now.last_day <= TOLERANCE:
        return
    message = (
        f"Die Überprüfung am {short(due.due)} liegt mehr als 31 Tage nach der vorläufigen Dauer, die mit "
        f"{now.prozessdauer_monate} Monaten ab {short(area.agreement.start)} am {short(now.last_day)} endet. Legen Sie die "
        "Überprüfung früher, oder verlängern Sie die Dauer."
    )
    yield Problem(FILE, due.place, message)


@rule(
    "V03",
    ERROR,
    "Vereinbarung nicht unterschrieben",
    (
        "Das Gebiet ist `aktiv` oder `beendet`, aber die Vereinbarung fehlt oder ist nicht von beiden Seiten unterschrieben. "
        "Das verhindert nur die Vereinbarung selbst."
    ),
    "Tragen Sie die Unterschriften nach, oder lassen Sie das Gebiet bis dahin `geplant`.",
    source="6.2: Für jedes Gebiet schließen REGSAM und das Sozialreferat eine Vereinbarung.",
    stops="kooperationsvereinbarung",
)
def v03(area: Area) -> Iterator[Problem]:
    """An area under way or ended without an agreement signed by both parties; unknown while it cannot be read."""
    if area.profile is None or area.profile.status not in ("aktiv", "beendet") or FILE in area.unread:
        return
    if FILE in area.drafts:
        lack = "die Vereinbarung ist noch ein Entwurf. Füllen Sie „vereinbarung.yaml“ aus, mit den Unterschriften beider Seiten"
    elif area.agreement is None:
        lack = "die Vereinbarung fehlt. Legen Sie „vereinbarung.yaml“ mit den Unterschriften beider Seiten an"
    elif signed_on(area.agreement) is None:
        signed = {signature.partei for signature in area.agreement.unterschriften}
        missing = " und ".join(PARTY_NAMES[party] for party in PARTIES if party not in signed)
        lack = f"die Vereinbarung ist noch nicht unterschrieben für {missing}. Tragen Sie die Unterschriften nach"
    else:
        return
    status = area.profile.status
    yield Problem("gebiet.yaml", ("status",), f"Das Gebiet ist „{status}“, aber {lack}, oder ändern Sie den Status.")


@rule(
    "V04",
    ERROR,
    "Nachträge nicht in Ordnung",
    "Ein Nachtrag ist älter als die erste Unterschrift, oder die Nummern steigen nicht von oben nach unten.",
    "Prüfen Sie das Jahr; neue Nachträge kommen unten dazu.",
    source="6.2: Die Vereinbarung ist die verbindliche Grundlage der Arbeit.",
)
def v04(area: Area) -> Iterator[Problem]:
    """An amendment from before the earliest signature, or a number that does not rise (one given twice is R06's)."""
    agreement = area.agreement
    if agreement is None:
        return
    signed = min((signature.datum for signature in agreement.unterschriften), default=None)
    for index, amendment in enumerate(agreement.nachtraege):
        if signed is not None and amendment.datum < signed:
            message = (
                f"Der Nachtrag {amendment.nr} ist vom {short(amendment.datum)}, also älter als die erste Unterschrift vom "
                f"{short(signed)}. Berichtigen Sie das Datum."
            )
            yield Problem(FILE, ("nachtraege", index, "datum"), message)
    yield from _falling_numbers(agreement)


def _falling_numbers(agreement: Agreement) -> Iterator[Problem]:
    seen: set[int] = set()
    last = 0
    for index, amendment in enumerate(agreement.nachtraege):
        if amendment.nr in seen:
            continue
        if seen and amendment.nr < last:
            message = (
                f"Der Nachtrag {amendment.nr} steht nach dem Nachtrag {last}. Ordnen Sie die Nachträge so, dass die "
                "Nummern nach unten steigen."
            )
            yield Problem(FILE, ("nachtraege", index, "nr"), message)
        seen.add(amendment.nr)
        last = amendment.nr


@rule(
    "V05",
    WARNING,
    "Stand der zu Gewinnenden",
    (
        "Eine Organisation steht bei den noch zu gewinnenden und ist schon Mitglied; oder sie ist `gewonnen` und kein "
        "Mitglied. Verglichen wird der Name."
    ),
    "Setzen Sie den Status auf `gewonnen`, oder tragen Sie die Organisation in `gremium.yaml` ein, mit demselben Namen.",
    source="6.2: Festgelegt wird, wer noch zu gewinnen ist.",
)
def v05(area: Area) -> Iterator[Problem]:
    """A partner to be won that is a member already, or won and no member."""
    if area.agreement is None or area.committee is None:
        return
    organisations = {folded(member.organisation) for member in area.committee.mitglieder}
    for index, partner in enumerate(area.agreement.zu_gewinnen):
        is_member = folded(partner.organisation) in organisations
        if is_member == (partner.status == "gewonnen"):
            continue
        if is_member:
            advice = "ist schon Mitglied des Gremiums. Setzen Sie den Status auf „gewonnen“"
        else:
            advice = "ist gewonnen, aber kein Mitglied des Gremiums. Tragen Sie sie in „gremium.yaml“ ein (mit gleichem Namen)"
        message = f"Die Organisation „{partner.organisation}“ {advice}, oder berichtigen Sie den Eintrag."
        yield Problem(FILE, ("zu_gewinnen", index, "organisation"), message)


@rule(
    "V07",
    WARNING,
    "Überprüfung ohne Ergebnis",
    "Der zuletzt festgelegte Tag der Überprüfung ist vorbei, es gab seither Sitzungen, aber kein Ergebnis.",
    "Tragen Sie unter `ueberpruefungen` ein, was entschieden wurde.",
    source="Kooperationsvereinbarung: Am Tag der Überprüfung wird entschieden, ob der Prozess weitergeht.",
)
def v07(area: Area) -> Iterator[Problem]:
    """The review set last is over by the newest meeting, and nothing was entered about it."""
    agreement, held = area.agreement, held_meetings(area)
    if agreement is None or not held:
        return
    due, newest = review_days(agreement, date.max)[-1], day(held[-1])
    if followed(agreement, due) or due.due >= newest or (due.set_by is None and _review_before_start(agreement)):
        return
    message = (
        f"Die Überprüfung war für den {short(due.due)} vorgesehen; seither gab es Sitzungen (zuletzt am {short(newest)}), aber "
        "kein Ergebnis. Tragen Sie unter „ueberpruefungen“ ein, was entschieden wurde."
    )
    yield Problem(FILE, due.place, message)


def _review_before_start(agreement: Agreement) -> bool:
    return agreement.ueberpruefung <= agreement.start
