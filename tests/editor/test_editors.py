"""What people see in an editor, from the real language server: completion, explanations and mistakes, for every key.

An editor finds the schema of a file in one of two ways: by the line in the file, or by its settings. The example city's lines
lead to the schemas as they are maintained; those of a content repository to the copies made for editors.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from regsam_docs.cli import main
from regsam_docs.repository.kinds import KINDS
from tests.editor import places
from tests.editor.places import Excerpt
from tests.editor.server import Server

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / ".cache/npm/editor/node_modules/yaml-language-server/bin/yaml-language-server"

pytestmark = pytest.mark.skipif(
    not PROGRAM.exists() or not shutil.which("node"), reason="needs the language server from npm (tests/fetch_npm.py) and node"
)

FILES = {
    "regsam": "areas/regsam.yaml",
    "gebiet": "areas/a{n}/gebiet.yaml",
    "gremium": "areas/a{n}/gremium.yaml",
    "vereinbarung": "areas/a{n}/vereinbarung.yaml",
    "phasen": "areas/a{n}/phasen.yaml",
    "ziele": "areas/a{n}/ziele.yaml",
    "protokoll": "areas/a{n}/protokolle/2024-06-13.yaml",
    "abschluss": "areas/a{n}/abschluss.yaml",
    "chronik": "areas/a{n}/chronik.yaml",
    "auswahl": "areas/_auswahl/a{n}/auswahl.yaml",
    "kontakte": "areas/kontakte.yaml",
}
MISSING = "Missing property"
"""How the server begins to say that a key is missing; it has no German for that."""


class Desk(NamedTuple):
    """An editor with a folder open. `begins`: kind and depth of a file → the line new files begin with there."""

    server: Server
    folder: Path
    begins: Callable[[str, int], str]
    counts: list[int]

    def open(self, kind: str, shown: Excerpt) -> tuple[Path, int]:
        """Show a text as a new file of a kind (there is but one `regsam.yaml`: show it there); gives the file, and how many
        lines were put before the text."""
        self.counts[0] += 1
        file = self.folder / FILES[kind].format(n=self.counts[0])
        begin = self.begins(kind, len(file.relative_to(self.folder).parents) - 1)
        self.server.open(file, begin + shown.text)
        return file, begin.count("\n")

    def marked(self, kind: str, texts: Mapping[str, Excerpt]) -> dict[str, list[str]]:
        """For each text what is said to be wrong in the line of its cursor. All are opened before any is waited for."""
        opened = {}
        for name, shown in texts.items():
            file, above = self.open(kind, shown)
            if kind == "regsam":  # the next text is shown in the same file
                self.server.mistakes(file)
            opened[name] = file, above + shown.line, self.server.diagnostics.get(file.as_uri())
        return {
            name: [m["message"] for m in seen or self.server.mistakes(file) if m["range"]["start"]["line"] == line]
            for name, (file, line, seen) in opened.items()
        }


def line(folder: str) -> Callable[[str, int], str]:
    return lambda kind, depth: f"# yaml-language-server: $schema={'../' * depth}{folder}/{kind}.schema.json\n"


@pytest.fixture(scope="module", params=["line"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("stadt")
    (folder / "areas").mkdir()
    assert main(["--root", str(folder), "schema", "--install"]) == 0
    shutil.copytree(ROOT / "schemas", folder / "schemas")
    settings = json.loads((folder / ".vscode/settings.json").read_text("utf-8"))
    begins = {"line": line(".regsam/schemas"), "settings": lambda kind, depth: "", "example": line("schemas")}[request.param]
    server = Server(PROGRAM, folder, {"schemas": settings["yaml.schemas"]} if request.param == "settings" else {})
    yield Desk(server, folder, begins, [0])
    server.close()


WAYS = pytest.mark.parametrize("desk", ["line", "settings", "example"], indirect=True, scope="module")
"""For tests of each kind's being found; what it says then is the same schema's affair."""


def plain(text: str) -> str:
    """Markdown as the words it shows."""
    return re.sub(r"\s+", " ", text.replace("\\", ""))


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_explained_in_german(desk: Desk, kind: str) -> None:
    for place in places.keys(kind):
        shown = places.holding(place, places.value(place.schema))
        file, above = desk.open(kind, shown)
        hover = plain(desk.server.hover(file, shown.line + above, shown.column))
        said = [place.schema, *place.schema.get("anyOf", ())]
        assert any(plain(part["description"]) in hover for part in said if "description" in part), f"{place}: {hover}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_offered(desk: Desk, kind: str) -> None:
    for place in places.mappings(kind):
        shown = places.asking_for_keys(place)
        file, above = desk.open(kind, shown)
        offered = {item["label"]: item for item in desk.server.complete(file, shown.line + above, shown.column)}
        wanted = place.schema["properties"]
        assert wanted.keys() <= offered.keys(), f"{place}: {sorted(wanted.keys() - offered.keys())}"
        for key, schema in wanted.items():
            assert words(offered[key]) == schema["description"], f"{place}.{key}"
            assert offered[key]["insertText"].startswith(f"{key}:"), f"{place}.{key}"


def words(item: dict[str, Any]) -> str:
    said = item.get("documentation", "")
    return str(said["value"] if isinstance(said, dict) else said)


@pytest.mark.parametrize("kind", KINDS)
def test_every_listed_value_is_offered_and_no_other(desk: Desk, kind: str) -> None:
    for place in places.keys(kind):
        listed = places.words(place.schema)
        if listed is None:
            continue
        shown = places.asking_for_values(place)
        file, above = desk.open(kind, shown)
        offered = {item["label"] for item in desk.server.complete(file, shown.line + above, shown.column)}
        assert offered == set(listed), str(place)


@pytest.mark.parametrize("kind", KINDS)
def test_what_fits_is_not_marked(desk: Desk, kind: str) -> None:
    texts = {str(place): places.holding(place, places.value(place.schema)) for place in places.keys(kind)}
    said = {name: [m for m in messages if not m.startswith(MISSING)] for name, messages in desk.marked(kind, texts).items()}
    assert {name: messages for name, messages in said.items() if messages} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_what_does_not_fit_is_marked_in_its_line(desk: Desk, kind: str) -> None:
    texts = {str(place): places.holding(place, places.wrong(place.schema)) for place in places.keys(kind)}
    marked = desk.marked(kind, texts)
    for place in places.keys(kind):
        said = [message for message in marked[str(place)] if not message.startswith(MISSING)]
        assert said, str(place)
        if "patternErrorMessage" in place.schema:
            assert said == [place.schema["patternErrorMessage"]], str(place)


@WAYS
@pytest.mark.parametrize("kind", KINDS)
def test_unknown_keys_are_marked(desk: Desk, kind: str) -> None:
    texts = {str(place): places.holding(place, full(place) | {"unbekannt": 1}) for place in places.mappings(kind) if place.path}
    for name, said in desk.marked(kind, texts).items():
        assert "Eigenschaft unbekannt ist nicht erlaubt." in said, name


@pytest.mark.parametrize("kind", KINDS)
def test_missing_keys_are_marked(desk: Desk, kind: str) -> None:
    wanted = {
        f"{place}.{key}": (place, key)
        for place in places.mappings(kind)
        for key in place.schema.get("required", ())
        if place.path
    }
    texts = {
        name: places.holding(place, {k: v for k, v in full(place).items() if k != key}) for name, (place, key) in wanted.items()
    }
    for name, said in desk.marked(kind, texts).items():
        assert f'{MISSING} "{wanted[name][1]}".' in said, name


def full(place: places.Place) -> dict[str, Any]:
    """A mapping with all its keys."""
    return {key: places.value(schema) for key, schema in place.schema["properties"].items()}


@WAYS
def test_nothing_is_marked_in_the_example_city(desk: Desk) -> None:
    files = []
    for source in sorted(ROOT.glob("areas/**/*.yaml")):
        path = source.relative_to(ROOT)
        begin, _, rest = source.read_text("utf-8").partition("\n")
        kind = begin.rpartition("/")[2].partition(".")[0]
        desk.server.open(desk.folder / path, desk.begins(kind, len(path.parents) - 1) + rest)
        files.append(desk.folder / path)
    assert {file.name: desk.server.mistakes(file) for file in files if desk.server.mistakes(file)} == {}


def test_numbers_and_truth_values_are_texts_where_texts_belong(desk: Desk) -> None:
    """As for `check`: what is written without quotes stays as written."""
    text = "name: 1.10\nrags: 01234\nviertel: [4.2.1, 4.2]\nstadtbezirk: {nummer: 4, name: true}\nstatus: geplant\n"
    texts = {str(number): Excerpt(text, number, 6) for number in range(text.count("\n"))}
    said = desk.marked("gebiet", texts)
    assert [message for messages in said.values() for message in messages if not message.startswith(MISSING)] == []
