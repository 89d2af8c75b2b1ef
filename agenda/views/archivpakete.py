"""Packages for the archive: of what is public for everybody, of the rest for the office."""

import logging
import uuid

from django.contrib.admin.views.decorators import staff_member_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import add_never_cache_headers, get_conditional_response
from django.utils.decorators import method_decorator
from django.views.generic import View

from agenda.domain import ausgaben, berichtdateien
from agenda.models import Ausgabe, Bericht
from agenda.transfer import archiv, bagit
from agenda.views.ausgaben import AusgabeMixin
from agenda.views.berichte import BerichtMixin
from agenda.views.papierantwort import KeinPapier, PapierMixin

log = logging.getLogger(__name__)
SPERRE = "archiv:wird-gepackt"
# It ends by itself where a process was killed meanwhile.
SPERRE_SEKUNDEN = 300


def antwort(request, papier, datei, packen, *, vorhanden, intern=False):
    """Answer with the package of a frozen Ausgabe or Bericht; raises KeinPapier."""
    if datei is None or not vorhanden(datei):
        raise _ohne_pdf(papier)
    paket = packen(papier, datei, intern=intern)
    etag = f'"{paket.kennung}"'
    response = get_conditional_response(request, etag=etag)
    if response is None and request.method == "HEAD":
        response = HttpResponse(content_type="application/zip")
    response = response or _gepackt(papier, paket)
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    response["X-Robots-Tag"] = "noindex"
    if intern:
        add_never_cache_headers(response)
    return response


def _gepackt(papier, paket):
    # One at a time: it costs the disk, and nobody waits for an archive.
    eigene = uuid.uuid4().hex
    if not cache.add(SPERRE, eigene, SPERRE_SEKUNDEN):
        raise KeinPapier(
            "Gerade wird ein anderes Paket gepackt",
            "Pakete für das Archiv entstehen nacheinander. Bitte versuchen Sie es in einer Minute noch einmal.",
            status=503,
            sekunden=60,
            wege=[_seite(papier)],
        )
    try:
        datei = paket.packen()
    except bagit.ZuGross:
        log.error("Paket %s: mehr als %s Bytes", paket.name, archiv.HOECHSTENS)
        raise KeinPapier(
            "Das Paket ist zu groß geworden",
            "Die Anlagen sind zusammen größer, als das Portal auf einmal packt. Bitte fragen Sie bei der Stabsstelle danach.",
            status=500,
            wege=[_seite(papier)],
        ) from None
    except bagit.Veraendert as fehler:
        log.error("Paket %s: %s ist nicht, was die Prüfsumme sagt", paket.name, fehler)
        raise KeinPapier(
            "Das Paket ließ sich nicht packen",
            "Eine der Dateien darin ist beschädigt oder eben verschwunden. Die Störung ist notiert. Bitte versuchen Sie es später noch einmal.",
            status=503,
            sekunden=600,
            wege=[_seite(papier)],
        ) from fehler
    finally:
        # Whoever took longer than the lock lasts leaves that of the next one alone.
        if cache.get(SPERRE) == eigene:
            cache.delete(SPERRE)
    return FileResponse(
        datei, as_attachment=True, filename=f"{paket.name}.zip", content_type="application/zip"
    )


def _ohne_pdf(papier):
    log.error("Paket %s: das PDF fehlt", papier)
    return KeinPapier(
        "Das Paket für das Archiv ist noch nicht vollständig",
        "Das PDF dieses Papiers liegt gerade nicht vor: Es wird nach einer Schwärzung neu gesetzt, oder es wird aus der Datensicherung geholt. Ohne das Papier geben wir kein Paket heraus.",
        "Bitte versuchen Sie es später noch einmal.",
        status=503,
        sekunden=600,
        wege=[_seite(papier)],
    )


def _seite(papier):
    return ("Was in diesem Papier steht", papier.get_absolute_url())


class AusgabeArchivView(PapierMixin, AusgabeMixin, View):
    def get(self, request, **kwargs):
        datei = ausgaben.datei(self.ausgabe)
        return antwort(request, self.ausgabe, datei, archiv.ausgabe, vorhanden=ausgaben.vorhanden)


class BerichtArchivView(PapierMixin, BerichtMixin, View):
    def get(self, request, **kwargs):
        datei = berichtdateien.datei(self.bericht)
        return antwort(
            request, self.bericht, datei, archiv.bericht, vorhanden=berichtdateien.vorhanden
        )


@method_decorator(staff_member_required, name="dispatch")
class InternesArchivView(PapierMixin, View):
    """The package with what is not public of its own Drucksache, for who may freeze such papers."""

    papiere = {
        "ausgabe": (Ausgabe, "agenda.freeze_ausgabe", archiv.ausgabe, ausgaben),
        "bericht": (Bericht, "agenda.freeze_bericht", archiv.bericht, berichtdateien),
    }

    def get(self, request, art, pk):
        if art not in self.papiere:
            raise Http404
        modell, recht, packen, dateien = self.papiere[art]
        if not request.user.has_perm(recht):
            raise PermissionDenied
        papier = modell.objects.festgeschrieben().filter(pk=pk).first()
        if papier is None:
            raise Http404("Dieses Papier ist noch nicht festgeschrieben.")
        return antwort(
            request,
            papier,
            dateien.datei(papier),
            packen,
            vorhanden=dateien.vorhanden,
            intern=True,
        )
