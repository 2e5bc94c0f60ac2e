"""`regsam-docs schema`: what a file may contain, for people's editors."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from regsam_docs.check import check
from regsam_docs.repository.kinds import KINDS
from regsam_docs.scaffold import editor
from regsam_docs.scaffold.editor import for_editors
from regsam_docs.schema.schemas import references
from regsam_docs.system import disk
from tests.scaffold.conftest import Run

SETTINGS = Path(".vscode/settings.json")


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("ziele", "ziele"),
        ("areas/gibt-es-nicht/ziele.yaml", "ziele"),
        ("areas\\x\\gremium.yaml", "gremium"),
        ("areas/x/protokolle/2010-06-10.yaml", "protokoll"),
        ("2010-06-10-b.yaml", "protokoll"),
        ("areas/_auswahl/auswahl-2024/auswahl.yaml", "auswahl"),
        ("regsam.yaml", "regsam"),
    ],
)
def test_a_schema_by_kind_or_file(capsys: pytest.CaptureFixture[str], file: str, kind: str) -> None:
    run = Run(capsys, "schema", file)
    assert (run.code, run.err) == (0, "")
    assert run.out.encode() == for_editors(kind)


def test_other_files_have_none(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "schema", "areas/x/README.md")
    assert run.code == 2
    assert "gebiet" in run.err


def test_without_a_file_the_kinds_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    out = Run(capsys, "schema").out
    assert all(kind in out for kind in KINDS)


def test_installing_puts_schemas_and_settings_there_once(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert Run(capsys, "schema", "--install").code == 0
    for kind in KINDS:
        assert (city / f".regsam/schemas/{kind}.schema.json").read_bytes() == for_editors(kind)
    settings = json.loads(SETTINGS.read_text("utf-8"))
    for schema, pattern in settings["yaml.schemas"].items():
        assert (city / schema).is_file()
        assert list(city.glob(pattern)) or schema.endswith(".kennungen.json"), pattern
    before = {path: path.stat().st_mtime_ns for path in city.rglob("*")}
    assert "aktuell" in Run(capsys, "schema", "--install").out
    assert {path: path.stat().st_mtime_ns for path in city.rglob("*")} == before


def test_settings_of_the_user_stay(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    SETTINGS.parent.mkdir()
    mine = {"editor.fontSize": 14, "yaml.schemas": {"./mein.json": "mein.yaml"}, "yaml.schemaStore.enable": True}
    SETTINGS.write_text(json.dumps(mine), "utf-8")
    Run(capsys, "schema", "--install")
    settings = json.loads(SETTINGS.read_text("utf-8"))
    assert settings["editor.fontSize"] == 14
    assert settings["yaml.schemas"]["./mein.json"] == "mein.yaml"
    assert settings["yaml.schemaStore.enable"] is True
    assert {f"./.regsam/schemas/{kind}.schema.json" for kind in KINDS} < settings["yaml.schemas"].keys()


@pytest.mark.parametrize("text", ['{\n  // meins\n  "a": 1\n}', '{"a": 1, "a": 2}', "[]", '{"yaml.schemas": []}', "", "\u00e4{"])
def test_settings_that_would_lose_something_are_left_alone(city: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    SETTINGS.parent.mkdir()
    SETTINGS.write_text(text or "//", "utf-8")
    run = Run(capsys, "schema", "--install")
    assert run.code == 0
    assert '"./.regsam/schemas/ziele.schema.json": "areas/*/ziele.yaml"' in run.out
    assert SETTINGS.read_text("utf-8") == (text or "//")


def test_an_outdated_copy_is_renewed_and_never_used(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Run(capsys, "schema", "--install")
    copy = city / ".regsam/schemas/gebiet.schema.json"
    copy.write_text("{}", "utf-8")
    (city / "areas/lindenhoehe/gebiet.yaml").write_text("fremd: 1\n", "utf-8")
    assert Run(capsys, "check", "areas/lindenhoehe/gebiet.yaml").code == 1
    Run(capsys, "schema", "--install")
    assert copy.read_bytes() == for_editors("gebiet")


def test_nothing_is_installed_through_a_link(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (city / "elsewhere").mkdir()
    (city / ".regsam").symlink_to(city / "elsewhere")
    assert Run(capsys, "schema", "--install").code == 2
    assert not list((city / "elsewhere").iterdir())


def test_new_files_lead_to_the_installed_schemas(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Run(capsys, "schema", "--install")
    Run(capsys, "new", "minutes", "am-ziegelfeld", "--date", "2027-03-04")
    file = city / "areas/am-ziegelfeld/protokolle/2027-03-04.yaml"
    line = file.read_text("utf-8").splitlines()[0]
    schema = file.parent / line.partition("=")[2]
    parts = [part["$ref"] for part in json.loads(schema.read_text("utf-8"))["allOf"]]
    assert parts == ["../protokoll.schema.json", "protokoll.kennungen.json"]
    assert (schema.parent / "../protokoll.schema.json").read_bytes() == for_editors("protokoll")
    assert "moderation" in (schema.parent / "protokoll.kennungen.json").read_text("utf-8")


def test_a_new_file_where_no_ids_are_installed_leads_to_the_schema_of_all(
    city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Run(capsys, "schema", "--install")
    Run(capsys, "new", "area", "neubau")
    file = city / "areas/neubau/gebiet.yaml"
    line = file.read_text("utf-8").splitlines()[0]
    assert (file.parent / line.partition("=")[2]).read_bytes() == for_editors("gebiet")


def test_every_reference_by_an_id_is_offered_what_there_is(city: Path) -> None:
    known = check(disk.tree(city)).city
    area = next(area for area in known.areas if area.slug == "am-ziegelfeld")
    assert editor.ids_of(area, known).keys() == editor.IDS
    assert all(editor.ids_of(area, known).values())
    assert references("protokoll") >= {"mitglied", "protokoll", "auftrag", "massnahme"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_listed_value_has_its_word(kind: str) -> None:
    without = []

    def look(schema: Any) -> None:
        if isinstance(schema, dict):
            if "enum" in schema and len(schema.get("markdownEnumDescriptions", ())) != len(schema["enum"]):
                without.append(schema["enum"])
            for part in (
                *schema.get("properties", {}).values(),
                *schema.get("anyOf", ()),
                schema.get("items"),
                schema.get("additionalProperties"),
            ):
                look(part)

    look(json.loads(for_editors(kind)))
    assert without == ([[",", "."]] if kind == "auswahl" else [])


def test_ids_that_are_stale_or_of_an_area_that_is_gone_are_told_and_renewed(
    city: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    Run(capsys, "schema", "--install")
    assert "Schemata aktuell" in Run(capsys, "doctor").out
    shutil.rmtree(city / "areas/lindenhoehe")
    (city / ".regsam/schemas/lindenhoehe/eigenes.json").write_text("{}", "utf-8")
    Run(capsys, "new", "minutes", "am-ziegelfeld", "--date", "2027-03-04")
    goals = city / "areas/am-ziegelfeld/gremium.yaml"
    goals.write_text(goals.read_text("utf-8").replace("- id: moderation", "- id: leitung"), "utf-8")
    assert "(Kennungen von am-ziegelfeld, auswahl-2021, auswahl-2024, auswahl-2026, lindenhoehe)" in Run(capsys, "doctor").out
    assert Run(capsys, "init", "--upgrade", "--source", "https://git.example.org/regsam-docs.git").code == 0
    assert "Schemata aktuell" in Run(capsys, "doctor").out
    assert "leitung" in (city / ".regsam/schemas/am-ziegelfeld/protokoll.kennungen.json").read_text("utf-8")
    assert [path.name for path in (city / ".regsam/schemas/lindenhoehe").iterdir()] == ["eigenes.json"]
    assert "lindenhoehe" not in SETTINGS.read_text("utf-8")
