"""From saving a file to the paint of the open page that shows it, in Chromium: python bench/serve.py [SAVES] [AREAS]

A city of so many areas (100) is previewed; the page of one meeting's minutes is open, whose file is saved again and again.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import city

from tests.preview.conftest import Preview
from tests.web.browser import started

MINUTES = "areas/viertel-0001/protokolle/2026-03-12.yaml"
PAGE = "/viertel-0001/protokoll-2026-03-12.html"
FRAMES = "requestAnimationFrame(() => requestAnimationFrame(() => { window.painted = Date.now() }))"
PAINTED = f"addEventListener('load', () => {FRAMES})"
"""The second frame begins when the first is painted."""


def main(saves: int = 20, areas: int = 100) -> None:
    """Print how long the start took, and median and slowest of the saves, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder, started() as browser, browser.tab() as tab:
        root = Path(folder) / "stadt"
        city.write(root, areas, 8)
        start = time.perf_counter()
        preview = Preview(root, "--port", "0")
        print(f"start: {time.perf_counter() - start:.1f} s")
        tab.call("Page.addScriptToEvaluateOnNewDocument", source=PAINTED)
        tab.open(f"http://127.0.0.1:{preview.port}{PAGE}")
        text, taken = (root / MINUTES).read_text("utf-8"), []
        for number in range(saves):
            saved = time.time()
            preview.write(MINUTES, re.sub(r"titel: ", f"titel: Fassung{number} ", text, count=1))
            tab.comes_to_say(f"Fassung{number} ")
            taken.append(tab.run("window.painted") - 1000 * saved)
            time.sleep(1)  # as somebody who writes on; the rest of the area is built meanwhile
        print(f"save to paint: median {statistics.median(taken):.0f} ms, slowest {max(taken):.0f} ms of {saves}")
        preview.end()


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
