"""How the partners work together: who decides, who reports to whom, what each puts in."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView

from agenda.domain import organisation, ressourcen
from agenda.domain.dateinamen import dateiname
from agenda.filters.hinweis import gibt_es_nicht
from agenda.transfer import ressourcen as tabelle
from agenda.views.kontext import portal_von


class OrganisationView(TemplateView):
    """The whole page; `?jahr=` chooses the year of posts and money, `&format=csv` gives them."""

    template_name = "agenda/organisation.html"

    def get(self, request, *args, **kwargs):
        self.hinweise = []
        self.portal = portal_von(request)
        self.jahre = ressourcen.jahre() if self.portal.ressourcen_zeigen else []
        self.jahr = self._jahr(request.GET.get("jahr", ""))
        if self.jahr is not None and request.GET.get("format") == "csv":
            return self._csv()
        return super().get(request, *args, **kwargs)

    def _jahr(self, gewuenscht):
        """Return the year asked for, else the latest one; None where none is shown at all."""
        if not self.jahre:
            return None
        for jahr in self.jahre:
            if str(jahr) == gewuenscht:
                return jahr
        if gewuenscht:
            self.hinweise.append(gibt_es_nicht("jahr", gewuenscht))
        return self.jahre[0]

    def _csv(self):
        name = dateiname("Ressourcen", self.jahr)
        return HttpResponse(
            tabelle.als_csv(ressourcen.im_jahr(self.jahr)),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{name}.csv"',
                "X-Robots-Tag": "noindex",
            },
        )

    def get_context_data(self, **kwargs):
        portal = self.portal
        baeume = organisation.baeume()
        alle = [knoten for baum in baeume for knoten in baum.alle()]
        felder = (portal.kooperation_von, portal.kooperation_bis)
        beschrieben = portal.kooperation_text or portal.kooperation_quelle
        return super().get_context_data(
            portal=portal,
            hinweise=self.hinweise,
            baeume=baeume,
            alle=alle,
            mit_berichtsweg=any(knoten.berichtet_an for knoten in alle),
            beschriebene=[knoten for knoten in alle if knoten.ist_beschrieben],
            schaubild=organisation.schaubild(baeume),
            laufzeit=organisation.laufzeit(*felder, timezone.localdate())
            if any(felder) or beschrieben
            else None,
            jahre=self.jahre,
            jahr=None if self.jahr is None else ressourcen.im_jahr(self.jahr),
            **kwargs,
        )
