"""What feeds and calendars have in common: a program asks again and again, mostly in vain."""

from django.utils.cache import get_conditional_response, patch_cache_control

from agenda.domain import frische


class NurNeues:
    """A view whose answer depends on nothing but the address and what is public.

    A reader that has it gets 304 for one query. `no-cache` asks before each use, so that a
    redaction or a release is seen at once.
    """

    def dispatch(self, request, *args, **kwargs):
        etag = frische.jetzt().etag(request.build_absolute_uri())
        response = get_conditional_response(request, etag=etag)
        if response is None:
            response = super().dispatch(request, *args, **kwargs)
            if response.status_code != 200:
                return response
        response["ETag"] = etag
        patch_cache_control(response, public=True, no_cache=True)
        return response
