"""Links to the draft as page and PDF, for the office and for people without an account."""

from django.urls import path, reverse
from django.utils import timezone

from agenda.admin.seiten import moment
from agenda.domain import vorschau


class VorschauMixin:
    """For the SteckbriefAdmin."""

    def get_urls(self):
        return [
            path(
                "<int:pk>/vorschau/",
                self.admin_site.admin_view(self.vorschau_view),
                name="agenda_steckbrief_vorschau",
            ),
            *super().get_urls(),
        ]

    def preview_token(self, steckbrief):
        """Return the token of what was saved last, or "" where the public page would show none."""
        stand = steckbrief.arbeitsstaende.defer("dokument").order_by("-version").first()
        return vorschau.make_token(stand) if stand and not steckbrief.ist_geloescht else ""

    def vorschau_view(self, request, pk):
        """Show the link to copy, and how long it is valid."""
        steckbrief = self.find(request, pk)
        token = self.preview_token(steckbrief)
        return self.page(
            request,
            "vorschau",
            steckbrief,
            "Vorschau weitergeben",
            token=token,
            link=request.build_absolute_uri(reverse("vorschau", args=[token])) if token else "",
            bis=moment(timezone.now() + vorschau.GILT),
            tage=vorschau.GILT.days,
        )
