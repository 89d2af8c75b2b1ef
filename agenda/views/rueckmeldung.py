"""Report a barrier or a mistake, without account, cookie or script."""

import math

from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView

from agenda.domain import rueckmeldungen
from agenda.forms.rueckmeldung import RueckmeldungForm
from agenda.models.rueckmeldung import Meldeart

SAETZE = {
    rueckmeldungen.ZuFrueh: "Das ging sehr schnell. Bitte prüfen Sie Ihre Angaben und senden Sie sie in ein paar Sekunden noch einmal.",
    rueckmeldungen.ZuSpaet: "Das Formular war länger als einen Tag offen. Ihre Angaben stehen noch hier; bitte senden Sie sie noch einmal.",
    rueckmeldungen.Ungueltig: "Das Formular war nicht mehr gültig. Ihre Angaben stehen noch hier; bitte senden Sie sie noch einmal.",
    rueckmeldungen.Verbraucht: "Mit diesem Formular haben Sie schon eine andere Meldung gesendet; sie ist angekommen. Soll auch diese hier ankommen, senden Sie sie bitte noch einmal.",
}


def von_woanders(request):
    """Whether another site sent this form. Browsers say where a form comes from by themselves;
    one too old to say it has to show the signed token like all others."""
    if herkunft := request.headers.get("Sec-Fetch-Site"):
        return herkunft not in ("same-origin", "none")
    if origin := request.headers.get("Origin"):
        return origin.partition("://")[2].lower() != request.get_host().lower()
    return False


# No cookie, so no CSRF cookie either: origin, signed token and trap stand in for it. What people
# write stays out of error mails.
@method_decorator([csrf_exempt, never_cache, sensitive_post_parameters()], name="dispatch")
class MeldungView(FormView):
    form_class = RueckmeldungForm
    template_name = "agenda/rueckmeldung.html"
    art = None
    eingang = ""
    token = None

    def get_initial(self):
        return {"seite": rueckmeldungen.lokaler_pfad(self.request.GET.get("seite", ""))}

    def post(self, request, *args, **kwargs):
        if von_woanders(request):
            return TemplateResponse(
                request, "agenda/rueckmeldung_fremd.html", {"adresse": request.path}, status=403
            )
        form = self.get_form()
        gueltig = form.is_valid()
        if form.in_der_falle:
            return self.zum_eingang(
                rueckmeldungen.neue_eingangsnummer(self.art),
                rueckmeldungen.loeschtag(timezone.localdate()),
            )
        self.token = request.POST.get("token", "")
        try:
            kennung = rueckmeldungen.read_token(self.token, self.art)
            if not gueltig:
                return self.form_invalid(form)
            werte = {name: form.cleaned_data[name] for name in ("text", "seite", "name", "email")}
            meldung = rueckmeldungen.eingehen(art=self.art, kennung=kennung, **werte)
        except rueckmeldungen.Ueberlastet as voll:
            return self.spaeter(form, voll.wartezeit)
        except tuple(SAETZE) as fehler:
            zu_frueh = isinstance(fehler, rueckmeldungen.ZuFrueh)
            # Who has something to correct anyway does not hear that it went too fast.
            if gueltig or not zu_frueh:
                form.add_error(None, SAETZE[type(fehler)])
            if not zu_frueh:
                self.token = None
            return self.form_invalid(form)
        return self.zum_eingang(meldung.eingangsnummer, meldung.loeschen_am)

    def spaeter(self, form, wartezeit):
        """Answer 429: a 5xx would send the operator an error mail for each attempt."""
        minuten = math.ceil(wartezeit.total_seconds() / 60)
        form.add_error(
            None,
            "Zurzeit kommen sehr viele Meldungen an. Ihre Angaben stehen noch hier. Bitte senden "
            f"Sie sie in {'einer Minute' if minuten == 1 else f'{minuten} Minuten'} noch einmal.",
        )
        context = self.get_context_data(form=form, eilig=True)
        kopf = {"Retry-After": str(minuten * 60)}
        return self.render_to_response(context, status=429, headers=kopf)

    def zum_eingang(self, eingangsnummer, loeschen_am):
        eingang = rueckmeldungen.make_eingang(self.art, eingangsnummer, loeschen_am)
        return HttpResponseRedirect(reverse(self.eingang, args=[eingang]))

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            art=self.art,
            token=self.token or rueckmeldungen.make_token(self.art),
            **{"eilig": False, **kwargs},
        )


@method_decorator(never_cache, name="dispatch")
class EingangView(TemplateView):
    """The receipt. Its address is signed and holds the number and a date, nothing else."""

    template_name = "agenda/rueckmeldung_eingang.html"
    art = None

    def get_context_data(self, **kwargs):
        try:
            nummer, loeschen_am = rueckmeldungen.read_eingang(self.kwargs["eingang"], self.art)
        except rueckmeldungen.Ungueltig as error:
            raise Http404("Diese Eingangsbestätigung gibt es nicht.") from error
        return super().get_context_data(
            art=self.art, eingangsnummer=nummer, loeschen_am=loeschen_am, **kwargs
        )


class BarriereMeldenView(MeldungView):
    art = Meldeart.BARRIERE
    eingang = "barriere_eingang"


class FehlerMeldenView(MeldungView):
    art = Meldeart.FEHLER
    eingang = "fehler_eingang"


class BarriereEingangView(EingangView):
    art = Meldeart.BARRIERE


class FehlerEingangView(EingangView):
    art = Meldeart.FEHLER
