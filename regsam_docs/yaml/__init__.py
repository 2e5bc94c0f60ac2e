"""Strict YAML: bytes to nodes with their places, and mistakes in German at the line that must be changed."""

from regsam_docs.yaml.nodes import Entry, Mapping, Mark, Node, Scalar, Sequence
from regsam_docs.yaml.reader import read

__all__ = ["Entry", "Mapping", "Mark", "Node", "Scalar", "Sequence", "read"]
