"""The handbook is true: its examples are checked as they stand, its tables of keys are those of the schemas.

What the marks on its code blocks mean is said in `handbook.py`. `./run test tests/docs --update-golden` writes the tables anew.
"""

from __future__ import annotations

import re
import textwrap
from datetime import date

import pytest

from regsam_docs import schema, yaml
from regsam_docs.check import check
from regsam_docs.check.register import REGISTER
from regsam_docs.cli import COMMANDS
from regsam_docs.finding import Rule
from regsam_docs.model.tracking import track
from regsam_docs.repository import paths
from regsam_docs.repository.kinds import AREA_FILES
from regsam_docs.repository.tree import tree_of
from tests.docs.handbook import HANDBOOK, ROOT, Block, all_blocks, anchor, city, explained, headings, overlaid, page_of, pages
from tests.docs.keys import table

PAGES = pages()
BLOCKS = all_blocks()
CITY = city()
FILES = [block for block in BLOCKS if block.kind == "datei"]
QUOTES = [block for block in BLOCKS if block.kind == "zitat"]
LESSONS = [block for block in BLOCKS if block.page == "yaml" and block.kind]
FINDINGS = [block for block in BLOCKS if block.page.startswith("meldungen-")]

TABLE = re.compile(r"<!-- schluessel (\w+) -->\n(.*?)<!-- ende -->", re.DOTALL)
RULE = re.compile(r"[A-Z]\d\d")
KINDS = tuple("regsam kontakte gebiet person gremium vereinbarung phasen ziele protokoll abschluss chronik auswahl".split())


def named(block: Block) -> str:
    return f"{block.page}-{block.line}-{block.place}"


# ---- files


def test_the_files_of_the_handbook_are_one_city_without_findings() -> None:
    found = check(tree_of(CITY)).findings
    assert found == (), explained(found)


@pytest.mark.parametrize("block", [block for block in FILES if block.language == "yaml"], ids=named)
def test_a_file_follows_its_schema(block: Block) -> None:
    name = block.place.rpartition("/")[2].removesuffix(".yaml")
    kind = "protokoll" if paths.MEETING.match(name) else name
    node, found = yaml.read(block.text.encode(), block.place)
    assert node is not None, explained(found)
    checked = schema.check(kind, node, block.place)
    assert (*found, *checked.findings) == (), explained(checked.findings)


def test_there_is_a_file_of_every_kind() -> None:
    shown = {block.place.rpartition("/")[2] for block in FILES}
    assert {*AREA_FILES, "regsam.yaml", "auswahl.yaml"} <= shown
    assert any("/protokolle/" in block.place for block in FILES)


def written(made: dict[str, str], update_golden: bool, reason: str) -> None:
    """That the pages are as they are made; with the flag they are written so."""
    if update_golden:
        for page, text in made.items():
            (HANDBOOK / f"{page}.md").write_text(text, "utf-8")
        return
    assert made == pages(), f"{reason}: ./run test tests/docs --update-golden"


def test_every_kind_has_its_table_of_keys(update_golden: bool) -> None:
    assert sorted(m[1] for text in PAGES.values() for m in TABLE.finditer(text)) == sorted(KINDS)
    mark = "<!-- schluessel {0} -->\n\n{1}\n\n<!-- ende -->"
    made = {page: TABLE.sub(lambda m: mark.format(m[1], table(m[1])), text) for page, text in pages().items()}
    written(made, update_golden, "the schemas have changed")


# ---- examples


@pytest.mark.parametrize("block", QUOTES, ids=named)
def test_a_quotation_stands_in_the_example_city(block: Block) -> None:
    lines = [line.strip() for line in (ROOT / block.place).read_text("utf-8").splitlines()]
    for part in re.split(r"^ *# …\n", block.text, flags=re.MULTILINE):
        wanted = [line.strip() for line in part.splitlines()]
        assert any(lines[at : at + len(wanted)] == wanted for at in range(len(lines))), part


@pytest.mark.parametrize(("wrong", "right"), list(zip(LESSONS[::2], LESSONS[1::2], strict=True)), ids=named)
def test_a_lesson_is_wrong_and_then_right(wrong: Block, right: Block) -> None:
    assert (wrong.kind, right.kind) == ("falsch", "richtig")
    assert check(overlaid(CITY, [wrong])).findings
    found = check(overlaid(CITY, [right])).findings
    assert found == (), explained(found)


# ---- findings

IDS = [words for text in PAGES.values() for _, level, words in headings(text) if level == 2 and RULE.fullmatch(words)]


def test_every_rule_has_its_section_with_its_own_words(update_golden: bool) -> None:
    assert sorted(IDS, key=page_of) == sorted(REGISTER, key=page_of), "missing, or not in the order of the register"
    made = pages()
    for id, rule in REGISTER.items():
        made[page_of(id)] = explaining(made[page_of(id)], id, rule)
    written(made, update_golden, "the rules' explanations have changed")


def explaining(text: str, id: str, rule: Rule) -> str:
    """A page with a rule's own words in its section, around the examples."""
    level = {"fehler": "Fehler", "warnung": "Warnung"}[rule.level]
    before = textwrap.fill(f"**{level}.** {rule.explanation}", 140, break_long_words=False, break_on_hyphens=False)
    how = f" {rule.check_off.rpartition(': #')[0]}: `# {id} geprüft: Grund`." if rule.check_off else ""
    after = textwrap.fill(f"**Was tun:** {rule.advice}{how}", 140, break_long_words=False, break_on_hyphens=False)
    parts = rf"(?P<head>^## {id}\n\n).*?(?P<examples>^```.*?^)\*\*Was tun:\*\* .*?(?P<end>\n\n|\n\Z)"
    found = re.search(parts, text, re.DOTALL | re.MULTILINE)
    assert found is not None, f"## {id} is missing in {page_of(id)}.md"
    return f"{text[: found.start()]}{found['head']}{before}\n\n{found['examples']}{after}{found['end']}{text[found.end() :]}"


@pytest.mark.parametrize("id", IDS)
def test_the_wrong_example_of_a_finding_gives_it_and_the_right_one_does_not(id: str) -> None:
    own = [block for block in FINDINGS if block.section == id]
    wrong, right = ([block for block in own if block.kind == kind] for kind in ("falsch", "richtig"))
    assert wrong
    assert right
    found = check(overlaid(CITY, wrong)).findings
    assert id in {f.id for f in found}, explained(found)
    left = check(overlaid(CITY, right)).findings
    assert not [f for f in left if f.id == id or (f.id[0] in "YS" and id != "Y04")], explained(left)


# ---- the rest


@pytest.mark.parametrize("block", [b for b in BLOCKS if b not in (*LESSONS, *FINDINGS) and b.kind == "richtig"], ids=named)
def test_a_worked_example_has_no_findings(block: Block) -> None:
    found = check(overlaid(CITY, [block])).findings
    assert found == (), explained(found)


def test_the_task_reported_done_and_open_again_is_as_the_handbook_says() -> None:
    example = [b for b in BLOCKS if b.page == "auftraege" and b.kind == "richtig"]
    (area,) = check(overlaid(CITY, example)).city.areas
    task = next(task for task in track(area) if task.id == "2027-05-20/1")
    assert (task.status, task.due) == ("in_arbeit", date(2027, 9, 30))


def test_every_command_has_its_line() -> None:
    lines = re.findall(r"^\| `(\w+)` \|.*\| `regsam-docs (\w+)", PAGES["befehle"], re.MULTILINE)
    assert set(COMMANDS) <= {name for name, _ in lines}
    assert [name for name, _ in lines] == [called for _, called in lines]


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)
def test_no_two_headings_have_one_anchor(text: str) -> None:
    anchors = [anchor(words) for _, _, words in headings(text)]
    assert len(anchors) == len(set(anchors))


def test_the_contents_name_every_page() -> None:
    named = set(re.findall(r"\]\(([\w-]+)\.md\)", PAGES["README"]))
    assert named == set(PAGES) - {"README"}, "README.md links each page; the site takes their order from it"
