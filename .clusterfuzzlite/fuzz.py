"""A target of tests/fuzz led by what of the program an input reaches (Atheris): `FUZZ_TARGET=NAME python fuzz.py [OPTION …]`.

By a variable, for the fuzzer starts itself anew with its own options.
"""

import os
import sys
from contextlib import suppress

import atheris

with atheris.instrument_imports(include=["regsam_docs"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Feed the target until something is found."""
    target = TARGETS[os.environ["FUZZ_TARGET"]]

    def feed(data: bytes) -> None:
        with suppress(*target.allowed):
            target.feed(data)

    atheris.Setup(sys.argv, feed)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
