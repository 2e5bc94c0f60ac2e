"""What is fed with what. A target takes bytes and either returns or raises what it says it raises; all else is a finding."""

from __future__ import annotations

import io
import json
import os
import random
import re
import tempfile
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest import mock

from regsam_docs import schema, seal, tidy, yaml
from regsam_docs.check import Result, check
from regsam_docs.cleaning import Unclean, profiles
from regsam_docs.cli import main
from regsam_docs.cli.reports import FORMATS, Report
from regsam_docs.edition import excerpt_of, travel
from regsam_docs.finding import Trouble
from regsam_docs.render.overrides import styles
from regsam_docs.repository.layout import layout
from regsam_docs.repository.tree import tree_of
from regsam_docs.scaffold import editor, repository
from regsam_docs.schema import EDITIONS
from regsam_docs.schema.sheet import read as read_sheet
from regsam_docs.system import authentic, output
from regsam_docs.texts import pictures
from regsam_docs.texts.check import links, problems
from regsam_docs.texts.markdown import to_html, to_plain
from regsam_docs.texts.parse import parse
from regsam_docs.yaml import characters
from tests.check.cases import RICH, contents
from tests.cleaning import marked
from tests.fuzz.changed import changed, revalued, with_sums

ROOT = Path(__file__).parents[2]
Make = Callable[[random.Random], bytes]


@dataclass(frozen=True)
class Target:
    """`make`: one input from a seed. `feed`: takes it in; may raise `allowed` and nothing else. `once`: how many inputs a run
    of the test suite gives it."""

    make: Make
    feed: Callable[[bytes], object]
    once: int
    allowed: tuple[type[Exception], ...] = ()


# --- what it begins with ------------------------------------------------------------------------------------------------


@cache
def example() -> dict[str, bytes]:
    """The example city and the complete area of the rules' cases."""
    return {**contents(ROOT), **contents(RICH)}


@cache
def kinds() -> dict[str, str]:
    """Path → kind, of its YAML files."""
    return layout(tree_of(example())).kinds()


def files(*endings: str) -> list[bytes]:
    """Files of the example and of the cases with one of these endings."""
    cases = sorted(
        path for path in (ROOT / "tests" / "cases").rglob("*") if path.suffix in endings and path.stat().st_size < 50_000
    )
    return [data for path, data in example().items() if path.endswith(endings)] + [path.read_bytes() for path in cases[::7]]


YAML = (
    b"|: |- |# |\n|\n  |\n- |? |{|}|[|]|, |&a |*a|<<: |!!str |!!python/object |%YAML 1.1\n|---\n|...\n|"
    b">\n|\"|'|~|datum|id|text|\t"
)
MARKDOWN = (
    b"*|**|_|`|```\n|~~~|# |- |1. |> |\n|\n\n|  \n|[x](y)|![x](anlagen/p.png)|[|](|)|<|>|<b>|<!--|-->|"
    b"&#0;|&amp;|| --- ||\\|\\\n|^1|[^1]|https://"
)
MARKUP = (
    b"<svg |<?xml |<!DOCTYPE |<!ENTITY a '|&a;|<!--|-->|<![CDATA[|]]>|<metadata>|</svg>|<use href='#a'/>|"
    b"id='a'|style='|url(#a)|<image href='|data:,"
)
MARKUP += b"|xmlns:x='|<style>@import '|</style>|<script>|onload='|width='1e999'|viewBox='0 0 0 0'|transform='matrix("
PICTURE = (
    b"IHDR|IDAT|IEND|iCCP|tRNS|PLTE|acTL|fcTL|fdAT|eXIf|\xff\xd8|\xff\xd9|\xff\xda|\xff\xdb|\xff\xc0|"
    b"\xff\xc2|\xff\xc4|\xff\xe1|\xff\xe2|\xff\xee"
)
PICTURE += b"|ICC_PROFILE\0|Exif\0\0|II*\0|MM\0*|VP8X|VP8 |VP8L|ALPH|ANIM|ANMF|GIF89a|\x21\xf9|\x2c|\x3b|\0\0\0\1|\0\1|\0"
PDF = (
    b"obj|endobj|stream\n|endstream|<<|>>|[|]|/Type|/Length|/Filter|/FlateDecode|/Parent|/Kids|/Annots|"
    b"/AP|/Names| 0 R|1 0 R|xref\n|trailer|startxref\n|0|/Root|/Prev"
)
TABLE = b';|,|\t|\n|\r\n|"|""|0|1,5|1.234,5|-|n/a|%|=1+1|1e9|NaN|Gesamt|\xef\xbb\xbf|\xfc| '
JSON = b'{|}|[|]|,|:|"|\\u0000|\\ud800|null|true|1e999|-0|NaN|Infinity|"siegel"|"dateien"|"../x"|[]|{}|//|<<<<<<< \n'
STYLE = b'{|}|(|)|[|]|;|:|,|.|#|@media |@import |url(|var(--|/*|*/|\\|"|<!--|-->|!important|calc(|1e999px|::before|:is(|--x:'


def of(pieces: Callable[[], Sequence[bytes]], words: bytes, after: Callable[[bytes], bytes] = lambda data: data) -> Make:
    """Changed ones of these things."""

    def make(chance: random.Random) -> bytes:
        known = pieces()
        return after(changed(chance, chance.choice(known), known, split(words)))

    pieces = cache(pieces)
    return make


def split(words: bytes) -> list[bytes]:
    """What stands between bars."""
    return words.split(b"|")


@cache
def instances() -> list[tuple[str, object]]:
    """Path and data of every file of the example that the schema takes."""
    read = ((path, read_sheet(example()[path], path, kind).data) for path, kind in kinds().items())
    return [(path, data) for path, data in read if data is not None]


def instance(chance: random.Random) -> bytes:
    """A file with its path in the first line: what the schema takes, with other values."""
    path, data = chance.choice(instances())
    made = revalued(chance, data, [other for _, other in instances()])
    return path.encode() + b"\n" + json.dumps(made, ensure_ascii=chance.random() < 0.1).encode("utf-8", "surrogatepass")


@cache
def texts() -> list[bytes]:
    """Markdown of the example and of the cases."""
    leaves = [leaf.value for path, kind in kinds().items() for leaf in read_sheet(example()[path], path, kind).leaves]
    return [leaf.encode() for leaf in leaves if isinstance(leaf, str) and len(leaf) > 40] + files(".md")


def table(chance: random.Random) -> bytes:
    """A table of a selection, sometimes with its settings changed as well: path, settings, table."""
    tables = [path for path in example() if path.endswith("monitoring.csv")]
    path = chance.choice(tables)
    data = changed(chance, example()[path], [example()[other] for other in tables], split(TABLE))
    settings = path.replace("monitoring.csv", "auswahl.yaml")
    judged = read_sheet(example()[settings], settings, "auswahl").data
    if chance.random() < 0.5:
        judged = revalued(chance, judged, [judged])
    return b"\n".join((path.encode(), json.dumps(judged).encode(), data))


@cache
def seals() -> list[bytes]:
    """Seals of the cases."""
    found = files(".siegel.json")
    return found or [seal.encode({"siegel": 1, "pruefsumme": ""})]


def always_same(pdf: bytes) -> bytes:
    """A PDF without the time it was made at and the random numbers by which it is told from others."""
    return re.sub(rb"/ID ?\[[^]]*\]|(?<=>)20\d\d-[\d:T.+-]+(?=</xmp:)", lambda found: b" " * len(found[0]), pdf)


# --- what takes it in ---------------------------------------------------------------------------------------------------


def feed_yaml(data: bytes) -> None:
    """Read as every kind might be, and laid out anew if it can be read."""
    node, found = yaml.read(data, "areas/a/ziele.yaml")
    if node is None:
        assert found
        return
    kind = ("ziele", "protokoll", "gebiet", "vereinbarung")[len(data) % 4]
    if not [f for f in (*found, *schema.check(kind, node, "x").findings) if f.id.startswith("Y")]:
        text = characters.decode(data, "x")[0]
        try:
            made = tidy.tidied(text, schema.shape(kind))
        except tidy.LeftAsIs:
            return
        assert tidy.tidied(made, schema.shape(kind)) == made


def feed_instance(data: bytes) -> None:
    path, body = data.decode("utf-8", "surrogatepass").split("\n", 1)
    judge({**example(), path: body.encode("utf-8", "surrogatepass")}, path)


def judge(tree: dict[str, bytes], path: str) -> Result:
    """Check a tree, limited to where the path lies, report it in every format, and cut it for every edition."""
    folder = "/".join(path.split("/")[:2])
    mine = tree_of(
        {
            name: data
            for name, data in tree.items()
            if name.startswith((f"{folder}/", "areas/regsam.yaml", "areas/anlagen", "areas/_"))
        }
    )
    result = check(mine)
    for form in FORMATS.values():
        form(Report(result.findings, len(result.sheets), len(result.city.areas)))
    for area in result.city.areas:
        start = f"areas/{area.slug}/"
        sheets = {
            name.removeprefix(start): s.data for name, s in result.sheets.items() if name.startswith(start) and s.data is not None
        }
        for edition in EDITIONS:
            excerpt_of(area, sheets, edition)
    return result


def feed_text(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    found = [*problems(text, markdown=True), *problems(text, markdown=False)]
    assert all(0 <= problem.offset <= len(text) for problem in found)
    list(links(text))
    parse(text)
    to_html(text, link=lambda target: target, image=lambda target, alternative: alternative)
    to_plain(text)


def feed_table(data: bytes) -> None:
    path, settings, body = data.split(b"\n", 2)
    name = path.decode()
    judge({**example(), name: body, name.replace("monitoring.csv", "auswahl.yaml"): settings}, name)


def feed_picture(data: bytes) -> None:
    """A picture that a page may show is one that can be cleaned, and is one then."""
    if pictures.problem(data) is None:
        made = travel.clean_picture(data)
        assert pictures.kind(made) == pictures.kind(data)
        assert pictures.problem(made) is None
    else:
        travel.kind_of(data)


def feed_file(data: bytes) -> None:
    """A file that leaves; what is cleaned once stays as it is."""
    kind = travel.cleaner(data, "oeffentlich")
    assert kind.clean is not None
    kind.clean(data)


def feed_manifest(data: bytes) -> None:
    def mark(body: bytes) -> bytes:
        return bytes(32)

    read = output.decode(data, mark)
    if read is not None:
        assert all(not path.startswith(("/", ".")) and "/../" not in path for path in read)
    signed = output.encode({}, mark)
    end = signed[signed.rindex(b'"echtheit"') - 3 :]
    output.decode(data.removesuffix(end) + end, mark)


def feed_key(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "state" / authentic.KEY_FILE
        file.parent.mkdir(mode=0o700)
        file.write_bytes(data)
        file.chmod(0o600)
        with mock.patch.dict(os.environ, REGSAM_DOCS_STATE=str(file.parent)), mock.patch("tempfile.tempdir", folder):
            assert len(authentic.key(Path(folder) / "areas").mark(b"x")) == 32
            if len(data) != authentic.KEY_BYTES:
                assert file.read_bytes() == data


def feed_memory(data: bytes) -> None:
    """What `init` finds of an earlier one."""
    repository.version_before({repository.MEMORY: data})
    with suppress(editor.Unmergeable):
        editor.merged(data.decode("utf-8", "replace"))


def feed_style(data: bytes) -> None:
    own = {f"stil/{name}.css": (ROOT / "templates" / "stil" / f"{name}.css").read_text() for name in ("grund", "druck")}
    styles.problem("stil/druck.css", data.decode("utf-8", "replace"), own)


# --- whole cities -------------------------------------------------------------------------------------------------------

NAMES = (
    *(
        "gebiet.yaml",
        "ziele.yaml",
        "gremium.yaml",
        "vereinbarung.siegel.json",
        "protokolle/2024-06-13.yaml",
        "protokolle/2024-02-30.yaml",
    ),
    *(
        "protokolle",
        "anlagen",
        "anlagen/umgriff.svg",
        "anlagen/x\ny.png",
        "anlagen/::error::x.csv",
        "Über\u0308.yaml",
        ".yaml",
        "x" * 200,
    ),
    *("abschluss.yaml", "phasen.yaml", "chronik.yaml", "anlagen/karte.png/x", "protokolle/2024-06-13-2.yaml", "README.md"),
)
ELSEWHERE = (
    *(
        "areas/regsam.yaml",
        "areas/_auswahl/auswahl-2026/auswahl.yaml",
        "areas/_auswahl/auswahl-2026/monitoring.csv",
        "templates/gebiet.html",
    ),
    *(
        "templates/stil/grund.css",
        "templates/texte/vereinbarung-1.yaml",
        "build/.regsam-docs.json",
        "build/intern/x.html",
        "build",
    ),
    *(
        "areas/_auswahl",
        "areas/neu/gebiet.yaml",
        "areas/A B/gebiet.yaml",
        "areas/anlagen/logo.svg",
        "templates",
        "templates/base.html",
    ),
)
COMMANDS = (
    *(
        ["check"],
        ["check", "--format", "json"],
        ["status"],
        ["tasks"],
        ["deadlines", "--within", "9999"],
        ["fmt", "--check"],
        ["seal", "--verify"],
    ),
    *(["select", "auswahl-2026"], *(["build", "--no-pdf", "--edition", edition] for edition in EDITIONS)),
)


def city(chance: random.Random) -> bytes:
    """A city as one JSON object, path → bytes as Latin-1: files changed, dropped, renamed, swapped, and strange ones put in."""
    area = chance.choice(("areas/am-ziegelfeld/", "areas/hafenviertel-ost/", "areas/muster/"))
    made = {
        path: data
        for path, data in example().items()
        if path.startswith((area, "areas/regsam", "areas/anlagen", "areas/_auswahl/auswahl-2026"))
    }
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        path, other = chance.choice(list(made)), chance.choice(list(made))
        kind = chance.randrange(7)
        if kind == 0:
            del made[path]
        elif kind == 1:
            made[area + chance.choice(NAMES)] = made.pop(path)
        elif kind == 2:
            made[path], made[other] = made[other], made[path]
        elif kind == 3:
            made[chance.choice((area + chance.choice(NAMES), chance.choice(ELSEWHERE)))] = strange(chance)
        elif kind == 4:
            made[path] = changed(chance, made[path], list(made.values()), split(YAML))
        else:
            name, body = instance(chance).split(b"\n", 1)
            made[name.decode() if name.decode() in made else path] = body
    return json.dumps({path: data.decode("latin-1") for path, data in made.items()}).encode()


def strange(chance: random.Random) -> bytes:
    """An input of any other target."""
    return TARGETS[chance.choice([name for name in TARGETS if name != "city"])].make(chance)


def feed_city(data: bytes) -> None:
    """Every command that reads a city, as somebody would call it: it ends with 0, 1 or 2."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "stadt"
        (root / "areas").mkdir(parents=True)
        for path, text in json.loads(data).items():
            try:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_bytes(text.encode("latin-1"))
            except OSError:  # a file and a folder of one name
                continue
        for command in COMMANDS:
            said = io.StringIO()
            state = mock.patch.dict(os.environ, REGSAM_DOCS_STATE=str(Path(folder) / "state"))
            with state, redirect_stdout(said), redirect_stderr(said):
                code = main(["--debug", "--root", str(root), *command])
            assert code in (0, 1, 2), f"{' '.join(command)} ends with {code}: {said.getvalue()[-3000:]}"
            assert "Traceback" not in said.getvalue()


TARGETS: dict[str, Target] = {
    "yaml": Target(of(lambda: files(".yaml"), YAML), feed_yaml, 150),
    "instance": Target(instance, feed_instance, 25),
    "text": Target(of(texts, MARKDOWN), feed_text, 150),
    "table": Target(table, feed_table, 10),
    "svg": Target(of(lambda: [marked.SVG, *files(".svg")], MARKUP), feed_picture, 100),
    "png": Target(of(lambda: [marked.png(), *files(".png")], PICTURE, with_sums), feed_picture, 60),
    "jpeg": Target(of(lambda: [marked.jpeg()], PICTURE), feed_picture, 60),
    "icc": Target(of(lambda: [marked.profile()], PICTURE), profiles.profile, 200),
    "file": Target(
        of(
            lambda: [*(make() for name, make in marked.MADE.items() if not name.endswith(".pdf")), *marked.PLAIN.values()],
            PICTURE,
        ),
        feed_file,
        60,
        (Unclean,),
    ),
    "pdf": Target(of(lambda: [always_same(marked.pdf()), always_same(marked.signed())], PDF), feed_file, 20, (Unclean,)),
    "style": Target(
        of(lambda: [path.read_bytes() for path in sorted((ROOT / "templates").rglob("*.css"))], STYLE), feed_style, 20
    ),
    "seal": Target(of(seals, JSON), seal.decode, 150, (Trouble,)),
    "manifest": Target(
        of(
            lambda: [
                output.encode({"intern/a/b.html": output.BuiltFile("a" * 64, "")}, lambda body: bytes(32))
            ],
            JSON,
        ),
        feed_manifest,
        150,
    ),
    "key": Target(of(lambda: [bytes(range(32))], JSON), feed_key, 20),
    "memory": Target(of(lambda: [b'{"version": "1.0.0"}', b"{}"], JSON), feed_memory, 150, (Trouble,)),
    "city": Target(city, feed_city, 1),
}
"""Name → what is tried. Content templates have a test of their own (tests/templates/test_fuzz.py)."""
