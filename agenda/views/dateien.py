"""Files of a Steckbrief: the paper, the data, and what is attached."""

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.generic import View

from agenda.domain.dokument import Dokument
from agenda.models import Anlage
from agenda.models.teile import Medientyp, anlage_pfad
from agenda.papers import steckbrief
from agenda.views.nummer import EinzelneFassungMixin, FassungMixin


class SteckbriefDatei(View):
    """A file made from `self.fassung`; subclasses say its type and how its bytes come about."""

    content_type = ""
    endung = ""

    def get(self, request, **kwargs):
        etag = f'"{self.etag()}"'
        if unchanged := get_conditional_response(request, etag=etag):
            unchanged["ETag"] = etag
            return unchanged
        name = f"{self.name()}.{self.endung}"
        return HttpResponse(
            self.inhalt(),
            headers={
                "Content-Type": self.content_type,
                "Content-Disposition": f'inline; filename="{name}"',
                "ETag": etag,
            },
        )

    @property
    def base_url(self):
        return self.request.build_absolute_uri("/")[:-1]

    def name(self):
        return f"Steckbrief-{self.fassung.nummer}_Fassung-{self.fassung.nr}"


class JsonDatei(SteckbriefDatei):
    content_type = "application/json"
    endung = "json"

    def etag(self):
        return self.fassung.sha256

    def inhalt(self):
        return self.fassung.dokument.encode()


class PdfDatei(SteckbriefDatei):
    content_type = "application/pdf"
    endung = "pdf"

    def etag(self):
        return steckbrief.fingerprint(self.fassung, base_url=self.base_url)

    def inhalt(self):
        """Render once; the cache is emptied by a redaction and forgotten with the process."""
        return cache.get_or_set(
            f"papers:{self.etag()}",
            lambda: steckbrief.render(self.fassung, base_url=self.base_url),
            timeout=None,
        )


class AnlageDatei(View):
    """An attached file, given out only if `self.fassung` lists it."""

    def get(self, request, uuid, dateiname, **kwargs):
        zeile = self.zeile(str(uuid))
        # A redacted file has no hash any more.
        if zeile is None or zeile["sha256"].leer or zeile["dateiname"].wert != dateiname:
            raise Http404("Diese Anlage gehört nicht zu dieser Fassung.")
        medientyp = Medientyp(zeile["medientyp"].wert["code"])
        pfad = anlage_pfad(Anlage(sha256=zeile["sha256"].wert, medientyp=medientyp))
        if not default_storage.exists(pfad):
            raise Http404("Die Datei liegt nicht vor.")
        return FileResponse(
            default_storage.open(pfad),
            filename=dateiname,
            content_type=medientyp.value,
            headers={"X-Content-Type-Options": "nosniff", "ETag": f'"{zeile["sha256"].wert}"'},
        )

    def zeile(self, uuid):
        anlagen = Dokument.lesen(self.fassung.dokument)["anlagen"]
        return next((zeile for zeile in anlagen.zeilen if zeile.uuid == uuid), None)


class SteckbriefJsonView(FassungMixin, JsonDatei):
    pass


class SteckbriefPdfView(FassungMixin, PdfDatei):
    pass


class AnlageView(FassungMixin, AnlageDatei):
    folgt_nachfolger = False


class FassungJsonView(EinzelneFassungMixin, JsonDatei):
    pass


class FassungPdfView(EinzelneFassungMixin, PdfDatei):
    pass


class FassungAnlageView(EinzelneFassungMixin, AnlageDatei):
    pass
