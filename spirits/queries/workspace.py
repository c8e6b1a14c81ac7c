"""What lies in a person's workspace."""

from uuid import UUID

from django.db.models import QuerySet, Sum

from accounts.models import User
from spirits.blobs import read_blob
from spirits.errors import WorkspaceFileNotFound
from spirits.models import WorkspaceFile, WorkspaceVersion


def files_of(user: User, *, below: str = "") -> QuerySet[WorkspaceFile]:
    """The person's files outside the trash by path; with ``below`` that file, or those in that folder."""
    rows = WorkspaceFile.objects.filter(owner=user, trashed_at=None).order_by("path")
    return at_or_below(rows, below) if below else rows


def trash_of(user: User) -> QuerySet[WorkspaceFile]:
    """The person's files in the trash, the latest first."""
    return WorkspaceFile.objects.filter(owner=user, trashed_at__isnull=False).order_by("-trashed_at", "id")


def get_file(user: User, path: str) -> WorkspaceFile:
    """The file at that path, or WorkspaceFileNotFound."""
    found = WorkspaceFile.objects.filter(owner=user, path=path, trashed_at=None).first()
    if found is None:
        raise WorkspaceFileNotFound(f"There is no file {path!r} in the workspace.", fields={"path": ["No such file."]})
    return found


def every_file_of(user: User) -> QuerySet[WorkspaceFile]:
    """The person's files by path, those in the trash too."""
    return WorkspaceFile.objects.filter(owner=user).order_by("path", "id")


def get_file_by_id(user: User, file_id: UUID) -> WorkspaceFile:
    """One of the person's files, in the trash or not, or WorkspaceFileNotFound."""
    found = every_file_of(user).filter(pk=file_id).first()
    if found is None:
        raise WorkspaceFileNotFound
    return found


def at_or_below(rows: QuerySet[WorkspaceFile], folder: str) -> QuerySet[WorkspaceFile]:
    """Those of the files that are at that path or below it."""
    return rows.filter(path__regex=f"^{_literal(folder)}(/|$)")


def read_version(file: WorkspaceFile, number: int | None = None) -> bytes:
    """What the file holds, or held in that version; WorkspaceFileNotFound where the version is not kept."""
    if number is None:
        return read_blob(file.owner_id, file.sha256)
    version = versions_of_file(file).filter(number=number).first()
    if version is None:
        raise WorkspaceFileNotFound(f"Version {number} of this file is not kept.", fields={"version": ["Not kept."]})
    return read_blob(file.owner_id, version.sha256)


def read_file(user: User, path: str) -> bytes:
    """What the file at that path holds now, or WorkspaceFileNotFound."""
    file = get_file(user, path)
    return read_blob(user.pk, file.sha256)


def versions_of_file(file: WorkspaceFile) -> QuerySet[WorkspaceVersion]:
    """What the file was after each change, newest first."""
    return WorkspaceVersion.objects.filter(file=file).order_by("-number")


def bytes_used(user: User) -> int:
    """What the person's files take with their history and trash, each content counted once."""
    contents = WorkspaceVersion.objects.filter(file__owner=user).values("sha256", "size").distinct()
    return contents.aggregate(total=Sum("size"))["total"] or 0


def _literal(path: str) -> str:
    return "".join(
        f"\\{character}" if not (character.isalnum() or character in "/_ ") else character for character in path
    )
