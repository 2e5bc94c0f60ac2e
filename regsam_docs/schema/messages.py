"""What the S findings say: German, what is wrong and what to do. Every function gives a message and a hint or None."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from string import ascii_lowercase
from typing import Any

from regsam_docs import german
from regsam_docs.german import shortened
from regsam_docs.repository.paths import slug
from regsam_docs.schema.schemas import Schema
from regsam_docs.yaml.quick import DASHES

Advice = tuple[str, str | None]

TYPES = {
    "string": "ein Text",
    "integer": "eine ganze Zahl wie 8 (ohne Anführungszeichen, Punkt und Komma)",
    "number": "eine Zahl wie 8 oder 6.5 (ohne Anführungszeichen, mit Punkt statt Komma, ohne Tausenderpunkt)",
    "boolean": "true oder false (ohne Anführungszeichen)",
    "array": "eine Liste (Zeilen, die mit „- “ beginnen)",
    "object": "eine Gruppe von Angaben der Form „schlüssel: wert“",
}

COMMENT = "Ab „#“ ist alles Kommentar: Setzen Sie den Text in Anführungszeichen."

BOOLEANS = dict.fromkeys(("true", "ja", "yes", "on", "wahr"), "true")
BOOLEANS |= dict.fromkeys(("false", "nein", "no", "off", "falsch"), "false")

FORMS = {
    "date": "ein Datum, das es im Kalender gibt, in der Form JJJJ-MM-TT, z. B. 2011-05-12",
    "email": "eine E-Mail-Adresse, z. B. erika.mustermann@example.org",
}


def unknown_key(key: str, near: str | None, known: Sequence[str]) -> Advice:
    """S01."""
    if near is not None and (said := hidden(key, near)):
        return said, near
    if near is not None and near != key:
        return f"„{quotable(key)}“ gibt es hier nicht. Meinten Sie „{near}“? Bitte ändern Sie den Schlüssel.", near
    listed = ", ".join(known)
    return f"„{quotable(key)}“ gibt es hier nicht. Löschen oder ändern Sie den Schlüssel; möglich sind: {listed}.", None


def indented(key: str, now: int, wanted: int, line: int, more: int) -> Advice:
    """S01 of a key that belongs into another group. `line`: where it stands; `more`: so many lines below belong to it."""
    far = "zu weit" if now > wanted else "nicht weit genug"
    message = (
        f"„{key}“ gibt es in dieser Gruppe nicht; es gehört in eine darüber und ist {far} eingerückt: Davor stehen {now} "
        f"Leerzeichen, hier passen {wanted}."
    )
    if more:
        message += f" Verschieben Sie ebenso die Zeilen {line + 1} bis {line + more}."
    return message, f"{wanted} Leerzeichen vor „{key}:“"


def split_text(key: str) -> Advice:
    """S01 for a key without a colon in braces: the rest of a text behind a comma."""
    message = (
        f"„{quotable(key)}“ ist kein Schlüssel. Ein Komma in geschweiften Klammern trennt Angaben: Setzen Sie den ganzen Text, "
        "zu dem das gehört, in Anführungszeichen."
    )
    return message, f'"…, {quotable(key)}"'


def missing_key(key: str, schema: Schema) -> Advice:
    """S02. `schema` is the missing property's own."""
    title = schema.get("title")
    named = f"„{key}“ ({title})" if title else f"„{key}“"
    example = next(iter(schema.get("examples", ())), None)
    shape = f"{key}: {example}" if isinstance(example, str | int | float) and "\n" not in str(example) else f"{key}: …"
    return f"Die Angabe {named} fehlt. Ergänzen Sie die Zeile „{shape}“.", None


def empty(key: str, *, cut: bool) -> Advice:
    """S02 of a key that is there without a value. `cut`: a comment sign swallowed the text behind it."""
    return (
        f"„{key}“ ist leer, muss aber ausgefüllt sein. Tragen Sie hinter dem Doppelpunkt einen Wert ein.",
        COMMENT if cut else None,
    )


def empty_item(*, cut: bool) -> Advice:
    """S02 of an item of a list. `cut`: a comment sign swallowed its text."""
    return "Dieser Listenpunkt ist leer. Tragen Sie etwas ein oder löschen Sie die Zeile.", COMMENT if cut else None


def wrong_type(value: Any, wanted: str | Sequence[str], schema: Schema) -> Advice:
    """S03. `schema` is the one whose `type` the value has not."""
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    expected = " oder ".join(dict.fromkeys(TYPES.get(name, name) for name in names))
    said, hint = f"Hier gehört {expected} hin; da steht aber {_found(value)}.", None
    if isinstance(value, str):
        advice, hint = _retyped(value, names, schema)
    elif isinstance(value, list | dict) and "string" in names:
        advice, hint = _AS_TEXT, _only(value)
    elif isinstance(value, dict) and "array" in names and value and not any(value.values()):
        advice, hint = "Die Punkte einer Liste stehen in eckigen Klammern.", f"[{', '.join(map(_quoted, value))}]"
    elif isinstance(value, list) and names == ["object"] and len(value) == 1:
        advice = "Ersetzen Sie den Strich „- “ durch zwei Leerzeichen."
    else:
        advice = _CHANGE
    return f"{said} {advice}", hint


def _only(value: Any) -> str | None:
    """The one text of a list that holds nothing else."""
    only = value[0] if isinstance(value, list) and len(value) == 1 else None
    return str(only) if isinstance(only, str) and re.fullmatch(r"\w(?:[\w .-]*[\w.])?", only) else None


INVISIBLE = re.compile("[\u00a0\u00ad\u1680\u180e\u2000-\u200f\u202a-\u202f\u205f-\u206f\u3000\ufeff]")
"""What nobody sees or takes for a blank; in a text it may be meant, in a word of ours it never is."""


def bare(text: str) -> str:
    """A word without what nobody sees in it, and with blanks that are nothing but blanks."""
    return INVISIBLE.sub(lambda found: " " if found[0].isspace() else "", text).strip()


def hidden(text: str, meant: str) -> str | None:
    """What to say of a word that is the one that is meant but for signs that nobody sees; None if it is another word."""
    if text == meant or bare(text) != meant or not INVISIBLE.search(text):
        return None
    codes = " und ".join(dict.fromkeys(f"<U+{ord(sign):04X}>" for sign in INVISIBLE.findall(text)))
    return (
        f"In „{quotable(text)}“ steht ein unsichtbares Zeichen ({codes}), zum Beispiel aus einer Textverarbeitung. Löschen Sie "
        f"das Wort und tippen Sie es neu: {meant}"
    )


def not_listed(value: Any, near: str | None, allowed: Sequence[str]) -> Advice:
    """S04."""
    listed = ", ".join(str(word) for word in allowed)
    if len({word for word in allowed if word in re.findall(r"[\w-]+", str(value))}) > 1:
        return f"„{quotable(value)}“ sind mehrere Werte; hier gehört einer hin. Wählen Sie einen davon: {listed}.", None
    if near is not None and (said := hidden(str(value), near)):
        return said, near
    if near is not None:
        return f"„{quotable(value)}“ gehört nicht zu den möglichen Werten. Meinten Sie „{near}“? Möglich sind: {listed}.", near
    return f"„{quotable(value)}“ gehört nicht zu den möglichen Werten. Wählen Sie einen davon: {listed}.", None


def wrong_form(value: Any, schema: Schema) -> Advice:
    """S05. `schema` is the one whose `format` or `pattern` the value does not meet."""
    form = FORMS.get(schema.get("format", ""))
    meant = _tidied(value, schema)
    if meant is not None and (said := hidden(str(value), meant)):
        return said, meant
    if form is None and "patternErrorMessage" in schema:
        return f"„{quotable(value)}“ hat nicht die richtige Form. {schema['patternErrorMessage']}", meant
    if form is None:
        title = schema.get("title", "ein Wert dieser Art")
        example = next(iter(schema.get("examples", ())), None)
        form = f"{title}" + (f", z. B. {example}" if example is not None else "")
    return f"„{quotable(value)}“ hat nicht die richtige Form. Erwartet wird: {form}.", meant


def contradiction(path: Sequence[str | int]) -> Advice:
    """S06 of a condition: a value that another value of the same mapping rules out."""
    key = next((step for step in reversed(path) if isinstance(step, str)), "Dieser Wert")
    message = f"„{key}“ passt so nicht zu den anderen Angaben hier. Ändern oder löschen Sie die Angabe."
    return CONTRADICTIONS.get(key, message), None


CONTRADICTIONS = {
    "abgelehnt": "„abgelehnt“ gehört nur zu einem Gebiet mit „status: abgelehnt“. Ändern Sie den Status, oder löschen Sie dies.",
    "abgesagt": "„abgesagt“ gehört nur zu einer Sitzung mit „status: abgesagt“. Ändern Sie den Status, oder löschen Sie dies.",
    "anzahl": "„anzahl“ steht statt „personen“: Zählen Sie entweder, wie viele da waren, oder nennen Sie ihre Namen.",
    "entscheidung": (
        "Nur die ARGE kann wieder im Dissens enden; die Leitung des Sozialreferats entscheidet. Tragen Sie hier „ausgewaehlt“ "
        "oder „abgelehnt“ ein."
    ),
    "mittelwert_zeile": "„mittelwert_zeile“ gehört zu „mittelwert: zeile“. Ändern Sie „mittelwert“, oder löschen Sie die Angabe.",
    "verwiesen_an": "„verwiesen_an“ gehört nur zu „ergebnis: verwiesen“. Ändern Sie das Ergebnis oder löschen Sie die Angabe.",
    "vertagt_auf": "„vertagt_auf“ gehört nur zu „ergebnis: vertagt“. Ändern Sie das Ergebnis oder löschen Sie die Angabe.",
}
"""Key of a value that another one rules out → what to do about it."""


def out_of_range(rule: str, bound: Any, value: Any) -> Advice:
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


def quotable(value: Any, most: int = 60) -> str:
    """A value as a message quotes it: on one line, and not endless."""
    return INVISIBLE.sub(lambda found: f"<U+{ord(found[0]):04X}>", shortened(str(value), most, words=False))


def _found(value: Any) -> str:
    if isinstance(value, bool):
        return f"„{'true' if value else 'false'}“"
    if isinstance(value, dict):
        return "eine Gruppe von Angaben"
    if isinstance(value, list):
        return "eine Liste"
    return f"„{quotable(value)}“"


_AROUND = " .,;„“”»«<>\"'"
"""What may stand around a word, a number or a day and says nothing."""
_CHANGE = "Bitte ändern Sie das."
_AS_TEXT = (
    "Schreiben Sie den Text gleich hinter den Doppelpunkt. Hat er mehrere Zeilen, setzen Sie dort ein „|“ und beginnen Sie ihn "
    "in der nächsten Zeile, um zwei Leerzeichen eingerückt."
)


def _retyped(value: str, wanted: Sequence[str], schema: Schema) -> Advice:
    """What to do about a text of the wrong type, and what it means, written as it should be, if that is certain."""
    if {"integer", "number"} & set(wanted):
        return _as_number(value, schema, whole="integer" in wanted)
    if "boolean" in wanted:
        return _CHANGE, BOOLEANS.get(bare(value).strip(f"{_AROUND}!").casefold())
    if "array" in wanted:
        return _as_list(value, schema)
    if "object" in wanted:
        return _as_group(value, schema)
    return _CHANGE, None


def _as_number(value: str, schema: Schema, *, whole: bool) -> Advice:
    meant = german.numbers_meant(bare(value), whole=whole)
    if len(meant) == 1 and meant[0].startswith("-") and max(schema.get("minimum", -1), schema.get("exclusiveMinimum", -1)) >= 0:
        return "Kleiner als 0 kann die Zahl hier nicht sein. Bitte prüfen Sie, welche gemeint ist.", None
    if len(meant) == 1:
        return _CHANGE, meant[0]
    if meant:
        return f"Je nachdem, was gemeint ist, schreiben Sie {' oder '.join(meant)}.", None
    if whole and german.numbers_meant(bare(value), whole=False):
        return "Stellen nach dem Komma kann es hier nicht geben: Bitte prüfen Sie, welche Zahl gemeint ist.", None
    return "Schreiben Sie allein die Zahl, in Ziffern und ohne Einheit oder Zusatz.", None


_APART = re.compile(r"\s*[,;\n|]\s*|\s+(?:und|u\.|sowie|[&+/])\s+|\s+")
_MARKS = rf"\-*{DASHES}"
_MARKED = re.compile(rf"(?:^|\s)[{_MARKS}]\s+")
_TIGHT = re.compile(rf"(?:[{_MARKS}][^\s{_MARKS}]\S*(?:\s+|$))+")
_BELOW = re.compile(rf"(?<=[\w,;])\n\s*[{_MARKS}]\s+")
_SEVERAL = re.compile(r"[,;\n|\[\]{}]| (?:und|u\.|oder|sowie|bzw\.|[&+/]) |[0-9.]/[0-9]+\.")
_LIKE_AN_ID = re.compile(r"(?!(?:und|oder|sowie|bis|auch)\b)(?=[A-Za-z_./]*[0-9-]|[a-z_]+\Z)[\w./-]+", re.ASCII)


_LONGEST_LIST = 500
"""Longer texts are not taken apart."""
_EACH = "Schreiben Sie jeden Punkt für sich in eine neue Zeile, die mit „- “ beginnt."


_RANGE = re.compile(r"\S +(?:bis|[-–—]) +\S")


def _without_numbers(text: str) -> str:
    """`1. a 2. b`, `a) x b) y` with dashes for the numbers or letters, if they run on from the first."""
    marks = re.findall(r"(?:^|\s)(\d{1,3}|[a-z])[.)](?=\s)", text)
    running = ([str(n + 1) for n in range(len(marks))], list(ascii_lowercase[: len(marks)]))
    first = len(marks) > 1 and marks in running and text.startswith(marks[0])
    return re.sub(r"(^|\s)(?:\d{1,3}|[a-z])[.)](?=\s)", r"\1•", text) if first else text


def _as_list(value: str, schema: Schema) -> Advice:
    """A list in one text: parted where its parts are plainly ids or numbers, or marked as points."""
    item = schema.get("items", {})
    if "properties" in item:
        _, one = _as_group(value, item)
        advice = "Beginnen Sie jeden Punkt in einer neuen Zeile mit „- “ und schreiben Sie seine Angaben darunter."
        return advice, f"[{one}]" if one else None
    if len(value) > _LONGEST_LIST:
        return _EACH, None
    text = bare(value)
    if text.endswith("]") and "[" not in text:
        text = text[:-1].strip()
    if re.fullmatch(r"\([^()]*\)|<[^<>]*>", text):
        text = text[1:-1].strip()
    text = _without_numbers(text.rstrip(",; "))
    if not _MARKED.match(text):
        text = _BELOW.sub("\n", text)
    if _RANGE.search(text) and not _MARKED.match(text):
        return _EACH, None
    if _TIGHT.fullmatch(text):
        text = re.sub(rf"(?:^|\s)[{_MARKS}](?=\S)", " - ", text).strip()
    marked = _MARKED.match(text) is not None
    parts = [part.strip() for part in (_MARKED.split(text)[1:] if marked else _APART.split(text))]
    words = len(parts) > 1 and all(_LIKE_AN_ID.fullmatch(part) for part in parts)
    if marked or (words and ("pattern" in item or (_SEVERAL.search(text) or re.search("[0-9]", text)))):
        return "Schreiben Sie jeden Punkt für sich.", f"[{', '.join(map(_quoted, parts))}]" if all(parts) else None
    if _SEVERAL.search(text) or len(text) > 60 or not text.isprintable():
        return _EACH, None
    return _CHANGE, f"[{_quoted(text)}]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _as_group(value: str, schema: Schema) -> Advice:
    """A group of which only one thing is said: certain if only one thing must be, and that is a name."""
    properties = schema.get("properties", {})
    advice = "Schreiben Sie die Angaben darunter, jede in eine Zeile und um zwei Leerzeichen eingerückt" + (
        f": {', '.join(f'„{key}: …“' for key in list(properties)[:4])}." if properties else "."
    )
    text = bare(value)
    if (found := re.match(r"([a-z_]+)(?: *[=:] *| +)(?=\S)", text)) and found[1] in properties:
        rest = text[found.end() :]
        plain = re.fullmatch(r"[\w.@-][\w .,@()/+-]*", rest) is not None
        return (
            f"Nach dem Schlüssel „{found[1]}“ gehören ein Doppelpunkt und ein Leerzeichen.",
            f"{found[1]}: {rest if plain else _quoted(rest)}",
        )
    plain = re.fullmatch(r"[^\W\d_][\w .-]{0,58}[\w.]", text) is not None
    return advice, f"{{name: {_quoted(text)}}}" if list(schema.get("required", ())) == ["name"] and plain else None


def _tidied(value: Any, schema: Schema) -> str | None:
    """What a value of the wrong form most likely means, written so that it has the right one."""
    if not isinstance(value, str):
        return None
    texts = dict.fromkeys((bare(value), re.sub("^(?:am|den) ", "", bare(value)).strip(_AROUND)))
    return next((guess for text in texts for guess in _guesses(text) if guess != value and _has_form(guess, schema)), None)


_READINGS = (
    (re.compile(r"(\d\d?)\.\s?(\d\d?)\.\s?(\d{4})", re.ASCII), "{3}-{2:0>2}-{1:0>2}"),
    (re.compile(r"(\d\d?)\.\s?(\d\d?)\.\s?([0-6]\d)", re.ASCII), "20{3}-{2:0>2}-{1:0>2}"),
    (re.compile(r"(\d\d?)\.\s?(\d\d?)\.\s?([7-9]\d)", re.ASCII), "19{3}-{2:0>2}-{1:0>2}"),
    (re.compile(r"(1[3-9]|[2-9]\d)[-/](\d\d?)[-/](\d{4})", re.ASCII), "{3}-{2:0>2}-{1:0>2}"),
    (re.compile(r"(\d{4})[-/.–—−‐‑](\d\d?)[-/.–—−‐‑](\d\d?)", re.ASCII), "{1}-{2:0>2}-{3:0>2}"),
    (re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII), "{1}-{2}-{3}"),
    (re.compile(r"(\d{4}-\d\d-\d\d)[T ]00:00(?::00)?", re.ASCII), "{1}"),
    (re.compile(r"(\d\d?)[:.](\d\d)(?:\s?Uhr)?", re.ASCII), "{1:0>2}:{2}"),
    (re.compile(r"(\d\d?)(?:\s?Uhr)?", re.ASCII), "{1:0>2}:00"),
)
"""How days and times are written elsewhere, and how their parts are written here."""
_WITH_WEEKDAY = re.compile(r"([A-Z][a-z]{1,9})[.,]* +(?:den +)?(\d.*)|(\d[^() ]*+(?: ++[^() ]++)*+) ++\(([A-Z][a-z]{1,9})\.?\)")


def _guesses(text: str) -> Iterator[str]:
    for pattern, form in _READINGS:
        if found := pattern.fullmatch(text):
            yield form.format(found[0], *found.groups())
    if day := re.fullmatch(r"(\d\d?)\.?\s?([A-Za-zä]{3,9})\.?\s?(\d{4})", text):
        month = german.month(day[2])
        yield f"{day[3]}-{month:0>2}-{day[1]:0>2}" if month else ""
    if day := _WITH_WEEKDAY.fullmatch(text):
        days = ((guess, german.parse(guess)) for guess in _guesses(day[2] or day[3]))
        yield from (guess for guess, said in days if said and german.german_weekday(said).startswith(day[1] or day[4]))
    last = text.rpartition("/")[2]
    yield from (text, text.upper(), f"#{text}", last, last.removesuffix(".yaml"))
    yield re.sub(r"(?<=[A-Z])[ -](?=\d)", "", text.upper())
    yield re.sub(r"^mailto:|\s{1,9}(?=@)|(?<=@)\s{1,9}", "", re.sub(r"\s{0,9}[(\[](?:at|ät)[)\]]\s{0,9}", "@", text))
    if mail := re.fullmatch(r"\[([^\[\]]+)\]\(mailto:([^()]+)\)", text):
        yield mail[1] if mail[1] == mail[2] else ""
    if not re.search(r"[,;/&|]| und ", text):
        yield slug(text)


def _has_form(text: str, schema: Schema) -> bool:
    return re.search(schema.get("pattern", ""), text) is not None and (
        schema.get("format") != "date" or german.parse(text) is not None
    )
