"""Tests of PDFs are skipped by name where the machine cannot make one."""

from tests.pdf.conftest import pytest_collection_modifyitems

__all__ = ["pytest_collection_modifyitems"]
