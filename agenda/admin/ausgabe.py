"""Papers given out: their drafts, the link for Mitzeichnung, and what is kept of them."""

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from agenda.admin import archivpaket
from agenda.admin.ausgabeseiten import AusgabeSeitenMixin, ist_oeffentlich
from agenda.admin.ausgeben import AusgebenMixin
from agenda.domain import ausgaben, mitzeichnung, muster
from agenda.forms.ausgabe import AusgabeForm, AuswahlFormSet
from agenda.models import Ausgabe, AusgabeDatei, AusgabeSteckbrief
from agenda.models.ausgabe import Ausgabeart
from agenda.papers import ausgabe as papier
from kommunen.admin.shared import ChoiceOnlyMixin, NamedCellsMixin

FIELDSETS = [
    (
        None,
        {
            "description": "Ein Papier aus freigegebenen Steckbriefen. Solange es ein Entwurf ist, wird es jedes Mal neu aus den gültigen Fassungen gezeichnet. Festgeschrieben bleibt es für immer, wie es ist.",
            "fields": ("art", "titel", "slug", "handlungsfeld"),
        },
    ),
    (
        "Für ein Gremium",
        {
            "description": "Nur bei einer Anlage. Auf jeder Seite steht dann zum Beispiel „Anlage 2 zur Drucksache 2027/0123“. Fehlt die Beratung in der Liste, tragen Sie sie zuerst bei der Drucksache ein.",
            "fields": ("drucksache", "anlage_nr", "beratung"),
        },
    ),
    (
        "Wie sie aussieht",
        {
            "description": "Eine Gesamtausgabe enthält immer die ganze Agenda. Sonst wählen Sie unten, welche Steckbriefe hineinkommen: Ein Auszug braucht ein Handlungsfeld oder eine Auswahl; eine Anlage ohne Auswahl enthält die ganze Agenda.",
            "fields": ("ordnung", "titelblatt", "vorwort", "muster"),
        },
    ),
]
FESTGESCHRIEBEN = (
    "Festgeschrieben",
    {
        "description": "Was festgeschrieben ist, ändert niemand mehr.",
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
UNLOESCHBAR = (
    "Festgeschriebene Ausgaben lassen sich nicht löschen; geben Sie eine neue aus. "
    "Es wurde nichts gelöscht."
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


class AusgabeSteckbriefInline(ChoiceOnlyMixin, NamedCellsMixin, admin.TabularInline):
    model = AusgabeSteckbrief
    formset = AuswahlFormSet
    extra = 0
    autocomplete_fields = ("steckbrief",)
    fields = ("position", "steckbrief")
    verbose_name_plural = "Auswahl der Steckbriefe"


@admin.register(Ausgabe)
class AusgabeAdmin(AusgebenMixin, AusgabeSeitenMixin, ChoiceOnlyMixin, admin.ModelAdmin):
    form = AusgabeForm
    inlines = (AusgabeSteckbriefInline,)
    list_display = ("titel", "art", "wofuer", "zustand", "muster")
    list_filter = (StandFilter, "art", "muster")
    list_select_related = ("drucksache", "beratung__gremium", "handlungsfeld")
    search_fields = ("titel", "drucksache__nummer", "sha256")
    search_help_text = "Titel, Nummer der Drucksache oder Prüfsumme"
    readonly_fields = ("dateien_anzeige",)
    actions = ("delete_selected",)
    view_on_site = False

    # Reading

    @admin.display(description="für")
    def wofuer(self, ausgabe):
        if ausgabe.drucksache:
            fuer = f", {ausgabe.beratung}" if ausgabe.beratung else ""
            return f"Anlage {ausgabe.anlage_nr} zur {ausgabe.drucksache}{fuer}"
        return ausgabe.handlungsfeld

    @admin.display(description="Stand", ordering="festgeschrieben_at")
    def zustand(self, ausgabe):
        if not ausgabe.ist_festgeschrieben:
            return "Entwurf"
        wann = timezone.localtime(ausgabe.festgeschrieben_at)
        return f"festgeschrieben am {wann:%d.%m.%Y, %H:%M} Uhr"

    @admin.display(description="Dateien")
    def dateien_anzeige(self, ausgabe):
        dateien = format_html_join(
            "",
            "<p>{} Seiten, {}, {}<br>Prüfsumme (SHA-256): {}</p>",
            (
                (d.seiten, filesizeformat(d.groesse), _zustand_der_datei(ausgabe, d), d.sha256)
                for d in ausgabe.dateien.order_by("-created_at")
            ),
        )
        return dateien + archivpaket.link("ausgabe", ausgabe)

    def get_fieldsets(self, request, obj=None):
        return [*FIELDSETS, FESTGESCHRIEBEN] if obj and obj.ist_festgeschrieben else FIELDSETS

    def get_inlines(self, request, obj):
        """What a frozen one holds stands in its document, not in how it was chosen."""
        return () if _fest(obj) else self.inlines

    # Writing

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
        if _fest(obj) and not (obj.muster and request.user.has_perm(ausgaben.RECHT)):
            return False
        return super().has_delete_permission(request, obj)

    def delete_view(self, request, object_id, extra_context=None):
        ausgabe = self.get_object(request, object_id)
        if (
            _fest(ausgabe)
            and super().has_delete_permission(request)
            and not self.has_delete_permission(request, ausgabe)
        ):
            messages.error(request, UNLOESCHBAR)
            return self._to(ausgabe)
        return super().delete_view(request, object_id, extra_context)

    @admin.action(permissions=["delete"], description="Ausgewählte Entwürfe löschen")
    def delete_selected(self, request, queryset):
        if queryset.festgeschrieben().exists():
            messages.error(request, UNLOESCHBAR)
            return None
        return delete_selected(self, request, queryset)

    def get_deleted_objects(self, objs, request):
        """A Muster goes with its files; anything else that is frozen protects itself."""
        objekte, zahl, rechte, geschuetzt = super().get_deleted_objects(objs, request)
        if all(ausgabe.muster for ausgabe in objs):
            geschuetzt, rechte = [], rechte - {AusgabeDatei._meta.verbose_name}
        return objekte, zahl, rechte, geschuetzt

    def delete_model(self, request, obj):
        if _fest(obj):
            muster.entfernen(obj, user=request.user)
        else:
            super().delete_model(request, obj)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_von = request.user
        super().save_model(request, obj, form, change)

    # Pages

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/agenda.pdf", view(self.pdf_view), name="agenda_ausgabe_pdf"),
            path("<int:pk>/ausgabe.json", view(self.json_view), name="agenda_ausgabe_json"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context |= self._ansicht(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _ansicht(self, request, ausgabe):
        """Return what stands above the form: what the Ausgabe holds now, and what can be done."""
        # The form may have written into the instance what was refused.
        ausgabe = self.get_queryset(request).get(pk=ausgabe.pk)
        band = ausgaben.bauen(ausgabe)
        fest = ausgabe.ist_festgeschrieben
        return {
            "ausgabe": ausgabe,
            "band": band.daten,
            "anzahl": len(band.steckbriefe),
            "ohne_fassung": [] if fest else ausgaben.ohne_fassung(ausgabe),
            "entwurf": not fest,
            "oeffentlich": fest and ist_oeffentlich(ausgabe),
            "darf_entwerfen": self.may_draft(request),
            "token": mitzeichnung.make_token(ausgabe)
            if not fest and self.may_draft(request)
            else "",
            "darf_festschreiben": not fest and self.has_freeze_permission(request),
            "darf_weiter": fest
            and ausgabe.art == Ausgabeart.ANLAGE
            and not ausgabe.muster
            and self.has_add_permission(request),
        }

    def pdf_view(self, request, pk):
        """Give out the kept PDF to the office, also of what is not public."""
        ausgabe = self.find_frozen(request, pk)
        try:
            datei = papier.kopie(ausgabe)
        except papier.Unfertig as warten:
            return self.progress(request, ausgabe, warten.fortschritt, "Die Datei wird neu gesetzt")
        except (*papier.GRUENDE, FileNotFoundError, ValidationError) as error:
            return self.failed(request, ausgabe, error)
        name = ausgaben.dateiname(ausgabe, ausgaben.bauen(ausgabe))
        return FileResponse(
            papier.oeffnen(datei), filename=f"{name}.pdf", content_type="application/pdf"
        )

    def json_view(self, request, pk):
        ausgabe = self.find_frozen(request, pk)
        return HttpResponse(ausgabe.dokument.encode(), content_type="application/json")


def _fest(ausgabe):
    return ausgabe is not None and ausgabe.ist_festgeschrieben


def _zustand_der_datei(ausgabe, datei):
    if datei.dokument_sha256 != ausgabe.sha256:
        return "nach einer Schwärzung gelöscht"
    if ausgaben.vorhanden(datei):
        return "vorhanden"
    return format_html("<strong>{}</strong>", "fehlt im Speicher")
