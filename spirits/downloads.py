"""What tools keep, as answers that no browser runs or guesses about: for pages and for the API."""

from django.http import HttpResponse

from project.lib.downloads import download
from spirits.errors import EncryptionKeyNotFound
from spirits.models import Artifact, EncryptionKey, Release
from spirits.services.keep_artifact import content_of

ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # for a file that a browser opens nevertheless


def pem_file(key: EncryptionKey) -> HttpResponse:
    """The public half as a download; EncryptionKeyNotFound where the key has none."""
    if not key.public_key:
        raise EncryptionKeyNotFound("This key has no public half.")
    return download(key.public_key, name=f"{key.name}-{key.version}.pem", kind="application/x-pem-file")


def artifact_file(artifact: Artifact) -> HttpResponse:
    """What a tool made, as a download; as a picture in a page it still shows, and nothing in it runs or loads."""
    answer = download(content_of(artifact), name=artifact.name, kind=artifact.mime)
    answer["Content-Security-Policy"] = ALONE
    return answer


def manifest_file(release: Release) -> HttpResponse:
    """A release's manifest as a download."""
    return download(release.manifest, name=f"{release.application}-{release.number:04}.yaml", kind="application/yaml")
