"""A Steckbrief on paper: one Fassung, to be printed, sent and put before a committee."""

import datetime
import hashlib
import re
from functools import cache
from importlib.metadata import version

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from agenda.domain.dokument import Dokument
from agenda.domain.gliederung import gliedern
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Portal

NEUTRAL = "#3b4a54"
WERKZEUG = (
    "agenda/papers/*.*",
    "agenda/domain/*.py",
    "templates/papers/*",
    "templates/components/dokument/*",
    "static/pdf.css",
    "requirements.lock",
)


def render(fassung, *, base_url, vorschau=False):
    """Return the PDF of a Fassung as bytes; equal bytes as long as text and Portal are equal.

    base_url, without a slash at its end, begins every printed or linked address. With
    vorschau=True it is an unsaved Fassung, marked as a draft on every page.
    """
    # Takes half a second and half of the memory of a worker that may never print.
    from agenda.papers import pdf

    dokument = Dokument.lesen(fassung.dokument)
    return pdf.write(
        render_to_string("papers/steckbrief.html", _context(fassung, dokument, base_url, vorschau)),
        css=f":root {{ --akzent: {_farbe(dokument)} }}",
    )


def fingerprint(fassung, *, base_url, vorschau=False):
    """Return a hash of all that render() draws from: the paper's ETag, known without rendering."""
    quellen = (
        fassung.sha256,
        fassung.nummer,
        fassung.nr,
        fassung.gilt_ab.isoformat(),
        Portal.objects.aktuell().stand,
        base_url,
        vorschau,
        _werkzeug(),
    )
    return hashlib.sha256("\n".join(map(str, quellen)).encode()).hexdigest()


@cache
def _werkzeug():
    """Return a hash of templates, style, code and libraries; it changes with every update."""
    summe = hashlib.sha256(version("weasyprint").encode())
    for muster in WERKZEUG:
        for datei in sorted(settings.BASE_DIR.glob(muster)):
            summe.update(datei.read_bytes())
    return summe.hexdigest()


def _context(fassung, dokument, base_url, vorschau):
    portal = Portal.objects.aktuell()
    gliederung = gliedern(dokument)
    return {
        "fassung": fassung,
        "portal": portal,
        # A title may name the Kreis already: "Digitale Agenda Kreis Dithmarschen".
        "kreis": "" if portal.kreis in portal.titel else portal.kreis,
        "herausgeber": portal.kreis or portal.titel,
        "gliederung": gliederung,
        "handlungsfeld": dokument["handlungsfeld"].text,
        "bezug": dokument.wert("bezug"),
        # What no source dates has no Stand; the release is not one.
        "stand": dokument["stand"].text,
        "gilt_seit": f"{timezone.localtime(fassung.gilt_ab):%d.%m.%Y}",
        "gilt_ab": fassung.gilt_ab.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "vorschau": vorschau,
        "base_url": base_url,
        **_adressen(fassung, base_url, vorschau),
    }


def _adressen(fassung, base_url, vorschau):
    """A draft has no public address, and the secret one of its preview is not printed."""
    if vorschau:
        return {"adresse": "", "anlagen": ""}
    return {
        "adresse": base_url + reverse("projekt", args=[fassung.nummer]),
        "anlagen": f"{base_url}{reverse('fassung', args=[fassung.nummer, fassung.nr])}anlagen/",
    }


def _farbe(dokument):
    farbe = (
        Handlungsfeld.objects.filter(slug=dokument.wert("handlungsfeld")["code"])
        .values_list("farbe", flat=True)
        .first()
    )
    return farbe if re.fullmatch("#[0-9a-fA-F]{6}", farbe or "") else NEUTRAL
