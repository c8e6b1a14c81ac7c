"""Change the files of a workspace. Every change keeps what was before."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from project.lib.errors import InvalidInput
from spirits.blobs import drop_blob, keep_blob
from spirits.errors import WorkspaceFileNotFound, WorkspaceFull, WorkspacePathTaken
from spirits.locks import lock_workspace_of
from spirits.models import WorkspaceFile, WorkspaceVersion
from spirits.queries.workspace import bytes_used, files_of, get_file, trash_of
from spirits.rules.workspace_paths import LARGEST_FILE, MOST_FILES, MOST_VERSIONS, QUOTA_BYTES, clean_path


@transaction.atomic
def write_file(
    *, user: User, path: str, content: bytes, now: datetime, call_id: UUID | None = None, is_new: bool = False
) -> WorkspaceFile:
    """The file with that content, made where there is none; with ``is_new`` an existing one is refused."""
    return write_files(user=user, contents={path: content}, now=now, call_id=call_id, is_new=is_new)[0]


@transaction.atomic
def write_files(
    *, user: User, contents: Mapping[str, bytes], now: datetime, call_id: UUID | None = None, is_new: bool = False
) -> list[WorkspaceFile]:
    """All of these files or, where one is refused, none."""
    lock_workspace_of(user)
    clean = {clean_path(path): content for path, content in contents.items()}
    for path, content in clean.items():
        if len(content) > LARGEST_FILE:
            raise WorkspaceFull(f"{path} has {len(content):,} bytes; a file may have {LARGEST_FILE:,}.")
    _refuse_overflow(user, sum(map(len, clean.values())), len(clean))
    return [_write(user, path, content, now, call_id, is_new) for path, content in clean.items()]


@transaction.atomic
def move_path(
    *, user: User, path: str, to: str, now: datetime, call_id: UUID | None = None, field: str = "to"
) -> list[WorkspaceFile]:
    """The file, or every file of the folder, under its new path; ``field`` is what the caller calls that."""
    lock_workspace_of(user)
    moved = _targets(user, path, to, field)
    for file, target in moved:
        file.path = target
        _save_version(file, now, call_id)
    return [file for file, _ in moved]


@transaction.atomic
def copy_path(*, user: User, path: str, to: str, now: datetime, call_id: UUID | None = None) -> list[WorkspaceFile]:
    """A copy of the file, or of every file of the folder."""
    lock_workspace_of(user)
    wanted = _targets(user, path, to)
    _refuse_overflow(user, 0, len(wanted))
    return [_make(user, target, file.sha256, file.size, now, call_id) for file, target in wanted]


@transaction.atomic
def trash_path(*, user: User, path: str, now: datetime) -> list[WorkspaceFile]:
    """The file, or every file of the folder, in the trash."""
    lock_workspace_of(user)
    files = _at(user, path)
    WorkspaceFile.objects.filter(pk__in=[file.pk for file in files]).update(trashed_at=now, updated_at=now)
    return files


@transaction.atomic
def restore_file(*, user: User, path: str, now: datetime, file_id: UUID | None = None) -> WorkspaceFile:
    """The file of that path that was trashed last, or the very one of them with that id, back where it was."""
    lock_workspace_of(user)
    path = clean_path(path)
    trashed = trash_of(user).filter(path=path)
    file = (trashed.filter(pk=file_id) if file_id else trashed).first()
    if file is None:
        raise WorkspaceFileNotFound(f"There is no {path!r} in the trash.", fields={"path": ["Not in the trash."]})
    _refuse_taken(user, path)
    file.trashed_at, file.updated_at = None, now
    file.save(update_fields=["trashed_at", "updated_at"])
    return file


@transaction.atomic
def undo_change(*, user: User, path: str, now: datetime, call_id: UUID | None = None) -> WorkspaceFile:
    """The file as it was before its last change, as a new version."""
    lock_workspace_of(user)
    file = get_file(user, clean_path(path))
    before = WorkspaceVersion.objects.filter(file=file, number=file.version - 1).first()
    if before is None:
        raise InvalidInput.of("path", "This file has no earlier version.")
    if before.path != file.path:
        _refuse_taken(user, before.path)
    file.path, file.sha256, file.size = before.path, before.sha256, before.size
    _save_version(file, now, call_id)
    return file


@transaction.atomic
def empty_trash(*, user: User, file_id: UUID | None = None) -> int:
    """How many files were deleted for good (one of them where ``file_id`` says which); contents go where nothing else has them."""
    lock_workspace_of(user)
    trashed = trash_of(user)
    files = list((trashed.filter(pk=file_id) if file_id else trashed).values_list("pk", flat=True))
    digests = set(WorkspaceVersion.objects.filter(file_id__in=files).values_list("sha256", flat=True))
    WorkspaceFile.objects.filter(pk__in=files).delete()
    _drop_unused(user, digests)
    return len(files)


def _write(user: User, path: str, content: bytes, now: datetime, call_id: UUID | None, is_new: bool) -> WorkspaceFile:
    file = files_of(user).filter(path=path).first()
    if file is None:
        _refuse_taken(user, path)
        return _make(user, path, keep_blob(user.pk, content), len(content), now, call_id)
    if is_new:
        raise WorkspacePathTaken(f"There is a file {path!r} already.", fields={"path": ["Exists already."]})
    file.sha256, file.size = keep_blob(user.pk, content), len(content)
    _save_version(file, now, call_id)
    return file


def _make(user: User, path: str, digest: str, size: int, now: datetime, call_id: UUID | None) -> WorkspaceFile:
    file = WorkspaceFile.objects.create(owner=user, path=path, sha256=digest, size=size, created_at=now, updated_at=now)
    _keep_version(file, now, call_id)
    return file


def _save_version(file: WorkspaceFile, now: datetime, call_id: UUID | None) -> None:
    file.version = (WorkspaceVersion.objects.filter(file=file).aggregate(last=Max("number"))["last"] or 0) + 1
    file.updated_at = now
    file.save()
    _keep_version(file, now, call_id)
    old = WorkspaceVersion.objects.filter(file=file, number__lte=file.version - MOST_VERSIONS)
    digests = set(old.values_list("sha256", flat=True))
    old.delete()
    _drop_unused(file.owner, digests)


def _keep_version(file: WorkspaceFile, now: datetime, call_id: UUID | None) -> None:
    WorkspaceVersion.objects.create(
        file=file,
        number=file.version,
        path=file.path,
        size=file.size,
        sha256=file.sha256,
        call_id=call_id,
        at=now,
    )


def _drop_unused(user: User, digests: set[str]) -> None:
    """Remove contents that no version has any more, once the change is certain."""
    used = set(WorkspaceVersion.objects.filter(file__owner=user, sha256__in=digests).values_list("sha256", flat=True))
    for digest in digests - used:
        transaction.on_commit(partial(drop_blob, user.pk, digest))


def _at(user: User, path: str) -> list[WorkspaceFile]:
    path = clean_path(path)
    files = list(files_of(user, below=path))
    if not files:
        raise WorkspaceFileNotFound(f"There is nothing at {path!r}.", fields={"path": ["Nothing is there."]})
    return files


def _targets(user: User, path: str, to: str, field: str = "to") -> list[tuple[WorkspaceFile, str]]:
    """Each file at the path with its new path; refused where one is taken."""
    path, to = clean_path(path), clean_path(to, field=field)
    if to == path or to.startswith(f"{path}/"):
        raise InvalidInput.of(field, "A folder cannot go into itself.")
    found = [(file, clean_path(to + file.path[len(path) :], field=field)) for file in _at(user, path)]
    for _, target in found:
        _refuse_taken(user, target, field=field)
    return found


def _refuse_taken(user: User, path: str, field: str = "path") -> None:
    """A file may lie neither where one lies, nor below one, nor where a folder is."""
    parts = path.split("/")
    above = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    if files_of(user).filter(path__in=above).exists() or files_of(user, below=path).exists():
        raise WorkspacePathTaken(f"There is something at {path!r} already.", fields={field: ["Exists already."]})


def _refuse_overflow(user: User, more_bytes: int, more_files: int) -> None:
    if bytes_used(user) + more_bytes > QUOTA_BYTES:
        raise WorkspaceFull(f"The workspace may hold {QUOTA_BYTES:,} bytes with its history and trash.")
    if WorkspaceFile.objects.filter(owner=user).count() + more_files > MOST_FILES:
        raise WorkspaceFull(f"The workspace may hold {MOST_FILES} files.")
