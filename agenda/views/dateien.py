"""Files of a Steckbrief: the paper, the data, and what is attached."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.functional import cached_property
from django.views.generic import View

from agenda.domain.dokument import Dokument
from agenda.models import Anlage
from agenda.models.teile import Medientyp, anlage_pfad
from agenda.papers import steckbrief, store
from agenda.views.nummer import EinzelneFassungMixin, FassungMixin
from agenda.views.papierantwort import PapierMixin


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

    def name(self):
        return f"Steckbrief-{self.fassung.nummer}_Fassung-{self.fassung.nr}"


class JsonDatei(SteckbriefDatei):
    content_type = "application/json"
    endung = "json"

    def etag(self):
        return self.fassung.sha256

    def inhalt(self):
        return self.fassung.dokument.encode()


class PdfDatei(PapierMixin, SteckbriefDatei):
    content_type = "application/pdf"
    endung = "pdf"
    ausweg = "Denselben Text lesen Sie auf der Seite des Steckbriefs."

    @cached_property
    def key(self):
        return steckbrief.key(self.fassung)

    def etag(self):
        return self.key

    def inhalt(self):
        # From the store the key alone is enough; to know it has cost a query.
        return store.lesen(self.key) or steckbrief.pdf(self.fassung)


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
