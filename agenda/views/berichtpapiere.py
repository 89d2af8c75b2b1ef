"""The papers of a Sachstandsbericht: PDF, Word, and of its draft for Mitzeichnung."""

import logging

from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.generic import View

from agenda.domain import berichtdateien, berichte
from agenda.models.teile import Medientyp
from agenda.papers import bericht as papier
from agenda.papers import bericht_docx
from agenda.views.berichte import BerichtMixin, BerichtVorschauMixin, ausgeschnitten
from agenda.views.papierantwort import KeinPapier, PapierMixin

log = logging.getLogger(__name__)
AUSWEG = "Denselben Text lesen Sie auf der Seite des Berichts."


def datei_von(bericht):
    """Return the BerichtDatei of a frozen Bericht, its bytes there; raises KeinPapier, Gescheitert."""
    try:
        return papier.kopie(bericht)
    except FileNotFoundError as verloren:
        log.error("Bericht %s: die Datei fehlt: %s", bericht.kennung, verloren)
        raise KeinPapier(
            "Die Datei dieses Berichts fehlt",
            "Sie liegt nicht mehr da, wo das Portal sie aufbewahrt. Eine andere als die festgeschriebene Datei geben wir nicht heraus.",
            "Das liegt an uns, nicht an Ihnen. Die Störung ist notiert; die Datei wird aus der Datensicherung geholt.",
            status=503,
            sekunden=3600,
            wege=[("Was in diesem Bericht steht", bericht.get_absolute_url())],
        ) from None


def gefragt(response, etag):
    """Let browsers keep it and ask each time: a redaction is seen at once."""
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    return response


class BerichtPdfView(PapierMixin, BerichtMixin, View):
    """The bytes that are kept; with ?kommune= the Auszug drawn from the frozen document."""

    ausweg = AUSWEG

    def get(self, request, **kwargs):
        if "auszug" in self.dokument.daten:
            key = papier.key(self.dokument)
            return gezeichnet(request, self, key, papier.pdf, "pdf", "application/pdf")
        datei = berichtdateien.datei(self.bericht)
        etag = f'"{datei.sha256}"' if datei else None
        if etag and (unchanged := get_conditional_response(request, etag=etag)):
            return gefragt(unchanged, etag)
        datei = datei_von(self.bericht)
        response = FileResponse(
            papier.oeffnen(datei),
            filename=f"{papier.dateiname(self.dokument)}.pdf",
            content_type="application/pdf",
        )
        return gefragt(response, f'"{datei.sha256}"')


class BerichtDocxView(PapierMixin, BerichtMixin, View):
    """The frozen document as Word; with ?kommune= the Auszug."""

    ausweg = AUSWEG

    def get(self, request, **kwargs):
        key = bericht_docx.key(self.dokument)
        return gezeichnet(request, self, key, bericht_docx.docx, "docx", Medientyp.DOCX.value)


def gezeichnet(request, view, key, machen, endung, content_type):
    """Answer with what is drawn from the document of a view, or 304 if the reader has it."""
    etag = f'"{key}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return gefragt(unchanged, etag)
    inhalt = papier.aus_festgeschriebenem(view.bericht, view.dokument, key, machen)
    name = f"{papier.dateiname(view.dokument)}.{endung}"
    response = HttpResponse(
        inhalt,
        content_type=content_type,
        headers={"Content-Disposition": content_disposition_header(endung == "docx", name)},
    )
    return gefragt(response, etag)


class BerichtVorschauPdfView(BerichtVorschauMixin, PapierMixin, View):
    """The draft as it is now, ENTWURF on each page; with ?kommune= its Auszug."""

    ausweg = AUSWEG
    endung, content_type = "pdf", "application/pdf"
    zeichnen = staticmethod(papier.pdf)

    def get(self, request, **kwargs):
        try:
            dokument = ausgeschnitten(berichte.bauen(self.bericht), request)
        except ValidationError as error:
            raise KeinPapier(
                "Diesen Entwurf gibt es noch nicht als Datei", *error.messages, status=409
            ) from None
        name = f"{papier.dateiname(dokument, entwurf=True)}.{self.endung}"
        return HttpResponse(
            self.zeichnen(dokument, entwurf=True),
            content_type=self.content_type,
            headers={
                "Content-Disposition": content_disposition_header(self.endung == "docx", name)
            },
        )


class BerichtVorschauDocxView(BerichtVorschauPdfView):
    """The same draft as Word."""

    endung, content_type = "docx", Medientyp.DOCX.value
    zeichnen = staticmethod(bericht_docx.docx)
