"""Time of `diff` and `version` over a long history: 500 commits (or as many as given) on a city of 100 areas.

    .venv/bin/python bench/diff.py [COMMITS] [AREAS]

Every commit changes a line of one area's file, the areas by turns. Each command is a process of its own, as people call it;
`version` runs once without the cache of parsed files and once with it. Not a test: no number here decides anything.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.city import write

FILES = ("ziele.yaml", "phasen.yaml", "gremium.yaml", "vereinbarung.yaml", "chronik.yaml")


def history(folder: Path, commits: int) -> None:
    """The city under git, with so many commits: one that brings it, the others by `git fast-import`."""
    git = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "gc.auto=0"]
    subprocess.run([*git, "init", "--quiet", "--initial-branch=main"], check=True)
    subprocess.run([*git, "add", "areas"], check=True)
    subprocess.run([*git, "commit", "--quiet", "--message", "Anfang"], check=True)
    areas = sorted(path.name for path in (folder / "areas").iterdir() if path.name.startswith("viertel-"))
    stream = []
    for number in range(1, commits):
        name = f"areas/{areas[number % len(areas)]}/{FILES[number // len(areas) % len(FILES)]}"
        text = (folder / name).read_text("utf-8").replace("Ziegelfeld", f"Ziegelfeld {number}", 1)
        (folder / name).write_text(text, "utf-8")
        parent = "from refs/heads/main^0\n" if number == 1 else ""
        subject, data = f"Commit {number}", text.encode()
        stream.append(
            f"commit refs/heads/main\ncommitter x <x@example.org> {1700000000 + number} +0000\n"
            f"data {len(subject)}\n{subject}\n{parent}M 100644 inline {name}\ndata {len(data)}\n".encode() + data + b"\n"
        )
    subprocess.run([*git, "fast-import", "--quiet"], input=b"".join(stream), check=True)
    subprocess.run([*git, "reset", "--quiet", "--hard"], check=True)


def measure(folder: Path, what: str, *arguments: str) -> str:
    """One line on one command."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "regsam_docs", "--root", str(folder), *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    assert ended.returncode in (0, 1), ended.stderr
    lines = ended.stdout.splitlines() or [""]
    return f"{what:<38} {seconds:6.2f} s   {(lines[-1] if arguments[0] == 'diff' else lines[0])[:70]}"


def main() -> None:
    """Make the history and print a line for every command."""
    commits, areas = (int(given) for given in (*sys.argv[1:], "500", "100")[:2])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "stadt"
        write(folder, areas, 12)
        history(folder, commits)
        print(f"{commits} commits, {areas} areas")
        print(measure(folder, "diff HEAD~1 HEAD", "diff", "HEAD~1", "HEAD"))
        print(measure(folder, "diff HEAD~1 (working tree)", "diff", "HEAD~1"))
        print(measure(folder, f"diff HEAD~{commits // 2} HEAD", "diff", f"HEAD~{commits // 2}", "HEAD"))
        print(measure(folder, "diff HEAD~1 HEAD --format html", "diff", "HEAD~1", "HEAD", "--format", "html"))
        print(measure(folder, "version", "version", "00000000"))


if __name__ == "__main__":
    main()
