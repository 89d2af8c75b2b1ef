"""The admin of the ground, and what it shares with the admin of the agenda."""

import re
from decimal import Decimal

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget, RelatedFieldWidgetWrapper
from django.contrib.auth.admin import UserAdmin
from django.db import models, transaction
from django.http import HttpResponseRedirect
from django.urls import reverse

from kommunen.felder import CentField, euro_schreiben
from kommunen.models import (
    Gemeinde,
    Gremium,
    Kommunalart,
    Kommune,
    Nutzerkonto,
    Portal,
    Rechtsgrundlage,
    Ressource,
)


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

    Changed rows are taken out first and come back under the same id.
    """

    def save(self, commit=True):
        geaendert = [form.instance.pk for form in self.initial_forms if form.has_changed()]
        self.model._base_manager.filter(pk__in=geaendert).delete()
        return super().save(commit)


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
            "Zahlen",
            {
                "description": "Zur Einwohnerzahl gehört ihr Stichtag: Die Quellen weichen um Jahre voneinander ab.",
                "fields": (("einwohner", "einwohner_stichtag"), "flaeche_km2", "schluessel"),
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


@admin.register(Gremium)
class GremiumAdmin(
    FoldedSearchMixin, FixedAddressMixin, ChoiceOnlyMixin, StampMixin, admin.ModelAdmin
):
    list_display = ("name", "kommune", "aufgabe", "reihenfolge")
    list_filter = ("kommune",)
    list_select_related = ("kommune",)
    autocomplete_fields = ("kommune",)
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
                "description": "Nur Aufgaben und Funktionen, keine Namen von Personen.",
                "fields": ("aufgabe", "zusammensetzung", "quelle"),
            },
        ),
    )


@admin.register(Portal)
class PortalAdmin(StampMixin, admin.ModelAdmin):
    readonly_fields = ("stand",)
    fieldsets = (
        (
            None,
            {
                "description": "Wer dieses Portal betreibt und wie es heißt. Diese Angaben stehen auf jeder Seite.",
                "fields": ("kreis", "titel", "leitsatz"),
            },
        ),
        (
            "Startseite",
            {
                "description": "Womit das Portal seine Besucher*innen empfängt.",
                "fields": ("einfuehrung", "vision"),
            },
        ),
        (
            "Kontakt",
            {
                "description": "Die Stelle, die für das Portal zuständig ist.",
                "fields": ("stelle", "anschrift", ("plz", "ort"), "telefon", "email", "homepage"),
            },
        ),
        (
            "Wörter",
            {
                "description": "Wie die beteiligten Kommunen auf den Seiten heißen.",
                "fields": ("partner_einzahl", "partner_mehrzahl"),
            },
        ),
        (
            "Hinweis zu den Daten",
            {
                "description": "Solange Angaben nicht amtlich sind, sagt es dieser Hinweis auf Seiten und in PDF-Dateien.",
                "fields": ("hinweis_zeigen", "hinweis"),
            },
        ),
        (
            "Technik",
            {
                "description": "Der Versionsstempel zählt jede öffentliche Änderung.",
                "fields": ("stand",),
            },
        ),
    )

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Portal.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """There is one record: show it instead of a list of one."""
        if portal := Portal.objects.first():
            return HttpResponseRedirect(reverse("admin:kommunen_portal_change", args=[portal.pk]))
        if self.has_add_permission(request):
            return HttpResponseRedirect(reverse("admin:kommunen_portal_add"))
        return super().changelist_view(request, extra_context)

    def save_model(self, request, obj, form, change):
        """Leave the stamp alone: somebody may have raised it since this form was shown."""
        if change:
            obj.save(update_fields=[name for name in form.changed_data if name != "stand"])
        else:
            super().save_model(request, obj, form, change)


@admin.register(Rechtsgrundlage)
class RechtsgrundlageAdmin(StampMixin, admin.ModelAdmin):
    list_display = ("thema", "fundstelle")
    prepopulated_fields = {"schluessel": ("thema",)}
    fieldsets = (
        (
            None,
            {
                "description": "Auf welches Recht sich das Portal beruft. Es ist von Land zu Land verschieden.",
                "fields": ("thema", "fundstelle", "schluessel"),
            },
        ),
    )


@admin.register(Nutzerkonto)
class NutzerkontoAdmin(ChoiceOnlyMixin, UserAdmin):
    list_display = ("username", "email", "funktion", "is_staff", "is_active", "last_login")
    list_filter = ("is_active", "is_staff", "groups", "kommunen")
    autocomplete_fields = ("kommunen",)
    fieldsets = (
        (
            None,
            {
                "description": "Womit man sich anmeldet. Jede Person hat ein eigenes Konto.",
                "fields": ("username", "password"),
            },
        ),
        (
            "Stelle",
            {
                "description": "Die Funktion steht im Verlauf neben jeder Änderung. Ein Konto kann für mehrere Kommunen arbeiten.",
                "fields": ("email", "funktion", "kommunen", "first_name", "last_name"),
            },
        ),
        (
            "Rechte",
            {
                "description": "Wer das Haus verlässt, wird auf „nicht aktiv“ gesetzt und nicht gelöscht: Der Verlauf nennt das Konto weiter.",
                "fields": (
                    "is_active",
                    "is_staff",
                    "is_superuser",
                    "groups",
                    "user_permissions",
                ),
            },
        ),
        (
            "Zeiten",
            {"description": "Trägt das Portal ein.", "fields": ("last_login", "date_joined")},
        ),
    )
    readonly_fields = ("last_login", "date_joined")
    add_fieldsets = (
        (
            None,
            {
                "description": "Zuerst Benutzername, E-Mail und Passwort. Die Rechte folgen auf der nächsten Seite.",
                "classes": ("wide",),
                "fields": (
                    "username",
                    "email",
                    "funktion",
                    "usable_password",
                    "password1",
                    "password2",
                ),
            },
        ),
    )

    def get_readonly_fields(self, request, obj=None):
        """Nobody gives rights who has not all of them."""
        readonly = super().get_readonly_fields(request, obj)
        if request.user.is_superuser:
            return readonly
        return (*readonly, "is_superuser", "groups", "user_permissions")

    def has_change_permission(self, request, obj=None):
        """Nobody changes the password of an account that may do more."""
        if obj and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        if obj and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_delete_permission(request, obj)
