"""The 26 variables of the concept, none left out."""

from __future__ import annotations

from regsam_docs import forms

COUNTING = [
    "sgb iii|erwerbsfähig",
    "grundsicherung für arbeitsuchende|erwerbsfähig",
    "grundsicherung für arbeitsuchende|15 bis 25",
    "unter 15|sgb ii",
    "grundsicherung im alter|über 64",
    "alleinlebende|80|haushalte",
    "haushalte mit kindern|allen haushalten",
    "alleinerziehend|haushalten mit kindern",
    "unterhaltsvorschuss|unter 12",
    "erziehungshilfen|stationär|teilstationär|minderjährig",
    "kinderschutz|haushalten mit kindern",
    "migrationshintergrund|bevölkerung",
    "bezirkssozialarbeit betreute|allen haushalten",
]
SHOWN = [
    "erwerbsminderung|hilfe zum lebensunterhalt|unter 65",
    "arbeitslose nach sgb ii|erwerbsfähig",
    "langzeitarbeitslose|erwerbsfähig",
    "altenquotient",
    "jugendquotient",
    "unter 3|bevölkerung",
    "zuzüge|100|dezember",
    "wegzüge|100|dezember",
    "drei und mehr kindern|haushalten mit kindern",
    "bezirkssozialarbeit betreute haushalte mit kindern|haushalten mit kindern",
    "sozial- und belegrechtswohnungen|100 haushalte",
    "wohngeld|haushalten",
    "ohne deutsche staatsangehörigkeit|bevölkerung",
]
"""Words of each in the concept's order (III, "Grundlagen der stadtviertelbezogenen Auswertung")."""


def test_all_variables_of_the_concept_in_its_order(shop):
    variables = forms.monitoring_variables(shop.texte("monitoring-variablen"))

    assert [v.zaehlt for v in variables.values()] == [True] * 13 + [False] * 13
    for words, variable in zip([*COUNTING, *SHOWN], variables.values(), strict=True):
        assert [word for word in words.split("|") if word not in variable.titel.lower()] == []


def test_no_title_is_there_twice(shop):
    titles = [v.titel for v in forms.monitoring_variables(shop.texte("monitoring-variablen")).values()]
    assert len(set(titles)) == 26
