"""How well colours stand out against each other (WCAG 2.2, contrast ratio)."""

from __future__ import annotations

from regsam_docs.german import number

LEAST = 4.5
"""Ratio that text needs (WCAG 2.2, 1.4.3)."""

WHITE = "#ffffff"


def contrast(one: str, other: str) -> float:
    """Ratio of two colours `#rrggbb`, from 1 (the same) to 21 (black on white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def darker(colour: str) -> str:
    """The nearest darker shade of a colour that can be read on white; the colour itself if it can."""
    parts = _parts(colour)
    shades = (f"#{''.join(f'{part * share // 255:02x}' for part in parts)}" for share in range(255, -1, -1))
    return next(shade for shade in shades if contrast(shade, WHITE) >= LEAST)


def problem(colour: str) -> str | None:
    """Why a colour is none for headings and lines on white paper (German), or None if it is."""
    ratio = contrast(colour, WHITE)
    if ratio >= LEAST:
        return None
    said = number(int(ratio * 10) / 10, 1)  # never rounded up to what would do
    return (
        f"Die Farbe {colour} ist auf weißem Papier zu schwach zu lesen: Kontrast {said} : 1, nötig sind 4,5 : 1. "
        f"Nehmen Sie eine dunklere, zum Beispiel {darker(colour)}."
    )


def luminance(colour: str) -> float:
    """How light a colour `#rrggbb` is, from 0 (black) to 1 (white)."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
