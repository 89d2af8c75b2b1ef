"""Seiten, the overviews of Leichte Sprache and Gebärdensprache, and the files of Seiten."""

import re

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache
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
    sichtbar = Seite.objects.oeffentlich()

    def get(self, request, slug, pk, dateiname):
        datei = self.finden(slug, pk)
        # Compared here: PostgreSQL takes no NUL, and an address may hold one.
        if datei.dateiname != dateiname:
            raise Http404("Eine Datei dieses Namens gibt es hier nicht.")
        return self.senden(datei.datei.name, datei.medientyp, dateiname, datei.sha256)

    def finden(self, slug, pk):
        return get_object_or_404(
            self.modell, pk=pk, seite__in=self.sichtbar.filter(slug=slug).values("pk")
        )

    def senden(self, pfad, content_type, dateiname, sha256):
        if not default_storage.exists(pfad):
            raise Http404("Die Datei liegt nicht vor.")
        etag = quote_etag(sha256)
        # Kept, but asked for each time: a file ends with its Seite.
        kopf = {"ETag": etag, "Cache-Control": "public, no-cache"}
        if unchanged := get_conditional_response(self.request, etag=etag):
            for name, wert in kopf.items():
                unchanged[name] = wert
            return unchanged
        groesse = default_storage.size(pfad)
        kopf |= {"X-Content-Type-Options": "nosniff", "Accept-Ranges": "bytes"}
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
    modell = Seitenvideo

    def get(self, request, slug, pk):
        video = self.finden(slug, pk)
        if not video.untertitel:
            raise Http404("Zu diesem Video gibt es keine Untertitel.")
        name = f"{video.dateiname.rpartition('.')[0]}.vtt"
        pfad = video.untertitel.name
        return self.senden(pfad, "text/vtt; charset=utf-8", name, f"{video.pk}-{pfad}")


@method_decorator(never_cache, name="dispatch")
class VorschaudateiMixin(PermissionRequiredMixin):
    """The same file for the office, which looks at a Seite before everybody may."""

    permission_required = "agenda.view_seite"
    sichtbar = Seite.objects.all()


class VorschaudokumentView(VorschaudateiMixin, SeitendokumentView):
    pass


class VorschauvideoView(VorschaudateiMixin, SeitenvideoView):
    pass


class VorschauuntertitelView(VorschaudateiMixin, SeitenuntertitelView):
    pass
