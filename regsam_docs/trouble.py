"""The one exception for what a user can mend: a wrong call, a missing file, a missing program."""

from __future__ import annotations


class Trouble(Exception):
    """Ends a command with exit code 2. The message is German and says what is wrong and what to do."""
