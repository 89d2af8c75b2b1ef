"""The rows of a report in its form: milestones, money, measured values, Stand vor Ort."""

from django.contrib import admin

from agenda.forms.sachstand import MeilensteinstandForm, MesswertForm
from agenda.models import Meilensteinstand, Messwert, Mittelabfluss, StandVorOrt
from kommunen.admin.shared import (
    DEUTSCHE_ZAHLEN,
    ChoiceOnlyMixin,
    NamedCellsMixin,
    SwapFormSet,
    euro,
)

ALLE = "agenda.change_all_steckbrief"


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


class MeilensteinstandInline(ZeileInline, NamedCellsMixin, admin.TabularInline):
    model = Meilensteinstand
    form = MeilensteinstandForm
    readonly_fields = ("titel",)

    def get_fields(self, request, obj=None):
        offen = self.has_change_permission(request, obj)
        return ("meilenstein_uuid" if offen else "titel", "erreicht_am", "neuer_termin", "grund")

    @staticmethod
    def teile(steckbrief):
        return list(steckbrief.meilensteine.all())


class MittelabflussInline(ZeileInline, NamedCellsMixin, admin.TabularInline):
    model = Mittelabfluss
    formfield_overrides = DEUTSCHE_ZAHLEN
    verausgabt_euro = euro("verausgabt", "verausgabt")
    readonly_fields = ("verausgabt_euro",)

    def get_fields(self, request, obj=None):
        offen = self.has_change_permission(request, obj)
        return ("jahr", "verausgabt" if offen else "verausgabt_euro")


class MesswertInline(ZeileInline, NamedCellsMixin, admin.TabularInline):
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


class StandVorOrtInline(ZeileInline, NamedCellsMixin, admin.TabularInline):
    """Each Kommune tells of itself: a partner reaches its own rows only, the office all."""

    model = StandVorOrt

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        if request.user.has_perm(ALLE) or not request.user.has_perm("agenda.change_sachstand"):
            return rows
        return rows.filter(kommune__in=request.user.kommunen.all())

    def get_autocomplete_fields(self, request):
        return ("kommune",) if request.user.has_perm(ALLE) else ()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "kommune" and not request.user.has_perm(ALLE):
            kwargs["queryset"] = request.user.kommunen.all()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
