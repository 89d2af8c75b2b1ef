"""A Synopse on paper: two Fassungen or two Ausgaben, told in sentences and set side by side."""

import datetime
import functools
import hashlib

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from agenda.domain import synopse
from agenda.domain.band import Band
from agenda.domain.dateinamen import dateiname as dateiname_aus
from agenda.domain.dokument import Dokument
from agenda.domain.herausgeber import kreis_neben
from agenda.models import Ausgabe, Fassung, Steckbrief
from agenda.models.ausgabe import Ausgabeart
from agenda.papers import store, werkstatt
from agenda.papers.steckbrief import werkzeug
from kommunen.models import Portal

STIL = settings.BASE_DIR / "static/pdf-synopse.css"
# The columns whose names it prints.
LABELS = ("agenda/models/ausgabe.py", "kommunen/models/*.py", "handlungsfelder/models.py")
# Of more HTML than this (some hundred changes) the drawing is a big job, one at a time.
GROSS = 300_000


def key(alt, neu):
    """Return the name in the store of the Synopse of two Fassungen or two Ausgaben, its ETag.

    A hash of all it is drawn from; nothing is compared for it. One query, for Ausgaben two.
    """
    portal = Portal.objects.aktuell()
    quellen = [
        *(type(neu).__name__, _kennung(alt), _kennung(neu)),
        *(portal.kreis, portal.titel, portal.sichtbarer_hinweis),
        *(settings.BASE_URL, _werkzeug()),
    ]
    if isinstance(neu, Ausgabe):
        # A merge changes no hash, but is told.
        aufgegangen = Steckbrief.objects.filter(nachfolger__isnull=False).order_by("pk")
        quellen.append(list(aufgegangen.values_list("pk", "nachfolger")))
    return hashlib.sha256(repr(quellen).encode()).hexdigest()


def _kennung(seite):
    """Return what a Synopse says of a Fassung or an Ausgabe, its text as a hash."""
    if isinstance(seite, Fassung):
        return (seite.pk, seite.sha256, seite.nummer, seite.nr, seite.gilt_ab.isoformat())
    tag = seite.festgeschrieben_at.isoformat()
    return (seite.pk, seite.sha256, seite.titel, seite.slug, tag)


@functools.cache
def _werkzeug():
    """Return a hash of what draws a Synopse: it changes with every update of that."""
    summe = hashlib.sha256(werkzeug().encode())
    for muster in LABELS:
        for datei in sorted(settings.BASE_DIR.glob(muster)):
            summe.update(datei.read_bytes())
    summe.update(STIL.read_bytes())
    return summe.hexdigest()


def pdf(alt, neu):
    """Return the PDF of the Synopse of two Fassungen or two Ausgaben, from the store or drawn.

    Raises domain.band.Unvollstaendig for an Ausgabe whose Fassungen are not there any more, and
    werkstatt.Gescheitert.
    """
    name = key(alt, neu)
    if (fertig := store.lesen(name)) is not None:
        return fertig
    text = html(alt, neu)
    fertig = werkstatt.setzen(text, css=STIL.read_text(encoding="utf-8"), gross=len(text) > GROSS)
    store.ablegen(name, fertig)
    if not _unveraendert(alt, neu):
        # Redacted while it was drawn: what it said must not lie there.
        store.loeschen(name)
        alt.refresh_from_db()
        neu.refresh_from_db()
        return pdf(alt, neu)
    return fertig


def dateiname(alt, neu):
    """Return the name under which people find it again: Synopse_Steckbrief-12_Fassung-1-2.pdf."""
    if isinstance(neu, Fassung):
        teile = (f"Steckbrief {neu.nummer}", f"Fassung {alt.nr} {neu.nr}")
    else:
        teile = (alt.slug, neu.slug)
    return f"{dateiname_aus('Synopse', *teile)}.pdf"


def html(alt, neu):
    """Return the HTML of two Fassungen of one Steckbrief, or of two frozen Ausgaben."""
    seiten = _ausgaben(alt, neu) if isinstance(neu, Ausgabe) else _fassungen(alt, neu)
    return render_to_string("papers/synopse.html", {**_rahmen(), **seiten})


def _unveraendert(alt, neu):
    """Ask the database whether both still are as they were loaded."""
    summen = {seite.pk: seite.sha256 for seite in (alt, neu)}
    return dict(type(neu).objects.filter(pk__in=summen).values_list("pk", "sha256")) == summen


def _rahmen():
    portal = Portal.objects.aktuell()
    return {
        "portal": portal,
        "kreis": kreis_neben(portal.titel, portal.kreis),
        "herausgeber": portal.kreis or portal.titel,
    }


def _fassungen(alt, neu):
    teil = synopse.vergleich_zweier_fassungen(alt, neu)
    titel = [Dokument.lesen(fassung.dokument)["titel"].text for fassung in (alt, neu)]
    return {
        "titel": f"Steckbrief {neu.nummer}: Fassung {alt.nr} und Fassung {neu.nr} im Vergleich",
        "untertitel": teil.titel,
        "rechts": f"Steckbrief {neu.nummer}",
        "fuss": f"Synopse · Steckbrief {neu.nummer} · Fassung {alt.nr} und Fassung {neu.nr}",
        "zeitpunkt": _zeitpunkt(max(alt.gilt_ab, neu.gilt_ab)),
        "muster": False,
        "rueckwaerts": alt.nr > neu.nr,
        "mehrere": False,
        "alt": {"name": f"Fassung {alt.nr}"},
        "neu": {"name": f"Fassung {neu.nr}"},
        "gegenstand": [
            ("Nummer", alt.nummer, neu.nummer),
            ("Titel", *titel),
            ("Gilt seit", _tag(alt.gilt_ab), _tag(neu.gilt_ab)),
            ("Internetadresse", _adresse(alt), _adresse(neu)),
            ("Prüfsumme (SHA-256)", alt.sha256, neu.sha256),
        ],
        "band": [],
        "teile": [teil],
        "leer": not teil.aenderungen,
        "gegenueber": [(teil.name, teil.aenderungen)] if teil.aenderungen else [],
    }


def _ausgaben(alt, neu):
    baende = [Band.lesen(ausgabe.dokument) for ausgabe in (alt, neu)]
    ganze = synopse.vergleichen(*baende)
    namen = [_name(ausgabe) for ausgabe in (alt, neu)]
    muster = "MUSTER · " if any(band["muster"] for band in baende) else ""
    gegenueber = [("Die Ausgabe als Ganzes", ganze.band)] if ganze.band else []
    gegenueber += [(teil.name, teil.aenderungen) for teil in ganze.teile if teil.aenderungen]
    return {
        "titel": "Zwei Ausgaben im Vergleich",
        "untertitel": f"{namen[0]} und {namen[1]}",
        "rechts": f"{muster}Synopse",
        "fuss": f"{muster}Synopse · {namen[0]} und {namen[1]}",
        "zeitpunkt": _zeitpunkt(max(alt.festgeschrieben_at, neu.festgeschrieben_at)),
        "muster": bool(muster),
        "rueckwaerts": alt.festgeschrieben_at > neu.festgeschrieben_at,
        "mehrere": True,
        "alt": {"name": namen[0]},
        "neu": {"name": namen[1]},
        "gegenstand": [
            ("Titel", *(band["titel"] for band in baende)),
            ("Art", *(_art(band) for band in baende)),
            ("Steckbriefe", *(str(len(band.steckbriefe)) for band in baende)),
            ("Festgeschrieben", *(_tag(a.festgeschrieben_at) for a in (alt, neu))),
            ("Internetadresse", *(settings.BASE_URL + a.get_absolute_url() for a in (alt, neu))),
            ("Prüfsumme (SHA-256)", alt.sha256, neu.sha256),
        ],
        "band": ganze.band,
        "teile": ganze.teile,
        "leer": ganze.leer,
        "gegenueber": gegenueber,
    }


def _art(band):
    """Say what a volume is and for whom, as its head says it."""
    kopf = band["kopf"]
    art = Ausgabeart(band["art"]).label
    if kopf["drucksache"] and kopf["anlage"]:
        art = f"Anlage {kopf['anlage']} zur Drucksache {kopf['drucksache']}"
    sitzung = kopf["sitzung"] and f"{datetime.date.fromisoformat(kopf['sitzung']):%d.%m.%Y}"
    return ", ".join(filter(None, (art, kopf["gremium"], sitzung)))


def _name(ausgabe):
    return f"{ausgabe.titel} ({_tag(ausgabe.festgeschrieben_at)})"


def _tag(moment):
    return f"{timezone.localtime(moment):%d.%m.%Y}"


def _zeitpunkt(moment):
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _adresse(fassung):
    return settings.BASE_URL + reverse("fassung", args=[fassung.nummer, fassung.nr])
