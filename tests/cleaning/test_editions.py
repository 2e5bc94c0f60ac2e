"""What is linked and shown in a city, in each edition: clean, or not there and named."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from regsam_docs.documents.plan import Edition
from regsam_docs.publish.build import Options, build
from regsam_docs.system.output import Built
from tests.build.conftest import FILES, TODAY
from tests.cleaning.marked import MADE, PLAIN, REFUSED, marks
from tests.leak.search import DATA

SHOWN = ("bild.png", "bild.jpg", "plan.svg")
LINKED = {**{name: make() for name, make in MADE.items()}, **PLAIN, **REFUSED}

MINUTES = f"""\
sitzungsnummer: 1
datum: 2025-02-03
phase: vorlauf
status: genehmigt
genehmigt_am: 2025-03-03
anwesend: [moderation]
tagesordnung:
  - titel: Bilder
    text: |
      {" ".join(f"![Zu sehen ist etwas](anlagen/{name})" for name in SHOWN)}

      {" ".join(f"[Datei {number}](anlagen/{name})" for number, name in enumerate(LINKED))}
anlagen:
{"".join(f"  - {{datei: anlagen/{name}, titel: Anlage {number}}}" + chr(10) for number, name in enumerate(LINKED))}
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("stadt")
    anlagen = {f"areas/nordfeld/anlagen/{name}": data for name, data in LINKED.items()}
    own = {
        "areas/nordfeld/protokolle/2025-02-03.yaml": MINUTES.encode(),
        "areas/nordfeld/gremium.yaml": b"arbeitsweise: offen\nverbindlichkeit: hoch\nbeschlossen_in: 2025-02-03\n"
        b"mitglieder: [{id: moderation, organisation: REGSAM, gruppe: moderation}]\n",
        "areas/anlagen/logo.svg": MADE["plan.svg"](),
    }
    logo = {"areas/regsam.yaml": f"{FILES['areas/regsam.yaml']}logo: anlagen/logo.svg\n"}
    for name, data in {**{n: text.encode() for n, text in {**FILES, **logo}.items()}, **anlagen, **own}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


def made(city: Path, edition: Edition, *, pdf: bool = False) -> tuple[Path, Built]:
    outcome = build(city, Options(today=TODAY, edition=edition, only=("protokoll", "index"), pdf=pdf, jobs=2))
    assert [f for f in outcome.findings if f.is_error] == []
    return city / "build" / edition, outcome


def found(folder: Path) -> set[str]:
    """Marks in anything below a folder."""
    there = [path for path in folder.rglob("*") if path.is_file()]
    assert len(there) > 2
    files = [(path, path.read_bytes()) for path in there]
    inside = [(path, base64.b64decode(data)) for path, whole in files for data in DATA.findall(whole.decode("latin-1"))]
    assert any(path.suffix == ".html" for path, _ in inside), "pictures are in the pages"
    return {f"{mark} in {path.name}" for path, data in (*files, *inside) for mark in marks(data)}


@pytest.mark.pdf
@pytest.mark.parametrize(("edition", "pdf"), [("verteiler", True), ("oeffentlich", False)])
def test_nothing_hidden_leaves_with_an_edition(city: Path, edition: Edition, pdf: bool) -> None:
    folder, outcome = made(city, edition, pdf=pdf)
    name = f"nordfeld/protokoll-2025-02-03.{'pdf' if pdf else 'html'}"
    assert (folder / name).is_file(), outcome.failed.get(f"build/{edition}/{name}")
    assert found(folder) == set()


def test_what_cannot_be_cleaned_is_named_and_nothing_leads_to_it(city: Path) -> None:
    folder, outcome = made(city, "verteiler")
    refused = {path.rpartition("/")[2]: why for path, why in outcome.failed.items()}
    assert set(refused) == set(REFUSED)
    assert all(f"areas/nordfeld/anlagen/{name} wird nicht mitgegeben: " in why for name, why in refused.items())
    there = {path.name for path in (folder / "nordfeld/anlagen").iterdir()}
    assert there == set(LINKED) - set(REFUSED)
    page = (folder / "nordfeld/protokoll-2025-02-03.html").read_text("utf-8")
    assert [name for name in LINKED if f'href="anlagen/{name}"' in page] == [name for name in LINKED if name in there]
    assert all(f"Datei {number}" in page for number in range(len(LINKED)))


def test_nothing_changed_cleans_nothing_and_a_refused_file_does_not_stay(city: Path) -> None:
    made(city, "verteiler")
    folder, again = made(city, "verteiler")
    assert again.built == []
    name = "areas/nordfeld/anlagen/bericht.pdf"
    whole = (city / name).read_bytes()
    (city / name).write_bytes(REFUSED["zu.pdf"])
    folder, outcome = made(city, "verteiler")
    (city / name).write_bytes(whole)
    assert "build/verteiler/nordfeld/anlagen/bericht.pdf" in outcome.failed
    assert not (folder / "nordfeld/anlagen/bericht.pdf").exists()


def test_the_internal_edition_keeps_files_and_cleans_pictures(city: Path) -> None:
    folder, outcome = made(city, "intern")
    assert outcome.failed == {}
    for name, data in LINKED.items():
        copied = (folder / "nordfeld/anlagen" / name).read_bytes()
        assert (copied == data) is (name not in SHOWN), name
        assert name not in SHOWN or marks(copied) == set()
