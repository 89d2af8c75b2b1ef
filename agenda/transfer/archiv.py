"""What goes into the package for the archive: an Ausgabe or a Bericht with all it rests on.

Readable without this software, for as long as there are ZIP, text, CSV, JSON and PDF/A.
"""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone

from agenda.domain import ausgaben
from agenda.domain.band import Band
from agenda.domain.berichtdokument import Berichtdokument
from agenda.domain.dateinamen import dateiname
from agenda.domain.dokument import Dokument
from agenda.models import Anlage, Drucksache, Fassung
from agenda.models.teile import ENDUNGEN, Medientyp, anlage_pfad
from agenda.transfer import archivtabellen, bagit
from agenda.transfer.archivtext import LIESMICH
from kommunen.models import Portal

# Of more payload than this nobody downloads a package from a website.
HOECHSTENS = 1 << 30


@dataclass(frozen=True)
class Paket:
    """A package before it is packed: `name` of folder and file, its Dateien, its bag-info."""

    name: str
    dateien: list
    angaben: list
    zeitpunkt: datetime

    @cached_property
    def kennung(self):
        """A hash of all it is made from: its ETag."""
        return bagit.kennung(self.name, self.dateien, self.angaben)

    def packen(self):
        """Return it packed, as an open temporary file at its beginning; who asks closes it.

        Raises bagit.ZuGross, bagit.Veraendert.
        """
        datei = tempfile.TemporaryFile()  # noqa: SIM115 - who asks closes it
        try:
            bagit.schreiben(
                datei,
                self.name,
                self.dateien,
                angaben=self.angaben,
                zeitpunkt=self.zeitpunkt,
                hoechstens=HOECHSTENS,
            )
        except BaseException:
            datei.close()
            raise
        datei.seek(0)
        return datei


def ausgabe(ausgabe, datei, *, intern=False):
    """Return the Paket of a frozen Ausgabe and its AusgabeDatei.

    intern=True: for the office, with what is not public of its own Drucksache. Raises
    domain.band.Unvollstaendig.
    """
    band = Band.lesen(ausgabe.dokument)
    name = ausgaben.dateiname(ausgabe, band)
    quelle = _Quelle(band.fassungen(), ausgabe.drucksache, ausgabe.festgeschrieben_at, intern)
    return _paket(
        ausgabe,
        datei,
        quelle,
        name=name,
        titel=ausgabe.titel,
        json="ausgabe.json",
        aktenzeichen=ausgabe.drucksache.aktenzeichen if ausgabe.drucksache else "",
        identitaet=band["identitaet"],
        kopf=band["kopf"],
    )


def bericht(bericht, datei, *, intern=False):
    """Return the Paket of a frozen Bericht and its BerichtDatei; as ausgabe()."""
    dokument = Berichtdokument.lesen(bericht.dokument)
    gesucht = [(zeile["nummer"], zeile["fassung"]) for zeile in dokument.steckbriefe]
    drucksache = bericht.drucksache
    quelle = _Quelle(_fassungen(gesucht), drucksache, bericht.redaktionsschluss, intern)
    return _paket(
        bericht,
        datei,
        quelle,
        name=dateiname(
            f"{dokument['titel'][:80]} {bericht.kennung}", dokument["von"], dokument["bis"]
        ),
        titel=str(bericht),
        json="bericht.json",
        aktenzeichen=bericht.aktenzeichen or (drucksache.aktenzeichen if drucksache else ""),
        identitaet=dokument["identitaet"],
        kopf=dokument["kopf"],
    )


def _fassungen(gesucht):
    """Return the Fassungen of these (nummer, nr), in that order, as they read now."""
    fassungen = Fassung.objects.filter(nummer__in=[nummer for nummer, _ in gesucht])
    nach = {(f.nummer, f.nr): f for f in fassungen.select_related("steckbrief")}
    return [nach[paar] for paar in dict.fromkeys(gesucht) if paar in nach]


@dataclass(frozen=True)
class _Quelle:
    """What the tables are drawn from: Fassungen, the paper's Drucksache, a moment, for whom."""

    fassungen: list
    drucksache: Drucksache | None
    moment: datetime
    intern: bool

    @cached_property
    def dokumente(self):
        return [(fassung, Dokument.lesen(fassung.dokument)) for fassung in self.fassungen]

    @cached_property
    def drucksachen(self):
        """The paper's own Drucksache and those about its Steckbriefe, as far as one may know."""
        pks = [fassung.steckbrief_id for fassung in self.fassungen]
        eigene = Q(pk=self.drucksache.pk) if self.drucksache else Q(pk__in=[])
        darueber = Drucksache.objects.oeffentliche().filter(
            Q(steckbriefe__in=pks) | Q(betrifft_agenda=True) | eigene
        )
        wanted = Q(pk__in=darueber.values("pk")) | (eigene if self.intern else Q(pk__in=[]))
        return list(Drucksache.objects.filter(wanted).order_by("nummer", "pk"))

    @cached_property
    def anlagen(self):
        """[(Fassung, row, path in the package or "" where the file is not there)]."""
        vergeben, zeilen = set(), []
        for fassung, dokument in self.dokumente:
            for zeile in dokument["anlagen"].zeilen:
                pfad = ""
                if not zeile["sha256"].leer and default_storage.exists(_ablage(zeile)):
                    pfad = _frei(fassung, zeile, vergeben)
                zeilen.append((fassung, zeile, pfad))
        return zeilen


def _paket(papier, datei, quelle, *, name, titel, json, aktenzeichen, identitaet, kopf):
    portal = Portal.objects.aktuell()
    adresse = settings.BASE_URL + papier.get_absolute_url()
    tag = f"{timezone.localtime(papier.festgeschrieben_at):%Y-%m-%d}"
    dateien = [
        bagit.Datei(
            f"Papier/{name}.pdf", lambda: default_storage.open(datei.pfad, "rb"), datei.sha256
        ),
        bagit.Datei(f"Dokument/{json}", papier.dokument.encode()),
        *(
            bagit.Datei(f"Steckbriefe/{_name(fassung)}.json", fassung.dokument.encode())
            for fassung in quelle.fassungen
        ),
        *(bagit.Datei(f"Tabellen/{n}.csv", inhalt) for n, inhalt in archivtabellen.alle(quelle)),
        *(
            bagit.Datei(pfad, lambda zeile=zeile: _oeffnen(zeile), zeile["sha256"].wert)
            for _, zeile, pfad in quelle.anlagen
            if pfad
        ),
    ]
    if quelle.drucksachen:
        dateien.append(bagit.Datei("Beratungsfolge.txt", archivtabellen.beratungsfolge(quelle)))
    liesmich = LIESMICH.format(
        titel=titel,
        herausgeber=identitaet["kreis"] or identitaet["titel"],
        papier=f"{name}.pdf",
        json=json,
        adresse=adresse,
        sha256=papier.sha256,
        pdf_sha256=datei.sha256,
        tag=f"{timezone.localtime(papier.festgeschrieben_at):%d.%m.%Y}",
        schwaerzung=_schwaerzung(papier),
        intern="\nDieses Paket enthält auch Nichtöffentliches. Bitte geben Sie es nicht weiter.\n"
        if quelle.intern
        else "",
    )
    dateien.insert(0, bagit.Datei("LIESMICH.txt", liesmich.encode()))
    ort = ", ".join(
        filter(None, [identitaet["anschrift"], f"{identitaet['plz']} {identitaet['ort']}"])
    )
    angaben = [
        ("Source-Organization", portal.kreis or portal.titel),
        ("Organization-Address", ort.strip(" ,")),
        ("Contact-Phone", identitaet["telefon"]),
        ("Contact-Email", identitaet["email"]),
        ("External-Identifier", aktenzeichen or portal.aktenzeichen),
        ("External-Description", _worum(titel, kopf)),
        ("Internal-Sender-Identifier", adresse),
        ("Internal-Sender-Description", f"Prüfsumme des Dokuments (SHA-256): {papier.sha256}"),
        ("Bagging-Date", tag),
    ]
    return Paket(name, dateien, angaben, papier.festgeschrieben_at)


def _worum(titel, kopf):
    teile = [titel, kopf["drucksache"] and f"Drucksache {kopf['drucksache']}", kopf["gremium"]]
    return ", ".join(filter(None, [*teile, kopf["sitzung"]]))


def _schwaerzung(papier):
    if not papier.geschwaerzt_at:
        return ""
    tag = f"{timezone.localtime(papier.geschwaerzt_at):%d.%m.%Y}"
    return (
        f"\nNach dem Festschreiben wurde am {tag} eine Stelle geschwärzt. Die Prüfsumme des "
        f"Dokuments war vorher {papier.sha256_original}.\n"
    )


def _name(fassung):
    return dateiname(f"Steckbrief {fassung.nummer}", f"Fassung {fassung.nr}")


def _frei(fassung, zeile, vergeben):
    """Return a safe path for an Anlage that no other one has."""
    medientyp = Medientyp(zeile["medientyp"].wert["code"])
    stamm = dateiname(zeile["dateiname"].text.rpartition(".")[0] or zeile["titel"].text)[:80]
    ordner, endung, nr = f"Anlagen/{_name(fassung)}", ENDUNGEN[medientyp], 1
    pfad = f"{ordner}/{stamm}.{endung}"
    while pfad.lower() in vergeben:
        nr += 1
        pfad = f"{ordner}/{stamm}_{nr}.{endung}"
    vergeben.add(pfad.lower())
    return pfad


def _ablage(zeile):
    medientyp = Medientyp(zeile["medientyp"].wert["code"])
    return anlage_pfad(Anlage(sha256=zeile["sha256"].wert, medientyp=medientyp))


def _oeffnen(zeile):
    return default_storage.open(_ablage(zeile), "rb")
