"""Sachstandsberichte to be printed, as documents of domain.berichtdokument: from nothing to hard."""

import copy

from agenda.domain import berichtdokument
from agenda.domain.berichtdokument import Berichtdokument
from tests.agenda.papers import inhalte

VON, BIS = "2026-07-01", "2026-12-31"
PARTNER = [
    {"slug": "stadt-muster", "name": "Stadt Muster"},
    {"slug": "amt-nord", "name": "Amt Nord"},
]


def vage(text, datum="2026-12-31", genauigkeit="tag"):
    return {"datum": datum, "genauigkeit": genauigkeit, "text": text}


def steckbrief(nummer, titel=None, **wie):
    """An entry of a Handlungsfeld: unchanged and confirmed, unless told otherwise."""
    return {
        "nummer": nummer,
        "titel": titel or f"Projekt {nummer}",
        "kommunen": [partner["slug"] for partner in PARTNER],
        "fassung": 1,
        "sha256": f"{nummer:0>64}",
        "gruppen": ["unveraendert"],
        "stand_vorher": "in_planung",
        "stand": "in_planung",
        "ampel_vorher": "gruen",
        "ampel": "gruen",
        "meldung": "unveraendert",
        "stichtag": vage("30.06.2026", "2026-06-30"),
        "bestaetigt_am": "2026-12-14",
        "vertretung": False,
        "erreicht": "",
        "naechste_schritte": "",
        "hindernisse": "",
        "entscheidungsbedarf": "",
        "meilensteine": [],
        "staende_vor_ort": [],
        "nachfolger": None,
        "bemerkung": "",
        "laeuft": True,
        "laeuft_vorher": True,
        "mittel": [],
        **wie,
    }


def geaendert(nummer, titel=None, **wie):
    """An entry with a report in which everything is told."""
    return steckbrief(
        nummer,
        titel,
        **{
            "gruppen": ["geaendert", "berichtet"],
            "stand": "in_umsetzung",
            "ampel": "gelb",
            "meldung": "bericht",
            "stichtag": vage("31.12.2026"),
            "erreicht": f"Das Konzept zu {nummer} ist **fertig**.\n\n- Vergabe vorbereitet\n- Schulung geplant",
            "naechste_schritte": "Ausschreibung im Frühjahr.",
            "hindernisse": f"Die Förderung zu {nummer} ist noch nicht bewilligt.",
            "entscheidungsbedarf": f"Soll {nummer} mit Eigenmitteln beginnen?",
            "meilensteine": [
                {
                    "titel": f"Konzept {nummer}",
                    "lage": "erreicht",
                    "zugesagt": vage("3. Quartal 2026", "2026-07-01", "quartal"),
                    "termin": None,
                    "erreicht_am": vage("15.09.2026", "2026-09-15"),
                    "grund": "",
                },
                {
                    "titel": f"Vergabe {nummer}",
                    "lage": "verschoben",
                    "zugesagt": vage("Ende 2026", "2026-09-01", "ende"),
                    "termin": vage("Frühjahr 2027", "2027-03-01", "fruehjahr"),
                    "erreicht_am": None,
                    "grund": "Ein Fördermittelgeber prüft noch",
                },
                {
                    "titel": f"Personal {nummer}",
                    "lage": "verfehlt",
                    "zugesagt": vage("November 2026", "2026-11-01", "monat"),
                    "termin": None,
                    "erreicht_am": None,
                    "grund": "",
                },
            ],
            "staende_vor_ort": [
                {"kommune": "stadt-muster", "stand": "verfuegbar", "seit": vage("Oktober 2026")},
                {"kommune": "amt-nord", "stand": "geplant", "seit": None},
            ],
            "mittel": [
                {"jahr": 2026, "geplant": 5000000, "bewilligt": 3000000, "verausgabt": 1250050},
                {"jahr": 2027, "geplant": 8000000, "bewilligt": None, "verausgabt": None},
            ],
            **wie,
        },
    )


def dokument(felder=(), **wie):
    """A report on these Handlungsfelder [(name, [entries])]; lists and numbers follow from them."""
    handlungsfelder = [
        {
            "slug": f"feld-{nummer}",
            "nummer": nummer,
            "name": name,
            "farbe": ("#0b5c7a", "#7a3e0b", "#3b6b1f")[nummer % 3],
            "symbol": "",
            "steckbriefe": eintraege,
        }
        for nummer, (name, eintraege) in enumerate(felder, 1)
    ]
    alle = [eintrag for feld in handlungsfelder for eintrag in feld["steckbriefe"]]
    vorn = [
        {key: eintrag[key] for key in ("nummer", "titel", "kommunen", "ampel")} for eintrag in alle
    ]
    berichtdaten = {
        "schema": 1,
        "art": "sachstandsbericht",
        "nummer": 3,
        "berichtigung": 0,
        "berichtigung_grund": "",
        "titel": "Sachstandsbericht",
        "von": VON,
        "bis": BIS,
        "redaktionsschluss": "2027-01-28T11:00:00+00:00",
        "adresse": "/berichte/3/",
        "aktenzeichen": "",
        "kopf": {"drucksache": None, "gremium": None, "sitzung": None, "oeffentlich": True},
        "identitaet": {
            "kreis": "Kreis Musterland",
            "titel": "Digitale Agenda",
            "leitsatz": "Gemeinsam digital",
            "stelle": "Stabsstelle Digitalisierung",
            "anschrift": "Musterweg 1",
            "plz": "12345",
            "ort": "Musterstadt",
            "telefon": "0123 / 45-0",
            "email": "digital@example.org",
            "homepage": "https://www.example.org",
            "partner_einzahl": "Kooperationspartner",
            "partner_mehrzahl": "Kooperationspartner",
            "vision_titel": "",
            "vision": "",
            "hinweis": "",
        },
        "rechtsgrundlagen": [],
        "vorige": None,
        "kommunen": PARTNER,
        "abschnitte": [],
        "entscheidungen": [
            {
                **zeile,
                "text": eintrag["entscheidungsbedarf"],
                "stichtag": eintrag["stichtag"],
            }
            for zeile, eintrag in zip(vorn, alle, strict=True)
            if eintrag["entscheidungsbedarf"]
        ],
        "aenderungen": [
            {
                "datum": "2026-11-03",
                "nummer": eintrag["nummer"],
                "titel": eintrag["titel"],
                "text": f"Neue Fassung {eintrag['fassung']}: Ende verschoben.",
                "drucksache": "2026/0077" if eintrag["nummer"] == "12" else None,
                "kommunen": eintrag["kommunen"],
            }
            for eintrag in alle
            if "geaendert" in eintrag["gruppen"]
        ],
        "auffaellig": [
            {**zeile, "grund": eintrag["hindernisse"], "stichtag": eintrag["stichtag"]}
            for ampel in ("rot", "gelb")
            for zeile, eintrag in zip(vorn, alle, strict=True)
            if eintrag["ampel"] == ampel
        ],
        "zahlen": berichtdokument.zahlen(alle),
        "handlungsfelder": handlungsfelder,
        "mittel": berichtdokument.mittel(alle),
        **wie,
    }
    ganz = Berichtdokument({**berichtdaten, "figuren": []})
    berichtdaten["figuren"] = berichtdokument.figuren(
        alle,
        vorher=berichtdokument._vorher(ganz),
        nachher=berichtdokument._tag(BIS),
    )
    return Berichtdokument(copy.deepcopy({**berichtdaten, **wie}))


def leer():
    """A report on a period in which nothing happened, not one Steckbrief."""
    return dokument()


def voll():
    """A report as it goes to a committee."""
    neu = steckbrief(
        "31",
        "Schul-IT gemeinsam",
        gruppen=["neu"],
        stand_vorher=None,
        stand="idee",
        ampel_vorher=None,
        ampel="",
        meldung="nicht_gefragt",
        stichtag=None,
        bestaetigt_am=None,
        laeuft_vorher=False,
    )
    still = steckbrief("8", "Breitband", gruppen=["ohne_antwort"], meldung="keine")
    weg = steckbrief(
        "9", "Bürgerportal alt", gruppen=["zusammengefuehrt"], nachfolger="12", laeuft=False
    )
    ende = steckbrief(
        "10",
        "E-Rechnung",
        gruppen=["beendet", "berichtet"],
        stand_vorher="in_betrieb",
        stand="abgeschlossen",
        meldung="bericht",
        erreicht="Alle Ämter nehmen E-Rechnungen an.",
        bemerkung="Wird nicht mehr berichtet.",
        laeuft=False,
    )
    rot = geaendert("14", "Gemeinsames Rechenzentrum", ampel="rot", vertretung=True)
    return dokument(
        [
            ("Digitale Verwaltung", [geaendert("12", "Digitale Bauakte"), rot, weg, ende]),
            ("Bildung und Teilhabe", [neu, steckbrief("4"), steckbrief("4.10")]),
            (
                "Infrastruktur",
                [still, steckbrief("7", stand="zurueckgestellt", stand_vorher="zurueckgestellt")],
            ),
        ],
        vorige={"nummer": 2, "berichtigung": 0, "bis": "2026-06-30"},
        kopf={
            "drucksache": "2027/0011",
            "gremium": "Hauptausschuss",
            "sitzung": "2027-02-18",
            "oeffentlich": True,
        },
        rechtsgrundlagen=[
            {"thema": "Berichtswesen", "fundstelle": "§ 40c KrO"},
            {"thema": "Hauptausschuss", "fundstelle": "§ 40b KrO"},
        ],
        aktenzeichen="10.20.30-7",
        abschnitte=[
            {
                "key": "vorwort",
                "titel": "Vorwort",
                "text": "Ein **gutes** halbes Jahr.\n\n- erstens\n- zweitens",
            },
            {"key": "vortrag", "titel": "Wer vorträgt", "text": "Leitung der Stabsstelle"},
            {"key": "personal", "titel": "Personal", "text": "Eine halbe Stelle ist frei."},
            {"key": "veranstaltungen", "titel": "Veranstaltungen", "text": "Digitaltag im Juni."},
            {"key": "ausblick", "titel": "Ausblick", "text": "Im Frühjahr beginnt die Vergabe."},
        ],
    )


def lang(anzahl=60):
    """More of everything than page 1 can hold."""
    return dokument(
        [
            (
                f"Handlungsfeld mit dem langen Namen {feld}",
                [
                    geaendert(
                        f"{feld}.{nummer}",
                        f"Gemeinsame Einführung der elektronischen Akte in allen Ämtern, Teil {nummer}",
                        ampel="rot" if nummer % 2 else "gelb",
                        hindernisse="Es fehlt an Personal und an der Zusage der Förderung. " * 5,
                        entscheidungsbedarf="Der Ausschuss möge entscheiden, ob es weitergeht. "
                        * 4,
                    )
                    for nummer in range(1, anzahl // 4)
                ],
            )
            for feld in range(1, 5)
        ]
    )


def hart():
    """What nobody should do to a printer."""
    wort, zeichen = inhalte.LONG_WORD, inhalte.SYMBOLS
    schlimm = geaendert(
        "M1.2.3",
        inhalte.LONG_TITLE,
        erreicht=inhalte.MARKDOWN,
        naechste_schritte=inhalte.TABELLEN,
        hindernisse=f"{wort} {zeichen}",
        entscheidungsbedarf=f"{zeichen}\n\n# {wort}\n\n| {wort} | b |\n|---|---|\n| 1 | 2 |",
        bemerkung=f"{wort} " * 4,
    )
    schlimm["meilensteine"] = [
        {**zeile, "titel": f"{wort} {nummer}", "grund": wort * 2}
        for nummer in range(6)
        for zeile in schlimm["meilensteine"][:2]
    ]
    ohne = steckbrief(
        wort[:20], zeichen[:200], gruppen=[], meldung="nicht_gefragt", bemerkung=zeichen
    )
    bericht = dokument(
        [(f"{wort} und dies"[:120], [schlimm, ohne, *(steckbrief(f"{n}") for n in range(40))])],
        nummer=12,
        berichtigung=2,
        berichtigung_grund=f"{wort} stimmte nicht. " * 3,
        titel=f"Bericht {wort}",
        kopf={
            "drucksache": "2027/0011-1-ÄND",
            "gremium": wort,
            "sitzung": "2027-02-18",
            "oeffentlich": False,
        },
        vorige={"nummer": 11, "berichtigung": 1, "bis": "2026-06-30"},
        abschnitte=[
            {"key": "vorwort", "titel": "Vorwort", "text": inhalte.MARKDOWN},
            {"key": "ausblick", "titel": "Ausblick", "text": inhalte.SPRACHEN + zeichen},
        ],
        mittel=[
            {"jahr": 2000 + n, "geplant": 10**14, "bewilligt": n, "verausgabt": None}
            for n in range(40)
        ],
    )
    bericht.daten["identitaet"]["hinweis"] = inhalte.MARKDOWN
    bericht.daten["adresse"] = "/berichte/12-2/"
    return bericht


def auszug():
    return berichtdokument.auszug(voll(), "stadt-muster")


ALLE = (leer, voll, lang, hart, auszug)
