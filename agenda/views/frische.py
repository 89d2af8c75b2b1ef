"""Public pages are made once per state of the portal: then kept, or not sent again at all.

Every HTML page that everybody sees alike gets an ETag from domain.frische, the release of the
software and its address. A browser that has the page gets 304; the cache gives it to others.
`no-cache` makes them ask each time: a redaction or a release is seen at once.
"""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from agenda.domain import frische

# Their answers are not the same for everybody, or they look after themselves.
AUSGENOMMEN = ("admin", "vorschau", "healthz", "barriere", "fehler")
SEKUNDEN = 24 * 3600


def seiten_frisch_halten(get_response):
    """Middleware around the public pages; files and feeds bring ETags of their own."""

    def middleware(request):
        if not _oeffentliche_seite(request):
            return get_response(request)
        etag = _etag(request)
        if unchanged := get_conditional_response(request, etag=etag):
            return _mit_kopf(unchanged, etag)
        behalten = not request.GET.get("q")  # as many searches as there are words
        if behalten and (seite := cache.get(f"seite:{etag}")):
            return _mit_kopf(HttpResponse(seite), etag)
        response = get_response(request)
        if response.status_code == 200 and _ist_html(response) and not response.cookies:
            if behalten:
                cache.set(f"seite:{etag}", response.content, SEKUNDEN)
            return _mit_kopf(response, etag)
        return response

    return middleware


def _oeffentliche_seite(request):
    erster = request.path.split("/")[1]
    return (
        settings.SEITEN_BEHALTEN
        and request.method in ("GET", "HEAD")
        and not erster.startswith(AUSGENOMMEN)
        and request.path.endswith("/")
        # The card for embedding has a policy of its own, which neither cache nor 304 would carry.
        and not request.path.endswith("/karte/")
        and request.GET.get("format") is None
    )


def _etag(request):
    jetzt = frische.jetzt()
    request.portal = jetzt.portal  # spares the page its own query (views.kontext)
    teile = (
        settings.RELEASE,
        jetzt.stand,
        jetzt.wechsel,
        jetzt.tag,
        request.build_absolute_uri(),
    )
    return f'"{hashlib.sha256(repr(teile).encode()).hexdigest()[:32]}"'


def _ist_html(response):
    return not response.streaming and response["Content-Type"].startswith("text/html")


def _mit_kopf(response, etag):
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
