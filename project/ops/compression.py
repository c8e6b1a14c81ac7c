"""Pages go over the wire compressed: a chat of sixty messages repeats itself a lot."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class CompressedPages(GZipMiddleware):
    """Compresses whole HTML answers; Django adds bytes at random, so that their length tells nothing of what is in them.

    Streams and JSON are left alone: they are answered at the edge, or small.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed where the browser takes that."""
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
