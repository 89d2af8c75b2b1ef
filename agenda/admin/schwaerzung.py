"""Redaction by two people. The passage stands in request bodies only: no address, log or message."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from agenda.domain import ausgabenschwaerzung, schwaerzung
from agenda.forms.schwaerzung import SchwaerzungForm
from agenda.models import Schwaerzung
from agenda.models.schwaerzung import Schwaerzungsart, Schwaerzungsstatus


@admin.register(Schwaerzung)
class SchwaerzungAdmin(admin.ModelAdmin):
    list_display = (
        "antrag_vom",
        "status",
        "art",
        "begruendung",
        "beantragt_von",
        "bestaetigt_von",
        "stellen",
    )
    list_filter = ("status", "art")
    list_select_related = ("beantragt_von", "bestaetigt_von")
    actions = None

    def has_module_permission(self, request):
        return request.user.has_perm(schwaerzung.RECHT)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(schwaerzung.RECHT)

    def has_add_permission(self, request):
        return request.user.has_perm(schwaerzung.RECHT)

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm(schwaerzung.RECHT)

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="Antrag vom", ordering="created_at")
    def antrag_vom(self, antrag):
        return f"{timezone.localdate(antrag.created_at):%d.%m.%Y}"

    @admin.display(description="Stellen", ordering="treffer")
    def stellen(self, antrag):
        return antrag.treffer if antrag.ausgefuehrt_at else None

    @method_decorator(sensitive_post_parameters())
    def add_view(self, request, form_url="", extra_context=None):
        """Show where it will hit; ask only for what has been shown."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = SchwaerzungForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            if "_beantragen" in request.POST and form.was_shown():
                antrag = schwaerzung.request(**form.auftrag, user=request.user)
                messages.success(
                    request,
                    "Die Schwärzung ist beantragt. Eine zweite Person muss sie ausführen; bis dahin ändert sich nichts.",
                )
                return self._to(antrag)
            form.show()
        return self._page(
            request,
            "beantragen",
            title="Schwärzung beantragen",
            form=form,
            felder=[form[name] for name in ("passage", "datei", "begruendung")],
            funde=form.funde if form.is_bound else [],
            anzahl=sum(fund.anzahl for fund in form.funde) if form.is_bound else 0,
            adressen=_adressen(form.auftrag["passage"]) if form.is_bound and form.funde else [],
        )

    @method_decorator(sensitive_post_parameters())
    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show a request with its places; a second person carries it out or rejects it."""
        antrag = self.get_object(request, object_id)
        if antrag is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_change_permission(request, antrag):
            raise PermissionDenied
        if request.method == "POST":
            return self._decide(request, antrag)
        offen = antrag.status == Schwaerzungsstatus.BEANTRAGT
        funde = schwaerzung.find(antrag.passage, antrag.art) if offen else []
        return self._page(
            request,
            "antrag",
            title=str(antrag),
            antrag=antrag,
            offen=offen,
            was=_was(antrag) if offen else "",
            eigener=antrag.beantragt_von == request.user,
            funde=funde,
            anzahl=sum(fund.anzahl for fund in funde),
            adressen=_adressen(antrag.passage) if funde else [],
        )

    def _decide(self, request, antrag):
        if "_ablehnen" in request.POST:
            schwaerzung.reject(antrag, user=request.user)
            messages.success(request, "Der Antrag ist abgelehnt. Es wurde nichts geschwärzt.")
        elif "_ausfuehren" in request.POST:
            try:
                anzahl = schwaerzung.confirm(antrag, user=request.user)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            else:
                messages.success(
                    request,
                    f"Die Schwärzung ist ausgeführt: {anzahl} {'Stelle' if anzahl == 1 else 'Stellen'} ersetzt.",
                )
        return self._to(antrag)

    def _to(self, antrag):
        return HttpResponseRedirect(reverse("admin:agenda_schwaerzung_change", args=[antrag.pk]))

    def _page(self, request, name, **context):
        return TemplateResponse(
            request,
            f"admin/agenda/schwaerzung/{name}.html",
            {
                **self.admin_site.each_context(request),
                "subtitle": None,
                "opts": self.opts,
                **context,
            },
        )


def _adressen(passage):
    """Return the addresses that spell it and stay: those of what was given out."""
    gegeben = ausgabenschwaerzung.adressen(passage).festgeschrieben()
    return [ausgabe.get_absolute_url() for ausgabe in gegeben]


def _was(antrag):
    """Return in words what a request is about: the passage, or which file."""
    if antrag.art == Schwaerzungsart.PASSAGE:
        return antrag.passage
    return schwaerzung.files().get(antrag.passage, "Die Datei liegt nicht mehr vor.")
