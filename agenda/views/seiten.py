"""Seiten, the overviews of Leichte Sprache and Gebärdensprache, and the files of Seiten."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.generic import DetailView, View

from agenda.domain import seiten
from agenda.models import Seite, Seitendokument, Seitenvideo
from agenda.models.teile import Medientyp


class SeiteView(DetailView):
    template_name = "agenda/seite.html"
    context_object_name = "seite"
    queryset = Seite.objects.oeffentlich()

    def get_context_data(self, **kwargs):
        self.angaben = seiten.Angaben()
        return super().get_context_data(
            darstellung=seiten.darstellen(self.object, self.angaben),
            dokumente=list(self.object.dokumente.all()),
            videos=list(self.object.videos.all()),
            vorschau=False,
            **kwargs,
        )


class LeichteSpracheView(SeiteView):
    """Everything there is in Leichte Sprache: the portal itself, then the Steckbriefe."""

    template_name = "agenda/leichte_sprache.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        eintraege = list(seiten.eintraege_in_leichter_sprache())
        return {**context, "themen": seiten.themen(self.angaben), "eintraege": eintraege}


class GebaerdenspracheView(SeiteView):
    """The same topics as videos; as long as there are none, the page says so."""

    template_name = "agenda/gebaerdensprache.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        themen = [
            (thema, darstellung, [video for video in context["videos"] if video.thema == thema])
            for thema, darstellung in seiten.themen(self.angaben)
        ]
        weitere = [video for video in context["videos"] if video.thema not in seiten.THEMEN]
        return {**context, "themen": themen, "weitere": weitere}


class Abschnitt:
    """A part of an open file, as FileResponse reads it."""

    def __init__(self, datei, beginn, laenge):
        self.datei, self.rest = datei, laenge
        datei.seek(beginn)

    def read(self, groesse):
        inhalt = self.datei.read(min(groesse, self.rest))
        self.rest -= len(inhalt)
        return inhalt

    def close(self):
        self.datei.close()


def bereich(kopf, groesse):
    """Return (first, last) byte of a Range header, or None where the whole file answers it.

    One range only, as players ask for it (RFC 9110, 14.2). Raises ValueError for one that the
    file does not have.
    """
    treffer = re.fullmatch(r"bytes=([0-9]{0,15})-([0-9]{0,15})", kopf.replace(" ", ""))
    if not treffer or not (treffer[1] or treffer[2]):
        return None
    if not treffer[1]:
        beginn, ende = max(0, groesse - int(treffer[2])), groesse - 1
        if not int(treffer[2]):
            raise ValueError("an empty range")
    else:
        beginn = int(treffer[1])
        ende = min(int(treffer[2]) if treffer[2] else groesse - 1, groesse - 1)
        if treffer[2] and int(treffer[2]) < beginn:
            return None
    if beginn >= groesse:
        raise ValueError("beyond the end")
    return beginn, ende


class SeitendateiView(View):
    """A file of a public Seite, whole or a range of it: Safari plays no video without ranges."""

    modell = None

    def get(self, request, slug, pk, dateiname):
        datei = get_object_or_404(
            self.modell, pk=pk, seite__slug=slug, seite__oeffentlich=True, dateiname=dateiname
        )
        return self.senden(datei.datei.name, datei.medientyp, dateiname, datei.sha256)

    def senden(self, pfad, content_type, dateiname, sha256):
        if not default_storage.exists(pfad):
            raise Http404("Die Datei liegt nicht vor.")
        etag = quote_etag(sha256)
        if unchanged := get_conditional_response(self.request, etag=etag):
            return unchanged
        groesse = default_storage.size(pfad)
        kopf = {"X-Content-Type-Options": "nosniff", "ETag": etag, "Accept-Ranges": "bytes"}
        teil = None
        if self.request.headers.get("If-Range", etag) == etag:
            try:
                teil = bereich(self.request.headers.get("Range", ""), groesse)
            except ValueError:
                return HttpResponse(
                    status=416, headers={**kopf, "Content-Range": f"bytes */{groesse}"}
                )
        beginn, ende = teil or (0, groesse - 1)
        kopf["Content-Length"] = str(ende - beginn + 1)
        if teil:
            kopf["Content-Range"] = f"bytes {beginn}-{ende}/{groesse}"
        return FileResponse(
            Abschnitt(default_storage.open(pfad), beginn, ende - beginn + 1),
            status=206 if teil else 200,
            # What a browser cannot show itself is meant to be kept.
            as_attachment=content_type in (Medientyp.DOCX, Medientyp.XLSX, Medientyp.ODT),
            filename=dateiname,
            content_type=content_type,
            headers=kopf,
        )


class SeitendokumentView(SeitendateiView):
    modell = Seitendokument


class SeitenvideoView(SeitendateiView):
    modell = Seitenvideo


class SeitenuntertitelView(SeitendateiView):
    def get(self, request, slug, pk):
        video = get_object_or_404(Seitenvideo, pk=pk, seite__slug=slug, seite__oeffentlich=True)
        if not video.untertitel:
            raise Http404("Zu diesem Video gibt es keine Untertitel.")
        name = f"{video.dateiname.rpartition('.')[0]}.vtt"
        pfad = video.untertitel.name
        return self.senden(pfad, "text/vtt; charset=utf-8", name, f"{video.pk}-{pfad}")
