"""The page on which the office gives a report back with a question."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from agenda.domain import runden, sachstaende
from agenda.forms.sachstand import RueckfrageForm


class RueckfrageMixin:
    """For the SachstandAdmin."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.zurueckgeben_view)
        return [
            path("<int:pk>/zurueckgeben/", view, name="agenda_sachstand_zurueckgeben"),
            *super().get_urls(),
        ]

    def zurueckgeben_view(self, request, pk):
        """Show the report and ask for the question (GET), give it back (POST)."""
        if not self.has_accept_permission(request):
            raise PermissionDenied
        sachstand = self.get_object(request, str(pk))
        if sachstand is None:
            raise Http404
        form = RueckfrageForm(request.POST or None, initial={"gesehene_version": sachstand.version})
        if request.method == "POST" and form.is_valid():
            try:
                sachstaende.zurueckgeben(
                    sachstand,
                    user=request.user,
                    rueckfrage=form.cleaned_data["rueckfrage"],
                    seen_version=form.cleaned_data["gesehene_version"],
                )
            except ValidationError as fehler:
                form.add_error(None, fehler.messages)
                form.data = form.data.copy()
                form.data["gesehene_version"] = sachstand.version
            else:
                messages.success(request, "Der Sachstand ist mit Ihrer Rückfrage zurückgegeben.")
                # A mail cannot be taken back: only when the step itself is sure.
                transaction.on_commit(lambda: _benachrichtigen(request, sachstand), robust=True)
                return HttpResponseRedirect(reverse("admin:agenda_sachstand_changelist"))
        kontext = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Mit Rückfrage zurückgeben",
            "sachstand": sachstand,
            "form": form,
        }
        return TemplateResponse(request, "admin/agenda/sachstand/zurueckgeben.html", kontext)


def _benachrichtigen(request, sachstand):
    """Mail the question to whoever reported by a link, and say how that went."""
    versand = runden.rueckfrage_senden(sachstand)
    if versand and versand.versandt:
        messages.info(request, "Die Rückfrage ging per E-Mail an den Partner.")
    elif versand:
        messages.warning(
            request,
            "Die E-Mail mit der Rückfrage ließ sich nicht senden. Der Partner sieht sie unter seinem Link; warum es nicht ging, steht bei der Runde.",
        )
