"""The parts of a Steckbrief as rows of its form."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html

from agenda.forms.anlage import AnlageForm
from agenda.forms.steckbrief import MitwirkungFormSet, TabellenTeilForm, TeilForm, TeilFormSet
from agenda.models import (
    Anlage,
    Finanzierung,
    Hauptaktivitaet,
    Kennzahl,
    Meilenstein,
    Mitwirkung,
    Verweis,
)
from kommunen.admin.shared import DEUTSCHE_ZAHLEN, ChoiceOnlyMixin, euro


class TeilInline(ChoiceOnlyMixin):
    form = TeilForm
    formset = TeilFormSet
    extra = 0

    def is_editable(self, request, obj):
        """Whether a person may change the rows: only with the Steckbrief itself."""
        steckbrief_admin = self.admin_site.get_model_admin(self.parent_model)
        return self.has_change_permission(request, obj) and (
            obj is None or steckbrief_admin.has_change_permission(request, obj)
        )

    def get_fields(self, request, obj=None):
        """Add the hidden UUID by which a row is known, where it can be sent back."""
        return (
            *self.columns(request, obj),
            *(("kennung",) if self.is_editable(request, obj) else ()),
        )

    def columns(self, request, obj):
        return self.fields


class MitwirkungInline(TeilInline, admin.StackedInline):
    model = Mitwirkung
    formset = MitwirkungFormSet
    fields = (
        ("position", "rolle"),
        ("kommune", "akteur"),
        ("zustimmung", "zustimmung_am", "gremium"),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("kommune", "gremium")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer plain choices: Django's autocomplete has no name for screen readers. Read once."""
        feld = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if feld is not None:
            feld.choices = list(feld.choices)
        return feld


class HauptaktivitaetInline(TeilInline, admin.TabularInline):
    model = Hauptaktivitaet
    form = TabellenTeilForm
    fields = ("position", "text")


class MeilensteinInline(TeilInline, admin.StackedInline):
    model = Meilenstein
    fields = ("position", "titel", "termin", "beschreibung", "verschiebungsgrund")


class FinanzierungInline(TeilInline, admin.StackedInline):
    model = Finanzierung
    formfield_overrides = DEUTSCHE_ZAHLEN
    geplant_euro = euro("geplant", "geplant")
    bewilligt_euro = euro("bewilligt", "bewilligt")
    verausgabt_euro = euro("verausgabt", "verausgabt")
    readonly_fields = ("geplant_euro", "bewilligt_euro", "verausgabt_euro")

    def columns(self, request, obj):
        endung = "" if self.is_editable(request, obj) else "_euro"
        return (
            ("position", "jahr", "art"),
            tuple(f"{betrag}{endung}" for betrag in ("geplant", "bewilligt", "verausgabt")),
            ("programm", "foerderquote"),
            ("bewilligung_von", "bewilligung_bis"),
            ("produkt", "erlaeuterung"),
        )


class KennzahlInline(TeilInline, admin.TabularInline):
    model = Kennzahl
    form = TabellenTeilForm
    formfield_overrides = DEUTSCHE_ZAHLEN
    fields = ("position", "name", "einheit", "ausgangswert", "zielwert", "ziel_bis")


class VerweisInline(TeilInline, admin.StackedInline):
    model = Verweis
    fields = (("position", "art"), "titel", "url", "bemerkung")


class AnlageInline(TeilInline, admin.StackedInline):
    model = Anlage
    form = AnlageForm
    readonly_fields = ("vorhanden",)

    def columns(self, request, obj):
        neu = ("datei",) if self.is_editable(request, obj) else ()
        return ("position", "titel", "vorhanden", *neu, "alternativtext", "nachweis")

    @admin.display(description="Vorhandene Datei")
    def vorhanden(self, anlage):
        if not anlage.pk:
            return "noch keine"
        return format_html(
            '<a href="{}">{}</a> ({}, {})',
            reverse("admin:agenda_steckbrief_anlage", args=[anlage.steckbrief_id, anlage.pk]),
            anlage.dateiname,
            anlage.get_medientyp_display(),
            filesizeformat(anlage.groesse),
        )


INLINES = (
    MitwirkungInline,
    HauptaktivitaetInline,
    MeilensteinInline,
    FinanzierungInline,
    KennzahlInline,
    VerweisInline,
    AnlageInline,
)
