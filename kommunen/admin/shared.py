"""What every admin of the portal shares: German numbers, folded search, the version stamp."""

import re
from decimal import Decimal

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget, RelatedFieldWidgetWrapper
from django.db import models, transaction

from kommunen.felder import CentField, euro_schreiben
from kommunen.models import Portal


class ZahlFormField(forms.DecimalField):
    """A decimal as people in Germany write it: "0,5", "1.200", "1.200,50"."""

    def to_python(self, value):
        if isinstance(value, str):
            value = value.replace(" ", "")
            if "," in value:
                value = value.replace(".", "").replace(",", ".")
            elif re.fullmatch(r"-?[1-9]\d{0,2}(\.\d{3})+", value):
                value = value.replace(".", "")
        return super().to_python(value)

    def prepare_value(self, value):
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value


# Django's admin would use number inputs, which know neither "30.000" nor "0,5".
_TEXT = AdminTextInputWidget(attrs={"class": "zahl", "inputmode": "decimal"})
DEUTSCHE_ZAHLEN = {
    CentField: {"widget": _TEXT},
    models.DecimalField: {"form_class": ZahlFormField, "widget": _TEXT},
}


def euro(feld, titel):
    """Return an admin column that shows cents as euros, where a form is only read."""

    @admin.display(description=titel)
    def spalte(self, objekt):
        cents = getattr(objekt, feld)
        return None if cents is None else f"{euro_schreiben(cents)}\u00a0€"

    return spalte


class SwapFormSet(forms.BaseInlineFormSet):
    """Rows may swap what the table wants unique: Beschlusspunkt 1 becomes 2, and 2 becomes 1.

    Changed rows are taken out first and come back under the same id. What hangs on them (an
    Ausgabe on its Beratung) stays: foreign keys are judged when the transaction ends.
    """

    def save(self, commit=True):
        geaendert = [form.instance.pk for form in self.initial_forms if form.has_changed()]
        rows = self.model._base_manager.filter(pk__in=geaendert)
        rows._raw_delete(rows.db)
        return super().save(commit)


class NamedCellsMixin:
    """For a TabularInline: each field is named by its column and row, for who does not see the heads."""

    def get_formset(self, request, obj=None, **kwargs):
        class FormSet(super().get_formset(request, obj, **kwargs)):
            def add_fields(self, form, index):
                super().add_fields(form, index)
                zeile = "neue Zeile" if index is None else f"Zeile {index + 1}"
                for feld in form.visible_fields():
                    # What stands in a wrapper is drawn by itself.
                    widget = getattr(feld.field.widget, "widget", feld.field.widget)
                    widget.attrs["aria-label"] = f"{feld.label}, {zeile}"

        return FormSet


class FoldedSearchMixin:
    """Search a Suchbar model, in lists and autocompletes alike, in any spelling."""

    search_fields = ("suchtext",)
    search_help_text = (
        "Umlaute und Groß- oder Kleinschreibung sind gleich: „aepfel“ findet „Äpfel“."
    )

    def get_search_results(self, request, queryset, search_term):
        return queryset.search(search_term), False


class StampMixin:
    """Raise the Portal's version stamp with every change of what the public sees."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        Portal.objects.stempeln()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        Portal.objects.stempeln()

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        Portal.objects.stempeln()


class ChoiceOnlyMixin:
    """Offer no pencil, plus and cross beside a choice: a slip there changes another record."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        feld = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(feld, "widget", None), RelatedFieldWidgetWrapper):
            for was in ("add", "change", "delete", "view"):
                setattr(feld.widget, f"can_{was}_related", False)
        return feld


class FixedAddressMixin:
    """An address is printed, linked and named in Fassungen: it is given once."""

    def get_readonly_fields(self, request, obj=None):
        readonly = super().get_readonly_fields(request, obj)
        return (*readonly, "slug") if obj else readonly
