"""Templates and stylesheets a stranger might send. Cases in tests/cases/templates/: what is laid over the product's `templates/`
(`….anhang`: put behind the product's own file), and in `erwartet.txt` what the refusing sentence must contain, nothing where the
page is made (`gilt-…`). The page is always that of kooperationsvereinbarung.html."""

from __future__ import annotations

from pathlib import Path

import pytest

from regsam_docs import render
from regsam_docs.finding import Trouble
from regsam_docs.limits import TEMPLATE_BYTES_OF_MEMORY, TEMPLATE_SECONDS
from regsam_docs.render import filling
from regsam_docs.render.overrides.faults import TemplateFault
from regsam_docs.render.templates import TemplateFiles, overlay
from regsam_docs.system import disk, pool
from tests.templates.conftest import CONTEXT

CASES = Path(__file__).parents[1] / "cases/templates"
NAMES = sorted(folder.name for folder in CASES.iterdir())
PAGE = "kooperationsvereinbarung.html"
ENDLESS = "Rechenzeit"
SOON = 0.3
"""Seconds after which one that has no end by itself is ended: the same as after the product's ten, sooner."""


def expected(name: str) -> list[str]:
    """What the sentence contains; nothing where the page is made."""
    return (CASES / name / "erwartet.txt").read_text("utf-8").splitlines()


def laid_over(name: str) -> TemplateFiles:
    """The product's templates with a case's in their place. Raises Trouble."""
    own, theirs = disk.resource_bytes("templates"), {}
    for path in (CASES / name / "templates").rglob("*.*"):
        file = path.relative_to(CASES / name / "templates").as_posix()
        target = file.removesuffix(".anhang")
        theirs[target] = (own[target] if target != file else b"") + path.read_bytes()
    return overlay(own, theirs)


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """Case → why its page is not made; empty where it is. All in one pool: starting processes takes longer than filling pages."""
    found, orders = dict.fromkeys(NAMES, ""), []
    for number, name in enumerate(NAMES):
        try:
            files = laid_over(name)
        except Trouble as trouble:
            found[name] = str(trouble)
            continue
        theirs = sorted((file for file in files.replaced if file.endswith(".html")), key=lambda file: file != PAGE)
        if theirs:
            order = render.Filling(PAGE, CONTEXT, render.Links())
            seconds = SOON if ENDLESS in expected(name) else TEMPLATE_SECONDS
            orders.append(filling.Order(number, order, files.templates(), tuple(theirs), seconds))
    for one in pool.run(orders, filling.work, 2, filling.SECONDS, TEMPLATE_BYTES_OF_MEMORY):
        assert one.error is None or isinstance(one.error, TemplateFault), (NAMES[one.job.number], one.error)
        found[NAMES[one.job.number]] = str(one.error or "")
    return found


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str, said: dict[str, str]) -> None:
    assert (said[name] == "") == name.startswith("gilt-") == (not expected(name)), said[name]
    assert not [part for part in expected(name) if part not in said[name]], said[name]
    assert len(said[name]) < 600
