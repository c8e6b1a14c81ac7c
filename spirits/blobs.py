"""The contents of workspace files on disk: named by their digest, written once, below the owner's folder."""

import hashlib
import os
from pathlib import Path
from uuid import UUID

from django.conf import settings

from project.lib.ids import uuid7


def keep_blob(owner_id: UUID, content: bytes) -> str:
    """Store the content, where it is not already; its SHA-256."""
    digest = hashlib.sha256(content).hexdigest()
    path = blob_path(owner_id, digest)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = path.with_name(f"{digest}.{uuid7()}")
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        partial.replace(path)
    return digest


def read_blob(owner_id: UUID, digest: str) -> bytes:
    """The content with that digest."""
    return blob_path(owner_id, digest).read_bytes()


def read_beginning(owner_id: UUID, digest: str, size: int) -> bytes:
    """The first bytes of the content with that digest; none where it is gone from the disk."""
    try:
        with blob_path(owner_id, digest).open("rb") as file:
            return file.read(size)
    except FileNotFoundError:
        return b""


def drop_blob(owner_id: UUID, digest: str) -> None:
    """Remove a content that no version has any more."""
    blob_path(owner_id, digest).unlink(missing_ok=True)


def blob_path(owner_id: UUID, digest: str) -> Path:
    """Where a content lies."""
    return Path(settings.WORKSPACES_DIR) / str(owner_id) / digest[:2] / digest
