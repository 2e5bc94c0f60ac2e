"""Elements of WordprocessingML (ECMA-376), and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

SHADES = ("auto", "none", "000000", "0", "false")
"""Values that leave a text as it is."""


def value(element: Any) -> str | None:
    """What an element says by its only attribute; None without an element."""
    return None if element is None else element.get(qn("w:val"))


def is_on(looks: Iterable[Any], name: str) -> bool:
    """Whether a look is on, said by the first that says anything."""
    found = next((one for look in looks if look is not None and (one := look.find(f"{W}{name}")) is not None), None)
    return found is not None and value(found) not in ("0", "false", "off", "none")


def is_marked(looks: Any, name: str) -> bool:
    """Whether a text is marked by a look that is on unless it says what leaves the text as it is."""
    found = looks.find(f"{W}{name}") if looks is not None else None
    if found is None:
        return False
    said = found.get(qn("w:fill")) if name == "shd" else value(found)
    return (said or "on").lower() not in (*SHADES, "baseline", "ffffff", "white")


def one_line(text: str) -> str:
    """A text without line breaks and doubled blanks."""
    return " ".join(text.split())


def text_of(element: Any, tag: str) -> str:
    """The texts of all elements of a name (`t`, `delText`) within one."""
    return "".join(one.text or "" for one in element.iter(f"{W}{tag}"))


def name_of(element: Any) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def nearest(element: Any, tag: str) -> Any:
    """The innermost element of a name that holds one; None if none does."""
    return next(element.iterancestors(f"{W}{tag}"), None)


def own(parent: Any, tag: str, around: str) -> list[Any]:
    """The elements of a kind that belong to `parent` and to none within it."""
    return [one for one in parent.iter(f"{W}{tag}") if nearest(one, around) is parent]


# --- beside the body


def words(element: Any) -> str:
    """The words of all paragraphs, without numbers that a program fills in."""
    found: list[str] = []
    depth = 0
    for one in element.iter(f"{W}p", f"{W}t", f"{W}fldChar"):
        if one.tag == f"{W}fldChar":
            depth += {"begin": 1, "end": -1}.get(str(one.get(qn("w:fldCharType"))), 0)
        elif one.tag == f"{W}p":
            found.append(" ")
        elif depth == 0 and nearest(one, "fldSimple") is None:
            found.append(one.text or "")
    return " ".join("".join(found).split())


def margins(document: Any) -> Iterator[str]:
    """The words of each running header and footer."""
    for rel in document.part.rels.values():
        if rel.reltype in (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER) and (said := words(rel.target_part.element)):
            yield said


def note(document: Any, kind: str, number: str) -> str:
    """The words of a footnote or endnote."""
    for rel in document.part.rels.values():
        if rel.reltype.endswith(f"/{kind}s"):
            notes = parse_xml(rel.target_part.blob).iter(f"{W}{kind}")
            return next((words(one) for one in notes if one.get(qn("w:id")) == number), "")
    return ""
