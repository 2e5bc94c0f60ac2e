"""Markdown to HTML, where its links may lead, and what a reader sees of such HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from itertools import count, repeat
from typing import Any
from urllib.parse import unquote

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.presets import commonmark
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from regsam_docs.texts.parse import MarkdownText, parse

BRACKETS = "klammer"
"""Class of an ordered list written with `1)`; the stylesheet gives its numbers the bracket."""


def plain(html: str, *, bullet: str = "– ", cell: str = " | ") -> str:
    """The visible text of HTML as `to_html` makes it: blocks on lines, list items with their markers, `cell` between a
    row's cells."""
    return _lines(_Plain(bullet, cell).read(html))


def letter(html: str) -> str:
    """The same as the plain text of a letter: an empty line between paragraphs, headings and lists."""
    blocks = map(_lines, _Plain("- ", " | ", _GAP).read(html).split(_GAP))
    return "\n\n".join(block for block in blocks if block)


def _lines(text: str) -> str:
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol pre table".split())
_BLOCKS = _PARAGRAPHS | {"li", "tr", "br"}
_GAP = "\0"
"""Where a paragraph begins or ends; no text holds it."""


class _Plain(HTMLParser):
    """`gap`: what is put between paragraphs; then line feeds of the source are none of the text."""

    def __init__(self, bullet: str, cell: str, gap: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.bullet, self.cell, self.gap = bullet, cell, gap
        self.parts: list[str] = []
        self.lists: list[Iterator[str]] = []
        self.cells = 0

    def read(self, html: str) -> str:
        self.feed(html)
        self.close()
        return "".join(self.parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)
        values = dict(attrs)
        if tag == "ol":
            mark = ")" if values.get("class") == BRACKETS else "."
            self.lists.append(f"{number}{mark} " for number in count(int(values.get("start") or 1)))
        elif tag == "ul":
            self.lists.append(repeat(self.bullet))
        elif tag == "li":
            self.parts.append(next(self.lists[-1]))
        elif tag == "tr":
            self.cells = 0
        elif tag in ("th", "td"):
            self.parts.append(self.cell if self.cells else "")
            self.cells += 1
        elif tag == "img":
            self.parts.append(values.get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ol", "ul"):
            self.lists.pop()
        self._break(tag)

    def handle_data(self, data: str) -> None:
        self.parts.append(re.sub(r"\s+", " ", data) if self.gap else data)

    def _break(self, tag: str) -> None:
        if tag in _PARAGRAPHS and not self.lists:
            self.parts.append(self.gap)
        if tag in _BLOCKS:
            self.parts.append("\n")


# --- Where links and images lead: to the web, to a file of the area, or nowhere that is allowed.


_WEB = re.compile(r"https?://[^\s/?#\\]", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^\s@]+@\S+\Z", re.IGNORECASE)
_NO_PATH = re.compile(r"[/\\]|[^/]*:|www\.|[^/]*@|#|\Z", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")


def is_address(target: str) -> bool:
    """Whether a link's target is one of the addresses that are printed as links: http(s) and mailto."""
    return bool(_WEB.match(target) or _MAIL.match(target))


def file_of(target: str) -> str | None:
    """The path of the area's file that a target means, as written below the area's folder
    ("anlagen/plan.pdf"; with `%20` read as a blank and without `#part`), or None if it can mean none. Whether
    the file is there is not asked."""
    path = unquote(target.partition("#")[0])
    if _NO_PATH.match(target) or _NO_PATH.match(path) or _CONTROL.search(path):
        return None
    parts = path.split("/")
    return None if ".." in parts or "." in parts or "" in parts else path


# --- HTML


LinkTo = Callable[[str], str | None]
Image = Callable[[str, str], str]

_NOT_IN_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


_SENTENCE = re.compile(
    r"(?:(?<=[^\W\d_]{2}[.!?])|(?<=[0-9]{4}[.!?])|(?<=[0-9][!?])|(?<=[.!?][“)]))"
    r"(?<!\b[DNSFH][rt]\.)(?<!\bProf\.)(?<!\bStr\.) +(?=[A-ZÄÖÜ„])"
)
"""The blank after a sentence: not after „z. B.“, „31.“ or „Dr.“."""


def to_html(
    text: str | MarkdownText,
    *,
    heading_level: int = 3,
    link: LinkTo | None = None,
    image: Image | None = None,
    sentences: bool = False,
) -> str:
    """Markdown, parsed or not, to a sequence of HTML5 blocks (no document around them; "" for an empty text).

    `heading_level` is the level the text's headings begin at, one below the heading it stands under: the first is
    there, whatever it was written as, none skips a level, none goes below h6. `link` takes the path of an area's
    file (`file_of`) and gives the href, or None for text without a link. `image` takes path and alternative
    text and gives the markup of the image; without it the alternative text is printed. HTML in the text is printed as
    text. `sentences`: a line for each sentence, and for each line as written. It never raises.
    """
    tokens = (parse(text) if isinstance(text, str) else text).tokens
    page = _Page(heading_level, link, image, sentences, _single_paragraphs(tokens))
    return printable(_RENDERER.render(tokens, _NO_OPTIONS, {"page": page}))


def to_plain(text: str) -> str:
    """The words a reader of the document sees, a line for each block: for comparisons, calendars,
    previews."""
    return plain(to_html(text))


def printable(text: str) -> str:
    """The text with U+FFFD for what HTML cannot hold."""
    return _NOT_IN_HTML.sub("\ufffd", text)


# --- blocks -------------------------------------------------------------------------------------------------


@dataclass
class _Page:
    """What the tokens of one text have in common."""

    level: int
    link: LinkTo | None
    image: Image | None
    sentences: bool
    single: set[int]
    """See `_single_paragraphs`."""
    headings: list[int] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    """How the links end that are open in the line that is being written."""

    @property
    def current(self) -> int:
        return min(self.level + len(self.headings) - 1, 6)

    def outline(self, level: int) -> int:
        """The level a heading gets: as deep as it stands among the headings before it, none skipped."""
        while self.headings and self.headings[-1] >= level:
            self.headings.pop()
        self.headings.append(level)
        return self.current


def _single_paragraphs(tokens: Sequence[Token]) -> set[int]:
    """Places of the paragraph tokens that are their list item's only paragraph: an item is a line, not a
    paragraph, however many blank lines stand around it (readers of tagged PDFs hear "paragraph" before every
    item otherwise)."""
    hidden: set[int] = set()
    items: list[list[int]] = []
    for index, token in enumerate(tokens):
        if token.type == "list_item_open":
            items.append([token.level])
        elif token.type == "list_item_close":
            places = items.pop()[1:]
            if len(places) == 2:
                hidden.update(places)
        elif token.tag == "p" and token.type != "deep" and items and token.level == items[-1][0] + 1:
            items[-1].append(index)
    return hidden


def _is_empty(tokens: Sequence[Token], index: int) -> bool:
    """Whether the block that opens or closes here has inline text and nothing in it."""
    inline = tokens[index + tokens[index].nesting]
    return inline.type == "inline" and not inline.children


ALIGNED = {
    "text-align:left": "ausgerichtet-links",
    "text-align:center": "ausgerichtet-mitte",
    "text-align:right": "ausgerichtet-rechts",
}
"""What the parser says of a column → class for the stylesheets: a page's policy allows no style at an element."""

Tokens = Sequence[Token]
Env = MutableMapping[str, Any]


class _Renderer(RendererHTML):
    """The library's renderer with our HTML: a method for a kind of token that is more than its tag. In `env` is the `page`."""

    def renderInline(self, tokens: Tokens, options: OptionsDict, env: Env) -> str:  # noqa: N802 - the library's name
        """A line of its own: what is open in it ends in it."""
        env["page"].links = []
        return super().renderInline(tokens, options, env)

    def renderToken(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:  # noqa: N802 - the library's name
        """A token that no method below is named after: emphasis, a list or table, or a part of one; whatever else there is is a
        text."""
        token = tokens[idx]
        if not token.nesting:
            return self.text(tokens, idx, options, env)
        if token.nesting < 0:
            return f"</{token.tag}>" + ("\n" if token.block else "")
        return f"<{token.tag}>" + ("\n" if token.block and token.tag not in ("li", "tr") else "")

    def paragraph_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        return "" if idx in env["page"].single or _is_empty(tokens, idx) else "<p>"

    def paragraph_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        if idx in env["page"].single:
            return "\n" if tokens[idx + 1].type != "list_item_close" else ""
        return "" if _is_empty(tokens, idx) else "</p>\n"

    def heading_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        return f"<h{env['page'].outline(int(tokens[idx].tag[1]))}>"

    def heading_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        return f"</h{env['page'].current}>\n"

    def th_open(self, tokens: Tokens, idx: int, *_: Any) -> str:
        token, tag = tokens[idx], _cell_tag(tokens, idx)
        scope = ' scope="col"' if tag == "th" else ""
        aligned = ALIGNED.get(str(token.attrs.get("style", "")))
        return f'<{tag}{scope} class="{aligned}">' if aligned else f"<{tag}{scope}>"

    def th_close(self, tokens: Tokens, idx: int, *_: Any) -> str:
        return f"</{_cell_tag(tokens, idx)}>"

    td_open, td_close = th_open, th_close

    def ordered_list_open(self, tokens: Tokens, idx: int, *_: Any) -> str:
        token = tokens[idx]
        start = f' start="{int(token.attrs["start"])}"' if "start" in token.attrs else ""
        brackets = f' class="{BRACKETS}"' if token.markup == ")" else ""
        return f"<ol{start}{brackets}>\n"

    def deep(self, tokens: Tokens, idx: int, *_: Any) -> str:
        """What is too deep to be set as a list is printed as its lines."""
        lines = "<br>\n".join(_text(line.strip()) for line in tokens[idx].content.strip().split("\n"))
        return f"<p>{lines}</p>\n"

    def fence(self, tokens: Tokens, idx: int, *_: Any) -> str:
        return f"<pre><code>{_text(tokens[idx].content)}</code></pre>\n"

    # --- inside a line

    def link_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        page, token = env["page"], tokens[idx]
        opening, closing = ("", "") if any(page.links) else _link(token, page)
        page.links.append(closing)
        # A link without words cannot be followed.
        return opening + (_text(str(token.attrs["href"])) if tokens[idx + 1].type == "link_close" else "")

    def link_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        closing: str = env["page"].links.pop()
        return closing

    def softbreak(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        return "<br>\n" if env["page"].sentences else " "

    def hardbreak(self, tokens: Tokens, idx: int, *_: Any) -> str:
        return "<br>\n"

    def code_inline(self, tokens: Tokens, idx: int, *_: Any) -> str:
        return f"<code>{_text(tokens[idx].content)}</code>"

    def image(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        page, alt = env["page"], alternative(tokens[idx])
        file = file_of(str(tokens[idx].attrs["src"]))
        return _text(alt) if page.image is None or file is None else page.image(file, alt)

    def text(self, tokens: Tokens, idx: int, options: OptionsDict, env: Env) -> str:
        text = _text(tokens[idx].content)
        return _SENTENCE.sub("<br>\n", text) if env["page"].sentences else text

    html_inline = text
    """HTML is printed as the text it is."""


_RENDERER = _Renderer()
_NO_OPTIONS = OptionsDict(commonmark.make()["options"])


def _cell_tag(tokens: Tokens, index: int) -> str:
    """A header without words heads nothing."""
    return "td" if _is_empty(tokens, index) else tokens[index].tag


def _text(text: str) -> str:
    return escape(text, quote=False)


def _link(token: Token, page: _Page) -> tuple[str, str]:
    """What stands before and after a link's text; for an address that is not allowed, nothing (or, where
    `<…>` was written, the brackets)."""
    target = str(token.attrs["href"])
    href = normalizeLink(target) if is_address(target) else ""
    if is_address(href):
        rel = "" if href.lower().startswith("mailto:") else ' rel="noopener noreferrer"'
        return f'<a href="{escape(href)}"{rel}>', "</a>"
    if token.info == "auto":
        return "&lt;", "&gt;"
    file = file_of(target)
    href_of_file = page.link(file) if page.link and file is not None else None
    if href_of_file is None:
        return "", ""
    _, hash_, part = target.partition("#")
    return f'<a href="{escape(href_of_file + hash_ + part)}">', "</a>"


def alternative(token: Token) -> str:
    """An image's alternative text, without markup."""
    return words(token.children or ())


def words(tokens: Iterable[Token]) -> str:
    """What tokens of a line say, without markup, in one line."""
    return " ".join("".join(map(_word, tokens)).split())


def _word(token: Token) -> str:
    if token.type == "image":
        return "".join(map(_word, token.children or ()))
    return " " if token.type in ("softbreak", "hardbreak") else token.content
