"""A file as an answer that is saved: no browser runs it, guesses at it, or keeps a copy."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def download(content: bytes | str, *, name: str, kind: str = "application/octet-stream") -> HttpResponse:
    """The answer with the file under that name; ``kind`` is its media type, and by default says nothing of what is inside."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
