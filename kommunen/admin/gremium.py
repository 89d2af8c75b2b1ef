"""Who decides and steers, who reports to whom, and who sends whom."""

from django.contrib import admin

from kommunen.admin.shared import (
    ChoiceOnlyMixin,
    FixedAddressMixin,
    FoldedSearchMixin,
    StampMixin,
)
from kommunen.models import Entsendung, Gremium


class EntsendungInline(ChoiceOnlyMixin, admin.StackedInline):
    model = Entsendung
    extra = 0
    autocomplete_fields = ("kommune",)
    fields = (("kommune", "stelle"), ("funktion", "anzahl"), "position")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("kommune")


@admin.register(Gremium)
class GremiumAdmin(
    FoldedSearchMixin, FixedAddressMixin, ChoiceOnlyMixin, StampMixin, admin.ModelAdmin
):
    list_display = ("name", "kommune", "berichtet_an", "in_organisation", "reihenfolge")
    list_filter = ("in_organisation", "kommune")
    list_select_related = ("kommune", "berichtet_an")
    autocomplete_fields = ("kommune", "berichtet_an")
    inlines = (EntsendungInline,)
    fieldsets = (
        (
            None,
            {
                "description": "Wer entscheidet oder steuert, zum Beispiel Kreistag, Hauptausschuss oder Lenkungsgruppe.",
                "fields": ("name", "slug", "kommune", "reihenfolge"),
            },
        ),
        (
            "Beschreibung",
            {
                "description": "Nur Aufgaben und Funktionen, keine Namen von Personen. Wer wen entsendet, steht weiter unten.",
                "fields": ("aufgabe", "zusammensetzung", "quelle"),
            },
        ),
        (
            "In der Organisation",
            {
                "description": "Wo das Gremium auf der Seite „So arbeiten wir zusammen“ steht.",
                "fields": ("in_organisation", "berichtet_an"),
            },
        ),
    )
