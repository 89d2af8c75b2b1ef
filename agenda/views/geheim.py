"""Addresses that are a secret: who holds one sees what it shows."""

import functools

from django.utils.cache import add_never_cache_headers


def geheim(dispatch):
    """Decorate a view's dispatch(): nobody may keep, index or pass on (as referrer) its answers."""

    @functools.wraps(dispatch)
    def antworten(self, request, *args, **kwargs):
        response = dispatch(self, request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return antworten
