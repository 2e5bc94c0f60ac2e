"""`kontakte.yaml`: telephone numbers and e-mail addresses that are kept outside git (docs/format.md, „kontakte.yaml“)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from regsam_docs.model.agreement import PARTIES
from regsam_docs.model.record import Record


class Contact(Record, frozen=True, kw_only=True):
    """How somebody can be reached."""

    telefon: str | None = None
    email: str | None = None


class Contacts(Record, frozen=True, kw_only=True):
    """Contacts by area and by member's id, or by party of the agreement."""

    kontakte: dict[str, dict[str, Contact]]


def with_contacts(data: Mapping[str, dict[str, Any]], slug: str, known: Contacts | None) -> dict[str, dict[str, Any]]:
    """An area's typed data by file, with what is known of its contacts where a person has none; what came in is left as it was.

    A member's contact is that of `person`, also of one that is not named; a party's that of the person who took over last.
    Editions cut both afterwards, so that only the internal one shows them.
    """
    contacts = known.kontakte.get(slug, {}) if known is not None else {}
    whole = dict(data)
    committee, agreement = data.get("gremium.yaml"), data.get("vereinbarung.yaml")
    if committee is not None:
        members = [_reachable(member, contacts.get(member["id"])) for member in committee["mitglieder"]]
        whole["gremium.yaml"] = {**committee, "mitglieder": members}
    if agreement is not None:
        sides = {**agreement["prozessverantwortung"]}
        for party in PARTIES:
            side = sides[party]
            changes = sorted(side.get("wechsel", ()), key=lambda change: change["seit"])
            if changes:
                last = _reachable(changes[-1], contacts.get(party))
                sides[party] = {**side, "wechsel": [*(c for c in side["wechsel"] if c is not changes[-1]), last]}
            else:
                sides[party] = _reachable(side, contacts.get(party))
        whole["vereinbarung.yaml"] = {**agreement, "prozessverantwortung": sides}
    return whole


def _reachable(entry: dict[str, Any], contact: Contact | None) -> dict[str, Any]:
    """A member or side with what its person lacks."""
    known = dict(_known(contact)) if contact is not None else {}
    return {**entry, "person": {**known, **entry.get("person", {})}} if known else entry


def _known(contact: Contact) -> Iterator[tuple[str, str]]:
    for key in ("telefon", "email"):
        value = getattr(contact, key)
        if value is not None:
            yield key, value
