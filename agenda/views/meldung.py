"""What a partner's personal link opens: no account, no cookie, no script.

Opening changes nothing (mail scanners open every link); only a button does. The address is a
secret: nobody may keep it, index it or pass it on as referrer, and no answer repeats it elsewhere.
"""

from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from agenda.domain import meldeaufgaben, meldebogen, meldelinks, meldetoken
from agenda.forms.meldung import FRAGEN
from agenda.views.geheim import geheim
from agenda.views.rueckmeldung import von_woanders

# What is typed comes back on the page where it could not be saved, under these names.
NAMEN = {
    **{name: label for name, (label, _) in FRAGEN.items()},
    "gemeldet_funktion": "Ihre Stelle oder Funktion",
    "umsetzungsstand": "Umsetzungsstand",
    "ampel": "Ampel",
    "ort_stand": "Stand vor Ort",
    "ort_seit": "Stand vor Ort, seit",
    "ort_link": "Internetadresse",
    "email": "E-Mail-Adresse",
    "text": "Hinweis",
}
KNOEPFE = ("token", "aktion")


def getippt(request):
    """Return [(name, text)] of what was typed into whatever form was sent."""
    return [
        (NAMEN.get(name) or NAMEN.get(name.rpartition("_")[0]) or _name(name), wert)
        for name, wert in request.POST.items()
        if name not in KNOEPFE and wert.strip()
    ]


def _name(feld):
    """Return the name of a field that belongs to a row."""
    arten = {
        "erreicht": "Meilenstein, erreicht am",
        "neuer": "Meilenstein, neuer Termin",
        "grund": "Meilenstein, Grund",
        "mittel": "Verausgabt im Haushaltsjahr",
        "wert": "Kennzahl",
    }
    return arten.get(feld.partition("_")[0], "Angabe")


def aus_anderer_seite(request):
    """Whether another site sent this. Our own pages forbid the referrer, and then old browsers send
    "null" for their origin: whoever shows the secret address and the form's token may be one."""
    alt = request.headers.get("Origin") == "null" and not request.headers.get("Sec-Fetch-Site")
    return not alt and von_woanders(request)


@method_decorator([csrf_exempt, sensitive_post_parameters()], name="dispatch")
class LinkView(View):
    """Give a view `self.link`, `self.runde` and `self.aufgaben`, or say in German why not."""

    # Whether the page is still of use when the round is over.
    auch_danach = False

    @geheim
    def dispatch(self, request, *args, **kwargs):
        return self.antwort(request, *args, **kwargs)

    def antwort(self, request, *args, **kwargs):
        self.token = kwargs["token"]
        try:
            self.link = meldetoken.read_token(self.token)
        except meldetoken.Ungueltig:
            return self.seite("unbekannt", status=404)
        except meldetoken.Widerrufen:
            return self.seite("ende", status=410, warum="widerrufen")
        except meldetoken.Ueberholt as fehler:
            laeuft = fehler.link.abfrage.runde.laeuft
            return self.seite("ende", status=410, warum="ueberholt" if laeuft else "beendet")
        self.runde = self.link.abfrage.runde
        self.aufgaben = meldeaufgaben.aufgaben(self.link)
        if not self.runde.laeuft and not self.auch_danach:
            if request.method == "POST":
                return self.seite("ende", status=410, warum="beendet")
            return HttpResponseRedirect(self.adresse("meldung_quittung"))
        if request.method == "POST" and aus_anderer_seite(request):
            return self.seite("ende", status=403, warum="fremd")
        return super().dispatch(request, *args, **kwargs)

    @property
    def kommune(self):
        return self.link.abfrage.kommune

    def adresse(self, name, *args):
        return reverse(name, args=[self.token, *args])

    def zu(self, name, *args, frage=""):
        return HttpResponseRedirect(self.adresse(name, *args) + frage)

    def seite(self, name, *, status=200, **kontext):
        """Answer with a page of templates/agenda/meldung/; what was typed is at hand there."""
        link = getattr(self, "link", None)
        kontext = {
            "token": self.token,
            "link": link,
            "runde": link.abfrage.runde if link else None,
            "kommune": link.abfrage.kommune if link else None,
            "getippt": getippt(self.request),
            **kontext,
        }
        return TemplateResponse(self.request, f"agenda/meldung/{name}.html", kontext, status=status)

    def form_token(self, zweck, **gesehen):
        return meldetoken.make_form_token(self.link, zweck, **gesehen)

    def gesehen(self, zweck):
        """Return what the sent form has shown. Raises meldetoken.Ungueltig."""
        return meldetoken.read_form_token(self.request.POST.get("token", ""), self.link, zweck)


class UebersichtView(LinkView):
    """All a link leads to, with what was last known and what is open."""

    def get(self, request, *args, fehler=(), **kwargs):
        gemeldet = request.GET.get("gemeldet", "")
        weiter = {}
        for link in meldelinks.weitergegebene(self.link):
            weiter.setdefault(link.steckbrief_id, []).append(link)
        return self.seite(
            "uebersicht",
            status=409 if fehler else 200,
            aufgaben=[(a, weiter.get(a.steckbrief.pk, [])) for a in self.aufgaben],
            zurueckgenommen="zurueckgenommen" in request.GET,
            weiter_token=self.form_token("zuruecknehmen"),
            offen=sum(a.zu_tun for a in self.aufgaben),
            erledigt=sum(a.erledigt for a in self.aufgaben),
            bestaetigbar=sum(a.bestaetigbar for a in self.aufgaben),
            gerade=[a for a in self.aufgaben if a.erledigt and a.eintrag.nummer == gemeldet],
            alle_gemeldet=gemeldet == "alle",
            fehler=fehler,
            form_token=self.form_token("unveraendert"),
        )


class UnveraendertView(UebersichtView):
    """One click for one project (its number in the form), or after a list of them for all the rest."""

    def get(self, request, *args, **kwargs):
        bestaetigbar = [a for a in self.aufgaben if a.bestaetigbar]
        if not bestaetigbar:
            return self.zu("meldung")
        return self.seite(
            "unveraendert",
            aufgaben=bestaetigbar,
            uebrig=[a for a in self.aufgaben if a.zu_tun and not a.bestaetigbar],
            form_token=self.form_token("unveraendert"),
        )

    def post(self, request, *args, **kwargs):
        try:
            self.gesehen("unveraendert")
        except meldetoken.Ungueltig:
            return self.zeigen([(None, "Das Formular war nicht mehr gültig. Bitte noch einmal.")])
        # Named one by one: what has become confirmable since the list was shown is not meant.
        gemeint = set(request.POST.getlist("nummer"))
        gewaehlt = [a for a in self.aufgaben if a.eintrag.nummer in gemeint]
        erledigt, ausgelassen = meldebogen.bestaetigen(gewaehlt, link=self.link)
        if ausgelassen or not erledigt:
            return self.zeigen(
                ausgelassen or [(None, "Es war kein Projekt ausgewählt. Gemeldet wurde nichts.")]
            )
        nummer = erledigt[0].eintrag.nummer if len(gemeint) == 1 else "alle"
        return self.zu("meldung", frage=f"?gemeldet={nummer}")

    def zeigen(self, fehler):
        """Show the list again as it is now, with what was left out and why."""
        self.aufgaben = meldeaufgaben.aufgaben(self.link)
        return UebersichtView.get(self, self.request, fehler=fehler)


class ZuruecknehmenView(LinkView):
    """Take a link back that was passed on to a colleague."""

    def get(self, request, *args, **kwargs):
        return self.zu("meldung")

    def post(self, request, *args, **kwargs):
        pk = request.POST.get("link", "")
        try:
            self.gesehen("zuruecknehmen")
        except meldetoken.Ungueltig:
            return self.zu("meldung")
        if pk.isascii() and pk.isdigit() and len(pk) < 19:
            meldelinks.zuruecknehmen(self.link, int(pk))
        return self.zu("meldung", frage="?zurueckgenommen")


class NeuerLinkView(LinkView):
    """A new link by one click, sent to the stored address; the page never shows it.

    The answer is the same whether a mail went out or not: it must not tell who has the address.
    """

    def antwort(self, request, *args, **kwargs):
        self.token = kwargs["token"]
        if request.method != "POST":
            return self.zu("meldung")
        ueberholt = False
        try:
            link = meldetoken.read_token(self.token)
        except meldetoken.Ungueltig:
            return self.seite("unbekannt", status=404)
        except meldetoken.Ueberholt as fehler:
            link, ueberholt = fehler.link, True
        if aus_anderer_seite(request):
            return self.seite("ende", status=403, warum="fremd")
        meldelinks.neuer_link(link, behalten=ueberholt)
        return self.seite("neuer_link")


class QuittungView(LinkView):
    """What was reported, and when: to print, to keep."""

    auch_danach = True

    def kontext(self):
        return {
            "sachstaende": list(meldebogen.quittung(self.link, self.aufgaben)),
            "entwuerfe": [a for a in self.aufgaben if a.entwurf and a.zu_tun],
            "ohne": [a for a in self.aufgaben if a.zu_tun and not a.entwurf],
            "laeuft": self.runde.laeuft,
        }

    def get(self, request, *args, **kwargs):
        return self.seite("quittung", **self.kontext())


class QuittungTextView(QuittungView):
    """The same as a text file."""

    def get(self, request, *args, **kwargs):
        kontext = {**self.kontext(), "runde": self.runde, "kommune": self.kommune}
        text = render_to_string("agenda/meldung/quittung.txt", kontext)
        name = f"Quittung_Sachstand_{self.runde.stichtag:%Y-%m-%d}.txt"
        return HttpResponse(
            text,
            content_type="text/plain; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
