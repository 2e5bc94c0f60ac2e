#!/bin/bash -eu
# One program for each target of tests/fuzz that takes any bytes, with all it needs inside; called in the image of the Dockerfile
# beside. `instance`, `table` and `city` take only what their makers write, on top of the example city.
cd "$SRC/regsam-docs"
python3 -m pip install --quiet --require-hashes --only-binary :all: -r requirements.lock
python3 -m pip install --quiet --no-deps --no-build-isolation .
for target in $(sed -n '/^TARGETS/,/^}/ s/^    "\([a-z_]*\)": Target(.*/\1/p' tests/fuzz/targets.py | grep -vxE 'instance|table|city'); do
    printf 'import fuzz\n\nfuzz.main("%s")\n' "$target" >"fuzz_$target.py"
    compile_python_fuzzer "fuzz_$target.py" --paths . --paths .clusterfuzzlite --collect-all regsam_docs --add-data "$PWD/tests/cleaning:tests/cleaning" \
        --add-data "$PWD/templates/stil:templates/stil"
    # What it begins with: the suite's own inputs.
    python3 - "$target" "$OUT/fuzz_${target}_seed_corpus.zip" <<'END'
import sys
from zipfile import ZipFile

from tests.fuzz.fuzz import made

name, place = sys.argv[1:]
with ZipFile(place, "w") as corpus:
    for number in range(50):
        corpus.writestr(str(number), made(name, number))
END
done
