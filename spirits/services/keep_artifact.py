"""Keep a file that a tool made, and read it again."""

import hashlib
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings

from accounts.models import User
from project.lib.ids import uuid7
from spirits.errors import ArtifactNotFound
from spirits.models import Artifact, ToolCall
from spirits.tools import NewArtifact


def keep_artifact(*, owner: User, call: ToolCall | None, new: NewArtifact, now: datetime) -> Artifact:
    """Write the bytes first and the row second: a crash between them leaves an unnamed file and no broken row."""
    artifact_id = uuid7()
    _write(path_of(artifact_id), new.content)
    return Artifact.objects.create(
        id=artifact_id,
        owner=owner,
        call=call,
        name=new.name[:120],
        mime=new.mime,
        size=len(new.content),
        sha256=hashlib.sha256(new.content).hexdigest(),
        created_at=now,
    )


def content_of(artifact: Artifact) -> bytes:
    """The artifact's bytes; ArtifactNotFound when its file is gone."""
    try:
        return path_of(artifact.pk).read_bytes()
    except FileNotFoundError as error:
        raise ArtifactNotFound from error


def path_of(artifact_id: object) -> Path:
    """Where an artifact lies: by its id only, spread over folders by the id's random end."""
    name = str(artifact_id)
    return Path(settings.ARTIFACTS_DIR) / name[-2:] / name


def small_path_of(artifact_id: object) -> Path:
    """Where a small picture of it lies, when it was shown before."""
    return path_of(artifact_id).with_suffix(".webp")


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
