"""The schemas themselves: sound, complete, and the same for Python and for editors."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

Schema = dict[str, Any]
Place = tuple[str, Schema]

FOLDER = Path(__file__).parents[2] / "schemas"
KINDS = "regsam gebiet gremium vereinbarung phasen ziele protokoll abschluss chronik auswahl".split()
SHARED = "gemeinsam.schema.json"
FILES = [f"{kind}.schema.json" for kind in KINDS] + [SHARED]
SCHEMAS: dict[str, Schema] = {name: json.loads((FOLDER / name).read_text("utf-8")) for name in FILES}
REGISTRY: Registry[Any] = Registry().with_resources(
    (name, Resource.from_contents(schema)) for name, schema in SCHEMAS.items()
)
EDITIONS = ("intern", "verteiler", "oeffentlich")
REFERENCES = "mitglied mitglied-oder-text protokoll auftrag ziel massnahme auswahl gebiet anlage stadtanlage bild beleg".split()

OURS = {"edition", "verweis", "freitext-edition", "patternErrorMessage", "defaultSnippets"}
KEYWORDS = OURS | set(
    "$schema $ref $defs $comment title description contentMediaType default examples type const enum anyOf "
    "format pattern minLength minimum exclusiveMinimum maximum items additionalProperties required "
    "properties propertyNames allOf if then not".split()
)
TITLED = ("title", "description", "edition")


def below(schema: Schema, where: str) -> Iterator[Place]:
    """The schemas of the places below one: properties, items, values of a map, branches."""
    for key, value in schema.get("properties", {}).items():
        yield f"{where}/{key}", value
    for index, value in enumerate(schema.get("anyOf", ())):
        yield f"{where}|{index}", value
    if "items" in schema:
        yield f"{where}[]", schema["items"]
    if isinstance(schema.get("additionalProperties"), dict):
        yield f"{where}/*", schema["additionalProperties"]


def places(schema: Schema, where: str) -> Iterator[Place]:
    """This place and all below it, in the file itself (no `$ref` is followed, conditions are not places)."""
    yield where, schema
    for name, definition in schema.get("$defs", {}).items():
        yield from places(definition, f"{where}#{name}")
    for at, value in below(schema, where):
        yield from places(value, at)


def conditions(schema: Schema) -> Iterator[Schema]:
    """The schemas inside `allOf`, `if`, `then` and `not`, which describe no place of their own."""
    for condition in schema.get("allOf", ()):
        yield from conditions(condition)
    for key in ("if", "then", "not"):
        if isinstance(schema.get(key), dict):
            yield schema[key]
            yield from conditions(schema[key])
            for value in schema[key].get("properties", {}).values():
                if isinstance(value, dict):
                    yield value
                    yield from conditions(value)


PLACES = [(name, *place) for name, schema in SCHEMAS.items() for place in places(schema, name.split(".")[0])]
PATTERNS = [(where, schema) for _, where, schema in PLACES if "pattern" in schema]
EXAMPLES = [
    pytest.param(name, schema, example, id=f"{where} {example!r}")
    for name, where, schema in PLACES
    for example in schema.get("examples", ())
]


def absolute(schema: Any, home: str) -> Any:
    """The same schema with its local references leading out of the file they stood in."""
    if isinstance(schema, list):
        return [absolute(entry, home) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: home + value if key == "$ref" and value.startswith("#") else absolute(value, home)
        for key, value in schema.items()
    }


def accepts(name: str, schema: Schema, value: object) -> bool:
    """Whether a place of the file `name` takes the value."""
    formats = Draft202012Validator.FORMAT_CHECKER
    judge = Draft202012Validator(absolute(schema, name), registry=REGISTRY, format_checker=formats)
    return judge.is_valid(value)


@pytest.mark.parametrize("name", SCHEMAS)
def test_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$schema"] == Draft202012Validator.META_SCHEMA["$schema"]
    assert "$id" not in SCHEMAS[name], "an $id would lead the relative references astray"


def test_every_place_says_what_it_is_and_who_may_see_it() -> None:
    bare = [
        (where, key)
        for _, where, schema in PLACES
        for key in TITLED
        # A lone reference in a branch is the same place as the schema around it, which has spoken already.
        if not schema.get(key)
        and not (set(schema) == {"$ref"} and re.search(r"\|[0-9]$", where))
        and not is_definition(where, key)
    ]
    assert bare == []


def is_definition(where: str, key: str) -> bool:
    """A definition leaves words to the places that use it: editors show a definition's instead of the place's own."""
    return key in ("title", "description") and re.fullmatch(r"gemeinsam#[a-z_]+", where) is not None


def test_definitions_say_what_they_are_to_maintainers_only() -> None:
    for name, definition in SCHEMAS[SHARED]["$defs"].items():
        assert definition.get("$comment"), name
        assert not {"title", "description"} & definition.keys(), name


def test_editions_and_references_are_known_ones() -> None:
    for _, where, schema in PLACES:
        assert schema.get("edition", "intern") in EDITIONS, where
        assert schema.get("freitext-edition", "intern") in EDITIONS, where
        assert schema.get("verweis", "beleg") in REFERENCES, where
    assert {schema["verweis"] for _, _, schema in PLACES if "verweis" in schema} == set(REFERENCES)


def test_what_not_everyone_sees_says_so() -> None:
    words = {"intern": "intern", "verteiler": "öffentlichen Ausgabe"}
    silent = [
        where
        for _, where, schema in PLACES
        if schema.get("edition") in words and words[schema["edition"]] not in schema["description"]
    ]
    assert silent == []


def test_no_keyword_is_misspelt() -> None:
    known = [(where, schema) for _, where, schema in PLACES]
    inside = [(where, part) for _, where, schema in PLACES for part in conditions(schema)]
    misspelt = [(where, sorted(set(schema) - KEYWORDS)) for where, schema in known + inside]
    assert [(where, keywords) for where, keywords in misspelt if keywords] == []


def test_objects_are_closed() -> None:
    """Only the two maps from column to title take keys of the author's own."""
    open_ones = [
        where
        for _, where, schema in PLACES
        if schema.get("type") == "object" and schema.get("additionalProperties") is not False
    ]
    assert open_ones == ["auswahl/monitoring/variablen", "auswahl/monitoring/weitere_variablen", "auswahl/monitoring/vergleich"]


def test_required_keys_exist() -> None:
    lost = [(w, key) for _, w, s in PLACES for key in s.get("required", ()) if key not in s["properties"]]
    assert lost == []


def test_references_stay_inside_the_folder() -> None:
    for name, where, schema in PLACES:
        if "$ref" in schema:
            file, _, definition = schema["$ref"].partition("#/$defs/")
            assert file == ("" if name == SHARED else SHARED), where
            assert definition in SCHEMAS[SHARED]["$defs"], where


def test_definitions_are_all_used() -> None:
    used = {schema["$ref"].rpartition("/")[2] for _, _, schema in PLACES if "$ref" in schema}
    assert set(SCHEMAS[SHARED]["$defs"]) == used


def test_branches_differ_by_type() -> None:
    """So that a value is judged by the branch of its own type, not by all of them."""
    for name, where, schema in PLACES:
        types = [target(name, branch)["type"] for branch in schema.get("anyOf", ())]
        assert len(types) == len(set(types)), where


def target(name: str, schema: Schema) -> Schema:
    """What a reference leads to in the end; a schema without one is its own target."""
    while "$ref" in schema:
        file, _, definition = schema["$ref"].partition("#/$defs/")
        schema = SCHEMAS[file or name]["$defs"][definition]
        name = file or name
    return schema


@pytest.mark.parametrize(("name", "schema", "example"), EXAMPLES)
def test_examples_fit_their_place(name: str, schema: Schema, example: object) -> None:
    assert accepts(name, schema, example)


def samples(schema: Schema) -> list[str]:
    """Texts to try a pattern with: its own examples, whole and spoilt."""
    good = [example for example in schema["examples"] if isinstance(example, str)]
    spoilt = [form.format(text) for text in good for form in ("{}\n", " {}", "{}\u2028x")]
    return [*good, *spoilt, "", "\n", "ä", "２０10-06-10", "١٢:30", "a\nb", "2010-06-10-a"]


@pytest.mark.parametrize(("where", "schema"), PATTERNS, ids=[where for where, _ in PATTERNS])
def test_patterns_take_the_example_and_no_line_break_behind_it(where: str, schema: Schema) -> None:
    for example in schema["examples"]:
        assert re.search(schema["pattern"], example), where
        assert not re.search(schema["pattern"], f"{example}\n"), where
    assert schema["patternErrorMessage"].startswith("Bitte "), "editors show this instead of the pattern"


def test_patterns_mean_the_same_in_javascript() -> None:
    questions = [[schema["pattern"], samples(schema)] for _, schema in PATTERNS]
    python = [[re.search(pattern, text) is not None for text in texts] for pattern, texts in questions]
    assert all(any(answers) and not all(answers) for answers in python)
    node = shutil.which("node")
    if node is not None:  # editors read the patterns as JavaScript; without node only Python's side is tried
        program = """
            const questions = JSON.parse(require("fs").readFileSync(0, "utf8"));
            const answer = ([pattern, texts]) => texts.map((text) => new RegExp(pattern, "u").test(text));
            process.stdout.write(JSON.stringify(questions.map(answer)));
        """
        asked = json.dumps(questions).encode()
        done = subprocess.run([node, "-e", program], input=asked, capture_output=True, check=True)
        assert json.loads(done.stdout) == python
