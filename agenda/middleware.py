from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.cache import get_conditional_response

from agenda.domain import frische
from agenda.views.health import healthz

# Their answers are not the same for everybody, or they look after themselves.
NOT_KEPT = {"admin", "vorschau", "meldung", "healthz", "barriere-melden", "fehler-melden"}
KEEP_SECONDS = 24 * 3600
KEEP_BYTES = 300_000


def monitor(get_response):
    """Answer /healthz before the host is checked: a monitor on the same machine asks 127.0.0.1."""

    def middleware(request):
        return healthz(request) if request.path == "/healthz" else get_response(request)

    return middleware


def security_headers(get_response):
    """Send the Content-Security-Policy and the Permissions-Policy of the settings with every answer.

    A view that needs other rules (the card meant for embedding) sets the header itself and is left
    alone. Django 6 has a middleware of its own for SECURE_CSP; this one goes when we move there.
    """
    csp = "; ".join(f"{name} {' '.join(sources)}" for name, sources in settings.SECURE_CSP.items())
    permissions = ", ".join(f"{feature}=()" for feature in settings.PERMISSIONS_POLICY)

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", csp)
        response.headers.setdefault("Permissions-Policy", permissions)
        return response

    return middleware


def keep_pages(get_response):
    """Make each public page once per state of the portal; then keep it, or do not send it again.

    Every HTML page that everybody sees alike gets an ETag from domain.frische, the release of the
    software and its address. A browser that has the page gets 304; an address without a query is
    also kept in the cache for others (with one there are as many pages as anybody cares to ask
    for). `no-cache` makes browsers ask each time: a redaction or a release is seen at once.
    """

    def middleware(request):
        if not _is_public_page(request):
            return get_response(request)
        now = frische.jetzt()
        request.portal = now.portal  # spares the page its own query (views.kontext)
        etag = now.etag(request.build_absolute_uri())
        if unchanged := get_conditional_response(request, etag=etag):
            return _with_etag(unchanged, etag)
        if not request.GET and (page := cache.get(f"seite:{etag}")):
            return _with_etag(HttpResponse(page), etag)
        response = get_response(request)
        if response.status_code != 200 or not _is_html(response) or response.cookies:
            return response
        # Only the body is kept: a header that a view has set would be lost.
        plain = not request.GET and "X-Robots-Tag" not in response
        if plain and len(response.content) <= KEEP_BYTES:
            cache.set(f"seite:{etag}", response.content, KEEP_SECONDS)
        return _with_etag(response, etag)

    return middleware


def _is_public_page(request):
    return (
        settings.SEITEN_BEHALTEN
        and request.method in ("GET", "HEAD")
        and request.path.split("/")[1] not in NOT_KEPT
        and request.path.endswith("/")
        # The card for embedding has a policy of its own, which neither cache nor 304 would carry.
        and not request.path.endswith("/karte/")
        and "format" not in request.GET
    )


def _is_html(response):
    return not response.streaming and response["Content-Type"].startswith("text/html")


def _with_etag(response, etag):
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    return response
