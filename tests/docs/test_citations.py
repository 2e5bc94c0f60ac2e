"""Comments, docstrings and pages cite what there is, so that the project explains itself."""

from __future__ import annotations

from tests.docs.citations import Citation, citations, cited, files
from tests.docs.handbook import ROOT, headings

CASES = ROOT / "tests" / "cases"


def wrong(citation: Citation) -> str | None:
    """What is wrong with a citation: its page is missing, or one of its sections."""
    page = ROOT / citation.page
    if not page.is_file():
        return None if "/" not in citation.page and any(CASES.rglob(citation.page)) else f"{citation.page} is missing"
    there = {words for _, _, words in headings(page.read_text("utf-8"))}
    missing = [title for title in citation.sections if title not in there]
    return f"{citation.page} has no section {missing}" if missing else None


def test_every_page_that_is_cited_has_the_sections_that_are_meant() -> None:
    found = [citation for path in files() for citation in cited(path)]
    assert sum(bool(citation.sections) for citation in found) >= 10
    astray = [f"{citation.file}: {why}" for citation in found if (why := wrong(citation))]
    assert not astray, "\n".join(astray)


def test_a_citation_is_seen_over_the_end_of_a_line_and_with_two_sections() -> None:
    text = "As said (docs/regeln.md,\n    # „Alle Regeln“ and „Ausgaben“), and in rules.md."
    one, two = citations("x.py", text)
    assert one.sections == ("Alle Regeln", "Ausgaben")
    assert wrong(one) == "docs/regeln.md has no section ['Ausgaben']"
    assert wrong(two) == "rules.md is missing"
