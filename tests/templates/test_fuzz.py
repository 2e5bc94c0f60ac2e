"""Whatever is sent as a template: a page, or a sentence. Seeded; longer by hand: REGSAM_FUZZ=20000."""

from __future__ import annotations

import os
import random

from regsam_docs import render
from regsam_docs.limits import TEMPLATE_BYTES_OF_MEMORY
from regsam_docs.render import filling
from regsam_docs.render.overrides import styles
from regsam_docs.render.overrides.faults import TemplateFault
from regsam_docs.system import disk, pool
from tests.templates.conftest import CONTEXT

HOW_MANY = int(os.environ.get("REGSAM_FUZZ", "250"))
SECONDS = 0.2
NAME = "auftragsliste.html"
PIECES = """
{{ | }} | {% | %} | {# | #} | {%- | for x in | if | else | endif | endfor | set a = | endset | macro m(x) | endmacro
call m() | endcall | include | import | extends | block b | endblock | raw | loop | loop( | self.b() | super()
"base.html" | 1 | [ | ] | ( | ) | { | , | . | : | = | ~ | + | ** | <p> | <script> | &#0; | \u202e | \ud800 | \x00 | ä
' | " | \\
""".strip().replace("\n", " | ").split(" | ")
VALUES = """
1 9 -1 1e9 10**9 none true "x" "<b>" "{0}" [] [1,"a"] {"a":1} (1,2) dokument dokument.stand medium stadt stil range(99)
range(10**9) self self.inhalt() super() loop caller namespace(a=1) cycler(1,2) joiner() dict(a=1) lipsum m m(1) m(m) varargs
gibtesnicht
""".split()
FILTERS = """
datum md md(9) md("x") zahl ziel absaetze sort groupby("x") unique join join(1) map("upper") map(1) select batch(3) batch(0)
slice(0) slice(2) indent(99) center(10**10) center("x") wordwrap(0) tojson xmlattr urlize pprint string list sum random
attr("__class__") replace("x","xx") dictsort round(-1) round(9**9) int(base=99) float first last length min max reverse
format(1) filesizeformat truncate(-1) safe e trim striptags
""".split()
AFTER = """
.__class__ .__init__ .format(1) .items() .upper .encode() .title .x [0] [-1] ["a"] [::0] [1:] () (1) (x=1)
""".split()
BETWEEN = """+ - * ** / // % ~ == < in and or""".split()


FORMS = (
    "{{{{ {v} }}}}",
    "<p>{i}</p>",
    "{{% for x in {v} %}}{i}{{{{ x }}}}{{% endfor %}}",
    "{{% for x in {v} recursive %}}{{{{ loop(x) }}}}{i}{{% endfor %}}",
    "{{% set n = namespace(t={v}) %}}{{% for x in range(99) %}}{{% set n.t = n.t ~ n.t %}}{{% endfor %}}{i}",
    "{{% if {v} %}}{i}{{% endif %}}",
    "{{% macro m(x={v}) %}}{i}{{{{ m() }}}}{{% endmacro %}}{{{{ m() }}}}",
    "{{% set a %}}{i}{{% endset %}}{{{{ a }}}}",
    "{{% include {v} %}}{i}",
    '{{% import "makros.html" as m with context %}}{{{{ m.text({v}) }}}}{{{{ m.tag({v}) }}}}{i}',
    "{{% with x = {v} %}}{i}{{% endwith %}}",
    "<a href='{{{{ {v} }}}}'>{i}</a>",
    "{{% filter upper %}}{i}{{% endfilter %}}",
)


def value(chance: random.Random, depth: int = 0) -> str:
    """An expression that can be read, with a sense or without."""
    kind = chance.randrange(5 if depth < 4 else 1)
    inner = value(chance, depth + 1) if kind else ""
    return (
        chance.choice(VALUES),
        f"{inner} | {chance.choice(FILTERS)}",
        f"({inner}){chance.choice(AFTER)}",
        f"({inner}) {chance.choice(BETWEEN)} ({value(chance, depth + 1) if kind == 3 else ''})",
        f"{inner} if {value(chance, depth + 1) if kind == 4 else ''} else 1",
    )[kind]


def block(chance: random.Random, depth: int = 0) -> str:
    """Statements within each other."""
    inside = "".join(block(chance, depth + 1) for _ in range(chance.randint(0, 3))) if depth < 3 else ""
    return chance.choice(FORMS).format(v=value(chance), i=inside)


def template(chance: random.Random) -> str:
    """Pieces of the language in any order, sense in any order, or one of the product's own templates with pieces in it."""
    kind = chance.random()
    if kind < 0.2:
        return " ".join(chance.choice(PIECES) for _ in range(chance.randint(1, 40)))
    if kind < 0.8:
        return f'{{% extends "base.html" %}}{{% block inhalt %}}{block(chance)}{{% endblock %}}'
    text = disk.resource_bytes("templates")[NAME].decode()
    for _ in range(3):
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(PIECES) + text[at + chance.randint(0, 9) :]
    return text


def test_anything_gives_a_page_or_a_sentence() -> None:
    own = {name: data.decode() for name, data in disk.resource_bytes("templates").items() if name.endswith(".html")}
    chance = random.Random(20261122)
    texts = [template(chance) for _ in range(HOW_MANY)]
    filled = render.Filling(NAME, CONTEXT, render.Links())
    orders = (filling.Order(number, filled, {**own, NAME: text}, (NAME,), SECONDS) for number, text in enumerate(texts))
    seen = 0
    for one in pool.run(orders, filling.work, 2, filling.SECONDS, TEMPLATE_BYTES_OF_MEMORY):
        assert one.error is None or isinstance(one.error, TemplateFault | pool.TooBig), (texts[one.job.number], one.error)
        assert one.error is None or "templates/" in str(one.error) or isinstance(one.error, pool.TooBig)
        seen += 1
    assert seen == HOW_MANY


SIGNS = r"""
{ } ( ) [ ] ; : , . # @ ! " ' \ /* */ url( rgb( rgb(1,2,3) var( var(--text) @media @page @import x{} color background content
font-size width 1px 0 -1 50% #fff #123456 red none inherit !important --> U+26 1e999 1e999px counter( attr( ;} main p * ::before
:root --text
""".split()


def test_any_stylesheet_is_taken_or_refused() -> None:
    own = {f"stil/{name}.css": disk.resource_bytes("templates")[f"stil/{name}.css"].decode() for name in ("grund", "druck")}
    chance = random.Random(20261122)
    taken = 0
    for _ in range(4 * HOW_MANY):
        text = "".join(chance.choice(SIGNS) + chance.choice(("", " ")) for _ in range(chance.randint(1, 30)))
        found = styles.problem("stil/druck.css", text, own)
        taken += found is None
        assert found is None or (found[0] > 0 and "Stylesheet" in found[1])
    assert 0 < taken < 4 * HOW_MANY
