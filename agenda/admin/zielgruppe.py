from django.contrib import admin

from agenda.models import Zielgruppe
from kommunen.admin.shared import FixedAddressMixin, StampMixin


@admin.register(Zielgruppe)
class ZielgruppeAdmin(FixedAddressMixin, StampMixin, admin.ModelAdmin):
    list_display = ("name", "slug", "reihenfolge")
    readonly_fields = ("fruehere_namen",)
    fieldsets = (
        (
            None,
            {
                "description": "Nach dieser kurzen Liste filtern Bürger*innen die Projekte. Ein neuer Name gilt sofort in der Liste; freigegebene Steckbriefe behalten den alten bis zur nächsten Freigabe und werden weiter gefunden.",
                "fields": ("name", "slug", "reihenfolge", "fruehere_namen"),
            },
        ),
    )
