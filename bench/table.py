"""Measures the commands on made-up cities, each beside peers in the same run, and prints a table and JSON:
`python bench/table.py [AREAS …] [--documents N] [--papers N] [--saves N] [--json FILE] [--plot FILE]`
(10 and 100 areas; 24 documents set by everybody; all PDFs of cities of up to 10 areas; 20 saves in the editor).

CPU seconds of a command and of all processes it started, wall seconds, and the peak memory of its main process and of the largest
of those it started, as seen ten times a second. A peer that is not installed is left out.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import city
import pdfs
import plot
import psutil
import serve

DAY = ("--today", "2026-11-22")
BUILD = ("build", "--no-pdf", *DAY)
PAPERS = ("build", *DAY)

DOCUMENTS = 24
"""So many documents of the smallest city are set as PDF by us and by others."""

ALL_PAPERS = 10
"""All PDFs of a city of up to so many areas are made."""

SAVES = 20
"""So often a file is saved while its page is open in a browser, in the largest city of up to `PREVIEWED` areas."""

PREVIEWED = 100

TEMPLATES = 100
"""In a city of up to so many areas a template is changed, for which all of its pages are made anew."""

COMMIT = ["-c", "user.name=Erika Mustermann", "-c", "user.email=erika@example.org", "commit", "-qm", "Stand"]

MINUTES = 100
"""At most so many files are given to check-jsonschema, which takes a tenth of a second for each."""

COLUMNS = {
    "Gebiete": "",
    "Befehl": "was",
    "CPU (s)": "cpu",
    "Zeit (s)": "wall",
    "MiB": "mib",
    "größter anderer Prozess": "prozess_mib",
}

Row = dict[str, object]


def run(root: Path, name: str, command: list[str], state: Path) -> Row:
    """What one command takes. Raises CalledProcessError if it ends with 2 or more."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    environment = {**os.environ, "REGSAM_DOCS_STATE": str(state)}
    process = subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    main = worker = 0
    while (code := process.poll()) is None:
        with suppress(psutil.Error):
            main = max(main, psutil.Process(process.pid).memory_info().rss)
            worker = max([worker, *(child.memory_info().rss for child in psutil.Process(process.pid).children())])
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if code > 1:
        raise subprocess.CalledProcessError(code, command)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    memory = {"mib": main // 1024**2, "prozess_mib": worker // 1024**2}
    return {"was": name, "cpu": round(cpu, 2), "wall": round(wall, 2), **memory, "exit": code}


def ours(*arguments: str) -> list[str]:
    return [sys.executable, "-I", "-m", "regsam_docs", "--root", ".", *arguments]


def edit(root: Path) -> None:
    """One line of one minutes file is another."""
    file = root / "areas/viertel-0001/protokolle/2026-03-12.yaml"
    file.write_text(file.read_text("utf-8") + f"# {time.time_ns()}\n", "utf-8")


def peers(root: Path) -> Iterator[tuple[str, list[str]]]:
    """Commands of others that read the same files."""
    yield "git status", ["git", "status", "--porcelain"]
    if tool := shutil.which("yamllint", path=Path(sys.executable).parent):
        yield "yamllint", [tool, "-d", "relaxed", "areas"]
    if tool := shutil.which("check-jsonschema", path=Path(sys.executable).parent):
        schema = city.ROOT / "schemas/protokoll.schema.json"
        files = [str(path) for path in sorted((root / "areas").glob("*/protokolle/*.yaml"))][:MINUTES]
        yield f"check-jsonschema ({len(files)} Protokolle)", [tool, "--schemafile", str(schema), *files]


def other_template(root: Path) -> None:
    """A content repository's own template of minutes, another each time."""
    file = root / "templates/protokoll.html"
    file.parent.mkdir(exist_ok=True)
    file.write_text((city.ROOT / "templates/protokoll.html").read_text("utf-8") + f"{{# {time.time_ns()} #}}\n", "utf-8")


def clone_again(root: Path) -> None:
    """The city as CI has it: a fresh clone at the same place, where every file is new to the system, with what was built."""
    before = root.rename(root.with_name(f"{root.name}-zuvor"))
    for command in (["add", "areas"], COMMIT, ["clone", "-q", ".", str(root)]):
        subprocess.run(["git", *command], cwd=before, check=True)
    (before / "build").rename(root / "build")


def measure(areas: int, folder: Path, documents: int, papers: bool) -> Iterator[Row]:
    """All rows for a city of so many areas. `documents`: how many of its PDFs are set, by us and by others; `papers`: all of its
    PDFs are made, and again those of one file."""
    root, state = folder / f"stadt-{areas}", folder / f"zustand-{areas}"
    city.write(root, areas, 8)
    for command in (["init", "-q"], ["add", "areas"], COMMIT):
        subprocess.run(["git", *command], cwd=root, check=True)
    yield run(root, "python -c pass", [sys.executable, "-I", "-c", "pass"], state)
    for name, command in peers(root):
        yield run(root, name, command, state)
    yield run(root, "check, kalt", ours("check"), state)
    time.sleep(2)  # what was written a moment ago is read again
    yield run(root, "check, nichts geändert", ours("check"), state)
    edit(root)
    yield run(root, "check, ein Protokoll geändert", ours("check"), state)
    yield run(root, "build --no-pdf, kalt", ours(*BUILD), folder / f"zustand-{areas}-kalt")
    time.sleep(2)
    state = folder / f"zustand-{areas}-kalt"
    yield run(root, "build --no-pdf, danach", ours(*BUILD), state)
    yield run(root, "build --no-pdf, nichts zu tun", ours(*BUILD), state)
    edit(root)
    yield run(root, "build --no-pdf, ein Protokoll geändert", ours(*BUILD), state)
    yield run(root, "build --no-pdf, am nächsten Tag", ours("build", "--no-pdf", "--today", "2026-11-23"), state)
    if areas <= TEMPLATES:
        other_template(root)
        yield run(root, "build --no-pdf, Vorlage der Protokolle geändert", ours(*BUILD), state)
        shutil.rmtree(root / "templates")
        yield run(root, "build --no-pdf, Vorlage wieder die eigene", ours(*BUILD), state)
    else:
        yield run(root, "build --no-pdf, wieder am Tag", ours(*BUILD), state)
    clone_again(root)
    edit(root)
    yield run(root, "check, frischer Klon mit Ablage, ein Protokoll geändert", ours("check"), state)
    yield run(root, "build --no-pdf, frischer Klon mit Ablage, ein Protokoll geändert", ours(*BUILD), state)
    if documents:
        yield from pdfs.rows(root, date.fromisoformat(DAY[1]), documents, folder / "seiten")
    if papers:
        yield run(root, "build, kalt", ours(*PAPERS), state)
        time.sleep(2)
        yield run(root, "build, nichts zu tun", ours(*PAPERS), state)
        made = changed_papers(root)
        edit(root)
        yield run(root, "build, ein Protokoll geändert", ours(*PAPERS), state)
        yield from pdfs.alone_again(root, date.fromisoformat(DAY[1]), made(), folder / "wieder")


def changed_papers(root: Path) -> Callable[[], list[Path]]:
    """Which PDFs below build/ are others than now, once that is asked."""

    def state() -> dict[Path, bytes]:
        return {path.relative_to(root / "build"): path.read_bytes() for path in (root / "build").rglob("*.pdf")}

    before = state()
    return lambda: [path for path, data in state().items() if before.get(path) != data]


def _option(arguments: list[str], name: str) -> str | None:
    """Take an option and its value out of the arguments."""
    if name not in arguments:
        return None
    at = arguments.index(name)
    return [arguments.pop(at), arguments.pop(at)][1]


def main(arguments: list[str]) -> None:
    """Measure, print a table row by row, write JSON."""
    target, picture = _option(arguments, "--json"), _option(arguments, "--plot")
    documents = int(_option(arguments, "--documents") or DOCUMENTS)
    papers, saves = int(_option(arguments, "--papers") or ALL_PAPERS), int(_option(arguments, "--saves") or SAVES)
    sizes = [int(argument) for argument in arguments] or [10, 100]
    machine = f"{platform.machine()}, {os.cpu_count()} Kerne, Python {platform.python_version()}, Last {os.getloadavg()[0]:.1f}"
    print(f"{machine}\n\n| {' | '.join(COLUMNS)} |\n|{' --- |' * len(COLUMNS)}", flush=True)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for areas in sizes:
            for row in measure(areas, Path(folder), documents if areas == min(sizes) else 0, areas <= papers):
                rows.append({"gebiete": areas, **row})
                print(f"| {areas} | {' | '.join(str(row.get(key, '')) for key in COLUMNS.values() if key)} |", flush=True)
    if saves and (previewed := [areas for areas in sizes if areas <= PREVIEWED]):
        serve.main(saves, max(previewed))
    if picture:
        Path(picture).write_text(plot.drawing(rows, machine), "utf-8")
    if target:
        Path(target).write_text(json.dumps({"rechner": machine, "zeilen": rows}, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
