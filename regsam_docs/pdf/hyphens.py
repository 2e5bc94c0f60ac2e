"""Where German words may be broken: at the joints of compounds first, then between syllables, no part under three letters.

The file that pyphen brings has patterns for joints and others for the syllables between two joints; pyphen reads both as one
("Zusamme-narbeit"). Here a word is taken apart by the file's joints and, once more, into the parts below, the words of this
field. Only what both find is offered, or a joint of parts that are all known: rather none than a wrong place.
Names are not broken, as far as it can be told; and what is no word, such as an address or a number, is kept whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, zip_longest
from pathlib import Path
from xml.etree import ElementTree as ET

import pyphen

SHORTEST = 3
"""Letters a part of a word has at least."""
_REACH = 4
"""Letters by which a line may end earlier to end at a joint."""

PARTS = frozenset(
    """
    abend abendessen abgabe abgeordnete ablauf ablehnung abrechnung abschluss abschlüsse absprache abstimmung abteilung
    agentur aktion alltag alternativ alters amt analyse anbindung anfang anfrage angebot angehörige anlage anlass anlauf
    anliegen anmelde anmeldung anpassung anreiz anschluss anschrift ansprech anspruch anteil antrag antwort anweisung
    anwesenheit anwohner anzahl anzeige apotheke arbeit arbeiter arbeitgeber arbeitnehmer arbeitslose arbeitslosen
    arbeitsmarkt architektur armut arzt asyl asylbewerber atmosphäre aufbau aufenthalt aufgabe aufgaben auflage aufnahme
    aufruf auftakt auftrag aufträge aufwand ausbau ausbildung ausfall ausflug ausgabe ausgang aushang auskunft
    auslastung ausländer ausnahme aussage ausschreibung ausschuss ausstattung ausstellung austausch auswahl ausweis
    auswertung autor barriere bau baugebiet baum bearbeitung beauftragte bedarf bedarfs bedürftig begegnung beginn
    begleit begleitung begründung behinderten behörde beirat beitrag belastung benachteiligung beratend beratung
    berechtigte bereich bericht beruf beschluss beschreibung bestand bestätigung besuch beteiligung betreuung
    bevölkerung bewegung bewertung bewohner bild bilder bildung bildungs blatt brief bürger bürgergeld büro café check
    chef datei daten datum demenz deutsch dezimal dienst dokument dokumentation dolmetscher ehepaar ehren ehrenamt
    ehrenamtliche ehrenamtlichkeit eigentum eigentümer eignung einführung eingabe eingang eingangs eingliederung einheit
    einigung einkauf einkommen einladung einrichtung einsatz einschulung einschätzung einsicht einspruch einverständnis
    einwohner einzug eltern elterngeld empfang empfehlung energie engagement enge enkel entlastung entscheid
    entscheidung entschluss entschädigung entsorgung entwicklung entwurf erarbeitung erbe erfahrung erfassung erfolg
    ergebnis ergebniss erhalt erhebung erholung erhöhung erklärung erkrankt erkrankte erlass erlaubnis ermittlung
    erneuerung ernährung erreichung ersatz erstattung erstellung ertrag erwachsenen erweiterung erwerb erwerbs erzieher
    erzieherin erziehung eröffnung essensausgabe etat evaluation existenz fach fachkraft fachkräfte fahrt familie
    familienrat farbe fehlanzeige feld fenster fest feststellung finanzierung fläche flüchtling folge formular forschung
    fortbildung frau frauen freiwilligen freizeit frist förder förderung führung fünf gebiet gebühr gefahr gefährdung
    gelände gemeinde gemeinschaft gemeinwesen generation generationen genossenschaft gericht gesamt geschichte geschäft
    gesellschaft gesetz gespräch gestaltung gesundheit gewalt gewerbe gleichstellung gremium grund gruppe gründung
    gültig handlung haupt hauptamt hauptamtliche haus haushalt heim helfer herbst hexadezimal hilfe hintergrund hinweis
    hochbeet hof honorar hygiene info information infrastruktur initiative inklusion insgesamt inspektion institut
    integration interesse interessen interessenten jahr jahresende jugend junge kalender kammer kanal kapitel karte
    kasse kaufhaus kaution keller kind kinder kindergeld kindertages kirche kita klasse klima knoten komitee kommission
    kommune konferenz konflikt kontakt konto kontrolle konzept kooperation kopf kosten kraft kranken kreativität kreis
    krise kultur kunden kurs kurz land landschaft langzeit laufzeit leben lebenslage lebensmittel lehrer leistung
    leitung lern lesepaten lesung lokal lärm lücke management markt material maßnahme medien meilenstein menschen miet
    mieter mieterin mietrecht migration minderung mindest mitarbeit mitarbeiter mitglied mittag mittagessen mittel
    mitwirkung mobilität moderation monat monitoring mutter müll nachbar nachbarschaft nachfrage nachmittag nacht
    nachtrag nachträge nachweis nachzahlung netz netzwerk notfall notruf notunterkunft nummer nutzung obdach
    oberbürgermeister ofen ordnung organisation orientierung paket park parlament partner patenschaft person personal
    pflege pflicht phase plan planung planungs platz politik polizei praxis preis problem problematik problemlage
    programm projekt protokoll prozess prävention prüfung punkt qualität quartalsende quartier quellcode quelle rahmen
    rampe rat raum recht reduzierung referat regel regelung regierung region regional reinigung rente ressourcen
    richtlinie runde rückmeldung rückstand rückstände sachbearbeitung samstag sanierung satzung schluss schlüssel
    schrift schul schuld schuldner schuldnerberatung schule schulessen schulung schutz seelsorge selbsthilfe senioren
    sicherheit sicherung siedlung sitzung sozial sozialberatung soziales sozialraum spalte spaziergang spiel sport
    sprache sprachmittlung sprech sprechstunde stadt stadtteil stationär statistik stelle stellung steuerung steuerungs
    stichtag stiftung strategie straße streetwork streit struktur studie stunde stätte stück substanz suchend
    suchtberatung suppe tabelle tafel tage tages tagesstätte teil teilhabe teilnahme teilnehm teilnehmend teilnehmer
    telefon termin text theater tisch traum treff treffen treffpunkt umbau umfeld umfrage umgang umgebung umgebungs
    umlauf umsetzung umwelt umzug unfall unterhalt unterkunft unternehmen unterricht unterschrift unterstützung
    untersuchung urkunde urlaub variable veranstaltung verantwortlichkeit verantwortung verband verbesserung verbindung
    verein vereinbarung vereinsamung verfahren vergleich verhandlung verhältnis verkehr verleih vermerk vermittlung
    verpflegung versammlung versand versicherung versorgung verteilung vertrag vertreter vertretung verwaltung viertel
    volk vorarbeit vorlage vorlesung vorschau vorschlag vorschuss vorsitz vorsorge vorstand wald wechsel werk werkstatt
    werkstätten wetter wiese winter wirkung wirkungs wirtschaft woche wochenende wohn wohnsitz wohnung wohnungsbau
    wohnungslosen workshop wunsch zaun zeichen zeit zeitung zentrum ziel ziffer zimmer zirkel zufriedenheit zugang
    zukunft zusammen zusammenhalt zusammenleben zuschuss zustimmung zuständigkeit zuwendung zwischen öffentlichkeit
    öffentlichkeits überarbeitung übergabe übergang übergänge übernahme überprüfung übersicht übertragung übung
    """.split()
)
"""What compounds of this field are made of, in any of the forms `ENDINGS` gives them."""
ENDINGS = ("", "s", "es", "n", "en", "e", "er", "ern", "in", "innen")

_ONSETS = "bl br chr dr fl fr gl gr kl kn kr pfl pfr pf pl pr qu sch schl schm schn schr schw sp spr st str tr zw ph th"
_OTHER = re.compile(
    rf"(?=\w{{5}})(?!i[ceg]|io|ier|uch|ehm|ung)(?:{'|'.join(_ONSETS.split())}|[bcdfghjklmnprstvwz])?(?=[aeiouyäöü])\w*?"
    r"[aeiouyäöü][lmnr]?(?:(?:[bdfghklmnprsßtxz]|ch|ck|tz|ft|st|sch|gs|cht)(?:s|t|ts)?)?"
)
"""What may stand between parts that are known: five letters or more that begin and end as German words do."""

_NO_NAME = 15
"""Letters that hardly a name has: a shorter word with a capital, in which no part is known, may be one and is whole, unless"""
_NOUN = re.compile(r"(?:ung|heit|keit|schaft|ion|tät|ismus|ment|[ae]nz|nis|ling)(?:e?s|se|e?n|e)?(?:sen)?\Z")
"""it ends as no name does."""
_WITH_S = ("heit", "keit", "ion", "schaft", "tät", "ung")
"""Endings that no other part follows without an s."""
OWN = "a8r9b8e8i8t be8a .er8ar b8e9d8a8r8f ü8c8k9lich ab9sc8h8l schul9ende. schu8le8nde. wor8k8s8h8o8p".split()
"""Patterns that overrule the file's where they are wrong in words of this field."""


@lru_cache(maxsize=4096)
def breaks(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The places where a word may be broken: joints of compounds, and all of them, in order."""
    if not word.isalpha():
        return (), ()
    capital, word = word[0].isupper(), word.lower()
    joints, unknown = _joints(word)
    if capital and unknown == len(word) < _NO_NAME and not _NOUN.search(word):
        return (), ()
    joints = _apart(joints, 0, len(word))
    sure = _with_syllables(word, joints) & _with_syllables(word, _levels()[0].places(word))
    sure |= set() if unknown else set(joints)
    syllables = [place for start, end in _between(word, joints) for place in _apart(sorted(sure), start, end)]
    joints = [joint for joint in joints if joint in sure]
    return tuple(joints), tuple(sorted(joints + syllables))


def _with_syllables(word: str, joints: Sequence[int]) -> set[int]:
    syllables = _levels()[1]
    inside = (start + place for start, end in _between(word, joints) for place in syllables.places(word[start:end]))
    return {*joints, *inside}


def _between(word: str, joints: Sequence[int]) -> Iterable[tuple[int, int]]:
    return pairwise((0, *joints, len(word)))


def _apart(places: Sequence[int], start: int, end: int) -> list[int]:
    """Those of places in order that are between two others, and not too near to them or to each other."""
    kept = [start]
    for place in places:
        if place - kept[-1] >= SHORTEST <= end - place:
            kept.append(place)
    return kept[1:]


class _Patterns:
    """Patterns as Liang and Knuth thought of them: odd digits part, even ones do not, the greater counts."""

    def __init__(self, lines: Sequence[str]) -> None:
        # Their digits are read when they are asked for: of eighty thousand patterns a document needs some thousand.
        letters = "\n".join(lines).encode().translate(None, b"0123456789").decode()
        self.lines = dict(zip(letters.split("\n"), lines, strict=True))
        self.longest = max(map(len, self.lines))

    def places(self, word: str) -> list[int]:
        """Where a word in small letters is parted, at least two letters from its ends."""
        dotted = f".{word}."
        values = [0] * (len(dotted) + 1)
        for start in range(len(dotted)):
            for end in range(start + 1, min(len(dotted), start + self.longest) + 1):
                line = self.lines.get(dotted[start:end])
                for place, digit in enumerate(_DIGITS.findall(line) if line else (), start):
                    values[place] = max(values[place], int(digit or 0))
        return [place - 1 for place in range(3, len(word)) if values[place] % 2]


_DIGITS = re.compile(r"(\d?)(?:\D|\Z)")


@lru_cache(maxsize=1)
def _levels() -> tuple[_Patterns, _Patterns]:
    """The patterns of joints, and those of syllables with our own."""
    data = Path(pyphen.LANGUAGES["de_DE"]).read_bytes()
    lines = data.decode(data.split(b"\n", 1)[0].decode().strip()).splitlines()
    patterns = [line for line in lines[1:] if line and line[0] not in "#%" and "/" not in line]
    second = patterns.index("NEXTLEVEL")
    return _Patterns(patterns[:second]), _Patterns((*patterns[second + 1 :], *OWN))


def _joints(word: str) -> tuple[list[int], int]:
    """Where a word's parts meet, and how many letters are of no known part: of all ways to take it apart the one that leaves the
    fewest such letters, in the fewest parts."""
    best: list[tuple[int, int, list[int]]] = [(0, 0, [])]
    for end in range(1, len(word) + 1):
        ways = []
        for start in range(max(0, end - 24), end):
            if word.endswith(_WITH_S, 0, start):
                continue
            over, parts, joints = best[start]
            known = _is_part(word[start:end])
            if known or _OTHER.fullmatch(word, start, end):
                ways.append((over + (0 if known else end - start), parts + 1, [*joints, start] if start else joints))
        best.append(min(ways, default=(100 + end, 100, [])))
    over, _, joints = best[-1]
    return (joints, over) if over < len(word) else ([], len(word))


def _is_part(text: str) -> bool:
    stems = ((text.removesuffix(ending), ending) for ending in ENDINGS if text.endswith(ending))
    return any(stem in PARTS and (ending != "n" or stem.endswith(("e", "l", "r"))) for stem, ending in stems)


class Hyphens:
    """What WeasyPrint asks for where a word may be broken, in place of pyphen's own class."""

    def __init__(self, lang: str, left: int, right: int) -> None:
        self.left, self.right = left, right
        self.other = None if lang.startswith("de") else pyphen.Pyphen(lang=lang, left=left, right=right)

    def iterate(self, word: str) -> Iterator[tuple[str, str]]:
        """All ways to break a word, the one to be taken if it fits first: a joint before a syllable shortly behind it."""
        if self.other:
            yield from self.other.iterate(word)
            return
        joints, places = breaks(word)
        allowed = [place for place in places if self.left <= place <= len(word) - self.right]
        ranked = sorted(allowed, key=lambda place: place + _REACH * (place in joints), reverse=True)
        for place in (*ranked, *allowed[:1]):  # the shortest is taken where none fits
            yield word[:place], word[place:]


# --- What no hyphen may part: addresses, links, file names, numbers; a long one breaks after a sign of its own. And what no line
# may part: days, times, numbers with what they count or name.


_ONE = re.compile(r"@|://|www\.|\\|[A-Za-zÄÖÜäöüß]/\w|\w\.\w|_|\d|(?:straße|gasse|allee)\W*+\Z")
"""What a word has that is an address, a file, a number or a street."""
_STREETS = tuple("straße str. weg platz allee gasse ring ufer damm steig anger".split())
"""How the names of streets end; before a number they are a part of an address."""
_MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_UNITS = "Uhr|Euro|€|Prozent|%|Min\\.|Minuten?|Stunden?|Tagen?|Wochen?|Monaten?|Jahren?|m²?|km"
_NAMES = "TOP|Nr\\.|Seite|Ziel|Maßnahme|Auftrag|Arbeitsauftrag|Empfehlung|Handlungsempfehlung|Beschluss|Stadtbezirk|§|Absatz"
_TOGETHER = re.compile(
    rf"(?<=\d\.) (?=(?:{_MONTHS})\b)|(?<!\w)(?:{_MONTHS}) (?=\d{{4}}\b)|(?<=\d) (?=(?:{_UNITS})(?!\w))"
    rf"|(?<!\w)(?:{_NAMES}) (?=[0-9HZM])|(?<!\w)Fassung (?=[0-9a-f]{{8}}(?!\w))|(?<!\w)(?:[zdiua]\. )(?=[A-Za-zV]\.)"
)
"""Blanks within such, with the word before them where that tells."""
_NUMBER = re.compile(r"[+−(]?\d[\d.,]{0,10}[%;:)]{0,2}")
"""Numbers that stay whole by themselves: hyphens come between letters, and no line breaks at these signs."""
_WORD = re.compile(r"\S+")
_AFTER = re.compile(r"(?<=[/._@?&=#\\])(?=\w)")
_AT = re.compile(r"(?<=@)(?=\w)")
"""The one place in an e-mail address that readers expect a line to end at."""
_MAIL = re.compile(r"[^@/]{1,24}@[^@/]{1,24}")
_LONG = 12
"""Letters from which on a whole may break at its signs."""
STYLE = ".wort-ganz { hyphens: manual } .wort-fest { hyphens: manual; white-space: nowrap }"
"""Rules for the page's stylesheet. Classes, for each `style` attribute would be parsed."""
_FOOT = "data-angaben"
"""The attribute that holds what stands at the foot of each page."""
_OUTSIDE = frozenset(("script", "style", "title", "head", "svg", "{http://www.w3.org/2000/svg}svg"))


def keep_whole(tree: ET.Element) -> None:
    """Put every such word of a page into an element that is not hyphenated, with the places where it may break."""
    for element in _elements(tree):
        _wrap(element)
    for element in tree.iterfind(f".//*[@{_FOOT}]"):
        element.set(_FOOT, _TOGETHER.sub(_bound, element.get(_FOOT, "")))


def _elements(element: ET.Element) -> list[ET.Element]:
    if element.tag in _OUTSIDE:
        return []
    return [element, *(inner for child in element for inner in _elements(child))]


def _wrap(element: ET.Element) -> None:
    children = list(element)
    element.text, wholes = _parted(element.text)
    for child in children:
        child.tail, behind = _parted(child.tail)
        wholes += [child, *behind]
    element[:] = wholes


def _parted(text: str | None) -> tuple[str, list[ET.Element]]:
    """A text as what stands before its first whole, and the wholes with what stands behind each."""
    text, position, before = _TOGETHER.sub(_bound, text or ""), 0, ""
    wholes: list[ET.Element] = []
    for match in _wholes(text):
        if wholes:
            wholes[-1].tail = text[position : match.start()]
        else:
            before = text[: match.start()]
        wholes.append(_whole(match[0]))
        position = match.end()
    if not wholes:
        return text, []
    wholes[-1].tail = text[position:]
    return before, wholes


def _bound(blank: re.Match[str]) -> str:
    return blank[0].replace(" ", "\u00a0")


def _wholes(text: str) -> Iterator[re.Match[str]]:
    words = list(_WORD.finditer(text))
    for word, following in zip_longest(words, words[1:]):
        if _NUMBER.fullmatch(word[0]) and "\u00a0" not in text[max(0, word.start() - 1) : word.end() + 1]:
            continue
        before_number = following is not None and following[0][0].isdigit()
        if _ONE.search(word[0]) or (before_number and word[0].endswith(_STREETS)):
            yield word


def _whole(word: str) -> ET.Element:
    if len(word) <= _LONG:
        return _firm(word)
    made = ET.Element("span", {"class": "wort-ganz"})
    first, *others = (_AT if _MAIL.fullmatch(word) else _AFTER).split(word)
    _put(made, first)
    for part in others:
        _put(made, part, ET.SubElement(made, "wbr"))
    return made


def _put(made: ET.Element, part: str, behind: ET.Element | None = None) -> None:
    """Put a part of a whole at its end, `behind` the place where the line may end. A short one is firm, else the line would end
    within it, not before."""
    if len(part) <= _LONG:
        made.append(_firm(part))
    elif behind is not None:
        behind.tail = part
    else:
        made.text = part


def _firm(word: str) -> ET.Element:
    made = ET.Element("span", {"class": "wort-fest"})
    made.text = word
    return made
