"""Markdown to HTML that is valid, safe and says all that was written; and to the text a reader sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token

from regsam_docs.texts import targets
from regsam_docs.texts.parse import EMPHASIS, MarkdownText, parse
from regsam_docs.texts.plain import BRACKETS, plain

LinkTo = Callable[[str], str | None]
Image = Callable[[str, str], str]

_NOT_IN_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


_SENTENCE = re.compile(
    r"(?:(?<=[^\W\d_]{2}[.!?])|(?<=[0-9]{4}[.!?])|(?<=[0-9][!?])|(?<=[.!?][“)]))"
    r"(?<!\b[DNSFH][rt]\.)(?<!\bProf\.)(?<!\bStr\.) +(?=[A-ZÄÖÜ„])"
)
"""The blank after a sentence: not after „z. B.“, „31.“ or „Dr.“."""


def to_html(
    text: str,
    *,
    heading_level: int = 3,
    link: LinkTo | None = None,
    image: Image | None = None,
    sentences: bool = False,
) -> str:
    """Markdown to a sequence of HTML5 blocks (no document around them; "" for an empty text).

    `heading_level` is the level the text's headings begin at, one below the heading it stands under: the first is
    there, whatever it was written as, none skips a level, none goes below h6. `link` takes the path of an area's
    file (`targets.file_of`) and gives the href, or None for text without a link. `image` takes path and alternative
    text and gives the markup of the image; without it the alternative text is printed. HTML in the text is printed as
    text. `sentences`: a line for each sentence, and for each line as written. It never raises.
    """
    return render(parse(text), heading_level=heading_level, link=link, image=image, sentences=sentences)


def to_plain(text: str) -> str:
    """The words a reader of the document sees, a line for each block: for comparisons, calendars,
    previews."""
    return plain(to_html(text))


def render(
    parsed: MarkdownText,
    *,
    heading_level: int = 3,
    link: LinkTo | None = None,
    image: Image | None = None,
    sentences: bool = False,
) -> str:
    """The same as `to_html` for a text that has been parsed already."""
    page = _Page(heading_level, link, image, sentences)
    tokens = parsed.tokens
    single = _single_paragraphs(tokens)
    parts: list[str] = []
    for index, token in enumerate(tokens):
        if index not in single:
            parts.append(_block(token, page, empty=_is_empty(tokens, index)))
        elif token.nesting == -1 and tokens[index + 1].type != "list_item_close":
            parts.append("\n")
    return printable("".join(parts))


def printable(text: str) -> str:
    """The text with U+FFFD for what HTML cannot hold."""
    return _NOT_IN_HTML.sub("\ufffd", text)


# --- blocks -------------------------------------------------------------------------------------------------


@dataclass
class _Page:
    """What the blocks of one text have in common."""

    level: int
    link: LinkTo | None
    image: Image | None
    sentences: bool = False
    headings: list[int] = field(default_factory=list)

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


_TAGS = {
    "bullet_list_open": "<ul>\n",
    "bullet_list_close": "</ul>\n",
    "ordered_list_close": "</ol>\n",
    "list_item_open": "<li>",
    "list_item_close": "</li>\n",
    "table_open": "<table>\n",
    "table_close": "</table>\n",
    "thead_open": "<thead>\n",
    "thead_close": "</thead>\n",
    "tbody_open": "<tbody>\n",
    "tbody_close": "</tbody>\n",
    "tr_open": "<tr>",
    "tr_close": "</tr>\n",
    "paragraph_open": "<p>",
    "paragraph_close": "</p>\n",
}


def _block(token: Token, page: _Page, *, empty: bool) -> str:
    kind = token.type
    if kind == "inline":
        return "".join(_inline(token.children or (), page))
    if kind in ("paragraph_open", "paragraph_close") and empty:
        return ""
    if kind in _TAGS:
        return _TAGS[kind]
    if kind in ("heading_open", "heading_close"):
        return _heading(token, page)
    if kind in ("th_open", "th_close", "td_open", "td_close"):
        return _cell(token, empty=empty)
    if kind == "ordered_list_open":
        return _ordered(token)
    if kind == "deep":
        return f"<p>{_lines(token.content)}</p>\n"
    # fence: the last kind there is
    return f"<pre><code>{_text(token.content)}</code></pre>\n"


def _heading(token: Token, page: _Page) -> str:
    if token.nesting == 1:
        return f"<h{page.outline(int(token.tag[1]))}>"
    return f"</h{page.current}>\n"


ALIGNED = {
    "text-align:left": "ausgerichtet-links",
    "text-align:center": "ausgerichtet-mitte",
    "text-align:right": "ausgerichtet-rechts",
}
"""What the parser says of a column → class for the stylesheets: a page's policy allows no style at an element."""


def _cell(token: Token, *, empty: bool) -> str:
    tag = "td" if empty else token.tag  # a header without words heads nothing
    if token.nesting == -1:
        return f"</{tag}>"
    scope = ' scope="col"' if tag == "th" else ""
    aligned = ALIGNED.get(str(token.attrs.get("style", "")))
    return f'<{tag}{scope} class="{aligned}">' if aligned else f"<{tag}{scope}>"


def _ordered(token: Token) -> str:
    start = f' start="{int(token.attrs["start"])}"' if "start" in token.attrs else ""
    brackets = f' class="{BRACKETS}"' if token.markup == ")" else ""
    return f"<ol{start}{brackets}>\n"


def _lines(text: str) -> str:
    return "<br>\n".join(_text(line.strip()) for line in text.strip().split("\n"))


def _text(text: str) -> str:
    return escape(text, quote=False)


# --- inside a line ------------------------------------------------------------------------------------------

_EMPHASIS = {"em_open": "<em>", "strong_open": "<strong>", "em_close": "</em>", "strong_close": "</strong>"}


def _inline(tokens: Sequence[Token], page: _Page) -> Iterator[str]:
    depth = 0
    links: list[str] = []
    for index, token in enumerate(tokens):
        kind = token.type
        if kind in _EMPHASIS:
            depth -= token.nesting == -1
            yield _EMPHASIS[kind] if depth < EMPHASIS else ""
            depth += token.nesting == 1
        elif kind == "link_open":
            opening, closing = ("", "") if any(links) else _link(token, page)
            links.append(closing)
            yield opening
            if tokens[index + 1].type == "link_close":
                yield _text(str(token.attrs["href"]))  # a link without words cannot be followed
        elif kind == "link_close":
            yield links.pop()
        else:
            yield _piece(token, page)


def _piece(token: Token, page: _Page) -> str:
    if token.type == "softbreak" and not page.sentences:
        return " "
    if token.type in ("softbreak", "hardbreak"):
        return "<br>\n"
    if token.type == "code_inline":
        return f"<code>{_text(token.content)}</code>"
    if token.type == "image":
        return _image(token, page)
    text = _text(token.content)  # text, what is almost a link, and HTML as the text it is
    return _SENTENCE.sub("<br>\n", text) if page.sentences else text


def _link(token: Token, page: _Page) -> tuple[str, str]:
    """What stands before and after a link's text; for an address that is not allowed, nothing (or, where
    `<…>` was written, the brackets)."""
    target = str(token.attrs["href"])
    if targets.is_address(target):
        href = normalizeLink(target)
        if targets.is_address(href):
            rel = "" if href.lower().startswith("mailto:") else ' rel="noopener noreferrer"'
            return f'<a href="{escape(href)}"{rel}>', "</a>"
    if token.info == "auto":
        return "&lt;", "&gt;"
    file = targets.file_of(target)
    href_of_file = page.link(file) if page.link and file is not None else None
    if href_of_file is None:
        return "", ""
    _, hash_, part = target.partition("#")
    return f'<a href="{escape(href_of_file + hash_ + part)}">', "</a>"


def _image(token: Token, page: _Page) -> str:
    alt = alternative(token)
    file = targets.file_of(str(token.attrs["src"]))
    if page.image is None or file is None:
        return _text(alt)
    return page.image(file, alt)


def alternative(token: Token) -> str:
    """An image's alternative text, without markup."""
    return " ".join("".join(_words(token.children or ())).split())


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "image":
            yield from _words(token.children or ())
        else:
            yield " " if token.type in ("softbreak", "hardbreak") else token.content
