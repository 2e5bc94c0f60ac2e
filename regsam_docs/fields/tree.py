"""A schema → its fields: one walk, whatever the kind of file. What a finding says comes from where `check` has it."""

from __future__ import annotations

from typing import Any

from regsam_docs.schema import messages as said
from regsam_docs.schema.schemas import Schema

FormField = dict[str, Any]
"""`art` is one of `gruppe` (a mapping with `felder`), `karte` (a mapping whose keys are chosen), `liste`, `oder` (a word, or the
`gruppe` beside it), `wort`, `ja`, `zahl`, `absatz` (Markdown) and `text`. `kurz`: written without key or dash where only that
one field, or one item, is filled in."""

VALUE = "@@wert@@"
"""Stands in a message for the value that is judged."""

LIMITS = ("minimum", "exclusiveMinimum", "maximum", "minLength")


def field(schema: Schema) -> FormField:
    """The field of a place in an inlined schema, with all below it."""
    branches = schema.get("anyOf", [schema])
    if len(branches) == 1:
        return {**_named(schema), **_of_type(branches[0])}
    word, other = branches
    below = _of_type(other)
    if "enum" in word:
        return {**_named(schema), "art": "oder", "woerter": word["enum"], "gruppe": {**_named(other), **below}}
    # One value written for itself means what the group, or the list, says with it alone.
    return {**_named(schema), **below, "kurz": other["required"][0] if below["art"] == "gruppe" else True}


def messages() -> dict[str, str]:
    """What is said of any field, with `VALUE` in it."""
    return {
        "ganze_zahl": said.wrong_type(VALUE, "integer", {})[0],
        "bruch": said.wrong_type("6.5", "integer", {})[0].replace("„6.5“", f"„{VALUE}“"),
        "zahl": said.wrong_type(VALUE, "number", {})[0],
        "schluessel": said.empty("wert", cut=False)[0],
    }


def _named(schema: Schema) -> FormField:
    return {"titel": schema.get("title", ""), "hilfe": schema.get("description", "")}


def _of_type(schema: Schema) -> FormField:
    if "properties" in schema:
        return _group(schema)
    if isinstance(schema.get("additionalProperties"), dict):
        keys = schema.get("propertyNames", {})
        return {"art": "karte", "schluesselfeld": _text(keys), "punkt": field(schema["additionalProperties"])}
    if "items" in schema:
        return {"art": "liste", "punkt": field(schema["items"])}
    if "enum" in schema:
        return {"art": "wort", "woerter": schema["enum"], "vorgabe": schema.get("default")}
    if schema.get("type") == "boolean":
        return {"art": "ja", "vorgabe": schema.get("default")}
    if schema.get("type") in ("integer", "number"):
        return {"art": "zahl", "ganz": schema["type"] == "integer", **_limits(schema)}
    return _text(schema)


def _text(schema: Schema) -> FormField:
    made: FormField = {"art": "absatz" if schema.get("contentMediaType") else "text", **_limits(schema)}
    if "pattern" in schema:
        made |= {"muster": schema["pattern"], "form": said.wrong_form(VALUE, schema)[0], "format": schema.get("format")}
    if "verweis" in schema:
        made["verweis"] = schema["verweis"]
    if isinstance(example := next(iter(schema.get("examples", ())), None), str):
        made["beispiel"] = example
    return made


def _limits(schema: Schema) -> FormField:
    found = {rule: [schema[rule], said.out_of_range(rule, schema[rule], VALUE)[0]] for rule in LIMITS if rule in schema}
    return {"grenzen": found} if found else {}


def _group(schema: Schema) -> FormField:
    places, needed = schema["properties"], schema.get("required", ())
    fields = [{"schluessel": key, **field(place)} for key, place in places.items()]
    for made in fields:
        if made["schluessel"] in needed:
            made["fehlt"] = said.missing_key(made["schluessel"], places[made["schluessel"]])[0]
    conditions = [schema, *schema.get("allOf", ())]
    return {"art": "gruppe", "felder": fields, "bedingungen": [_condition(one) for one in conditions if "if" in one]}


def _condition(schema: Schema) -> FormField:
    """What holds if something holds: `wenn` as the schema says it, keys missing or ruled out then → the message."""
    then = schema["then"]
    needed = {key: said.missing_key(key, then.get("properties", {}).get(key, {}))[0] for key in then.get("required", ())}
    # `{"not": {}}` rules any value out, `{"not": {"const": …}}` one.
    barred = {
        key: {"nur": place["not"].get("const"), "meldung": said.contradiction([key])[0]}
        for key, place in then.get("properties", {}).items()
    }
    given = {key: place.get("enum", [place.get("const")]) for key, place in schema["if"].get("properties", {}).items()}
    return {"wenn": given, "mit": list(schema["if"].get("required", ())), "fehlt": needed, "nicht": barred}
