"""A build that remembers comes to what a build of a fresh copy comes to, whatever was changed in between, byte for byte.

Longer by hand: `STORE_EXAMPLES=500 ./run test tests/store/test_same.py`.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from regsam_docs.cli import main
from regsam_docs.repository import paths
from regsam_docs.system import store
from tests.build.conftest import FILES

PNG = (paths.PACKAGE.parent / "areas/hafenviertel-ost/anlagen/hafencafe.png").read_bytes()
WORDS = (paths.resources("templates") / "texte/worte.yaml").read_text("utf-8")
SHEET = (paths.resources("templates") / "stil/bildschirm.css").read_text("utf-8")
TASKS = (paths.resources("templates") / "auftragsliste.html").read_text("utf-8")
MINUTES = """\
sitzungsnummer: {number}
datum: {day}
phase: vorlauf
status: geplant
tagesordnung:
  - titel: {title}
"""

VARIANTS: dict[str, tuple[str, ...]] = {
    "areas/regsam.yaml": (FILES["areas/regsam.yaml"], FILES["areas/regsam.yaml"].replace("Musterstadt", "Neustadt"), "format: ["),
    "areas/nordfeld/gebiet.yaml": (
        FILES["areas/nordfeld/gebiet.yaml"],
        "name: Norden\nstatus: aktiv\noeffentlich: false\n",
        "name: Nordfeld\n",
    ),
    "areas/nordfeld/vereinbarung.yaml": (
        FILES["areas/nordfeld/vereinbarung.yaml"],
        FILES["areas/nordfeld/vereinbarung.yaml"].replace("31. Mai", "![Plan](anlagen/plan.png) 31. Mai"),
    ),
    "areas/nordfeld/protokolle/2024-06-06.yaml": tuple(
        MINUTES.format(number=1, day="2024-06-06", title=title) for title in ("Anfang", "Anderes", "Anfang  #x")
    ),
    "areas/suedfeld/protokolle/2026-12-01.yaml": (MINUTES.format(number=1, day="2026-12-01", title="Später"),),
    "areas/suedfeld/phasen.yaml": (FILES["areas/suedfeld/phasen.yaml"], "vorlauf: {beginn: 2024-07-01}\n"),
    "areas/nordfeld/anlagen/zahlen.csv": ("a;b\n1;2\n", "a;b\n1;3\n"),
    "areas/kontakte.yaml": ("kontakte: {nordfeld: {regsam: {telefon: 089 000000-2}}}\n",),
    "templates/texte/worte.yaml": (WORDS, f"# eigene\n{WORDS}"),
    "templates/stil/bildschirm.css": (SHEET, f"{SHEET}\n/* eigenes */\n"),
    "templates/auftragsliste.html": (TASKS, f"{{# eigene #}}\n{TASKS}", "{{ nichts }}"),
    "areas/nordfeld/fremd.txt": ("?",),
}
PICTURES = (PNG, PNG + b"\0", b"kein Bild")
PICTURE = "areas/nordfeld/anlagen/plan.png"
FILE = st.sampled_from([*VARIANTS, PICTURE])


class Edits(RuleBasedStateMachine):
    """Changes of every kind of input, and of what was built; after each, both builds."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.root = self.folder / "inhalt"
        self.edition, self.day, self.check_first = "intern", "2026-11-22", False

    @initialize()
    def begin(self) -> None:
        for name, text in FILES.items():
            self.write(name, text.encode())

    def write(self, name: str, data: bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    @rule(file=st.sampled_from(list(VARIANTS)), number=st.integers(0, 2))
    def edit(self, file: str, number: int) -> None:
        self.write(file, VARIANTS[file][number % len(VARIANTS[file])].encode())

    @rule(number=st.integers(0, 2))
    def draw(self, number: int) -> None:
        self.write(PICTURE, PICTURES[number])

    @rule(file=FILE)
    def delete(self, file: str) -> None:
        (self.root / file).unlink(missing_ok=True)

    @rule(file=FILE)
    def touch(self, file: str) -> None:
        if (self.root / file).exists():
            os.utime(self.root / file)

    @rule(file=FILE)
    def change_behind_the_back(self, file: str) -> None:
        """Other bytes, with the same size and time."""
        path = self.root / file
        if path.exists():
            about = path.stat()
            path.write_bytes(path.read_bytes().replace(b"e", b"a"))
            os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))

    @rule(names=st.permutations(["suedfeld", "ostfeld"]))
    def rename(self, names: list[str]) -> None:
        old, new = (self.root / "areas" / name for name in names)
        if old.exists() and not new.exists():
            old.rename(new)

    @rule(edition=st.sampled_from(["intern", "verteiler", "oeffentlich"]))
    def publish(self, edition: str) -> None:
        self.edition = edition

    @rule(day=st.sampled_from(["2026-11-22", "2026-11-23", "2024-06-01"]))
    def sleep(self, day: str) -> None:
        self.day = day

    @rule(check_first=st.booleans())
    def change_the_order(self, check_first: bool) -> None:
        """What one command read the other one need not read."""
        self.check_first = check_first

    @rule()
    def commit(self) -> None:
        """Calendars count the commits that changed what an entry is made of."""
        for words in (("init",), ("add", "--all", ":!build"), ("commit", "--allow-empty", "-m", "Stand")):
            command = ["git", "-C", str(self.root), "-c", "user.name=x", "-c", "user.email=x@example.org", *words]
            subprocess.run(command, check=True, capture_output=True)

    @rule(version=st.sampled_from(["3.11", "3.12"]))
    def update(self, version: str) -> None:
        """Another version of what the program is made with."""
        vars(store)["sys"] = SimpleNamespace(version=version, maxsize=sys.maxsize)

    @rule(number=st.integers(0, 50), delete=st.booleans())
    def spoil(self, number: int, delete: bool) -> None:
        """Something that was built is changed or deleted by somebody else."""
        built = sorted(path for path in (self.root / "build" / self.edition).rglob("*") if path.is_file())
        if built and delete:
            built[number % len(built)].unlink()
        elif built:
            built[number % len(built)].write_bytes(b"verdorben")

    @invariant()
    def both_builds_come_to_the_same(self) -> None:
        if not self.root.exists():
            return
        fresh = self.folder / "neu"
        shutil.copytree(self.root, fresh, ignore=shutil.ignore_patterns("build"))
        expected = self.run(fresh, "")
        for _ in range(2):  # the second one has nothing to do
            assert self.run(self.root, str(self.folder / "zustand")) == expected
        shutil.rmtree(fresh)

    def run(self, root: Path, state: str) -> tuple[object, ...]:
        """Exit codes, what was said, and what lies there after a build and a check."""
        os.environ["REGSAM_DOCS_STATE"] = state
        building = ("build", "--no-pdf", "--edition", self.edition, "--today", self.day)
        commands = [("check",), building] if self.check_first else [building, ("check",)]
        answers = {command[0]: self.command(root, *command) for command in commands}
        build, check = answers["build"], answers["check"]
        built = root / "build" / self.edition
        files = {path.relative_to(built).as_posix(): path.read_bytes() for path in built.rglob("*") if path.is_file()}
        # The last line counts; what cannot be made without settings is named by what there was before.
        said = re.sub(r"^Nicht erzeugt: .*\n(?:    .*\n)+|.* unverändert, .*\n\Z", "", build[1], flags=re.MULTILINE)
        return build[0], said, check, files

    def command(self, root: Path, *arguments: str) -> tuple[int, str]:
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(out):
            code = main(["--root", str(root), *arguments])
        return code, out.getvalue()

    def teardown(self) -> None:
        shutil.rmtree(self.folder)


def test_a_build_that_remembers_and_a_fresh_one_come_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    # A system counts time in steps of some milliseconds; with two seconds nothing here would ever be left unread.
    monkeypatch.setattr(store, "RACY", 50_000_000)
    monkeypatch.setattr("regsam_docs.cli.check.AT_ONCE", 1)
    monkeypatch.setattr(store, "sys", sys)  # it is put back at the end
    monkeypatch.setenv("REGSAM_DOCS_STATE", "")
    examples = int(os.environ.get("STORE_EXAMPLES", "3"))
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    limits = settings(max_examples=examples, stateful_step_count=10, deadline=None, suppress_health_check=checks)
    run_state_machine_as_test(Edits, settings=limits)
