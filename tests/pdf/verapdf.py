"""veraPDF as the judge: one Java process judges any number of files by one profile."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

CACHE = Path(__file__).parent.parent.parent / ".cache" / "verapdf"
MAIN = "org.verapdf.apps.GreenfieldCliWrapper"
PROFILES = {"ua1": "PDF/UA-1", "3a": "PDF/A-3a"}


def jar() -> Path | None:
    """The jar that REGSAM_VERAPDF_JAR names, else the one tests/fetch_verapdf.py has fetched, else None."""
    named = os.environ.get("REGSAM_VERAPDF_JAR")
    if named:
        return Path(named)
    return next(iter(sorted(CACHE.glob("*.jar"), reverse=True)), None)


def missing() -> str | None:
    """What stands in the way of judging, or None."""
    if shutil.which("java") is None:
        return "Java is missing"
    return None if jar() else "veraPDF is missing: run tests/fetch_verapdf.py or set REGSAM_VERAPDF_JAR"


def judge(files: Sequence[Path], profile: str, home: Path) -> dict[str, list[str]]:
    """Name of each file → the rules it breaks under a profile (`ua1` or `3a`), each with one of the causes.

    `home` is a folder where veraPDF may keep its settings.
    """
    options = ["-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", f"-Dapp.home={home}"]
    command = ["java", *options, "-cp", str(jar()), MAIN, "-f", profile, "--format", "json", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    # 0: all conform, 1: some do not; anything else means it did not come to a judgement.
    assert done.returncode in (0, 1), done.stderr
    verdicts = {}
    for entry in json.loads(done.stdout)["report"]["jobs"]:
        results = entry.get("validationResult") or []
        verdicts[Path(entry["itemDetails"]["name"]).name] = (
            [broken for result in results for broken in _broken(result)] if results else [f"not judged: {entry}"]
        )
    assert set(verdicts) == {file.name for file in files}, done.stdout
    return verdicts


def _broken(result: dict[str, object]) -> list[str]:
    details = result["details"]
    assert isinstance(details, dict)
    return [
        f"{rule['clause']}-{rule['testNumber']} ×{rule['failedChecks']}: "
        f"{rule['description']} — {rule['checks'][0].get('errorMessage')} at {rule['checks'][0].get('context')}"
        for rule in details["ruleSummaries"]
    ]
