"""Which folders stay on the module path."""

from __future__ import annotations

from pathlib import Path

import pytest

from regsam_docs.__main__ import trusted

HOME = "/opt/env/site-packages"
OWN = ["/usr/lib/python3.zip", "/usr/lib/python3", HOME]


@pytest.mark.parametrize(
    ("path", "given", "kept"),
    [
        (OWN, [], OWN),
        (["/inhalte", *OWN], ["/inhalte"], OWN),
        (["", ".", "lib", *OWN], [""], OWN),
        (["/opt/env/bin", "/inhalte", *OWN], ["/opt/env/bin", "/inhalte"], OWN),
        (["/inhalte", *OWN], ["/inhalte/build/.."], OWN),
        ([HOME, *OWN[:2]], [HOME], OWN),
    ],
    ids=["isolated", "folder one is in", "relative", "script and PYTHONPATH", "roundabout", "installed where it was given"],
)
def test_what_the_caller_gave_goes(path: list[str], given: list[str], kept: list[str]) -> None:
    assert trusted(path, given, HOME) == kept


def test_the_empty_entry_of_a_list_is_the_folder_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert trusted([str(tmp_path), *OWN], [""], HOME) == OWN
