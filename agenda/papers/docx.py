"""Steckbriefe as Word files: the same document as on the page, to be edited and quoted from."""

import datetime
import re
import zipfile
from io import BytesIO

from django.template.loader import render_to_string
from django.utils import timezone
from lxml import html as lxml_html

from agenda.domain.band import KAPITELTEXTE
from agenda.domain.dokument import Dokument
from agenda.models.ausgabe import Ausgabeart
from agenda.papers import steckbrief as papier
from agenda.papers.docx_inhalt import Schreiber
from agenda.papers.docx_stil import SPRACHE, feld, neues_dokument
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Portal

UNERLAUBT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
EIGENE_ZEICHEN = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
# Of a Band without anything in it.
ANFANG = datetime.date(2022, 9, 22)
MEDIENTYP = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def schreiben(
    html,
    *,
    titel,
    autor,
    zeitpunkt,
    kopf=("", ""),
    fuss="",
    oberste=0,
    farbe=papier.NEUTRAL,
    bilder=(),
):
    """Return the .docx of an HTML text; equal content has equal bytes.

    The heading h{oberste} becomes the Title, the one below it Heading 1. zeitpunkt: of the
    content, aware. kopf: left and right part of the running head. bilder: {address: bytes}.
    """
    html, titel, autor, fuss, *kopf = map(_darstellbar, (html, titel, autor, fuss, *kopf))
    dokument = neues_dokument(farbe)
    _eigenschaften(dokument, titel, autor, zeitpunkt)
    _raender(dokument, kopf, fuss)
    wurzel = lxml_html.document_fromstring(f"<html><body>{html}</body></html>")
    Schreiber(dokument, oberste=oberste, bilder=bilder).schreiben(wurzel.body)
    return _verpackt(dokument, zeitpunkt)


def steckbrief(fassung):
    """Return the .docx of a released Fassung."""
    dokument = Dokument.lesen(fassung.dokument)
    portal = Portal.objects.aktuell()
    farbe = _farbe(dokument)
    innen, bilder = papier.abschnitt(fassung, farbe=farbe)
    stand = dokument["stand"].text
    seit = f"gilt seit {timezone.localtime(fassung.gilt_ab):%d.%m.%Y}"
    return schreiben(
        render_to_string("papers/word_steckbrief.html", {"abschnitt": innen, "portal": portal}),
        titel=f"Steckbrief {fassung.nummer}: {dokument['titel'].text}",
        autor=portal.kreis or portal.titel,
        zeitpunkt=fassung.gilt_ab,
        kopf=(
            _kopf({"kreis": portal.kreis, "titel": portal.titel}),
            dokument["handlungsfeld"].text,
        ),
        fuss=f"Steckbrief {fassung.nummer} · Fassung {fassung.nr} · {f'Stand {stand}' if stand else seit}",
        oberste=2,
        farbe=farbe,
        bilder=bilder,
    )


def auswahl(band):
    """Return the .docx of a Band: title, contents, chapters as Heading 1, Steckbriefe Heading 2.

    Raises domain.band.Unvollstaendig.
    """
    bilder, kapitelfolge = {}, []
    fassungen = iter(band.fassungen())
    for kapitel in band["kapitel"]:
        stuecke = []
        for zeile in kapitel["steckbriefe"]:
            farbe = band.handlungsfeld(zeile["handlungsfeld"])["farbe"]
            html, neue = papier.abschnitt(next(fassungen), farbe=farbe)
            bilder |= neue
            stuecke.append({**zeile, "html": html, "kennung": f"steckbrief-{zeile['nummer']}"})
        feld_ = band.handlungsfeld(kapitel["slug"]) if kapitel["slug"] else {}
        texte = [
            (str(Handlungsfeld._meta.get_field(name).verbose_name), feld_[name])
            for name in KAPITELTEXTE
            if feld_.get(name)
        ]
        kapitelfolge.append({"name": kapitel["name"], "texte": texte, "stuecke": stuecke})
    kopf = _anlage(band)
    muster = "MUSTER · " if band["muster"] else ""
    stand = band["stand"] and datetime.date.fromisoformat(band["stand"])
    return schreiben(
        render_to_string(
            "papers/word_auswahl.html",
            {
                "band": band.daten,
                "kapitelfolge": kapitelfolge,
                "kopf": kopf,
                "stand": stand and f"{stand:%d.%m.%Y}",
            },
        ),
        titel=band["titel"],
        autor=band["identitaet"]["kreis"] or band["identitaet"]["titel"],
        zeitpunkt=_mitternacht(stand),
        kopf=(muster + _kopf(band["identitaet"]), kopf or Ausgabeart(band["art"]).label),
        fuss=f"{muster}{band['titel']}" + (f" · Stand {stand:%d.%m.%Y}" if stand else ""),
        bilder=bilder,
    )


def _darstellbar(text):
    """Return a text without what XML forbids, and with a sign for what only one font knows."""
    return EIGENE_ZEICHEN.sub("\ufffd", UNERLAUBT.sub("", text))


def _kopf(identitaet):
    """Name the portal, and the Kreis where its title does not."""
    kreis, titel = identitaet["kreis"], identitaet["titel"]
    return titel if not kreis or kreis in titel else f"{titel} · {kreis}"


def _anlage(band):
    kopf = band["kopf"]
    if not kopf["drucksache"]:
        return ""
    return f"Anlage {kopf['anlage']} zur Drucksache {kopf['drucksache']}"


def _mitternacht(tag):
    return datetime.datetime.combine(tag or ANFANG, datetime.time(), datetime.UTC)


def _farbe(dokument):
    slug = dokument.wert("handlungsfeld")["code"]
    gewaehlt = Handlungsfeld.objects.filter(slug=slug).values_list("farbe", flat=True).first()
    return gewaehlt if re.fullmatch("#[0-9a-fA-F]{6}", gewaehlt or "") else papier.NEUTRAL


def _eigenschaften(dokument, titel, autor, zeitpunkt):
    angaben = dokument.core_properties
    angaben.title, angaben.author, angaben.last_modified_by = titel[:255], autor[:255], autor[:255]
    angaben.comments = angaben.keywords = ""
    angaben.subject = "Digitale Agenda"
    angaben.language = SPRACHE
    angaben.created = angaben.modified = zeitpunkt.astimezone(datetime.UTC).replace(tzinfo=None)
    angaben.revision = 1


def _raender(dokument, kopf, fuss):
    seite = dokument.sections[0]
    seite.header.paragraphs[0].text = "\t".join(kopf)
    unten = seite.footer.paragraphs[0]
    unten.text = f"{fuss}\tSeite "
    feld(unten, "PAGE")
    unten.add_run(" von ")
    feld(unten, "NUMPAGES")


def _verpackt(dokument, zeitpunkt):
    """Return the bytes, with the time of the content instead of that of packing."""
    roh, fertig = BytesIO(), BytesIO()
    dokument.save(roh)
    # The oldest time a zip file knows is 1980.
    zeit = max(zeitpunkt.astimezone(datetime.UTC).timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(roh) as alt, zipfile.ZipFile(fertig, "w", zipfile.ZIP_DEFLATED) as neu:
        for name in alt.namelist():
            neu.writestr(zipfile.ZipInfo(name, zeit), alt.read(name), zipfile.ZIP_DEFLATED)
    return fertig.getvalue()
