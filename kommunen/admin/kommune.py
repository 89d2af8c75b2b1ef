from django.contrib import admin

from kommunen.admin.shared import (
    DEUTSCHE_ZAHLEN,
    ChoiceOnlyMixin,
    FixedAddressMixin,
    FoldedSearchMixin,
    StampMixin,
    SwapFormSet,
    euro,
)
from kommunen.models import Gemeinde, Kommunalart, Kommune, Ressource


@admin.register(Kommunalart)
class KommunalartAdmin(StampMixin, admin.ModelAdmin):
    list_display = ("name", "mehrzahl", "reihenfolge")
    prepopulated_fields = {"schluessel": ("name",)}
    fieldsets = (
        (
            None,
            {
                "description": "Welche Arten von Kommunen es im Kreis gibt. Die Mehrzahl steht als Überschrift über der Liste.",
                "fields": ("name", "mehrzahl", "schluessel", "reihenfolge"),
            },
        ),
    )


class RessourceInline(admin.StackedInline):
    model = Ressource
    formset = SwapFormSet
    extra = 0
    formfield_overrides = DEUTSCHE_ZAHLEN
    budget_empfohlen_euro = euro("budget_empfohlen", "Budget empfohlen")
    budget_ist_euro = euro("budget_ist", "Budget eingeplant")
    readonly_fields = ("budget_empfohlen_euro", "budget_ist_euro")

    def get_fields(self, request, obj=None):
        kommune_admin = self.admin_site.get_model_admin(self.parent_model)
        schreiben = self.has_change_permission(request, obj) and (
            obj is None or kommune_admin.has_change_permission(request, obj)
        )
        endung = "" if schreiben else "_euro"
        return (
            "jahr",
            ("vzae_vereinbart", "vzae_ist"),
            (f"budget_empfohlen{endung}", f"budget_ist{endung}"),
            "stellen_offen",
            "quelle",
            "hinweis",
        )


@admin.register(Kommune)
class KommuneAdmin(
    FoldedSearchMixin, FixedAddressMixin, ChoiceOnlyMixin, StampMixin, admin.ModelAdmin
):
    list_display = ("name", "art", "sitz", "ansprechstelle", "reihenfolge")
    list_filter = ("art",)
    list_select_related = ("art",)
    formfield_overrides = DEUTSCHE_ZAHLEN
    inlines = (RessourceInline,)
    fieldsets = (
        (
            None,
            {
                "description": "Eine Kommune, die an der Agenda mitarbeitet. Auf den Seiten heißt sie so, wie es im Portal festgelegt ist, zum Beispiel „Kooperationspartner“.",
                "fields": ("name", "kurzname", "slug", "art", "reihenfolge"),
            },
        ),
        (
            "Kontakt",
            {
                "description": "So erreichen Bürger*innen die Verwaltung. Nennen Sie Stellen und Funktionen, keine Personen.",
                "fields": (
                    "ansprechstelle",
                    "telefon",
                    "email",
                    "homepage",
                    "anschrift",
                    ("plz", "sitz"),
                ),
            },
        ),
        (
            "Sachstände",
            {
                "description": "Wohin das Portal schreibt, wenn eine Runde beginnt. Ohne Adresse muss die Stabsstelle die Kommune selbst fragen.",
                "fields": ("melde_email",),
            },
        ),
        (
            "Zahlen",
            {
                "description": "Zur Einwohnerzahl gehört ihr Stichtag: Die Quellen weichen um Jahre voneinander ab.",
                "fields": (("einwohner", "einwohner_stichtag"), "flaeche_km2", "schluessel"),
            },
        ),
        (
            "Karte",
            {
                "description": "Wo die Kommune auf der Karte liegt. Die Größe der Zeichenfläche steht unter „Portal“.",
                "fields": ("karte_flaeche", ("karte_x", "karte_y")),
                "classes": ("collapse",),
            },
        ),
        (
            "Herkunft der Angaben",
            {
                "description": "Damit später noch zu sehen ist, woher die Angaben stammen.",
                "fields": ("quelle", "hinweis"),
            },
        ),
    )

    def get_fieldsets(self, request, obj=None):
        """Where a round writes to is for those who run it or keep these data, and nobody else."""
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request) or request.user.has_perm("agenda.manage_runde"):
            return fieldsets
        return [f for f in fieldsets if "melde_email" not in f[1]["fields"]]


@admin.register(Gemeinde)
class GemeindeAdmin(FoldedSearchMixin, ChoiceOnlyMixin, StampMixin, admin.ModelAdmin):
    list_display = ("name", "art", "plz", "kommune")
    list_filter = ("kommune", "art")
    list_select_related = ("kommune",)
    autocomplete_fields = ("kommune",)
    fieldsets = (
        (
            None,
            {
                "description": "Ein Ort mit seinen Postleitzahlen. Er führt Bürger*innen zu der Kommune, die für sie zuständig ist.",
                "fields": ("name", "art", "kommune", "plz", "schluessel"),
            },
        ),
    )
