"""Files as answers that no browser runs or guesses about: for pages and for the API."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from spirits.errors import EncryptionKeyNotFound
from spirits.models import Artifact, EncryptionKey, Release
from spirits.services.keep_artifact import content_of

ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # for a file that a browser opens nevertheless


def pem_file(key: EncryptionKey) -> HttpResponse:
    """The public half as a download; EncryptionKeyNotFound where the key has none."""
    if not key.public_key:
        raise EncryptionKeyNotFound("This key has no public half.")
    answer = HttpResponse(key.public_key, content_type="application/x-pem-file")
    answer["Content-Disposition"] = content_disposition_header(True, f"{key.name}-{key.version}.pem") or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def artifact_file(artifact: Artifact) -> HttpResponse:
    """What a tool made, as a download; as a picture in a page it still shows, and nothing in it runs or loads."""
    answer = HttpResponse(content_of(artifact), content_type=artifact.mime)
    answer["Content-Disposition"] = content_disposition_header(True, artifact.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = ALONE
    answer["Cache-Control"] = "private, no-store"
    return answer


def manifest_file(release: Release) -> HttpResponse:
    """A release's manifest as a download."""
    answer = HttpResponse(release.manifest, content_type="application/yaml")
    name = f"{release.application}-{release.number:04}.yaml"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
