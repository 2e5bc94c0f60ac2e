"""Money is added up to the cent, and never across stands, years or sources."""

from __future__ import annotations

from itertools import permutations

from regsam_docs.german import euro
from regsam_docs.model.catalogue import Money
from regsam_docs.model.means import budgets, by_state, missing, total
from regsam_docs.model.record import PricedResource, Resource

ENTRIES = (
    Money(jahr=2026, betrag=0.1, quelle="Verfügungsfonds", stand="bewilligt"),
    Money(jahr=2025, betrag=1200, quelle="Stiftung"),
    Money(jahr=2026, betrag=0.2, quelle="Verfügungsfonds", stand="bewilligt"),
    Money(jahr=2026, betrag=0.3, quelle="Verfügungsfonds", stand="ausgegeben"),
    Money(jahr=2026, betrag=50, stand="bewilligt"),
)


def test_sums_are_exact_in_any_order() -> None:
    assert {total(order) for order in permutations((0.1, 0.2, 0.7, 1e6, 19.99))} == {1000020.99}
    assert total(()) == 0


def test_a_sum_is_of_one_year_source_and_stand() -> None:
    assert [(b.year, b.source, dict(b.by_state)) for b in budgets(ENTRIES)] == [
        (2025, "Stiftung", {"geplant": 1200}),
        (2026, "Verfügungsfonds", {"bewilligt": 0.3, "ausgegeben": 0.3}),
        (2026, None, {"bewilligt": 50}),
    ]
    assert by_state(ENTRIES) == {"geplant": 1200, "bewilligt": 50.3, "ausgegeben": 0.3}


def test_missing_resources_are_summed_as_far_as_they_are_priced() -> None:
    needs = [PricedResource(titel="A", betrag=10.5, jahr=2027), PricedResource(titel="B"), Resource(titel="C")]
    found = missing(needs)
    assert found is not None
    assert (found.total, found.priced, found.of) == (10.5, 1, 3)
    assert missing(needs[1:]) is None


def test_an_amount_is_printed_to_the_cent() -> None:
    assert [euro(amount) for amount in (4800, 0.5, 1234567.891)] == ["4.800,00\xa0€", "0,50\xa0€", "1.234.567,89\xa0€"]
