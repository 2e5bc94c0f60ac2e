"""A target of tests/fuzz led by what of the program an input reaches (Atheris): `python fuzz.py TARGET [OPTION …]`."""

import sys
from contextlib import suppress

import atheris

with atheris.instrument_imports(include=["regsam_docs"]):
    from tests.fuzz.targets import TARGETS


def main(name: str) -> None:
    """Feed the target until something is found."""
    target = TARGETS[name]

    def feed(data: bytes) -> None:
        with suppress(*target.allowed):
            target.feed(data)

    atheris.Setup(sys.argv, feed)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv.pop(1))
