"""Progress reports: entered, accepted, and from then on only corrected by a new one."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from agenda.admin.zeilen import VisibleRowsMixin
from agenda.domain import workflow
from agenda.forms.sachstand import MeilensteinstandForm, MesswertForm, SachstandForm, ZeileForm
from agenda.models import (
    Meilensteinstand,
    Messwert,
    Mittelabfluss,
    Sachstand,
    StandVorOrt,
    Steckbrief,
)
from kommunen.admin.shared import DEUTSCHE_ZAHLEN, ChoiceOnlyMixin, SwapFormSet, euro


class ZeileInline(ChoiceOnlyMixin):
    """Rows of a report; they freeze with it."""

    formset = SwapFormSet
    extra = 1

    def _is_open(self, request, sachstand):
        sachstand_admin = self.admin_site.get_model_admin(self.parent_model)
        return sachstand is None or sachstand_admin.has_change_permission(request, sachstand)

    def has_add_permission(self, request, obj):
        return super().has_add_permission(request, obj) and self._is_open(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._is_open(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._is_open(request, obj)


class MeilensteinstandInline(ZeileInline, admin.TabularInline):
    model = Meilensteinstand
    form = MeilensteinstandForm
    readonly_fields = ("titel",)

    def get_fields(self, request, obj=None):
        offen = self.has_change_permission(request, obj)
        return ("meilenstein_uuid" if offen else "titel", "erreicht_am", "neuer_termin", "grund")

    @staticmethod
    def teile(steckbrief):
        return list(steckbrief.meilensteine.all())


class MittelabflussInline(ZeileInline, admin.TabularInline):
    model = Mittelabfluss
    formfield_overrides = DEUTSCHE_ZAHLEN
    verausgabt_euro = euro("verausgabt", "verausgabt")
    readonly_fields = ("verausgabt_euro",)

    def get_fields(self, request, obj=None):
        offen = self.has_change_permission(request, obj)
        return ("jahr", "verausgabt" if offen else "verausgabt_euro")


class MesswertInline(ZeileInline, admin.TabularInline):
    model = Messwert
    form = MesswertForm
    formfield_overrides = DEUTSCHE_ZAHLEN
    readonly_fields = ("name", "einheit")

    def get_fields(self, request, obj=None):
        if self.has_change_permission(request, obj):
            return ("kennzahl_uuid", "wert", "einheit")
        return ("name", "wert", "einheit")

    @staticmethod
    def teile(steckbrief):
        return list(steckbrief.kennzahlen.all())


class StandVorOrtInline(ZeileInline, admin.TabularInline):
    model = StandVorOrt
    autocomplete_fields = ("kommune",)


@admin.register(Sachstand)
class SachstandAdmin(VisibleRowsMixin, ChoiceOnlyMixin, admin.ModelAdmin):
    form = SachstandForm
    inlines = (MeilensteinstandInline, MittelabflussInline, MesswertInline, StandVorOrtInline)
    list_display = (
        "steckbrief",
        "stichtag",
        "umsetzungsstand",
        "ampel",
        "status",
        "gemeldet_von",
        "angenommen_at",
    )
    list_filter = ("status", "umsetzungsstand", "ampel", "steckbrief__handlungsfeld")
    list_select_related = ("steckbrief", "gemeldet_von")
    date_hierarchy = "created_at"
    search_fields = ("steckbrief__suchtext",)
    search_help_text = "Nummer, Titel oder Inhalt des Steckbriefs"
    readonly_fields = ("status", "gemeldet_von", "angenommen_von", "angenommen_at")
    actions = ("annehmen",)

    # Reading

    def get_search_results(self, request, queryset, search_term):
        gefunden = Steckbrief.objects.search(search_term)
        return (queryset.filter(steckbrief__in=gefunden) if search_term else queryset), False

    def get_fieldsets(self, request, obj=None):
        fieldsets = [
            (
                None,
                {
                    "description": "Ein Sachstand sagt, wie weit ein Vorhaben an einem Stichtag war. Was versprochen ist, steht im Steckbrief.",
                    "fields": ("steckbrief", "stichtag", "umsetzungsstand", "ampel"),
                },
            ),
            (
                "Bericht",
                {
                    "description": "Kurz und verständlich: Der angenommene Bericht steht auf der Website. Leere Felder erscheinen nicht.",
                    "fields": (
                        "erreicht",
                        "naechste_schritte",
                        "hindernisse",
                        "entscheidungsbedarf",
                    ),
                },
            ),
            (
                "Herkunft",
                {
                    "description": "Nur nötig, wenn Sie Angaben aus einer Quelle übernehmen oder einen früheren Bericht berichtigen.",
                    "fields": ("quelle", "berichtigt"),
                },
            ),
        ]
        if obj:
            fieldsets.append(
                (
                    "Bearbeitung",
                    {
                        "description": "Trägt das Portal ein.",
                        "fields": ("status", "gemeldet_von", "angenommen_von", "angenommen_at"),
                    },
                )
            )
        return fieldsets

    def get_readonly_fields(self, request, obj=None):
        return (*self.readonly_fields, "steckbrief") if obj else self.readonly_fields

    def has_change_permission(self, request, obj=None):
        """An accepted report is public and stays what it was."""
        if obj and (obj.angenommen_at or not self.is_editable(request, obj)):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        if obj and (obj.angenommen_at or not self.is_editable(request, obj)):
            return False
        return super().has_delete_permission(request, obj)

    def has_accept_permission(self, request):
        return request.user.has_perm(workflow.ACCEPT.recht)

    # The Steckbrief a report is about: given by the address, or chosen and saved first

    def _steckbrief(self, request, sachstand=None):
        if sachstand is not None and sachstand.steckbrief_id:
            return sachstand.steckbrief
        pk = request.GET.get("steckbrief", "")
        if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
            return None
        return _waehlbar(request).filter(pk=pk).first()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer what the account may report on. A plain choice: Django's autocomplete shows more."""
        if db_field.name == "steckbrief":
            kwargs["queryset"] = _waehlbar(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request):
        """Leave the Steckbrief to get_form: the address may name one that does not exist."""
        daten = super().get_changeform_initial_data(request)
        return {key: wert for key, wert in daten.items() if key != "steckbrief"}

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if not change and (steckbrief := self._steckbrief(request)):
            feld = form.base_fields["steckbrief"]
            feld.initial, feld.disabled = steckbrief.pk, True
        return form

    def get_inlines(self, request, obj):
        return self.inlines if self._steckbrief(request, obj) else ()

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if issubclass(inline.form, ZeileForm):
            kwargs["form_kwargs"] = {"teile": inline.teile(self._steckbrief(request, obj))}
        return kwargs

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        steckbrief = self._steckbrief(request, obj)
        context["ohne_zeilen"] = steckbrief is None
        if obj and obj.angenommen_at:
            context["darf_berichtigen"] = self.has_add_permission(request) and self.is_editable(
                request, obj
            )
            context["berichtigung_url"] = (
                reverse("admin:agenda_sachstand_add")
                + f"?steckbrief={steckbrief.pk}&berichtigt={obj.pk}"
            )
        else:
            context["darf_annehmen"] = self.has_accept_permission(request)
        return super().render_change_form(request, context, add, change, form_url, obj)

    # Writing

    def get_object(self, request, object_id, from_field=None):
        """Lock the row while its form is being saved: nobody accepts it in between."""
        sachstand = super().get_object(request, object_id, from_field)
        if sachstand and request.method == "POST":
            return self.model.objects.select_for_update().get(pk=sachstand.pk)
        return sachstand

    def save_model(self, request, obj, form, change):
        if not change:
            obj.gemeldet_von = request.user
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        self._annehmen_wenn_gewuenscht(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        self._annehmen_wenn_gewuenscht(request, obj)
        return super().response_change(request, obj)

    def response_post_save_add(self, request, obj):
        """Without a Steckbrief in the address the rows come after the first save."""
        if self._steckbrief(request) or "_annehmen" in request.POST:
            return super().response_post_save_add(request, obj)
        messages.info(request, "Sie können jetzt Meilensteine, Mittel und Kennzahlen ergänzen.")
        return HttpResponseRedirect(reverse("admin:agenda_sachstand_change", args=[obj.pk]))

    def _annehmen_wenn_gewuenscht(self, request, sachstand):
        if "_annehmen" in request.POST:
            workflow.accept(sachstand, user=request.user)
            messages.success(
                request, "Der Sachstand ist angenommen und steht jetzt auf der Website."
            )

    @admin.action(description="Ausgewählte Sachstände annehmen", permissions=["accept"])
    def annehmen(self, request, queryset):
        try:
            with transaction.atomic():
                for sachstand in queryset:
                    workflow.accept(sachstand, user=request.user)
        except ValidationError:
            messages.error(
                request,
                format_html("{} ist schon angenommen. Es wurde nichts geändert.", sachstand),
            )
        else:
            messages.success(request, f"Angenommen: {len(queryset)}.")


def _waehlbar(request):
    """Return the Steckbriefe an account may report on."""
    return Steckbrief.objects.editable_by(request.user).vorhanden()
