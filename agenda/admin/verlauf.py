"""History: who did what, every saved state, and any two of them side by side."""

from django.core.exceptions import PermissionDenied
from django.urls import path

from agenda.admin.seiten import changes
from agenda.admin.staende import all_states, find_state, state_key, state_label, state_name
from agenda.domain import workflow
from agenda.domain.dokument import Dokument
from agenda.forms.verlauf import VergleichForm


class VerlaufMixin:
    """For the SteckbriefAdmin."""

    def get_urls(self):
        return [
            path(
                "<int:pk>/vergleich/",
                self.admin_site.admin_view(self.vergleich_view),
                name="agenda_steckbrief_vergleich",
            ),
            *super().get_urls(),
        ]

    def history_view(self, request, object_id, extra_context=None):
        """Show the trail the workflow leaves instead of Django's own log."""
        steckbrief = self.get_object(request, object_id)
        if steckbrief is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, steckbrief):
            raise PermissionDenied
        fassungen, staende = all_states(steckbrief)
        return self.page(
            request,
            "verlauf",
            steckbrief,
            "Verlauf",
            vorgaenge=steckbrief.vorgaenge.select_related(
                "konto", "fassung", "sachstand", "drucksache"
            ),
            fassungen=fassungen,
            arbeitsstaende=staende,
            form=VergleichForm(
                staende=_choices(steckbrief, fassungen, staende),
                initial=_proposal(fassungen, staende),
            ),
            darf_wiederherstellen=workflow.may(request.user, workflow.RESTORE, steckbrief),
        )

    def vergleich_view(self, request, pk):
        """Compare two states: the changes in words, then the texts."""
        steckbrief = self.find(request, pk)
        fassungen, staende = all_states(steckbrief)
        form = VergleichForm(
            request.GET or None,
            staende=_choices(steckbrief, fassungen, staende),
            initial=_proposal(fassungen, staende),
        )
        ergebnis = {"von": None, "bis": None, "aenderungen": None}
        if form.is_valid():
            von, bis = (find_state(steckbrief, form.cleaned_data[name]) for name in ("von", "bis"))
            ergebnis = {
                "von": state_name(von),
                "bis": state_name(bis),
                "aenderungen": changes(Dokument.lesen(von.dokument), Dokument.lesen(bis.dokument)),
            }
        return self.page(
            request, "vergleich", steckbrief, "Stände vergleichen", form=form, **ergebnis
        )


def _choices(steckbrief, fassungen, staende):
    return [(state_key(stand), state_label(stand, steckbrief)) for stand in (*staende, *fassungen)]


def _proposal(fassungen, staende):
    """Propose the last Fassung against the draft, or the last save against the one before."""
    neu = [state_key(stand) for stand in staende[:2]]
    alt = [state_key(fassung) for fassung in fassungen[:1]] or neu[1:] or neu
    return {"von": alt[0] if alt else None, "bis": neu[0] if neu else None}
