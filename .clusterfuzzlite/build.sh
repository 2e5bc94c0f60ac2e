#!/bin/bash -eu
# One program with all it needs inside, and for each target of tests/fuzz that takes any bytes a start of it; called in the image of
# the Dockerfile beside. `instance`, `table` and `city` take only what their makers write, on top of the example city.
cd "$SRC/regsam-docs"
python3 -m pip install --quiet --require-hashes --only-binary :all: -r requirements.lock
python3 -m pip install --quiet --no-deps --no-build-isolation .
compile_python_fuzzer .clusterfuzzlite/fuzz.py --paths . --collect-all regsam_docs --add-data "$PWD/tests/cleaning:tests/cleaning" \
    --add-data "$PWD/templates/stil:templates/stil"
for target in $(sed -n '/^TARGETS/,/^}/ s/^    "\([a-z_]*\)": Target(.*/\1/p' tests/fuzz/targets.py | grep -vxE 'instance|table|city'); do
    sed "1a export FUZZ_TARGET=$target" "$OUT/fuzz" >"$OUT/fuzz_$target"
    chmod +x "$OUT/fuzz_$target"
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
rm "$OUT/fuzz"
