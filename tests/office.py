"""LibreOffice, for tests of what goes round and comes back through other programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.patience import PATIENCE


def saved(file: Path, form: str, folder: Path) -> Path:
    """A file as LibreOffice saves it in a form of its own (`docx`, `xlsx:Calc MS Excel 2007 XML`). Skips the test where it is not
    installed."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice (libreoffice-writer-nogui, libreoffice-calc-nogui)")
    # Once this process has made PDFs, fontconfig shows it no font of the system; LibreOffice does not start without any.
    env = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    profile = f"-env:UserInstallation={(folder / 'profil').as_uri()}"
    out = folder / "gespeichert"
    done = subprocess.run(
        [office, profile, "--headless", "--convert-to", form, "--outdir", str(out), str(file)],
        env=env, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return out / file.name
