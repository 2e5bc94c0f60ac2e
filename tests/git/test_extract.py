"""`extract`: what a PDF carries, whoever made it."""

from __future__ import annotations

import io
import zlib
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from regsam_docs import pdf
from regsam_docs.finding import Trouble
from regsam_docs.limits import FILE_BYTES
from regsam_docs.pdf.extract import carried
from regsam_docs.publish.build import Options, build
from tests.git.conftest import FILES, NORDFELD, Repository, Run

SOURCE = f"{NORDFELD}/vereinbarung.yaml"


def made(*attached: tuple[str, bytes, str], relation: str = "/Source") -> bytes:
    """A PDF with attachments: name, bytes, description."""
    document = pikepdf.new()
    document.add_blank_page()
    for number, (name, data, description) in enumerate(attached):
        spec = pikepdf.AttachedFileSpec(document, data, filename=name, description=description)  # type: ignore[call-arg]
        spec.obj["/AFRelationship"] = pikepdf.Name(relation)
        document.attachments[f"{number} {name}"] = spec
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def of(path: str, text: str | None = None) -> tuple[str, bytes, str]:
    """The attachment a build makes of a file."""
    data = FILES.get(path, "x: 1\n") if text is None else text
    return path.rpartition("/")[2], data.encode(), f"Quelle dieses Dokuments: {path}"


@pytest.fixture
def paper(tmp_path: Path, work_here: None) -> Path:
    """The agreement's PDF."""
    path = tmp_path / "papier.pdf"
    path.write_bytes(made(of(SOURCE)))
    return path


def test_to_standard_output(run: Run, paper: Path) -> None:
    assert run("extract", str(paper)) == (0, FILES[SOURCE], "")


def test_to_a_file_that_is_not_there_yet(run: Run, paper: Path, tmp_path: Path) -> None:
    target = tmp_path / "aus.yaml"
    assert run("extract", str(paper), "-o", str(target))[0] == 0
    assert target.read_text("utf-8") == FILES[SOURCE]
    code, _, err = run("extract", str(paper), "-o", str(target))
    assert code == 2
    assert "gibt es schon" in err
    assert run("extract", str(paper), "-o", str(target), "--force")[0] == 0


def test_verify(repository: Repository, run: Run, paper: Path) -> None:
    assert run("extract", str(paper), "--verify")[:2] == (0, f"{SOURCE}: Byte für Byte gleich.\n")
    repository.edit(SOURCE, "thema:", "# Kommentar\nthema:")
    code, out, _ = run("extract", str(paper), "--verify")
    assert (code, "inhaltlich gleich" in out) == (0, True)
    repository.edit(SOURCE, "stunden_pro_woche: 8", "stunden_pro_woche: 9")
    code, out, _ = run("extract", str(paper), "--verify")
    assert (code, "nicht gleich" in out) == (1, True)
    (repository.root / SOURCE).unlink()
    code, out, _ = run("extract", str(paper), "--verify")
    assert (code, "gibt es im Arbeitsverzeichnis nicht" in out) == (1, True)


def refused(content: bytes) -> str:
    with pytest.raises(Trouble) as trouble:
        carried(("x.pdf", content))
    return str(trouble.value)


def test_what_is_no_pdf_of_ours() -> None:
    assert "ist kein PDF" in refused(b"thema: x\n")
    assert "trägt keine YAML-Datei mit sich" in refused(made())
    assert "trägt keine YAML-Datei mit sich" in refused(made(of(SOURCE), relation="/Data"))
    assert "trägt 2 Quelldateien mit sich" in refused(made(of(SOURCE), of(f"{NORDFELD}/gebiet.yaml")))
    assert "ist beschädigt" in refused(b"%PDF-1.7\n" + bytes(500))


def test_a_locked_pdf() -> None:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(made(of(SOURCE)))) as document:
        document.save(written, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert "ist verschlüsselt" in refused(written.getvalue())


def test_a_small_attachment_that_unpacks_to_a_huge_one() -> None:
    packed = zlib.compress(bytes(200 * FILE_BYTES))
    document = pikepdf.open(io.BytesIO(made(of(SOURCE, "x"))))
    stream = next(iter(document.attachments.values())).get_file().obj
    stream.write(packed, filter=pikepdf.Name.FlateDecode)
    written = io.BytesIO()
    document.save(written, stream_decode_level=pikepdf.StreamDecodeLevel.none, recompress_flate=False)
    assert len(written.getvalue()) < FILE_BYTES
    assert "ist größer als 1 MiB" in refused(written.getvalue())


@pytest.mark.usefixtures("work_here")
@pytest.mark.parametrize(
    "path",
    [
        "areas/../../etc/passwd",
        "areas/nordfeld/../../x.yaml",
        "/etc/passwd",
        "areas/nordfeld/anlagen/x.yaml",
        "areas/nordfeld/protokolle/../ziele.yaml",
        "areas/con/ziele.yaml",
    ],
)
def test_a_path_in_a_pdf_is_not_believed(run: Run, tmp_path: Path, path: str) -> None:
    paper = tmp_path / "boese.pdf"
    paper.write_bytes(made(of(path)))
    before = sorted(tmp_path.rglob("*"))
    code, _, err = run("extract", str(paper), "--verify")
    assert code == 2
    assert "nennt nicht, aus welcher Datei" in err
    assert run("extract", str(paper))[:2] == (0, "x: 1\n")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_missing_file(run: Run, tmp_path: Path) -> None:
    code, _, err = run("extract", str(tmp_path / "fehlt.pdf"))
    assert code == 2
    assert "gibt es nicht" in err


@pytest.mark.pdf
def test_what_a_build_made(repository: Repository, run: Run) -> None:
    if pdf.available() is not None:
        pytest.skip("no WeasyPrint here")
    build(repository.root, Options(today=date(2026, 11, 22), only=("kooperationsvereinbarung",), jobs=1))
    paper = repository.root / "build/intern/nordfeld/kooperationsvereinbarung.pdf"
    assert run("extract", str(paper), "--verify") == (0, f"{SOURCE}: Byte für Byte gleich.\n", "")
