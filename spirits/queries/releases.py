"""The releases a person's tools kept."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from spirits.errors import ReleaseNotFound
from spirits.models import Release


def releases_of(user: User) -> QuerySet[Any]:  # of Release, which then knows whether it is_current
    """The person's releases, newest first, each saying whether it ``is_current`` and from which call it came."""
    newer = Release.objects.filter(
        owner=OuterRef("owner"), application=OuterRef("application"), number__gt=OuterRef("number")
    )
    return Release.objects.filter(owner=user).annotate(is_current=~Exists(newer)).select_related("call").order_by("-id")


def listed_releases_of(user: User) -> QuerySet[Any]:
    """The same without the manifests."""
    return releases_of(user).defer("manifest")


def get_release(user: User, release_id: UUID) -> Any:
    """One of the person's releases, or ReleaseNotFound."""
    found = releases_of(user).filter(pk=release_id).first()
    if found is None:
        raise ReleaseNotFound
    return found


def releases_of_application(user: User, application: str) -> QuerySet[Any]:
    """The releases of one application, the latest first."""
    return releases_of(user).filter(application=application).order_by("-number")


def applications_of(user: User) -> list[str]:
    """The names of what was released."""
    rows = Release.objects.filter(owner=user).order_by("application")
    return list(rows.values_list("application", flat=True).distinct())


def release_before(release: Release) -> Release | None:
    """The one before it, where there is one."""
    rows = Release.objects.filter(owner=release.owner_id, application=release.application)
    return rows.filter(number__lt=release.number).order_by("-number").first()
