"""The tables of a package for the archive, as CSV. Functions and places, never people."""

from operator import attrgetter

from django.utils import timezone

from agenda.domain.dokument import FELDER
from agenda.models import Ausfuehrungsstand, Beratung, Beschlusspunkt, Sachstand
from agenda.transfer.tabelle import als_csv
from agenda.transfer.zellen import ohne_formel


def alle(quelle):
    """Yield (name, bytes) of every table, of a transfer.archiv._Quelle."""
    for name, (spalten, zeilen) in TABELLEN.items():
        yield name, als_csv(spalten, ([_text(wert) for wert in zeile] for zeile in zeilen(quelle)))


def beratungsfolge(quelle):
    """Return the Drucksachen with their Beratungen as a text to read."""
    stationen, absaetze = {}, []
    for beratung in _beratungen(quelle):
        stationen.setdefault(beratung.drucksache_id, []).append(beratung)
    for drucksache in quelle.drucksachen:
        kopf = [str(drucksache), drucksache.betreff, drucksache.art, drucksache.url]
        zeilen = [" · ".join(filter(None, kopf))]
        for beratung in stationen.get(drucksache.pk, []):
            tag = f"{beratung.datum:%d.%m.%Y}" if beratung.datum else "ohne Datum"
            worte = [beratung.zweck, _ergebnis(beratung)]
            zeilen.append(f"  {tag}: {', '.join(filter(None, [str(beratung.gremium), *worte]))}")
        absaetze.append("\n".join(zeilen))
    return ("Beratungsfolge\n\n" + "\n\n".join(absaetze) + "\n").encode()


def _text(wert):
    return "" if wert is None else ohne_formel(str(wert))


FLACH = [key for key, kind in FELDER.items() if kind != "tabelle"]


def _steckbriefe(quelle):
    for fassung, dokument in quelle.dokumente:
        yield [
            fassung.nummer,
            fassung.nr,
            _moment(fassung.gilt_ab),
            fassung.sha256,
            *(dokument[key].text for key in FLACH),
        ]


def _meilensteine(quelle):
    for fassung, dokument in quelle.dokumente:
        for zeile in dokument["meilensteine"].zeilen:
            werte = (zeile[key].text for key in ("titel", "termin", "verschiebungsgrund"))
            yield [fassung.nummer, fassung.nr, zeile.uuid, *werte, zeile["beschreibung"].text]


def _sachstand_abfrage(quelle):
    pks = [fassung.steckbrief_id for fassung in quelle.fassungen]
    return (
        Sachstand.objects.filter(steckbrief__in=pks, angenommen_at__lte=quelle.moment)
        .select_related("steckbrief", "kommune")
        .order_by("angenommen_at", "pk")
    )


def _sachstaende(quelle):
    for sachstand in _sachstand_abfrage(quelle):
        yield [
            sachstand.pk,
            sachstand.steckbrief.nummer,
            sachstand.stichtag,
            sachstand.get_art_display(),
            sachstand.kommune,
            "ja" if sachstand.vertretung else "nein",
            sachstand.get_umsetzungsstand_display(),
            sachstand.get_ampel_display(),
            sachstand.erreicht,
            sachstand.naechste_schritte,
            sachstand.hindernisse,
            sachstand.entscheidungsbedarf,
            sachstand.quelle,
            sachstand.berichtigt_id,
            _moment(sachstand.angenommen_at),
        ]


def _meilensteinstaende(quelle):
    for sachstand in _sachstand_abfrage(quelle).prefetch_related("meilensteine"):
        for zeile in sachstand.meilensteine.all():
            werte = (zeile.titel, zeile.erreicht_am, zeile.neuer_termin, zeile.grund)
            yield [sachstand.pk, sachstand.steckbrief.nummer, zeile.meilenstein_uuid, *werte]


def _staende_vor_ort(quelle):
    for sachstand in _sachstand_abfrage(quelle).prefetch_related("staende_vor_ort__kommune"):
        for zeile in sachstand.staende_vor_ort.all():
            werte = (zeile.kommune, zeile.get_stand_display(), zeile.seit, zeile.link)
            yield [sachstand.pk, sachstand.steckbrief.nummer, *werte]


def _mittel(quelle):
    for sachstand in _sachstand_abfrage(quelle).prefetch_related("mittel"):
        for zeile in sachstand.mittel.all():
            yield [sachstand.pk, sachstand.steckbrief.nummer, zeile.jahr, zeile.verausgabt]


def _messwerte(quelle):
    for sachstand in _sachstand_abfrage(quelle).prefetch_related("messwerte"):
        for zeile in sorted(sachstand.messwerte.all(), key=attrgetter("pk")):
            werte = (zeile.kennzahl_uuid, zeile.name, zeile.wert, zeile.einheit)
            yield [sachstand.pk, sachstand.steckbrief.nummer, *werte]


def _beratungen(quelle):
    beratungen = Beratung.objects.filter(drucksache__in=quelle.drucksachen)
    if not quelle.intern:
        beratungen = beratungen.filter(oeffentlich=True)
    return beratungen.select_related("drucksache", "gremium", "ergebnis").order_by(
        "drucksache__nummer", "datum", "pk"
    )


def _beratungszeilen(quelle):
    for beratung in _beratungen(quelle):
        drucksache = beratung.drucksache
        yield [
            drucksache.nummer,
            drucksache.art,
            drucksache.betreff,
            drucksache.aktenzeichen,
            beratung.gremium,
            beratung.datum,
            beratung.zweck,
            beratung.ergebnis,
            beratung.ergebnis_text,
            "ja" if beratung.oeffentlich and drucksache.oeffentlich else "nein",
        ]


def _beschlusspunkte(quelle):
    punkte = Beschlusspunkt.objects.filter(drucksache__in=quelle.drucksachen)
    punkte = list(punkte.select_related("drucksache").order_by("drucksache__nummer", "nummer"))
    staende = {}
    for stand in Ausfuehrungsstand.objects.filter(beschlusspunkt__in=punkte):  # the newest first
        staende.setdefault(stand.beschlusspunkt_id, stand)
    for punkt in punkte:
        stand = staende.get(punkt.pk)
        yield [
            punkt.drucksache.nummer,
            punkt.nummer,
            punkt.wortlaut,
            "ja" if punkt.wortlaut_belegt else "nein",
            punkt.betrifft,
            stand and stand.get_stand_display(),
            stand and stand.datum,
            stand and stand.text,
            stand and stand.naechster_bericht,
        ]


def _anlagen(quelle):
    for fassung, zeile, pfad in quelle.anlagen:
        werte = (zeile[key].text for key in ("titel", "dateiname", "alternativtext", "nachweis"))
        lage = pfad or ("geschwärzt" if zeile["sha256"].leer else "liegt nicht vor")
        yield [fassung.nummer, fassung.nr, *werte, zeile["sha256"].text, lage]


def _ergebnis(beratung):
    return beratung.ergebnis_text or str(beratung.ergebnis or "")


def _moment(wert):
    return timezone.localtime(wert).isoformat(timespec="seconds") if wert else ""


TABELLEN = {
    "steckbriefe": (["nummer", "fassung", "gilt_ab", "sha256", *FLACH], _steckbriefe),
    "meilensteine": (
        ["nummer", "fassung", "kennung", "titel", "termin", "verschiebungsgrund", "beschreibung"],
        _meilensteine,
    ),
    "sachstaende": (
        [
            *("kennung", "nummer", "stichtag", "art", "kommune", "von_der_stabsstelle_gemeldet"),
            *("umsetzungsstand", "ampel", "erreicht", "naechste_schritte", "hindernisse"),
            *("entscheidungsbedarf", "quelle", "berichtigt_kennung", "angenommen"),
        ],
        _sachstaende,
    ),
    "meilensteinstaende": (
        ["sachstand", "nummer", "meilenstein", "titel", "erreicht_am", "neuer_termin", "grund"],
        _meilensteinstaende,
    ),
    "staende_vor_ort": (
        ["sachstand", "nummer", "kommune", "stand", "seit", "internetadresse"],
        _staende_vor_ort,
    ),
    "mittel": (["sachstand", "nummer", "haushaltsjahr", "verausgabt_cent"], _mittel),
    "messwerte": (["sachstand", "nummer", "kennzahl", "name", "wert", "einheit"], _messwerte),
    "beratungen": (
        [
            *("drucksache", "art", "betreff", "aktenzeichen", "gremium", "sitzung", "zweck"),
            *("ergebnis", "ergebnis_in_worten", "oeffentlich"),
        ],
        _beratungszeilen,
    ),
    "beschlusspunkte": (
        [
            *("drucksache", "nummer", "wortlaut", "wortlaut_geprueft", "betrifft", "ausfuehrung"),
            *("ausfuehrung_vom", "erlaeuterung", "naechster_bericht"),
        ],
        _beschlusspunkte,
    ),
    "anlagen": (
        [
            *("nummer", "fassung", "titel", "dateiname", "alternativtext", "nachweis"),
            *("sha256", "liegt_unter"),
        ],
        _anlagen,
    ),
}
