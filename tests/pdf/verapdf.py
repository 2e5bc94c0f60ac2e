"""veraPDF as the judge: one Java process judges any number of files by all profiles they claim to follow, and reads each once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

CACHE = Path(__file__).parent.parent.parent / ".cache" / "verapdf"
MAIN = "org.verapdf.apps.GreenfieldCliWrapper"
PROFILES = ("PDF/UA-1", "PDF/A-3A")
"""What every document claims, as veraPDF calls it."""


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


def judge(files: Sequence[Path], home: Path) -> dict[str, list[str]]:
    """Name of each file → the rules it breaks, each after the name of its profile, with one of the causes; that it does not claim
    to follow one of `PROFILES` is as bad.

    `home` is a folder where veraPDF may keep its settings.
    """
    options = ["-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", f"-Dapp.home={home}"]
    command = ["java", *options, "-cp", str(jar()), MAIN, "-f", "0", "--format", "json", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    # 0: all conform, 1: some do not; anything else means it did not come to a judgement.
    assert done.returncode in (0, 1), done.stderr
    verdicts = {}
    for entry in json.loads(done.stdout)["report"]["jobs"]:
        judged = {result["profileName"].partition(" validation")[0]: result for result in entry.get("validationResult", ())}
        verdicts[Path(entry["itemDetails"]["name"]).name] = [
            *(f"{profile}: not judged: {entry}" for profile in PROFILES if profile not in judged),
            *(f"{profile}: {broken}" for profile, result in judged.items() for broken in _broken(result)),
        ]
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
