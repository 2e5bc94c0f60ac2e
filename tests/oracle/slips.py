"""Slips of people who write such files in a text processor, a spreadsheet or a plain editor: file, what stands there, what was
meant, and what was typed."""

from __future__ import annotations

from typing import NamedTuple


class Slip(NamedTuple):
    """`old` is what the valid file says; `right` what it says in the file that was meant, and `wrong` what was typed."""

    name: str
    file: str
    old: str
    right: str
    wrong: str


def _slip(name: str, file: str, right: str, wrong: str, old: str = "") -> Slip:
    return Slip(name, file, old or right, right, wrong)


_TITLE = "titel: Die RAGS schlägt das Musterviertel vor"
_BOTH = f"art: rags\n    {_TITLE}\n"
_TEXT = "text: Ein Treffpunkt für Familien fehlt."
_PEOPLE = ("4200.0", "4200,0", "4200,00", "4.200", "4 200", "4200,-", "4200,–", "4'200", "4_200", "4.200,00", "4,200", '"4200"')
_NUMBERS = [_slip(f"einwohner {n}", "gebiet", "einwohner: 4200", f"einwohner: {n}") for n in _PEOPLE]
_UNSURE = ("4.2", "4200,5", "ca. 4200", "4200 Personen", "4.2e3", "viertausend")
_NUMBERS += [_slip(f"einwohner {n}", "gebiet", "einwohner: 4200", f"einwohner: {n}") for n in _UNSURE]
_NUMBERS += [_slip(f"stunden {n}", "vereinbarung", "woche: 6.5", f"woche: {n}") for n in ("6,5", "6,50", '"6.5"', "6,5 Std.")]
_NUMBERS += [_slip(f"stunden {n}", "vereinbarung", "woche: 8", f"woche: {n}", "woche: 6.5") for n in ("08", "8,0", "8,-", "8.")]
_NUMBERS += [_slip(f"monate {n}", "vereinbarung", "monate: 24", f"monate: {n}") for n in ("24.0", "24,0", "24 Monate", "'24'")]

_LISTS = [
    _slip(f"viertel {n}", "gebiet", 'viertel: ["11.1.1", "11.1.2"]', f"viertel: {n}")
    for n in (
        "11.1.1, 11.1.2",
        "11.1.1; 11.1.2",
        "11.1.1 und 11.1.2",
        "11.1.1 11.1.2",
        '"11.1.1, 11.1.2"',
        "11.1.1/11.1.2",
        "\n  – 11.1.1\n  – 11.1.2",
        "\n  • 11.1.1\n  • 11.1.2",
        "\n  -11.1.1\n  -11.1.2",
        "\n  11.1.1,\n  11.1.2",
        '"11.1.1", "11.1.2"',
        '["11.1.1" "11.1.2"]',
        '["11.1.1", "11.1.2"',
        "11.1.1, 11.1.2]",
    )
]
_LISTS += [
    _slip("text für liste von ids", "ziele", "beteiligt: [moderation, sozialplanung]", f"beteiligt: {n}")
    for n in ("moderation, sozialplanung", "moderation und sozialplanung", "moderation; sozialplanung")
]
_LISTS += [
    _slip("einzelwert", "ziele", "beteiligt: [moderation]", "beteiligt: moderation", "beteiligt: [moderation, sozialplanung]"),
    _slip("liste für text", "chronik", _TITLE, "titel:\n      - Die RAGS schlägt\n      - das Musterviertel vor"),
    _slip("gruppe für text", "chronik", _TITLE, "titel:\n      Die RAGS: schlägt das Musterviertel vor"),
    _slip("text für gruppe", "gebiet", "stadtbezirk:\n  nummer: 11\n  name: Hafen", "stadtbezirk: 11 Hafen"),
    _slip(
        "name für person",
        "gremium",
        "person:\n      name: Max Mustermann\n",
        "person: Max Mustermann\n",
        "person:\n      name: Max Mustermann\n      funktion: Leitung\n",
    ),
]

_WORDS = [
    _slip(f"ja {n}", "gremium", "befugt: true\n  - id: treff", f"befugt: {n}\n  - id: treff")
    for n in ("ja", "Ja", "JA", '"true"', "True", "yes", "wahr", "x")
]
_WORDS += [
    _slip(f"nein {n}", "gebiet", "oeffentlich: false", f"oeffentlich: {n}", "oeffentlich: true") for n in ("nein", "Nein", "no")
]
_DAYS = (
    "5.10.2025",
    "05.10.2025",
    "5. 10. 2025",
    "05.10.25",
    "5. Oktober 2025",
    "5. Okt. 2025",
    "2025/10/05",
    "2025-10-5",
    "2025–10–05",
    "2025.10.05",
    "10/05/2025",
    "Oktober 2025",
)
_WORDS += [_slip(f"datum {n}", "chronik", "2025-10-05", n) for n in _DAYS]
_WORDS += [
    _slip(f"unsichtbar {n!a}", "chronik", "art: rags", f"art: {n}")
    for n in ("rags\u00a0", "\u200brags", "ra\u00adgs", "rags\u2009", '"rags "')
]
_WORDS += [
    _slip(f"datum {n!a}", "chronik", "2025-10-05", n) for n in ("2025-10-05\u00a0", "\u200b2025-10-05", "2025\u201110\u201105")
]
_WORDS += [
    _slip("grosz", "chronik", "art: rags", "art: RAGS"),
    _slip("tippfehler", "chronik", "art: begehung", "art: Begehungen"),
    _slip("schluessel grosz", "chronik", "art: rags", "Art: rags"),
    _slip("schluessel unsichtbar", "chronik", "art: rags", "art\u00a0: rags"),
    _slip("schluessel deutsch", "gebiet", "einwohner: 4200", "„einwohner“: 4200"),
    _slip("schluessel doppelt", "gebiet", "einwohner: 4200", '"einwohner":4200'),
    _slip("schluessel einfach", "gebiet", "einwohner: 4200", "'einwohner':4200"),
    _slip("schluessel umlaut", "gebiet", "oeffentlich: true", "öffentlich: true"),
]

_TEXTS = [
    _slip(f"titel {n}", "chronik", f"titel: '{n}'", f"titel: {n}", _TITLE)
    for n in (
        ">30 Kinder im Hof",
        "> 30 Kinder im Hof",
        ">= 30 Kinder",
        "% mehr Kinder",
        "*Sternchen*",
        "@treff lädt ein",
        "[Entwurf] Die RAGS",
        "{neu} Die RAGS",
        "& mehr",
        "!Achtung",
        "`treff`",
        "Thema: Wohnen",
        "Ergebnis: rags, titel: offen",
        '"Die" RAGS schlägt vor',
        '„Die RAGS" schlägt vor',
        "- ein Strich",
        "? offen",
        "Wohnen: ",
    )
]
_TEXTS += [
    _slip(f"pfad {n}", "chronik", f"text: 'Siehe {n} dort.'", f'text: "Siehe {n} dort."', _TEXT)
    for n in (r"C:\Users\Plan", r"C:\neu\tabelle", r"S:\Ziele\2025", r"\\server\neu\plan.pdf", r"C:\temp\a.pdf", r"D:\xaver")
]
_TEXTS += [
    _slip("pfad allein", "chronik", r"titel: 'C:\neu'", r'titel: "C:\neu"', _TITLE),
    _slip("pfad im titel", "chronik", r"titel: 'Ordner C:\neu\tabelle'", r'titel: "Ordner C:\neu\tabelle"', _TITLE),
    _slip("titel in block", "chronik", "titel: |\n      Die RAGS schlägt vor", "titel: | Die RAGS schlägt vor", _TITLE),
    _slip("text in block", "chronik", "text: |\n      Erstens.\n      Zweitens.", "text: | Erstens.\n      Zweitens.", _TEXT),
    _slip(
        "zeilen mit doppelpunkt",
        "chronik",
        "text: |\n      Anwesend:\n      Treff: Max Mustermann\n      RAGS: Erika",
        "text: Anwesend:\n      Treff: Max Mustermann\n      RAGS: Erika",
        _TEXT,
    ),
    _slip(
        "zeilen mit doppelpunkt 2",
        "chronik",
        "text: |\n      Dabei waren\n      Frau Muster: Treff",
        "text: Dabei waren\n      Frau Muster: Treff",
        _TEXT,
    ),
    _slip(
        "zeilen mit strichen",
        "chronik",
        "text: |\n      Themen\n      - Miete\n      - Lärm",
        "text: Themen\n      - Miete\n      - Lärm",
        _TEXT,
    ),
    _slip(
        "zeilen mit strichen links",
        "chronik",
        "text: |\n      Themen\n      - Miete\n      - Lärm",
        "text: Themen\n    - Miete\n    - Lärm",
        _TEXT,
    ),
    _slip("text und liste", "chronik", "text: |\n      - Miete\n      - Lärm", "text:\n      - Miete\n      - Lärm", _TEXT),
    _slip("zeilen links", "chronik", "text: Erste Zeile. Zweite Zeile.", "text: Erste Zeile.\nZweite Zeile.", _TEXT),
    _slip("anfuehrung ueber zeilen", "chronik", 'text: "Erste Zeile und zweite"', 'text: "Erste Zeile\nund zweite"', _TEXT),
    _slip(
        "anfuehrung ueber drei", "chronik", 'text: "Erste und zweite und dritte"', 'text: "Erste\nund zweite\nund dritte"', _TEXT
    ),
    _slip("anfuehrung offen", "chronik", 'titel: "Die RAGS"', 'titel: "Die RAGS', _TITLE),
    _slip("zwei angaben", "chronik", "art: rags\n    titel: Vorschlag\n", "art: rags, titel: Vorschlag\n", _BOTH),
    _slip("schluss", "chronik", "Bericht in der Zeitung\n", "Bericht in der Zeitung\n————\n"),
    _slip("oben", "chronik", "eintraege:\n", "—-\neintraege:\n"),
    _slip("oben allein", "chronik", "eintraege:\n", "—\neintraege:\n"),
    _slip("oben gleich", "chronik", "eintraege:\n", "=====\neintraege:\n"),
    _slip("oben vier", "chronik", "eintraege:\n", "----\neintraege:\n"),
]
_WHOLE = [_slip(f"alle punkte {sign}", "chronik", "  - datum: 2025-12-01\n", f"  {sign} datum: 2025-12-01\n") for sign in "–—−•·"]

_KEYS = [
    _slip(f"schlüssel {n}", "chronik", _TITLE, n)
    for n in (
        '"titel" = Die RAGS schlägt das Musterviertel vor',
        "titel=Die RAGS schlägt das Musterviertel vor",
        "titel; Die RAGS schlägt das Musterviertel vor",
        "titel： Die RAGS schlägt das Musterviertel vor",
        "titel -> Die RAGS schlägt das Musterviertel vor",
        "**titel**: Die RAGS schlägt das Musterviertel vor",
        "**titel:** Die RAGS schlägt das Musterviertel vor",
        '"titel: Die RAGS schlägt das Musterviertel vor"',
    )
]
_KEYS += [
    _slip("strich oben", "gebiet", "name: Musterviertel", "- name: Musterviertel"),
    _slip("gleich in quotes", "gebiet", "name: Musterviertel", '"name" = Musterviertel'),
    _slip("zeile oben", "gebiet", "name: Musterviertel", "Gebiet Musterviertel\nname: Musterviertel"),
    _slip("zaun oben", "gebiet", "name: Musterviertel", "```yaml\nname: Musterviertel"),
    _slip("gruppe in zeile", "gebiet", "stadtbezirk:\n  nummer: 11\n  name: Hafen", "stadtbezirk: nummer: 11, name: Hafen"),
    _slip("anders geschlossen", "gebiet", 'region: "20"', "region: '20\""),
    _slip("schluss mit Gruß", "chronik", "Bericht in der Zeitung\n", "Bericht in der Zeitung\n\nViele Grüße\nErika\n"),
    *(
        _slip(f"bemerkung {n}", "chronik", "    art: begehung\n", f"    {n}\n    art: begehung\n")
        for n in ("// offen", "<!-- offen -->", "; offen", "/* offen */")
    ),
]
_VALUES = [
    _slip(f"tag {n}", "chronik", "2025-11-12", n)
    for n in ("Mittwoch, 12.11.2025", "Mi. 12.11.2025", "20251112", "2025-11-12T00:00:00", "11/12/2025", "25-11-12", "12.11.")
]
_VALUES += [_slip(f"tag {n}", "chronik", "2025-11-12", n) for n in ("2025-11-31", "2025-11-12 17:00", "[2025-11-12]")]
_VALUES += [_slip(f"tag {n}", "chronik", "2025-11-30", n, "2025-11-12") for n in ("30/11/2025", "30-11-2025")]
_VALUES += [
    _slip(f"status {n}", "gebiet", "status: aktiv", f"status: {n}")
    for n in ("Aktiv", "aktiv,", "aktiv.", "aktiv (seit 2025)", "aktiv | ruhend", "läuft")
]
_VALUES += [_slip(f"einwohner {n}", "gebiet", "einwohner: 4200", f"einwohner: {n}") for n in ("-4200.0", "-4.200", "–4200")]
_VALUES += [
    _slip("einer als liste", "ziele", "verantwortlich: treff", "verantwortlich: [treff]"),
    _slip("kennung mit leerzeichen", "ziele", "id: M1", "id: M 1"),
    _slip("kennung klein", "ziele", "id: M1", "id: m1"),
]
_VALUES += [
    _slip(f"liste {n}", "ziele", "[moderation, sozialplanung]", n)
    for n in (
        "(moderation, sozialplanung)",
        "{moderation, sozialplanung}",
        "[moderation,, sozialplanung]",
        "moderation,sozialplanung",
    )
]
_VALUES += [
    _slip(f"mehrere {n}", "ziele", "[moderation, sozialplanung]", f"[{n}]")
    for n in ("moderation; sozialplanung", "moderation und sozialplanung")
]
_VALUES += [
    _slip(f"spanne {n}", "gebiet", 'viertel: ["11.1.1", "11.1.2"]', f"viertel: {n}")
    for n in ("11.1.1 bis 11.1.4", "11.1.1 - 11.1.4", "11.1.1 – 11.1.4")
]
_VALUES += [
    _slip(f"punkte mit {n[3]}", "gebiet", 'viertel: ["11.1.1", "11.1.2"]', f"viertel:{n}")
    for n in ("\n  * 11.1.1\n  * 11.1.2", "\n  1. 11.1.1\n  2. 11.1.2", "\n  1) 11.1.1\n  2) 11.1.2")
]
_VALUES += [
    _slip(f"mail {n}", "gebiet", "erika.mustermann@example.org", n)
    for n in ("erika.mustermann(at)example.org", "mailto:erika.mustermann@example.org", "erika.mustermann @example.org")
]
_VALUES += [_slip("mail mit Name", "gebiet", "erika.mustermann@example.org", "Erika <erika.mustermann@example.org>")]
_VALUES += [
    _slip(f"strich falsch {n}", "chronik", "text: |\n      Gesehen", f"text: {n}\n      Gesehen") for n in ("/", "||", "¦")
]
_VALUES += [_slip("raute", "chronik", "titel: 'Auftrag #3 erledigt'", "titel: Auftrag #3 erledigt", _TITLE)]

_ITEM = "  - datum: 2025-12-01\n"
_MARKS = [
    _slip(f"listenpunkt {n!a}", "chronik", _ITEM, f"  {n}datum: 2025-12-01\n")
    for n in ("–", "+ ", "> ", "3. ", "-- ", "•\t", "\uf0b7 ", "-\t", "-\u00a0", "► ", "● ", "‐ ", "o ", "~ ", "b) ", "")
]
_MARKS += [
    _slip(f"oben {n}", "chronik", "eintraege:\n", f"{n}\neintraege:\n") for n in ("***", "...", "---yaml", "~~~", "- -")
]
_MARKS += [_slip("grußzeile unten", "chronik", "Bericht in der Zeitung\n", "Bericht in der Zeitung\n-- \nErika\n")]
_AROUND = [
    *(
        _slip(f"zahl {n}", "gebiet", "einwohner: 4200", f"einwohner: {n}")
        for n in ("4200;", "+4200", "„4200“", "4200.000", "4200+")
    ),
    *(_slip(f"bool {n}", "gebiet", "oeffentlich: true", f"oeffentlich: {n}") for n in ("„ja“", "on", "ja,", "✓")),
    *(
        _slip(f"tag {n}", "chronik", "2025-11-12", n)
        for n in (
            "12.11.2025.",
            "Mittwoch, den 12. November 2025",
            "12 November 2025",
            "12.Nov.2025",
            "am 12.11.2025",
            "12.11.2025 (Mi)",
            "12.11.2025 (Do)",
            "2025-11-12,",
            "„2025-11-12“",
        )
    ),
    *(
        _slip(f"mail {n}", "gebiet", "erika.mustermann@example.org", n)
        for n in (
            "<erika.mustermann@example.org>",
            "erika.mustermann@example.org.",
            "[erika.mustermann@example.org](mailto:erika.mustermann@example.org)",
        )
    ),
    _slip("kennung mit punkt", "ziele", "id: H1", "id: H1."),
    _slip("kennung mit strich", "ziele", "id: M1", "id: M-1"),
]
_PERSON = "      name: Max Mustermann\n      funktion: Leitung\n"
_SEVERAL = [
    *(
        _slip(f"viertel {n!a}", "gebiet", 'viertel: ["11.1.1", "11.1.2"]', f"viertel: {n}")
        for n in (
            "11.1.1 & 11.1.2",
            "11.1.1 sowie 11.1.2",
            "11.1.1 u. 11.1.2",
            "11.1.1 | 11.1.2",
            "11.1.1 + 11.1.2",
            "[11.1.1], [11.1.2]",
            "- 11.1.1\n- 11.1.2",
            "\n11.1.1\n11.1.2",
            "\n  a) 11.1.1\n  b) 11.1.2",
            "\n  ● 11.1.1\n  ● 11.1.2",
            "11.1.1\n  - 11.1.2",
            "und 11.1.1, 11.1.2",
        )
    ),
    *(
        _slip(f"beteiligt {n}", "ziele", "[moderation, sozialplanung]", n)
        for n in (
            "moderation / sozialplanung",
            "[moderation], [sozialplanung]",
            "<moderation, sozialplanung>",
            "moderation, sozialplanung,",
            "[moderation, sozialplanung].",
        )
    ),
    _slip("text als liste", "chronik", _TITLE, "titel: [Die RAGS schlägt das Musterviertel vor]"),
    _slip("text als punkt", "chronik", _TITLE, "titel:\n      - Die RAGS schlägt das Musterviertel vor"),
    _slip("gruppe zu weit links", "gremium", _PERSON, _PERSON.replace("      ", "    ")),
    _slip("gruppe als liste", "gremium", _PERSON, "      - name: Max Mustermann\n        funktion: Leitung\n"),
    *(
        _slip(
            f"drei angaben in einer zeile {sign}",
            "gremium",
            "  - id: rags\n    organisation: RAGS Hafen\n    gruppe: rags\n",
            f"  - id: rags{sign} organisation: RAGS Hafen{sign} gruppe: rags\n",
        )
        for sign in ",;"
    ),
    _slip("eine zeile ganz links", "gremium", "    gruppe: rags\n", "gruppe: rags\n"),
    _slip("kein schlüssel unter einer zahl", "gebiet", "status: aktiv", "Status aktiv"),
    _slip("zeichen statt strich", "vereinbarung", "gruende: |\n", "gruende: ;\n"),
    _slip(
        "strichpunkt in klammern",
        "gremium",
        "    person:\n      name: Max Mustermann\n      funktion: Leitung\n",
        "    person: {name: Max Mustermann; funktion: Leitung}\n",
    ),
]
_SIGNS = [
    *(
        _slip(f"schlüssel {n}", "chronik", "art: begehung", f"{n} begehung")
        for n in ("`art`:", "[art]:", "<art>:", "art::", "art -")
    ),
    _slip("zitat am ende", "chronik", "titel: 'Das \"neue\" Heft \"A\"'", 'titel: "Das "neue" Heft "A""', _TITLE),
    _slip("ordner am ende", "chronik", "titel: 'Ordner C:\\neu\\'", 'titel: "Ordner C:\\neu\\"', _TITLE),
    _slip("ordner mit b", "chronik", "text: 'Siehe C:\\boot\\fonts'", 'text: "Siehe C:\\boot\\fonts"', _TEXT),
    _slip("rückstrich vor _", "chronik", "text: 'a\\_b'", 'text: "a\\_b"', _TEXT),
    _slip("text gleich hinter |", "chronik", "text: |\n      Eins: A\n      Zwei: B", "text: |Eins: A\n      Zwei: B", _TEXT),
    _slip("tiefer eingerückt", "ziele", "        massnahmen:\n", "      massnahmen:\n"),
    _slip("strich mit punkt", "chronik", "text: |\n      Gesehen", "text: |.\n      Gesehen"),
]

SLIPS: tuple[Slip, ...] = (
    *(*_NUMBERS, *_LISTS, *_WORDS, *_TEXTS, *_WHOLE, *_KEYS, *_VALUES),
    *(*_MARKS, *_AROUND, *_SEVERAL, *_SIGNS),
)

UNSURE = frozenset(
    {
        *(f"einwohner {n}" for n in _UNSURE),
        "stunden 6,5 Std.",
        "monate 24 Monate",
        "ja x",
        "datum 10/05/2025",
        "datum Oktober 2025",
        "viertel 11.1.1/11.1.2",
        "liste für text",
        "gruppe für text",
        "text für gruppe",
        "text und liste",
        "titel - ein Strich",
        "titel in block",
        *(f"tag {n}" for n in ("11/12/2025", "25-11-12", "12.11.", "2025-11-31", "2025-11-12 17:00")),
        *(f"status {n}" for n in ("aktiv (seit 2025)", "aktiv | ruhend", "läuft")),
        *(f"mehrere {n}" for n in ("moderation; sozialplanung", "moderation und sozialplanung")),
        *(f"spanne {n}" for n in ("11.1.1 bis 11.1.4", "11.1.1 - 11.1.4", "11.1.1 – 11.1.4")),
        *(f"einwohner {n}" for n in ("-4200.0", "-4.200", "–4200")),
        "schluss mit Gruß",
        "grußzeile unten",
        "kein schlüssel unter einer zahl",
        "viertel 'und 11.1.1, 11.1.2'",
        "zahl 4200.000",
        "zahl 4200+",
        "bool ✓",
        "tag 12.11.2025 (Do)",
        "gruppe als liste",
        "mail mit Name",
    }
)
"""What was meant cannot be known: there is to be a finding without a hint, and nothing else."""
