"""What holds for every text, however it is written."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from tinyhtml5.parser import HTMLParser

from regsam_docs.texts.check import links, problems
from regsam_docs.texts.markdown import plain, to_html, to_plain
from regsam_docs.texts.parse import parse

WORDS = """Nachbarschaftsfest Bewohner*innen Straße 31. 1. 2. 3. 2010. 7) 01. Juli Mai März 2010 5*3 4*2 m² 20 % A96 – „so“ a_b
 https://example.org/_a_ (siehe *b*)
 C:\\Daten &copy; &amp; < > 3<5 | \\| § € * ** _ __ ` `` ~~ [x] [x][y] ! # + - = : ;""".split()
MARKS = [f"{mark} " for mark in "- * + > # ## ###### 1. 2. 3. 7. 1) 2010. 31. 0. >>".split()] + [
    "  ",
    "    ",
    "\t",
    "| ",
    "|",
    "> > ",
    "- - ",
    "1. - ",
    "```\n",
    "~~~ x\n",
    "---\n",
    "===\n",
    "| --- | --- |\n",
    "[a]: b\n",
    "\n",
]
TARGETS = (
    "https://example.org/a?b=1&c=ä javascript:alert(1) data:text/html,x //host/x anlagen/plan.pdf ../x /etc file:///x "
    "mailto:erika@example.org JAVASCRIPT:x vbscript:x java&#115;cript:x <a\u00a0b> http:/x https:x \u202ex"
).split(" ")
INLINE = [
    "*{}*",
    "**{}**",
    "_{}_",
    "`{}`",
    "<b onclick='x'>{}</b>",
    "<script>{}</script>",
    "{}<br>",
    "\\*{}",
    "{}\\",
    "{}  ",
    "<!-- {} -->",
]

# Each piece is what is written, and what of it a reader must see.
Piece = tuple[str, str]
words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
plain_words = words.map(lambda text: (text, text))
decorated = st.builds(lambda form, text: (form.format(text), text), st.sampled_from(INLINE), words)
targets = st.builds(
    lambda form, text, target: (form.format(text, target), text if "{}" in form else ""),
    st.sampled_from(["[{}]({})", "![{}]({})", "<{1}>", "[{}](<{}>)", '[{}]({} "t")', "[![{}](anlagen/x.png)]({})", "[]({1})"]),
    words,
    st.sampled_from(TARGETS),
)


def joined(marks: list[str], pieces: list[Piece], end: str) -> Piece:
    return "".join(marks) + " ".join(written for written, _ in pieces) + end, " ".join(seen for _, seen in pieces)


lines = st.builds(
    joined,
    st.lists(st.sampled_from(MARKS), max_size=3),
    st.lists(plain_words | decorated | targets, max_size=3),
    st.sampled_from(["", "\n", "\n", "\n\n", "\r\n", " |\n", "  \n"]),
)
written_and_seen = st.lists(lines, max_size=8).map(lambda parts: joined([], parts, ""))
texts = written_and_seen.map(lambda piece: piece[0]) | st.text(max_size=40) | st.text("*_[]()!<>`\\|-#1.) \n\tab:", max_size=60)


TAGS = frozenset("html head title body p h3 h4 h5 h6 ul ol li pre code br em strong a table thead tbody tr th td".split())


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def attachment(path: str) -> str | None:
    return path.upper() if path.startswith("anlagen/") else None


@given(texts)
def test_html_is_valid_and_has_only_what_is_allowed(text: str):
    page = f"<!DOCTYPE html><html><head><title>x</title></head><body>{to_html(text, link=attachment)}</body></html>"
    parser = HTMLParser()
    parser.parse(page)
    assert parser.errors == []
    for element in lxml_html.fromstring(page).iter():
        assert element.tag in TAGS
        assert set(element.attrib) <= {"href", "rel", "scope", "style", "start", "class"}
        assert re.match(r"https?://|mailto:|ANLAGEN/", element.get("href", "mailto:")), element.get("href")
        assert element.get("style", "text-align:left") in ("text-align:left", "text-align:right", "text-align:center")


@given(written_and_seen)
def test_nothing_is_lost_without_a_finding(piece: Piece):
    written, seen = piece
    if any(problem.rule.id == "T04" for problem in problems(written, markdown=True)):
        return
    printed = iter(letters(to_plain(written)))
    assert all(letter in printed for letter in letters(seen))  # all of them, in this order


SIGNS = [
    *"+-*#|~_\\`=%[]()<!.:/",
    *"> >= >> -> 1) 2. 7. --- === *** ``` ~~~ a ab Juli ä 12 \\* ** | - | |".split(" "),
    *["    ", " ", "\n", "\n\n", "\t"],
]
signs = st.lists(st.tuples(st.sampled_from(SIGNS), st.sampled_from(["", "", " ", "\n"])), min_size=2, max_size=14).map(
    lambda parts: "".join(map("".join, parts))
)
USED_UP = {
    **dict.fromkeys(("h3", "h4", "h5", "h6"), "######"),
    "li": "-",
    "strong": "****",
    "em": "**",
    "code": "``",
    "pre": "````",
    "a": "[]()<>",
    "table": "||--",
    "tr": "||",
    "th": "|-::",
    "td": "|",
}
"""What each element's signs in the text may have been: a list's mark, a heading's, …"""


def signs_of(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def markup_without_backslashes(text: str) -> bool:
    """Whether a sign that has a backslash before it would be markup, or a mistake, without it."""
    bare = re.sub(r"\\+([*`\[\]|<>+#=.)-])", r"\1", text)
    lost = signs_of(bare) - signs_of(plain(to_html(bare), bullet="", cell=""))
    return bare != text and bool(lost or list(problems(bare, markdown=True)))


@settings(max_examples=500)
@given(signs | texts)
def test_each_sign_is_in_the_document_or_made_something_or_is_a_finding(text: str):
    if any(problem.rule.id in ("T01", "T02", "T04", "T05", "R05") for problem in problems(text, markdown=True)):
        return
    page = lxml_html.fromstring(f"<body>{to_html(text)}</body>")
    used = Counter("".join(USED_UP.get(str(element.tag), "") for element in page.iter()))
    used["*"] += used["-"]  # either marks a list
    used["`"] *= max(map(len, re.findall("`+", text)), default=0)  # code may stand between any number of them
    used["-"] = text.count("-") if used["|"] else used["-"]
    used["\\"] = text.count("\\") if markup_without_backslashes(text) else 0
    for link in links(text):
        used.update(link.target + '![]()<>"')
        used.update(text.count("*") * "*" + text.count("`") * "`" if link.image else "")  # a description has no markup
    assert not signs_of(text) - signs_of(plain(to_html(text), bullet="", cell="")) - used


@given(texts, st.booleans())
def test_problems_lie_in_the_text_and_are_told_once(text: str, markdown: bool):
    found = list(problems(text, markdown=markdown))
    assert found == sorted(found, key=lambda problem: (problem.offset, problem.rule.id))
    assert len({(problem.offset, problem.rule.id, problem.message) for problem in found}) == len(found)
    for problem in found:
        assert 0 <= problem.offset < len(text)
        if problem.rule.id == "T03":
            assert text[problem.offset] == "<"
        if problem.rule.id in ("T01", "T02", "R05"):
            assert text[problem.offset] in "[<!"


@given(texts)
def test_links_begin_where_they_are_said_to(text: str):
    for link in links(text):
        assert text[link.offset] in ("!" if link.image else "[<")


@given(texts)
def test_the_same_text_gives_the_same_html(text: str):
    first = to_html(text)
    parse.cache_clear()
    assert to_html(text) == first


@given(st.text("äöüßÄÖÜabcxyz ,;?!.„“–", max_size=80))
def test_prose_without_markup_stays_as_it_is(text: str):
    assert to_plain(text).split() == text.split()
