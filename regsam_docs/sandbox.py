"""Templates that may be anybody's: they see plain data, reach no file, and come to an end (docs/vorlagen.md).

Jinja's sandbox keeps them from Python's insides. What it does not do is done here: count every round of a loop, every call
and every part that is included, keep texts from growing without bound, and print nothing but texts, numbers and days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from datetime import date
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, Template, TemplateNotFound, TemplateRuntimeError, Undefined, nodes, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from regsam_docs.limits import TEMPLATE_STEPS, TEXT_LENGTH

ROUNDS, PARTS, GROWN = "_runden", "_teile", "_laenge"
"""Names of the filters that keep count."""

CHANCE = ("lipsum", "random")
"""Globals and filters that give other bytes each time."""

GROWING = ("batch", "center", "format", "indent", "slice", "wordwrap")
"""Filters that make much of little by a number."""

GROWING_METHODS = frozenset(("center", "expandtabs", "format", "format_map", "ljust", "replace", "rjust", "zfill"))
"""The like among the methods of texts."""

_taken: ContextVar[int] = ContextVar("taken", default=0)
"""Steps taken in the page that is being filled."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Looks keys up before methods: `{{ a.items }}` is the value written under `items`, never a method of dict."""

    intercepted_binops = frozenset({"*", "**", "+", "%"})

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute in a template is a key of a plain dict, else what Jinja makes of it."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Methods of texts that make much of little are not there."""
        growing = isinstance(obj, str) and attr in GROWING_METHODS
        return not growing and super().is_safe_attribute(obj, attr, value)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Jinja's hook for every call: macros may call themselves."""
        _step()
        return super().call(context, obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Jinja's hook for operators: they may make neither giant texts nor giant numbers."""
        texts = [value for value in (left, right) if isinstance(value, str | list | tuple)]
        if operator == "**" or (operator == "%" and isinstance(left, str)) or (operator == "*" and texts):
            raise TemplateRuntimeError(f"„{operator}“ ist in Vorlagen nur zum Rechnen mit Zahlen da")
        result = super().call_binop(context, operator, left, right)
        if isinstance(result, int) and result.bit_length() > 64:
            raise TemplateRuntimeError("eine Zahl wird zu groß")
        return _bounded(result)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Jinja's hook for the syntax tree: have rounds, included parts and joined texts counted."""
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = _through(ROUNDS, loop.iter)
        for kind in (nodes.Include, nodes.Import, nodes.FromImport):
            for part in tree.find_all(kind):
                setattr(part, "template", _through(PARTS, getattr(part, "template")))  # noqa: B009, B010
        for node in [*tree.find_all(nodes.Node)]:
            for field, value in node.iter_fields():
                if isinstance(value, nodes.Concat):
                    setattr(node, field, _through(GROWN, value))
        return tree


class Sources(BaseLoader):
    """Templates from memory: name → text."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        self.templates = templates

    def get_source(self, environment: Any, template: str) -> tuple[str, None, Callable[[], bool]]:
        """Jinja's hook. Raises TemplateNotFound for anything that was not handed in."""
        if template not in self.templates:
            raise TemplateNotFound(template, f"Die Vorlage „{template}“ gibt es nicht")
        return self.templates[template], None, lambda: True


def sandbox(templates: Mapping[str, str], filters: Mapping[str, Callable[..., Any]]) -> Sandbox:
    """An environment for a set of templates: autoescape, strict, immutable, bounded."""
    made = Sandbox(
        loader=Sources(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    for name in CHANCE:
        made.globals.pop(name, None)
        made.filters.pop(name, None)
    for name in GROWING:
        del made.filters[name]
    made.filters |= {**filters, ROUNDS: _rounds, PARTS: _part, GROWN: _bounded}
    return made


def fill(template: Template, context: Mapping[str, Any]) -> str:
    """A template's text. Raises TemplateError whatever goes wrong in it: it may be somebody else's."""
    before = _taken.set(0)
    try:
        return template.render(context)
    except (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError) as error:
        raise TemplateRuntimeError(f"{type(error).__name__}: {error}") from error
    finally:
        _taken.reset(before)


def _step() -> None:
    taken = _taken.get() + 1
    _taken.set(taken)
    if taken > TEMPLATE_STEPS:
        raise TemplateRuntimeError(f"mehr als {TEMPLATE_STEPS} Schritte; vermutlich endet eine Schleife oder ein Makro nicht")


def _through(name: str, node: nodes.Node) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def _rounds(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        _step()
        yield value


def _part(name: Any) -> Any:
    _step()
    return name


def _bounded(value: Any) -> Any:
    if isinstance(value, str | list | tuple) and len(value) > TEXT_LENGTH:
        raise TemplateRuntimeError(f"ein Text oder eine Liste wird länger als {TEXT_LENGTH}")
    return value


@pass_context  # only so is it asked about constants too: what is known ahead is printed without it
def _printable(_: Context, value: Any) -> Any:
    if value is None or not isinstance(value, str | int | float | date | Undefined):
        raise TemplateRuntimeError("eine Vorlage druckt etwas, das nicht da oder kein Text ist")
    return value
