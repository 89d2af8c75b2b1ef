from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from handlungsfelder.models import Handlungsfeld


class HandlungsfeldForm(forms.ModelForm):
    def clean_nachfolger(self):
        """The table's own constraint names the id, so no form checks it."""
        nachfolger = self.cleaned_data["nachfolger"]
        if nachfolger and nachfolger == self.instance:
            raise ValidationError("Ein Handlungsfeld kann nicht in sich selbst aufgehen.")
        return nachfolger


@admin.register(Handlungsfeld)
class HandlungsfeldAdmin(admin.ModelAdmin):
    """Registered once more by agenda.admin, which keeps lists and version stamp in step."""

    form = HandlungsfeldForm
    list_display = ("nummer", "name", "symbol", "nachfolger")
    list_display_links = ("name",)
    list_filter = (("nachfolger", admin.EmptyFieldListFilter),)
    list_select_related = ("nachfolger",)
    search_fields = ("name",)
    fieldsets = (
        (
            None,
            {
                "description": "Ein Thema der Agenda. Jeder Steckbrief gehört zu genau einem Handlungsfeld.",
                "fields": ("nummer", "name", "slug", "symbol", "farbe"),
            },
        ),
        (
            "Beschreibung",
            {
                "description": "Wie in der Agenda beschrieben. Leere Felder erscheinen nicht.",
                "fields": ("ziel", "ausgangslage", "herausforderungen", "chancen", "quelle"),
            },
        ),
        (
            "Zusammenlegung",
            {
                "description": "Ist das Handlungsfeld in einem anderen aufgegangen, stehen seine Steckbriefe dort.",
                "fields": ("nachfolger",),
            },
        ),
    )

    def get_readonly_fields(self, request, obj=None):
        """The address is printed, linked and named in Fassungen: it is given once."""
        readonly = super().get_readonly_fields(request, obj)
        return (*readonly, "slug") if obj else readonly

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """A successor is a field in use today, so that readers arrive after one step."""
        if db_field.name == "nachfolger":
            kwargs["queryset"] = Handlungsfeld.objects.aktuell()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
