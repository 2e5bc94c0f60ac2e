"""The address of an area's page, short and as a code."""

from __future__ import annotations

import re
from dataclasses import replace

import msgspec
import pytest
import segno

from regsam_docs.documents.parts import QUIET, area_page, code
from tests.documents.conftest import Press
from tests.documents.process import AREA

MODULES = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\3z")


def test_a_code_is_drawn_module_by_module() -> None:
    wanted = [[bool(module) for module in row] for row in segno.make("https://example.org/kai/", error="m", micro=False).matrix]
    drawn = code("https://example.org/kai/")
    dark = {(int(x) + n, int(y)) for x, y, length in MODULES.findall(drawn["pfad"]) for n in range(int(length))}
    assert MODULES.sub("", drawn["pfad"]) == ""
    assert drawn["groesse"] == len(wanted) + 2 * QUIET
    assert dark == {(x + QUIET, y + QUIET) for y, row in enumerate(wanted) for x, module in enumerate(row) if module}


@pytest.mark.parametrize(("root", "public", "short"), [
    ("https://example.org/gebiete/", True, "example.org/gebiete/hafen"),
    ("https://example.org/gebiete", False, None),
    (None, True, None),
])  # fmt: skip
def test_only_what_is_published_has_an_address(press: Press, root: str | None, public: bool, short: str | None) -> None:
    view = press.written({"gebiet.yaml": f"name: Kai\nstatus: aktiv\noeffentlich: {str(public).lower()}\n"}).view
    found = area_page(replace(view, settings=msgspec.structs.replace(view.settings, adresse=root)))
    assert (found or {}).get("kurz") == short


def test_the_invitation_shows_it_and_the_minutes_name_it(press: Press) -> None:
    printed = press.written(AREA)
    settings = msgspec.structs.replace(printed.settings, adresse="https://example.org/gebiete")
    printed = replace(printed, settings=settings)
    assert "<title>QR-Code: example.org/gebiete/hafen</title>" in printed.main("einladung-2025-05-08")
    assert '<a href="https://example.org/gebiete/hafen/">example.org/gebiete/hafen</a>' in printed.main("protokoll-2025-01-16")

