"""Write a content repository with many copies of one area: python bench/copies.py FOLDER AREA NUMBER

AREA is an area's folder (`areas/am-ziegelfeld`); its `../regsam.yaml` becomes the settings of the new repository.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path


def write(folder: Path, area: Path, number: int) -> None:
    """Copy the area `number` times below `folder`/areas, each under a slug of its own."""
    areas = folder / "areas"
    areas.mkdir(parents=True)
    shutil.copy(area.parent / "regsam.yaml", areas / "regsam.yaml")
    attachments = area.parent / "anlagen"
    if attachments.is_dir():
        shutil.copytree(attachments, areas / "anlagen")
    for index in range(1, number + 1):
        shutil.copytree(area, areas / f"{area.name}-{index}")


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
