"""The short address printed on papers: is what I hold still what is valid?"""

from django.shortcuts import render
from django.views.generic import View

from agenda.domain import katalog
from agenda.views.nummer import ablage


class KurzadresseView(View):
    """Answers with a page in every case: a redirect would hide which paper somebody holds."""

    def get(self, request, nummer, fassung):
        gueltige, gehalten = katalog.fassung_neben_gueltiger(nummer, fassung)
        kontext = {"gueltige": gueltige, "nummer": nummer.upper(), "nr": fassung}
        if gueltige is None or gehalten is None:
            return render(request, "agenda/papier_unbekannt.html", kontext, status=404)
        kontext |= {
            "nummer": gueltige.steckbrief.nummer,
            "fassung": gehalten,
            "aktuell": gehalten.pk == gueltige.pk,
            "ablage": ablage(gueltige.steckbrief),
        }
        return render(request, "agenda/papier_auskunft.html", kontext)
