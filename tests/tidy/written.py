"""YAML as people write it: random data in random layout, with a numbered comment wherever one may stand."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from regsam_docs.schema import Shape

KEYS = ("alpha", "beta", "gamma", "delta", "eps")

WORDS = ("Wort", "zwei Wörter", "17:00", "no", "1.10", "Straße 3, Hof", "a:b", "#", "x # y", "- z", "{n}", "a\\b", "„Zitat“", "")

ROWS = ("Text", "  mehr", "# keiner", "- x", "a: b", "", "", "blank ", "   ")
"""Lines of block scalars."""


def shape(depth: int = 6) -> Shape:
    """A schema that knows four of the five keys, in another order, at every depth."""
    if not depth:
        return Shape()
    below = shape(depth - 1)
    return Shape(properties=dict.fromkeys(("delta", "beta", "alpha", "eps"), below), items=below)


class Writer:
    """Draws one file."""

    def __init__(self, draw: DrawFn) -> None:
        self.draw = draw
        self.comments = 0

    def maybe(self, often: int = 3) -> bool:
        return self.draw(st.integers(0, often)) == often

    def comment(self, cut: bool = False) -> str:
        self.comments += 1
        return f"#{'' if cut else ' '}k{self.comments}k"

    def trivia(self, indent: int, shallow: int = 0) -> list[str]:
        """Lines between two nodes: empty ones, and comments that are not always where they should be."""
        lines = []
        while self.maybe(4):
            column = indent + self.draw(st.sampled_from((0, 0, 0, 2, 5))) if not self.maybe(5) else shallow
            lines.append(self.draw(st.sampled_from(("", "", "   "))) if self.maybe(1) else " " * column + self.comment())
        return lines

    def trail(self) -> str:
        if self.maybe(5):
            return self.draw(st.sampled_from((" ", "  ", "    "))) + self.comment(cut=self.maybe())
        return self.draw(st.sampled_from(("", "", " ", "   ")))

    def file(self) -> str:
        head = self.trivia(0)
        lines = [*head, *self.mapping(0, 0), *self.trivia(0)]
        if self.maybe(9) and not lines[-1].strip().startswith("#"):
            return "\n".join(lines)
        return "\n".join([*lines, ""])

    def mapping(self, indent: int, depth: int) -> list[str]:
        keys = self.draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique=True))
        lines: list[str] = []
        for number, key in enumerate(keys):
            if number:
                lines += self.trivia(indent)
            written = f'"{key}"' if self.maybe(9) else key
            colon = " :" if self.maybe(9) else ":"
            lines += self.value(f"{' ' * indent}{written}{colon}", indent, depth, in_map=True)
        return lines

    def sequence(self, indent: int, depth: int) -> list[str]:
        lines: list[str] = []
        for number in range(self.draw(st.integers(1, 3))):
            if number:
                lines += self.trivia(indent)
            lines += self.value(f"{' ' * indent}-", indent, depth, in_map=False)
        return lines

    def value(self, start: str, indent: int, depth: int, *, in_map: bool) -> list[str]:
        """The lines of a value behind its key or dash."""
        kinds = ("plain", "plain", "quoted", "folded", "block", "flow", "empty", "map", "list", "map")
        kind = self.draw(st.sampled_from(kinds[: None if depth < 4 else 7]))
        step = self.draw(st.sampled_from((2, 2, 1, 4)))
        if kind == "empty":
            return [start + self.trail(), *self.trivia(indent + step)] if self.maybe() else [start + self.trail()]
        if kind in ("map", "list"):
            return self.nested(kind, start, indent, step, depth, in_map)
        if kind == "block":
            return self.block(start, indent)
        if kind == "folded":
            return self.folded(start, indent + step)
        text = self.scalar(flow=False) if kind == "plain" else self.flow(2) if kind == "flow" else self.quoted()
        if self.maybe(6):
            return [start + self.trail(), *self.trivia(indent + step), " " * (indent + step) + text + self.trail()]
        return [f"{start} {' ' * self.draw(st.integers(0, 2))}{text}{self.trail()}"]

    def nested(self, kind: str, start: str, indent: int, step: int, depth: int, in_map: bool) -> list[str]:
        inner = indent if kind == "list" and in_map and self.maybe() else indent + step
        if not in_map and not self.maybe(4):
            inner = len(start) + self.draw(st.integers(1, 3))
            lines = self.mapping(inner, depth + 1) if kind == "map" else self.sequence(inner, depth + 1)
            return [start + lines[0][len(start) :], *lines[1:], *(self.trivia(inner) if self.maybe(5) else [])]
        above = [start + self.trail(), *self.trivia(inner)]
        lines = self.mapping(inner, depth + 1) if kind == "map" else self.sequence(inner, depth + 1)
        return [*above, *lines]

    def block(self, start: str, indent: int) -> list[str]:
        step = self.draw(st.integers(1, 4))
        sign = self.draw(st.sampled_from(("|", ">"))) + self.draw(st.sampled_from(("", "-", "+")))
        rows = self.draw(st.lists(st.sampled_from(ROWS), max_size=5))
        explicit = self.maybe() or any(row.startswith(" ") for row in rows)
        own = " " * (indent + step)
        written = [own + row if row else "" for row in rows]
        comment = " " + self.comment() if self.maybe(9) else ""
        return [f"{start} {sign}{step if explicit else ''}{comment}", *written]

    def folded(self, start: str, indent: int) -> list[str]:
        quote = self.draw(st.sampled_from(("", '"', "'")))
        words = ("eins", "zwei drei", "", "vier: " if quote else "vier")
        lines = self.draw(st.lists(st.sampled_from(words), min_size=1, max_size=3))
        mark = self.draw(st.sampled_from(("", " ", "\\"))) if quote == '"' else ""
        rows = [" " * indent + line for line in [*lines, "Ende"]]
        return [f"{start} {quote}Anfang{mark}", *rows[:-1], rows[-1] + quote + self.trail()]

    def scalar(self, *, flow: bool) -> str:
        return self.draw(st.sampled_from(("Wort", "zwei Wörter", "17:00", "no", "1.10", "a:b" if not flow else "ab", "12")))

    def quoted(self) -> str:
        text = self.draw(st.sampled_from(WORDS))
        return '"' + text.replace("\\", "\\\\") + '"' if self.maybe(1) else f"'{text}'"

    def flow(self, depth: int) -> str:
        """Something between brackets, over one line or several, with a comment now and then."""
        blank = self.draw(st.sampled_from(("", "", " ")))
        glue = self.draw(st.sampled_from((", ", ", ", ",", " , ")))
        parts = []
        is_map = self.maybe(1)
        for key in self.draw(st.lists(st.sampled_from(KEYS), max_size=4, unique=True)):
            inner = self.flow(depth - 1) if depth and self.maybe() else self.quoted() if self.maybe(1) else self.scalar(flow=True)
            parts.append(f"{key}: {inner}" if is_map else inner)
            if is_map and self.maybe(12):
                parts[-1] = key if self.maybe(1) else f"{key}: "
        long = ["  " + "lang " * 20 + "Ende"] if self.maybe(7) and not is_map else []
        opening, closing = "{}" if is_map else "[]"
        return opening + blank + glue.join([*parts, *long]) + blank + closing


@st.composite
def files(draw: DrawFn) -> str:
    """A YAML file."""
    return Writer(draw).file()
