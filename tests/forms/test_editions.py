"""Which edition of the form's texts an agreement is printed with that is signed but not sealed."""

from __future__ import annotations

from datetime import date

import pytest

from regsam_docs.render.standing import edition_signed
from regsam_docs.system import disk

OWN = disk.resource_bytes("templates")["texte/vereinbarung-1.yaml"]
FILES = {
    f"texte/vereinbarung-{number}.yaml": OWN.replace(b"ausgabe: 1", f"ausgabe: {number}".encode()).replace(
        b'stand: "2026-11-22"', f'stand: "{day}"'.encode()
    )
    for number, day in ((1, "2026-01-01"), (2, "2026-06-01"), (10, "2027-01-01"))
}


@pytest.mark.parametrize(
    ("signed", "edition"),
    [
        (None, None),
        (date(2025, 12, 31), 1),
        (date(2026, 1, 1), 1),
        (date(2026, 5, 31), 1),
        (date(2026, 6, 1), 2),
        (date(2026, 12, 31), 2),
        (date(2027, 1, 1), 10),
        (date(2030, 1, 1), 10),
    ],
)
def test_the_newest_there_was_on_the_day_of_signature(signed: date | None, edition: int | None) -> None:
    assert edition_signed(FILES, signed) == edition
