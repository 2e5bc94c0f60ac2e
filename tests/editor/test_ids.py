"""What people are offered where a file refers to something, and the beginnings of a meeting, a task and a decision: from the real
language server, in the example city with its ids installed."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from regsam_docs import schema, yaml
from regsam_docs.cli import main
from tests.editor.server import Server
from tests.editor.test_editors import MISSING, PROGRAM, ROOT, words

pytestmark = pytest.mark.skipif(
    not PROGRAM.exists() or not shutil.which("node"), reason="needs the language server from npm (tests/fetch_npm.py) and node"
)

AREA = "areas/am-ziegelfeld"
CURSOR = "█"


class Desk(NamedTuple):
    """An editor with the city open. `line`: whether a file says itself which schema it follows."""

    server: Server
    folder: Path
    line: bool

    def open(self, name: str, text: str) -> tuple[Path, int, int]:
        """Show a text with a cursor in it as a file of the area; gives the file and where the cursor stands."""
        kind = name.partition("/")[0].replace("protokolle", "protokoll").removesuffix(".yaml")
        own, above = f".regsam/schemas/am-ziegelfeld/{kind}.schema.json", "../" * (2 + name.count("/"))
        begin = f"# yaml-language-server: $schema={above}{own}\n" if self.line and (self.folder / own).exists() else ""
        before, _, after = f"{begin}{text}".partition(CURSOR)
        file = self.folder / AREA / name
        self.server.open(file, before + after)
        return file, before.count("\n"), len(before.rpartition("\n")[2])

    def offered(self, name: str, text: str) -> dict[str, dict[str, Any]]:
        """What is offered at the cursor, by its label."""
        return {item["label"]: item for item in self.server.complete(*self.open(name, text))}


@pytest.fixture(scope="module", params=["settings", "line"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("stadt")
    shutil.copytree(ROOT / "areas", folder / "areas")
    assert main(["--root", str(folder), "schema", "--install"]) == 0
    settings = json.loads((folder / ".vscode/settings.json").read_text("utf-8"))
    line = request.param == "line"
    server = Server(PROGRAM, folder, {} if line else {"schemas": settings["yaml.schemas"]})
    yield Desk(server, folder, line)
    server.close()


MEETING = "protokolle/2027-01-21.yaml"
HELD = "sitzungsnummer: 7\ndatum: 2027-01-21\nphase: umsetzung\nstatus: entwurf\nanwesend: [moderation]\n"
ITEM = "tagesordnung:\n  - titel: Hof\n"


@pytest.mark.parametrize(
    ("name", "text", "id", "meaning"),
    [
        ("ziele.yaml", f"beschlossen_in: {CURSOR}\n", "2026-05-07", "Sitzung am 7. Mai 2026"),
        (
            "ziele.yaml",
            f"handlungsfelder:\n  - ziele:\n      - massnahmen:\n          - beteiligt:\n              - {CURSOR}\n",
            "jugendhaus",
            "Jugendhaus Ringofen",
        ),
        (MEETING, f"leitung: {CURSOR}\n", "moderation", "REGSAM Musterstadt"),
        (MEETING, f"{ITEM}    auftraege:\n      - an: {CURSOR}\n", "kinderhaus", "Kinderhaus Ziegelei"),
        (MEETING, f"{ITEM}    auftraege:\n      - massnahme: {CURSOR}\n", "M1", ""),
        (MEETING, f"rueckmeldungen:\n  - auftrag: {CURSOR}\n", "2026-07-16/1", "Spielgruppe mit zwölf Plätzen beginnen"),
        ("abschluss.yaml", f"zielerreichung:\n  - ziel: {CURSOR}\n", "Z1", ""),
        ("gebiet.yaml", f"auswahl: {CURSOR}\n", "auswahl-2024", ""),
    ],
)
def test_the_ids_of_the_area_are_offered_with_what_they_mean(desk: Desk, name: str, text: str, id: str, meaning: str) -> None:
    offered = desk.offered(name, text)
    assert id in offered
    assert meaning in words(offered[id])
    assert words(offered[id])
    assert not {"jugendtreff", "2010-06-10", "2010-06-10/1"} & offered.keys(), "examples are no ids of this area"


def test_an_id_that_came_later_is_not_marked_and_a_wrong_form_still_is(desk: Desk) -> None:
    assert marked(desk, MEETING, f"leitung: neues-mitglied{CURSOR}\n") == []
    wrong = marked(desk, "ziele.yaml", f"beschlossen_in: im Mai{CURSOR}\n")
    assert wrong == ["Bitte geben Sie den Namen der Protokolldatei ohne .yaml an, zum Beispiel 2010-06-10 oder 2010-06-10-b."]


def marked(desk: Desk, name: str, text: str) -> list[str]:
    """What is said to be wrong in the line of the cursor, but for keys that are missing."""
    file, line, _ = desk.open(name, text)
    found = [m["message"] for m in desk.server.mistakes(file) if m["range"]["start"]["line"] == line]
    return [message for message in found if not message.startswith(MISSING)]


def test_a_key_is_explained_as_before(desk: Desk) -> None:
    hover = desk.server.hover(*desk.open("ziele.yaml", f"besch{CURSOR}lossen_in: 2099-01-01\n"))
    assert "Die Sitzung, die den Katalog beschlossen hat" in hover


def test_nothing_is_marked_in_the_files_there_are(desk: Desk) -> None:
    found = {}
    for source in sorted((ROOT / AREA).rglob("*.yaml")):
        text = source.read_text("utf-8").partition("\n")[2] + CURSOR
        file, *_ = desk.open(source.relative_to(ROOT / AREA).as_posix(), text)
        found[source.name] = desk.server.mistakes(file)
    assert {name: mistakes for name, mistakes in found.items() if mistakes} == {}


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Sitzung", f"{CURSOR}\n"),
        ("Auftrag", f"{HELD}{ITEM}    auftraege:\n      - {CURSOR}\n"),
        ("Beschluss mit Abstimmung", f"{HELD}{ITEM}    beschluesse:\n      - {CURSOR}\n"),
    ],
)
def test_a_beginning_is_what_the_schema_asks_for(desk: Desk, label: str, text: str) -> None:
    inserted = desk.offered(MEETING, text)[label]["insertText"]
    column = len(text.partition(CURSOR)[0].rpartition("\n")[2])
    written = inserted.replace("\n  ", f"\n{' ' * column}") if column else inserted
    filled = re.sub(r"\$\{\d+[:|]([^|,}]*)[^}]*\}", lambda m: m[1].replace("JJJJ-MM-TT", "2027-01-21"), written)
    node, found = yaml.read(text.replace(CURSOR, filled).encode(), MEETING)
    assert node is not None, found
    assert schema.check("protokoll", node, MEETING).findings == ()
