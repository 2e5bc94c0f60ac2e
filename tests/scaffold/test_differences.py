"""What an upgrade says of the format: the schemas there were against those that come."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from regsam_docs.repository.kinds import KINDS
from regsam_docs.scaffold.editor import for_editors
from regsam_docs.scaffold.repository import differences
from tests.scaffold.conftest import Run


def changed(kind: str) -> bytes:
    """The schema of goals as an older edition may have had it."""
    schema: dict[str, Any] = json.loads(for_editors(kind))
    goal = schema["properties"]["handlungsfelder"]["items"]["properties"]["ziele"]["items"]
    measure = goal["properties"]["massnahmen"]["items"]
    del measure["properties"]["mittel"]
    goal["required"].remove("titel")
    goal["properties"]["alt"] = {"type": "string", "title": "Alt"}
    measure["properties"]["status"]["enum"] = ["geplant", "laufend", "umgesetzt", "ruhend"]
    return json.dumps(schema).encode()


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_is_no_difference(kind: str) -> None:
    assert differences(for_editors(kind), for_editors(kind)) == []


def test_what_is_new_gone_and_otherwise_is_told_once() -> None:
    start = "handlungsfelder.ziele"
    said = differences(changed("ziele"), for_editors("ziele"))
    assert said == [
        f"„{start}.titel“ ist jetzt Pflicht",
        f"„{start}.massnahmen.status“: neu möglich: aufgegeben",
        f"„{start}.massnahmen.status“: nicht mehr möglich: ruhend",
        f"neu: „{start}.massnahmen.mittel“ (Mittel)",
        f"entfallen: „{start}.alt“",
    ]


@pytest.mark.parametrize("hostile", [b"", b"[]", b"[" * 100_000, b'{"properties": 1}', b'{"properties": {"a": [1]}}', b"\xff"])
def test_what_lies_there_may_be_anything(hostile: bytes) -> None:
    assert isinstance(differences(hostile, for_editors("ziele")), list)


def test_an_upgrade_tells_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Run(capsys, "init", str(tmp_path), "--source", "https://git.example.org/regsam-docs.git")
    (tmp_path / ".regsam/schemas/ziele.schema.json").write_bytes(changed("ziele"))
    version = tmp_path / "regsam-docs.version"
    version.write_text(f"regsam-docs @ git+https://git.example.org/regsam-docs.git@{'a' * 40}\n", "utf-8")
    run = Run(capsys, "init", str(tmp_path), "--upgrade")
    assert run.code == 0
    assert f"(vorher {'a' * 12})" in run.out
    assert "  ziele: „handlungsfelder.ziele.titel“ ist jetzt Pflicht\n" in run.out
    assert "Die Schemata sind dieselben." in Run(capsys, "init", str(tmp_path), "--upgrade").out
