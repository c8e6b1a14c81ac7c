"""Delete what a tool made, copy it into the workspace, and show it small."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from accounts.models import User
from spirits.errors import ArtifactsFull
from spirits.locks import lock_artifacts_of
from spirits.models import Artifact, WorkspaceFile
from spirits.queries.artifacts import artifact_bytes, get_artifact
from spirits.rules.artifact_kinds import QUOTA_BYTES
from spirits.services.keep_artifact import content_of, path_of, small_path_of
from spirits.services.workspace import write_file
from training.images.services.measure import keep_drawn, measure, shown_to_model


def refuse_beyond_quota(*, owner: User, more_bytes: int) -> None:
    """ArtifactsFull where so much more would not fit; the person's other calls wait until this transaction ends."""
    lock_artifacts_of(owner)
    if artifact_bytes(owner) + more_bytes > QUOTA_BYTES:
        raise ArtifactsFull(
            f"What your tools made may take {QUOTA_BYTES // 1024**2} MB together. Delete some of it at /artifacts/ first."
        )


@transaction.atomic
def delete_artifact(*, user: User, artifact_id: UUID) -> None:
    """For good, with its file; the call it came from stays."""
    artifact = get_artifact(user, artifact_id)
    for place in (path_of(artifact.pk), small_path_of(artifact.pk)):
        transaction.on_commit(partial(place.unlink, missing_ok=True))
    artifact.delete()


def copy_to_workspace(*, user: User, artifact_id: UUID, path: str, now: datetime) -> WorkspaceFile:
    """A new file of the workspace with the same content; WorkspacePathTaken where something lies there."""
    artifact = get_artifact(user, artifact_id)
    content = content_of(artifact)
    return write_file(user=user, path=path, content=content, now=now, call_id=artifact.call_id, is_new=True)


def small_picture(artifact: Artifact) -> bytes:
    """A WebP drawn anew in a worker, kept beside the file; ImageRefused where it is no picture after all."""
    place = small_path_of(artifact.pk)
    try:
        return place.read_bytes()
    except OSError:
        pass
    made = measure(content_of(artifact)).thumbnail
    keep_drawn(place, made)
    return made


def large_picture(artifact: Artifact) -> bytes:
    """A JPEG of at most 1024 pixels, drawn anew in a worker."""
    return shown_to_model(content_of(artifact))
