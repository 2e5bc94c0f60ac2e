"""One way for every test to a job: the cases' HTML, one stylesheet, the product's fonts, pictures drawn here."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from PIL import Image

from regsam_docs.pdf import EmbeddedFile, Job
from regsam_docs.repository.paths import resources

CASES = Path(__file__).parent.parent / "cases" / "pdf"
NAMES = sorted(path.stem for path in CASES.glob("*.html"))
MAP = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 60" width="100" height="60">'
    b'<path d="M5 5 L95 10 L80 55 L10 50 Z" fill="#ddd" stroke="#036" stroke-width="2"/>'
    b'<text x="30" y="30" font-size="8">Umgriff</text></svg>'
)


def picture(mode: str, kind: str) -> bytes:
    """Draw a small picture with a gradient."""
    image = Image.linear_gradient("L").resize((40, 30))
    image = image.convert("RGB") if mode == "P" else image
    file = io.BytesIO()
    image.convert(mode).save(file, kind)
    return file.getvalue()


def pictures() -> dict[str, bytes]:
    return {
        "karte.svg": MAP,
        "foto.jpg": picture("RGB", "JPEG"),
        "cmyk.jpg": picture("CMYK", "JPEG"),
        "grafik mit ä.png": picture("RGBA", "PNG"),
        "palette.png": picture("P", "PNG"),
        "grau.png": picture("L", "PNG"),
    }


def job(name: str = "leer", **changes: Any) -> Job:
    """One of the cases as a job, changed as wanted."""
    made = Job(
        html=(CASES / f"{name}.html").read_text("utf-8"),
        css=(CASES / "druck.css").read_text("utf-8"),
        assets=pictures(),
        fonts={path.name: path.read_bytes() for path in resources("templates").glob("fonts/*.ttf")},
        title=f"Prüfung „{name}“",
        author="REGSAM Musterstadt",
        identifier="1a2b3c4d",
        stand=date(2011, 5, 12),
        attachment=EmbeddedFile("gebiet.yaml", b"titel: Hafenviertel Ost\n", "Quelle dieses Dokuments"),
    )
    return replace(made, **changes)


def page(body: str, **changes: Any) -> Job:
    """A job whose body is what is given."""
    return job(html=f'<!DOCTYPE html><html lang="de"><body><h1>Blatt</h1>{body}</body></html>', **changes)
