"""`diff` in real repositories: what it compares, what it says when git cannot give it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from regsam_docs import pdf
from regsam_docs.cli import main
from regsam_docs.repository import paths
from regsam_docs.system import disk
from tests.git.conftest import NORDFELD, SIGNED, Repository, Run
from tests.selection.spreadsheets import ods, xlsx


def changeset(run: Run, *arguments: str) -> list[tuple[str, str, bool]]:
    """What, kind and whether it comes first, of every change."""
    code, out, err = run("diff", *arguments, "--format", "json")
    assert (code, err) == (0, "")
    return [(change["what"], change["kind"], change["first"]) for change in json.loads(out)["changes"]]


def test_the_working_tree_against_a_commit(repository: Repository, run: Run) -> None:
    repository.edit(f"{NORDFELD}/vereinbarung.yaml", "stunden_pro_woche: 8", "stunden_pro_woche: 9")
    code, out, _ = run("diff", "HEAD")
    assert code == 0
    assert "Nordfeld (nordfeld)\n  Kooperationsvereinbarung\n    geändert     Stunden pro Woche: 8 → 9\n" in out
    assert out.endswith("\n1 Änderung in 1 Gebiet.\n")


def test_two_commits_whatever_is_checked_out(repository: Repository, run: Run) -> None:
    repository.edit(f"{NORDFELD}/vereinbarung.yaml", "2025-12-01", "2026-02-01")
    repository.commit("Überprüfung verschoben")
    repository.edit("areas/suedfeld/gebiet.yaml", "geplant", "aktiv")
    assert changeset(run, "HEAD~1", "HEAD") == [("Überprüfung am", "moved", False)]
    assert changeset(run, "HEAD", "HEAD~1") == [("Überprüfung am", "moved", False)]


def test_nothing_changed(repository: Repository, run: Run) -> None:
    assert run("diff", "HEAD")[1].endswith("\nEs hat sich nichts geändert.\n")
    repository.edit(f"{NORDFELD}/gebiet.yaml", "name:", "# Kommentar\nname:")
    assert "nur Kommentare" in " ".join(run("diff", "HEAD")[1].split())


def test_line_ends_of_another_system_are_no_change(repository: Repository, run: Run) -> None:
    for path in (repository.root / NORDFELD).rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert run("diff", "HEAD")[1].endswith("\nEs hat sich nichts geändert.\n")


def test_only_this_side_of_a_fork(repository: Repository, run: Run) -> None:
    repository.git("switch", "--quiet", "--create", "zweig")
    repository.edit(f"{NORDFELD}/gebiet.yaml", "geplant", "aktiv")
    repository.commit("Zweig")
    repository.git("switch", "--quiet", "main")
    repository.edit("areas/suedfeld/gebiet.yaml", "Südfeld", "Südheide")
    repository.commit("Haupt")
    repository.git("switch", "--quiet", "zweig")
    assert changeset(run, "main...") == [("Status", "changed", False)]
    assert changeset(run, "main...zweig") == [("Status", "changed", False)]
    assert len(changeset(run, "main")) == 2


def test_approved_minutes_and_a_removed_seal_come_first(repository: Repository, run: Run) -> None:
    repository.edit(f"{NORDFELD}/vereinbarung.yaml", "start:", f"{SIGNED}start:")
    assert main(["--root", str(repository.root), "seal", "nordfeld"]) == 0
    repository.commit("Versiegelt")
    (repository.root / NORDFELD / "vereinbarung.siegel.json").unlink()
    repository.edit(f"{NORDFELD}/vereinbarung.yaml", "engen Wohnungen", "großen Wohnungen")
    repository.edit(f"{NORDFELD}/protokolle/2024-06-10.yaml", "stellen sich vor", "stellen sich nicht vor")
    repository.edit(f"{NORDFELD}/gebiet.yaml", "geplant", "aktiv")
    assert changeset(run, "HEAD") == [
        ("Siegel der Vereinbarung", "removed", True),
        ("Gründe für die Gebietsauswahl", "changed", True),
        ("TOP 1 „Begrüßung“ – Text", "changed", True),
        ("Status", "changed", False),
    ]
    assert changeset(run, "HEAD~1", "HEAD")[-1] == ("Siegel der Vereinbarung", "sealed", False)


def test_a_seal_for_other_words(repository: Repository, run: Run) -> None:
    repository.edit(f"{NORDFELD}/vereinbarung.yaml", "start:", f"{SIGNED}start:")
    assert main(["--root", str(repository.root), "seal", "nordfeld"]) == 0
    repository.commit("Versiegelt")
    (repository.root / NORDFELD / "vereinbarung.siegel.json").unlink()
    repository.edit(f"{NORDFELD}/vereinbarung.yaml", "engen Wohnungen", "großen Wohnungen")
    assert main(["--root", str(repository.root), "seal", "nordfeld"]) == 0
    assert changeset(run, "HEAD")[0] == ("Das Siegel gilt jetzt anderem Wortlaut: gruende", "changed", True)


def test_since_signing(repository: Repository, run: Run) -> None:
    repository.edit(f"{NORDFELD}/vereinbarung.yaml", "start:", f"{SIGNED}start:")
    signed = repository.commit("Unterschrieben")
    repository.edit(f"{NORDFELD}/vereinbarung.yaml", "stunden_pro_woche: 8", "stunden_pro_woche: 9")
    repository.edit("areas/suedfeld/gebiet.yaml", "geplant", "aktiv")
    repository.commit("Danach")
    code, out, _ = run("diff", "--since-signing", "nordfeld", "--format", "json")
    whole = json.loads(out)
    assert (code, whole["base"]["commit"]) == (0, signed)
    assert [change["what"] for change in whole["changes"]] == ["Stunden pro Woche"]


def test_since_sealing(repository: Repository, run: Run) -> None:
    repository.edit(f"{NORDFELD}/vereinbarung.yaml", "start:", f"{SIGNED}start:")
    repository.commit("Unterschrieben")
    assert main(["--root", str(repository.root), "seal", "nordfeld"]) == 0
    sealed = repository.commit("Versiegelt")
    repository.edit(f"{NORDFELD}/vereinbarung.yaml", "start:", "nachtraege: [{nr: 1, datum: 2024-08-01, text: Neu}]\nstart:")
    repository.commit("Nachtrag")
    code, out, _ = run("diff", "--since-signing", "nordfeld", "--format", "json")
    assert (code, json.loads(out)["base"]["commit"]) == (0, sealed)
    assert [change["what"] for change in json.loads(out)["changes"]] == ["Nachtrag 1"]
    assert main(["--root", str(repository.root), "seal", "nordfeld"]) == 0
    code, out, _ = run("diff", "HEAD", "--format", "json")
    (seal,) = [change for change in json.loads(out)["changes"] if change["file"].endswith("siegel.json")]
    assert (seal["what"], seal["before"], seal["after"]) == ("Das Siegel ist um Einträge ergänzt (ein Nachtrag)", None, None)
    repository.commit("Nachtrag ins Siegel aufgenommen")
    code, out, _ = run("diff", "--since-signing", "nordfeld", "--format", "json")
    assert (code, json.loads(out)["base"]["commit"]) == (0, sealed)
    assert "Nachtrag 1" in [change["what"] for change in json.loads(out)["changes"]]


def test_never_signed(run: Run) -> None:
    code, _, err = run("diff", "--since-signing", "nordfeld")
    assert code == 2
    assert "unterschriebene Vereinbarung von „nordfeld“ ist in der Versionsgeschichte nicht zu finden" in err


def test_an_unknown_revision(run: Run) -> None:
    for revision in ("gibtesnicht", "HEAD~7", "--help-nicht", "a b", "HEAD:areas"):
        code, out, err = run("diff", "--", revision)
        assert (code, out) == (2, ""), revision
        assert f"Die Version „{revision}“ gibt es nicht." in err


def test_no_revision(run: Run) -> None:
    code, _, err = run("diff")
    assert code == 2
    assert "Womit soll verglichen werden?" in err


def test_no_repository(plain: Repository, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(plain.root), "diff", "HEAD"]) == 2
    assert "liegt in keinem git-Repository" in capfd.readouterr().err


def test_no_commit_yet(plain: Repository, capfd: pytest.CaptureFixture[str]) -> None:
    plain.git("init", "--quiet")
    assert main(["--root", str(plain.root), "diff", "HEAD"]) == 2
    assert "noch keinen Commit" in capfd.readouterr().err


def test_no_git(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    code, _, err = run("diff", "HEAD")
    assert code == 2
    assert "git ist nicht installiert" in err


def test_a_detached_head(repository: Repository, run: Run) -> None:
    repository.edit(f"{NORDFELD}/gebiet.yaml", "geplant", "aktiv")
    repository.commit("Aktiv")
    repository.git("checkout", "--quiet", "--detach", "HEAD~1")
    assert changeset(run, "main", "HEAD") == [("Status", "changed", False)]


def shallow(repository: Repository, tmp_path: Path) -> Path:
    """A clone that has the last commit alone, as CI makes them."""
    folder = tmp_path / "flach"
    repository.git("clone", "--quiet", "--depth", "1", repository.root.as_uri(), str(folder))
    return folder


def test_a_shallow_clone_works_as_far_as_it_reaches(repository: Repository, run: Run, tmp_path: Path) -> None:
    repository.edit(f"{NORDFELD}/vereinbarung.yaml", "start:", f"{SIGNED}start:")
    repository.commit("Unterschrieben")
    folder = shallow(repository, tmp_path)
    Repository(folder).edit(f"{NORDFELD}/gebiet.yaml", "geplant", "aktiv")
    code, out, _ = run("diff", "HEAD", root=folder)
    assert (code, "Status: geplant → aktiv" in out) == (0, True)
    for revision in ("HEAD~1", "HEAD~1...HEAD"):
        code, _, err = run("diff", revision, root=folder)
        assert code == 2
        assert "in diesem verkürzten Klon nicht enthalten" in err
        assert "git fetch --unshallow" in err
    code, out, _ = run("diff", "--since-signing", "nordfeld", root=folder)
    assert code == 0
    assert "Der Klon reicht nur bis zu diesem Commit zurück" in " ".join(out.split())


def test_a_renamed_area(repository: Repository, run: Run) -> None:
    (repository.root / NORDFELD).rename(repository.root / "areas/nordheide")
    assert changeset(run, "HEAD") == [("Ordner des Gebiets „Nordfeld“", "renamed", False)]


def test_conflict_marks_are_named_and_the_rest_is_compared(repository: Repository, run: Run) -> None:
    both = "<<<<<<< HEAD\nstatus: aktiv\n=======\nstatus: ruhend\n>>>>>>> zweig"
    repository.edit(f"{NORDFELD}/gebiet.yaml", "status: geplant", both)
    repository.edit(f"{NORDFELD}/vereinbarung.yaml", "stunden_pro_woche: 8", "stunden_pro_woche: 9")
    code, out, _ = run("diff", "HEAD")
    flat = " ".join(out.split())
    assert code == 0
    assert "Hinweis: Arbeitsverzeichnis hat 1 Fehler in areas/nordfeld/gebiet.yaml" in flat
    assert "nicht aufgelösten Konfliktbereich" in flat
    assert "Stunden pro Woche: 8 → 9" in flat


def test_a_binary_file(repository: Repository, run: Run) -> None:
    path = repository.root / NORDFELD / "anlagen/plan.pdf"
    path.parent.mkdir()
    path.write_bytes(bytes(10))
    repository.commit("Plan")
    path.write_bytes(bytes(1200))
    assert "  Datei plan.pdf\n    geändert     10 Byte → 1.200 Byte\n" in run("diff", "HEAD")[1]


def test_a_content_repository_in_a_folder_of_a_larger_one(repository: Repository, run: Run, tmp_path: Path) -> None:
    outer = Repository(tmp_path / "gross")
    (outer.root / "docs").mkdir(parents=True)
    outer.git("init", "--quiet")
    (repository.root / "areas").rename(outer.root / "docs/areas")
    outer.commit("Anfang")
    outer.edit(f"docs/{NORDFELD}/gebiet.yaml", "geplant", "aktiv")
    code, out, _ = run("diff", "HEAD", root=outer.root / "docs")
    assert (code, "Status: geplant → aktiv" in out) == (0, True)


def test_a_link_is_not_followed(repository: Repository, run: Run) -> None:
    (repository.root / NORDFELD / "chronik.yaml").symlink_to("/etc/passwd")
    code, out, _ = run("diff", "HEAD")
    assert (code, "root:" in out) == (0, False)
    assert "Verknüpfung (symbolischer Link)" in out


def test_hooks_and_monitors_of_the_repository_are_not_run(repository: Repository, run: Run, tmp_path: Path) -> None:
    marker = tmp_path / "ausgefuehrt"
    script = tmp_path / "boese.sh"
    script.write_text(f"#!/bin/sh\ntouch {marker}\n")
    script.chmod(0o755)
    repository.git("config", "core.fsmonitor", str(script))
    repository.git("config", "core.pager", str(script))
    repository.git("config", "filter.x.clean", str(script))
    repository.write(".gitattributes", "*.yaml filter=x\n")
    repository.edit(f"{NORDFELD}/gebiet.yaml", "geplant", "aktiv")
    assert changeset(run, "HEAD") == [("Status", "changed", False)]
    assert not marker.exists()


def test_a_signature_is_not_checked_by_a_program_the_repository_names(repository: Repository, run: Run, tmp_path: Path) -> None:
    marker = tmp_path / "ausgefuehrt"
    script = tmp_path / "boese.sh"
    script.write_text(f"#!/bin/sh\ntouch {marker}\n")
    script.chmod(0o755)
    repository.git("config", "log.showSignature", "true")
    repository.git("config", "gpg.program", str(script))
    repository.git("config", "i18n.logOutputEncoding", "ISO-8859-1")
    tree, parent = repository.git("rev-parse", "HEAD^{tree}").strip(), repository.git("rev-parse", "HEAD").strip()
    person = "Anna <a@example.org> 1700000000 +0000"
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----"
    signed = tmp_path / "commit"
    about = f"tree {tree}\nparent {parent}\nauthor {person}\ncommitter {person}\n{signature}\n\nÜbergabe\n"
    signed.write_text(about, "utf-8")
    commit = repository.git("hash-object", "-t", "commit", "-w", str(signed)).strip()
    code, out, _ = run("diff", commit)
    assert (code, "„Übergabe“" in out) == (0, True)
    assert not marker.exists()


def test_html_is_one_page_of_the_changed_documents(repository: Repository, run: Run) -> None:
    repository.edit(f"{NORDFELD}/vereinbarung.yaml", "engen Wohnungen", "großen <b>Wohnungen</b>")
    code, out, _ = run("diff", "HEAD", "--format", "html")
    assert code == 0
    assert '<h2 id="dokument-1">Kooperationsvereinbarung – Nordfeld (nordfeld)</h2>' in out
    assert '<del><span class="verborgen">gelöscht: </span>engen' in out
    assert "<b>" not in out.partition("<body")[2]
    assert "Content-Security-Policy" in out
    assert "<link" not in out
    assert 'id="dokument-2"' not in out


FORM = "templates/texte/vereinbarung-1.yaml"
PAGE = "templates/kooperationsvereinbarung.html"


@pytest.fixture
def sealed(repository: Repository, run: Run, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The small area with a sealed agreement, committed."""
    monkeypatch.setattr(pdf, "available", lambda: "fehlt")
    repository.edit(f"{NORDFELD}/vereinbarung.yaml", "ueberpruefung: 2025-12-01\n", f"ueberpruefung: 2025-12-01\n{SIGNED}")
    assert run("seal", "nordfeld")[0] == 0
    repository.commit("Versiegelt")
    return repository


@pytest.mark.usefixtures("work_here")
def test_texts_and_templates_under_a_sealed_agreement_come_first(sealed: Repository, run: Run) -> None:
    own = disk.resource_bytes(paths.TEMPLATES)
    form = own["texte/vereinbarung-1.yaml"].decode()
    page = own["kooperationsvereinbarung.html"].decode()
    sealed.edit("areas/suedfeld/gebiet.yaml", "geplant", "aktiv")
    sealed.edit(f"{NORDFELD}/vereinbarung.yaml", "stunden_pro_woche: 8", "stunden_pro_woche: 9")
    sealed.write("templates/einladung.html", "{% extends 'base.html' %}{% block inhalt %}Kommt!{% endblock %}")
    sealed.write("templates/stil/eigen.css", "p { color: #000000 }")
    assert "templates/" not in run("diff", "HEAD")[1], "no agreement is printed with them"
    sealed.write(FORM, form.replace("schafft damit", "schafft nicht damit"))
    out = run("diff", "HEAD")[1]
    first = out.index("Zuerst ansehen")
    assert first < out.index(f"Datei {FORM}") < out.index("Stunden pro Woche") < out.index("Alle weiteren")
    assert "Formtexte unter der versiegelten Vereinbarung (Nordfeld)" in out
    assert "{+nicht+}" in out
    sealed.commit("Andere Texte")
    sealed.write(FORM, form)
    sealed.write(PAGE, page.replace("<h2>Zeitrahmen</h2>", "<h2>Unverbindliches</h2>"))
    whole = json.loads(run("diff", "HEAD", "--format", "json")[1])
    changes = [(c["file"], c["kind"]) for c in whole["changes"]]
    assert set(changes[:2]) == {(FORM, "changed"), (PAGE, "added")}
    sealed.commit("Andere Vorlage")
    (sealed.root / PAGE).unlink()
    (sealed.root / FORM).unlink()
    whole = json.loads(run("diff", "HEAD", "--format", "json")[1])
    assert {(c["file"], c["kind"]) for c in whole["changes"]} == {(FORM, "removed"), (PAGE, "removed")}
    assert run("diff", "HEAD~1", "HEAD~2", "--format", "html")[1].count(FORM) > 0


def test_looks_under_a_sealed_agreement_are_not_told(sealed: Repository, run: Run) -> None:
    own = disk.resource_bytes(paths.TEMPLATES)["stil/druck.css"].decode()
    sealed.write("templates/stil/druck.css", f"{own}.kasten {{ background: #e6f2ea; }}")
    assert "templates/" not in run("diff", "HEAD")[1]
    sealed.write("templates/stil/druck.css", f"{own}.klausel {{ display: none; }}")
    assert "Datei templates/stil/druck.css" in run("diff", "HEAD")[1]


@pytest.mark.usefixtures("work_here")
def test_html_is_made_by_the_products_templates_alone(repository: Repository, run: Run) -> None:
    """It tells what others changed; a document whose template of theirs is wrong is named in it."""
    repository.edit(f"{NORDFELD}/vereinbarung.yaml", "stunden_pro_woche: 8", "stunden_pro_woche: 9")
    ours = run("diff", "HEAD", "--format", "html")
    folder = repository.root / "templates"
    (folder / "stil").mkdir(parents=True)
    (folder / "vergleich.html").write_text("{% extends 'base.html' %}{% block inhalt %}Nichts ist anders.{% endblock %}")
    (folder / "stil/vergleich.css").write_text("p { color: #000000 }")
    assert run("diff", "HEAD", "--format", "html") == ours
    (folder / "base.html").write_text("{% if %}")
    code, out, _ = run("diff", "HEAD", "--format", "html")
    assert code == 0
    assert "templates/base.html:1: " in out


@pytest.mark.skipif(os.name != "posix", reason="other systems do not take such names")
def test_names_with_line_breaks_and_without_letters(repository: Repository, run: Run) -> None:
    for name in (b"zeile\nneu.csv", b"h\xfcgel.csv"):
        repository.write(f"{NORDFELD}/anlagen/{os.fsdecode(name)}", "a;b\n")
    out = run("diff", "HEAD")[1]
    assert "Datei zeile<U+000A>neu.csv" in out
    written = run("diff", "HEAD", "--format", "json")[1]
    assert "<U+DCFC>" in written
    assert "\\ud" not in written
    assert len(json.loads(written)["changes"]) == 2


@pytest.mark.parametrize(("ending", "write"), [("xlsx", xlsx), ("ods", ods)])
def test_rows_of_a_spreadsheet(repository: Repository, run: Run, ending: str, write: Callable[..., bytes]) -> None:
    table = repository.root / f"areas/_auswahl/wahl/monitoring.{ending}"
    table.parent.mkdir(parents=True)
    table.write_bytes(write([["viertel", "armut"], ["4.2.1", 1.5], ["4.2.2", 2.5]]))
    repository.git("add", "-A")
    repository.git("commit", "-qm", "Tabelle")
    table.write_bytes(write([["viertel", "armut"], ["4.2.1", 1.5], ["4.2.2", 3.5], ["4.2.3", 4.5]]))
    _, out, _ = run("diff", "HEAD")
    assert "2 Zeilen neu, 1 Zeile entfallen" in " ".join(out.split())
