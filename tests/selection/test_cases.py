"""Bad tables: each is a folder with the table and what must be said of it.

`monitoring.csv` is judged by the folder's own `auswahl.yaml`, else by the one beside the folders. `erwartet.txt`: lines
`file:line:column ID`, one for each finding; every other line must occur in the words of a finding. Other tables in the folder are
earlier ones (`vergleich`).
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsam_docs.check import check
from regsam_docs.limits import CSV_BYTES
from regsam_docs.repository.tree import tree_of

HOME = Path(__file__).parents[1] / "cases" / "selection"
CASES = sorted(p for p in HOME.iterdir() if p.is_dir())
FOLDER = "areas/_auswahl/auswahl"
SETTINGS = b"format: 1\nherausgeber: {name: REGSAM}\n"


def judge(selection: bytes, table: bytes, **earlier: bytes):
    files = {"areas/regsam.yaml": SETTINGS, f"{FOLDER}/auswahl.yaml": selection, f"{FOLDER}/monitoring.csv": table}
    return check(tree_of(files | {f"{FOLDER}/{name}": data for name, data in earlier.items()})).findings


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_table_is_judged_where_it_is_wrong(case: Path) -> None:
    own = case / "auswahl.yaml"
    expected = (case / "erwartet.txt").read_text(encoding="utf-8").splitlines()
    places = [line for line in expected if re.fullmatch(r"\S+:\d+:\d+ [A-Z]\d\d", line)]
    words = [line for line in expected if line not in places]

    tables = {path.name: path.read_bytes() for path in case.glob("*.csv")}
    selection = (own if own.exists() else HOME / "auswahl.yaml").read_bytes()
    findings = judge(selection, tables.pop("monitoring.csv"), **tables)

    said = "\n".join(f"{f.path}:{f.line}:{f.column} {f.id} {f.message} {f.hint or ''}" for f in findings)
    assert [f"{f.path.removeprefix(f'{FOLDER}/')}:{f.line}:{f.column} {f.id}" for f in findings] == places, said
    assert [word for word in words if word not in said] == [], said


def test_table_beyond_the_limit_is_named_and_not_read() -> None:
    selection = (HOME / "auswahl.yaml").read_bytes()
    table = (HOME / "richtig" / "monitoring.csv").read_bytes()

    blanks = (b" " * 100_000 + b"\n") * 210
    full = judge(selection, (table + blanks)[:CSV_BYTES])
    over = judge(selection, (table + blanks)[: CSV_BYTES + 1])

    assert full == ()
    assert [(f.line, f.column, f.id) for f in over] == [(1, 1, "K01")]
    assert "20 MiB" in over[0].message


def test_same_mistake_in_a_whole_column_is_told_a_few_times() -> None:
    rows = "".join(f"Q{n};Ort {n};1;1 {n:03};5;3;8\n" for n in range(100))

    head = b"kennung;name;bezirk;einwohner;armut;alg2;zuzuege\n"

    findings = judge((HOME / "auswahl.yaml").read_bytes().replace(b"[2.1]", b"[Q5]"), head + rows.encode())

    assert [f.line for f in findings] == list(range(2, 12))
    assert "90 weitere Stellen" in findings[-1].message


@pytest.mark.parametrize("junk", [b"\n" * 200_001, b";" * 2_000, b"x\n" * 100_001], ids=["lines", "columns", "rows"])
def test_more_rows_or_columns_than_the_limits_end_the_reading(junk: bytes) -> None:
    findings = judge((HOME / "auswahl.yaml").read_bytes(), (HOME / "richtig" / "monitoring.csv").read_bytes() + junk)

    assert [f.id for f in findings] == ["K01"]
    assert "zu groß" in findings[0].message


RIGHT = "kennung;name;bezirk;einwohner;armut;alg2;zuzuege\n1.1;Nord;1;1200;6,5;3,1;8\n2.1;Süd;2;1300;15,5;9,8;12\n"
CELLS = st.text(st.sampled_from('0123456789.,;"\n\r -+=%xä\u00a0\u202f'), max_size=6)


@given(at=st.integers(0, len(RIGHT)), cut=st.integers(0, 8), junk=CELLS | st.text(max_size=4))
def test_no_change_to_a_table_makes_it_fail_and_every_finding_lies_in_it(at: int, cut: int, junk: str) -> None:
    table = RIGHT[:at] + junk + RIGHT[at + cut :]

    findings = judge((HOME / "auswahl.yaml").read_bytes(), table.encode(errors="surrogatepass"))

    lines = table.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for f in findings:
        if f.path.endswith(".csv"):
            assert 1 <= f.line <= len(lines), f
            assert 1 <= f.column <= len(lines[f.line - 1]) + 1, f
