"""A Vorlage as PDF, drawn from domain.vorlage. Not kept: as long as it is written it changes."""

import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from agenda.domain.dateinamen import dateiname as dateiname_aus
from agenda.domain.vorlage import ENTWURF, absaetze
from agenda.papers import werkstatt
from kommunen.models import Portal

STIL = settings.BASE_DIR / "static/pdf-vorlage.css"


def pdf(vorlage):
    """Return the PDF of a Vorlage. Raises werkstatt.Gescheitert."""
    return werkstatt.setzen(html(vorlage), css=STIL.read_text(encoding="utf-8"))


def dateiname(vorlage, endung):
    """Return the name under which people find it: ENTWURF_Beschlussvorlage_2027-0011.pdf."""
    teile = (vorlage.art or "Vorlage", vorlage.nummer or vorlage.betreff[:60])
    kennzeichen = ENTWURF if vorlage.entwurf else ""
    return f"{dateiname_aus(kennzeichen, *teile)}.{endung}"


def html(vorlage):
    """Return the HTML of the PDF, head and foot included."""
    portal = Portal.objects.aktuell()
    jetzt = timezone.now().astimezone(datetime.UTC)
    return render_to_string(
        "papers/vorlage.html",
        {
            **inhalt(vorlage),
            **raender(vorlage, portal),
            # Whose paper it is: the county's, where it is known, not the portal's.
            "herausgeber": portal.kreis or portal.titel,
            "zeitpunkt": jetzt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
    )


def inhalt(vorlage):
    """Return what papers/_vorlage.html draws, the same for PDF and Word."""
    return {
        "vorlage": vorlage,
        "beschluss": [
            {"nummer": punkt.nummer, "absaetze": absaetze(punkt.wortlaut)}
            for punkt in vorlage.beschluss
        ],
        "sachverhalt": absaetze(vorlage.sachverhalt),
        "finanztext": absaetze(vorlage.finanztext),
        "stellenplan": absaetze(vorlage.stellenplan),
    }


def raender(vorlage, portal):
    """Return what stands above and below each page: ENTWURF in both, as long as it is one."""
    marke = f"{ENTWURF} · " if vorlage.entwurf else ""
    return {
        "kopf": f"{marke}{portal.kreis or portal.titel}",
        "rechts": vorlage.status,
        "fuss": f"{marke}{vorlage.titel}",
    }
