"""Fetch veraPDF, which judges the PDFs in the tests, into .cache/verapdf; do nothing where it is there.

    python tests/fetch_verapdf.py

Maven fetches it with the machine's own settings; there is nothing of it in a build, so no build needs it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ARTIFACT = "org.verapdf.apps:greenfield-apps:1.28.2"
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
FOLDER = Path(__file__).parent.parent / ".cache" / "verapdf"


def main() -> int:
    """Fetch the jar; return 0 if it is there afterwards."""
    _, name, version = ARTIFACT.split(":")
    jar = FOLDER / f"{name}-{version}.jar"
    if jar.exists():
        return 0
    if shutil.which("mvn") is None:
        print("Für veraPDF fehlt Maven (mvn). Ohne veraPDF werden die Prüfungen der PDF-Dateien ausgelassen.", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    # Into a folder beside it and then moved: half a jar is never found.
    partial = FOLDER / "neu"
    done = subprocess.run(
        ["mvn", "-q", "-B", PLUGIN, f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={partial}"],
        cwd=FOLDER,
        # Maven looks for settings (`.mvn`) in the folders above, which may be anybody's.
        env={**os.environ, "MAVEN_BASEDIR": str(FOLDER)},
        stdin=subprocess.DEVNULL,
    )
    if done.returncode != 0:
        print("veraPDF ließ sich nicht holen; die Meldung von Maven steht darüber.", file=sys.stderr)
        return 1
    (partial / jar.name).replace(jar)
    shutil.rmtree(partial)
    return 0


if __name__ == "__main__":
    sys.exit(main())
