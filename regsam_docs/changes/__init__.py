"""What changed between two states of a content repository, told by record and in words (docs/befehle.md, „diff“)."""

from regsam_docs.changes.change import Change, ChangeKind, Content, Part, State
from regsam_docs.changes.compare import compare, of_template
from regsam_docs.changes.differences import signed_by_both

__all__ = ["Change", "ChangeKind", "Content", "Part", "State", "compare", "of_template", "signed_by_both"]
