"""The working copy: entered, saved as an Arbeitsstand, released as a Fassung."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html

from agenda.admin.aenderungen import aenderungen
from agenda.admin.teile import INLINES
from agenda.domain import dokument, workflow
from agenda.domain.dokument import Dokument
from agenda.forms.freigabe import FreigabeForm
from agenda.forms.steckbrief import SteckbriefForm
from agenda.models import Anlage, Fassung, Steckbrief
from kommunen.admin.shared import ChoiceOnlyMixin, FoldedSearchMixin


def _tag(moment):
    return timezone.localtime(moment).strftime("%d.%m.%Y, %H:%M Uhr")


def gueltigkeit(fassungen, jetzt):
    """Return (valid Fassung or None, planned Fassungen) of loaded Fassungen with Eintrag."""
    leben = [f for f in fassungen if f.eintrag.gilt_bis is None or f.eintrag.gilt_bis > f.gilt_ab]
    aktuell = [
        f
        for f in leben
        if f.gilt_ab <= jetzt and (f.eintrag.gilt_bis is None or f.eintrag.gilt_bis > jetzt)
    ]
    return next(iter(aktuell), None), [f for f in leben if f.gilt_ab > jetzt]


@admin.register(Steckbrief)
class SteckbriefAdmin(FoldedSearchMixin, ChoiceOnlyMixin, admin.ModelAdmin):
    form = SteckbriefForm
    inlines = INLINES
    list_display = (
        "nummer_anzeige",
        "titel",
        "handlungsfeld",
        "bezug",
        "status",
        "fassung_anzeige",
        "geaendert",
    )
    list_display_links = ("nummer_anzeige", "titel")
    list_filter = (
        "bezug",
        "status",
        ("handlungsfeld", admin.RelatedOnlyFieldListFilter),
        "leuchtturm",
        ("mitwirkungen__kommune", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("handlungsfeld",)
    list_per_page = 50
    readonly_fields = ("nummer_anzeige", "status", "version", "fassung_anzeige", "updated_at")

    # Reading

    def get_queryset(self, request):
        fassungen = Fassung.objects.select_related("eintrag").only(
            "steckbrief", "nr", "nummer", "gilt_ab", "eintrag__gilt_ab", "eintrag__gilt_bis"
        )
        return super().get_queryset(request).prefetch_related(Prefetch("fassungen", fassungen))

    @admin.display(description="Nummer", ordering="nummer_schluessel")
    def nummer_anzeige(self, steckbrief):
        if steckbrief.nummer:
            return steckbrief.nummer
        vorgesehen = steckbrief.vorgesehene_nummer
        return f"noch keine ({vorgesehen} vorgesehen)" if vorgesehen else "noch keine"

    @admin.display(description="Fassung")
    def fassung_anzeige(self, steckbrief):
        aktuell, geplant = gueltigkeit(steckbrief.fassungen.all(), timezone.now())
        saetze = [f"Fassung {f.nr}, geplant ab {_tag(f.gilt_ab)}" for f in reversed(geplant)]
        if aktuell:
            seit = timezone.localdate(aktuell.gilt_ab)
            saetze.insert(0, f"Fassung {aktuell.nr}, gilt seit {seit:%d.%m.%Y}")
        return "; ".join(saetze) or "noch keine"

    @admin.display(description="geändert", ordering="updated_at")
    def geaendert(self, steckbrief):
        return f"{timezone.localtime(steckbrief.updated_at):%d.%m.%Y, %H:%M}"

    def get_fieldsets(self, request, obj=None):
        nummer = "nummer_anzeige" if obj and obj.nummer else "vorgesehene_nummer"
        fieldsets = [
            (
                None,
                {
                    "description": "Was Sie hier sichern, ist ein Entwurf. Öffentlich wird es erst mit der Freigabe. Nur Titel und Handlungsfeld sind nötig; leere Felder erscheinen nirgends.",
                    "fields": (
                        "gesehene_version",
                        "titel",
                        "kurzbeschreibung",
                        nummer,
                        "bezug",
                        "handlungsfeld",
                        "handlungsfeld_herkunft",
                    ),
                },
            ),
            (
                "Inhalt",
                {
                    "description": "Worum es geht und für wen. Schreiben Sie so, dass es Menschen ohne Vorwissen verstehen.",
                    "fields": (
                        "zweck",
                        "beschreibung",
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
                    "fields": ("finanzierung_erlaeuterung", "erkenntnisse", "leichte_sprache"),
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
        if obj:
            fieldsets.append(
                (
                    "Bearbeitung",
                    {
                        "description": "Trägt das Portal ein. Ein Steckbrief wird nicht gelöscht: Seine Arbeitsstände und Fassungen bleiben erhalten.",
                        "fields": ("status", "fassung_anzeige", "version", "updated_at"),
                    },
                )
            )
        if obj and not self.has_change_permission(request, obj):
            fieldsets[0][1]["fields"] = fieldsets[0][1]["fields"][1:]
        return fieldsets

    def has_delete_permission(self, request, obj=None):
        """A Steckbrief keeps its history: what nobody needs any more is put away, not deleted."""
        return False

    def has_release_permission(self, request):
        return request.user.has_perm(workflow.RELEASE.recht)

    # Writing

    def get_object(self, request, object_id, from_field=None):
        """Lock the row while its form is being saved: nobody releases it in between."""
        steckbrief = super().get_object(request, object_id, from_field)
        if steckbrief and request.method == "POST":
            return self.model.objects.select_for_update().get(pk=steckbrief.pk)
        return steckbrief

    def save_model(self, request, obj, form, change):
        """Write the text only: number, status and version belong to the workflow."""
        if change:
            obj.save(update_fields=[*_textfelder(form), "updated_at"])
        else:
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        workflow.record(form.instance, user=request.user)

    def response_add(self, request, obj, post_url_continue=None):
        return self._zur_freigabe(request, obj) or super().response_add(
            request, obj, post_url_continue
        )

    def response_change(self, request, obj):
        return self._zur_freigabe(request, obj) or super().response_change(request, obj)

    def _zur_freigabe(self, request, steckbrief):
        if "_freigeben" in request.POST and self.has_release_permission(request):
            return HttpResponseRedirect(
                reverse("admin:agenda_steckbrief_freigeben", args=[steckbrief.pk])
            )
        return None

    # Pages

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/freigeben/",
                view(self.freigeben_view),
                name="agenda_steckbrief_freigeben",
            ),
            path(
                "<int:pk>/anlagen/<int:anlage>/",
                view(self.anlage_view),
                name="agenda_steckbrief_anlage",
            ),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        context["darf_freigeben"] = self.has_release_permission(request)
        context["dateien_verloren"] = bool(request.FILES)
        if obj:
            context["aktuelle_fassung"], _ = gueltigkeit(obj.fassungen.all(), timezone.now())
            if form.is_bound and form.has_error("__all__", "veraltet"):
                context["inzwischen"] = _seither(obj, form.cleaned_data["gesehene_version"])
        return super().render_change_form(request, context, add, change, form_url, obj)

    @method_decorator(transaction.atomic)
    def freigeben_view(self, request, pk):
        """Show what a release would change, then release through the workflow."""
        steckbrief = self.get_object(request, str(pk))
        if steckbrief is None:
            raise Http404
        if not (
            self.has_view_permission(request, steckbrief) and self.has_release_permission(request)
        ):
            raise PermissionDenied
        form = FreigabeForm(request.POST or None, initial={"seen_version": steckbrief.version})
        if request.method == "POST" and form.is_valid():
            try:
                fassung = workflow.release(steckbrief, user=request.user, **form.auftrag)
            except ValidationError as error:
                form.add_workflow_error(error)
            else:
                return self._freigegeben(request, fassung)
        if form.is_bound:
            form.see(steckbrief.version)
        return TemplateResponse(
            request,
            "admin/agenda/steckbrief/freigeben.html",
            {
                **self.admin_site.each_context(request),
                "title": "Steckbrief freigeben",
                "subtitle": None,
                "opts": self.opts,
                "steckbrief": steckbrief,
                "form": form,
                **_vorschau(steckbrief),
            },
        )

    def _freigegeben(self, request, fassung):
        if fassung.gilt_ab <= timezone.now():
            meldung = format_html(
                'Fassung {} ist freigegeben und gilt ab sofort. <a href="{}">Auf der Website ansehen</a>',
                fassung.nr,
                fassung.get_absolute_url(),
            )
        else:
            meldung = f"Fassung {fassung.nr} ist freigegeben und gilt ab {_tag(fassung.gilt_ab)}. Bis dahin ändert sich auf der Website nichts."
        messages.success(request, meldung)
        return HttpResponseRedirect(
            reverse("admin:agenda_steckbrief_change", args=[fassung.steckbrief_id])
        )

    def history_view(self, request, object_id, extra_context=None):
        """Show the trail the workflow leaves instead of Django's own log."""
        steckbrief = super().get_object(request, object_id)
        if steckbrief is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, steckbrief):
            raise PermissionDenied
        return TemplateResponse(
            request,
            "admin/agenda/steckbrief/verlauf.html",
            {
                **self.admin_site.each_context(request),
                "title": "Verlauf",
                "subtitle": None,
                "opts": self.opts,
                "steckbrief": steckbrief,
                "vorgaenge": steckbrief.vorgaenge.select_related("konto", "fassung", "sachstand"),
                "fassungen": Fassung.objects.filter(steckbrief=steckbrief)
                .select_related("eintrag", "freigegeben_von")
                .defer("dokument"),
                "arbeitsstaende": steckbrief.arbeitsstaende.select_related("konto").defer(
                    "dokument"
                ),
            },
        )

    def anlage_view(self, request, pk, anlage):
        """Give out an attached file of the working copy, which the public cannot see yet."""
        datei = get_object_or_404(Anlage, pk=anlage, steckbrief=pk)
        if not self.has_view_permission(request, datei.steckbrief):
            raise PermissionDenied
        if not datei.datei.storage.exists(datei.datei.name):
            raise Http404("Die Datei liegt nicht vor.")
        return FileResponse(
            datei.datei.open(), filename=datei.dateiname, content_type=datei.medientyp
        )


def _textfelder(form):
    """Return the model fields a form wrote."""
    spalten = {feld.name for feld in Steckbrief._meta.concrete_fields}
    return [name for name in form.cleaned_data if name in spalten]


def _seither(steckbrief, version):
    """Return what changed in the working copy since a version a person saw."""
    gesehen = steckbrief.arbeitsstaende.filter(version=version).first()
    if gesehen is None:
        return []
    return aenderungen(Dokument.lesen(gesehen.dokument), dokument.build(_fresh(steckbrief)))


def _fresh(steckbrief):
    """The form has written into the instance: read the row again."""
    return Steckbrief.objects.mit_teilen().get(pk=steckbrief.pk)


def _vorschau(steckbrief):
    """Return what the release page shows: the text, its changes, the number, what is planned."""
    stand = dokument.build(_fresh(steckbrief))
    fassungen = list(Fassung.objects.filter(steckbrief=steckbrief).select_related("eintrag"))
    aktuell, geplant = gueltigkeit(fassungen, timezone.now())
    letzte = next(iter(fassungen), None)
    vergleich = aktuell or letzte
    return {
        "felder": stand.felder,
        "nummer": steckbrief.nummer or steckbrief.vorgesehene_nummer or workflow.next_nummer(),
        "vergleich": vergleich,
        "aenderungen": aenderungen(Dokument.lesen(vergleich.dokument), stand) if vergleich else (),
        "unveraendert": letzte is not None and letzte.sha256 == stand.sha256,
        "geplant": geplant,
        "naechste": letzte.nr + 1 if letzte else 1,
    }
