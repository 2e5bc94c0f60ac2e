"""A hint is printed unless the message has offered it in the same words."""

from __future__ import annotations

import click
import pytest

from regsam_docs.cli.reports import FORMATS, Report
from regsam_docs.finding import Finding


def printed(form: str, message: str, hint: str) -> str:
    report = Report((Finding("areas/a/gebiet.yaml", 1, 1, "S03", "fehler", message, hint),), 1, 1)
    return click.unstyle(FORMATS[form](report))


@pytest.mark.parametrize("form", ["text", "github", "sarif"])
def test_letters_that_occur_in_the_message_hide_no_hint(form: str) -> None:
    assert "→ true" in printed(form, "Hier gehört true oder false hin; da steht aber „ja“.", "true")


@pytest.mark.parametrize("form", ["text", "github", "sarif"])
def test_what_was_offered_is_not_said_twice(form: str) -> None:
    assert "→" not in printed(form, "„ragss“ gibt es nicht. Meinten Sie „rags“? Möglich sind: rags, region.", "rags")
