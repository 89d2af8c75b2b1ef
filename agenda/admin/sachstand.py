"""Progress reports: entered, accepted, and from then on only corrected by a new one."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse

from agenda.admin.annehmen import AnnehmenMixin
from agenda.admin.rueckfrage import RueckfrageMixin
from agenda.admin.sachstandszeilen import (
    ALLE,
    MeilensteinstandInline,
    MesswertInline,
    MittelabflussInline,
    StandVorOrtInline,
)
from agenda.admin.unveraendert import UnveraendertMixin, melder
from agenda.admin.zeilen import VisibleRowsMixin
from agenda.domain import sachstaende
from agenda.forms.sachstand import SachstandForm, ZeileForm
from agenda.models import Runde, Sachstand, Steckbrief
from agenda.models.sachstand import Meldestatus, Sachstandsart
from kommunen.admin.shared import ChoiceOnlyMixin
from kommunen.models import Kommune

BEARBEITUNG = (
    "Bearbeitung",
    {
        "description": "Trägt das Portal ein.",
        "fields": (
            "art",
            "status",
            "runde",
            "gemeldet_fuer",
            "eingereicht_at",
            "gemeldet_von",
            "angenommen_von",
            "angenommen_at",
        ),
    },
)


class RundeFilter(admin.SimpleListFilter):
    """Django's own would ask for the Sitzung and Gremium of each round again."""

    title = "Runde"
    parameter_name = "runde"

    def lookups(self, request, model_admin):
        return [(r.pk, str(r)) for r in Runde.objects.select_related("sitzung__gremium")[:12]]

    def queryset(self, request, queryset):
        pk = self.value()
        return queryset.filter(runde=pk) if pk and pk.isascii() and pk.isdigit() else queryset


@admin.register(Sachstand)
class SachstandAdmin(
    AnnehmenMixin,
    UnveraendertMixin,
    RueckfrageMixin,
    VisibleRowsMixin,
    ChoiceOnlyMixin,
    admin.ModelAdmin,
):
    form = SachstandForm
    inlines = (MeilensteinstandInline, MittelabflussInline, MesswertInline, StandVorOrtInline)
    list_display = (
        "steckbrief",
        "art",
        "status",
        "stichtag",
        "umsetzungsstand",
        "ampelfarbe",
        "gemeldet_fuer",
        "runde_zum",
    )
    list_filter = (
        "status",
        "art",
        RundeFilter,
        ("kommune", admin.RelatedOnlyFieldListFilter),
        "umsetzungsstand",
        "ampel",
        "steckbrief__handlungsfeld",
    )
    list_select_related = ("steckbrief", "kommune", "runde")
    date_hierarchy = "created_at"
    search_fields = ("steckbrief__suchtext",)
    search_help_text = "Nummer, Titel oder Inhalt des Steckbriefs"
    readonly_fields = (
        "status",
        "art",
        "runde",
        "gemeldet_fuer",
        "eingereicht_at",
        "gemeldet_von",
        "angenommen_von",
        "angenommen_at",
    )

    # Reading

    def get_search_results(self, request, queryset, search_term):
        gefunden = Steckbrief.objects.search(search_term)
        return (queryset.filter(steckbrief__in=gefunden) if search_term else queryset), False

    @admin.display(description="gemeldet für", ordering="kommune")
    def gemeldet_fuer(self, sachstand):
        if not sachstand.kommune:
            return "–"
        return f"{sachstand.kommune}{' (durch die Stabsstelle)' if sachstand.vertretung else ''}"

    @admin.display(description="Ampel", ordering="ampel")
    def ampelfarbe(self, sachstand):
        return sachstand.get_ampel_display().split(":")[0] or "–"

    @admin.display(description="Runde", ordering="runde__stichtag")
    def runde_zum(self, sachstand):
        return f"zum {sachstand.runde.stichtag:%d.%m.%Y}" if sachstand.runde else "–"

    def get_fieldsets(self, request, obj=None):
        if obj and obj.art == Sachstandsart.VOR_ORT:
            return [(None, {"fields": self._kopf(request, obj)}), BEARBEITUNG]
        fieldsets = [
            (
                None,
                {
                    "description": "Ein Sachstand sagt, wie weit ein Vorhaben an einem Stichtag war. Was versprochen ist, steht im Steckbrief.",
                    "fields": (*self._kopf(request, obj), "umsetzungsstand", "ampel"),
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
            fieldsets.append(BEARBEITUNG)
        return fieldsets

    def _kopf(self, request, obj):
        """Return the first fields: what it is about, for whom and when."""
        felder = ["steckbrief", "stichtag"]
        if obj is None:
            felder.insert(1, "in_runde")
            if request.user.has_perm(ALLE):
                felder.insert(1, "fuer")
        elif self.has_change_permission(request, obj):
            felder.insert(0, "gesehene_version")
        return felder

    def get_readonly_fields(self, request, obj=None):
        return (*self.readonly_fields, "steckbrief") if obj else self.readonly_fields

    def has_change_permission(self, request, obj=None):
        """An accepted report is public and stays what it was."""
        if obj and not self._is_theirs(request, obj):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        if obj and not self._is_theirs(request, obj):
            return False
        return super().has_delete_permission(request, obj)

    def _is_theirs(self, request, sachstand):
        """Whether an account may change a report: an open one, and of a Kommune alone by itself."""
        if sachstand.angenommen_at:
            return False
        if sachstand.art != Sachstandsart.VOR_ORT or request.user.has_perm(ALLE):
            return self.is_editable(request, sachstand)
        return request.user.kommunen.filter(pk=sachstand.kommune_id).exists()

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
        daten.pop("steckbrief", None)
        pk, steckbrief = daten.get("in_runde", ""), self._steckbrief(request)
        if steckbrief and pk.isascii() and pk.isdigit() and len(pk) < 19:
            runde = Runde.objects.laufend().filter(pk=pk).first()
            return (sachstaende.vorbelegung(steckbrief, runde) if runde else {}) | daten
        return daten

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if not change and (steckbrief := self._steckbrief(request)):
            feld = form.base_fields["steckbrief"]
            feld.initial, feld.disabled = steckbrief.pk, True
        if not change:
            runden = Runde.objects.laufend().select_related("sitzung__gremium")
            form.base_fields["in_runde"].queryset = runden
            form.base_fields["in_runde"].initial = runden.first()
            if not request.user.has_perm(ALLE):
                # A declared field takes part even where no fieldset names it.
                form.base_fields.pop("fuer", None)
            elif "fuer" in form.base_fields:
                form.base_fields["fuer"].queryset = Kommune.objects.all()
        return form

    def get_inlines(self, request, obj):
        if obj and obj.art == Sachstandsart.VOR_ORT:
            return (StandVorOrtInline,)
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
            # What one Kommune says of itself is corrected by what it says next.
            berichtigen = obj.art != Sachstandsart.VOR_ORT and self.is_editable(request, obj)
            context["darf_berichtigen"] = self.has_add_permission(request) and berichtigen
            context["berichtigung_url"] = (
                reverse("admin:agenda_sachstand_add")
                + f"?steckbrief={steckbrief.pk}&berichtigt={obj.pk}"
            )
        else:
            context["darf_annehmen"] = self.has_accept_permission(request)
            context["darf_einreichen"] = not obj or obj.status == Meldestatus.ENTWURF
            context["darf_zurueckgeben"] = (
                obj and obj.status == Meldestatus.EINGEREICHT and context["darf_annehmen"]
            )
            context["unveraendert_moeglich"] = (
                add and steckbrief and sachstaende.letzter(steckbrief) is not None
            )
        context["steckbrief"] = steckbrief
        return super().render_change_form(request, context, add, change, form_url, obj)

    # Writing

    def get_object(self, request, object_id, from_field=None):
        """Lock the row while its form is being saved: nobody accepts it in between."""
        sachstand = super().get_object(request, object_id, from_field)
        if sachstand and request.method == "POST":
            # In the order of workflow.accept(), which may follow.
            Steckbrief.objects.select_for_update(no_key=True).get(pk=sachstand.steckbrief_id)
            return self.model.objects.select_for_update().get(pk=sachstand.pk)
        return sachstand

    def save_model(self, request, obj, form, change):
        if change and form.has_changed():
            sachstaende.ueberarbeiten(obj)
        elif change:
            obj.version += 1
        else:
            obj.gemeldet_von = request.user
            obj.runde = form.cleaned_data.get("in_runde")
            fuer = form.cleaned_data.get("fuer") if request.user.has_perm(ALLE) else None
            obj.kommune = fuer or melder(request.user, obj.steckbrief)
            obj.vertretung = fuer is not None
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        return self._weiter(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self._weiter(request, obj) or super().response_change(request, obj)

    def response_post_save_add(self, request, obj):
        """Without a Steckbrief in the address the rows come after the first save."""
        if self._steckbrief(request) or "_annehmen" in request.POST:
            return super().response_post_save_add(request, obj)
        messages.info(request, "Sie können jetzt Meilensteine, Mittel und Kennzahlen ergänzen.")
        return HttpResponseRedirect(reverse("admin:agenda_sachstand_change", args=[obj.pk]))

    def _weiter(self, request, sachstand):
        """Hand in or accept what was saved, if asked for. What is refused stays saved."""
        try:
            if "_annehmen" in request.POST:
                sachstaende.annehmen(sachstand, user=request.user)
                fertig = "Der Sachstand ist angenommen und steht jetzt auf der Website."
            elif "_einreichen" in request.POST:
                sachstaende.einreichen(sachstand, user=request.user)
                fertig = (
                    "Der Sachstand ist eingereicht. Bis zur Annahme können Sie ihn noch ändern."
                )
            else:
                return None
        except ValidationError as fehler:
            messages.error(request, " ".join(fehler.messages) + " Gesichert ist er als Entwurf.")
            return HttpResponseRedirect(
                reverse("admin:agenda_sachstand_change", args=[sachstand.pk])
            )
        messages.success(request, fertig)
        return None


def _waehlbar(request):
    """Return the Steckbriefe an account may report on."""
    return Steckbrief.objects.editable_by(request.user).vorhanden()
