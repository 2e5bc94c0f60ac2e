"""What a content repository's own templates, texts and stylesheets can do, and what they cannot."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from regsam_docs import check
from regsam_docs.cli import main
from regsam_docs.publish import overviews
from regsam_docs.publish import publisher as publishing
from regsam_docs.render.templates import overlay
from regsam_docs.system import disk
from tests.templates.conftest import Own

AGREEMENT = "templates/kooperationsvereinbarung.html"
PAGE = '{{% extends "base.html" %}}{{% block inhalt %}}<h2>Eigen</h2>{}{{% endblock %}}'
WAYS = re.compile(r'<nav class="wege".*?</nav>\n*', re.DOTALL)


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


def test_one_that_cannot_be_filled_stops_no_other_page(own: Own) -> None:
    built = own({AGREEMENT: PAGE.format("\n{{ 'x' | datum }}")})
    assert built.why().startswith("templates/kooperationsvereinbarung.html:2: ")
    assert built.page("einladung-2026-12-10")
    assert built.outcome.faulty


def test_the_same_bytes_in_the_sandbox(root: Path) -> None:
    """The product's own templates, all documents of the example city: in the plain environment, and as if they were others'."""
    result = check.check(disk.tree(root))
    own = disk.resource_bytes("templates")
    changed = {name: data + b"{# eigen #}" for name, data in own.items() if name.endswith(".html")}
    pages = []
    for theirs in ({}, changed):
        publisher = publishing(result, overlay(own, theirs), "intern", workers=2)
        assert publisher is not None
        made = [publisher.planned(slug) for slug in publisher.excerpts]
        made.append(overviews.documents_of_city(publisher, lambda name: True))
        publisher.render_planned(made)
        assert not [one.failed for one in made if one.failed]
        # The ways to other pages stand on screens alone, so a page of others' templates goes without them.
        pages.append([(d.path, WAYS.sub("", d.web), d.job.html if d.job else None) for one in made for d in one.rendered])
    assert pages[0] == pages[1]
    assert len(pages[0]) > 5


def test_a_command_says_which_template_and_ends_with_2(own: Own, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own({AGREEMENT: PAGE.format("\n{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}")})
    assert main(["--root", str(tmp_path), "build", "--no-pdf", "nordfeld"]) == 2
    assert "templates/kooperationsvereinbarung.html:2: " in capsys.readouterr().out
    (tmp_path / AGREEMENT).write_bytes(b"\xff")
    assert main(["--root", str(tmp_path), "build", "--no-pdf", "nordfeld"]) == 2
    assert "templates/kooperationsvereinbarung.html:1: " in capsys.readouterr().err


def test_what_is_written_stays_text_in_any_template(own: Own) -> None:
    evil = '"><script>alert(1)</script>'
    built = own({AGREEMENT: PAGE.format("<p data-wert=\"{{ vereinbarung.umgriff.beschreibung }}\">x</p>"),
                 "areas/nordfeld/vereinbarung.yaml": _agreement(evil)})  # fmt: skip
    assert "<script>" not in built.page("kooperationsvereinbarung")
    assert "&#34;&gt;&lt;script&gt;" in built.page("kooperationsvereinbarung")


def _agreement(text: str) -> str:
    from tests.build.conftest import FILES

    return FILES["areas/nordfeld/vereinbarung.yaml"].replace("Zwischen Bahn und Bach", f"'{text}'")
