"""Draws what `table.py` measured, time against areas on logarithmic scales: `python bench/plot.py RESULTS.json PICTURE.svg`.

A command is a line where it was measured for two cities or more.
"""

from __future__ import annotations

import json
import math
import sys
from collections import defaultdict
from html import escape
from pathlib import Path

WIDTH, HEIGHT, LEFT, TOP, BOTTOM, NAMES = 900, 520, 70, 30, 60, 300
COLOURS = ("#005a9c", "#9a3d00", "#1a6b3a", "#6b2f8a", "#8a6d00", "#4f5a64", "#9d1c20", "#00707a", "#7b8691")
LEAST = 0.01
"""Seconds: what is less is drawn as that."""


def drawing(rows: list[dict[str, object]], machine: str) -> str:
    """The picture as SVG: seconds of computing against the number of areas."""
    lines: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        lines[str(row["was"])].append((float(str(row["gebiete"])), max(LEAST, float(str(row["cpu"])))))
    lines = {name: sorted(points) for name, points in lines.items() if len(points) > 1}
    xs = [x for points in lines.values() for x, _ in points]
    ys = [y for points in lines.values() for _, y in points]
    left, right = math.floor(math.log10(min(xs))), math.ceil(math.log10(max(xs)))
    low, high = math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys)))
    wide, tall = WIDTH - LEFT - NAMES, HEIGHT - TOP - BOTTOM

    def across(x: float) -> float:
        return round(LEFT + wide * (math.log10(x) - left) / (right - left), 1)

    def down(y: float) -> float:
        return round(TOP + tall * (high - math.log10(y)) / (high - low), 1)

    parts = [f'<text x="{LEFT}" y="18">Rechenzeit (s) gegen Gebiete; {escape(machine)}</text>']
    for power in range(left, right + 1):
        x = across(10.0**power)
        parts.append(f'<path d="M{x} {TOP}V{TOP + tall}" stroke="#c4cbd2"/>')
        parts.append(f'<text x="{x}" y="{TOP + tall + 20}" text-anchor="middle">{10**power:,}</text>'.replace(",", "."))
    for power in range(low, high + 1):
        y = down(10.0**power)
        parts.append(f'<path d="M{LEFT} {y}H{LEFT + wide}" stroke="#c4cbd2"/>')
        label = f"{10.0**power:g}".replace(".", ",")
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{label}</text>')
    parts.append(f'<text x="{LEFT + wide / 2}" y="{HEIGHT - 14}" text-anchor="middle">Gebiete</text>')
    for number, (name, points) in enumerate(sorted(lines.items(), key=lambda line: -line[1][-1][1])):
        colour, y = COLOURS[number % len(COLOURS)], TOP + 14 + 20 * number
        way = " ".join(f"{across(x)},{down(seconds)}" for x, seconds in points)
        parts.append(f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{across(x)}" cy="{down(seconds)}" r="3.5" fill="{colour}"/>' for x, seconds in points]
        parts.append(f'<path d="M{LEFT + wide + 16} {y - 4}h22" stroke="{colour}" stroke-width="3"/>')
        parts.append(f'<text x="{LEFT + wide + 44}" y="{y}">{escape(name)}</text>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">'
    return f'{head}<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{"".join(parts)}</svg>\n'


def main(source: Path, target: Path) -> None:
    """Read the results, write the picture."""
    measured = json.loads(source.read_text("utf-8"))
    target.write_text(drawing(measured["zeilen"], measured["rechner"]), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
