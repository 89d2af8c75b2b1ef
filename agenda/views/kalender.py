"""The milestones as an iCalendar (RFC 5545) that a calendar subscribes to."""

import datetime
import re

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from agenda.domain import meilensteine
from agenda.domain.meilensteine import Lage
from agenda.filters import KalenderFilter
from agenda.models import Eintrag
from agenda.views.folgend import NurNeues
from kommunen.models import Portal

OKTETTE = 75
# A calendar must hold something (RFC 5545, 3.6); without milestones it is this.
OHNE_TERMIN = [
    "BEGIN:VTIMEZONE",
    "TZID:UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
]


class MeilensteineView(NurNeues, View):
    """All milestones with a date of what goes on now; GET `handlungsfeld kommune nummer` narrow it.

    Each may be repeated; who asks for what does not exist gets a 404 and no calendar that stays
    empty for ever. A vague date is an all-day event on the last day of what is meant ("Anfang
    2024" on 30 April), with the vague words in its title: until then nobody is late.
    """

    def get(self, request):
        return HttpResponse(
            "".join(falten(zeile) for zeile in self.zeilen()),
            content_type="text/calendar; charset=utf-8",
            headers={"Content-Disposition": 'inline; filename="meilensteine.ics"'},
        )

    def zeilen(self):
        portal = Portal.objects.aktuell()
        termine = [zeile for eintrag, lage in self.lagen() for zeile in self.termin(eintrag, lage)]
        name = text(f"{portal.titel}: Meilensteine")
        return [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            f"PRODID:-//{text(portal.kreis or portal.titel)}//Digitale Agenda//DE",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            f"NAME:{name}",
            f"X-WR-CALNAME:{name}",
            "REFRESH-INTERVAL;VALUE=DURATION:P1D",
            *(termine or OHNE_TERMIN),
            "END:VCALENDAR",
        ]

    def lagen(self):
        """Return [(Eintrag, Meilensteinlage)] of what has a date, in the intended order."""
        eintraege = list(
            Eintrag.objects.gueltig()
            .laufend()
            .filter(pk__in=self.gesuchte())
            .select_related("handlungsfeld", "fassung")
            .schmal()
            .defer("fassung__dokument")
            .annotate(
                berichte=Count(
                    "steckbrief__sachstaende",
                    filter=Q(steckbrief__sachstaende__angenommen_at__isnull=False),
                )
            )
            .in_reihenfolge()
        )
        je_eintrag = meilensteine.lagen(
            {eintrag.steckbrief_id: eintrag.pk for eintrag in eintraege},
            moment=timezone.now(),
            tag=timezone.localdate(),
        )
        return [
            (eintrag, lage) for eintrag in eintraege for lage in je_eintrag[eintrag.pk] if lage.wann
        ]

    def gesuchte(self):
        """Return the Einträge that the parameters ask for. Raises Http404."""
        gesucht = KalenderFilter(self.request.GET, Eintrag.objects.gueltig().laufend().order_by())
        if not gesucht.is_valid():
            raise Http404("Diesen Kalender gibt es nicht.")
        if "nummer" in self.request.GET and not gesucht.qs.exists():
            raise Http404("Zu dieser Nummer ist kein Projekt veröffentlicht.")
        return gesucht.qs.values("pk")

    def termin(self, eintrag, lage):
        tag, danach = lage.wann.letzter_tag, lage.wann.danach
        vage = "" if lage.wann.taggenau else f" ({lage.wann})"
        stand = "Erreicht: " if lage.lage == Lage.ERREICHT else ""
        adresse = self.request.build_absolute_uri(reverse("projekt", args=[eintrag.nummer]))
        saetze = [f"Meilenstein des Steckbriefs {eintrag.nummer}: {eintrag.titel}"]
        saetze.append(f"Stand: {lage.lage_in_worten}")
        if lage.verschoben:
            saetze.append(f"Zuerst zugesagt: {lage.zugesagt}")
        if lage.grund:
            saetze.append(f"Grund: {lage.grund}")
        geaendert = f"{eintrag.aktualisiert_at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"
        return [
            "BEGIN:VEVENT",
            f"UID:{lage.uuid}",
            f"DTSTAMP:{geaendert}",
            f"LAST-MODIFIED:{geaendert}",
            # Grows with whatever can move a date: a release or an accepted report.
            f"SEQUENCE:{eintrag.fassung.nr - 1 + eintrag.berichte}",
            f"DTSTART;VALUE=DATE:{basic(tag)}",
            # Must be later than the start; without one an event lasts a day (RFC 5545, 3.6.1).
            *([f"DTEND;VALUE=DATE:{basic(danach)}"] if danach > tag else []),
            f"SUMMARY:{text(f'{stand}{lage.titel}{vage}')}",
            f"DESCRIPTION:{text(chr(10).join([*saetze, adresse]))}",
            f"CATEGORIES:{text(eintrag.handlungsfeld.name)}",
            f"URL:{adresse}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]


def basic(tag):
    """A date of ISO 8601 without hyphens; strftime has no year before 1000 with four digits."""
    return tag.isoformat().replace("-", "")


def text(wert):
    """A value of type TEXT (RFC 5545, 3.3.11): escaped, without control characters."""
    wert = re.sub(r"[\\;,]", r"\\\g<0>", wert.replace("\r\n", "\n"))
    wert = wert.replace("\n", "\\n")
    return "".join(zeichen for zeichen in wert if zeichen >= " " and zeichen != "\x7f")


def falten(zeile):
    """A content line of at most 75 octets each, never cut inside a character (RFC 5545, 3.1)."""
    teile, laenge = [], 0
    for zeichen in zeile:
        oktette = len(zeichen.encode())
        if laenge + oktette > OKTETTE:
            teile.append("\r\n ")
            laenge = 1
        teile.append(zeichen)
        laenge += oktette
    return "".join(teile) + "\r\n"
