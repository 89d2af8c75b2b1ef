from django.contrib import admin

from agenda.admin.ergebnisse import ErgebnisseMixin
from agenda.admin.vorlage import VorlageMixin
from agenda.models import (
    Beratung,
    Beratungsergebnis,
    Beschlusspunkt,
    Drucksache,
    Drucksachenanlage,
    FinanzielleAuswirkung,
)
from kommunen.admin.shared import (
    DEUTSCHE_ZAHLEN,
    ChoiceOnlyMixin,
    FixedAddressMixin,
    FoldedSearchMixin,
    NamedCellsMixin,
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


class FinanzielleAuswirkungInline(NamedCellsMixin, admin.TabularInline):
    model = FinanzielleAuswirkung
    extra = 0
    fields = ("jahr", "produkt", "ertrag", "aufwand")
    formfield_overrides = DEUTSCHE_ZAHLEN


class DrucksachenanlageInline(NamedCellsMixin, admin.TabularInline):
    model = Drucksachenanlage
    formset = SwapFormSet
    extra = 0


@admin.register(Drucksache)
class DrucksacheAdmin(
    VorlageMixin,
    ErgebnisseMixin,
    FoldedSearchMixin,
    FixedAddressMixin,
    StampMixin,
    admin.ModelAdmin,
):
    list_display = ("bezeichnung", "art", "betreff", "oeffentlich", "entwurf")
    list_filter = ("entwurf", "oeffentlich", "art", "beratungen__gremium")
    autocomplete_fields = ("steckbriefe",)
    inlines = (
        BeratungInline,
        BeschlusspunktInline,
        FinanzielleAuswirkungInline,
        DrucksachenanlageInline,
    )
    fieldsets = (
        (
            None,
            {
                "description": "Ein Papier für die Gremien. Beratungsfolge, Beschlusspunkte, Beträge und Anlagen stehen weiter unten. Ein Entwurf erscheint auf keiner Seite.",
                "fields": (
                    "nummer",
                    "entwurf",
                    "slug",
                    "art",
                    "betreff",
                    "oeffentlich",
                    "federfuehrung",
                    "aktenzeichen",
                ),
            },
        ),
        (
            "Inhalt",
            {
                "description": "Möglichst im Wortlaut. Leere Felder erscheinen nicht. Beträge je Produkt und Haushaltsjahr tragen Sie unten unter „Finanzielle Auswirkungen“ ein.",
                "fields": ("sachverhalt", "finanzielle_auswirkungen", "stellenplan"),
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

    def get_queryset(self, request):
        """Lists, pages and autocompletes alike show what an account may see."""
        return super().get_queryset(request).visible_to(request.user)

    @admin.display(description="Nummer", ordering="nummer")
    def bezeichnung(self, drucksache):
        return drucksache.nummer or "noch ohne Nummer"

    def view_on_site(self, drucksache):
        """Lead to the page of what has one."""
        return drucksache.get_absolute_url() if drucksache.ist_oeffentlich else None


@admin.register(Beratungsergebnis)
class BeratungsergebnisAdmin(StampMixin, admin.ModelAdmin):
    list_display = ("name", "schluessel", "beschlossen", "verlangt_neuen_stand", "reihenfolge")
    prepopulated_fields = {"schluessel": ("name",)}
    fieldsets = (
        (
            None,
            {
                "description": "Wie eine Beratung ausgehen kann. Jeder Rat hat dafür eigene Worte.",
                "fields": (
                    "name",
                    "schluessel",
                    "beschlossen",
                    "verlangt_neuen_stand",
                    "reihenfolge",
                ),
            },
        ),
    )
