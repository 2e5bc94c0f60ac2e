"""Writes a city of many areas for measuring: `python bench/city.py FOLDER [AREAS] [MEETINGS]` (200 areas, 12 meetings each).

Every area has the files and texts of the example's area Am Ziegelfeld under another name; its meetings go on every five weeks
with the texts of those that were held, and titles of its own. The same numbers give the same files.
"""

from __future__ import annotations

import re
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "areas"
MODEL = EXAMPLE / "am-ziegelfeld"
HELD = ("2025-12-04", "2026-03-12", "2026-05-07", "2026-07-16", "2026-10-15")
"""The example's meetings in order; those after them repeat the last three."""
EVERY = timedelta(weeks=5)

TASKS = re.compile(r"^rueckmeldungen:\n(?:[ -].*\n)+", re.MULTILINE)
NEXT = re.compile(r"^naechste_sitzung:\n(?:  .*\n)+", re.MULTILINE)
DAY = re.compile(r"^( +frist| +wiedervorlage|versandt_am|genehmigt_in|genehmigt_am): .*\n", re.MULTILINE)
LEFT = re.compile(r"^    bis: .*\n", re.MULTILINE)
"""Members stay: repeated meetings have the same attendance."""
TITLE = re.compile(r"^( *(?:- )?titel: )(?=\w)", re.MULTILINE)
STATES = re.compile(r"^status: (entwurf|versandt|genehmigt)\n", re.MULTILINE)


def write(folder: Path, areas: int, meetings: int) -> None:
    """The city below `folder`, which must not hold one yet."""
    target = folder / "areas"
    target.mkdir(parents=True)
    shutil.copy(EXAMPLE / "regsam.yaml", target)
    for name in ("anlagen", "_auswahl"):
        shutil.copytree(EXAMPLE / name, target / name)
    for name in ("alte-spinnerei", "hafenviertel-ost", "lindenhoehe"):
        shutil.copytree(EXAMPLE / name, target / name)  # the selections name them
    shutil.copytree(MODEL, target / MODEL.name)
    for number in range(1, areas - 3):
        write_area(target / f"viertel-{number:04}", number, meetings)


def write_area(folder: Path, number: int, meetings: int) -> None:
    """One area with so many meetings, the last of which is still planned."""
    shutil.copytree(MODEL, folder, ignore=shutil.ignore_patterns("protokolle"))
    profile = folder / "gebiet.yaml"
    text = profile.read_text("utf-8").replace("name: Am Ziegelfeld\n", f"name: Viertel {number}\n", 1)
    profile.write_text(text, "utf-8")
    committee = folder / "gremium.yaml"
    committee.write_text(LEFT.sub("", committee.read_text("utf-8")), "utf-8")
    (folder / "protokolle").mkdir()
    for name, minutes in all_minutes(meetings):
        (folder / "protokolle" / f"{name}.yaml").write_text(minutes, "utf-8")
    # No two areas share a file, or what was read once would be known everywhere.
    for file in sorted(folder.rglob("*.yaml")):
        text = TITLE.sub(rf"\g<1>Viertel {number}, ", file.read_text("utf-8"))
        file.write_text(f"# Viertel {number}\n{text}", "utf-8")


def all_minutes(meetings: int) -> list[tuple[str, str]]:
    """Day and text of each meeting's file: the example's own, then repetitions, at last its invitation."""
    made = [(day, example(day)) for day in HELD[: meetings - 1]]
    while len(made) < meetings - 1:
        day = (date.fromisoformat(made[-1][0]) + EVERY).isoformat()
        made.append((day, repeated(example(HELD[2 + len(made) % 3]), day, len(made) + 1)))
    last = (date.fromisoformat(made[-1][0]) + EVERY).isoformat()
    made.append((last, invitation(last, len(made) + 1)))
    days = [day for day, _ in made[1:]]
    return [(day, announce(text, following)) for (day, text), following in zip(made, [*days, None], strict=True)]


def example(day: str) -> str:
    """The text of one of the example's minutes."""
    return (MODEL / "protokolle" / f"{day}.yaml").read_text("utf-8")


def repeated(text: str, day: str, number: int) -> str:
    """Minutes as those of another day: what refers to other meetings goes, tasks keep no deadlines."""
    text = DAY.sub("", TASKS.sub("", text))
    text = STATES.sub("status: versandt\n", text)
    text = re.sub(r"^sitzungsnummer: .*$", f"sitzungsnummer: {number}", text, flags=re.MULTILINE)
    text = re.sub(r"^phase: .*$", "phase: umsetzung", text, flags=re.MULTILINE)
    return re.sub(r"^datum: .*$", f"datum: {day}", text, count=1, flags=re.MULTILINE)


def invitation(day: str, number: int) -> str:
    """The example's planned meeting on another day."""
    return repeated(example("2026-12-10"), day, number)


def announce(text: str, following: str | None) -> str:
    """The minutes with the day of the meeting that follows."""
    without = NEXT.sub("", text)
    return f"{without}naechste_sitzung: {{datum: {following}}}\n" if following else without


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[2:]]
    write(Path(sys.argv[1]), *(numbers + [200, 12][len(numbers) :]))
