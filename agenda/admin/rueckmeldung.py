"""What readers report: a queue to work off. Nobody writes one here, nobody rewrites one."""

from urllib.parse import quote

from django.contrib import admin
from django.utils.html import format_html

from agenda.domain import rueckmeldungen
from agenda.models import Rueckmeldung
from kommunen.admin.shared import ChoiceOnlyMixin


@admin.register(Rueckmeldung)
class RueckmeldungAdmin(ChoiceOnlyMixin, admin.ModelAdmin):
    list_display = ("eingangsnummer", "art", "seite", "eingegangen_at", "status", "loeschen_am")
    list_filter = ("status", "art")
    readonly_fields = (
        "eingangsnummer",
        "art",
        "seite_link",
        "text",
        "name",
        "email_link",
        "eingegangen_at",
        "loeschen_am",
        "bearbeitet_von",
        "erledigt_at",
    )
    fieldsets = (
        (
            None,
            {
                "description": "Was gemeldet wurde. Name und E-Mail sind freiwillig und nur für eine Antwort da.",
                "fields": (
                    "eingangsnummer",
                    "art",
                    "seite_link",
                    "text",
                    "name",
                    "email_link",
                ),
            },
        ),
        (
            "Bearbeitung",
            {
                "description": "Das Portal verschickt keine E-Mails: Eine Antwort schreiben Sie selbst, mit der Eingangsnummer im Betreff.",
                "fields": ("status", "notiz", "bearbeitet_von", "erledigt_at"),
            },
        ),
        (
            "Fristen",
            {
                "description": "Sechs Monate nach dem Eingang wird die Meldung mit allen Angaben gelöscht. Das steht auch auf der Eingangsbestätigung.",
                "fields": ("eingegangen_at", "loeschen_am"),
            },
        ),
    )

    def has_add_permission(self, request):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("bearbeitet_von")

    def save_model(self, request, obj, form, change):
        rueckmeldungen.bearbeiten(obj, user=request.user)

    @admin.display(description="Seite")
    def seite_link(self, meldung):
        # Only what certainly leads nowhere else is made a link.
        if pfad := rueckmeldungen.lokaler_pfad(meldung.seite):
            return format_html('<a href="{}">{}</a>', pfad, pfad)
        return meldung.seite or "keine genannt"

    @admin.display(description="E-Mail")
    def email_link(self, meldung):
        if not meldung.email:
            return "keine angegeben"
        # Quoted: an address may hold a question mark, and what follows would be other recipients.
        return format_html(
            '<a href="mailto:{}">{}</a>', quote(meldung.email, safe="@"), meldung.email
        )
