"""`python -m regsam_docs`."""

from regsam_docs.cli import entry

entry()
