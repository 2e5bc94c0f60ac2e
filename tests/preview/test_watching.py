"""The preview never goes deaf unseen: whatever happens to folders, names and the system's watch, a change is shown; and what
cannot go on ends with a sentence."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE
from tests.preview.conftest import Here, Preview, Served
from tests.web import browser

AGREEMENT = "/nordfeld/kooperationsvereinbarung.html"
SOURCE = "areas/nordfeld/vereinbarung.yaml"


def renewed(preview: Served, old: str, new: str) -> bool:
    """Whether saving a file renews the open page."""
    tab = preview.listen(AGREEMENT)
    preview.change(SOURCE, old, new)
    tab.until(lambda heard: not heard["alt"] and heard["stand"] != tab.first["stand"])
    return new in preview.page(AGREEMENT)


@pytest.mark.parametrize("folder", ["areas", "areas/nordfeld"])
def test_a_folder_that_was_replaced_is_watched_again(
    preview: Here, folder: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """As when another branch is checked out, and back again."""
    copy = tmp_path_factory.mktemp("kopie") / "kopie"
    shutil.copytree(preview.root / folder, copy)
    tab = preview.listen(AGREEMENT)
    (preview.root / folder).rename(copy.with_name("weg"))
    tab.until(lambda heard: heard["meldungen"] or heard["stand"] == "")
    copy.rename(preview.root / folder)
    tab.until(lambda heard: not heard["meldungen"] and heard["stand"] == tab.first["stand"])
    assert renewed(preview, "Miteinander", "Füreinander")
    assert renewed(preview, "Füreinander", "Beieinander")


def test_templates_made_later_are_watched(preview: Here) -> None:
    own = Path(__file__).parents[2] / "templates/stil/bildschirm.css"
    tab = preview.listen(AGREEMENT)
    preview.write("templates/stil/bildschirm.css", own.read_text("utf-8") + "body{color:#123456}")
    now = tab.until(lambda heard: heard["stand"] != tab.first["stand"])
    assert "#123456" in preview.page(AGREEMENT)
    preview.change("templates/stil/bildschirm.css", "#123456", "#654321")
    tab.until(lambda heard: heard["stand"] != now["stand"])
    assert "#654321" in preview.page(AGREEMENT)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take only names in Unicode")
def test_a_name_that_is_no_text_is_seen(preview: Here) -> None:
    tab = preview.listen("/nordfeld/")
    strange = os.fsencode(preview.root) + b"/areas/nordfeld/h\xfcgel.yaml"
    Path(os.fsdecode(strange)).write_text("name: x\n")
    assert "gehört nicht hierher" in tab.until(lambda heard: heard["meldungen"])["meldungen"][0]["text"]
    Path(os.fsdecode(strange)).unlink()
    tab.until(lambda heard: not heard["meldungen"])
    assert renewed(preview, "Miteinander", "Füreinander")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take only names in Unicode")
def test_a_folder_whose_name_is_no_text_is_previewed(content: Path) -> None:
    place = Path(os.fsdecode(os.fsencode(content) + b"/ord\xfcner"))
    place.mkdir()
    (content / "areas").rename(place / "areas")
    running = Preview(place, "--port", "0")
    assert "sieht deshalb selbst" in "".join(running.said)
    assert renewed(running, "Miteinander", "Füreinander")
    assert running.end()[0] == 130


def test_where_the_system_watches_no_more_it_looks_itself_and_says_so(content: Path) -> None:
    broken = """
import watchfiles
def watch(*folders, **options):
    raise OSError(24, "Too many open files")
watchfiles.watch = watch
"""
    running = Preview(content, "--port", "0", before=broken)
    assert "fs.inotify.max_user_instances" in "".join(running.said)
    assert renewed(running, "Miteinander", "Füreinander")
    assert running.end()[0] == 130


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [("Trouble('Das Laufwerk ist fort.')", 2, "Fehler: Das Laufwerk ist fort."), ("ValueError()", 3, "Fehler im Programm")],
)
def test_a_watch_that_ends_ends_the_preview_with_a_sentence(content: Path, error: str, code: int, said: str) -> None:
    """`disk.marks` fails the second time: the preview has begun by then, or is about to."""
    broken = f"""
from regsam_docs.finding import Trouble
from regsam_docs.system import disk
marks, called = disk.marks, []
def failing(root, folders, deep=True):
    called.append(deep)
    if called.count(True) > 1:
        raise {error}
    return marks(root, folders, deep=deep)
disk.marks = failing
"""
    running = Preview(content, "--port", "0", before=broken)
    _, complaint = running.process.communicate(timeout=PATIENCE)
    assert (running.process.returncode, said in complaint, "Traceback" in complaint) == (code, True, False)


@pytest.mark.parametrize("length", [255, 256, 5000, 66_000])
def test_a_long_address_is_answered(lasting: Here, length: int) -> None:
    for path in ("a" * length, "a" * length + ".pdf", "a/" * (length // 2)):
        status, body, _ = lasting.request(f"/{path}")
        assert status in (404, 414)
        assert (
            "Diese Seite gibt es nicht" in body or "Die Übersicht steht unter" in body or "beantwortet die Vorschau nicht" in body
        )
    lasting.page(AGREEMENT)


def test_many_pages_are_told_without_keeping_their_connections(preview: Here) -> None:
    """Three hear for as long as they are open; the others are answered, hung up on and told when to ask again."""
    kept = [preview.listen(AGREEMENT) for _ in range(3)]
    for _ in range(4):
        other = preview.listen(AGREEMENT)
        assert other.first["stand"] == kept[0].first["stand"]
        assert other.answer.read().strip() == b""
    preview.change("areas/nordfeld/gebiet.yaml", "Nordfeld", "Sonnenfeld")
    kept[1].until(lambda heard: heard["stand"] != kept[1].first["stand"])
    city = preview.listen("/")  # hung up on, and yet told what the city's page is by now
    assert "Sonnenfeld" in preview.page("/")
    assert preview.listen("/").first["stand"] == city.first["stand"]


@pytest.mark.browser
@pytest.mark.skipif(browser.program() is None, reason="Chromium is missing")
def test_eight_windows_of_one_browser_renew_themselves(preview: Here) -> None:
    with browser.started() as chromium, contextlib.ExitStack() as stack:
        tabs = [stack.enter_context(chromium.tab()) for _ in range(8)]
        for tab in tabs:
            tab.call("Emulation.setFocusEmulationEnabled", enabled=True)  # as a window of its own, in front
            tab.open(f"http://localhost:{preview.port}{AGREEMENT}")
            assert tab.run("document.visibilityState") == "visible"
        preview.change(SOURCE, "Miteinander", "Füreinander")
        for tab in tabs:
            tab.comes_to_say("Füreinander")
            assert tab.trouble() == []
        tabs[0].open(f"http://localhost:{preview.port}/nordfeld/")
