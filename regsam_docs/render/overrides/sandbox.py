"""Jinja environments: the product's own templates in a plain one, a content repository's in a sandbox.

Jinja's sandbox keeps templates from Python's insides and from changing what they were given. How long they may take and how much
memory is the affair of the process they are filled in (`filling`).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from datetime import date
from types import CodeType
from typing import Any, Literal, cast

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, TemplateSyntaxError, Undefined, nodes, pass_context
from jinja2.exceptions import TemplateRuntimeError
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from regsam_docs.repository import paths

CHANCE = ("lipsum", "random")
"""Globals and filters that give other bytes each time."""

DEPTH = 60
"""Deepest nesting of blocks and expressions in a template: a third of it does for the product's own."""

LOOP = 4
"""What a loop counts for in it: Python takes no more than twenty within each other."""

PRINTABLE = (str, int, float, date, Undefined)
"""What a template may print; a missing value is told by name when it is printed."""

TOO_DEEP = "zu tief verschachtelt"


class TemplateTexts(BaseLoader):
    """Templates from memory: name → text."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        self.templates = templates

    def get_source(self, environment: Any, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Jinja's hook. Raises TemplateNotFound for anything that was not handed in."""
        if template not in self.templates:
            raise TemplateNotFound(template)
        return self.templates[template], f"{paths.TEMPLATES}/{template}", lambda: True


Medium = Literal["web", "paper"]
SIGNS: Mapping[Medium, tuple[str, str]] = {"web": ("\x01", "\x02"), "paper": ("\x03", "\x04")}
"""Around what only one medium has, in what a template prints; no text holds them. Such parts may lie within each other."""


class OneMedium(Extension):
    """`{% web %} … {% endweb %}` and `{% paper %} … {% endpaper %}`: what a page on a screen has and paper has not, and the other
    way round. Pages for both come of one filling, for filling takes most of a build."""

    tags = set(SIGNS)  # noqa: RUF012 - Jinja's own name

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Jinja's hook."""
        tag = next(parser.stream)
        body = parser.parse_statements((f"name:end{tag.value}",), drop_needle=True)
        begin, end = (nodes.Output([nodes.TemplateData(sign)], lineno=tag.lineno) for sign in SIGNS[cast("Medium", tag.value)])
        return [begin, *body, end]


def for_medium(html: str, medium: Medium) -> str:
    """What was printed, as one medium has it."""
    for other, (begin, end) in SIGNS.items():
        html = html.replace(begin, "").replace(end, "") if other == medium else _outside(html, begin, end)
    return html


def _outside(html: str, begin: str, end: str) -> str:
    """A text without what stands between two signs."""
    first, *others = html.split(begin)
    kept, depth = [first], 0
    for part in others:
        *ended, after = part.split(end)
        depth += 1 - len(ended)
        if depth <= 0:
            kept.append(after)
    return "".join(kept).replace(end, "")


class Calls(Context):
    """Calls macros, which are most of what is called, without asking what they want to be told besides: nothing."""

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Jinja's hook."""
        if type(called) is not Macro:
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(*args, **kwargs)


class Plain(Environment):
    """Looks keys up before methods: `{{ a.items }}` is the value written under `items`, never a method of dict."""

    context_class = Calls

    def __init__(self, templates: Mapping[str, str], filters: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__(
            loader=TemplateTexts(templates),
            extensions=(OneMedium,),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_printable,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            cache_size=-1,
        )
        self.filters |= filters

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute in a template is a key of a plain dict, else what Jinja makes of it."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


class Sandbox(Plain, ImmutableSandboxedEnvironment):
    """For templates that may be anybody's."""

    def __init__(self, templates: Mapping[str, str], filters: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__(templates, filters)
        self.optimized = False  # what is worked out while compiling would have no line
        for name in CHANCE:
            self.globals.pop(name, None)
            self.filters.pop(name, None)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Jinja's hook for the syntax tree: what is nested too deep is refused where it is, before Python is asked."""
        parser = Parser(self, source, name, filename)
        try:
            tree = parser.parse()
        except RecursionError:
            raise TemplateSyntaxError(TOO_DEEP, parser.stream.current.lineno, name, filename) from None
        line = _too_deep(tree)
        if line is not None:
            raise TemplateSyntaxError(TOO_DEEP, line, name, filename)
        return tree

    def _compile(self, source: str, filename: str) -> CodeType:
        """Jinja's hook for Python's compiler, which would print what it finds odd in a template, and the template's line."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return super()._compile(source, filename)


def _too_deep(tree: nodes.Node) -> int | None:
    """The first line that is nested deeper than a template may be."""
    waiting = [(tree, 0)]
    found: list[int] = []
    while waiting:
        node, depth = waiting.pop()
        if depth > DEPTH:
            found.append(node.lineno)
        else:
            below = depth + (LOOP if isinstance(node, nodes.For) else 1)
            waiting += ((child, below) for child in node.iter_child_nodes())
    return min(found, default=None)


@pass_context  # only so is it asked about constants too: what is known ahead is printed without it
def _printable(_: Context, value: Any) -> Any:
    if not isinstance(value, PRINTABLE):
        raise TemplateRuntimeError("eine Vorlage druckt etwas, das nicht da oder kein Text ist")
    return value
