"""What a build makes, leaves alone, removes and refuses."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import unicodedata
from pathlib import Path
from types import SimpleNamespace

import pytest

from regsam_docs import check, documents
from regsam_docs.cli import main, shared
from regsam_docs.cli.build import command as build_command
from regsam_docs.finding import Trouble
from regsam_docs.publish.build import Options, build
from regsam_docs.system import disk
from tests.build.conftest import TODAY, Build, made

AGREEMENT = "intern/nordfeld/kooperationsvereinbarung.html"
PHASES = "intern/nordfeld/phasenuebersicht.html"


def test_makes_documents_and_copies_what_they_link_to(repository: Path, pages: Build) -> None:
    outcome = pages()
    assert not outcome.failed
    assert {AGREEMENT, PHASES, "intern/suedfeld/phasenuebersicht.html", "intern/nordfeld/anlagen/zahlen.csv"} <= made(repository)
    assert 'href="anlagen/zahlen.csv"' in (repository / "build" / AGREEMENT).read_text("utf-8")


def test_nothing_changed_makes_nothing(repository: Path, pages: Build) -> None:
    first = pages()
    before = {path: path.stat().st_mtime_ns for path in (repository / "build").rglob("*.html")}
    second = pages()
    assert (second.built, second.unchanged) == ([], len(first.built))
    assert before == {path: path.stat().st_mtime_ns for path in before}
    assert len(pages(force=True).built) == len(first.built)


def test_what_was_damaged_or_deleted_is_made_again(repository: Path, pages: Build) -> None:
    pages()
    (repository / "build" / AGREEMENT).write_text("kaputt", "utf-8")
    (repository / "build" / PHASES).unlink()
    assert sorted(pages().built) == [f"build/{AGREEMENT}", f"build/{PHASES}"]


def test_an_error_stops_what_it_concerns_and_removes_what_lay_there(repository: Path, pages: Build) -> None:
    pages()
    (repository / "areas/nordfeld/vereinbarung.yaml").write_text("thema: nur das\n", "utf-8")
    outcome = pages()
    assert f"build/{AGREEMENT}" in outcome.failed
    assert AGREEMENT not in made(repository)
    assert "intern/suedfeld/phasenuebersicht.html" in made(repository)


def test_an_unsigned_agreement_of_an_active_area_stops_only_itself(repository: Path, pages: Build) -> None:
    path = repository / "areas/nordfeld/vereinbarung.yaml"
    path.write_text(path.read_text("utf-8").partition("unterschriften:")[0], "utf-8")
    outcome = pages()
    assert [f.id for f in outcome.findings if f.is_error] == ["V03"]
    assert set(outcome.failed) == {f"build/{AGREEMENT}"}
    assert AGREEMENT not in made(repository)
    assert "intern/gesamtbericht.html" in made(repository)


def test_an_ended_area_without_a_closing_stops_nothing_else(repository: Path, pages: Build) -> None:
    path = repository / "areas/nordfeld/gebiet.yaml"
    path.write_text(path.read_text("utf-8").replace("status: aktiv", "status: beendet"), "utf-8")
    outcome = pages()
    assert [f.id for f in outcome.findings if f.is_error] == ["A04"]
    assert outcome.failed == {}
    assert "intern/gesamtbericht.html" in made(repository)


def test_missing_settings_stop_everything_and_name_what_lay_there(repository: Path, pages: Build) -> None:
    before = set(pages().built)
    (repository / "areas/regsam.yaml").unlink()
    outcome = pages()
    assert set(outcome.failed) == before
    assert made(repository) == set()
    assert set(pages().failed) == {"build/intern/index.html"}


@pytest.mark.parametrize("name", ["gebiet.yml", "Gebiet.yaml"])
def test_an_area_whose_own_file_is_misnamed_is_not_built(repository: Path, pages: Build, name: str) -> None:
    pages()
    (repository / "areas/nordfeld/gebiet.yaml").rename(repository / "areas/nordfeld" / name)
    outcome = pages()
    assert [(f.id, f.path) for f in outcome.findings if f.is_error] == [("Y04", f"areas/nordfeld/{name}")]
    assert {f"build/{AGREEMENT}", f"build/{PHASES}"} <= set(outcome.failed)
    assert not any(path.startswith("intern/nordfeld/") and path.endswith(".html") for path in made(repository))
    assert "build/intern/gesamtbericht.html" in outcome.failed


def test_an_area_without_its_own_file_is_not_counted_as_if_it_had_one(repository: Path, pages: Build) -> None:
    pages()
    (repository / "areas/suedfeld/gebiet.yaml").unlink()
    assert "build/intern/gesamtbericht.html" in pages().failed
    assert "intern/gesamtbericht.html" not in made(repository)


def test_an_area_that_went_takes_its_documents_along(repository: Path, pages: Build) -> None:
    pages()
    (repository / "areas/suedfeld/phasen.yaml").unlink()
    (repository / "areas/suedfeld/gebiet.yaml").unlink()
    (repository / "areas/suedfeld").rmdir()
    pages()
    assert not any(name.startswith("intern/suedfeld/") for name in made(repository))


def test_one_area_or_one_document_leaves_the_others(repository: Path, pages: Build) -> None:
    pages()
    (repository / "areas/suedfeld/phasen.yaml").write_text("vorlauf: {beginn: 2024-07-01}\n", "utf-8")
    (repository / "areas/nordfeld/phasen.yaml").write_text("vorlauf: {beginn: 2024-07-01}\n", "utf-8")
    assert pages(only=("kooperationsvereinbarung",)).built == []
    assert "build/intern/suedfeld/phasenuebersicht.html" in pages(areas=("suedfeld",)).built
    assert f"build/{PHASES}" in pages(only=("phasenuebersicht",)).built
    with pytest.raises(Trouble, match="westfeld"):
        pages(areas=("westfeld",))


@pytest.mark.parametrize("change", ["bom", "crlf", "decomposed"])
def test_bytes_that_mean_the_same_make_the_same_document(repository: Path, pages: Build, change: str) -> None:
    pages()
    path = repository / "areas/suedfeld/gebiet.yaml"
    text = path.read_text("utf-8")
    forms = {
        "bom": "\ufeff" + text,
        "crlf": text.replace("\n", "\r\n"),
        "decomposed": unicodedata.normalize("NFD", text),
    }
    path.write_bytes(forms[change].encode())
    assert pages().built == []


def test_a_stranger_s_files_are_never_touched(repository: Path, pages: Build) -> None:
    (repository / "build").mkdir()
    (repository / "build/wichtig.txt").write_text("meins", "utf-8")
    with pytest.raises(Trouble, match="stammen"):
        pages()
    (repository / "build/wichtig.txt").unlink()
    pages()
    (repository / "build/intern/nordfeld/notiz.txt").write_text("meins", "utf-8")
    assert main(["--root", str(repository), "clean"]) == 0
    assert made(repository) == {"intern/nordfeld/notiz.txt"}


def test_a_linked_build_folder_is_refused(repository: Path, pages: Build, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "wichtig.txt").write_text("meins", "utf-8")
    (repository / "build").symlink_to(elsewhere)
    with pytest.raises(Trouble, match="Verknüpfung"):
        pages()
    assert main(["--root", str(repository), "clean"]) == 2
    assert [path.name for path in elsewhere.iterdir()] == ["wichtig.txt"]


def test_a_manifest_that_points_outside_deletes_nothing(repository: Path, pages: Build) -> None:
    pages()
    manifest = repository / "build/.regsam-docs.json"
    listed = json.loads(manifest.read_text("utf-8"))
    listed["dateien"]["../areas/regsam.yaml"] = ["x", "y"]
    manifest.write_text(json.dumps(listed), "utf-8")
    assert main(["--root", str(repository), "clean"]) == 2
    assert (repository / "areas/regsam.yaml").exists()


@pytest.mark.parametrize("link", ["intern", "intern/nordfeld", "fremd"])
def test_a_linked_folder_below_build_is_neither_written_nor_emptied(
    repository: Path, pages: Build, tmp_path_factory: pytest.TempPathFactory, link: str
) -> None:
    pages()
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "index.html").write_text("meins", "utf-8")
    place = repository / "build" / link
    shutil.rmtree(place, ignore_errors=True)
    place.symlink_to(elsewhere)
    with pytest.raises(Trouble, match=f"build/{link} ist eine Verknüpfung"):
        pages()
    assert main(["--root", str(repository), "clean"]) == 2
    assert [(path.name, path.read_text("utf-8")) for path in elsewhere.iterdir()] == [("index.html", "meins")]


def test_a_lock_that_leads_elsewhere_makes_nothing_there(repository: Path, pages: Build, tmp_path: Path) -> None:
    pages()
    (repository / "build/.regsam-docs.lock").unlink()
    (repository / "build/.regsam-docs.lock").symlink_to(tmp_path / "neu")
    with pytest.raises(Trouble, match="build/ kann nicht beschrieben werden"):
        pages()
    assert not (tmp_path / "neu").exists()


def test_clean_removes_all_it_made_and_says_when_there_is_nothing(
    repository: Path, pages: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    pages()
    assert main(["--root", str(repository), "clean"]) == 0
    assert not (repository / "build").exists()
    assert main(["--root", str(repository), "clean"]) == 0
    assert capsys.readouterr().out.endswith("Es gibt nichts zu löschen.\n")


def test_two_builds_at_once_are_one_too_many(repository: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD.format(root=str(repository))], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None and holder.stdin is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(Trouble, match="anderer Lauf"):
        build(repository, Options(today=TODAY, pdf=False))
    holder.communicate("\n")
    assert not build(repository, Options(today=TODAY, pdf=False)).failed


HOLD = """
from pathlib import Path
from regsam_docs.system.output import opened
with opened(Path({root!r})):
    print("held", flush=True)
    input()
"""


def test_killed_in_the_middle_the_next_build_repairs(repository: Path, pages: Build) -> None:
    """A build killed after its first file leaves complete files only, and they count as ours."""
    script = KILLED.format(root=str(repository))
    ended = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert made(repository)
    for name in made(repository):
        if name.endswith(".html"):
            assert (repository / "build" / name).read_text("utf-8").rstrip().endswith("</html>")
    outcome = pages()
    assert not outcome.failed and AGREEMENT in made(repository) and PHASES in made(repository)
    assert main(["--root", str(repository), "clean"]) == 0
    assert not (repository / "build").exists()


KILLED = """
import os, signal
from datetime import date
from pathlib import Path
from regsam_docs.publish import build
from regsam_docs.system import disk
write, written = disk.write, []
def put(path, *rest):
    write(path, *rest)
    written.append(path)
    if len([p for p in written if p.suffix == ".html"]) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
disk.write = put
build.build(Path({root!r}), build.Options(today=date(2026, 1, 1), pdf=False))
"""


@pytest.mark.skipif(os.name == "nt", reason="folders are not read-only there")
def test_a_folder_that_cannot_be_written_is_said(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "build").write_text("eine Datei", "utf-8")
    assert main(["--root", str(repository), "build", "--no-pdf"]) == 2
    assert "build/" in capsys.readouterr().err


def test_the_command_tells_what_it_did_as_json(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--root", str(repository), "build", "--no-pdf", "--format", "json", "--today", "2026-11-22"]
    assert main(arguments) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"built", "unchanged", "failed", "seconds"}
    assert f"build/{AGREEMENT}" in told["built"] and told["failed"] == []
    (repository / "areas/nordfeld/vereinbarung.yaml").write_text("thema: nur das\n", "utf-8")
    assert main(arguments) == 1
    assert f"build/{AGREEMENT}" in json.loads(capsys.readouterr().out)["failed"]


def test_pdfs_come_out_of_workers_and_stay_when_nothing_changed(repository: Path) -> None:
    options = Options(TODAY, areas=("nordfeld",), only=("kooperationsvereinbarung", "phasenuebersicht"), jobs=1)
    first = build(repository, options)
    assert f"build/{AGREEMENT.replace('.html', '.pdf')}" in first.built
    second = build(repository, options)
    assert (second.built, second.failed) == ([], {})
    (repository / "areas/nordfeld/phasen.yaml").write_text("vorlauf: {beginn: 2024-05-02}\n", "utf-8")
    built = build(repository, options).built
    assert f"build/{PHASES.replace('.html', '.pdf')}" in built
    assert f"build/{AGREEMENT.replace('.html', '.pdf')}" not in built


def test_narrower_editions_show_less(repository: Path, pages: Build) -> None:
    pages(edition="verteiler")
    pages(edition="oeffentlich")
    for edition in ("verteiler", "oeffentlich"):
        text = (repository / f"build/{edition}/nordfeld/kooperationsvereinbarung.html").read_text("utf-8")
        assert "Erika Mustermann" in text and "089 000000" not in text
    assert not (repository / "build/oeffentlich/suedfeld").exists()
    assert "zahlen.csv" not in (repository / "build/oeffentlich/nordfeld/kooperationsvereinbarung.html").read_text("utf-8")


def test_a_linked_folder_of_areas_is_not_followed(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (repository / "areas").rename(elsewhere / "areas")
    (repository / "areas").symlink_to(elsewhere / "areas")
    for command in ("check", "build", "status"):
        assert main(["--root", str(repository), command]) == 2


def test_a_kind_of_document_that_is_not_there_yet_is_no_mistake(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(repository), "build", "--no-pdf", "--only", "einladung"]) == 0
    assert not [name for name in made(repository) if name.endswith(".html")]
    assert main(["--root", str(repository), "build", "--no-pdf", "--only", "einladungen"]) == 2
    assert "Meinten Sie „einladung“?" in capsys.readouterr().err


def test_an_area_may_be_given_as_its_folder_and_a_wrong_one_is_guessed(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build_one = ["--root", str(repository), "build", "--no-pdf"]
    assert main([*build_one, "areas/nordfeld/"]) == 0
    assert AGREEMENT in made(repository) and PHASES.replace("nord", "sued") not in made(repository)
    assert main([*build_one, "nordfelt"]) == 2
    assert "Meinten Sie „nordfeld“?" in capsys.readouterr().err


def test_every_document_is_of_a_listed_kind(root: Path) -> None:
    tree = disk.tree(root)
    names = [plan.name for area in check.check(tree).city.areas for plan in documents.plans(area)]
    kinds = {next((k for k in documents.AREA_DOCUMENTS if name == k or name.startswith(f"{k}-")), name) for name in names}
    assert kinds == set(documents.AREA_DOCUMENTS)


def test_an_outdated_pdf_does_not_stay_beside_a_newer_page(repository: Path, pages: Build) -> None:
    build(repository, Options(TODAY, areas=("nordfeld",), only=("phasenuebersicht",), jobs=1))
    pdf = PHASES.replace(".html", ".pdf")
    pages(only=("phasenuebersicht",))
    assert pdf in made(repository), "it is still what the page says"
    (repository / "areas/nordfeld/phasen.yaml").write_text("vorlauf: {beginn: 2024-07-01}\n", "utf-8")
    pages(only=("phasenuebersicht",))
    assert pdf not in made(repository)


def test_the_city_s_page_tells_the_empty_form_from_an_agreement(repository: Path, pages: Build) -> None:
    pages()
    page = (repository / "build/intern/index.html").read_text("utf-8")
    assert '<a href="vorlagen/kooperationsvereinbarung-leer.html">Kooperationsvereinbarung (leeres Formular)</a>' in page


def test_pages_made_without_pdfs_link_to_none(repository: Path, pages: Build) -> None:
    pages()
    for name in ("intern/index.html", "intern/nordfeld/index.html"):
        assert '.pdf"' not in (repository / "build" / name).read_text("utf-8")


def test_a_document_that_does_not_exist_is_said(repository: Path, pages: Build) -> None:
    with pytest.raises(Trouble, match="Meinten Sie „kooperationsvereinbarung“"):
        pages(only=("vereinbarung",))
    with pytest.raises(Trouble, match="quatsch"):
        pages(only=("quatsch",))


@pytest.mark.parametrize("name", ["gesamtbericht", "daten", "phasenmodell"])
def test_a_document_of_the_city_is_not_asked_of_an_area(repository: Path, pages: Build, name: str) -> None:
    with pytest.raises(Trouble, match=f"„{name}“ gehört zur ganzen Stadt"):
        pages(areas=("nordfeld",), only=(name,))
    with pytest.raises(Trouble, match=r"Möglich sind: [^.]*\bindex\b(?!.*gesamtbericht)"):
        pages(areas=("nordfeld",), only=("quatsch",))
    assert pages(only=(name,)).built


@pytest.mark.parametrize(
    "words",
    [
        "am-anger --only zielkatalog protokoll",
        "--only zielkatalog,protokoll am-anger",
        "--only zielkatalog am-anger protokoll",
        "--only zielkatalog --only=protokoll --no-pdf areas/am-anger/",
    ],
)
def test_only_takes_several_words_and_leaves_areas_what_they_are(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "plan", lambda *asked: SimpleNamespace(areas=["am-anger"]))
    params = build_command.make_context("build", words.split()).params
    assert params["only"] == ("zielkatalog", "protokoll")
    assert [area.strip("/").removeprefix("areas/") for area in params["areas"]] == ["am-anger"]
