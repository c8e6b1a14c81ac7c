"""The files that a person's tools made."""

from uuid import UUID

from django.db.models import QuerySet, Sum

from accounts.models import User
from spirits.errors import ArtifactNotFound
from spirits.models import Artifact
from spirits.rules.artifact_kinds import of_kind


def artifacts_of(user: User) -> QuerySet[Artifact]:
    """The files that the person's tools made, newest first, with the calls they came from."""
    return Artifact.objects.filter(owner=user).select_related("call").order_by("-id")


def narrowed(rows: QuerySet[Artifact], *, kind: str = "", tool: str = "", words: str = "") -> QuerySet[Artifact]:
    """Those of one kind, of one tool, with these words in their name; what is empty does not narrow."""
    rows = rows.filter(of_kind(kind)) if kind else rows
    rows = rows.filter(call__tool=tool) if tool else rows
    return rows.filter(name__icontains=words) if words else rows


def get_artifact(user: User, artifact_id: UUID) -> Artifact:
    """One of the person's artifacts, or ArtifactNotFound."""
    artifact = artifacts_of(user).filter(pk=artifact_id).first()
    if artifact is None:
        raise ArtifactNotFound
    return artifact


def tools_with_artifacts(user: User) -> list[str]:
    """The names of the tools that made them."""
    rows = Artifact.objects.filter(owner=user, call__isnull=False).order_by("call__tool")
    return list(rows.values_list("call__tool", flat=True).distinct())


def artifact_bytes(user: User) -> int:
    """What they take together."""
    return Artifact.objects.filter(owner=user).aggregate(total=Sum("size"))["total"] or 0
