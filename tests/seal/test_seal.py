"""What may change in a sealed agreement and what may not: each row is one edit of the file and where V06 then stands."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from regsam_docs import check, seal
from regsam_docs.cli import main
from regsam_docs.finding import Trouble
from regsam_docs.repository.tree import Tree, tree_of
from regsam_docs.seal import integrity
from regsam_docs.system import disk

AREA = "areas/nordfeld/"
AGREEMENT = """\
# Kommentar
thema: Miteinander
umgriff: {beschreibung: Nordfeld, karte: anlagen/karte.svg, karte_text: Karte des Gebiets}
gruende: Viele
prozessverantwortung:
  regsam: {person: {name: Erika Mustermann}}
  sozialreferat: {person: {name: Max Mustermann}}
zu_gewinnen:
  - {organisation: Schulreferat, status: offen}
stunden_pro_woche: 8
prozessdauer_monate: 24
start: 2024-05-01
ueberpruefung: 2025-12-01
unterschriften:
  - {partei: regsam, name: Erika Mustermann, datum: 2024-04-27}
  - {partei: sozialreferat, name: Max Mustermann, datum: 2024-04-29}
nachtraege:
  - {nr: 1, datum: 2024-06-01, text: Erster}
  - {nr: 2, datum: 2024-07-01, text: Zweiter}
"""
FILES = {
    "areas/regsam.yaml": "format: 1\nherausgeber: {name: REGSAM}\n",
    AREA + "gebiet.yaml": "name: Nordfeld\nstatus: aktiv\n",
    AREA + "vereinbarung.yaml": AGREEMENT,
    AREA + "anlagen/karte.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
}


def repository(**changed: str) -> Tree:
    """The sealed repository; `changed` replaces texts by file name without ending."""
    files = dict(FILES)
    for name, text in changed.items():
        path = next(path for path in files if f"/{name}." in path)
        files[path] = text
    return tree_of({path: text.encode() for path, text in {**files, AREA + "vereinbarung.siegel.json": SEALED}.items()})


def v06(tree: Tree) -> list[tuple[str, int, int]]:
    """File, line and column of every V06."""
    return [(f.path.rpartition("/")[2], f.line, f.column) for f in check.check(tree).findings if f.id == "V06"]


def sealed() -> str:
    """The seal of the repository as it stands."""
    tree = tree_of({path: text.encode() for path, text in FILES.items()})
    result = check.check(tree)
    data = result.sheets[AREA + "vereinbarung.yaml"].data
    assert data is not None, result.findings
    around = integrity.surroundings(tree, result.city.areas[0], 1, result.city.settings)
    return seal.encode(seal.make(data, around, None)).decode()


SEALED = sealed()

ALLOWED = {
    "nothing": ("", ""),
    "a comment": ("# Kommentar", "# anderer"),
    "layout": ("thema: Miteinander", "thema:   'Miteinander'"),
    "a text moved into a block": ("thema: Miteinander", "thema: |\n  Miteinander"),
    "a new amendment": ("text: Zweiter}\n", "text: Zweiter}\n  - {nr: 3, datum: 2024-08-01, text: Dritter}\n"),
    "the signatures of an amendment, which come later": (
        "text: Zweiter}",
        "text: Zweiter, unterschriften: [{partei: regsam, name: Anna Beispiel, datum: 2024-07-02}]}",
    ),
    "state of a partner": ("status: offen", "status: gewonnen"),
    "a new signature": ("unterschriften:\n", "unterschriften:\n  - {partei: regsam, name: Anna Beispiel, datum: 2024-05-01}\n"),
    "a new review": ("nachtraege:", "ueberpruefungen:\n  - {datum: 2025-12-01, entscheidung: fortfuehrung}\nnachtraege:"),
    "a change of person": (
        "{name: Erika Mustermann}}",
        "{name: Erika Mustermann}, wechsel: [{seit: 2025-01-01, person: {name: Anna Beispiel}}]}",
    ),
    "an amendment before the sealed ones, as a merge may leave it": (
        "nachtraege:\n",
        "nachtraege:\n  - {nr: 3, datum: 2024-08-01, text: Dritter}\n",
    ),
    "amendments in another order": (
        "  - {nr: 1, datum: 2024-06-01, text: Erster}\n  - {nr: 2, datum: 2024-07-01, text: Zweiter}\n",
        "  - {nr: 2, datum: 2024-07-01, text: Zweiter}\n  - {nr: 1, datum: 2024-06-01, text: Erster}\n",
    ),
}


@pytest.mark.parametrize("edit", ALLOWED.values(), ids=ALLOWED)
def test_may_change(edit: tuple[str, str]) -> None:
    assert v06(repository(vereinbarung=AGREEMENT.replace(*edit))) == []


FORBIDDEN = {
    "a clause": ("gruende: Viele", "gruende: Andere", [("vereinbarung.yaml", 4, 10)]),
    "a number": ("stunden_pro_woche: 8", "stunden_pro_woche: 9", [("vereinbarung.yaml", 10, 20)]),
    "a clause added": ("gruende: Viele", "gruende: Viele\nweitere_vereinbarungen: Neu", [("vereinbarung.yaml", 5, 25)]),
    "a clause removed": (
        "zu_gewinnen:\n  - {organisation: Schulreferat, status: offen}\n",
        "",
        [("vereinbarung.yaml", 2, 1)],
    ),
    "the organisation of a partner": ("Schulreferat", "Baureferat", [("vereinbarung.yaml", 9, 3)]),
    "the person responsible": ("{name: Max Mustermann}}", "{name: Paul Beispiel}}", [("vereinbarung.yaml", 6, 3)]),
    "an amendment": ("text: Erster", "text: Anderer", [("vereinbarung.yaml", 18, 5)]),
    "an amendment removed": ("  - {nr: 1, datum: 2024-06-01, text: Erster}\n", "", [("vereinbarung.yaml", 18, 3)]),
    "a signature": ("datum: 2024-04-27", "datum: 2024-04-28", [("vereinbarung.yaml", 15, 5)]),
}


@pytest.mark.parametrize("row", FORBIDDEN.values(), ids=FORBIDDEN)
def test_may_not_change(row: tuple[str, str, list[tuple[str, int, int]]]) -> None:
    before, after, places = row
    assert before in AGREEMENT
    assert v06(repository(vereinbarung=AGREEMENT.replace(before, after, 1))) == places


def test_one_change_is_one_finding() -> None:
    other_map = AGREEMENT.replace("karte: anlagen/karte.svg", "karte: anlagen/andere.svg")
    tree = repository(vereinbarung=other_map)
    files = {path: tree.read(path) for path in tree.files}
    files[AREA + "anlagen/andere.svg"] = files[AREA + "anlagen/karte.svg"].replace(b"9", b"8")
    assert v06(tree_of(files)) == [("vereinbarung.yaml", 3, 10)]

    signature = "{partei: regsam, name: Erika Mustermann, datum: 2024-07-02}"
    signed = AGREEMENT.replace("text: Zweiter}", f"text: Zweiter, unterschriften: [{signature}]}}")
    files = {path: text.encode() for path, text in {**FILES, AREA + "vereinbarung.yaml": signed}.items()}
    result = check.check(tree_of(files))
    data = result.sheets[AREA + "vereinbarung.yaml"].data
    assert data is not None
    around = integrity.surroundings(tree_of(files), result.city.areas[0], 1, result.city.settings)
    files[AREA + "vereinbarung.siegel.json"] = seal.encode(seal.make(data, around, None))
    assert v06(tree_of(files)) == []
    files[AREA + "vereinbarung.yaml"] = signed.replace("{nr: 2", "{nr: 3").encode()
    assert len(v06(tree_of(files))) == 1

    del files[AREA + "gebiet.yaml"]
    assert v06(tree_of(files)) == []


def test_the_area_and_its_map_belong_to_the_paper() -> None:
    assert v06(repository(gebiet="name: Südfeld\nstatus: aktiv\n")) == [("vereinbarung.yaml", 2, 1)]
    district = "name: Nordfeld\nstatus: aktiv\nstadtbezirk: {nummer: 20}\n"
    assert v06(repository(gebiet=district)) == [("vereinbarung.yaml", 2, 1)]
    assert v06(repository(gebiet="name: Nordfeld\nstatus: ruhend\n")) == []
    assert v06(repository(karte=FILES[AREA + "anlagen/karte.svg"].replace("9", "8"))) == [("vereinbarung.yaml", 3, 42)]


MAP = AREA + "anlagen/karte.svg"
DRAWN = FILES[MAP].replace("><", ">\n<").encode()


def with_map(seal_of: bytes, there: bytes) -> list[tuple[str, int, int]]:
    """V06 of a seal that keeps the digest of a picture's bytes, as seals did, while another lies there."""
    kept = json.loads(SEALED)
    del kept["pruefsumme"]
    kept["karte"] = hashlib.sha256(seal_of).hexdigest()
    kept["pruefsumme"] = seal.digest(kept)
    files = {path: text.encode() for path, text in FILES.items()}
    return v06(tree_of({**files, MAP: there, AREA + "vereinbarung.siegel.json": seal.encode(kept)}))


def test_line_ends_of_a_drawing_are_not_what_was_signed() -> None:
    lines, ended = DRAWN, DRAWN.replace(b"\n", b"\r\n")
    assert with_map(lines, ended) == []
    assert with_map(ended, lines) == []
    assert with_map(ended, ended) == []
    assert with_map(ended, lines.replace(b"9", b"8")) == [("vereinbarung.yaml", 3, 42)]


def test_a_pointer_in_place_of_the_map_is_one_finding() -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "7" * 64 + "\nsize 9\n"
    assert [(f.path, f.id) for f in check.check(repository(karte=pointer)).findings if f.is_error] == [(MAP, "Y04")]


def test_a_map_that_is_gone_is_one_finding() -> None:
    without = AGREEMENT.replace(", karte: anlagen/karte.svg, karte_text: Karte des Gebiets", "")
    assert v06(repository(vereinbarung=without)) == [("vereinbarung.yaml", 3, 10)]
    tree = repository()
    files = {path: tree.read(path) for path in tree.files if not path.endswith("karte.svg")}
    assert [f.id for f in check.check(tree_of(files)).findings if f.path.endswith("vereinbarung.yaml")] == ["R05"]


def test_the_names_printed_in_it_belong_to_the_paper() -> None:
    settings = FILES["areas/regsam.yaml"]
    for line in ("partner: Sozialamt", "gebietsbezeichnung: Quartier", "grundlage: Beschluss vom 1. Mai"):
        assert v06(repository(regsam=f"{settings}{line}\n")) == [("vereinbarung.yaml", 2, 1)]
    assert v06(repository(regsam=f"{settings}stadt: Musterstadt\nvorwarnung_tage: 14\n")) == []
    assert v06(repository(regsam="format: 1\n")) == [], "what cannot be read is not said to have changed"


def test_a_sealed_signature_under_an_amendment_may_not_go() -> None:
    signed = "text: Zweiter, unterschriften: [{partei: regsam, name: Anna Beispiel, datum: 2024-07-02}]}"
    text = AGREEMENT.replace("text: Zweiter}", signed)
    tree = tree_of({path: (text if path.endswith("vereinbarung.yaml") else own).encode() for path, own in FILES.items()})
    result = check.check(tree)
    data = result.sheets[AREA + "vereinbarung.yaml"].data
    assert data is not None
    seal_file = seal.encode(seal.make(data, integrity.surroundings(tree, result.city.areas[0], 1, result.city.settings), None))
    files = {path: tree.read(path) for path in tree.files} | {AREA + "vereinbarung.siegel.json": seal_file}
    assert v06(tree_of(files)) == []
    changed = text.replace("Anna Beispiel", "Paul Beispiel").encode()
    assert v06(tree_of(files | {AREA + "vereinbarung.yaml": changed})) == [("vereinbarung.yaml", 18, 3)]


def test_a_seal_edited_by_hand_or_damaged_is_found() -> None:
    edited = json.loads(SEALED) | {"unterzeichnet_am": "2024-01-01"}
    for text in (json.dumps(edited), SEALED[:-10], "[]", "", '{"siegel": 1}'):
        tree = repository()
        files = {path: tree.read(path) for path in tree.files} | {AREA + "vereinbarung.siegel.json": text.encode()}
        assert v06(tree_of(files)) == [("vereinbarung.siegel.json", 1, 1)]


def test_a_seal_of_another_shape_is_damaged_even_if_its_sum_is_right() -> None:
    shapes: list[dict[str, Any]] = [{"klauseln": []}, {"listen": []}, {"listen": {"nachtraege": 5}}, {"namen": None}]
    for wrong in [*shapes, {"formtexte": "1"}]:
        forged = {key: value for key, value in json.loads(SEALED).items() if key != "pruefsumme"} | wrong
        forged["pruefsumme"] = hashlib.sha256(rfc8785.dumps(forged)).hexdigest()
        with pytest.raises(Trouble, match="beschädigt"):
            seal.decode(json.dumps(forged).encode())
    with pytest.raises(Trouble, match="beschädigt"):
        seal.decode(b"[" * 100_000)


def test_texts_this_program_lacks_are_not_replaced_by_others() -> None:
    shipped = {name.removeprefix("texte/vereinbarung-") for name in disk.resource_bytes("templates") if "/vereinbarung-" in name}
    assert shipped == {f"{edition}.yaml" for edition in seal.EDITIONS}
    tree = repository()
    result = check.check(tree)
    data = result.sheets[AREA + "vereinbarung.yaml"].data
    assert data is not None
    around = integrity.surroundings(tree, result.city.areas[0], 99, result.city.settings)
    files = {path: tree.read(path) for path in tree.files}
    later = tree_of(files | {AREA + "vereinbarung.siegel.json": seal.encode(seal.make(data, around, None))})
    assert v06(later) == [("vereinbarung.siegel.json", 1, 1)]


def test_a_conflict_git_left_in_a_seal_says_how_to_end_it() -> None:
    head, rest = SEALED.split("\n", 1)
    with pytest.raises(Trouble, match=r"Konflikt.*--ours.*seal GEBIET"):
        seal.decode(f"{head}\n<<<<<<< HEAD\n{rest}=======\n{rest}>>>>>>> andere\n".encode())


def test_of_two_entries_that_are_the_same_none_may_go() -> None:
    agreement = check.check(repository()).sheets[AREA + "vereinbarung.yaml"].data
    assert agreement is not None
    twice = {**agreement, "nachtraege": [*agreement["nachtraege"], agreement["nachtraege"][-1]]}
    around = seal.Surroundings("Nordfeld", 1, 1, None, {})
    sealed = seal.make(twice, around, None)
    assert not list(seal.differences(sealed, twice, around))
    assert [p.path for p in seal.differences(sealed, agreement, around)] == [("nachtraege",)]
    assert seal.covers(sealed, agreement) and not seal.covers(seal.make(agreement, around, None), twice)


def test_a_sealed_agreement_may_not_vanish() -> None:
    tree = repository()
    files = {path: tree.read(path) for path in tree.files if not path.endswith("vereinbarung.yaml")}
    assert v06(tree_of(files)) == [("vereinbarung.siegel.json", 1, 1)]


def test_an_agreement_that_cannot_be_read_is_one_finding() -> None:
    findings = check.check(repository(vereinbarung=AGREEMENT.replace("stunden_pro_woche: 8", "stunden_pro_woche: acht"))).findings
    assert [f.id for f in findings if f.path.endswith("vereinbarung.yaml")] == ["S03"]


def test_the_command_seals_once_signed_and_verifies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    file = tmp_path / AREA / "vereinbarung.yaml"
    root = ["--root", str(tmp_path), "seal"]
    file.write_text(AGREEMENT.partition("unterschriften:")[0], "utf-8")
    assert main([*root, "nordfeld"]) == 2
    assert not (tmp_path / AREA / "vereinbarung.siegel.json").exists()
    file.write_text(AGREEMENT, "utf-8")
    assert main([*root, "nordfeld"]) == 0
    assert main([*root, "--verify"]) == 0
    before = (tmp_path / AREA / "vereinbarung.siegel.json").read_bytes()
    assert main([*root, "nordfeld"]) == 0
    assert "Schon versiegelt" in capsys.readouterr().out
    assert (tmp_path / AREA / "vereinbarung.siegel.json").read_bytes() == before
    file.write_text(AGREEMENT.replace("Viele", "Andere"), "utf-8")
    assert main([*root, "--verify"]) == 1
    assert "vereinbarung.yaml:4:10: V06" in capsys.readouterr().out
    assert main([*root, "nordfeld"]) == 2, "what was changed cannot be sealed anew"
    file.write_text(AGREEMENT + "  - {nr: 3, datum: 2024-08-01, text: Dritter}\n", "utf-8")
    assert main([*root, "nordfeld"]) == 0, "what was added is taken in"
    file.write_text(AGREEMENT, "utf-8")
    assert main([*root, "--verify"]) == 1, "and may not go again"
