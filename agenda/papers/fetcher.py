"""What WeasyPrint may load: the fonts we hand it from memory. Nothing else, from nowhere."""

from weasyprint.urls import URLFetcher, URLFetcherResponse


class Denied(ValueError):
    """A paper refers to something outside of itself."""


class ClosedFetcher(URLFetcher):
    """Serves {address: bytes}; every other address is denied, whatever its scheme."""

    def __init__(self, files=()):
        super().__init__(allowed_protocols=())
        self._files = dict(files)

    def fetch(self, url, headers=None):
        if url not in self._files:
            raise Denied(f"not part of this paper: {url[:200]}")
        return URLFetcherResponse(url, self._files[url])
