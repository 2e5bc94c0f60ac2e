"""A small content repository that brings templates of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from regsam_docs.documents.plan import Edition
from regsam_docs.publish.build import Options, build
from regsam_docs.system import output
from tests.build.conftest import FILES

BOTH = ("kooperationsvereinbarung", "einladung")
MINUTES = """\
sitzungsnummer: 1
datum: 2026-12-10
phase: vorlauf
status: geplant
tagesordnung:
  - titel: Begrüßung
    text: Wir beginnen **pünktlich**.
  - titel: Personalfragen
    vertraulich: true
"""


@dataclass(frozen=True)
class Built:
    outcome: output.Built
    folder: Path

    def page(self, name: str) -> str:
        return (self.folder / f"{name}.html").read_text("utf-8")

    def why(self) -> str:
        """Why something could not be made."""
        assert self.outcome.failed
        return "\n".join(sorted(set(self.outcome.failed.values())))


Own = Callable[..., Built]


@pytest.fixture
def own(tmp_path: Path) -> Own:
    """Builds the area with files laid over it: `own({"templates/base.html": …})`."""

    def run(
        files: Mapping[str, str], only: tuple[str, ...] = BOTH, *, pdf: bool = False, edition: Edition = "intern"
    ) -> Built:
        committee = "mitglieder:\n  - {id: rat, organisation: Elternrat, gruppe: weitere}\n"
        more = {"areas/nordfeld/protokolle/2026-12-10.yaml": MINUTES, "areas/nordfeld/gremium.yaml": committee}
        for name, text in {**FILES, **more, **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        options = Options(date(2026, 11, 22), edition, areas=("nordfeld",), only=only, pdf=pdf, jobs=1)
        return Built(build(tmp_path, options), tmp_path / "build" / edition / "nordfeld")

    return run


CONTEXT: dict[str, Any] = {
    "csp": "default-src 'none'",
    "stil": "p { margin: 0 }",
    "skript": "",
    "stadt": "Musterstadt",
    "partner": "REGSAM",
    "gebietsbezeichnung": "Gebiet",
    "akzent": {"farbe": "#005a9c"},
    "impressum": None,
    "navigation": [],
    "herausgeber": {"name": "REGSAM", "anschrift": [], "web": None, "email": None, "logo": None},
    "dokument": {
        "name": "seite",
        "titel": "Seite",
        "gebiet": "Nordfeld",
        "edition": "intern",
        "ausgabe": "interne Ausgabe",
        "zustand": None,
        "stand": date(2026, 12, 10),
        "fassung": "0123abcd",
    },
}
"""What every template gets, for pages that need no more."""
