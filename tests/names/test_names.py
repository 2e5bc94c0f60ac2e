"""A build of a narrower edition says where a text calls somebody whose name the edition keeps to itself."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from regsam_docs.cli import main
from regsam_docs.documents.plan import Edition
from regsam_docs.publish.build import Options, build

FILES = {
    "regsam.yaml": "format: 1\nherausgeber: {name: REGSAM}\n",
    "feld/gebiet.yaml": "name: Am Feld\nstatus: geplant\noeffentlich: true\n",
    "feld/gremium.yaml": """\
arbeitsweise: x
verbindlichkeit: x
beschlossen_in: 2024-05-02
mitglieder:
  - {id: haus, organisation: Haus am Feld, gruppe: einrichtungstraeger, person: {name: Erika  Mustermann}}
  - {id: rat, organisation: Elternrat, gruppe: weitere}
""",
    "feld/protokolle/2024-05-02.yaml": """\
sitzungsnummer: 1
datum: 2024-05-02
phase: vorlauf
status: genehmigt
genehmigt_am: 2024-06-01
anwesend: [haus, {mitglied: rat, personen: [Max Muster, Ida Beispiel]}]
gaeste: [{name: Karl Gast}]
tagesordnung:
  - titel: Bericht von Erika Mustermann
    text: |
      Zum Beispiel ein Satz.
      Frau Dr. Beispiel dankt; Beispielhaft.
  - titel: Vertrauliches über Karl Gast
    vertraulich: true
""",
    "feld/protokolle/2024-07-02.yaml": """\
sitzungsnummer: 2
datum: 2024-07-02
phase: vorlauf
status: entwurf
anwesend: [haus, rat]
tagesordnung:
  - titel: Karl Gast stellt sich vor
""",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "areas" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def notes(repository: Path, edition: Edition) -> list[str]:
    return build(repository, Options(today=date(2026, 11, 22), edition=edition, pdf=False)).notes


def test_public_texts_that_call_people(repository: Path) -> None:
    first, second = notes(repository, "oeffentlich")
    assert first.startswith("areas/feld/protokolle/2024-05-02.yaml:9:12: Der Text nennt „Erika Mustermann“. Aus gremium.yaml")
    assert second.startswith("areas/feld/protokolle/2024-05-02.yaml:12:7: Der Text nennt „Ida Beispiel“.")


def test_where_the_name_may_be_read_nothing_is_said(repository: Path) -> None:
    assert notes(repository, "verteiler") == []
    assert notes(repository, "intern") == []


def test_who_is_named_in_public_anyway_may_be_called(repository: Path) -> None:
    person = "{person: {name: Erika Mustermann}}"
    (repository / "areas/feld/vereinbarung.yaml").write_text(
        f"thema: x\numgriff: {{beschreibung: x}}\ngruende: x\n"
        f"prozessverantwortung: {{regsam: {person}, sozialreferat: {person}}}\n"
        "stunden_pro_woche: 8\nprozessdauer_monate: 24\nstart: 2024-05-01\nueberpruefung: 2025-12-01\n",
        "utf-8",
    )
    (note,) = notes(repository, "oeffentlich")
    assert "Ida Beispiel" in note


def test_the_command_says_it_and_goes_on(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(repository), "build", "--edition", "oeffentlich", "--no-pdf"]) == 0
    assert "Bitte sehen Sie nach: areas/feld/protokolle/2024-05-02.yaml:9:12" in capsys.readouterr().out


def test_the_example_city_calls_nobody(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "areas", tmp_path / "areas")
    assert notes(tmp_path, "oeffentlich") == notes(tmp_path, "verteiler") == []
