"""What is frozen, to be read: Fassung, Arbeitsstand, Vorgang and the register of numbers."""

from django.contrib import admin
from django.template.loader import render_to_string

from agenda.admin.zeilen import VisibleRowsMixin
from agenda.domain.dokument import Dokument
from agenda.models import Arbeitsstand, Fassung, Nummernvergabe, Vorgang


class FrozenAdmin(VisibleRowsMixin, admin.ModelAdmin):
    """Rows that are written once, by the workflow: nobody adds, changes or deletes them here."""

    actions = None
    view_on_site = False
    readonly_fields = ("inhalt",)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="Inhalt")
    def inhalt(self, objekt):
        return render_to_string(
            "admin/agenda/_dokument.html", {"felder": Dokument.lesen(objekt.dokument).felder}
        )


class GueltigkeitFilter(admin.SimpleListFilter):
    title = "Gültigkeit"
    parameter_name = "gueltigkeit"

    def lookups(self, request, model_admin):
        return (("aktuell", "aktuell"), ("geplant", "geplant"))

    def queryset(self, request, queryset):
        if self.value() == "aktuell":
            return queryset.gueltig()
        if self.value() == "geplant":
            return queryset.geplant()
        return queryset


@admin.register(Fassung)
class FassungAdmin(FrozenAdmin):
    list_display = ("nummer", "nr", "steckbrief", "gilt_ab", "freigegeben_von", "created_at")
    list_filter = (GueltigkeitFilter,)
    list_select_related = ("steckbrief", "freigegeben_von")
    date_hierarchy = "gilt_ab"
    search_fields = ("=nummer", "sha256")
    search_help_text = "Nummer oder Prüfsumme"
    fieldsets = (
        (
            None,
            {
                "description": "Eine Fassung ist das, was freigegeben wurde. Sie wird nie geändert oder gelöscht; jede Änderung ist eine neue Fassung.",
                "fields": (
                    "steckbrief",
                    "nummer",
                    "nr",
                    "gilt_ab",
                    "grund",
                    "freigegeben_von",
                    "created_at",
                    "arbeitsstand",
                    "sha256",
                ),
            },
        ),
        ("Dokument", {"description": "Was freigegeben wurde.", "fields": ("inhalt",)}),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).order_by("-created_at")


@admin.register(Arbeitsstand)
class ArbeitsstandAdmin(FrozenAdmin):
    list_display = ("steckbrief", "version", "konto", "created_at")
    list_select_related = ("steckbrief", "konto")
    date_hierarchy = "created_at"
    fieldsets = (
        (
            None,
            {
                "description": "Jedes Sichern eines Steckbriefs hinterlässt einen Arbeitsstand. Er ist nicht öffentlich.",
                "fields": ("steckbrief", "version", "konto", "created_at", "sha256"),
            },
        ),
        ("Dokument", {"description": "Was damals im Steckbrief stand.", "fields": ("inhalt",)}),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).order_by("-created_at")


@admin.register(Vorgang)
class VorgangAdmin(FrozenAdmin):
    list_display = ("created_at", "steckbrief", "verb", "von", "nach", "konto", "begruendung")
    list_filter = ("verb",)
    list_select_related = ("steckbrief", "konto")
    date_hierarchy = "created_at"
    fieldsets = (
        (
            None,
            {
                "description": "Das Protokoll: wer wann was getan hat. Es wird nie geändert oder gelöscht.",
                "fields": (
                    "created_at",
                    "steckbrief",
                    "verb",
                    ("von", "nach"),
                    "fassung",
                    "sachstand",
                    "drucksache",
                    "begruendung",
                    "konto",
                    "funktion",
                ),
            },
        ),
    )


@admin.register(Nummernvergabe)
class NummernvergabeAdmin(FrozenAdmin):
    list_display = ("nummer", "steckbrief", "vergeben_at", "vergeben_von")
    list_select_related = ("steckbrief", "vergeben_von")
    search_fields = ("=nummer",)
    fieldsets = (
        (
            None,
            {
                "description": "Jede Nummer wird nur einmal vergeben, auch wenn ihr Steckbrief später anders heißt.",
                "fields": ("nummer", "steckbrief", "vergeben_at", "vergeben_von"),
            },
        ),
    )
