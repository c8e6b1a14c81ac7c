"""Files as answers that no browser runs or guesses about: for pages and for the API."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from spirits.errors import EncryptionKeyNotFound
from spirits.models import EncryptionKey


def pem_file(key: EncryptionKey) -> HttpResponse:
    """The public half as a download; EncryptionKeyNotFound where the key has none."""
    if not key.public_key:
        raise EncryptionKeyNotFound("This key has no public half.")
    answer = HttpResponse(key.public_key, content_type="application/x-pem-file")
    answer["Content-Disposition"] = content_disposition_header(True, f"{key.name}-{key.version}.pem") or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
