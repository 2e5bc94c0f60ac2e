"""Files changed in the browser: only by who may, only files of the format, nothing of another person's lost, layout kept."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from regsam_docs.finding import Trouble
from regsam_docs.preview.desk import START, Editor, merged
from regsam_docs.preview.server import Server, bound
from regsam_docs.preview.state import PreviewState
from regsam_docs.scaffold import fields
from regsam_docs.schema import shape
from regsam_docs.tidy import tidied
from tests.build.conftest import FILES
from tests.built import ROOT
from tests.web import browser
from tests.web.test_pages import Judge

FILE = "areas/nordfeld/gremium.yaml"
TEXT = """\
mitglieder:
  - id: moderation
    organisation: REGSAM
    gruppe: moderation
"""
CONTENT = {**FILES, FILE: TEXT}


@dataclass
class Desk:
    """A server with an editor, in this process."""

    root: Path
    server: Server
    editor: Editor

    @property
    def here(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    @property
    def start(self) -> str:
        return f"{START}{self.editor.token}/"

    def request(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, str, dict[str, str]]:
        """A request; headers with `_` for `-`, an empty one is left out."""
        connection = http.client.HTTPConnection(self.here, timeout=60)
        connection.putrequest(method, path, skip_host=True)
        for name, value in ({"host": self.here} | headers | {"content_length": str(len(body or b""))}).items():
            if value:
                connection.putheader(name.replace("_", "-"), value)
        connection.endheaders(body)
        answer = connection.getresponse()
        said = answer.read().decode()
        connection.close()
        return answer.status, said, dict(answer.getheaders())

    def post(self, what: str, told: Any, **headers: str) -> tuple[int, Any]:
        """What one of our own pages sends, and the answer."""
        own = {"origin": f"http://{self.here}", "content_type": "application/json", "sec_fetch_site": "same-origin"} | headers
        status, said, _ = self.request("POST", self.start + what, json.dumps(told).encode(), **own)
        return status, json.loads(said) if said.startswith("{") else said


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    for name, data in CONTENT.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(data, "utf-8")
    editor = Editor(tmp_path)
    server = bound(0, PreviewState(tmp_path, "intern"), lambda path: None, editor)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield Desk(tmp_path, server, editor)
    server.shutdown()
    server.server_close()


# ---- who may


STRANGE: dict[str, dict[str, str]] = {
    "another site": {"origin": "https://example.org", "sec_fetch_site": "cross-site"},
    "another port": {"origin": "http://127.0.0.1:1", "sec_fetch_site": "same-site"},
    "a page of nowhere": {"origin": "null"},
    "no origin": {"origin": ""},
    "an old browser's form": {"content_type": "text/plain", "sec_fetch_site": ""},
    "a frame in another page": {"sec_fetch_site": "cross-site"},
    "a name that leads here": {"host": "example.org", "origin": "http://example.org"},
    "that name with our port": {"host": "example.org:{port}", "origin": "http://example.org:{port}"},
}


@pytest.mark.parametrize("headers", STRANGE.values(), ids=STRANGE)
def test_nobody_else_changes_anything(desk: Desk, headers: dict[str, str]) -> None:
    given = {name: value.replace("{port}", str(desk.server.server_port)) for name, value in headers.items()}
    seen = desk.editor.form(FILE)["stand"]
    status, said = desk.post("sichern", {"datei": FILE, "text": TEXT + "# fremd\n", "gesehen": seen}, **given)
    assert status == 403 and "gesichert" not in str(said)
    assert (desk.root / FILE).read_text("utf-8") == TEXT


@pytest.mark.parametrize("token", ["", "falsch", "../", "%2e%2e"])
def test_without_the_token_nothing_is_shown(desk: Desk, token: str) -> None:
    for path in (f"{START}{token}", f"{START}{token}/", f"{START}{token}/{FILE}"):
        status, said, _ = desk.request("GET", path)
        assert status == 403 and "nordfeld" not in said


def test_a_link_from_another_page_does_not_open_the_editor(desk: Desk) -> None:
    assert desk.request("GET", desk.start, sec_fetch_site="cross-site")[0] == 403
    assert desk.request("GET", desk.start, sec_fetch_site="none")[0] == 200
    _, page, headers = desk.request("GET", desk.start + FILE)
    assert (headers["X-Frame-Options"], headers["Referrer-Policy"]) == ("DENY", "no-referrer")
    assert "form-action &#x27;none&#x27;" in page


def test_every_start_has_a_token_of_its_own(tmp_path: Path) -> None:
    assert len({Editor(tmp_path).token for _ in range(9)}) == 9


def test_without_an_editor_there_is_none(tmp_path: Path) -> None:
    server = bound(0, PreviewState(tmp_path, "intern"), lambda path: None)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    plain = Desk(tmp_path, server, Editor(tmp_path))
    assert plain.request("GET", plain.start)[0] == 404
    assert plain.request("POST", plain.start + "sichern", b"{}", origin=f"http://{plain.here}")[0] == 501
    server.shutdown()
    server.server_close()


def test_a_pdf_may_stand_beside_its_form_and_nowhere_else(desk: Desk) -> None:
    paper = desk.root / "build/intern/nordfeld/kooperationsvereinbarung.pdf"
    paper.parent.mkdir(parents=True)
    paper.write_bytes(b"%PDF-")
    assert desk.request("GET", "/nordfeld/kooperationsvereinbarung.pdf")[2]["X-Frame-Options"] == "SAMEORIGIN"
    assert ["Kooperationsvereinbarung", "/nordfeld/kooperationsvereinbarung.pdf"] in desk.editor.form(
        "areas/nordfeld/vereinbarung.yaml"
    )["papiere"]


# ---- what may be changed


@pytest.mark.parametrize(
    "path",
    [
        "areas/nordfeld/neu.yaml", "areas/nordfeld/../../geheim.yaml", "/etc/passwd", "templates/base.html", "areas/nordfeld",
        "areas/nordfeld/anlagen/x.yaml", "", ".git/config", "areas\\nordfeld\\gremium.yaml", "areas/nordfeld/ziele.yaml\0",
    ],
)  # fmt: skip
def test_only_files_of_the_format_are_written(desk: Desk, path: str) -> None:
    (desk.root / "geheim.yaml").write_text("name: geheim\n")
    status, said = desk.post("sichern", {"datei": path, "text": "name: x\n", "gesehen": ""})
    assert (status, said["warum"][:11]) == (409, "Diese Datei")
    assert not (desk.root / "areas/nordfeld/neu.yaml").exists()


@pytest.mark.parametrize("linked", ["areas/nordfeld/gremium.yaml", "areas/nordfeld"])
def test_nothing_is_written_through_a_link(desk: Desk, linked: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("fremd") / "da"
    (desk.root / linked).rename(elsewhere)
    (desk.root / linked).symlink_to(elsewhere)
    with pytest.raises(Trouble):
        desk.editor.save(FILE, "mitglieder: []\n", "")
    assert (elsewhere if elsewhere.is_file() else elsewhere / "gremium.yaml").read_text("utf-8") == TEXT


@pytest.mark.parametrize("text", ["mitglieder: [", "a: 1\na: 2\n", "", "x: &a 1\ny: *a\n", "\0", "a: b\n" * 300_000])
def test_what_cannot_be_read_is_not_written(desk: Desk, text: str) -> None:
    seen = desk.editor.form(FILE)["stand"]
    with pytest.raises(Trouble):
        desk.editor.save(FILE, text, seen)
    assert (desk.root / FILE).read_text("utf-8") == TEXT


HOSTILE = "ansprechpersonen:\n  - name: \"</script><script>alert(1)</script> @@stil@@ \\\" '\"\n"


def test_hostile_contents_stay_data(desk: Desk) -> None:
    path = "areas/nordfeld/gebiet.yaml"
    text = (desk.root / path).read_text("utf-8") + HOSTILE
    (desk.root / path).write_text(text, "utf-8")
    _, page, _ = desk.request("GET", desk.start + path)
    assert "<script>alert" not in page and "@@stil@@" in page
    assert desk.post("ansicht", {"text": "<img src=x onerror=alert(1)> [x](javascript:alert(1))"})[1]["html"].count("<img") == 0
    assert desk.post("pruefen", {"datei": path, "text": ["x"]})[0] == 400
    assert desk.post("unbekannt", {})[0] == 400
    assert desk.post("pruefen", {"datei": path, "text": "\ud800"})[0] == 400


def test_line_breaks_and_mark_of_the_file_stay(desk: Desk) -> None:
    (desk.root / FILE).write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    seen = desk.editor.form(FILE)["stand"]
    assert desk.editor.save(FILE, TEXT + "# neu\n", seen)["ergebnis"] == "gesichert"
    assert (desk.root / FILE).read_bytes() == b"\xef\xbb\xbf" + (TEXT + "# neu\n").replace("\n", "\r\n").encode()


# ---- two at once


def test_the_second_sees_what_the_first_saved_and_nothing_is_lost(desk: Desk) -> None:
    seen = desk.editor.form(FILE)["stand"]
    first, second = TEXT + "# von der ersten\n", "# von der zweiten\n" + TEXT
    told = desk.post("sichern", {"datei": FILE, "text": first, "gesehen": seen})[1]
    assert told["ergebnis"] == "gesichert" and "+# von der ersten" in told["diff"]
    told = desk.post("sichern", {"datei": FILE, "text": second, "gesehen": seen})[1]
    assert told["ergebnis"] == "anders" and "+# von der ersten" in told["diff"]
    assert (desk.root / FILE).read_text("utf-8") == first
    assert told["zusammen"] == "# von der zweiten\n" + first
    assert desk.post("sichern", {"datei": FILE, "text": told["zusammen"], "gesehen": told["stand"]})[1]["ergebnis"] == "gesichert"
    assert (desk.root / FILE).read_text("utf-8") == "# von der zweiten\n" + first


def test_what_an_editor_of_texts_saved_counts_as_well(desk: Desk) -> None:
    seen = desk.editor.form(FILE)["stand"]
    (desk.root / FILE).write_text(TEXT + "# anderswo\n", "utf-8")
    told = desk.editor.save(FILE, TEXT + "# hier\n", seen)
    assert told["ergebnis"] == "anders" and told["zusammen"] is None, "both at the same place"
    assert (desk.root / FILE).read_text("utf-8") == TEXT + "# anderswo\n"


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ("A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n"),
        ("a\nx\nb\nc\n", "a\nb\n", "a\nx\nb\n"),
        ("A\nb\nc\n", "A\nb\nc\n", "A\nb\nc\n"),
        ("A\nb\nc\n", "B\nb\nc\n", None),
        ("A\nb\nc\n", "a\nB\nc\n", None),
        ("", "a\nb\nC\n", None),
        ("a\nb\nc\n", "", ""),
    ],
)
def test_both_changes_together(mine: str, theirs: str, both: str | None) -> None:
    assert merged("a\nb\nc\n", mine, theirs) == both


# ---- in a real browser

looks = pytest.mark.skipif(browser.missing() is not None, reason=browser.missing() or "")


@pytest.fixture(scope="module")
def chromium() -> Iterator[browser.Browser]:
    with browser.started() as running:
        yield running


@pytest.fixture
def tab(chromium: browser.Browser) -> Iterator[browser.Tab]:
    with chromium.tab() as opened:
        opened.size(1280)
        opened.media()
        yield opened


AGREEMENT = "areas/nordfeld/vereinbarung.yaml"


def typed(tab: browser.Tab, text: str) -> None:
    tab.call("Input.insertText", text=text)


def until(tab: browser.Tab, holds: str) -> None:
    """Press Tab until something holds of where one is."""
    for _ in range(200):
        tab.press("Tab")
        if tab.run(holds):
            return
    pytest.fail(f"never reached by Tab: {holds}")


def waits(tab: browser.Tab, holds: str) -> None:
    """Wait until something holds in the page."""
    assert tab.run(
        f"new Promise((done) => {{ const look = () => ({holds}) ? done(true) : setTimeout(look, 30); look(); }})"
    )


@pytest.mark.browser
@looks
def test_a_file_is_changed_by_keys_alone(desk: Desk, tab: browser.Tab) -> None:
    before = (desk.root / AGREEMENT).read_text("utf-8").replace("stunden_pro_woche: 8\n", "stunden_pro_woche:   8  # geschätzt\n")
    (desk.root / AGREEMENT).write_text(before, "utf-8")
    tab.open(f"http://{desk.here}{desk.start}")
    until(tab, "document.activeElement.getAttribute('href') === 'areas/nordfeld/vereinbarung.yaml'")
    tab.press("Enter")
    tab.browser.wait("Page.loadEventFired", tab.session)
    waits(tab, "document.querySelector('#bogen fieldset') !== null")
    assert tab.trouble() == []
    until(tab, "document.activeElement.labels?.[0]?.textContent.startsWith('Stunden pro Woche')")
    tab.run("document.activeElement.select(); 0")
    typed(tab, "200")
    waits(tab, "document.activeElement.getAttribute('aria-invalid') === 'true'")
    tab.run("document.activeElement.select(); 0")
    typed(tab, "6,5")
    until(tab, "document.activeElement.id === 'sichern'")
    tab.press("Enter")
    waits(tab, "document.getElementById('was').textContent.startsWith('Gesichert')")
    assert (desk.root / AGREEMENT).read_text("utf-8") == before.replace(":   8  # geschätzt", ": 6.5  # geschätzt")
    shown = tab.run("document.getElementById('aenderung').textContent").splitlines()
    changed = [line for line in shown if line[0] in "+-"]
    assert changed == ["-stunden_pro_woche:   8  # geschätzt", "+stunden_pro_woche: 6.5  # geschätzt"]
    assert tab.trouble() == []


@pytest.mark.browser
@looks
def test_what_check_finds_stands_beside_its_field_and_a_text_is_shown(desk: Desk, tab: browser.Tab) -> None:
    tab.open(f"http://{desk.here}{desk.start}{AGREEMENT}")
    field = "document.querySelector('[data-feld=thema]')"
    tab.run(f"{field}.querySelector('textarea').focus(); {field}.querySelector('textarea').select(); 0")
    typed(tab, "**Miteinander** in [Bildern](bilder.txt)")
    waits(tab, f"{field}.querySelector('.ansicht strong')?.textContent === 'Miteinander'")
    waits(tab, f"{field}.querySelector('.fehler').textContent.startsWith('T01')")
    assert tab.run("document.querySelector('#befunde').textContent").count("T01") == 1


@pytest.mark.browser
@looks
def test_the_second_person_saves_both(desk: Desk, tab: browser.Tab) -> None:
    tab.open(f"http://{desk.here}{desk.start}{AGREEMENT}")
    other = (desk.root / AGREEMENT).read_text("utf-8") + "# von nebenan\n"
    (desk.root / AGREEMENT).write_text(other, "utf-8")
    tab.run("document.querySelector('[data-feld=thema] textarea').select(); 0")
    typed(tab, "Zusammen")
    tab.run("document.getElementById('sichern').click(); 0")
    waits(tab, "document.querySelector('#anders button') !== null")
    assert "+# von nebenan" in tab.run("document.getElementById('aenderung').textContent")
    assert (desk.root / AGREEMENT).read_text("utf-8") == other
    tab.run("document.querySelector('#anders button').click(); 0")
    waits(tab, "document.getElementById('was').textContent.startsWith('Gesichert')")
    saved = (desk.root / AGREEMENT).read_text("utf-8")
    assert "thema: Zusammen\n" in saved and saved.endswith("# von nebenan\n")


def trimmed(value: Any) -> Any:
    """Data without the line break that a text behind `|` ends with, whether it has one line or more."""
    if isinstance(value, dict):
        return {key: trimmed(one) for key, one in value.items()}
    return [trimmed(one) for one in value] if isinstance(value, list) else value.strip() if isinstance(value, str) else value


EXAMPLE = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "areas").rglob("*.yaml"))


@pytest.mark.browser
@looks
def test_every_file_of_the_example_city_has_a_form_that_keeps_it(tab: browser.Tab) -> None:
    editor = Editor(ROOT)
    script = (ROOT / "templates/skript/formular.js").read_text("utf-8")
    tab.open("about:blank")
    tab.run(f"{script.replace('const formular', 'globalThis.formular')};0")
    assert sorted(editor.files()) == EXAMPLE
    for path in EXAMPLE:
        given = editor.form(path)
        form = f"globalThis.form = formular.start(document.body.appendChild(document.createElement('div')), {json.dumps(given)})"
        assert tab.run(f"{form}; form.yaml()") == (ROOT / path).read_text("utf-8"), path
        assert tab.run("form.findings().map((one) => one.id + one.text)") == []
        anew = tab.run("form.root.lines(undefined).below.join('\\n') + '\\n'")
        kind = editor.files()[path]
        assert trimmed(fields.data(kind, anew.encode(), path)) == trimmed(given["daten"]), path
        assert tidied(anew, shape(kind)) == anew, path


@pytest.mark.browser
@looks
@pytest.mark.skipif(browser.missing_axe() is not None, reason=browser.missing_axe() or "")
@pytest.mark.parametrize("path", ["", FILE, AGREEMENT, "areas/nordfeld/phasen.yaml", "areas/regsam.yaml"])
def test_nothing_keeps_anybody_from_using_the_editor(desk: Desk, tab: browser.Tab, path: str) -> None:
    tab.open(f"http://{desk.here}{desk.start}{path}")
    tab.run("document.querySelectorAll('.hinzu').forEach((one) => one.click()); 0")
    tab.run("document.querySelectorAll('details').forEach((one) => { one.open = true; }); 0")
    assert list(Judge(tab).as_it_stands()) == []
    assert tab.trouble() == []
