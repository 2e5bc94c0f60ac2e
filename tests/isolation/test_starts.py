"""Which programs are started, by us and by libraries."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from regsam_docs.system import pool
from tests.build.conftest import FILES

PROGRAM = """
import json, sys
started = []
def note(event, arguments):
    if event == "subprocess.Popen":
        started.append([event, *map(str, arguments[1])])
    elif event in ("os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile"):
        started.append([event])
sys.addaudithook(note)
from regsam_docs import pdf
from regsam_docs.cli import main
assert main(["--root", sys.argv[1], "build", "nordfeld", "suedfeld", "--jobs", "2", "--only", "phasenuebersicht"]) == 0
from tests.pdf.jobs import job
pdf.make(job("bilder"))  # what a worker does
print(json.dumps(started))
"""


@pytest.mark.pdf
def test_a_build_starts_its_workers_and_no_library_starts_anything(root: Path, tmp_path: Path) -> None:
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path)], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    worker = ["subprocess.Popen", sys.executable, "-I", str(Path(pool.__file__).with_name("worker.py"))]
    assert json.loads(done.stdout.splitlines()[-1]) == [worker, worker]
