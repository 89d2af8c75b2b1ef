"""Accepting many reports: first a page that shows each, then all or none, as they were seen."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse

from agenda.domain import sachstaende, workflow
from agenda.models.sachstand import Meldestatus

SALZ = "agenda.admin.annehmen"
NICHT_EINGEREICHT = "Noch nicht eingereicht: {}. Gemeinsam annehmen lässt sich nur, was eingereicht ist; Entwürfe nehmen Sie einzeln an."


class AnnehmenMixin:
    """For the SachstandAdmin."""

    actions = ("annehmen",)

    def has_accept_permission(self, request):
        return request.user.has_perm(workflow.ACCEPT.recht)

    @admin.action(description="Ausgewählte Sachstände annehmen …", permissions=["accept"])
    def annehmen(self, request, queryset):
        offene = queryset.select_related("steckbrief", "kommune", "bestaetigt")
        entwuerfe = [s for s in offene if s.status == Meldestatus.ENTWURF]
        if entwuerfe:
            namen = ", ".join(f"„{sachstand.steckbrief}“" for sachstand in entwuerfe)
            messages.error(request, NICHT_EINGEREICHT.format(namen))
        offene = [s for s in offene if s not in entwuerfe]
        if "gesehen" not in request.POST:
            zeilen = [s for s in offene if not s.angenommen_at]
            return self._vorlegen(request, zeilen) if zeilen or not entwuerfe else None
        try:
            gesehen = signing.loads(request.POST["gesehen"], salt=SALZ)
        except signing.BadSignature:
            messages.error(request, "Die Auswahl ließ sich nicht lesen. Bitte wählen Sie neu.")
        else:
            self._annehmen(request, [s for s in offene if str(s.pk) in gesehen], gesehen)
        return HttpResponseRedirect(request.get_full_path())

    def _vorlegen(self, request, zeilen):
        gesehen = {str(sachstand.pk): sachstand.version for sachstand in zeilen}
        kontext = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Sachstände annehmen",
            "zeilen": zeilen,
            "checkbox": ACTION_CHECKBOX_NAME,
            "gesehen": signing.dumps(gesehen, salt=SALZ),
        }
        return TemplateResponse(request, "admin/agenda/sachstand/annehmen.html", kontext)

    def _annehmen(self, request, zeilen, gesehen):
        try:
            anzahl = sachstaende.alle_annehmen(
                zeilen,
                user=request.user,
                gesehen={int(pk): version for pk, version in gesehen.items()},
            )
        except ValidationError as fehler:
            messages.error(request, " ".join(fehler.messages))
        except PermissionDenied:
            messages.error(request, "Ihr Konto darf das bei einem der Steckbriefe nicht.")
        else:
            messages.success(request, f"Angenommen: {anzahl}.")
