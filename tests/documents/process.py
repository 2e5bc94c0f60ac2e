"""A small area in the middle of its work, as texts of its files, for the documents of meetings, goals and closing.

What it is for: a confidential item, task and event; a task moved, one done, one to be submitted later; votes of every kind; a
deputy, partial presence, guests; a decision that names a measure and one that does not; texts that look like markup.
"""

from __future__ import annotations

GREMIUM = """mitglieder:
  - {id: moderation, organisation: REGSAM, gruppe: moderation, person: {name: Erika Mustermann, telefon: 089 000000-1}}
  - {id: kita, organisation: Kita Kai, gruppe: einrichtungstraeger, vertretung: {name: Max Mustermann}}
  - {id: treff, organisation: "Jugendtreff <Kai 7>", gruppe: einrichtungstraeger, seit: 2025-03-01}
  - {id: amt, organisation: "Sozialreferat, Amt A", gruppe: referat, teilnahme: nach_bedarf, bis: 2025-02-28}
  - {id: rags, organisation: RAGS Hafen, gruppe: rags, teilnahme: nur_information}
"""

ZIELE = """stand: 2025-03-20
beschlossen_in: 2025-03-20
handlungsfelder:
  - id: H1
    titel: Begegnung
    bereich: wohnumfeld
    bedarf: Es fehlt ein Ort.
    bestand: Ein Treff am Vormittag.
    weiterer_bedarf: [{titel: Eine halbe Stelle, text: Für die Begleitung., adressatengruppe: referat}]
    weitergeleitet: [{ursache: Eigentum am Platz, an: Stadtplanung, datum: 2025-03-21}]
    ziele:
      - id: Z1
        titel: Menschen begegnen sich
        indikator: Besuche je Woche
        zielwert: 80
        massnahmen:
          - {id: M1, titel: Offenes Café, art: zusaetzlich, verantwortlich: kita, beteiligt: [treff], frist: 2025-03-15,
             status: laufend, notiz: nur intern}
          - {id: M2, titel: Ein Fest, verantwortlich: treff, status: geplant}
      - {id: Z2, titel: Der Platz wird genutzt, massnahmen: [{id: M3, titel: Licht, verantwortlich: amt, status: umgesetzt}]}
"""

FIRST = """sitzungsnummer: 1
datum: 2025-01-16
beginn: 17:00
ende: 19:00
ort: Kita Kai
phase: diagnose
leitung: moderation
protokollfuehrung: Ehrenamtliche Schriftführung
status: genehmigt
genehmigt_in: 2025-03-20
anwesend: [moderation, {mitglied: kita, vertreten_durch: Max Mustermann, von: 17:30}, {mitglied: amt, bis: 18:30}]
beschlussfaehig: true
tagesordnung:
  - titel: Begrüßung
    text: 31. Januar ist der letzte Tag.
  - titel: Aufträge
    beschluesse: [{text: Wir treffen uns monatlich., ergebnis: angenommen, abstimmung: konsens}]
    auftraege:
      - {nr: 1, art: auftrag, titel: Räume suchen, text: "Mit **Vorrang**.", an: [kita, amt], adressatengruppe: einrichtung,
         frist: 2025-02-28, massnahme: M1}
      - {nr: 2, art: auftrag, titel: Geheimer Auftrag, an: kita, adressatengruppe: einrichtung,
         vertraulich: true}
      - {nr: 3, art: empfehlung, titel: Licht am Platz, an: Stadtrat, adressatengruppe: politik, wiedervorlage: 2026-01-01}
  - titel: Geheimer Punkt
    vertraulich: true
    text: Geheimer Text.
    auftraege: [{nr: 4, art: auftrag, titel: Auch geheim, an: amt, adressatengruppe: referat}]
  - titel: Verschiedenes
verteiler: [kita, amt, Pfarramt]
anlagen: [{datei: anlagen/zahlen.csv, titel: Zahlen}]
"""

SECOND = """sitzungsnummer: 2
datum: 2025-03-20
phase: diagnose
status: entwurf
anwesend: [moderation, kita, treff]
entschuldigt: [rags]
nicht_anwesend: [amt]
gaeste: [{name: Ada Muster, organisation: Schule}, {name: Lou Beispiel}]
tagesordnung:
  - titel: Katalog
    beschluesse:
      - {text: Die Maßnahme (M2) kommt hinzu., ergebnis: angenommen, abstimmung: {ja: 11, nein: 2, enthaltung: 1}}
      - {text: Der Katalog gilt., ergebnis: angenommen, abstimmung: {ja: 3, nein: 0, enthaltung: 0}, verfahren: umlauf}
      - {text: Geheimer Beschluss., ergebnis: vertagt, vertraulich: true}
    auftraege:
      - {nr: 1, art: auftrag, titel: Licht beantragen, an: treff, adressatengruppe: einrichtung, massnahme: M3}
rueckmeldungen:
  - {auftrag: 2025-01-16/1, status: in_arbeit, frist: 2025-03-10, text: Der Vermieter zögert.}
  - {auftrag: 2025-01-16/2, status: erledigt}
naechste_sitzung: {datum: 2025-05-08, beginn: 17:00, ort: Jugendtreff}
"""

PLANNED = """sitzungsnummer: 3
datum: 2025-05-08
phase: umsetzung
status: geplant
tagesordnung: [{titel: Bericht, text: Kurz.}, {titel: Vertrauliches, vertraulich: true}, {titel: Schluss}]
verteiler: [kita]
"""

CHRONIK = """eintraege:
  - {datum: 2025-01-10, art: presse, titel: Alter Bericht}
  - {datum: 2025-02-02, art: begehung, titel: Rundgang am Kai, text: Vier dunkle Stellen.}
  - {datum: 2025-02-03, art: weitere, titel: Geheimes Gespräch, vertraulich: true}
"""

ABSCHLUSS = """datum: 2025-03-20
status: entwurf
entscheidung: beendet
zusammenfassung: Vieles ist erreicht.
zielerreichung: [{ziel: Z1, bewertung: teilweise, ergebnis: Das Café ist offen., istwert: "60"}]
fehlende_ressourcen:
  - {titel: Reinigung, adressatengruppe: wohnungswirtschaft}
  - {titel: Eine Stelle, text: Halbtags., adressatengruppe: referat}
  - {titel: Ein Raum, adressatengruppe: referat}
weitere_schritte: [{titel: Fest fortführen, zustaendig: treff, frist: 2026-07-31}]
offene_auftraege: [{auftrag: 2025-01-16/1, uebergeben_an: RAGS Hafen}, {auftrag: 2025-01-16/2, uebergeben_an: RAGS Hafen}]
"""

AREA = {
    "gremium.yaml": GREMIUM,
    "ziele.yaml": ZIELE,
    "protokolle/2025-01-16.yaml": FIRST,
    "protokolle/2025-03-20.yaml": SECOND,
    "protokolle/2025-05-08.yaml": PLANNED,
    "chronik.yaml": CHRONIK,
    "abschluss.yaml": ABSCHLUSS,
    "anlagen/zahlen.csv": "a;b\n",
}
"""File relative to the area → its text."""

SECRETS = ("Geheimer Punkt", "Geheimer Text", "Geheimer Auftrag", "Auch geheim", "Geheimer Beschluss", "Geheimes Gespräch")
"""What only the internal edition may say."""

DOCUMENTS = (
    "zielkatalog",
    "einladung-2025-05-08",
    "protokoll-2025-01-16",
    "protokoll-2025-03-20",
    "auftragsliste",
    "zwischenbericht",
    "spur",
    "abschlussdokumentation",
)
"""All that is made of it in the internal edition, by name, in the order of the area's page."""
