"""Every page of every edition in a real browser: usable by everyone, on any screen, on paper, from disk and from a server."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.built import EDITIONS, Verdicts, example_city, hard_cases, whole
from tests.web.browser import AXE, Browser, Tab, missing, missing_axe, started

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pdf,  # the cities are built whole
    pytest.mark.skipif(missing() is not None, reason=missing() or ""),
]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def _only(kind: str, *values: str, **more: Any) -> str:
    # Without the addresses of nodes, which nobody reads and which cost most.
    asked = {"runOnly": {"type": kind, "values": values}, "resultTypes": ["violations"], "selectors": False, "preload": False}
    return json.dumps({**asked, **more})


OF_COLOUR = ("color-contrast", "link-in-text-block")
ALL_BUT_COLOURS = _only("tag", *TAGS, rules={rule: {"enabled": False} for rule in OF_COLOUR})
COLOURS = _only("rule", *OF_COLOUR)
NARROW = _only("rule", "target-size", "scrollable-region-focusable")
VIOLATIONS = """axe.run(%s, %s).then((found) => found.violations.flatMap((broken) =>
    broken.nodes.map((node) => `${broken.id}: ${node.html.slice(0, 120)} (${node.failureSummary})`)))"""
LOOKS = """(() => {
    const behind = new Map([[null, ""]]);
    const ground = (e) => {
        if (!behind.has(e)) {
            const s = getComputedStyle(e);
            const own = [s.backgroundColor, s.backgroundImage, s.opacity, s.filter, s.mixBlendMode].join(" ");
            const plain = own === "rgba(0, 0, 0, 0) none 1 none normal";
            behind.set(e, plain ? ground(e.parentElement) : `${ground(e.parentElement)}/${own}`);
        }
        return behind.get(e);
    };
    const look = (e) => {
        const s = getComputedStyle(e), around = e.localName === "a" ? getComputedStyle(e.parentElement) : s;
        return [s.color, s.fontSize, s.fontWeight, s.textDecorationLine, s.textShadow, s.borderBottomStyle, s.position,
                around.color, around.fontWeight, ground(e)].join(";");
    };
    const written = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    globalThis.looks = {};
    for (const e of document.querySelectorAll("body, body *"))
        if (written(e) && e.checkVisibility()) (looks[look(e)] ??= []).push(e);
    return Object.keys(looks);
})()"""
"""All that contrast is reckoned from, for each text: its colour, its size, what lies behind, and what stands around a link."""
PARTS = """(() => {
    const named = (e) => [e.localName, e.className.baseVal ?? e.className,
                          ...[...e.attributes].map((a) => /^(role|type|scope|aria-(?!label|describedby|controls))/.test(a.name)
                                                          ? `${a.name}=${a.value}` : a.name + (a.value ? "" : "="))];
    const says = (e) => e.textContent.trim() ? "says" : "";
    const all = [...document.querySelectorAll("*")], ids = all.map((e) => e.id).filter(Boolean);
    const parts = all.map((e) => [...named(e), says(e), "in", ...(e.parentElement ? named(e.parentElement) : [])].join(" "));
    const steps = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((e) => e.localName);
    steps.forEach((level, n) => parts.push(`${steps[n - 1] ?? ""} > ${level}`));
    ids.forEach((id, n) => { if (ids.indexOf(id) < n) parts.push(`${id} twice`); });
    return [...new Set(parts)];
})()"""
"""All that a page consists of: what stands in what, with which attributes, and whether it says anything; the order of headings;
ids that are there twice."""
TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"
PALE_IN_PRINT = """[...document.querySelectorAll("body, body *:not(svg *):not([class^=waerme])")].some((e) => {
    const [r, g, b] = getComputedStyle(e).color.match(/[\\d.]+/g).map(Number);
    return e.offsetParent && 0.2126 * r + 0.7152 * g + 0.0722 * b > 140;
})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as running:
        yield running


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    with browser.tab() as opened:
        opened.size(1280)
        opened.media()
        yield opened


@pytest.fixture(scope="module")
def city() -> Path:
    return example_city()


SAMPLES = 3
"""So many texts of a look are judged: of one there may be nothing to say where it is out of sight."""


@dataclass
class Judge:
    """Judges pages. Colours are judged in each look once: where the first page that has it shows it first. So is all else: a page
    that consists of parts that other pages have, in no other order of headings, is as they are."""

    tab: Tab
    looks: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)

    def colours(self) -> list[str]:
        """What is wrong with the colours the page is shown in, where it has any not judged yet."""
        new = [look for look in self.tab.run(LOOKS) if look not in self.looks]
        samples = f"{json.dumps(new)}.flatMap((look) => looks[look].slice(0, {SAMPLES}))"
        found = self.violations(samples, COLOURS) if new else []
        if not found:  # or the next page with it would pass
            self.looks.update(new)
        return found

    def violations(self, what: str, rules: str) -> list[str]:
        """What axe finds wrong with some of the page, by some of its rules."""
        if self.tab.run("typeof axe") == "undefined":
            self.tab.run(f"{AXE.read_text('utf-8')};0")
        found: list[str] = self.tab.run(VIOLATIONS % (what, rules))
        return found

    def as_it_stands(self) -> Iterator[str]:
        """What is wrong with the page as somebody has it open: in light and dark colours, and on a phone."""
        yield from self.violations("document", ALL_BUT_COLOURS)
        yield from self.colours()
        self.tab.media(dark=True)
        yield from (f"dark: {pale}" for pale in self.colours())
        self.tab.media()
        self.tab.size(320)
        yield from self.violations("document", NARROW)
        if self.tab.run(TOO_WIDE):
            yield "320 px: the page scrolls sideways"


@pytest.fixture(scope="module")
def known() -> tuple[set[str], set[str]]:
    """Looks and parts that a worker's browser has judged, of whatever city."""
    return set(), set()


@pytest.fixture
def judge(tab: Tab, known: tuple[set[str], set[str]]) -> Judge:
    return Judge(tab, *known)


def faults(judge: Judge, page: Path) -> Iterator[str]:
    """What is wrong with a page, opened from disk."""
    tab = judge.tab
    tab.size(1280)
    tab.media()
    tab.open(page.as_uri())
    yield from tab.trouble()
    yield from (address for address in tab.requests() if address != page.as_uri())
    new = set(tab.run(PARTS)) - judge.parts
    broken = judge.violations("document", ALL_BUT_COLOURS) if new else []
    yield from judge.colours()
    tab.media(dark=True)
    yield from (f"dark: {pale}" for pale in judge.colours())
    tab.media("print", dark=True)
    tab.size(640)
    if tab.run(TOO_WIDE):
        yield "printed: wider than the sheet"
    if tab.run(PALE_IN_PRINT):
        yield "printed: pale text, made for a dark screen"
    tab.media()
    tab.size(320)
    if tab.run(TOO_WIDE):
        yield "320 px: the page scrolls sideways"
    broken += [f"320 px: {narrow}" for narrow in judge.violations("document", NARROW)] if new else []
    if not broken:
        judge.parts |= new
    yield from broken


@pytest.mark.skipif(missing_axe() is not None, reason=missing_axe() or "")
@pytest.mark.parametrize("built", [*(partial(whole, edition) for edition in EDITIONS), hard_cases], ids=[*EDITIONS, "hart"])
def test_nothing_is_wrong_on_any_page(judge: Judge, built: Callable[[], Path]) -> None:
    pages = sorted(built().rglob("*.html"))
    assert len(pages) > 15
    version = judge.tab.browser.call("Browser.getVersion")["product"]
    verdicts = Verdicts("seiten", AXE.read_bytes(), version, Path(__file__).read_bytes())
    found = {}
    for page in verdicts.unjudged(pages):
        wrong = list(faults(judge, page))
        if wrong:
            found["/".join(page.parts[-3:])] = wrong[:5]
        else:
            verdicts.passed([page])
    assert found == {}


@pytest.mark.skipif(missing_axe() is not None, reason=missing_axe() or "")
@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>", "image-alt"),
        ("<p style='width: 90rem'>breit</p>", "Content Security Policy"),
        ("<script>1</script>", "Content Security Policy"),
        ("<img alt='x' src='https://example.org/x.png'>", "example.org"),
        ("<p class='zusammen'>" + "Breit " * 99, "sideways"),
        ("<p><font color='#999999'>Blass</font></p>", "color-contrast"),
        ("<p><font color='#111111'>Nur im Hellen</font></p>", "dark: color-contrast"),
        ("<p><font size='1'><font color='#999999'>Klein</font></font></p>", "color-contrast"),
        ("<h6>Stufen übersprungen</h6>", "heading-order"),
    ],
)
def test_the_judge_can_say_no(tab: Tab, city: Path, tmp_path: Path, harm: str, said: str) -> None:
    page = tmp_path / "seite.html"
    whole = (city / "intern/index.html").read_text("utf-8")
    page.write_text(whole.replace('<main id="inhalt">', f'<main id="inhalt">{harm}', 1), "utf-8")
    judge = Judge(tab)
    list(faults(judge, city / "intern/index.html"))
    assert any(said in fault for fault in faults(judge, page)), "also after the same page without it"


def test_from_a_server_it_is_the_same(tab: Tab, city: Path) -> None:
    handler: Any = functools.partial(_Silent, directory=str(city))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for edition in EDITIONS:
            address = f"http://127.0.0.1:{server.server_port}/{edition}/"
            tab.open(address)
            assert tab.trouble() == []
            assert set(tab.requests()) <= {address, f"http://127.0.0.1:{server.server_port}/favicon.ico"}
            assert tab.run("document.fonts.check('16px \"Dokument Sans\"')")
            tab.open(tab.run("document.querySelector('main table a').href"))
            assert tab.trouble() == []
            assert tab.run("document.querySelector('h1').textContent.length") > 0
        server.shutdown()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        if self.path == "/favicon.ico":
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()


class TestKeyboard:
    def test_the_first_step_leads_past_the_head(self, tab: Tab, city: Path) -> None:
        tab.open((city / "intern/am-ziegelfeld/index.html").as_uri())
        tab.press("Tab")
        assert tab.run("document.activeElement.className") == "sprung"
        assert tab.run("document.activeElement.getBoundingClientRect().left") >= 0
        tab.press("Enter")
        tab.press("Tab")
        assert tab.run("document.activeElement.closest('main') !== null")

    @pytest.mark.parametrize("name", ["index.html", "am-ziegelfeld/index.html", "am-ziegelfeld/protokoll-2026-05-07.html"])
    def test_wherever_it_goes_one_sees_where_it_is(self, tab: Tab, city: Path, name: str) -> None:
        tab.open((city / "intern" / name).as_uri())
        steps = tab.run("document.querySelectorAll('a[href], button, input, select, summary, [tabindex=\"0\"]').length")
        assert steps > 5
        places = []
        for _ in range(min(steps, 40)):
            tab.press("Tab")
            assert tab.run("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
            assert tab.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
            places.append(tab.run("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
        assert places == sorted(set(places))

    def test_the_table_of_areas_is_sorted_and_filtered_by_keys_alone(self, tab: Tab, city: Path) -> None:
        tab.open((city / "intern/index.html").as_uri())
        shown = "[...document.querySelectorAll('table[data-tabelle] tbody tr:not([hidden])')]"
        names = f"{shown}.map((row) => row.cells[0].innerText)"
        before = tab.run(names)
        self._until(tab, "document.activeElement.type === 'search'")
        tab.press("H")
        tab.press("a")
        assert [name for name in tab.run(names) if "Hafen" not in name] == []
        assert "von" in tab.run("document.querySelector('[role=status]').textContent")
        tab.run("document.activeElement.value = ''; document.activeElement.dispatchEvent(new Event('input')); 0")
        self._until(tab, "document.activeElement.className === 'sortieren'")
        tab.press("Enter")
        assert tab.run("document.querySelector('[aria-sort]').getAttribute('aria-sort')") == "descending"
        assert tab.run(names) == before[::-1]
        tab.press(" ")
        assert tab.run(names) == before

    def _until(self, tab: Tab, reached: str) -> None:
        for _ in range(60):
            tab.press("Tab")
            if tab.run(reached):
                return
        pytest.fail(f"never reached by Tab: {reached}")


def test_without_scripts_nothing_is_missing(tab: Tab, city: Path) -> None:
    for edition in EDITIONS:
        address = (city / edition / "index.html").as_uri()
        tab.open(address)
        words = tab.run("document.querySelector('main table tbody').innerText.split(/\\s+/).sort().join(' ')")
        tab.call("Emulation.setScriptExecutionDisabled", value=True)
        tab.open(address)
        root = tab.call("DOM.getDocument", depth=0)["root"]["nodeId"]
        table = tab.call("DOM.querySelector", nodeId=root, selector="main table tbody")["nodeId"]
        object_id = tab.call("DOM.resolveNode", nodeId=table)["object"]["objectId"]
        tab.call("Emulation.setScriptExecutionDisabled", value=False)
        said = tab.call(
            "Runtime.callFunctionOn",
            objectId=object_id,
            functionDeclaration="function () { return this.innerText.split(/\\s+/).sort().join(' ') }",
            returnByValue=True,
        )
        assert said["result"]["value"] == words


SIGNS = """(() => {
    const look = (e) => { const s = getComputedStyle(e, "::before");
        const flat = parseFloat(s.height) < parseFloat(s.width) / 2;
        return [s.backgroundColor, s.backgroundImage, s.borderRadius, s.transform !== "none", flat].join(" "); };
    const signs = {};
    for (const e of document.querySelectorAll(".marke, .punkt"))
        for (const tone of e.classList) if (tone.startsWith("ton-")) (signs[tone] ??= new Set()).add(look(e));
    return Object.entries(signs).map(([tone, looks]) => [tone, [...looks].length, [...looks][0]]);
})()"""
"""Each tone of the signs with how many looks it has, and the first."""


def test_where_the_system_decides_on_colours_signs_keep_their_shapes(tab: Tab, city: Path) -> None:
    forced = {"name": "forced-colors", "value": "active"}
    for name in ("gesamtbericht", "index"):
        tab.call("Emulation.setEmulatedMedia", media="", features=[forced])
        tab.open((city / "intern" / f"{name}.html").as_uri())
        found = tab.run(SIGNS)
        assert len(found) >= 3
        assert all(looks == 1 for _, looks, _ in found), "a row of signs alone looks like the sign with its word"
        assert len({look for _, _, look in found}) == len(found), "each tone has a look of its own"
