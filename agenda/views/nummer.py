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


class FassungMixin:
    """Give a view `self.fassung`, the currently valid Fassung of the Nummer in the address.

    An alias or another spelling is sent on to today's Nummer for good; where nothing is
    valid now there is nothing to see.
    """

    def dispatch(self, request, *args, **kwargs):
        self.fassung = katalog.gueltige_fassung(kwargs["nummer"])
        if self.fassung is None:
            raise Http404("Zu dieser Nummer ist kein Projekt veröffentlicht.")
        nummer = self.fassung.steckbrief.nummer
        if nummer != kwargs["nummer"]:
            url_name = request.resolver_match.url_name
            return HttpResponsePermanentRedirect(
                reverse(url_name, kwargs={**kwargs, "nummer": nummer})
            )
        return super().dispatch(request, *args, **kwargs)
