"""PDFs that others set: several runs that each set a share, and a cluster. Either way the folder is the same to the byte."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from regsam_docs.cli import main
from regsam_docs.finding import Trouble
from regsam_docs.pdf import Job
from regsam_docs.publish import setting
from regsam_docs.publish.build import Options, build
from regsam_docs.system.output import Built
from tests.build.conftest import FILES, TODAY, made

ONLY = ("kooperationsvereinbarung", "phasenuebersicht")


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository with all PDFs set by this machine."""
    return _built(tmp_path_factory.mktemp("local"))[0]


@pytest.fixture(scope="module")
def shares(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The folders `build` of two runs that set a share each, as another machine would get them."""
    return [_built(tmp_path_factory.mktemp("share"), share=(number, 2))[0] / "build" for number in (1, 2)]


def _built(root: Path, **options: object) -> tuple[Path, Built]:
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root, build(root, Options(TODAY, only=ONLY, jobs=1, **options))  # type: ignore[arg-type]


def _bytes(root: Path) -> dict[str, bytes]:
    return {name: (root / "build" / name).read_bytes() for name in made(root)}


def _manifest(root: Path) -> object:
    return json.loads((root / "build/.regsam-docs.json").read_bytes())["dateien"]


def _job(size: int) -> Job:
    return Job(html="x" * size, css="", assets={}, fonts={}, title="", author="", identifier="")


def test_every_document_is_in_one_share_and_no_share_has_much_more_to_do() -> None:
    jobs = {f"intern/{number}.pdf": _job(1000 + 37 * number % 500) for number in range(40)} | {"intern/lang.pdf": _job(9000)}
    shares = [setting.share_of(dict(sorted(jobs.items(), reverse=at == 1)), (at + 1, 3)) for at in range(3)]
    assert sorted(path for share in shares for path in share) == sorted(jobs)
    loads = [sum(setting.cost(jobs[path]) for path in share) for share in shares]
    assert max(loads) < 1.1 * min(loads)


def test_shares_of_several_runs_make_the_folder_one_run_makes(local: Path, shares: list[Path], tmp_path: Path) -> None:
    each = [{path.name for path in share.rglob("*.pdf")} for share in shares]
    assert all(each) and sum(map(len, each)) == sum(name.endswith(".pdf") for name in made(local))
    root, outcome = _built(tmp_path, executor=setting.handed_in(shares, "intern"))
    assert outcome.failed == {}
    assert _bytes(root) == _bytes(local) and _manifest(root) == _manifest(local)


def test_a_share_that_lacks_or_does_not_belong_is_told(shares: list[Path], tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(shares[1], other)
    note = other / "intern/anteil-2-2.json"
    note.rename(note.with_name("anteil-2-3.json"))
    empty = tmp_path / "empty"
    empty.mkdir()
    told = {
        "Es fehlt der Anteil 2/2": [shares[0]],
        "gibt es zweimal": [shares[0], shares[0], shares[1]],
        "liegt kein Anteil der Ausgabe intern": [shares[0], empty],
        "nennt einen anderen Anteil, als die Datei heißt": [shares[0], other],
    }
    for words, folders in told.items():
        with pytest.raises(Trouble, match=words):
            setting.handed_in(folders, "intern")
    told_note = json.loads(shares[1].joinpath("intern/anteil-2-2.json").read_bytes()) | {"von": 3}
    note.with_name("anteil-2-3.json").write_text(json.dumps(told_note), "utf-8")
    with pytest.raises(Trouble, match="gehören nicht zusammen: 1/2, 2/3"):
        setting.handed_in([shares[0], other], "intern")
    note.with_name("anteil-2-3.json").write_text('{"erzeugt_von": "jemand"}', "utf-8")
    with pytest.raises(Trouble, match="beschädigt oder von einer anderen Fassung"):
        setting.handed_in([shares[0], other], "intern")


def test_what_is_not_the_page_s_own_pdf_is_not_taken(shares: list[Path], tmp_path: Path) -> None:
    folders = [tmp_path / "1", tmp_path / "2"]
    for share, folder in zip(shares, folders, strict=True):
        shutil.copytree(share, folder)
    changed = next(folders[0].rglob("*.pdf"))
    changed.write_bytes(changed.read_bytes() + b"\n")
    gone = next(folders[1].rglob("*.pdf"))
    gone.unlink()
    root = tmp_path / "merged"
    _, outcome = _built(root, executor=setting.handed_in(folders, "intern"))
    first, second = (f"build/{path.relative_to(at).as_posix()}" for path, at in ((changed, folders[0]), (gone, folders[1])))
    assert set(outcome.failed) == {first, second}
    assert "beschädigt oder verändert" in outcome.failed[first] and "kann nicht gelesen werden" in outcome.failed[second]
    (root / "areas/nordfeld/gebiet.yaml").write_text("name: Nordfeld am Bach\nstatus: aktiv\n", "utf-8")
    again = build(root, Options(TODAY, only=ONLY, executor=setting.handed_in(shares, "intern")))
    assert any("aus einem anderen Stand der Inhalte" in reason for reason in again.failed.values())
    assert not (root / "build/intern/nordfeld/phasenuebersicht.pdf").exists()


def test_the_command_says_what_goes_together(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["--root", str(repository), "build"]
    assert main([*command, "--shard", "3/2"]) == 2
    assert "„3/2“ ist kein Anteil" in capsys.readouterr().err
    assert main([*command, "--shard", "1/2", "--no-pdf"]) == 2
    assert "schließen einander aus" in capsys.readouterr().err
    assert main([*command, "--merge", str(repository), str(repository / "areas")]) == 2
    assert "liegt kein Anteil" in capsys.readouterr().err
    assert main([*command, "--cluster", "tcp://127.0.0.1:1"]) == 2
    assert "kein Dask-Scheduler erreichbar" in capsys.readouterr().err


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler with two workers, each a process with nothing but the installed program; its address, and the workers."""
    from distributed import Client

    file = tmp_path / "scheduler.json"
    quiet = {"cwd": tmp_path, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

    def start(name: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-I", "-m", f"distributed.cli.dask_{name}", "--scheduler-file", str(file), "--no-dashboard"]
        return subprocess.Popen([*command, *options], **quiet)  # type: ignore[call-overload, no-any-return]

    with ExitStack() as ends:
        processes = [start("scheduler", "--host", "127.0.0.1", "--port", "0")]
        processes += [start("worker", "--no-nanny", "--nthreads", "1", "--host", "127.0.0.1") for _ in range(2)]
        for process in processes:
            ends.callback(process.wait)
            ends.callback(process.kill)
        with Client(scheduler_file=str(file), timeout=60) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(2, timeout=60)
            address = client.scheduler.address
        yield address, processes[1:]


@pytest.mark.filterwarnings("default")  # of what Dask uses
def test_a_cluster_sets_the_same_bytes_also_when_a_machine_goes_in_the_middle(
    local: Path, tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster

    def kill(what: str, done: int, total: int) -> None:
        if done == 1:
            assert total > 2
            os.kill(workers[0].pid, signal.SIGKILL)

    root = tmp_path / "city"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    outcome = build(root, Options(TODAY, only=ONLY, executor=setting.in_cluster(address)), kill)
    assert workers[0].wait() == -signal.SIGKILL and workers[1].poll() is None
    assert outcome.failed == {}
    assert _bytes(root) == _bytes(local)
