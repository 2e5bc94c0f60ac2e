"""Strict YAML: bytes to nodes with their places, and mistakes in German at the line that must be changed."""

from regsam_docs.yaml.mistakes import Changed, Guess
from regsam_docs.yaml.nodes import Entry, Mapping, Mark, Node, Scalar, Sequence
from regsam_docs.yaml.reader import attempt, read

__all__ = ["Changed", "Entry", "Guess", "Mapping", "Mark", "Node", "Scalar", "Sequence", "attempt", "read"]
