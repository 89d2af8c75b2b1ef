"""One page for every step: what will happen, what is asked, and then the workflow."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html

from agenda.admin.schritte import SCHRITTE, duplicate_step, restore_step
from agenda.admin.seiten import changes, present, since
from agenda.admin.staende import find_state
from agenda.domain import anlegen, nummern, workflow
from agenda.domain.dokument import Dokument
from agenda.forms.schritt import SchrittForm

VERBOTEN = (
    "Ihr Konto darf diesen Schritt nicht oder nicht mehr tun. Bitte fragen Sie die Stabsstelle."
)


class SchritteMixin:
    """For the SteckbriefAdmin."""

    def get_urls(self):
        view = self.admin_site.admin_view
        name = "agenda_steckbrief"
        return [
            path("<int:pk>/schritt/<slug:slug>/", view(self.schritt_view), name=f"{name}_schritt"),
            path("<int:pk>/duplizieren/", view(self.duplizieren_view), name=f"{name}_duplizieren"),
            path(
                "<int:pk>/wiederherstellen/<slug:art>/<int:nummer>/",
                view(self.wiederherstellen_view),
                name=f"{name}_wiederherstellen",
            ),
            *super().get_urls(),
        ]

    def steps(self, request, steckbrief):
        """Return the steps an account may take now, in the order of the table."""
        return [s for s in SCHRITTE if workflow.may(request.user, s.uebergang, steckbrief)]

    @method_decorator(transaction.atomic)
    def schritt_view(self, request, pk, slug):
        steckbrief = self.find(request, pk)
        schritt = next((s for s in SCHRITTE if s.slug == slug), None)
        if schritt is None:
            raise Http404
        letzte = steckbrief.fassungen.order_by("-nr").first()
        return self._take(
            request,
            steckbrief,
            schritt,
            wird=letzte if schritt.uebergang is workflow.DISCARD else None,
        )

    @method_decorator(transaction.atomic)
    def wiederherstellen_view(self, request, pk, art, nummer):
        steckbrief = self.find(request, pk)
        quelle = find_state(steckbrief, f"{art}-{nummer}")
        if quelle is None:
            raise Http404
        return self._take(request, steckbrief, restore_step(quelle), wird=quelle)

    @method_decorator(transaction.atomic)
    def duplizieren_view(self, request, pk):
        steckbrief = self.find(request, pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        mehrere = anlegen.kommunen_to_choose(request.user).count() > 1
        return self._take(request, steckbrief, duplicate_step(mehrere))

    def _take(self, request, steckbrief, schritt, *, wird=None):
        """Show the page of a step (GET) or take it (POST). What is refused stays on the page."""
        status = 200
        form = self._form(request, steckbrief, schritt)
        if request.method == "POST":
            if form.is_valid():
                try:
                    # A savepoint: what was done before a refusal is undone.
                    with transaction.atomic():
                        neu = schritt.tun(steckbrief, user=request.user, **form.cleaned_data)
                except ValidationError as error:
                    form.add_workflow_error(error)
                except PermissionDenied:
                    status = 403
                    form.add_error(None, VERBOTEN)
                else:
                    return self._taken(request, steckbrief, schritt, neu)
        elif schritt.uebergang and not workflow.may(request.user, schritt.uebergang, steckbrief):
            return self._refuse(request, steckbrief, schritt)
        seit = self._seen(form, steckbrief)
        return self.page(
            request,
            "schritt",
            steckbrief,
            schritt.titel,
            status=status,
            schritt=schritt,
            form=form,
            seit=seit,
            wird=changes(present(steckbrief), Dokument.lesen(wird.dokument)) if wird else None,
        )

    def _form(self, request, steckbrief, schritt):
        oeffentliche = self.rows(request).vorhanden().filter(nummer__isnull=False)
        return SchrittForm(
            request.POST if request.method == "POST" else None,
            fragen=schritt.fragen,
            grund_noetig=bool(schritt.uebergang and schritt.uebergang.grund),
            ziele=oeffentliche.filter(abgelegt_at__isnull=True).exclude(pk=steckbrief.pk),
            kommunen=anlegen.kommunen_to_choose(request.user),
            frei=nummern.next_nummer() if "nummer" in schritt.fragen else "",
            initial={"seen_version": steckbrief.version},
        )

    @staticmethod
    def _seen(form, steckbrief):
        """Return what changed since the version the page was made for; the page shows that now."""
        gesehen = form.cleaned_data.get("seen_version") if form.is_bound else None
        if gesehen is None or gesehen == steckbrief.version:
            return ()
        form.see(steckbrief.version)
        return since(steckbrief, gesehen)

    def _taken(self, request, steckbrief, schritt, neu):
        ziel = neu if schritt.slug == "duplizieren" else steckbrief
        ziel.refresh_from_db()
        messages.success(request, format_html("„{}“ {}", ziel.titel, schritt.fertig))
        if ziel.ist_geloescht:
            return HttpResponseRedirect(reverse("admin:agenda_steckbrief_changelist"))
        return self.to_form(ziel)

    def _refuse(self, request, steckbrief, schritt):
        """Say why a step is not possible, or that it is not this account's."""
        if workflow.may(None, schritt.uebergang, steckbrief):
            raise PermissionDenied
        messages.warning(
            request,
            f"„{schritt.titel}“ ist hier nicht möglich: Der Steckbrief ist {steckbrief.zustand}.",
        )
        return self.to_form(steckbrief)
