"""A small content repository that builds in a moment, and ways to change it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from regsam_docs.publish.build import Options, build
from regsam_docs.system.output import Built

FILES = {
    "areas/regsam.yaml": "format: 1\nstadt: Musterstadt\nherausgeber: {name: REGSAM, email: info@example.org}\n",
    "areas/nordfeld/gebiet.yaml": "name: Nordfeld\nstatus: aktiv\noeffentlich: true\n",
    "areas/nordfeld/vereinbarung.yaml": """\
thema: Miteinander im Nordfeld, siehe [Zahlen](anlagen/zahlen.csv)
umgriff: {beschreibung: Zwischen Bahn und Bach}
gruende: |
  31. Mai ist ein Tag, kein Listenpunkt.
prozessverantwortung:
  regsam: {person: {name: Erika Mustermann, funktion: Moderatorin, telefon: 089 000000-1}}
  sozialreferat: {person: {name: Max Mustermann, funktion: Sozialplaner}}
stunden_pro_woche: 8
prozessdauer_monate: 24
start: 2024-05-01
ueberpruefung: 2025-12-01
unterschriften:
  - {partei: regsam, name: Erika Mustermann, ort: Musterstadt, datum: 2024-04-27}
  - {partei: sozialreferat, name: Max Mustermann, ort: Musterstadt, datum: 2024-04-29}
""",
    "areas/nordfeld/phasen.yaml": "vorlauf: {beginn: 2024-05-01}\n",
    "areas/nordfeld/anlagen/zahlen.csv": "a;b\n1;2\n",
    "areas/suedfeld/gebiet.yaml": "name: Südfeld\nstatus: geplant\n",
    "areas/suedfeld/phasen.yaml": "vorlauf: {beginn: 2024-06-01}\n",
}

TODAY = date(2026, 11, 22)

Build = Callable[..., Built]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The repository on disk."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def pages(repository: Path) -> Build:
    """Builds pages without PDFs."""

    def run(**options: object) -> Built:
        return build(repository, Options(today=TODAY, pdf=False, **options))  # type: ignore[arg-type]

    return run


def made(repository: Path) -> set[str]:
    """Everything under `build/` but the build's own memory."""
    folder = repository / "build"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {name for name in names if not name.startswith(".regsam")}
