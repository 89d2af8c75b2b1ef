"""Pages the office writes itself, with their documents and videos."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from agenda.domain import seiten
from agenda.forms.seite import SeiteForm, SeitendokumentForm, SeitenvideoForm
from agenda.models import Seite, Seitendokument, Seitenvideo
from agenda.models.seite import Lesbarkeit
from kommunen.admin.shared import FixedAddressMixin, StampMixin

WO = {
    "portal": ("Portal", "admin:kommunen_portal_changelist"),
    "recht": ("Rechtsgrundlagen", "admin:kommunen_rechtsgrundlage_changelist"),
}
PLATZHALTER = (
    *seiten.PORTALFELDER,
    "anschrift",
    "recht:…",
    "ergaenzen: was hier noch fehlt",
)


class DateiInline(admin.StackedInline):
    extra = 0

    @admin.display(description="Vorhandene Datei")
    def vorhanden(self, datei):
        if not datei.pk:
            return "noch keine"
        return format_html(
            '<a href="{}">{}</a> ({}, {})',
            datei.get_absolute_url(),
            datei.dateiname,
            datei.get_medientyp_display(),
            filesizeformat(datei.groesse),
        )


class SeitendokumentInline(DateiInline):
    model = Seitendokument
    form = SeitendokumentForm
    readonly_fields = ("vorhanden",)
    fields = ("reihenfolge", "titel", "vorhanden", "datei")


class SeitenvideoInline(DateiInline):
    model = Seitenvideo
    form = SeitenvideoForm
    readonly_fields = ("vorhanden",)
    fields = ("reihenfolge", "thema", "titel", "vorhanden", "datei", "untertitel", "transkript")


@admin.register(Seite)
class SeiteAdmin(FixedAddressMixin, StampMixin, admin.ModelAdmin):
    form = SeiteForm
    list_display = ("titel", "slug", "oeffentlich", "fehlt_noch", "leichte_sprache_stand")
    inlines = (SeitendokumentInline, SeitenvideoInline)
    readonly_fields = ("ansehen", "fehlt", "leichte_sprache_stand", "geaendert_at")

    def get_fieldsets(self, request, obj=None):
        return (
            (
                None,
                {
                    "description": "Der Text darf Absätze, Überschriften (##), Listen und Links enthalten. Diese Platzhalter füllen sich mit den Angaben des Portals: "
                    + ", ".join(f"[[{name}]]" for name in PLATZHALTER)
                    + ".",
                    "fields": (
                        *(("ansehen", "fehlt") if obj else ()),
                        "titel",
                        "slug",
                        "kurzbeschreibung",
                        "text",
                        "vollstaendig",
                    ),
                },
            ),
            (
                "Leichte Sprache",
                {
                    "description": "Kurze Sätze, bekannte Wörter. Lassen Sie den Text von Menschen prüfen, die Leichte Sprache brauchen. Bis zur Bestätigung steht auf der Seite, dass er ein Entwurf ist.",
                    "fields": (
                        "leichte_sprache",
                        "leichte_sprache_stand",
                        *(
                            ("leichte_sprache_passt",)
                            if self.has_change_permission(request, obj)
                            else ()
                        ),
                    ),
                },
            ),
            (
                "Veröffentlichung",
                {
                    "description": "Wo die Seite erscheint. „Stand“ ist der Tag der letzten Änderung am Text.",
                    "fields": (
                        "oeffentlich",
                        "im_fuss",
                        "reihenfolge",
                        "geaendert_at",
                        *(("gesehen",) if self.has_change_permission(request, obj) else ()),
                    ),
                },
            ),
        )

    def has_delete_permission(self, request, obj=None):
        bleibt = obj is not None and obj.slug in seiten.UNLOESCHBAR
        return not bleibt and super().has_delete_permission(request, obj)

    def delete_model(self, request, obj):
        dateien = seiten.dateipfade(obj)
        super().delete_model(request, obj)
        seiten.verwaiste_loeschen(dateien)

    def get_actions(self, request):
        """Take away deleting in bulk: what the law wants could be among it."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_urls(self):
        return [
            path(
                "<int:pk>/vorschau/",
                self.admin_site.admin_view(self.vorschau),
                name="agenda_seite_vorschau",
            ),
            *super().get_urls(),
        ]

    def vorschau(self, request, pk):
        """Show a Seite as readers will see it, also before it is public."""
        seite = self.get_object(request, str(pk))
        if seite is None or not self.has_view_permission(request, seite):
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        return TemplateResponse(
            request,
            "agenda/seite.html",
            {
                "seite": seite,
                "darstellung": seiten.darstellen(seite, self.angaben),
                "dokumente": list(seite.dokumente.all()),
                "videos": list(seite.videos.all()),
                "vorschau": True,
            },
        )

    def get_queryset(self, request):
        # One reading of the operator's data serves the whole list.
        self.angaben = seiten.Angaben()
        return super().get_queryset(request)

    def save_formset(self, request, form, formset, change):
        vorher = seiten.dateipfade(form.instance)
        super().save_formset(request, form, formset, change)
        seiten.verwaiste_loeschen(vorher)
        if formset.has_changed():
            form.instance.geaendert_at = timezone.now()
            form.instance.save(update_fields=["geaendert_at"])

    @admin.display(description="Seite ansehen")
    def ansehen(self, seite):
        adresse = (
            seite.get_absolute_url()
            if seite.oeffentlich
            else reverse("admin:agenda_seite_vorschau", args=[seite.pk])
        )
        return format_html('<a href="{}">{}</a>', adresse, adresse)

    @admin.display(description="fehlt noch")
    def fehlt_noch(self, seite):
        fehlt = seiten.darstellen(seite, self.angaben).fehlt
        if fehlt:
            return "1 Angabe" if len(fehlt) == 1 else f"{len(fehlt)} Angaben"
        return "nichts" if seite.vollstaendig else "Prüfung"

    @admin.display(description="fehlt noch")
    def fehlt(self, seite):
        fehlt = seiten.darstellen(seite, self.angaben).fehlt
        if not fehlt:
            return "nichts" if seite.vollstaendig else "die Bestätigung, dass der Text geprüft ist"
        return format_html(
            "<ul>{}</ul>",
            format_html_join(
                "", "<li>{} ({})</li>", ((fehlend.was, self._wo(fehlend)) for fehlend in fehlt)
            ),
        )

    def _wo(self, fehlend):
        if fehlend.wo not in WO:
            return "im Text dieser Seite"
        name, adresse = WO[fehlend.wo]
        return format_html('ausfüllen unter <a href="{}">{}</a>', reverse(adresse), name)

    @admin.display(description="Stand der Leichten Sprache")
    def leichte_sprache_stand(self, seite):
        return Lesbarkeit(seite.lesbarkeit).label
