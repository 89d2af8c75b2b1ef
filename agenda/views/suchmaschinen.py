"""For machines: what they may read, where it all is, whom to tell about a weakness."""

import datetime
from urllib.parse import quote

from django.contrib.sitemaps import Sitemap, views
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agenda.models import Ausgabe, Bericht, Drucksache, Eintrag, Seite
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Kommune, Portal

# Drafts, the office, addresses that only sort or preset what has an address of its own, and what
# is compared or drawn for whoever asks: a machine that asks for all of it would use up the hour.
VERBOTEN = (
    "/admin/",
    "/vorschau/",
    "/meldung/",
    "/projekte/?",
    "/barriere-melden/?",
    "/fehler-melden/?",
    "/projekte/*/vergleich.pdf",
    "/ausgaben/vergleich/",
    "/ausgaben/vergleich.pdf",
)
GILT = datetime.timedelta(days=180)


@require_safe
def robots(request):
    zeilen = [
        "User-agent: *",
        *(f"Disallow: {pfad}" for pfad in VERBOTEN),
        "",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return _text(zeilen)


@require_safe
def security_txt(request):
    """Whom to tell about a weakness (RFC 9116); 404 as long as the Portal names no contact."""
    portal = Portal.objects.aktuell()
    if portal.email:
        kontakt = f"mailto:{quote(portal.email, safe='@')}"
    elif portal.homepage.startswith("https://"):
        kontakt = portal.homepage
    else:
        raise Http404("Das Portal nennt keinen Kontakt.")
    laeuft_ab = (timezone.now() + GILT).astimezone(datetime.UTC).replace(microsecond=0)
    zeilen = [
        f"Contact: {kontakt}",
        f"Expires: {laeuft_ab.isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: de, en",
    ]
    # The RFC allows https addresses only.
    if request.is_secure():
        zeilen.append(f"Canonical: {request.build_absolute_uri()}")
    return _text(zeilen)


def _text(zeilen):
    return HttpResponse("\n".join([*zeilen, ""]), content_type="text/plain; charset=utf-8")


class FesteSeiten(Sitemap):
    def items(self):
        return [
            "start",
            "projekt_list",
            "handlungsfeld_list",
            "kommune_list",
            "kommune_matrix",
            "organisation",
            "umsetzungsstand",
            "zeitplan",
            "leuchttuerme",
            "ausgabe_list",
            "bericht_list",
            "drucksache_list",
            "folgen",
            "barriere_melden",
            "fehler_melden",
        ]

    def location(self, item):
        return reverse(item)


class Projekte(Sitemap):
    def items(self):
        return list(
            Eintrag.objects.gueltig().laufend().in_reihenfolge().only("nummer", "aktualisiert_at")
        )

    def lastmod(self, item):
        return item.aktualisiert_at


class Handlungsfelder(Sitemap):
    def items(self):
        return list(Handlungsfeld.objects.aktuell())


class Kommunen(Sitemap):
    def items(self):
        return list(Kommune.objects.only("slug").in_folge())


class Seiten(Sitemap):
    def items(self):
        return list(Seite.objects.oeffentlich().only("slug", "geaendert_at"))

    def lastmod(self, item):
        return item.geaendert_at


class Ausgaben(Sitemap):
    def items(self):
        return list(
            Ausgabe.objects.oeffentlich()
            .filter(muster=False)
            .only("slug", "festgeschrieben_at", "geschwaerzt_at")
        )

    def lastmod(self, item):
        return item.geschwaerzt_at or item.festgeschrieben_at


class Drucksachen(Sitemap):
    def items(self):
        return list(Drucksache.objects.oeffentliche().order_by("slug").only("slug"))


class Berichte(Sitemap):
    def items(self):
        return list(Bericht.objects.oeffentlich().defer("dokument"))

    def lastmod(self, item):
        return item.geschwaerzt_at or item.festgeschrieben_at


SITEMAPS = {
    "feste_seiten": FesteSeiten,
    "seiten": Seiten,
    "handlungsfelder": Handlungsfelder,
    "kommunen": Kommunen,
    "projekte": Projekte,
    "ausgaben": Ausgaben,
    "berichte": Berichte,
    "drucksachen": Drucksachen,
}


@require_safe
def sitemap(request):
    return views.sitemap(request, SITEMAPS)
