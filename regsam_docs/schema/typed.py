"""Nodes → plain data: every scalar read as the schema at its place says (docs/format.md, „Wie gelesen wird“).

Where a text is expected `no`, `08:30`, `01234`, `1.10` stay as written; only where a number or a truth value is expected is a
plain scalar one. Empty optional values are left out; empty required ones are findings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from regsam_docs.finding import Path, Rule
from regsam_docs.schema import messages
from regsam_docs.schema.judge import S02
from regsam_docs.schema.schemas import Shape, child_of
from regsam_docs.yaml import Entry, Mapping, Mark, Node, Scalar
from regsam_docs.yaml.characters import Y05

WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?\Z")
THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+\Z")
"""`9.800` may mean 9800 or 9.8: refused rather than read wrongly (docs/format.md, „Wie gelesen wird“)."""

DIGITS = 18
"""More digits than any number here can have; longer ones are no numbers but mischief."""

CUT = (
    "Der Text bricht vor „#“ ab, denn dort beginnt für YAML ein Kommentar. Setzen Sie den ganzen Text in "
    "Anführungszeichen, oder schreiben Sie nach „#“ ein Leerzeichen, wenn es ein Kommentar sein soll."
)

EMPTY = object()

Tell = Callable[[Mark, Rule, str, str | None], None]


@dataclass(slots=True)
class Reader:
    """Reads one file's nodes. `report(mark, rule, message, hint)` takes findings; `absent` collects the paths of empty list
    items, so that they are not reported a second time as of the wrong type."""

    report: Tell
    absent: set[Path] = field(default_factory=set)

    def value(self, node: Node, here: Shape, path: Path = ()) -> Any:
        """The typed value, or EMPTY."""
        if isinstance(node, Scalar):
            if node.cut and node.text and here.free_text:
                self.report(node.mark, Y05, CUT, None)
            return self._scalar(node, here)
        if isinstance(node, Mapping):
            return self._mapping(node, here, path)
        items = [self._item(item, here, (*path, index)) for index, item in enumerate(node.items)]
        return items or EMPTY

    def _item(self, node: Node, here: Shape, path: Path) -> Any:
        value = self.value(node, here.items or Shape(), path)
        if value is not EMPTY:
            return value
        if here.items is not None:  # else the list itself is the mistake
            self.report(node.mark, S02, *messages.empty_item(cut=is_cut(node)))
            self.absent.add(path)
        return ""

    def _mapping(self, node: Mapping, here: Shape, path: Path) -> Any:
        data: dict[str, Any] = {}
        complete = True
        for entry in node.entries:
            child = child_of(here, entry.key) or Shape()
            value = self.value(entry.value, child, (*path, entry.key))
            if value is not EMPTY:
                data[entry.key] = value
            elif entry.key in here.required:
                complete = False  # the schema finds it missing; its key says where
            elif not child.types:  # an unknown key without value: kept, so that it is reported as unknown
                data[entry.key] = ""
            elif node.flow and not entry.colon:
                self._split(entry)
            elif entry.key not in here.properties and here.additional is not None:  # a column's title: nothing may stand for it
                self.report(entry.key_mark, S02, *messages.empty(entry.key, cut=is_cut(entry.value)))
                complete = False
            elif is_cut(entry.value):
                self.report(entry.value.mark, Y05, CUT, None)
        return data if data or not complete else EMPTY

    def _split(self, entry: Entry) -> None:
        message = (
            f"„{entry.key}“ steht hier ohne Wert. Hat ein Komma einen Text zerteilt, dann setzen Sie den ganzen Text in "
            "Anführungszeichen; sonst ergänzen Sie den Doppelpunkt und den Wert oder löschen Sie den Schlüssel."
        )
        self.report(entry.key_mark, Y05, message, None)

    def _scalar(self, node: Scalar, here: Shape) -> Any:
        text = node.text
        if not text or (here.free_text and not text.strip()):
            return EMPTY
        if node.style == "plain" and "string" not in here.types and len(text) <= DIGITS:
            if "boolean" in here.types and text in ("true", "false"):
                return text == "true"
            if "integer" in here.types and WHOLE.match(text):
                return int(text)
            if "number" in here.types and DECIMAL.match(text) and not THOUSANDS.match(text):
                return int(text) if WHOLE.match(text) else float(text)
        return text if text.isascii() else unicodedata.normalize("NFC", text)


def is_cut(node: Node) -> bool:
    """Whether a comment sign ends this value in the middle of what was meant as text."""
    return isinstance(node, Scalar) and node.cut
