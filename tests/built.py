"""Whole cities, built in all editions, for tests that judge what comes out. Kept in .cache/tests as long as nothing they are made
of changes, and judged again only where the judged bytes are new."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import get_args

from regsam_docs.documents.plan import Edition
from regsam_docs.finding import Trouble
from regsam_docs.publish.build import Options, build
from regsam_docs.system.output import Folder
from tests import hard_city
from tests.leak import secrets

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".cache" / "tests"
TODAY = date(2026, 11, 22)
EDITIONS: tuple[Edition, ...] = get_args(Edition)
NARROWER: tuple[Edition, ...] = ("verteiler", "oeffentlich")
AT_WORK, ENDED = "am-ziegelfeld", "hafenviertel-ost"
"""Areas of the example city."""

SETTING = ("regsam_docs/pdf", "templates/fonts")
"""What decides the bytes of a PDF beside its HTML and the versions the product looks at itself."""
EVERYTHING = ("regsam_docs", "schemas", "templates")


def example_city() -> Path:
    """`build/` of the example city: all editions, PDFs in the internal one."""
    files = {f"areas/{path.relative_to(ROOT / 'areas').as_posix()}": path.read_bytes() for path in _files("areas")}
    return city("beispiel", files, EDITIONS, papers={"intern": ()})


def marked_city() -> Path:
    """`build/` of the example city with every text replaced by a word of its own: the narrower editions, with PDFs of an area
    at work and of one that has ended, which are of every kind an area has."""
    return city("geheim", secrets.ledger().files, NARROWER, papers={"verteiler": (AT_WORK,), "oeffentlich": (ENDED,)})


def whole(edition: Edition) -> Path:
    """An edition of the example city with all its pages, and PDFs; a narrower one says marked words where the city has texts.
    Each edition is set but once for all its judges: setting type is what costs most."""
    return (example_city() if edition == "intern" else marked_city()) / edition


def hard_cases() -> Path:
    """`build/` of the city of hard cases, internal edition."""
    return city("hart", hard_city.files(), ("intern",))


def city(
    name: str, files: Mapping[str, bytes], editions: tuple[Edition, ...], papers: Mapping[Edition, tuple[str, ...]] | None = None
) -> Path:
    """`build/` of a city that consists of these files, below `.cache/tests` under that name. `papers`: the editions that get
    PDFs, and the areas whose documents do (none named: all, and the city's too); None: all of all editions."""
    folder = CACHE / f"{name}-{_digest(SETTING)[:16]}"
    papers = dict.fromkeys(editions, ()) if papers is None else papers
    state = f"{_digest(EVERYTHING, files)} {papers}"
    mark = folder / "fertig"
    with _locked(name):
        for older in CACHE.glob(f"{name}-*"):
            if older != folder:
                shutil.rmtree(older)
        if not mark.is_file() or mark.read_text() != state:
            mark.unlink(missing_ok=True)
            shutil.rmtree(folder / "areas", ignore_errors=True)
            for left in EDITIONS:
                if left not in editions:
                    shutil.rmtree(folder / "build" / left, ignore_errors=True)
            for path, data in files.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(data)
            try:
                Folder(folder).recorded()
            except Trouble:  # the key it was built with is gone
                shutil.rmtree(folder / "build")
            for edition in editions:
                areas = papers.get(edition)
                _make(folder, Options(TODAY, edition, pdf=areas == ()))
                if areas:
                    _make(folder, Options(TODAY, edition, areas))
            mark.write_text(state)
    return folder / "build"


def _make(folder: Path, options: Options) -> None:
    outcome = build(folder, options)
    assert not outcome.failed, outcome.failed
    assert outcome.no_pdf is None, outcome.no_pdf


@contextmanager
def _locked(name: str) -> Iterator[None]:
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _files(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _digest(folders: Iterable[str], files: Mapping[str, bytes] | None = None) -> str:
    whole = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    named = [(path.relative_to(ROOT).as_posix(), path.read_bytes()) for folder in folders for path in _files(folder)]
    for name, data in (*named, *sorted((files or {}).items())):
        whole.update(f"{name} {len(data)} ".encode() + data)
    return whole.hexdigest()


class Verdicts:
    """What a judge found nothing wrong with. `judge` names it, `parts` are what else its judgement depends on (its version, the
    test itself): with other parts everything is judged again."""

    def __init__(self, judge: str, *parts: str | bytes) -> None:
        self.file = CACHE / f"{judge}.bestanden"
        self.parts = b"\0".join(part.encode() if isinstance(part, str) else part for part in parts)
        self.known = set(self.file.read_text().split()) if self.file.is_file() else set()

    def unjudged(self, files: Iterable[Path]) -> list[Path]:
        """The files that were not judged before with these bytes."""
        return [file for file in files if self._key(file) not in self.known]

    def passed(self, files: Iterable[Path]) -> None:
        """Remember that nothing is wrong with these."""
        fresh = [self._key(file) for file in files]
        self.known.update(fresh)
        CACHE.mkdir(parents=True, exist_ok=True)
        with self.file.open("a") as remembered:
            remembered.writelines(f"{key}\n" for key in fresh)

    def _key(self, file: Path) -> str:
        return hashlib.sha256(self.parts + b"\0" + file.read_bytes()).hexdigest()
