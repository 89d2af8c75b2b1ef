""" "Unverändert": one page that confirms the last report on one project or many."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from agenda.domain import sachstaende, workflow
from agenda.forms.sachstand import UnveraendertForm
from agenda.models import Runde, Steckbrief
from agenda.models.teile import Rolle

SEITE = "admin:agenda_sachstand_unveraendert"
HOECHSTENS = 500


class UnveraendertAktion:
    """For the SteckbriefAdmin: the way from its list to the page."""

    actions = ("sachstand_unveraendert",)

    @admin.action(description="Sachstand unverändert bestätigen …", permissions=["change"])
    def sachstand_unveraendert(self, request, queryset):
        pks = ",".join(str(pk) for pk in queryset.values_list("pk", flat=True)[:HOECHSTENS])
        return HttpResponseRedirect(f"{reverse(SEITE)}?steckbriefe={pks}")


class UnveraendertMixin:
    """For the SachstandAdmin."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.unveraendert_view)
        return [
            path("unveraendert/", view, name="agenda_sachstand_unveraendert"),
            *super().get_urls(),
        ]

    def unveraendert_view(self, request):
        """Show what would be confirmed (GET), then hand it in (POST)."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        gewaehlt = list(
            Steckbrief.objects.editable_by(request.user)
            .vorhanden()
            .filter(pk__in=_pks(request))
            .order_by("nummer_schluessel", "pk")
        )
        stabsstelle = request.user.has_perm(workflow.ACCEPT.recht)
        runden = Runde.objects.laufend().select_related("sitzung__gremium")
        form = UnveraendertForm(
            request.POST or None,
            runden=runden,
            stabsstelle=stabsstelle,
            initial={"in_runde": runden.first()},
        )
        if request.method == "POST" and form.is_valid():
            self._bestaetigen(request, gewaehlt, form.cleaned_data)
            return HttpResponseRedirect(reverse("admin:agenda_sachstand_changelist"))
        letzte = sachstaende.letzte(gewaehlt)
        kontext = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Unverändert bestätigen",
            "form": form,
            "zeilen": [(steckbrief, letzte.get(steckbrief.pk)) for steckbrief in gewaehlt],
        }
        return TemplateResponse(request, "admin/agenda/sachstand/unveraendert.html", kontext)

    def _bestaetigen(self, request, gewaehlt, daten):
        fertig = []
        for steckbrief in gewaehlt:
            kommune = melder(request.user, steckbrief, vertretung=daten.get("fuer_partner"))
            neue, ausgelassen = sachstaende.unveraendert_alle(
                [steckbrief],
                runde=daten["in_runde"],
                stichtag=daten["stichtag"],
                kommune=kommune,
                vertretung=bool(daten.get("fuer_partner") and kommune),
                user=request.user,
            )
            fertig += neue
            for anderer, grund in ausgelassen:
                messages.warning(request, format_html("Nicht möglich bei „{}“: {}", anderer, grund))
        if fertig:
            messages.success(request, f"Unverändert bestätigt und eingereicht: {len(fertig)}.")


def melder(user, steckbrief, *, vertretung=False):
    """Return the responsible Kommune an account reports for, or None.

    A partner reports for its own; the office for one only in its place (`vertretung`).
    """
    kommunen = [
        mitwirkung.kommune
        for mitwirkung in steckbrief.mitwirkungen.select_related("kommune")
        if mitwirkung.kommune and mitwirkung.rolle == Rolle.VERANTWORTLICH
    ]
    if not user.has_perm(workflow.ACCEPT.recht):
        eigene = set(user.kommunen.values_list("pk", flat=True))
        kommunen = [kommune for kommune in kommunen if kommune.pk in eigene]
    elif not vertretung:
        return None
    return next(iter(kommunen), None)


def _pks(request):
    """Return the numbers in the address; whatever else stands there is left out."""
    teile = request.GET.get("steckbriefe", "").split(",")[:HOECHSTENS]
    return [teil for teil in teile if teil.isascii() and teil.isdigit() and len(teil) < 19]
