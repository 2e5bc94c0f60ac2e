"""What a content repository brings never reaches the environment the product trusts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from jinja2 import Environment

from regsam_docs import render
from regsam_docs.render import filling
from regsam_docs.render.overrides.faults import Overtime, TemplateFault, explained, fault
from regsam_docs.render.overrides.sandbox import Sandbox, TemplateTexts
from regsam_docs.render.templates import overlay
from regsam_docs.system import disk, pool
from regsam_docs.system.pool import Finished

OWN = disk.resource_bytes("templates")
TEMPLATES = sorted(name for name in OWN if name.endswith(".html"))
CANARY = "{{ ''.__class__ }} fremd"


def reached(name: str) -> set[str]:
    """A template and all it is made of, found without Jinja."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting += re.findall(r'{%-?\s*(?:extends|include|import|from)\s+"([^"]+)"', OWN[one].decode())
    return found


@pytest.mark.parametrize("replaced", [*TEMPLATES, "teile/neu.html"])
def test_an_override_never_reaches_the_trusted_environment(replaced: str, monkeypatch: pytest.MonkeyPatch) -> None:
    used: dict[str, list[Environment]] = {}

    def spy(made: Environment, filled: render.Filling) -> dict[str, str]:
        used.setdefault(filled.template, []).append(made)
        return dict.fromkeys(filled.media, "")

    def here(orders: Iterable[filling.Order], *_: object) -> Iterator[Finished[filling.Order, str]]:
        for order in orders:
            with pytest.raises(TemplateFault):  # an empty page has no policy
                filling.work(order)
            yield Finished(order, None, fault(order.theirs[0], 1, ""))

    monkeypatch.setattr(render, "render_all", spy)
    monkeypatch.setattr(pool, "run", here)
    files = overlay(OWN, {replaced: CANARY.encode()})
    context = {"csp": "", "stil": "", "skript": "", "herausgeber": {"logo": None}}
    list(filling.fill(files, [(name, render.Filling(name, context, render.Links())) for name in TEMPLATES]))
    assert used.keys() == set(TEMPLATES)
    for page, environments in used.items():
        for made in environments:
            assert isinstance(made, Sandbox) == (replaced in reached(page)), page
            assert isinstance(made.loader, TemplateTexts)
            assert isinstance(made, Sandbox) == (CANARY in made.loader.templates.values()), page


def test_own_templates_name_what_they_are_made_of() -> None:
    """A name that is worked out could be anything: then it could not be told whose templates a page is made with."""
    assert not [name for name in TEMPLATES if None in render._reached(OWN[name].decode())]


def test_one_that_used_up_its_time_is_not_tried_for_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def here(orders: Iterable[filling.Order], *_: object) -> Iterator[Finished[filling.Order, dict[str, str]]]:
        for order in orders:
            tried.append(order.filling.template)
            yield Finished(order, None, explained(Overtime(), "base.html", ()))

    monkeypatch.setattr(pool, "run", here)
    files = overlay(OWN, {"base.html": b"{% extends 'endlos.html' %}"})
    filled = dict(filling.fill(files, [(number, render.Filling("einladung.html", {}, render.Links())) for number in range(99)]))
    assert {str(one).partition(" ")[0] for one in filled.values()} == {"templates/base.html:1:"}
    assert (len(filled), len(tried)) == (99, 1)
