"""Atom feeds (RFC 4287): all projects or a search, a Handlungsfeld, a Kommune, one project."""

import datetime
import re
import uuid

from django.contrib.syndication.views import Feed
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html_join
from django.views.generic import View

from agenda.domain.ereignisse import ereignisse
from agenda.filters import ProjektFilter
from agenda.models import Eintrag
from agenda.views.folgend import NurNeues
from agenda.views.nummer import FassungMixin
from handlungsfelder.models import Handlungsfeld
from kommunen.models import Kommune, Portal

NOCH_NICHTS = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
# What XML 1.0 cannot hold, whatever somebody once pasted into a text.
_KEIN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Neuigkeiten(Atom1Feed):
    def latest_post_date(self):
        """Return the last event; an empty feed must not say that it changes every second."""
        return super().latest_post_date() if self.items else NOCH_NICHTS


class EreignisFeed(Feed):
    """A feed of Ereignisse. Made for one request: what it is about, and where it is shown."""

    feed_type = Neuigkeiten
    language = "de"

    def __init__(self, eintraege, *, titel, seite, pfad):
        self.eintraege = eintraege
        self.titel = titel
        self.seite = seite
        self.pfad = pfad
        self.portal = Portal.objects.aktuell()

    def title(self):
        return _KEIN_XML.sub("", f"{self.portal.titel}: {self.titel}")

    def subtitle(self):
        return "Neue und geänderte Steckbriefe und Sachstände"

    def link(self):
        return self.seite

    def feed_url(self):
        return self.pfad

    def feed_guid(self):
        """Return a URN of the operator and the feed's own address, whatever the host is called."""
        return uuid.uuid5(uuid.NAMESPACE_URL, f"{self.portal.kreis} {self.pfad}").urn

    def author_name(self):
        return self.portal.kreis or self.portal.titel

    def items(self):
        return ereignisse(self.eintraege)

    def item_title(self, item):
        return _KEIN_XML.sub("", item.ueberschrift)

    def item_description(self, item):
        return format_html_join(
            "", "<p>{}</p>", ((_KEIN_XML.sub("", satz),) for satz in item.saetze)
        )

    def item_link(self, item):
        if item.fassung:
            return reverse("fassung", args=[item.nummer, item.fassung])
        return reverse("projekt", args=[item.nummer])

    def item_guid(self, item):
        return item.kennung

    def item_pubdate(self, item):
        return item.at

    def item_updateddate(self, item):
        return item.at


class FeedView(NurNeues, View):
    """Answers with `self.feed()`."""

    def get(self, request, *args, **kwargs):
        return self.feed()(request)


class ProjekteFeedView(FeedView):
    """All projects, or with the parameters of /projekte/ those that a search finds now.

    Without parameters also what has been shelved, to tell that it was.
    """

    def feed(self):
        gueltige = Eintrag.objects.gueltig()
        pfad, seite, titel = reverse("feed_projekte"), reverse("projekt_list"), "alle Projekte"
        projektfilter = ProjektFilter.aus_anfrage(self.request.GET)
        abfrage = projektfilter.adresse()
        if abfrage != "?":
            gueltige = gueltige.filter(pk__in=projektfilter.pks)
            pfad, seite, titel = pfad + abfrage, seite + abfrage, "gesuchte Projekte"
        return EreignisFeed(gueltige, titel=titel, seite=seite, pfad=pfad)


class HandlungsfeldFeedView(FeedView):
    def get(self, request, slug):
        self.feld = get_object_or_404(Handlungsfeld.objects.select_related("nachfolger"), slug=slug)
        if danach := self.feld.nachfolger:
            return HttpResponsePermanentRedirect(reverse("feed_handlungsfeld", args=[danach.slug]))
        return super().get(request)

    def feed(self):
        feld = self.feld
        return EreignisFeed(
            Eintrag.objects.gueltig().filter(handlungsfeld=feld),
            titel=feld.name,
            seite=feld.get_absolute_url(),
            pfad=reverse("feed_handlungsfeld", args=[feld.slug]),
        )


class KommuneFeedView(FeedView):
    def feed(self):
        kommune = get_object_or_404(Kommune, slug=self.kwargs["slug"])
        return EreignisFeed(
            Eintrag.objects.gueltig().filter(kommunen=kommune),
            titel=kommune.name,
            seite=kommune.get_absolute_url(),
            pfad=reverse("feed_kommune", args=[kommune.slug]),
        )


class ProjektFeedView(FassungMixin, FeedView):
    def feed(self):
        eintrag = self.fassung.eintrag
        return EreignisFeed(
            Eintrag.objects.gueltig().filter(steckbrief=self.steckbrief),
            titel=f"Steckbrief {self.steckbrief.nummer}, {eintrag.titel}",
            seite=eintrag.get_absolute_url(),
            pfad=reverse("feed_projekt", args=[self.steckbrief.nummer]),
        )
