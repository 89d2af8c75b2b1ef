from django.contrib import admin

from agenda.models import Zielgruppe
from kommunen.admin.shared import FixedAddressMixin, StampMixin


@admin.register(Zielgruppe)
class ZielgruppeAdmin(FixedAddressMixin, StampMixin, admin.ModelAdmin):
    list_display = ("name", "slug", "reihenfolge")
    fieldsets = (
        (
            None,
            {
                "description": "Nach dieser kurzen Liste filtern Bürger*innen die Projekte. Ein Name, der in Steckbriefen schon gewählt ist, verschwindet dort erst mit der nächsten Freigabe.",
                "fields": ("name", "slug", "reihenfolge"),
            },
        ),
    )
