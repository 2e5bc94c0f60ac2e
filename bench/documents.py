"""What each document of a city costs: `python bench/documents.py [ROOT] [--edition NAME] [--runs N] [--only PATTERN]`
(this repository's example city, the internal edition, 3 runs; `--json FILE` keeps it).

One warm process sets them one after another, as a worker does; CPU seconds are the least of the runs, for other programs on the
machine only add to them. To compare two commits, run it in a clone of each, in the same minutes.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import resource
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pikepdf
from pdfs import ROOT, orders

from regsam_docs import pdf
from regsam_docs.publish.setting import Commission

DAY = date(2026, 11, 22)


def measure(of: Sequence[Commission], runs: int) -> dict[str, tuple[float, int]]:
    """CPU seconds and pages of each document."""
    found: dict[str, tuple[float, int]] = {}
    for _ in range(runs):
        for path, job in of:
            start = time.process_time()
            made = pdf.make(job)
            took = time.process_time() - start
            with pikepdf.open(io.BytesIO(made)) as opened:
                found[path] = min(took, found.get(path, (took, 0))[0]), len(opened.pages)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("root", nargs="?", type=Path, default=ROOT)
    parser.add_argument("--edition", default="intern", choices=("intern", "verteiler", "oeffentlich"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="", help="a pattern of paths")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        jobs = orders(asked.root, DAY, Path(folder, "stadt"), asked.edition)
    jobs = [order for order in jobs if re.search(asked.only, order[0])]
    pdf.warm(jobs[0][1].css, jobs[0][1].fonts)
    found = measure(jobs, asked.runs)
    for path, (took, pages) in sorted(found.items(), key=lambda entry: -entry[1][0]):
        print(f"{took:7.2f} s {pages:4d} pages {took / pages:7.3f} s/page  {path}")
    cpu, pages = sum(took for took, _ in found.values()), sum(count for _, count in found.values())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{cpu:7.2f} s {pages:4d} pages {cpu / pages:7.3f} s/page  {len(found)} documents; {memory} MiB at most")
    if asked.json:
        asked.json.write_text(json.dumps({"documents": found, "mib": memory}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
