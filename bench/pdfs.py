"""The same documents set by regsam-docs and by others, in one run: WeasyPrint alone in as many warm processes as there are cores,
Chromium kept open, `weasyprint` started for each. Imported by `table.py`.

All get the same HTML, stylesheet, fonts and pictures. Documents are the longest, the shortest and those evenly between.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from regsam_docs.documents.plan import Edition  # noqa: E402
from regsam_docs.limits import PDF_BYTES_OF_MEMORY  # noqa: E402
from regsam_docs.publish import setting  # noqa: E402
from regsam_docs.publish.build import Options, build  # noqa: E402
from regsam_docs.system import pool  # noqa: E402

Row = dict[str, object]

STARTED = 6
"""So many documents are set by a `weasyprint` of their own."""
PROCESSES = os.cpu_count() or 1
SECONDS = 600.0


def orders(root: Path, today: date, folder: Path, edition: Edition = "intern") -> list[setting.Commission]:
    """What a build of a city would have set, the longest first; nothing is. `folder`: a new one to build in."""
    found: list[setting.Commission] = []
    shutil.copytree(root / "areas", folder / "areas")  # what the commands built beside it bears the mark of another key

    def keep(asked: Iterator[setting.Commission]) -> Iterator[pool.Finished[setting.Commission, bytes]]:
        found.extend(asked)
        return iter(())

    build(folder, Options(today, edition, executor=keep))
    return sorted(found, key=lambda order: -setting.cost(order[1]))


BARE = """import sys, weasyprint
for page in sys.argv[1:]: weasyprint.HTML(page).write_pdf(page + ".pdf", stylesheets=[weasyprint.CSS(page[:-10] + "stil.css")])"""
"""What somebody would write who has WeasyPrint and the documents as pages; `seite.html` is ten letters long."""


def alone_again(root: Path, today: date, papers: Sequence[Path], folder: Path) -> Iterator[Row]:
    """What a bare script takes that imports WeasyPrint and sets just these papers, named below `build/`."""
    wanted = {path.as_posix() for path in papers}
    chosen = [order for order in orders(root, today, folder / "stadt") if order[0] in wanted]
    pages = [str(written(order, folder / str(number))) for number, order in enumerate(chosen)]
    command = [sys.executable, "-I", "-c", BARE, *pages]
    run = partial(subprocess.run, command, check=True, stderr=subprocess.DEVNULL)
    yield _row(f"dieselben {len(pages)} PDFs, ein bloßes Skript mit WeasyPrint", run)


def sample(of: Sequence[setting.Commission], most: int) -> list[setting.Commission]:
    """At most so many, evenly spread over the lengths."""
    count = min(most, len(of))
    return [of[at * (len(of) - 1) // max(1, count - 1)] for at in range(count)]


def rows(root: Path, today: date, most: int, folder: Path) -> Iterator[Row]:
    """What everybody takes for the sample."""
    all_of_them = orders(root, today, folder / "stadt")
    chosen = sample(all_of_them, most)
    pages = [written(order, folder / str(number)) for number, order in enumerate(chosen)]
    what = f"PDF, {len(chosen)} von {len(all_of_them)}"
    yield _row(f"{what}: regsam-docs, {PROCESSES} Prozesse", lambda: _all_right(setting.here(PROCESSES)(iter(chosen))))
    for name, options in (("Vorgabe", {}), ("PDF/A und Tags", {"pdf_variant": "pdf/a-3a"})):
        run = partial(pool.run, pages, partial(alone, options), PROCESSES, SECONDS, PDF_BYTES_OF_MEMORY, load)
        yield _row(f"{what}: WeasyPrint allein, {name}, {PROCESSES} warme Prozesse", lambda run=run: _all_right(run()))
    if chromium := _chromium(pages):
        yield {"was": f"{what}: Chromium, offen gehalten, mit Tags", **chromium}
    few = sample(pages, STARTED)
    yield _row(f"{what}: weasyprint je Dokument, {len(few)} davon", lambda: [_started(page) for page in few])
    same = [chosen[pages.index(page)] for page in few]
    yield _row(f"{what}: regsam-docs, dieselben {len(few)}", lambda: _all_right(setting.here(PROCESSES)(iter(same))))


def written(order: setting.Commission, folder: Path) -> Path:
    """A document as a page with its files beside it."""
    job = order[1]
    folder.mkdir(parents=True)
    for name, data in {**job.assets, **job.fonts}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "stil.css").write_text(job.css.replace("font:", ""), "utf-8")
    html = re.sub(r'(src=")asset:', r"\1", job.html)
    page = folder / "seite.html"
    page.write_text(html.replace("</head>", '<link rel="stylesheet" href="stil.css"></head>', 1), "utf-8")
    return page


def load() -> None:
    """Import WeasyPrint ahead of the first document."""
    import weasyprint  # noqa: F401


@lru_cache(maxsize=1)
def _style(css: str, folder: str) -> tuple[object, object]:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    return weasyprint.CSS(string=css, base_url=folder, font_config=fonts), fonts


_FIRST: list[str] = []
"""The folder whose fonts a process read: they are the same everywhere."""


def alone(options: dict[str, str], page: Path) -> int:
    """What a bare script would do: the stylesheet once, then each document. Gives the size of its PDF."""
    import weasyprint

    if not _FIRST:
        _FIRST.append(f"{page.parent}/")
    style, fonts = _style((page.parent / "stil.css").read_text("utf-8"), _FIRST[0])
    html = re.sub("<link [^>]*>", "", page.read_text("utf-8"), count=1)
    document = weasyprint.HTML(string=html, base_url=f"{page.parent}/")
    return len(document.write_pdf(stylesheets=[style], font_config=fonts, **options))


def _started(page: Path) -> None:
    subprocess.run(
        [sys.executable, "-I", "-m", "weasyprint", page.name, "aus.pdf"], cwd=page.parent, check=True, stderr=subprocess.DEVNULL
    )


def _all_right(ended: Iterator[pool.Finished[object, object]]) -> None:
    for one in ended:
        if one.error is not None:
            raise one.error


def _row(name: str, work: Callable[[], object]) -> Row:
    before, start = _used(), time.monotonic()
    work()
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return {"was": name, "cpu": round(_used() - before, 2), "wall": round(time.monotonic() - start, 2), "mib": most, "exit": 0}


def _used() -> float:
    of = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in of)


def _chromium(pages: Sequence[Path]) -> Row | None:
    """Chromium as the tests start it, printing one page after another; None if there is none."""
    from tests.web import browser

    if browser.program() is None:
        return None
    with browser.started() as chromium, chromium.tab() as tab:
        tree = [psutil.Process(chromium.process.pid), *psutil.Process(chromium.process.pid).children(recursive=True)]
        before, start = _spent(tree), time.monotonic()
        for page in pages:
            tab.open(page.as_uri())
            tab.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True, generateTaggedPDF=True)
        tree = [psutil.Process(chromium.process.pid), *psutil.Process(chromium.process.pid).children(recursive=True)]
        memory = max(process.memory_info().rss for process in tree) // 1024**2
        cpu = _spent(tree) - before
        return {"cpu": round(cpu, 2), "wall": round(time.monotonic() - start, 2), "mib": memory, "exit": 0}


def _spent(tree: Sequence[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:4]) for process in tree)
