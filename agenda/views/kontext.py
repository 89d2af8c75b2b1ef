from django.utils.functional import SimpleLazyObject

from agenda.domain import frische
from agenda.models import Seite
from handlungsfelder.models import Handlungsfeld


def portal(request):
    """Give every page the operator's identity and the fields its colour band is drawn from,
    the Seiten its footer links to, and its own address without a path.

    Asked for only when a template uses them: the admin does not pay.
    """
    return {
        "portal": SimpleLazyObject(lambda: portal_von(request)),
        "handlungsfelder": SimpleLazyObject(lambda: list(Handlungsfeld.objects.aktuell())),
        "wurzel": f"{request.scheme}://{request.get_host()}",
        "fusszeilen": SimpleLazyObject(lambda: list(Seite.objects.im_fuss())),
    }


def portal_von(request):
    """Return the Portal that middleware.keep_pages has read for this request, or ask for it."""
    return getattr(request, "portal", None) or frische.jetzt().portal
