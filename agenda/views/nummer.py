"""From the Nummer in an address to the Fassung the public may see."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse

from agenda.domain import katalog
from agenda.models.steckbrief import NUMMER_MUSTER


class NummerConverter:
    """A Nummer in a path. Small letters are understood and redirected to the right spelling."""

    regex = NUMMER_MUSTER.replace("[A-Z]", "[A-Za-z]")

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


def ablage(steckbrief):
    """Return what the banner of a shelved or merged project needs to say, or None."""
    if not steckbrief.ist_abgelegt:
        return None
    return {
        "wann": steckbrief.abgelegt_at,
        "zusammengefuehrt": bool(steckbrief.nachfolger_id),
        "vorgang": katalog.ablage(steckbrief),
        "nachfolger": katalog.nachfolger(steckbrief),
    }


class FassungMixin:
    """Give a view `self.fassung`, the currently valid Fassung of the Nummer in the address.

    An alias, another spelling or a merged project's Nummer is sent on for good; where nothing
    is valid now there is nothing to see.
    """

    # What belongs to a Fassung for ever stays where it is when the project is merged.
    folgt_nachfolger = True

    def dispatch(self, request, *args, **kwargs):
        self.gueltige = self.get_gueltige()
        if self.gueltige is None:
            raise Http404("Zu dieser Nummer ist kein Projekt veröffentlicht.")
        self.steckbrief = self.gueltige.steckbrief
        ziel = self.folgt_nachfolger and katalog.nachfolger(self.steckbrief)
        nummer = (ziel or self.steckbrief).nummer
        if nummer != kwargs["nummer"]:
            return HttpResponsePermanentRedirect(self.dieselbe_seite(nummer))
        self.fassung = self.get_fassung()
        return super().dispatch(request, *args, **kwargs)

    def get_gueltige(self):
        return katalog.gueltige_fassung(self.kwargs["nummer"])

    def get_fassung(self):
        return self.gueltige

    def dieselbe_seite(self, nummer):
        """Return the address of this kind of page, with its query, under another Nummer."""
        pfad = reverse(
            self.request.resolver_match.url_name, kwargs={**self.kwargs, "nummer": nummer}
        )
        abfrage = self.request.META.get("QUERY_STRING", "")
        return f"{pfad}?{abfrage}" if abfrage else pfad

    def ablage(self):
        return ablage(self.steckbrief)


class EinzelneFassungMixin(FassungMixin):
    """Give a view the Fassung whose own number stands in the address, if it ever was valid.

    Search engines are asked to leave out what a newer one has superseded.
    """

    folgt_nachfolger = False

    def get_gueltige(self):
        gueltige, self.genannte = katalog.fassung_neben_gueltiger(
            self.kwargs["nummer"], self.kwargs["nr"]
        )
        return gueltige

    def get_fassung(self):
        if self.genannte is None:
            raise Http404("Diese Fassung gibt es nicht.")
        return self.genannte

    @property
    def abgeloest(self):
        return self.fassung.pk != self.gueltige.pk

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if response.status_code < 300 and self.abgeloest:
            response["X-Robots-Tag"] = "noindex"
        return response
