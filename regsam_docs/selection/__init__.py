"""The monitoring rule: a table of small-area statistics in, ranked quarters and findings out (docs/format.md, „auswahl.yaml“)."""

from regsam_docs.selection.judge import Judged, judge
from regsam_docs.selection.rule import Outcome, Quarter, Variable, evaluate

__all__ = ["Judged", "Outcome", "Quarter", "Variable", "evaluate", "judge"]
