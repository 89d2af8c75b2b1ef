"""What is chosen in the list of Steckbriefe, to take along: as PDF or as a Word file."""

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from agenda.admin.fortgang import fortgang, von_selbst
from agenda.domain import band
from agenda.models.ausgabe import Ausgabeart, Ordnung
from agenda.models.teile import Medientyp
from agenda.papers import ausgabe as papier
from agenda.papers import band as bandpapier
from agenda.papers import docx

SEITE = "admin:agenda_steckbrief_mitnehmen"
LISTE = "admin:agenda_steckbrief_changelist"
TITEL = {"pdf": "Auswahl als PDF", "docx": "Auswahl als Word-Datei"}
MEDIENTYP = {"pdf": Medientyp.PDF, "docx": Medientyp.DOCX}
NICHTS = "Von der Auswahl ist nichts freigegeben, das jetzt gilt. Deshalb gibt es keine Datei."
VIELE = "Es sind {} Steckbriefe ausgewählt, in eine Datei passen höchstens {}. Für die ganze Agenda gibt es „Ausgaben“."


class MitnehmenMixin:
    """For the SteckbriefAdmin: two actions, and the page that names what is not in the file."""

    actions = ("auswahl_als_pdf", "auswahl_als_docx")

    def get_urls(self):
        return [
            path(
                "auswahl/<str:endung>/",
                self.admin_site.admin_view(self.mitnehmen_view),
                name="agenda_steckbrief_mitnehmen",
            ),
            *super().get_urls(),
        ]

    @admin.action(description="Auswahl als PDF", permissions=["view"])
    def auswahl_als_pdf(self, request, queryset):
        return self._mitnehmen(request, queryset, "pdf")

    @admin.action(description="Auswahl als Word-Datei", permissions=["view"])
    def auswahl_als_docx(self, request, queryset):
        return self._mitnehmen(request, queryset, "docx")

    def _mitnehmen(self, request, queryset, endung):
        pks = list(queryset.values_list("pk", flat=True))
        if len(pks) > settings.PAPERS_SELECTION_MAX:
            messages.error(request, VIELE.format(len(pks), settings.PAPERS_SELECTION_MAX))
            return None
        ziel = reverse(SEITE, args=[endung])
        return HttpResponseRedirect(f"{ziel}?steckbriefe={','.join(map(str, pks))}")

    def mitnehmen_view(self, request, endung):
        """Give out the file; before, name what is not released, and tell how far long work is."""
        if endung not in TITEL:
            raise Http404
        if not self.has_view_permission(request):
            raise PermissionDenied
        gewaehlt = self._gewaehlte(request)
        fassungen = {f.steckbrief_id: f for f in band.auswahl(gewaehlt)}
        enthalten = [fassungen[s.pk] for s in gewaehlt if s.pk in fassungen]
        fehlende = [s for s in gewaehlt if s.pk not in fassungen]
        if not enthalten:
            messages.error(request, NICHTS)
            return HttpResponseRedirect(reverse(LISTE))
        if fehlende and "weiter" not in request.GET:
            return self.page(
                request,
                "mitnehmen",
                None,
                TITEL[endung],
                fehlende=fehlende,
                anzahl=len(enthalten),
                weiter=f"{request.get_full_path()}&weiter=1",
            )
        gebaut = band.bauen(
            enthalten,
            art=Ausgabeart.AUSZUG,
            untertitel="Auswahl",
            ordnung=Ordnung.AUSWAHL,
            titelblatt=False,
        )
        try:
            inhalt = self._inhalt(gebaut, endung)
        except papier.Unfertig as warten:
            return von_selbst(
                self.page(
                    request,
                    "mitnehmen_fortschritt",
                    None,
                    TITEL[endung],
                    fortschritt=warten.fortschritt,
                    **fortgang(request),
                )
            )
        except papier.GRUENDE as fehler:
            messages.error(request, papier.grund(fehler))
            return HttpResponseRedirect(reverse(LISTE))
        name = f"Steckbriefe_Auswahl_Stand-{gebaut['stand']}.{endung}"
        return HttpResponse(
            inhalt,
            content_type=MEDIENTYP[endung].value,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def _gewaehlte(self, request):
        """Return the Steckbriefe of the address that the account may see, in its order."""
        roh = request.GET.get("steckbriefe", "").split(",")[: settings.PAPERS_SELECTION_MAX]
        pks = list(dict.fromkeys(int(pk) for pk in roh if pk.isascii() and pk.isdecimal()))
        rows = self.rows(request).vorhanden().in_bulk([pk for pk in pks if pk < 2**31])
        return [rows[pk] for pk in pks if pk in rows]

    def _inhalt(self, gebaut, endung):
        if endung == "pdf":
            return papier.setzen(gebaut)
        return docx.auswahl(bandpapier.plan(gebaut))
