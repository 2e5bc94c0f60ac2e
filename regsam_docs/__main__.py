"""The one way in: `regsam-docs` and `python -m regsam_docs`.

Before anything but what Python has loaded already is imported, what is not the installation's leaves the module path: the
folder one is in, `PYTHONPATH`, the user's own packages. They may lie in a content repository, and a `click.py` in one is not
to be run. What Python itself imports earlier is out of reach here; `python -I -m regsam_docs` sees to that too.
"""

import os
import sys

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""The folder this package lies in. It stays importable wherever it is: who can write there can change the program itself."""


def trusted(path: list[str], given: list[str], home: str) -> list[str]:
    """The module path without what the caller gave and what is relative. `home` stays, last if it was given."""
    alien = {os.path.normcase(os.path.abspath(folder)) for folder in given}
    kept = [folder for folder in path if os.path.isabs(folder) and os.path.normcase(folder) not in alien]
    return kept if home in kept else [*kept, home]


def _given() -> list[str]:
    """Folders on the module path for no other reason than how Python was called."""
    first = [] if sys.flags.safe_path else sys.path[:1]
    listed = [] if sys.flags.ignore_environment else os.environ.get("PYTHONPATH", "").split(os.pathsep)
    own = getattr(sys.modules.get("site"), "USER_SITE", None)
    return [*first, *listed, *([own] if own else [])]


def entry() -> None:
    """What the installed command runs. Ends the process."""
    sys.path[:] = trusted(sys.path, _given(), HOME)
    try:
        from regsam_docs.cli import entry as door

        door()
    except KeyboardInterrupt:  # before the door could catch it, or after it was closed
        sys.exit(130)


if __name__ == "__main__":
    entry()
