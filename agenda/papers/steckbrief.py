"""A Steckbrief on paper: one Fassung, to be printed, sent and put before a committee.

Two renderings of each: *einzeln*, a paper of its own, and *eingebunden*, a piece of a volume
(papers.band) that brings head, foot and page numbers along.
"""

import datetime
import hashlib
import json
import re
from functools import cache
from importlib.metadata import version

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Subquery
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from agenda.domain.dokument import Dokument
from agenda.domain.gliederung import gliedern
from agenda.domain.herausgeber import kreis_neben
from agenda.domain.qr import qr_bild
from agenda.models import Anlage, Fassung
from agenda.models.teile import BILDER, Medientyp, anlage_pfad
from agenda.papers import store, werkstatt
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Portal

EINZELN, EINGEBUNDEN = "einzeln", "eingebunden"

NEUTRAL = "#3b4a54"
WERKZEUG = (
    "agenda/papers/*.*",
    "agenda/domain/*.py",
    "agenda/models/teile.py",
    "agenda/templatetags/dokument.py",
    "templates/papers/*",
    "templates/components/dokument/*",
    "static/pdf.css",
    "requirements.lock",
    "package-lock.json",
)
_RAENDER = ("top-left", "top-right", "bottom-left", "bottom-right")
# The volume stamps head and foot; the first page of a piece is not the first of the volume.
OHNE_RAND = "".join(
    f"{seite} {{ margin-top: 23mm;"
    + "".join(f" @{rand} {{ content: none; border: 0 }}" for rand in _RAENDER)
    + " }\n"
    for seite in ("@page", "@page :first")
)
# An Anlage of the portal has 10 MB at most; what is much larger came another way.
BILD_BYTES = 32 << 20
_UEBERSCHRIFT = re.compile(r"(</?h)([1-5])\b")
_TAG = re.compile(r"""<[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*>""")
_ATTRIBUT = re.compile(r"""\s+([^\s=>"'/]+)(?:="[^"]*"|='[^']*'|=[^\s"'>]+)?""")
_KENNUNGEN = {"id", "aria-labelledby", "role", "tabindex"}


def pdf(fassung, *, art=EINZELN, farbe=None):
    """Return the PDF of a released Fassung: from the store, or drawn and stored.

    farbe: of its Handlungsfeld, where a volume has kept one; otherwise as it is now. Raises
    werkstatt.Gescheitert: what there was before stays.
    """
    bezug = _bezug(fassung, art=art, farbe=farbe)
    gesucht = _key(fassung, bezug)
    if (fertig := store.lesen(gesucht)) is not None:
        return fertig
    fertig = _setzen(fassung, bezug)
    store.ablegen(gesucht, fertig)
    if not Fassung.objects.filter(pk=fassung.pk, sha256=fassung.sha256).exists():
        # Redacted while it was drawn: what it said must not lie there.
        store.loeschen(gesucht)
        fassung.refresh_from_db()
        return pdf(fassung, art=art, farbe=farbe)
    return fertig


def entwurf(fassung):
    """Return the PDF of an unsaved Fassung, marked as a draft on every page; nothing is kept."""
    return _setzen(fassung, _bezug(fassung, vorschau=True))


def key(fassung, *, art=EINZELN, farbe=None, vorschau=False):
    """Return a hash of all that the paper draws from: its name in the store, and its ETag.

    Costs one query, none for an EINGEBUNDEN with a given farbe.
    """
    return _key(fassung, _bezug(fassung, art=art, farbe=farbe, vorschau=vorschau))


def abschnitt(fassung, *, farbe=None, spalten=2):
    """Return (HTML of the <section> a volume holds, {address: bytes} of its images).

    For a volume that is drawn as a whole; akzent() gives it its colour. spalten: over how many
    tables the Eckdaten are spread, 1 or 2.
    """
    return _abschnitt(fassung, _bezug(fassung, art=EINGEBUNDEN, farbe=farbe), spalten=spalten)


def akzent(slug, farbe):
    """Return the style sheet that gives the pieces of a Handlungsfeld its colour."""
    return f".feld-{slug} {{ --akzent: {_farbe(farbe)} }}\n"


def _bezug(fassung, *, art=EINZELN, farbe=None, vorschau=False):
    """Return all that a paper draws from besides its Fassung, as JSON can hold it."""
    dokument = Dokument.lesen(fassung.dokument)
    slug = dokument.wert("handlungsfeld")["code"]
    bezug = {"art": art, "vorschau": vorschau, "base_url": settings.BASE_URL, "slug": slug}
    if art == EINZELN or farbe is None:
        felder = Handlungsfeld.objects.filter(slug=slug).values("farbe")[:1]
        portal = Portal.objects.annotate(farbe=Subquery(felder)).aktuell()
        farbe = farbe or getattr(portal, "farbe", None)
        if art == EINZELN:
            bezug |= {"kreis": portal.kreis, "titel": portal.titel}
            bezug["hinweis"] = portal.sichtbarer_hinweis
    vorhanden = [z.uuid for z in _bildzeilen(dokument) if default_storage.exists(_bildpfad(z))]
    return bezug | {"farbe": _farbe(farbe), "bilder": vorhanden}


def _key(fassung, bezug):
    eigenes = (
        fassung.sha256,
        fassung.sha256_original,
        fassung.geschwaerzt_at and fassung.geschwaerzt_at.isoformat(),
        fassung.nummer,
        fassung.nr,
        fassung.gilt_ab.astimezone(datetime.UTC).isoformat(),
    )
    return hashlib.sha256(json.dumps([eigenes, bezug, werkzeug()]).encode()).hexdigest()


@cache
def werkzeug():
    """Return a hash of templates, style, code and libraries; it changes with every update."""
    summe = hashlib.sha256(version("weasyprint").encode())
    for muster in WERKZEUG:
        for datei in sorted(settings.BASE_DIR.glob(muster)):
            summe.update(datei.read_bytes())
    return summe.hexdigest()


def _setzen(fassung, bezug):
    if bezug["art"] == EINZELN:
        context, bilder = _context(fassung, bezug)
        html = render_to_string("papers/steckbrief.html", context)
        return werkstatt.setzen(html, css=f":root {{ --akzent: {bezug['farbe']} }}", bilder=bilder)
    innen, bilder = _abschnitt(fassung, bezug)
    html = render_to_string(
        "papers/steckbrief_eingebunden.html",
        {"fassung": fassung, "abschnitt": innen, "gilt_ab": _zeit(fassung)},
    )
    css = OHNE_RAND + akzent(bezug["slug"], bezug["farbe"])
    return werkstatt.setzen(html, css=css, bilder=bilder, voll=True)


def _abschnitt(fassung, bezug, *, spalten=2):
    context, bilder = _context(fassung, bezug)
    if spalten == 1:
        context["eckdaten"] = [context["gliederung"].eckdaten]
    innen = render_to_string("papers/_steckbrief.html", context)
    # A volume says what stands above: its own title is <h1>, and no id may come twice in it.
    innen = ohne_kennungen(_UEBERSCHRIFT.sub(lambda m: f"{m[1]}{int(m[2]) + 1}", innen))
    return format_html(
        '<section class="steckbrief feld-{}" id="steckbrief-{}" data-handlungsfeld="{}">{}</section>',
        bezug["slug"],
        fassung.nummer,
        context["handlungsfeld"],
        mark_safe(innen),  # noqa: S308 - made by our own template one line above
    ), bilder


def ohne_kennungen(html):
    """Return HTML without the attributes that name an element or rest on such a name.

    Only within tags: a text may say id="…" too.
    """

    def attribut(gefunden):
        return "" if gefunden[1].lower() in _KENNUNGEN else gefunden[0]

    return _TAG.sub(lambda tag: _ATTRIBUT.sub(attribut, tag[0]), html)


def _context(fassung, bezug):
    """Return what the template needs, and {address: bytes} of the images it shows."""
    dokument = Dokument.lesen(fassung.dokument)
    gliederung = gliedern(dokument)
    abbildungen, bilder = _abbildungen(dokument, bezug)
    kreis, titel = bezug.get("kreis", ""), bezug.get("titel", "")
    return {
        "fassung": fassung,
        "eingebunden": bezug["art"] == EINGEBUNDEN,
        "vorschau": bezug["vorschau"],
        "titel": titel,
        "kreis": kreis_neben(titel, kreis),
        "herausgeber": kreis or titel,
        "hinweis": bezug.get("hinweis", ""),
        "gliederung": gliederung,
        "eckdaten": _halbiert(gliederung.eckdaten),
        "handlungsfeld": dokument["handlungsfeld"].text,
        "bezug": dokument.wert("bezug"),
        # What no source dates has no Stand; the release is not one.
        "stand": dokument["stand"].text,
        "gilt_seit": f"{timezone.localtime(fassung.gilt_ab):%d.%m.%Y}",
        "gilt_ab": _zeit(fassung),
        "abbildungen": abbildungen,
        "base_url": bezug["base_url"],
        **_adressen(fassung, bezug),
    }, bilder


def _halbiert(felder):
    """Return key facts in two columns that are about equally high (lengths as in static/pdf.css)."""
    hoehen = [max(_zeilen(feld.label, 25), _zeilen(feld.text, 20)) for feld in felder]
    teilung = min(
        range(1, len(felder) + 1),
        key=lambda n: (max(sum(hoehen[:n]), sum(hoehen[n:])), -n),
        default=0,
    )
    return [spalte for spalte in (felder[:teilung], felder[teilung:]) if spalte]


def _zeilen(text, zeichen):
    """Return how many lines a text takes, roughly."""
    return sum(1 + len(zeile) // zeichen for zeile in text.split("\n"))


def _zeit(fassung):
    return fassung.gilt_ab.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _adressen(fassung, bezug):
    """A draft has no public address, and the secret one of its preview is not printed."""
    if bezug["vorschau"]:
        return {"adresse": "", "kurzadresse": "", "qr": None, "anlagen": ""}
    wurzel = bezug["base_url"]
    kurzadresse = f"{wurzel}/p/{fassung.nummer}-{fassung.nr}/"
    return {
        "adresse": wurzel + reverse("projekt", args=[fassung.nummer]),
        "kurzadresse": kurzadresse,
        "qr": qr_bild(kurzadresse),
        "anlagen": f"{wurzel}{reverse('fassung', args=[fassung.nummer, fassung.nr])}anlagen/",
    }


def _abbildungen(dokument, bezug):
    """Return the images among the Anlagen: rows with their address, and {address: bytes}.

    Without an address there is no such image, or it is none.
    """
    abbildungen, bilder = [], {}
    for zeile in _bildzeilen(dokument):
        adresse = f"bild:{zeile['sha256'].wert}"
        neu = adresse not in bilder and zeile.uuid in bezug["bilder"]
        if neu and (fertig := _bild(zeile)) is not None:
            bilder[adresse] = fertig
        abbildungen.append({"zeile": zeile, "adresse": adresse if adresse in bilder else ""})
    return abbildungen, bilder


def _bildzeilen(dokument):
    """Return the rows of the Anlagen that are images, without those that were redacted."""
    return [
        zeile
        for zeile in dokument["anlagen"].zeilen
        if zeile["medientyp"].wert["code"] in BILDER and not zeile["sha256"].leer
    ]


def _bildpfad(zeile):
    return anlage_pfad(
        Anlage(sha256=zeile["sha256"].wert, medientyp=Medientyp(zeile["medientyp"].wert["code"]))
    )


def _bild(zeile):
    """Return an image fit for print, or None if the file is not what the Fassung lists."""
    try:
        with default_storage.open(_bildpfad(zeile)) as datei:
            daten = datei.read(BILD_BYTES)
    except OSError:
        return None
    if hashlib.sha256(daten).hexdigest() != zeile["sha256"].wert:
        return None
    try:
        return werkstatt.bild(daten)
    except werkstatt.ZuGross:
        return None


def _farbe(farbe):
    return farbe if re.fullmatch("#[0-9a-fA-F]{6}", farbe or "") else NEUTRAL
