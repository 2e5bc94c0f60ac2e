"""Saving a file renews the open page; what is wrong is said in it; nothing but pages is given out."""

from __future__ import annotations

import ctypes
import fcntl
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE
from tests.preview.conftest import Here, Preview
from tests.web import browser

AGREEMENT = "/nordfeld/kooperationsvereinbarung.html"
SOURCE = "areas/nordfeld/vereinbarung.yaml"


def test_saving_a_file_renews_the_page(preview: Here) -> None:
    assert "Miteinander im Nordfeld" in preview.page(AGREEMENT)
    tab = preview.listen(AGREEMENT)
    assert tab.first["meldungen"] == []
    preview.change(SOURCE, "Miteinander", "Füreinander")
    assert tab.until(lambda heard: not heard["alt"])["stand"] != tab.first["stand"]
    assert "Füreinander im Nordfeld" in preview.page(AGREEMENT)


def test_other_pages_stay_as_they_are(preview: Here) -> None:
    other = preview.listen("/suedfeld/phasenuebersicht.html")
    tab = preview.listen(AGREEMENT)
    preview.change(SOURCE, "Miteinander", "Füreinander")
    tab.until(lambda heard: heard["stand"] != tab.first["stand"])
    preview.change("areas/suedfeld/phasen.yaml", "2024-06-01", "2024-06-02")
    # Had the first change renewed it, this would be its second new state.
    changed = other.until(lambda heard: heard["stand"] != other.first["stand"])
    assert "2. Juni 2024" in preview.page("/suedfeld/phasenuebersicht.html")
    assert changed["stand"] == preview.listen("/suedfeld/phasenuebersicht.html").first["stand"]


def test_the_built_files_stay_as_built(lasting: Here) -> None:
    served = lasting.page(AGREEMENT)
    built = (lasting.root / f"build/intern{AGREEMENT}").read_text("utf-8")
    assert "EventSource" in served
    assert "EventSource" not in built
    assert "connect-src" not in built


def test_what_is_wrong_is_said_and_the_last_good_page_stays(preview: Here) -> None:
    preview.page(AGREEMENT)
    tab = preview.listen(AGREEMENT)
    preview.change(SOURCE, "stunden_pro_woche: 8", "stunden_pro_woche: acht")
    heard = tab.until(lambda heard: f"{SOURCE}:8:20" in [message["place"] for message in heard["meldungen"]])
    assert heard["alt"]
    assert heard["stand"] == tab.first["stand"]
    wrong = next(message for message in heard["meldungen"] if message["place"] == f"{SOURCE}:8:20")
    assert wrong["level"] == "fehler"
    assert "Zahl" in wrong["text"]
    assert "Miteinander im Nordfeld" in preview.page(AGREEMENT)
    preview.change(SOURCE, "stunden_pro_woche: acht", "stunden_pro_woche: 9")
    assert tab.until(lambda heard: not heard["meldungen"])["stand"] != tab.first["stand"]
    assert "9 Stunden" in preview.page(AGREEMENT)


BROKEN = {
    "half a file": (SOURCE, "thema: Mitein"),
    "an open quote": (SOURCE, 'thema: "Miteinander\n'),
    "an empty file": (SOURCE, ""),
    "settings that cannot be read": ("areas/regsam.yaml", "format: ["),
    "a template with a mistake": ("templates/kooperationsvereinbarung.html", "{% block inhalt %}{% if %}"),
    "a template that is no text": ("templates/kooperationsvereinbarung.html", "{{ unbekannt.name }}"),
    "standing texts with a mistake": ("templates/texte/worte.yaml", "ausgabe: ["),
}


@pytest.mark.parametrize(("name", "text"), BROKEN.values(), ids=BROKEN)
def test_it_survives(lasting: Here, name: str, text: str) -> None:
    """Something unfit is saved: the page stays, says what is wrong, and is renewed when that is mended."""
    file = lasting.root / name
    original = file.read_text("utf-8") if file.exists() else None
    lasting.page(AGREEMENT)
    tab = lasting.listen(AGREEMENT)
    lasting.write(name, text)
    heard = tab.until(lambda heard: heard["meldungen"])
    assert heard["stand"] == tab.first["stand"]
    lasting.page(AGREEMENT)
    if original is None:
        file.unlink()
    else:
        lasting.write(name, original)
    assert tab.until(lambda heard: not heard["meldungen"])["stand"] == tab.first["stand"]
    tab.close()


def test_a_deleted_document_goes_and_comes_back(preview: Here) -> None:
    tab = preview.listen(AGREEMENT)
    text = (preview.root / SOURCE).read_text("utf-8")
    preview.change("areas/nordfeld/gebiet.yaml", "aktiv", "geplant")  # nothing is wrong without an agreement then
    (preview.root / SOURCE).unlink()
    tab.until(lambda heard: heard["stand"] == "")
    status, body, _ = preview.request(AGREEMENT)
    assert status == 404
    assert "Noch nicht da" in body
    preview.write(SOURCE, text)
    tab.until(lambda heard: heard["stand"] != "")
    preview.page(AGREEMENT)


def test_a_renamed_area_moves(preview: Here) -> None:
    tab = preview.listen("/")
    assert "/suedfeld" not in preview.page("/nordfeld/")
    (preview.root / "areas/suedfeld").rename(preview.root / "areas/suedheim")
    tab.until(lambda heard: heard["stand"] != tab.first["stand"])
    assert preview.request("/suedfeld/")[0] == 404
    preview.page("/suedheim/phasenuebersicht.html")


def test_a_new_area_appears(preview: Here) -> None:
    tab = preview.listen("/")
    preview.write("areas/ostfeld/gebiet.yaml", "name: Ostfeld\nstatus: geplant\n")
    tab.until(lambda heard: heard["stand"] != tab.first["stand"] and not heard["meldungen"])
    assert "Ostfeld" in preview.page("/")


def test_the_citys_pages_are_renewed_when_looked_at(preview: Here) -> None:
    tab = preview.listen("/suedfeld/")
    preview.change("areas/suedfeld/gebiet.yaml", "Südfeld", "Sonnenfeld")
    tab.until(lambda heard: heard["stand"] != tab.first["stand"])
    assert "Sonnenfeld" in preview.page("/")
    assert "Sonnenfeld" in preview.page("/daten.json")


def test_while_another_build_is_at_work_it_waits(preview: Here) -> None:
    tab = preview.listen(AGREEMENT)
    with (preview.root / "build/.regsam-docs.lock").open("a+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        preview.change(SOURCE, "Miteinander", "Füreinander")
        assert "anderer Lauf" in tab.until(lambda heard: heard["meldungen"])["meldungen"][0]["text"]
    assert tab.until(lambda heard: not heard["meldungen"])["stand"] != tab.first["stand"]


@pytest.mark.pdf
def test_a_pdf_is_made_when_it_is_opened(preview: Here) -> None:
    pdf = preview.root / "build/intern/nordfeld/kooperationsvereinbarung.pdf"
    assert not pdf.exists()
    assert f'href="{pdf.name}"' in preview.page("/nordfeld/")
    status, body, headers = preview.request("/nordfeld/kooperationsvereinbarung.pdf")
    assert (status, body[:5], headers["Content-Type"]) == (200, "%PDF-", "application/pdf")
    assert [file.name for file in preview.root.glob("build/**/*.pdf")] == [pdf.name]
    made = pdf.read_bytes()
    tab = preview.listen(AGREEMENT)
    preview.change(SOURCE, "Miteinander", "Füreinander")
    tab.until(lambda heard: heard["stand"] != tab.first["stand"])
    assert preview.request("/nordfeld/kooperationsvereinbarung.pdf")[0] == 200
    assert pdf.read_bytes() != made
    assert preview.request("/vorlagen/phasenmodell.pdf")[1][:5] == "%PDF-"


@pytest.mark.browser
@pytest.mark.skipif(browser.program() is None, reason="Chromium is missing")
def test_an_open_page_shows_what_is_wrong_and_renews_itself(preview: Here) -> None:
    with browser.started() as chromium, chromium.tab() as tab:
        tab.open(f"http://localhost:{preview.port}{AGREEMENT}")
        assert tab.run("getComputedStyle(document.getElementById('vorschau')).display") == "none"
        tab.run(WAIT_FOR_MESSAGES)
        preview.change(SOURCE, "stunden_pro_woche: 8", "stunden_pro_woche: acht")
        shown = tab.run("said")
        assert "Gezeigt wird der letzte Stand ohne Fehler." in shown
        assert f"{SOURCE}:8:20" in shown
        assert tab.run("getComputedStyle(document.getElementById('vorschau')).position") == "fixed"
        assert "Miteinander im Nordfeld" in tab.run("document.body.textContent")
        preview.change(SOURCE, "stunden_pro_woche: acht", "stunden_pro_woche: 9")
        tab.comes_to_say("9 Stunden")
        assert tab.trouble() == []


WAIT_FOR_MESSAGES = """
globalThis.said = new Promise((done) => {
  const box = document.getElementById("vorschau");
  new MutationObserver(() => {
    if (box.textContent.includes("stunden_pro_woche") || box.textContent.includes(":8:20")) done(box.textContent);
  }).observe(box, { childList: true, subtree: true });
}); true
"""


def test_a_pdf_of_nothing_is_not_there_and_no_mistake(preview: Here) -> None:
    tab = preview.listen("/nordfeld/")
    assert preview.request("/nordfeld/unsinn.pdf")[0] == 404
    preview.change(SOURCE, "Miteinander", "Füreinander")
    assert tab.next()["meldungen"] == []


# --- what is given out ------------------------------------------------------------------------------------------

HOSTS = {
    "127.0.0.1:{port}": 200,
    "localhost:{port}": 200,
    "LOCALHOST:{port}": 200,
    "127.0.0.1": 403,
    "localhost:1": 403,
    "stadt.example.org:{port}": 403,
    "127.0.0.1.example.org:{port}": 403,
    "localhost:{port}.example.org": 403,
    "": 403,
}


def test_only_this_machine_is_answered(lasting: Here) -> None:
    got = {host: lasting.request("/", host=host.format(port=lasting.port))[0] for host in HOSTS}
    assert got == HOSTS
    assert lasting.request("/.vorschau/ereignisse?seite=/", host="stadt.example.org")[0] == 403


OUTSIDE = [
    "/../../areas/regsam.yaml",
    "/%2e%2e/%2e%2e/areas/regsam.yaml",
    "/..%2f..%2fareas/regsam.yaml",
    "/nordfeld/../../../areas/regsam.yaml",
    "/..\\..\\areas\\regsam.yaml",
    "//areas/regsam.yaml",
    "/nordfeld//index.html",
    "/.regsam-docs.json",
    "/../.regsam-docs.json",
    "/verknuepft.html",
    "/verknuepft/regsam.yaml",
    "/index.html%00.png",
    "/C:/index.html",
    "/etc/passwd",
    "http://127.0.0.1/../areas/regsam.yaml",
]


def test_nothing_outside_of_the_build_is_given_out(preview: Here) -> None:
    (preview.root / "build/intern/verknuepft.html").symlink_to(preview.root / "areas/regsam.yaml")
    (preview.root / "build/intern/verknuepft").symlink_to(preview.root / "areas")
    answers = {path: preview.request(path) for path in OUTSIDE}
    assert {path: status for path, (status, _, _) in answers.items() if status not in (403, 404)} == {}
    assert [path for path, (_, body, _) in answers.items() if "Musterstadt" in body] == []


def test_nothing_can_be_written(lasting: Here) -> None:
    before = sorted(lasting.root.rglob("*"))
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        assert lasting.request("/index.html", method)[0] == 501
    assert sorted(lasting.root.rglob("*")) == before


def test_what_an_area_brings_along_runs_nothing(preview: Here) -> None:
    preview.write("areas/nordfeld/anlagen/seite.html", "<script>fetch('/daten.json')</script>")
    tab = preview.listen("/nordfeld/anlagen/seite.html")
    preview.change(SOURCE, "anlagen/zahlen.csv", "anlagen/seite.html")
    if tab.first["stand"] == "":
        tab.until(lambda heard: heard["stand"] != "")
    status, body, headers = preview.request("/nordfeld/anlagen/seite.html")
    assert (status, body) == (200, "<script>fetch('/daten.json')</script>")
    assert headers["Content-Security-Policy"].endswith("sandbox")


# --- beginning and end ------------------------------------------------------------------------------------------


def test_ctrl_c_ends_it_at_once(started: Preview) -> None:
    started.listen(AGREEMENT)
    code, said = started.end()
    assert (code, said.strip()) == (130, "Abgebrochen.")
    assert not list(started.root.glob("build/**/.unfertig*"))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a signal go to one thread of another process")
def test_ctrl_c_is_heard_where_it_does_not_wake_the_builder(started: Preview) -> None:
    """Just before the builder begins to wait; here, in a thread that is none of Python's main one."""
    pid = started.process.pid
    other = next(int(task.name) for task in Path(f"/proc/{pid}/task").iterdir() if int(task.name) != pid)
    assert ctypes.CDLL(None).tgkill(pid, other, signal.SIGINT) == 0
    started.process.communicate(timeout=PATIENCE)
    assert started.process.returncode == 130


def test_a_port_that_is_taken(started: Preview) -> None:
    command = [sys.executable, "-m", "regsam_docs", "--root", str(started.root), "serve", "--port", str(started.port)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 2
    assert f"Der Port {started.port} ist belegt" in done.stderr


def test_without_a_port_the_next_free_one_is_taken(content: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("andere")
    shutil.copytree(content / "areas", other / "areas")
    first, second = Preview(content), Preview(other)
    assert 8000 <= first.port < second.port
    assert {first.end()[0], second.end()[0]} == {130}


def test_without_watchfiles_it_says_what_to_install(content: Path) -> None:
    program = "import sys; sys.modules['watchfiles'] = None; from regsam_docs.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", program, "--root", str(content), "serve"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 2
    assert "pip install watchfiles" in done.stderr
    assert not (content / "build").exists()
