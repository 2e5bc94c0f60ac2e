"""Tests of PDFs are skipped by name where the machine cannot make one."""

from __future__ import annotations

import pytest

from regsam_docs.pdf import available


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    marked = [item for item in items if item.get_closest_marker("pdf")]
    missing = available() if marked else None
    if missing:
        for item in marked:
            item.add_marker(pytest.mark.skip(reason=missing))
