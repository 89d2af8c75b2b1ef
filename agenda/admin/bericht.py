"""Sachstandsberichte: their drafts, and what is kept of them."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.http import content_disposition_header

from agenda.admin import archivpaket
from agenda.admin.berichtseiten import BerichtSeitenMixin, ist_oeffentlich
from agenda.domain import berichte, mitzeichnung
from agenda.forms.bericht import BerichtForm
from agenda.models import Bericht
from agenda.models.teile import Medientyp
from agenda.papers import bericht as papier
from agenda.papers import bericht_docx
from kommunen.admin.shared import ChoiceOnlyMixin

FIELDSETS = [
    (
        None,
        {
            "description": "Was in einem Zeitraum aus der Agenda geworden ist. Der Bericht zeichnet sich selbst: aus den Fassungen, die am Ende des Zeitraums gelten, und den angenommenen Sachständen. Solange er ein Entwurf ist, jedes Mal neu.",
            "fields": ("nummer", "titel", "von", "bis", "redaktionsschluss"),
        },
    ),
    (
        "Für ein Gremium",
        {
            "description": "Ist Sitzung, Drucksache oder Beratung nichtöffentlich, wird auch der Bericht nicht veröffentlicht.",
            "fields": ("sitzung", "drucksache", "beratung", "aktenzeichen"),
        },
    ),
    (
        "Freie Abschnitte",
        {
            "description": "Nur was ausgefüllt ist, erscheint. Markdown ist erlaubt. Bitte nennen Sie Funktionen, keine Namen.",
            "fields": ("vorwort", "vortrag", "personal", "veranstaltungen", "ausblick"),
        },
    ),
]
BERICHTIGUNG = ("Berichtigung", {"fields": ("berichtigung_grund",)})
FESTGESCHRIEBEN = (
    "Festgeschrieben",
    {
        "description": "Was festgeschrieben ist, ändert niemand mehr. Ein Fehler wird durch eine Berichtigung behoben.",
        "fields": (
            "festgeschrieben_at",
            "festgeschrieben_von",
            "sha256",
            "sha256_original",
            "geschwaerzt_at",
            "dateien_anzeige",
        ),
    },
)


class StandFilter(admin.SimpleListFilter):
    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return (("entwurf", "Entwurf"), ("fest", "festgeschrieben"))

    def queryset(self, request, queryset):
        if self.value() == "entwurf":
            return queryset.entwuerfe()
        return queryset.festgeschrieben() if self.value() == "fest" else queryset


@admin.register(Bericht)
class BerichtAdmin(BerichtSeitenMixin, ChoiceOnlyMixin, admin.ModelAdmin):
    form = BerichtForm
    list_display = ("__str__", "zeitraum", "wofuer", "zustand")
    list_filter = (StandFilter,)
    list_select_related = ("drucksache", "beratung__gremium", "sitzung__gremium")
    search_fields = ("titel", "drucksache__nummer", "sha256")
    search_help_text = "Titel, Nummer der Drucksache oder Prüfsumme"
    readonly_fields = ("dateien_anzeige",)
    # A frozen one stays; drafts are deleted one by one.
    actions = None
    view_on_site = False

    # Reading

    @admin.display(description="Zeitraum", ordering="bis")
    def zeitraum(self, bericht):
        return f"{bericht.von:%d.%m.%Y} bis {bericht.bis:%d.%m.%Y}"

    @admin.display(description="für")
    def wofuer(self, bericht):
        return bericht.beratung or bericht.sitzung or bericht.drucksache

    @admin.display(description="Stand", ordering="festgeschrieben_at")
    def zustand(self, bericht):
        if not bericht.ist_festgeschrieben:
            return "Entwurf"
        wann = timezone.localtime(bericht.festgeschrieben_at)
        return f"festgeschrieben am {wann:%d.%m.%Y, %H:%M} Uhr"

    @admin.display(description="Dateien")
    def dateien_anzeige(self, bericht):
        dateien = format_html_join(
            "",
            "<p>{} Seiten, {}, {}<br>Prüfsumme (SHA-256): {}</p>",
            (
                (d.seiten, filesizeformat(d.groesse), _zustand(bericht, d), d.sha256)
                for d in bericht.dateien.order_by("-created_at")
            ),
        )
        return dateien + archivpaket.link("bericht", bericht)

    def get_fieldsets(self, request, obj=None):
        berichtigung = [BERICHTIGUNG] if obj and obj.berichtigung else []
        fest = [FESTGESCHRIEBEN] if _fest(obj) else []
        return [*berichtigung, *FIELDSETS, *fest]

    def get_readonly_fields(self, request, obj=None):
        """A Berichtigung corrects one number and period, and no other."""
        fest = ("nummer", "von", "bis") if obj and obj.berichtigung else ()
        return (*self.readonly_fields, *fest)

    # Writing

    def get_changeform_initial_data(self, request):
        vorschlag = berichte.vorschlag()
        if sitzung := vorschlag.get("sitzung"):
            vorschlag["sitzung"] = sitzung.pk
        return vorschlag | super().get_changeform_initial_data(request)

    def get_object(self, request, object_id, from_field=None):
        """Lock the draft while its form is saved: nobody gives it out meanwhile."""
        rows = self.get_queryset(request)
        if request.method == "POST":
            rows = rows.select_for_update()
        try:
            return rows.filter(pk=self.opts.pk.to_python(object_id)).first()
        except (ValidationError, ValueError):
            return None

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not _fest(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not _fest(obj)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_von = request.user
        super().save_model(request, obj, form, change)

    # Pages

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/bericht.pdf", view(self.pdf_view), name="agenda_bericht_pdf"),
            path("<int:pk>/bericht.docx", view(self.docx_view), name="agenda_bericht_docx"),
            path("<int:pk>/bericht.json", view(self.json_view), name="agenda_bericht_json"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context |= self._ansicht(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _ansicht(self, request, bericht):
        """Return what stands above the form: what the Bericht says now, and what can be done."""
        # The form may have written into the instance what was refused.
        bericht = self.get_queryset(request).get(pk=bericht.pk)
        fest = bericht.ist_festgeschrieben
        dokument, fehler = self.drawn(bericht)
        darf = self.may_draft(request)
        return {
            "bericht": bericht,
            "drucksache": berichte.drucksache_zu(bericht),
            "dokument": dokument and dokument.daten,
            "ohne_aenderung": bool(dokument) and dokument.ohne_aenderung,
            "fehler_im_zeitraum": fehler,
            "entwurf": not fest,
            "oeffentlich": fest and ist_oeffentlich(bericht),
            "darf_entwerfen": darf,
            "token": mitzeichnung.make_token(bericht) if not fest and darf else "",
            "darf_festschreiben": not fest and self.has_freeze_permission(request),
            "darf_berichtigen": fest and self.may_correct(request),
        }

    def pdf_view(self, request, pk):
        """Give out the kept PDF to the office, also of what is not public; or an Auszug."""
        bericht = self.find_frozen(request, pk)
        if request.GET.get("kommune"):
            return self.gezeichnet(request, bericht, papier, papier.pdf, "pdf", "application/pdf")
        try:
            datei = papier.kopie(bericht)
        except (*papier.GRUENDE, FileNotFoundError, ValidationError) as error:
            return self.failed(request, bericht, error)
        name = papier.dateiname(berichte.bauen(bericht))
        return FileResponse(
            papier.oeffnen(datei), filename=f"{name}.pdf", content_type="application/pdf"
        )

    def docx_view(self, request, pk):
        """The same as Word, whole or as an Auszug."""
        bericht = self.find_frozen(request, pk)
        machen, medientyp = bericht_docx.docx, Medientyp.DOCX.value
        return self.gezeichnet(request, bericht, bericht_docx, machen, "docx", medientyp)

    def gezeichnet(self, request, bericht, wie, machen, endung, medientyp):
        """Answer with what is drawn from a frozen document, of ?kommune= its Auszug."""
        dokument = berichte.bauen(bericht)
        if slug := request.GET.get("kommune"):
            try:
                dokument = berichte.auszug(dokument, slug)
            except KeyError:
                raise Http404("Zu dieser Kommune gibt es keinen Auszug.") from None
        try:
            inhalt = papier.aus_festgeschriebenem(bericht, dokument, wie.key(dokument), machen)
        except papier.GRUENDE as error:
            return self.failed(request, bericht, error)
        name = f"{papier.dateiname(dokument)}.{endung}"
        return HttpResponse(
            inhalt,
            content_type=medientyp,
            headers={
                "Content-Disposition": content_disposition_header(endung == "docx", name),
                "Cache-Control": "private, no-store",
            },
        )

    def json_view(self, request, pk):
        bericht = self.find_frozen(request, pk)
        return HttpResponse(bericht.dokument.encode(), content_type="application/json")


def _fest(bericht):
    return bericht is not None and bericht.ist_festgeschrieben


def _zustand(bericht, datei):
    if datei.dokument_sha256 != bericht.sha256:
        return "nach einer Schwärzung gelöscht"
    return "vorhanden" if berichte.vorhanden(datei) else "fehlt im Speicher"
