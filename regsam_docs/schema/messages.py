"""What the S findings say: German, what is wrong and what to do. Every function gives a message and a hint or None."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from regsam_docs import german
from regsam_docs.german import shortened
from regsam_docs.repository.paths import slug
from regsam_docs.schema.store import Schema

Words = tuple[str, str | None]

TYPES = {
    "string": "ein Text",
    "integer": "eine ganze Zahl wie 8 (ohne Anführungszeichen, Punkt und Komma)",
    "number": "eine Zahl wie 8 oder 6.5 (ohne Anführungszeichen, mit Punkt statt Komma, ohne Tausenderpunkt)",
    "boolean": "true oder false (ohne Anführungszeichen)",
    "array": "eine Liste (Zeilen, die mit „- “ beginnen)",
    "object": "eine Gruppe von Angaben der Form „schlüssel: wert“",
}

COMMENT = "Ab „#“ ist alles Kommentar: Setzen Sie den Text in Anführungszeichen."

BOOLEANS = {"true": "true", "ja": "true", "yes": "true", "false": "false", "nein": "false", "no": "false"}
GROUPING = str.maketrans("", "", " \u00a0\u2009\u202f'’")
"""What people set between thousands."""

FORMS = {
    "date": "ein Datum, das es im Kalender gibt, in der Form JJJJ-MM-TT, z. B. 2011-05-12",
    "email": "eine E-Mail-Adresse, z. B. erika.mustermann@example.org",
}


def unknown_key(key: str, near: str | None, known: Sequence[str]) -> Words:
    """S01."""
    if near is not None and near != key:
        return f"„{shown(key)}“ gibt es hier nicht. Meinten Sie „{near}“? Bitte ändern Sie den Schlüssel.", near
    listed = ", ".join(known)
    return f"„{shown(key)}“ gibt es hier nicht. Löschen oder ändern Sie den Schlüssel; möglich sind: {listed}.", None


def split_text(key: str) -> Words:
    """S01 for a key without a colon in braces: the rest of a text behind a comma."""
    message = (
        f"„{shown(key)}“ ist kein Schlüssel. Ein Komma in geschweiften Klammern trennt Angaben: Setzen Sie den ganzen Text, "
        "zu dem das gehört, in Anführungszeichen."
    )
    return message, f'"…, {shown(key)}"'


def missing_key(key: str, schema: Schema) -> Words:
    """S02. `schema` is the missing property's own."""
    title = schema.get("title")
    named = f"„{key}“ ({title})" if title else f"„{key}“"
    example = next(iter(schema.get("examples", ())), None)
    shape = f"{key}: {example}" if isinstance(example, str | int | float) and "\n" not in str(example) else f"{key}: …"
    return f"Die Angabe {named} fehlt. Ergänzen Sie die Zeile „{shape}“.", None


def empty(key: str, *, cut: bool) -> Words:
    """S02 of a key that is there without a value. `cut`: a comment sign swallowed the text behind it."""
    return (
        f"„{key}“ ist leer, muss aber ausgefüllt sein. Tragen Sie hinter dem Doppelpunkt einen Wert ein.",
        COMMENT if cut else None,
    )


def empty_item(*, cut: bool) -> Words:
    """S02 of an item of a list. `cut`: a comment sign swallowed its text."""
    return "Dieser Listenpunkt ist leer. Tragen Sie etwas ein oder löschen Sie die Zeile.", COMMENT if cut else None


def wrong_type(value: Any, wanted: str | Sequence[str]) -> Words:
    """S03."""
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    expected = " oder ".join(dict.fromkeys(TYPES.get(name, name) for name in names))
    return f"Hier gehört {expected} hin; da steht aber {_found(value)}. Bitte ändern Sie das.", _retyped(value, names)


def not_listed(value: Any, near: str | None, allowed: Sequence[str]) -> Words:
    """S04."""
    listed = ", ".join(str(word) for word in allowed)
    if near is not None:
        return f"„{shown(value)}“ gehört nicht zu den möglichen Werten. Meinten Sie „{near}“? Möglich sind: {listed}.", near
    return f"„{shown(value)}“ gehört nicht zu den möglichen Werten. Wählen Sie einen davon: {listed}.", None


def wrong_form(value: Any, schema: Schema) -> Words:
    """S05. `schema` is the one whose `format` or `pattern` the value does not meet."""
    form = FORMS.get(schema.get("format", ""))
    if form is None and "patternErrorMessage" in schema:
        return f"„{shown(value)}“ hat nicht die richtige Form. {schema['patternErrorMessage']}", _tidied(value, schema)
    if form is None:
        title = schema.get("title", "ein Wert dieser Art")
        example = next(iter(schema.get("examples", ())), None)
        form = f"{title}" + (f", z. B. {example}" if example is not None else "")
    return f"„{shown(value)}“ hat nicht die richtige Form. Erwartet wird: {form}.", _tidied(value, schema)


def contradiction(path: Sequence[str | int]) -> Words:
    """S06 of a condition: a value that another value of the same mapping rules out."""
    key = next((step for step in reversed(path) if isinstance(step, str)), "Dieser Wert")
    message = f"„{key}“ passt so nicht zu den anderen Angaben hier. Ändern oder löschen Sie die Angabe."
    if key == "abgelehnt":
        message = (
            "„abgelehnt“ gehört nur zu einem Gebiet mit „status: abgelehnt“. Ändern Sie den Status oder löschen Sie die Angabe."
        )
    elif key == "entscheidung":
        message = (
            "Nur die ARGE kann wieder im Dissens enden; die Leitung des Sozialreferats entscheidet. Tragen Sie hier "
            "„ausgewaehlt“ oder „abgelehnt“ ein."
        )
    return message, None


def out_of_range(rule: str, bound: Any, value: Any) -> Words:
    """S06 of a number or list outside its bounds."""
    words = {
        "minimum": f"mindestens {bound}",
        "exclusiveMinimum": f"größer als {bound}",
        "maximum": f"höchstens {bound}",
        "exclusiveMaximum": f"kleiner als {bound}",
        "const": f"genau {bound}",
        "minItems": f"eine Liste mit mindestens {bound} Einträgen",
        "maxItems": f"eine Liste mit höchstens {bound} Einträgen",
        "uniqueItems": "eine Liste, in der nichts doppelt steht",
        "minLength": f"ein Text mit mindestens {bound} Zeichen",
        "maxLength": f"ein Text mit höchstens {bound} Zeichen",
    }
    wanted = words.get(rule, f"ein Wert, der {rule} {bound} erfüllt")
    return f"{_found(value)} ist hier nicht möglich: Erlaubt ist {wanted}. Bitte ändern Sie den Wert.", None


def shown(value: Any, most: int = 60) -> str:
    """A value as a message quotes it: on one line, and not endless."""
    return shortened(str(value), most, words=False)


def _found(value: Any) -> str:
    if isinstance(value, bool):
        return f"„{'true' if value else 'false'}“"
    if isinstance(value, dict):
        return "eine Gruppe von Angaben"
    if isinstance(value, list):
        return "eine Liste"
    return f"„{shown(value)}“"


def _retyped(value: Any, wanted: Sequence[str]) -> str | None:
    """What a text of the wrong type most likely means, written as it should be."""
    if not isinstance(value, str):
        return None
    if {"integer", "number"} & set(wanted):
        return _as_number(value, whole="integer" in wanted)
    if "boolean" in wanted:
        return BOOLEANS.get(value.strip().casefold())
    if list(wanted) == ["array"] and len(value) <= 60 and value.isprintable():
        return f"[{json.dumps(value, ensure_ascii=False)}]"
    return None


def _as_number(value: str, *, whole: bool) -> str | None:
    """A number written the German way or in quotes as the files write it."""
    text = value.strip().translate(GROUPING)
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    elif whole:
        text = text.replace(".", "")
    return text if text.isascii() and text.replace(".", "", 1).isdigit() else None


def _tidied(value: Any, schema: Schema) -> str | None:
    """What a value of the wrong form most likely means, written so that it has the right one."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    return next((guess for guess in _guesses(text) if guess != value and _has_form(guess, schema)), None)


def _guesses(text: str) -> Iterator[str]:
    if day := re.fullmatch(r"(\d\d?)\.\s?(\d\d?)\.\s?(\d{4})", text, re.ASCII):
        yield f"{day[3]}-{day[2]:0>2}-{day[1]:0>2}"
    if day := re.fullmatch(r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)", text, re.ASCII):
        yield f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}"
    if clock := re.fullmatch(r"(\d\d?)(?:[:.](\d\d))?(?:\s?Uhr)?", text, re.ASCII):
        yield f"{clock[1]:0>2}:{clock[2] or '00'}"
    last = text.rpartition("/")[2]
    yield from (text, text.upper(), f"#{text}", last, last.removesuffix(".yaml"), slug(text))


def _has_form(text: str, schema: Schema) -> bool:
    return re.search(schema.get("pattern", ""), text) is not None and (
        schema.get("format") != "date" or german.parse(text) is not None
    )
