from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse

from kommunen.admin.shared import StampMixin
from kommunen.models import Portal, Rechtsgrundlage


@admin.register(Portal)
class PortalAdmin(StampMixin, admin.ModelAdmin):
    readonly_fields = ("stand",)
    fieldsets = (
        (
            None,
            {
                "description": "Wer dieses Portal betreibt und wie es heißt. Diese Angaben stehen auf jeder Seite.",
                "fields": ("kreis", "titel", "leitsatz"),
            },
        ),
        (
            "Startseite",
            {
                "description": "Womit das Portal seine Besucher*innen empfängt.",
                "fields": ("einfuehrung", "vision_titel", "vision"),
            },
        ),
        (
            "Karte",
            {
                "description": "Die Flächen selbst stehen bei den Kommunen. Ohne Karte zeigt die Seite nur die Liste.",
                "fields": (("karte_breite", "karte_hoehe"), "karte_quelle"),
            },
        ),
        (
            "Kontakt",
            {
                "description": "Die Stelle, die für das Portal zuständig ist.",
                "fields": ("stelle", "anschrift", ("plz", "ort"), "telefon", "email", "homepage"),
            },
        ),
        (
            "Wörter",
            {
                "description": "Wie die beteiligten Kommunen auf den Seiten heißen.",
                "fields": ("partner_einzahl", "partner_mehrzahl"),
            },
        ),
        (
            "Hinweis zu den Daten",
            {
                "description": "Solange Angaben nicht amtlich sind, sagt es dieser Hinweis auf Seiten und in PDF-Dateien.",
                "fields": ("hinweis_zeigen", "hinweis"),
            },
        ),
        (
            "Zusammenarbeit",
            {
                "description": "Steht auf der Seite „So arbeiten wir zusammen“. Tragen Sie nur ein, was feststeht: Ohne Enddatum sagt die Seite, dass keines bekannt ist.",
                "fields": (
                    ("kooperation_von", "kooperation_bis"),
                    "kooperation_text",
                    "kooperation_quelle",
                    "ressourcen_zeigen",
                    "aktenzeichen",
                ),
            },
        ),
        (
            "Technik",
            {
                "description": "Der Versionsstempel zählt jede öffentliche Änderung.",
                "fields": ("stand",),
            },
        ),
    )

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Portal.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """There is one record: show it instead of a list of one."""
        if portal := Portal.objects.first():
            return HttpResponseRedirect(reverse("admin:kommunen_portal_change", args=[portal.pk]))
        if self.has_add_permission(request):
            return HttpResponseRedirect(reverse("admin:kommunen_portal_add"))
        return super().changelist_view(request, extra_context)

    def save_model(self, request, obj, form, change):
        """Leave the stamp alone: somebody may have raised it since this form was shown."""
        if change:
            obj.save(update_fields=[name for name in form.changed_data if name != "stand"])
        else:
            super().save_model(request, obj, form, change)


@admin.register(Rechtsgrundlage)
class RechtsgrundlageAdmin(StampMixin, admin.ModelAdmin):
    list_display = ("thema", "fundstelle")
    prepopulated_fields = {"schluessel": ("thema",)}
    fieldsets = (
        (
            None,
            {
                "description": "Auf welches Recht sich das Portal beruft. Es ist von Land zu Land verschieden.",
                "fields": ("thema", "fundstelle", "schluessel"),
            },
        ),
    )
