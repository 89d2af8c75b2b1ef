"""Rows that belong to a Steckbrief are reached by those who reach it, and by nobody else."""

from agenda.models import Steckbrief


class VisibleRowsMixin:
    """For models with a `steckbrief`: lists, pages and choices hold what an account may see."""

    def get_queryset(self, request):
        sichtbar = Steckbrief.objects.visible_to(request.user)
        return super().get_queryset(request).filter(steckbrief__in=sichtbar)

    def is_editable(self, request, objekt):
        """Whether an account may change the Steckbrief of a row. Asks once per request."""
        if not hasattr(request, "editable_steckbriefe"):
            bearbeitbar = Steckbrief.objects.editable_by(request.user)
            request.editable_steckbriefe = set(bearbeitbar.values_list("pk", flat=True))
        return objekt.steckbrief_id in request.editable_steckbriefe
