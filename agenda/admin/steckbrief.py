"""The working copy in the admin: its list, its form, and where both lead."""

from django.contrib import admin
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone

from agenda.admin.ausgeben import AusgebenAktionen
from agenda.admin.freigabe import FreigabeMixin
from agenda.admin.konflikt import KonfliktMixin
from agenda.admin.mitnehmen import MitnehmenMixin
from agenda.admin.sammelaktionen import SammelMixin
from agenda.admin.schrittseiten import SchritteMixin
from agenda.admin.seiten import SeitenMixin, gueltigkeit, moment, since
from agenda.admin.teile import INLINES, MitwirkungInline
from agenda.admin.transfer import TransferMixin
from agenda.admin.unveraendert import UnveraendertAktion
from agenda.admin.verlauf import VerlaufMixin
from agenda.admin.vorlage import VorlageAktion
from agenda.admin.vorschau import VorschauMixin
from agenda.domain import anlegen, workflow
from agenda.forms.steckbrief import SteckbriefForm, for_one_of
from agenda.models import Anlage, Fassung, Steckbrief
from kommunen.admin.shared import ChoiceOnlyMixin, FoldedSearchMixin

WAS_HIER_STEHT = "Was Sie hier sichern, ist ein Entwurf. Öffentlich wird es erst mit der Freigabe. Nur Titel und Handlungsfeld sind nötig; leere Felder erscheinen nirgends."
FIELDSETS = [
    (
        "Inhalt",
        {
            "description": "Worum es geht und für wen. Schreiben Sie so, dass es Menschen ohne Vorwissen verstehen.",
            "fields": (
                "zweck",
                "beschreibung",
                "zielgruppen_auswahl",
                "zielgruppen",
                "abgrenzung",
                "pilotgebiet",
                "vorbehalt",
            ),
        },
    ),
    (
        "Zeit und Rang",
        {
            "description": "Geplante Zeiten dürfen ungenau sein. Was erreicht ist, steht nicht hier, sondern in den Sachständen.",
            "fields": ("beginn", "ende", "reihenfolge", "prioritaet", "leuchtturm"),
        },
    ),
    (
        "Ansprechstelle",
        {
            "description": "Wohin sich Bürger*innen und andere Verwaltungen wenden können.",
            "fields": (
                "ansprechstelle",
                "ansprechstelle_telefon",
                "ansprechstelle_email",
            ),
        },
    ),
    (
        "Erläuterungen",
        {
            "description": "Beträge je Haushaltsjahr tragen Sie weiter unten unter „Finanzierung“ ein.",
            "fields": ("finanzierung_erlaeuterung", "erkenntnisse"),
        },
    ),
    (
        "Leichte Sprache",
        {
            "description": "Ein eigener Text für Menschen, die mit schwerer Sprache nicht zurechtkommen. Am besten lassen Sie ihn von einem Büro für Leichte Sprache prüfen.",
            "fields": ("leichte_sprache", "leichte_sprache_geprueft"),
        },
    ),
    (
        "Herkunft der Angaben",
        {
            "description": "Von wann die Angaben sind und wie gut sie belegt sind. Die Quellen selbst stehen unten unter „Quellen und Verweise“.",
            "fields": ("stand", "quellenlage"),
        },
    ),
]
BEARBEITUNG = (
    "Bearbeitung",
    {
        "description": "Trägt das Portal ein. Was öffentlich war, wird nicht gelöscht: Seine Arbeitsstände und Fassungen bleiben erhalten.",
        "fields": ("zustand", "fassung_anzeige", "version", "updated_at"),
    },
)


class PapierkorbFilter(admin.SimpleListFilter):
    """Deleted drafts are in no list but this one. Stands first: the others narrow what it gives."""

    title = "Papierkorb"
    parameter_name = "papierkorb"

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        self.deleted = model_admin.listed(request, model_admin.rows(request).geloescht())

    def lookups(self, request, model_admin):
        return [("ja", "gelöschte Entwürfe")]

    def choices(self, changelist):
        alle, *rest = super().choices(changelist)
        return [{**alle, "display": "alles andere"}, *rest]

    def queryset(self, request, queryset):
        return self.deleted if self.value() == "ja" else queryset


@admin.register(Steckbrief)
class SteckbriefAdmin(
    MitnehmenMixin,
    TransferMixin,
    SammelMixin,
    AusgebenAktionen,
    VorlageAktion,
    UnveraendertAktion,
    SchritteMixin,
    FreigabeMixin,
    VerlaufMixin,
    VorschauMixin,
    KonfliktMixin,
    SeitenMixin,
    FoldedSearchMixin,
    ChoiceOnlyMixin,
    admin.ModelAdmin,
):
    form = SteckbriefForm
    inlines = INLINES
    list_display = (
        "nummer_anzeige",
        "titel",
        "handlungsfeld",
        "bezug",
        "zustand",
        "fassung_anzeige",
        "geaendert",
    )
    list_display_links = ("nummer_anzeige", "titel")
    list_filter = (
        PapierkorbFilter,
        "bezug",
        "status",
        ("handlungsfeld", admin.RelatedOnlyFieldListFilter),
        "leuchtturm",
        ("mitwirkungen__kommune", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("handlungsfeld",)
    list_per_page = 50
    readonly_fields = ("nummer_anzeige", "zustand", "version", "fassung_anzeige", "updated_at")
    actions = (
        *SammelMixin.actions,
        *AusgebenAktionen.actions,
        *VorlageAktion.actions,
        *UnveraendertAktion.actions,
        *MitnehmenMixin.actions,
        *TransferMixin.actions,
    )

    # Reading

    def get_queryset(self, request):
        """Return what lists and choices offer. Pages ask find(), which knows the Papierkorb too."""
        return self.listed(request, self.rows(request).vorhanden())

    def listed(self, request, rows):
        fassungen = Fassung.objects.select_related("eintrag").only(
            "steckbrief", "nr", "nummer", "gilt_ab", "eintrag__gilt_ab", "eintrag__gilt_bis"
        )
        ordering = self.get_ordering(request) or Steckbrief._meta.ordering
        return rows.order_by(*ordering).prefetch_related(Prefetch("fassungen", fassungen))

    @admin.display(description="Nummer", ordering="nummer_schluessel")
    def nummer_anzeige(self, steckbrief):
        if steckbrief.nummer:
            return steckbrief.nummer
        vorgesehen = steckbrief.vorgesehene_nummer
        return f"noch keine ({vorgesehen} vorgesehen)" if vorgesehen else "noch keine"

    @admin.display(description="Fassung")
    def fassung_anzeige(self, steckbrief):
        aktuell, geplant = gueltigkeit(steckbrief.fassungen.all(), timezone.now())
        saetze = [f"Fassung {f.nr}, geplant ab {moment(f.gilt_ab)}" for f in reversed(geplant)]
        if aktuell:
            seit = timezone.localdate(aktuell.gilt_ab)
            saetze.insert(0, f"Fassung {aktuell.nr}, gilt seit {seit:%d.%m.%Y}")
        return "; ".join(saetze) or "noch keine"

    @admin.display(description="geändert", ordering="updated_at")
    def geaendert(self, steckbrief):
        return f"{timezone.localtime(steckbrief.updated_at):%d.%m.%Y %H:%M}"

    @admin.display(description="Bearbeitung", ordering="status")
    def zustand(self, steckbrief):
        return steckbrief.zustand

    def get_fieldsets(self, request, obj=None):
        felder = ["titel", "kurzbeschreibung", "bezug", "handlungsfeld", "handlungsfeld_herkunft"]
        felder.insert(2, "nummer_anzeige" if obj and obj.nummer else "vorgesehene_nummer")
        if obj is None and self._asks_for_kommune(request):
            felder.insert(0, "kommune")
        if obj is None or self.has_change_permission(request, obj):
            felder = ["gesehene_version", "gesehener_stand", *felder]
        erstes = (None, {"description": WAS_HIER_STEHT, "fields": felder})
        return [erstes, *FIELDSETS, *([BEARBEITUNG] if obj else [])]

    def get_inlines(self, request, obj):
        """Who takes part in a partner's new draft is filled in by itself."""
        if obj is None and not request.user.has_perm("agenda.add_mitwirkung"):
            return [inline for inline in self.inlines if inline is not MitwirkungInline]
        return self.inlines

    # Writing

    def has_add_permission(self, request):
        """A draft belongs to somebody: who works for no Kommune cannot begin one."""
        return super().has_add_permission(request) and (
            request.user.has_perm("agenda.change_all_steckbrief")
            or anlegen.kommunen_to_choose(request.user).exists()
        )

    def _asks_for_kommune(self, request):
        return anlegen.kommunen_to_choose(request.user).count() > 1

    def get_form(self, request, obj=None, change=False, **kwargs):
        if not change and self._asks_for_kommune(request):
            kwargs["form"] = for_one_of(anlegen.kommunen_to_choose(request.user))
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request, obj, form, change):
        """Write the text only: number, status and version belong to the workflow."""
        if change:
            obj.save(update_fields=[*_textfelder(form), "updated_at"])
        else:
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change:
            kommune = form.cleaned_data.get("kommune")
            anlegen.claim(form.instance, user=request.user, kommune=kommune)
        workflow.record(form.instance, user=request.user)

    def response_add(self, request, obj, post_url_continue=None):
        return self._to_release(request, obj) or super().response_add(
            request, obj, post_url_continue
        )

    def response_change(self, request, obj):
        return self._to_release(request, obj) or super().response_change(request, obj)

    def _to_release(self, request, steckbrief):
        if "_freigeben" in request.POST and self.has_release_permission(request):
            return HttpResponseRedirect(
                reverse("admin:agenda_steckbrief_freigeben", args=[steckbrief.pk])
            )
        return None

    # Pages

    def get_urls(self):
        return [
            path(
                "<int:pk>/anlagen/<int:anlage>/",
                self.admin_site.admin_view(self.anlage_view),
                name="agenda_steckbrief_anlage",
            ),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        context.setdefault("seit", None)
        context["darf_freigeben"] = self.has_release_permission(request, obj)
        context["dateien_verloren"] = bool(request.FILES)
        if obj:
            context["aktuelle_fassung"], _ = gueltigkeit(
                Fassung.objects.filter(steckbrief=obj).select_related("eintrag").defer("dokument"),
                timezone.now(),
            )
            context["schritte"] = self.steps(request, obj)
            context["darf_melden"] = self.has_change_permission(
                request, obj
            ) and request.user.has_perm("agenda.add_sachstand")
            context["darf_duplizieren"] = self.has_add_permission(request)
            context["vorschau"] = self.preview_token(obj)
            if form.is_bound and form.has_error("__all__", "veraltet"):
                context["seit"] = since(obj, form.cleaned_data["gesehene_version"])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def anlage_view(self, request, pk, anlage):
        """Give out an attached file of the working copy, which the public cannot see yet."""
        steckbrief = self.find(request, pk)
        datei = get_object_or_404(Anlage, pk=anlage, steckbrief=steckbrief)
        if not datei.datei.storage.exists(datei.datei.name):
            raise Http404("Die Datei liegt nicht vor.")
        return FileResponse(
            datei.datei.open(), filename=datei.dateiname, content_type=datei.medientyp
        )


def _textfelder(form):
    """Return the model fields a form wrote."""
    spalten = {feld.name for feld in Steckbrief._meta.concrete_fields}
    return [name for name in form.cleaned_data if name in spalten]
