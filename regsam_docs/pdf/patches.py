"""How WeasyPrint is made to use something else in place of a part of its own."""

from __future__ import annotations

import sys
from typing import Any

import weasyprint

KNOWN = "70.0"
"""The version whose insides were read. With another one WeasyPrint is left as it is: slower, and right."""

MADE: list[tuple[object, str, object]] = []
"""What was changed: the module or class, the name, and what it named before."""


def everywhere(part: Any, ours: object) -> Any:
    """Put ours in the place of a function or class, in all its modules that name it; gives back theirs."""
    for name, module in [*sys.modules.items()]:
        if name.partition(".")[0] == "weasyprint":
            for word in [word for word, value in vars(module).items() if value is part]:
                instead(module, word, ours)
    return part


def instead(owner: object, name: str, ours: object) -> Any:
    """Put ours in the place of a method or of what a module names so; gives back theirs."""
    theirs = getattr(owner, name, None)
    if theirs is not None and weasyprint.__version__ == KNOWN:
        MADE.append((owner, name, theirs))
        setattr(owner, name, ours)
    return theirs
