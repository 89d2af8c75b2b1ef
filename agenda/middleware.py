from django.conf import settings

from agenda.views.health import healthz


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
