"""What a content repository's own templates, texts and stylesheets can do, and what they cannot."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.templates.conftest import Own

AGREEMENT = "templates/kooperationsvereinbarung.html"
PAGE = '{{% extends "base.html" %}}{{% block inhalt %}}<h2>Eigen</h2>{}{{% endblock %}}'


def base(root: Path) -> str:
    return (root / "templates/base.html").read_text("utf-8")


def sheet(root: Path, name: str) -> str:
    return (root / f"templates/stil/{name}.css").read_text("utf-8")


def example(root: Path) -> dict[str, str]:
    """The files of the documentation's example."""
    page = (root / "docs/vorlagen.md").read_text("utf-8")
    blocks = {name: (kind, text) for kind, name, text in re.findall(r"```\w+ (datei|anhang) (\S+)\n(.*?)```", page, re.DOTALL)}
    assert len(blocks) == 2
    return {name: (root / name).read_text("utf-8") * (kind == "anhang") + text for name, (kind, text) in blocks.items()}


def test_the_example_of_the_documentation(own: Own, root: Path) -> None:
    built = own(example(root), only=("einladung",), pdf=True)
    assert not built.outcome.failed
    assert "Musterstadt lädt herzlich zur 1. Sitzung ein." in built.page("einladung-2026-12-10")
    assert "<strong>pünktlich</strong>" in built.page("einladung-2026-12-10")
    paper = built.folder / "einladung-2026-12-10.pdf"
    assert "lädt herzlich" in subprocess.run(["pdftotext", paper, "-"], capture_output=True, text=True, check=True).stdout


def test_the_example_of_the_documentation_in_an_edition_that_shows_less(own: Own, root: Path) -> None:
    built = own(example(root), only=("einladung",), edition="verteiler")
    assert not built.outcome.failed
    assert "<li>nicht öffentlich</li>" in built.page("einladung-2026-12-10")


def test_own_words_take_the_place_of_ours(own: Own, root: Path) -> None:
    name = "templates/texte/worte.yaml"
    text = (root / name).read_text("utf-8")
    assert "interne Ausgabe" in text
    built = own({name: text.replace("interne Ausgabe", "hausinterne Ausgabe")})
    assert "hausinterne Ausgabe" in built.page("einladung-2026-12-10")


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ dokument.__init__ }}", "unsafe"),
        ("{{ cycler.__init__.__globals__ }}", "unsafe"),
        ("{{ self._TemplateReference__context }}", "unsafe"),
        ("{{ '{0.__class__}'.format(1) }}", "unsafe"),
        ("{{ dokument.update({'a': 1}) }}", "unsafe"),
        ("{{ 'x'.upper }}", "kein Text"),
        ("{{ namespace }}", "kein Text"),
        ("{{ dokument.gibtesnicht }}", "no attribute"),
        ("{{ dokument + 1 }}", "TypeError"),
        ("{{ 1 / 0 }}", "ZeroDivisionError"),
        ("{{ lipsum() }}", "undefined"),
        ("{{ [1, 2] | random }}", "random"),
        ("{% if %}", "Expected an expression"),
        ("{% include '../../areas/regsam.yaml' %}", "gibt es nicht"),
        ("{% include '/etc/hostname' %}", "gibt es nicht"),
        ("{% include 'texte/worte.yaml' %}", "gibt es nicht"),
        ("<img alt='x' src=\"asset:../regsam.yaml\">", "kein Bild"),
        ("<img alt='x' src=\"asset:../../../../../../etc/hostname\">", "kein Bild"),
        ("<img alt='x' src=\"asset:anlagen/zahlen.csv\">", "kein Bild"),
    ],
)
def test_it_reaches_nothing_but_what_it_was_given(own: Own, inside: str, said: str) -> None:
    built = own({AGREEMENT: PAGE.format(inside)})
    assert said in built.why()
    assert built.page("einladung-2026-12-10")  # the others are made


@pytest.mark.parametrize(
    "inside",
    [
        "{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m() %}{% set a = m() %}{% set b = m() %}{% endmacro %}{{ m() }}",
        "{% for x in [1, 2] recursive %}{{ loop([1, 2]) }}{% endfor %}",
        "{% include 'kooperationsvereinbarung.html' %}",
        "{% set x = namespace(t='x') %}{% for i in range(60) %}{% set x.t = x.t ~ x.t %}{% endfor %}",
        "{% set x = namespace(t='x') %}{% for i in range(60) %}{% set x.t = x.t + x.t %}{% endfor %}",
        "{{ 'x' * 10000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%9999999999d' % 1 }}",
        "{{ 'x'.ljust(9999999999) }}",
        "{{ 'x' | center(9999999999) }}",
    ],
)
def test_it_comes_to_an_end(own: Own, monkeypatch: pytest.MonkeyPatch, inside: str) -> None:
    monkeypatch.setattr("regsam_docs.sandbox.TEMPLATE_STEPS", 100_000)  # the same end, sooner
    built = own({AGREEMENT: PAGE.format(inside)})
    assert built.outcome.failed
    assert built.page("einladung-2026-12-10")


def test_what_is_written_stays_text_in_any_template(own: Own) -> None:
    evil = '"><script>alert(1)</script>'
    built = own({AGREEMENT: PAGE.format("<p title=\"{{ vereinbarung.umgriff.beschreibung }}\">x</p>"),
                 "areas/nordfeld/vereinbarung.yaml": _agreement(evil)})  # fmt: skip
    assert "<script>" not in built.page("kooperationsvereinbarung")
    assert "&#34;&gt;&lt;script&gt;" in built.page("kooperationsvereinbarung")


def _agreement(text: str) -> str:
    from tests.build.conftest import FILES

    return FILES["areas/nordfeld/vereinbarung.yaml"].replace("Zwischen Bahn und Bach", f"'{text}'")


class TestPages:
    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ('<meta http-equiv="Content-Security-Policy" content="{{ csp }}">', ""),
            ('content="{{ csp }}"', 'content="default-src *"'),
            ("<meta charset", "<script>1</script><meta charset"),
            ("<!doctype html>", "<!-- -->"),
        ],
    )
    def test_none_is_made_without_its_policy_at_the_top(self, own: Own, root: Path, old: str, new: str) -> None:
        assert old in base(root)
        built = own({"templates/base.html": base(root).replace(old, new)})
        assert "Schutzregel" in built.why()
        assert not list(built.folder.glob("*.html"))

    @pytest.mark.parametrize("name", ["grund", "bildschirm"])
    def test_a_stylesheet_cannot_end_itself(self, own: Own, root: Path, name: str) -> None:
        evil = "</style><meta http-equiv=refresh content='0; https://example.org'>"
        assert "</" in own({f"templates/stil/{name}.css": sheet(root, name) + evil}).why()

    def test_what_a_stylesheet_calls_from_outside_the_policy_stops(self, own: Own, root: Path) -> None:
        """The browser's part of it is in tests/web."""
        page = own({"templates/stil/bildschirm.css": sheet(root, "bildschirm") + "p { background: url(https://example.org/x) }"})
        assert "default-src &#39;none&#39;; img-src data:; font-src data:;" in page.page("kooperationsvereinbarung")


@pytest.mark.pdf
class TestPaper:
    @pytest.mark.parametrize(
        "rule",
        [
            "p { background: url(https://example.org/x.png) }",
            "p { background: url(file:///etc/hostname) }",
            "@import url(https://example.org/x.css);",
            "@font-face { font-family: X; src: url(/etc/hostname) } p { font-family: X }",
        ],
    )
    def test_nothing_is_fetched(self, own: Own, root: Path, rule: str) -> None:
        css = rule + sheet(root, "druck") if rule.startswith("@import") else sheet(root, "druck") + rule
        built = own({"templates/stil/grund.css": "", "templates/stil/druck.css": css}, pdf=True, only=("einladung",))
        assert [path for path in built.outcome.failed if path.endswith(".pdf")]

    @pytest.mark.parametrize("address", ["https://example.org/x.png", "file:///etc/hostname"])
    def test_no_picture_from_elsewhere(self, own: Own, address: str) -> None:
        picture = f"<img alt='x' src='{address}'>"
        built = own({"templates/einladung.html": PAGE.format(picture)}, pdf=True, only=("einladung",))
        assert address in built.why()
