"""Single entries of a Sachstandsbericht in German words."""

import datetime

from agenda.domain import berichtdokument
from agenda.models.sachstand import Ampel, OertlicherStand, Umsetzungsstand
from kommunen.felder import euro_schreiben

# Under which heading a Steckbrief stands in its Handlungsfeld: the first that applies. Whom nobody
# asked stands last.
GRUPPEN = {key: label[0].upper() + label[1:] for key, label in berichtdokument.GRUPPEN.items()}
GRUPPEN[""] = berichtdokument.MELDUNGEN["nicht_gefragt"].capitalize()
# What is told beside that heading, where it applies as well.
ZUSAETZE = ("neu", "beendet", "zusammengefuehrt")
TEXTE = {
    "erreicht": "Erreicht",
    "naechste_schritte": "Nächste Schritte",
    "hindernisse": "Hindernisse",
    "entscheidungsbedarf": "Zu entscheiden",
}
AMPELN = {ampel.value: ampel.label.split(":")[0] for ampel in Ampel}


def steckbrief(eintrag, namen):
    """Return an entry of a Handlungsfeld as its templates want it; namen: {slug of a Kommune: name}."""
    gruppe = next((key for key in GRUPPEN if key in eintrag["gruppen"]), "")
    staende = [
        f"{namen.get(z['kommune'], z['kommune'])}: {_wort(OertlicherStand, z['stand'])}"
        + (f" (seit {vage(z['seit'])})" if z["seit"] else "")
        for z in eintrag["staende_vor_ort"]
    ]
    texte = [(label, eintrag[key]) for key, label in TEXTE.items() if eintrag[key]]
    meilensteine = [_meilenstein(zeile) for zeile in eintrag["meilensteine"]]
    return {
        "gruppe": gruppe,
        "nummer": eintrag["nummer"],
        "titel": eintrag["titel"],
        "fassung": eintrag["fassung"],
        "stand": _vorher_jetzt(eintrag["stand_vorher"], eintrag["stand"], _stand),
        **ampel(eintrag["ampel"]),
        "ampelweg": _vorher_jetzt(eintrag["ampel_vorher"], eintrag["ampel"], _ampelwort),
        "meldung": _meldung(eintrag),
        "zusaetze": [
            berichtdokument.GRUPPEN[key]
            for key in ZUSAETZE
            if key in eintrag["gruppen"] and key != gruppe
        ],
        # The remark on a merger names the successor.
        "nachfolger": "" if eintrag["bemerkung"] else eintrag["nachfolger"] or "",
        "bemerkung": eintrag["bemerkung"],
        "texte": texte,
        "meilensteine": meilensteine,
        "mit_grund": any(zeile["grund"] for zeile in meilensteine),
        "staende": staende,
        "block": bool(texte or meilensteine or staende or len(eintrag["bemerkung"]) > 120),
    }


def tag(iso):
    """Return an ISO day as people write it, "" for none."""
    return f"{datetime.date.fromisoformat(iso):%d.%m.%Y}" if iso else ""


def vage(wert):
    """Return the words of a vague date of the document, "" for none."""
    return wert["text"] if wert else ""


def _wort(woerter, code):
    return woerter(code).label if code in woerter.values else str(code or "")


def _stand(code):
    return _wort(Umsetzungsstand, code)


def _ampelwort(code):
    return AMPELN.get(code, "ohne")


def ampel(code):
    return {"ampel": code or "", "ampelwort": AMPELN.get(code, "")}


def _vorher_jetzt(vorher, jetzt, wort):
    """ "in Planung → in Umsetzung", or what it is now where nothing was before or changed."""
    neu = wort(jetzt) if jetzt else ""
    if not vorher or vorher == jetzt:
        return neu
    return f"{wort(vorher)} → {neu or wort(None)}" if neu or wort is _ampelwort else wort(vorher)


def _meldung(eintrag):
    """Say how a Steckbrief was reported on: when it was confirmed, or since when it was not."""
    wort = berichtdokument.MELDUNGEN.get(eintrag["meldung"], "")
    if eintrag["meldung"] == "nicht_gefragt" and not eintrag["laeuft"]:
        return ""
    bestaetigt = eintrag["bestaetigt_am"] and f"am {tag(eintrag['bestaetigt_am'])}"
    if eintrag["meldung"] == "bericht" and eintrag["stichtag"]:
        wort = f"berichtet zum Stand {vage(eintrag['stichtag'])}"
    elif eintrag["meldung"] == "unveraendert" and bestaetigt:
        wort += f" {bestaetigt}"
    elif bestaetigt:
        wort += f", zuletzt bestätigt {bestaetigt}"
    return f"{wort}, von der Stabsstelle gemeldet" if eintrag["vertretung"] else wort


def _meilenstein(zeile):
    return {
        "titel": zeile["titel"],
        "lage": berichtdokument.LAGEN.get(zeile["lage"], zeile["lage"]),
        "zugesagt": vage(zeile["zugesagt"]),
        "termin": vage(zeile["erreicht_am"]) or vage(zeile["termin"]),
        "grund": zeile["grund"],
    }


def euro(cents):
    return "keine Angabe" if cents is None else f"{euro_schreiben(cents)}\u00a0€"
