"""README, "Where to change what": a kind of file, a document and a rule are added to a copy of the program in just the places the
table names, and every command knows them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")

RUN = """
import json, sys
sys.path.insert(0, sys.argv[1])
from regsam_docs.cli import main
print([main(["--root", sys.argv[2], *arguments]) for arguments in json.loads(sys.argv[3])])
"""

CITY = {
    "areas/regsam.yaml": "format: 1\nherausgeber:\n  name: REGSAM\n",
    "areas/am-anger/gebiet.yaml": "name: Am Anger\nstatus: geplant\n",
}


def places(what: str) -> set[str]:
    """The files that the README names for a change, as patterns; tests are not the program."""
    row = re.search(rf"^\| a new \*\*{what}\*\*[^|]*\|(.*)\|$", README, re.MULTILINE)
    assert row, what
    named = [re.sub(r"<\w+>", "*", path) for path in re.findall(r"`([\w/<>.]+/[\w/<>.]*)`", row[1])]
    return {f"{path}*.py" if path.endswith("/") else path for path in named if not path.startswith("tests/")}


@dataclass
class Copy:
    """A copy of the program, and a city with one area. `touched`: what was changed in the program."""

    home: Path
    city: Path
    touched: set[str] = field(default_factory=set)

    def add(self, path: str, text: str) -> None:
        """A new file."""
        assert not (self.home / path).exists()
        (self.home / path).write_text(text, "utf-8")
        self.touched.add(path)

    def insert(self, path: str, before: str, text: str) -> None:
        """New lines before the first line that begins so; nothing that is there changes."""
        there = (self.home / path).read_text("utf-8")
        start = there.index(f"\n{before}") + 1
        (self.home / path).write_text(f"{there[:start]}{text}{there[start:]}", "utf-8")
        self.touched.add(path)

    def run(self, *commands: list[str]) -> str:
        """Commands one after the other; what they print, and at its end how they ended."""
        arguments = [sys.executable, "-c", RUN, str(self.home), str(self.city), json.dumps(commands)]
        ended = subprocess.run(arguments, cwd=self.city, capture_output=True, text=True, encoding="utf-8", check=False)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout + ended.stderr

    def in_place(self, what: str) -> None:
        """That no other place was touched, and none is named in vain."""
        named = places(what)
        assert {path for path in self.touched if not any(fnmatch(path, one) for one in named)} == set()
        assert {one for one in named if not any(fnmatch(path, one) for path in self.touched)} == set()


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """Without any change yet."""
    for folder in ("regsam_docs", "schemas", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / "home" / folder)
    for path, text in CITY.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    return Copy(tmp_path / "home", tmp_path)


SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Leitfaden (leitfaden.yaml)",
    "description": "Woran sich alle halten.",
    "edition": "oeffentlich",
    "type": "object",
    "additionalProperties": False,
    "required": ["motto"],
    "properties": {
        "motto": {
            "title": "Motto",
            "description": "Ein Satz, an den sich alle halten.",
            "edition": "oeffentlich",
            "$ref": "gemeinsam.schema.json#/$defs/text",
        }
    },
}

RECORD = '''
class Guide(Record, frozen=True, kw_only=True):
    """What everybody keeps to."""

    motto: str


'''

KIND = '''        Kind(
            name="leitfaden",
            field="guide",
            title="Leitfaden",
            command="guide",
            what="Leitfaden: woran sich alle halten",
            then="Lesen Sie ihn in der nächsten Sitzung vor.",
        ),
'''


def test_a_kind_of_file(copy: Copy) -> None:
    copy.add("schemas/leitfaden.schema.json", json.dumps(SCHEMA))
    copy.insert("regsam_docs/model/area.py", "@dataclass(frozen=True)\nclass Area", RECORD)
    copy.insert("regsam_docs/model/area.py", "from regsam_docs.model.profile", "from regsam_docs.model.record import Record\n")
    copy.insert("regsam_docs/model/area.py", "    chronicle: Chronicle", "    guide: Guide | None = None\n")
    copy.insert("regsam_docs/repository/kinds.py", '        Kind(\n            name="chronik"', KIND)
    copy.in_place("kind of file")

    said = copy.run(["new", "guide", "am-anger"], ["check"], ["schema"], ["schema", "leitfaden"])
    assert "Lesen Sie ihn in der nächsten Sitzung vor." in said
    assert re.search(r"areas/am-anger/leitfaden.yaml:\d+:1: Warnung S02", said)
    assert "areas/*/leitfaden.yaml" in said
    assert '"description": "Ein Satz, an den sich alle halten."' in said

    guide = copy.city / "areas/am-anger/leitfaden.yaml"
    guide.write_text("motto:   Alle reden mit.\nmoto: Alle\n", "utf-8")
    said = copy.run(["check"], ["fmt", "areas/am-anger/leitfaden.yaml"])
    assert "Meinten Sie „motto“?" in said
    guide.write_text("motto:   Alle reden mit.\n", "utf-8")
    assert copy.run(["check"], ["fmt", str(guide)], ["build", "--no-pdf"]).splitlines()[-1] == "[0, 0, 0]"
    assert guide.read_text("utf-8") == "motto: Alle reden mit.\n"

    record = f"""
import sys
sys.path.insert(0, {str(copy.home)!r})
from pathlib import Path
from regsam_docs import check
from regsam_docs.system import disk
print(check.check(disk.tree(Path({str(copy.city)!r}))).city.areas[0].guide)
"""
    assert subprocess.check_output([sys.executable, "-c", record], text=True) == "Guide(motto='Alle reden mit.')\n"


DOCUMENT = '''"""The profile."""

from __future__ import annotations

from collections.abc import Iterator

from regsam_docs.documents.plan import Page, Plan, View
from regsam_docs.model import Area

NAME = "steckbrief"


def plans(area: Area) -> Iterator[Plan]:
    """One for each area."""
    yield Plan(NAME, (), make, title="Steckbrief")


def make(view: View) -> Page:
    """What an area is called."""
    return Page(template=f"{NAME}.html", title="Steckbrief", context={"name": view.area.name})
'''

TEMPLATE = '{% extends "base.html" %}\n{% block inhalt %}<p>Das Gebiet heißt {{ name }}.</p>{% endblock %}\n'


def test_a_document(copy: Copy) -> None:
    table = "regsam_docs/documents/__init__.py"
    copy.add("regsam_docs/documents/profile_sheet.py", DOCUMENT)
    copy.insert(table, "from regsam_docs.documents.monitoring", "from regsam_docs.documents import profile_sheet\n")
    copy.insert(table, "    tasks.NAME: ", "    profile_sheet.NAME: profile_sheet.plans,\n")
    copy.add("templates/steckbrief.html", TEMPLATE)
    copy.in_place("document")

    said = copy.run(["build", "--no-pdf"], ["build", "--no-pdf", "--only", "stekbrief"])
    assert "Meinten Sie „steckbrief“?" in said
    page = (copy.city / "build/intern/am-anger/steckbrief.html").read_text("utf-8")
    assert "Das Gebiet heißt Am Anger." in page
    assert 'href="steckbrief.html"' in (copy.city / "build/intern/am-anger/index.html").read_text("utf-8")
    fassung = re.search(r"Fassung ([0-9a-f]{8})", page)
    assert fassung
    subprocess.run(["git", "init", "-q", str(copy.city)], check=True)
    assert "am-anger/steckbrief" in copy.run(["version", fassung[1]])


RULE = '''
@rule("Z99", WARNING, "Kein Katalog", "Es gibt keinen Katalog.", "Legen Sie `ziele.yaml` an.")
def z99(area: Area) -> Iterator[Problem]:
    """An area without a catalogue."""
    if area.catalogue is None:
        yield Problem("gebiet.yaml", ("name",), "Der Katalog fehlt noch. Legen Sie „ziele.yaml“ an.")


'''


def test_a_rule(copy: Copy) -> None:
    copy.insert("regsam_docs/rules/goals.py", '@rule(\n    "Z01"', RULE)
    copy.insert("regsam_docs/rules/__init__.py", "from regsam_docs.rules.identity", "from regsam_docs.rules.goals import z99\n")
    copy.insert("regsam_docs/rules/__init__.py", "    m01,", "    z99,\n")
    copy.in_place("rule")

    said = copy.run(["check"], ["check", "--explain", "Z99"], ["check", "--format", "sarif"])
    assert "areas/am-anger/gebiet.yaml:1:7: Warnung Z99" in said
    assert "Z99: Kein Katalog" in said
    assert '"ruleId": "Z99"' in said
