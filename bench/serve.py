"""From saving a file to the open page hearing of it, on the example city: python bench/serve.py [SAVES]"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.preview.conftest import Preview

ROOT = Path(__file__).parent.parent
FILES = {
    "minutes": ("areas/hafenviertel-ost/protokolle/2024-06-13.yaml", "/hafenviertel-ost/protokoll-2024-06-13.html"),
    "agreement": ("areas/am-ziegelfeld/vereinbarung.yaml", "/am-ziegelfeld/kooperationsvereinbarung.html"),
}


def main(saves: int = 20) -> None:
    """Print median and slowest of the saves, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "areas", Path(folder) / "areas")
        preview = Preview(Path(folder), "--port", "0")
        for kind, (name, page) in FILES.items():
            tab = preview.listen(page)
            text, seconds = (preview.root / name).read_text("utf-8"), []
            first = tab.first["stand"]
            for number in range(saves):
                preview.write(name, text.replace("Hafen", f"Hafen {number}").replace("Ziegelfeld", f"Ziegelfeld {number}"))
                start = time.perf_counter()
                now = tab.until(lambda heard, old=first: not heard["alt"] and heard["stand"] not in ("", old))  # type: ignore[misc]
                seconds.append(time.perf_counter() - start)
                first = now["stand"]
            print(f"{kind}: median {statistics.median(seconds) * 1000:.0f} ms, slowest {max(seconds) * 1000:.0f} ms of {saves}")
        preview.end()


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
