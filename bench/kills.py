"""Kills and stops builds at random moments and looks at what is left: `python bench/kills.py [BUILDS] [SEED] [AT_ONCE]`.

Every build of a small city is hit one to three times: a worker or the main process is killed, stopped, interrupted or
terminated, at a moment drawn from the seed, from its start on. Then it must have ended by itself, every file must be complete (as
the content was before or is now), no process and after the next start no temporary folder may be left, and the next build must
give the same bytes as one in a fresh folder. Prints what was counted; ends with 1 if anything was wrong.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import psutil

AREAS = ("nordfeld", "suedfeld")
VARIANTS = ("2024-05-01", "2024-06-01")
"""What changes in the city from one build to the next."""

WORKER = {"worker killed": signal.SIGKILL, "worker stopped": signal.SIGSTOP}
MAIN = {"main killed": signal.SIGKILL, "main interrupted": signal.SIGINT, "main terminated": signal.SIGTERM}

HANGS = 900
"""Seconds after which a build is taken for hanging: far more than any takes, on a busy machine too."""


class City:
    """A content repository of two areas, with temporary files and cache of its own."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "stadt"
        self.temporary = folder / "tmp"
        self.temporary.mkdir(parents=True)
        self.write("regsam.yaml", "format: 1\nstadt: Musterstadt\nherausgeber: {name: REGSAM}\n")
        for area in AREAS:
            self.write(f"{area}/gebiet.yaml", f"name: {area.title()}\nstatus: geplant\n")

    def write(self, name: str, text: str) -> None:
        path = self.root / "areas" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def turn(self, variant: str) -> None:
        for area in AREAS:
            self.write(f"{area}/phasen.yaml", f"vorlauf: {{beginn: {variant}}}\n")

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-I", "-m", "regsam_docs", "--root", str(self.root), "build", *AREAS]
        return subprocess.Popen(
            [*command, "--jobs", "2", "--only", "phasenuebersicht"],
            env=os.environ | {"TMPDIR": str(self.temporary), "REGSAM_DOCS_CACHE": str(self.root / "cache")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def built(self) -> dict[str, bytes]:
        """Path below `build/` → bytes, of what is not known to be half-written."""
        folder = self.root / "build"
        files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def fresh(folder: Path, variant: str) -> tuple[dict[str, bytes], float]:
    """What an undisturbed first build makes, and in how many seconds."""
    city = City(folder)
    city.turn(variant)
    start = time.monotonic()
    process = city.start()
    said, _ = process.communicate()
    assert process.returncode == 0, said.decode()
    return city.built(), time.monotonic() - start


class Trial:
    """One city built and hit again and again."""

    def __init__(self, folder: Path, dice: random.Random, made: dict[str, dict[str, bytes]], seconds: float) -> None:
        self.city = City(folder)
        self.dice = dice
        self.made = made
        self.seconds = seconds
        self.counts: Counter[str] = Counter()

    def build(self, number: int) -> None:
        """Build the other variant, hit it, look at what is left, repair it, look again."""
        wanted = VARIANTS[number % 2]
        self.city.turn(wanted)
        process = self.city.start()
        seen, hits = self.hit(process)
        code, said = self.awaited(process)
        self.counts.update(["builds", *hits])
        self.look(process, seen)
        only_workers = all(hit in WORKER for hit in hits)
        if code not in ((0, 1) if only_workers else (0, 1, 130, -signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT)):
            self.wrong("wrong exit code", f"{code} {hits} {said}")
        if only_workers and code == 1:
            self.counts["documents lost"] += len([line for line in said.splitlines() if ".pdf" in line])
            if len(hits) == 1:
                self.wrong("lost by one hit", said)
        if self.city.built() != self.made[wanted]:
            if code == 0:
                self.wrong("incomplete without saying so", said)
            self.repair(wanted)
        elif any(self.city.temporary.iterdir()):
            self.repair(wanted)
        if any(self.city.temporary.iterdir()):
            self.wrong("temporary folder left", str(list(self.city.temporary.iterdir())))

    def hit(self, process: subprocess.Popen[bytes]) -> tuple[set[psutil.Process], list[str]]:
        """Hit it one to three times; gives the workers that were seen, and what was done."""
        seen: set[psutil.Process] = set()
        done: list[str] = []
        moments = sorted(self.dice.uniform(0, self.seconds) for _ in range(self.dice.choice([1, 1, 2, 3])))
        start = time.monotonic()
        for moment in moments:
            what = self.dice.choice([*WORKER, *WORKER, *MAIN])
            workers: list[psutil.Process] = []
            while process.poll() is None and (time.monotonic() - start < moment or (what in WORKER and not workers)):
                with contextlib.suppress(psutil.Error):
                    workers = psutil.Process(process.pid).children()
                    seen.update(workers)
                time.sleep(0.002)
            if process.poll() is None:
                with contextlib.suppress(psutil.Error):
                    if what in WORKER:
                        self.dice.choice(workers).send_signal(WORKER[what])
                    else:
                        process.send_signal(MAIN[what])
                    done.append(what)
        return seen, done

    def awaited(self, process: subprocess.Popen[bytes]) -> tuple[int, str]:
        try:
            said, _ = process.communicate(timeout=HANGS)
        except subprocess.TimeoutExpired:
            self.wrong("hang", "")
            os.killpg(process.pid, signal.SIGKILL)
            said, _ = process.communicate()
        return process.returncode, said.decode()

    def look(self, process: subprocess.Popen[bytes], seen: set[psutil.Process]) -> None:
        _, alive = psutil.wait_procs(seen, timeout=60)
        if alive:
            self.wrong("process left", str(alive))
        for path, data in self.city.built().items():
            if data not in [made.get(path) for made in self.made.values()]:
                self.wrong("torn", path)

    def repair(self, wanted: str) -> None:
        self.counts["repairs"] += 1
        process = self.city.start()
        code, said = self.awaited(process)
        if code != 0 or self.city.built() != self.made[wanted]:
            self.wrong("wrong rebuild", f"{code} {said}")

    def wrong(self, what: str, more: str) -> None:
        self.counts[f"WRONG {what}"] += 1
        print(f"WRONG {what}: {more}", flush=True)


def main(builds: int, seed: int, at_once: int) -> int:
    place = Path(tempfile.mkdtemp(prefix="kills-"))
    first = [fresh(place / f"fresh-{variant}", variant) for variant in VARIANTS]
    made = {variant: files for variant, (files, _) in zip(VARIANTS, first, strict=True)}
    seconds = max(seconds for _, seconds in first) * at_once
    trials = [Trial(place / str(n), random.Random(f"{seed}-{n}"), made, seconds) for n in range(at_once)]

    def work(trial: Trial, share: range) -> None:
        for turn, _ in enumerate(share):
            trial.build(turn)
            if trial is trials[0]:
                print(dict(sum((t.counts for t in trials), Counter())), flush=True)

    threads = [threading.Thread(target=work, args=(t, range(n, builds, at_once))) for n, t in enumerate(trials)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts = sum((trial.counts for trial in trials), Counter[str]())
    for what, number in sorted(counts.items()):
        print(f"{number:6}  {what}")
    shutil.rmtree(place)
    return int(any(what.startswith("WRONG") for what in counts))


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    sys.exit(main(*(given + [200, 1, 2][len(given) :])))
