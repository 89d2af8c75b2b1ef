"""Steckbriefe as Word files: the same document as on the page, to be edited and quoted from.

Here their HTML is put together; papers.docx_datei makes the file of it, in the process that draws.
"""

import datetime
import re

from django.template.loader import render_to_string
from django.utils import timezone

from agenda.domain.band import Unvollstaendig
from agenda.domain.dokument import Dokument
from agenda.domain.herausgeber import kreis_neben
from agenda.models import Fassung
from agenda.models.ausgabe import Ausgabeart
from agenda.papers import steckbrief as papier
from agenda.papers import store, werkstatt
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Portal


def key(fassung):
    """Return the name of its Word file in the store: drawn from the same as the PDF."""
    return papier.key(fassung) + store.WORD


def steckbrief(fassung):
    """Return the .docx of a released Fassung: from the store, or written and stored.

    Raises werkstatt.Gescheitert.
    """
    gesucht = key(fassung)
    if (fertig := store.lesen(gesucht)) is not None:
        return fertig
    fertig = _steckbrief(fassung)
    store.ablegen(gesucht, fertig)
    if not Fassung.objects.filter(pk=fassung.pk, sha256=fassung.sha256).exists():
        # Redacted while it was written: what it said must not lie there.
        store.loeschen(gesucht)
        fassung.refresh_from_db()
        return steckbrief(fassung)
    return fertig


def auswahlkey(plan):
    """Return the name of the Word file of a papers.band.Plan in the store."""
    return plan.key + store.WORD


def auswahl(plan):
    """Return the .docx of the Plan of a choice: from the store, or written and stored.

    Title, contents, one Heading 1, the Steckbriefe as Heading 2. Raises
    domain.band.Unvollstaendig, werkstatt.Gescheitert.
    """
    gesucht = auswahlkey(plan)
    if (fertig := store.lesen(gesucht)) is not None:
        return fertig
    fertig = _auswahl(plan.band)
    store.ablegen(gesucht, fertig)
    try:
        plan.band.fassungen()
    except Unvollstaendig:
        store.loeschen(gesucht)
        raise
    return fertig


def _steckbrief(fassung):
    dokument = Dokument.lesen(fassung.dokument)
    portal = Portal.objects.aktuell()
    farbe = _farbe(dokument)
    innen, bilder = papier.abschnitt(fassung, farbe=farbe, spalten=1)
    stand = dokument["stand"].text
    seit = f"gilt seit {timezone.localtime(fassung.gilt_ab):%d.%m.%Y}"
    return werkstatt.word(
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


def _auswahl(band):
    bilder, kapitelfolge = {}, []
    fassungen = iter(band.fassungen())
    for kapitel in band["kapitel"]:
        stuecke = []
        for zeile in kapitel["steckbriefe"]:
            farbe = band.handlungsfeld(zeile["handlungsfeld"])["farbe"]
            html, neue = papier.abschnitt(next(fassungen), farbe=farbe, spalten=1)
            bilder |= neue
            stuecke.append({**zeile, "html": html, "kennung": f"steckbrief-{zeile['nummer']}"})
        kapitelfolge.append({"name": kapitel["name"], "stuecke": stuecke})
    tag = datetime.date.fromisoformat(band["stand"])
    stand = f"{tag:%d.%m.%Y}"
    return werkstatt.word(
        render_to_string(
            "papers/word_auswahl.html",
            {"band": band.daten, "kapitelfolge": kapitelfolge, "stand": stand},
        ),
        titel=band["titel"],
        autor=band["identitaet"]["kreis"] or band["identitaet"]["titel"],
        zeitpunkt=datetime.datetime.combine(tag, datetime.time(), datetime.UTC),
        kopf=(_kopf(band["identitaet"]), Ausgabeart(band["art"]).label),
        fuss=f"{band['titel']} · Stand {stand}",
        farbe=papier.NEUTRAL,
        bilder=bilder,
        gross=True,
    )


def _kopf(identitaet):
    """Name the portal, and the Kreis where its title does not."""
    titel = identitaet["titel"]
    return " · ".join(filter(None, [titel, kreis_neben(titel, identitaet["kreis"])]))


def _farbe(dokument):
    slug = dokument.wert("handlungsfeld")["code"]
    gewaehlt = Handlungsfeld.objects.filter(slug=slug).values_list("farbe", flat=True).first()
    return gewaehlt if re.fullmatch("#[0-9a-fA-F]{6}", gewaehlt or "") else papier.NEUTRAL
