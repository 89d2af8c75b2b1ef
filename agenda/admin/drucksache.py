from django.contrib import admin

from agenda.models import (
    Beratung,
    Beratungsergebnis,
    Beschlusspunkt,
    Drucksache,
    Drucksachenanlage,
)
from kommunen.admin.shared import (
    ChoiceOnlyMixin,
    FixedAddressMixin,
    FoldedSearchMixin,
    StampMixin,
    SwapFormSet,
)


class BeratungInline(ChoiceOnlyMixin, admin.StackedInline):
    model = Beratung
    formset = SwapFormSet
    extra = 0
    autocomplete_fields = ("gremium",)
    fields = (("gremium", "datum"), "zweck", "ergebnis", "ergebnis_text", "oeffentlich")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("gremium")


class BeschlusspunktInline(admin.StackedInline):
    model = Beschlusspunkt
    formset = SwapFormSet
    extra = 0
    fields = ("nummer", "wortlaut", "wortlaut_belegt", "betrifft")


class DrucksachenanlageInline(admin.TabularInline):
    model = Drucksachenanlage
    formset = SwapFormSet
    extra = 0


@admin.register(Drucksache)
class DrucksacheAdmin(FoldedSearchMixin, FixedAddressMixin, StampMixin, admin.ModelAdmin):
    list_display = ("nummer", "art", "betreff", "oeffentlich")
    list_filter = ("oeffentlich", "art", "beratungen__gremium")
    autocomplete_fields = ("steckbriefe",)
    inlines = (BeratungInline, BeschlusspunktInline, DrucksachenanlageInline)
    fieldsets = (
        (
            None,
            {
                "description": "Ein Papier für die Gremien. Beratungsfolge, Beschlusspunkte und Anlagen stehen weiter unten.",
                "fields": ("nummer", "slug", "art", "betreff", "oeffentlich", "federfuehrung"),
            },
        ),
        (
            "Inhalt",
            {
                "description": "Möglichst im Wortlaut. Leere Felder erscheinen nicht.",
                "fields": ("sachverhalt", "finanzielle_auswirkungen"),
            },
        ),
        (
            "Wozu sie gehört",
            {
                "description": "Auf den Seiten dieser Steckbriefe stehen Beratungsfolge und Beschlusspunkte im Wortlaut.",
                "fields": ("betrifft_agenda", "steckbriefe"),
            },
        ),
        (
            "Herkunft der Angaben",
            {
                "description": "Wo das Papier öffentlich steht und woher wir die Angaben haben.",
                "fields": ("url", "hinweis", "quelle"),
            },
        ),
    )


@admin.register(Beratungsergebnis)
class BeratungsergebnisAdmin(StampMixin, admin.ModelAdmin):
    list_display = ("name", "schluessel", "reihenfolge")
    prepopulated_fields = {"schluessel": ("name",)}
    fieldsets = (
        (
            None,
            {
                "description": "Wie eine Beratung ausgehen kann. Jeder Rat hat dafür eigene Worte.",
                "fields": ("name", "schluessel", "reihenfolge"),
            },
        ),
    )
