"""What feeds and calendars have in common: a program asks again and again, mostly in vain."""

import hashlib

from django.utils.cache import get_conditional_response, patch_cache_control

from agenda.domain import frische


class NurNeues:
    """A view whose answer depends on nothing but the address and what is public.

    A reader that has it gets 304 for one query. `no-cache` asks before each use, so that a
    redaction or a release is seen at once.
    """

    def dispatch(self, request, *args, **kwargs):
        teile = (frische.jetzt(), request.build_absolute_uri())
        etag = f'"{hashlib.sha256(repr(teile).encode()).hexdigest()[:32]}"'
        response = get_conditional_response(request, etag=etag)
        if response is None:
            response = super().dispatch(request, *args, **kwargs)
            if response.status_code != 200:
                return response
        response["ETag"] = etag
        patch_cache_control(response, public=True, no_cache=True)
        return response
