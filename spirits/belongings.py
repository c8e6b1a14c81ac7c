"""What of this app is a person's: their workspace, what tools made for them, their points, and tokens of other servers."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from django.conf import settings

from accounts.belongings import Belongings, Row, belongs
from accounts.models import User
from project.lib.errors import DaimonError
from spirits.blobs import blob_path
from spirits.models import Artifact, ToolServer
from spirits.queries.economy.accounts import entries_of
from spirits.queries.workspace import files_of
from spirits.services.give_back_tokens import give_back
from spirits.services.keep_artifact import path_of, small_path_of

log = structlog.get_logger(__name__)


def _workspace(user: User) -> Iterator[tuple[str, Path]]:
    for file in files_of(user):
        yield file.path, blob_path(user.pk, file.sha256)


def _workspace_places(user: User) -> Iterator[Path]:
    yield Path(settings.WORKSPACES_DIR) / str(user.pk)


def _artifacts(user: User) -> Iterator[tuple[str, Path]]:
    for each in Artifact.objects.filter(owner=user).order_by("id"):
        yield f"{each.pk}-{each.name}", path_of(each.pk)


def _artifact_places(user: User) -> Iterator[Path]:
    for key in Artifact.objects.filter(owner=user).values_list("pk", flat=True):
        yield path_of(key)
        yield small_path_of(key)


def _movements(user: User) -> Iterator[Row]:
    for entry in entries_of(user).select_related("transaction").order_by("id").iterator(chunk_size=500):
        moved = entry.transaction
        yield {
            "at": moved.happened_at,
            "kind": moved.kind,
            "amount": entry.amount,
            "unit": entry.unit,
            "reason": moved.reason,
        }


def _give_tokens_back(user: User) -> None:
    """Tokens that nobody can use any more are asked to be forgotten; a grant that no key opens stops no erasure."""
    for server in ToolServer.objects.filter(owner=user).exclude(sealed_grant="").order_by("pk"):
        try:
            give_back(server.sealed_grant, server=server.url)
        except DaimonError as error:
            log.warning("tokens_of_erased_person_left", host=urlsplit(server.url).netloc, problem=error.code)


belongs(Belongings("workspace", files=_workspace, places=_workspace_places))
belongs(Belongings("made by tools", files=_artifacts, places=_artifact_places))
belongs(Belongings("points and money", rows=_movements))
belongs(Belongings("signed in elsewhere", farewell=_give_tokens_back))
