"""The city's documents of a selection: monitoring and criteria catalogue."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from regsam_docs import check, documents, edition, model, render, selection
from regsam_docs.documents.monitoring import STRIP
from regsam_docs.documents.plan import CityPlan, CityView, Edition
from regsam_docs.documents.procedure import path, when
from regsam_docs.model.selection import Selection
from regsam_docs.model.settings import City
from regsam_docs.render.templates import overlay, texts
from regsam_docs.repository.tree import Tree, tree_of
from regsam_docs.selection import Outcome
from regsam_docs.system import disk
from tests.documents.conftest import SETTINGS, frame

FOLDER = "areas/_auswahl/probe"
MONITORING = "monitoring-probe"
CATALOGUE = "kriterienkatalog-probe"
PROCEDURE = "auswahlverfahren-probe"


@dataclass(frozen=True)
class Printed:
    """The documents of all selections of a tree in one edition."""

    view: CityView
    tables: dict[str, Outcome]
    templates: dict[str, str]

    def plans(self) -> dict[str, CityPlan]:
        return {plan.name: plan for plan in documents.city_plans(self.view, self.tables)}

    def html(self, name: str) -> str:
        made = self.plans()[name].make(self.view)
        context = {**frame(self.view.settings, made, self.view.edition, None, name), **made.context}
        return render.render(render.environment(self.templates), made.template, context, render.Links(), "paper")


def printed(tree: Tree, shown: Edition = "intern") -> Printed:
    result = check.check(tree)
    settings = result.city.settings
    assert settings is not None, result.findings
    files = overlay(disk.resource_bytes("templates"), {})
    chosen = {name: f"areas/_auswahl/{name}" for name in result.city.selections}
    cut = {
        name: model.record(Selection, edition.selection(result.sheets[f"{folder}/auswahl.yaml"].data or {}, shown))
        for name, folder in chosen.items()
    }
    outcomes = {name: selection.judge(tree, folder, result.city.selections[name]).outcome for name, folder in chosen.items()}
    view = CityView(settings, City(settings, result.city.areas, cut), shown, texts(files.files, settings))
    return Printed(view, {name: outcome for name, outcome in outcomes.items() if outcome}, files.templates())


CANDIDATE = """titel: Auswahl 2026
stand: 2026-01-20
erhebung: [{bei: rags, mit: fragebogen, von: 2026-02-02, verschickt: 6, zurueck: 5}]
gremium: {regsam: [Erika Mustermann, Max Mustermann], sozialplanung: [Leitung]}
verfahren:
  - {datum: 2025-10, schritt: Workshop, beteiligte: [REGSAM], ergebnis: Die **Kriterien** stehen.}
kandidaten:
  - gebiet: Hafen
    stadtbezirk: 4
    planungsregion: "4_2"
    viertel: ["2.1"]
    basiskriterien:
      rankingpunkte: 41.5
      planungsregion_ausgewaehlt: true
      rags: {genannt: true, text: Zum dritten Mal., beleg: anlagen/fragebogen.pdf}
      sozialbuergerhaus: {genannt: false}
      bezirksausschuss: {genannt: true, weg: eigene_rueckmeldung}
      sozialplanung_steuerung: {genannt: true}
      regionales_votum: Einhellig.
    selektive_kriterien: {wenig_ressourcen: true, motivierte_fachbasis: false, oeffentliches_interesse: true, text: Presse.}
    ausschlusskriterien: {hohe_ressourcen: false, besondere_programme: true, text: Quartiersmanagement.}
    grundlagen: {armutsbericht: Seite 12., bildungsmonitor: Seite 13., stadtteilstudie: Seite 14.}
    bewertungen:
      regsam: {umgriff_passt: true, problemstellung_passt: false, empfohlen: true, methodisch_geeignet: true,
               stunden_pro_woche: 6, text: Gut abgegrenzt.}
      kuratorium: {empfohlen: false}
      sozialplanung: {empfohlen: true}
    stunden_pro_woche: 7.5
    prozessdauer_monate: 24
    neubaugebiet: true
    weitere_informationen: Am Fluss.
    entscheidung: dissens
    begruendung: Keine Einigung im Gespräch.
    dissens: [{stufe: arge, datum: 2026-02-01, entscheidung: ausgewaehlt}]
"""

COLUMNS = """
Stadtbezirk|Planungsregion|Stadtbezirksviertel|Rangfolge|RAGS|Sozialbürgerhaus|Bezirksausschuss|Sozialplanung und Steuerung
Votum der Region|wenige Ressourcen|Fachkräfte vor Ort|politisches Interesse|verfügt bereits über viele Ressourcen
Besondere Programme|Armutsbericht|Bildungsmonitor|Stadtteilstudie|REGSAM|Kuratorium|Sozialplanung|Zeitbedarf
Entscheidung des Vierergremiums|Bei Dissens|Neubaugebiet|Weitere Informationen
""".strip().replace("\n", "|").split("|")
"""Every criterion of the concept's catalogue."""


def written(text: str) -> Tree:
    return tree_of({"areas/regsam.yaml": SETTINGS.encode(), f"{FOLDER}/auswahl.yaml": text.encode()})


def case(name: str, cases: Path) -> Tree:
    folder = cases / name
    own = folder / "auswahl.yaml"
    return tree_of(
        {
            "areas/regsam.yaml": SETTINGS.encode(),
            f"{FOLDER}/auswahl.yaml": (own if own.exists() else cases / "auswahl.yaml").read_bytes(),
            f"{FOLDER}/monitoring.csv": (folder / "monitoring.csv").read_bytes(),
        }
    )


@pytest.fixture(scope="module")
def cases(root: Path) -> Path:
    return root / "tests/cases/selection"


@pytest.fixture(scope="module")
def example(root: Path) -> Printed:
    """The example city."""
    return printed(disk.tree(root))


# ---- criteria catalogue


def test_catalogue_has_every_criterion_of_the_concept() -> None:
    html = printed(written(CANDIDATE)).html(CATALOGUE)
    headings = " | ".join(re.findall(r'<th scope="(?:col|row)"[^>]*>(.*?)</th>', html))

    assert [column for column in COLUMNS if column not in headings] == []


def test_catalogue_says_everything_that_was_written() -> None:
    html = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", printed(written(CANDIDATE)).html(CATALOGUE)))

    for words in (
        "41,5",
        "Zum dritten Mal.",
        "nicht genannt",
        "Einhellig.",
        "Presse.",
        "Quartiersmanagement.",
        "Seite 12.",
        "Seite 13.",
        "Seite 14.",
        "Gut abgegrenzt.",
        "7,5 Stunden pro Woche, 24 Monate",
        "Am Fluss.",
        "keine Einigung",
        "Keine Einigung im Gespräch.",
        "ARGE Freie/Öffentliche, 1. Februar 2026: ausgewählt",
        "Planungsregion ausgewählt",
        "eigene Rückmeldung",
        "Beleg: anlagen/fragebogen.pdf",
        "methodisch geeignet: ja",
        "6 Stunden pro Woche",
    ):
        assert words in html


def test_many_candidates_stand_in_matrices_of_the_same_size_and_what_is_long_in_numbered_notes() -> None:
    named = "".join(f"  - {{gebiet: Ort {n}, weitere_informationen: Hinweis {n}.}}\n" for n in range(1, 8))
    made = printed(written(f"titel: Auswahl\nstand: 2026-01-20\nkandidaten:\n{named}"))
    context = made.plans()[CATALOGUE].make(made.view).context

    assert [len(matrix["spalten"]) for matrix in context["matrizen"]] == [4, 3]
    notes = [(note["nr"], note["md"]) for group in context["anmerkungen"] for note in group["zeilen"]]
    assert notes == [(n, f"Hinweis {n}.") for n in range(1, 8)]
    lines = [line for matrix in context["matrizen"] for group in matrix["gruppen"] for line in group["zeilen"]]
    assert [cell["nr"] for line in lines for cell in line["zellen"] if cell["nr"]] == [1, 2, 3, 4, 5, 6, 7]


def test_procedure_says_who_was_asked_and_who_decided() -> None:
    html = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", printed(written(CANDIDATE)).html(PROCEDURE)))

    for words in (
        "Schritte der Auswahl: 1. Oktober 2025, Workshop",
        "Die Kriterien stehen.",
        "Erika Mustermann, Max Mustermann",
        "RAGS Fragebogen 2. Februar 2026 – 6 5",
        "Hafen ARGE Freie/Öffentliche 1. Februar 2026 ausgewählt",
    ):
        assert words in html


def test_stations_of_a_long_path_go_to_and_fro() -> None:
    stations = path([f"2026-0{month}" for month in range(1, 8)])["stationen"]

    assert [s["nr"] for s in stations] == [1, 2, 3, 4, 5, 6, 7]
    assert stations[4]["x"] == stations[5]["x"]
    assert stations[3]["x"] == stations[6]["x"]
    assert len({(s["x"], s["y"]) for s in stations}) == 7


def test_a_draft_shows_its_gaps_inside_and_leaves_out_columns_nobody_filled_outside() -> None:
    text = "titel: Auswahl\nstand: 2026-01-20\noeffentlich: true\nkandidaten:\n  - {gebiet: Hafen, stadtbezirk: 4}\n"
    columns = ("Planungsregion", "Armutsbericht", "Entscheidung des Vierergremiums", "Bei Dissens")

    inside = printed(written(text)).html(CATALOGUE)
    outside = printed(written(text), "oeffentlich").html(CATALOGUE)

    assert all(column in inside for column in columns)
    assert inside.count("noch nicht festgelegt") == 1
    assert "Stadtbezirk" in outside
    assert not any(column in outside for column in (*columns, "noch nicht festgelegt"))
    assert "Verfahren" not in inside + outside


def test_quarters_show_how_they_fare(cases: Path) -> None:
    assert "2.1 Hafen: 2 von 2 Variablen, erfüllt die Regel" in printed(case("richtig", cases)).html(CATALOGUE)


def test_the_public_sees_neither_candidates_nor_the_body_of_four_unless_the_selection_says_so() -> None:
    closed = printed(written(CANDIDATE), "oeffentlich").html(CATALOGUE)
    opened = printed(written(CANDIDATE + "oeffentlich: true\n"), "oeffentlich").html(CATALOGUE)

    procedure = printed(written(CANDIDATE), "oeffentlich").html(PROCEDURE)

    assert "Hafen" not in closed
    assert "stehen nicht in dieser Ausgabe" in closed
    assert "„Auswahlverfahren“</a>" in closed
    assert "Workshop" in procedure
    assert "Hafen" in opened
    assert "Beleg" not in opened
    assert "Hafen" not in procedure
    assert "Mustermann" not in closed + opened + procedure


def test_what_came_of_a_candidate_leads_to_its_area(example: Printed) -> None:
    assert '<a href="lindenhoehe/index.html">Lindenhöhe</a>' in example.html("kriterienkatalog-auswahl-2026")


@pytest.mark.parametrize(
    ("written", "shown"),
    [("2026-06-09", "9. Juni 2026"), ("2009-10", "Oktober 2009"), ("Herbst 2009", "Herbst 2009"), ("2009-13", "2009-13")],
)
def test_days_and_months_are_written_in_german(written: str, shown: str) -> None:
    assert when(written) == shown


# ---- monitoring


def test_every_area_is_there_once(example: Printed) -> None:
    for name, outcome in example.tables.items():
        context = example.plans()[f"monitoring-{name}"].make(example.view).context
        others = [row for group in context["uebrige"] for row in group["gebiete"]]
        shown = [row["kennung"] for row in (*context["erfuellt"], *context["knapp"], *others)]

        assert sorted(shown) == sorted(q.kennung for q in outcome.gebiete)
        assert [row["kennung"] for row in context["erfuellt"]] == [q.kennung for q in outcome.gebiete if q.qualifiziert]
        bars = context["verteilung"]["saeulen"]
        assert sum(bar["gebiete"] for bar in bars) == len(outcome.gebiete)
        assert sum(bar["erfuellt"] for bar in bars) == len(context["erfuellt"])


def test_shade_and_number_say_how_far_above_the_mean(cases: Path) -> None:
    table = "kennung;name;bezirk;einwohner;armut;alg2;zuzuege\n" + "".join(
        f"{n};Ort {n};;500;{poverty};{benefit};1\n"
        for n, (poverty, benefit) in enumerate([("2,80", ""), ("1,70", "1,40"), ("1,40", "1"), ("0,05", "1"), ("0,05", "0,6")])
    )
    files = {
        "areas/regsam.yaml": SETTINGS.encode(),
        f"{FOLDER}/auswahl.yaml": (cases / "auswahl.yaml").read_bytes().replace(b"[2.1]", b'["1"]'),
        f"{FOLDER}/monitoring.csv": table.encode(),
    }
    made = printed(tree_of(files))
    context = made.plans()[MONITORING].make(made.view).context
    rows = {row["kennung"]: row["zellen"] for row in (*context["erfuellt"], *context["knapp"])}

    assert rows["0"] == [{"stufe": 3, "text": "+133"}, {"stufe": None, "text": None}]
    assert rows["1"] == [{"stufe": 1, "text": "+42"}, {"stufe": 1, "text": "+40"}]
    assert "k. W." in made.html(MONITORING)


def test_page_names_means_thresholds_and_what_is_missing(cases: Path) -> None:
    html = printed(case("fehlende-werte", cases)).html(MONITORING)
    row = re.search(r"<th scope=\"row\">Kinderarmut</th>(.*?)</tr>", html, re.DOTALL)

    assert row is not None
    assert re.findall(r">([\d,]+)</td>", row[1]) == ["7,71", "10,02", "1", "1"]
    assert "Werte, die nicht zählen" in html
    assert "1 von 7 Gebieten</strong> erfüllt die Regel: In mindestens 2 von 2 Variablen" in html


def test_only_one_area_stands_in_the_singular(root: Path) -> None:
    html = printed(disk.tree(root)).html("monitoring-auswahl-2026")
    assert "109 von 542 Gebieten</strong> erfüllen die Regel" in html


def test_proposed_areas_are_marked_by_letters_that_do_not_touch(example: Printed) -> None:
    context = example.plans()["monitoring-auswahl-2026"].make(example.view).context
    strip = context["variablen"][0]["streifen"]

    assert [(v["buchstabe"], v["gebiet"]) for v in context["vorschlaege"]][:2] == [("A", "Lindenhöhe"), ("B", "Alte Spinnerei")]
    assert sorted(mark["text"] for mark in strip["buchstaben"]) == ["A", "A", "A", "B", "C", "D", "E"]
    for line in {mark["y"] for mark in strip["buchstaben"]}:
        places = sorted(mark["x"] for mark in strip["buchstaben"] if mark["y"] == line)
        assert all(after - before >= STRIP["zeichen"] for before, after in pairwise(places))
    assert strip["jenseits"] == 150


def test_who_may_not_know_the_proposed_areas_sees_none_marked() -> None:
    table = "kennung;name;bezirk;einwohner;armut;alg2;zuzuege\n2.1;Hafen;;500;9;1;1\n2.2;Werft;;500;1;1;1\n"
    rule = """monitoring:
  datei: monitoring.csv
  spalten: {kennung: kennung, name: name, einwohner: einwohner}
  variablen: {armut: Kinderarmut}
  mindestanzahl: 1
"""
    tree = {"areas/regsam.yaml": SETTINGS, f"{FOLDER}/auswahl.yaml": CANDIDATE + rule, f"{FOLDER}/monitoring.csv": table}
    files = tree_of({path: text.encode() for path, text in tree.items()})
    inside, outside = printed(files).html(MONITORING), printed(files, "oeffentlich").html(MONITORING)

    assert 'class="vorschlag">A</span>' in inside
    assert "vorschlag" not in outside
    assert "1 von 2 Gebieten</strong> erfüllt die Regel" in outside


def test_distribution_has_its_numbers_in_the_text_alternative(cases: Path) -> None:
    html = printed(case("richtig", cases)).html(MONITORING)

    assert re.search(r"<title id=\"verteilung-titel\">[^<]*0: 6, 1: 0, 2: 1</title>", html)


def test_a_table_that_is_too_long_to_list_says_how_much_is_left_out(cases: Path) -> None:
    rows = "".join(f"{n};Ort {n};;500;1;1;1\n" for n in range(1_600))
    files = {
        "areas/regsam.yaml": SETTINGS.encode(),
        f"{FOLDER}/auswahl.yaml": (cases / "auswahl.yaml").read_bytes().replace(b"[2.1]", b'["1"]'),
        f"{FOLDER}/monitoring.csv": ("kennung;name;bezirk;einwohner;armut;alg2;zuzuege\n" + rows).encode(),
    }

    assert "Die 100 Gebiete, die am wenigsten überschreiten" in printed(tree_of(files)).html(MONITORING)


def test_plans_name_their_sources_and_a_table_with_errors_is_still_a_plan(cases: Path) -> None:
    plans = printed(case("formel", cases)).plans()

    assert list(plans) == [CATALOGUE, MONITORING]
    assert plans[MONITORING].sources == ("_auswahl/probe/auswahl.yaml", "_auswahl/probe/monitoring.csv")
    assert list(printed(written(CANDIDATE)).plans()) == [CATALOGUE, PROCEDURE]


EARLIER = "kennung;name;bezirk;einwohner;armut;alg2;zuzuege\n1.1;Nordring;1;1200;6,5;2,1;8\n2.1;Hafen;2;1300;12,5;9,8;12\n"


def compared(cases: Path, earlier: str, said: str = "{2020: monitoring-2020.csv}") -> Tree:
    own = (cases / "auswahl.yaml").read_text("utf-8").replace("kandidaten:", f"  vergleich: {said}\nkandidaten:")
    return tree_of(
        {
            "areas/regsam.yaml": SETTINGS.encode(),
            f"{FOLDER}/auswahl.yaml": own.encode(),
            f"{FOLDER}/monitoring.csv": (cases / "richtig" / "monitoring.csv").read_bytes(),
            f"{FOLDER}/monitoring-2020.csv": earlier.encode(),
        }
    )


def test_an_earlier_table_shows_changes_and_has_no_part_in_the_rule(cases: Path) -> None:
    now, then = printed(case("richtig", cases)), printed(compared(cases, EARLIER.replace("2;1300", "2;200")))

    html = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", then.html(MONITORING)))
    assert "Vergleich mit 2020" in html
    assert "1 Kinderarmut 9,50 7,29 −2,21" in html
    assert "2.1 Hafen – 1 2 2 +3,0 ±0,0" in html
    assert then.tables["probe"].gebiete == now.tables["probe"].gebiete
    assert then.plans()[MONITORING].sources[-1] == "_auswahl/probe/monitoring-2020.csv"


@pytest.mark.parametrize(
    ("earlier", "said", "place"),
    [
        (EARLIER.replace("12,5", "12.5"), "{2020: monitoring-2020.csv}", "monitoring-2020.csv:3:18 K01"),
        (EARLIER.replace("armut", "armt"), "{2020: monitoring-2020.csv}", "monitoring-2020.csv:1:1 K01"),
        (EARLIER, "{2020: monitoring-2021.csv}", "auswahl.yaml:12:21 R05"),
        (EARLIER.replace("12,5", "0").replace("6,5", "0"), "{2020: monitoring-2020.csv}", ""),
    ],
)
def test_what_is_wrong_with_an_earlier_table_is_told_there(cases: Path, earlier: str, said: str, place: str) -> None:
    found = check.check(compared(cases, earlier, said)).findings

    assert [f"{f.path.removeprefix(f'{FOLDER}/')}:{f.line}:{f.column} {f.id}" for f in found] == ([place] if place else [])
