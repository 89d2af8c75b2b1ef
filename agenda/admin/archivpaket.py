"""The package for the archive, as the office gets it: also of what is not public."""

from django.urls import reverse
from django.utils.html import format_html


def link(art, papier):
    """Return the link to the package of a frozen "ausgabe" or "bericht"."""
    return format_html(
        '<p><a href="{}">Paket für das Archiv (ZIP)</a>, nur für die Stabsstelle: auch mit nichtöffentlichen Beratungen</p>',
        reverse("internes_archiv", args=[art, papier.pk]),
    )
