"""Keep a release, go back to an earlier one, delete one. Nothing is applied anywhere."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from project.lib.errors import InvalidInput
from spirits.errors import ReleaseIsCurrent
from spirits.locks import lock_workspace_of
from spirits.models import Release, ToolCall
from spirits.queries.releases import get_release, releases_of_application
from spirits.services.workspace import write_file

MOST_NUMBER = 9_999
MOST_RELEASES = 2_000  # of a person


@transaction.atomic
def keep_release(
    *,
    user: User,
    application: str,
    target: str,
    image: str,
    manifest: str,
    now: datetime,
    call_id: UUID | None = None,
    back_to: int | None = None,
) -> Release:
    """The next release of the application; ``deployments/NAME/current.yaml`` of the workspace has its manifest."""
    lock_workspace_of(user)  # one at a time, so that each gets a number of its own
    last = releases_of_application(user, application).first()
    number = last.number + 1 if last else 1
    if number > MOST_NUMBER:
        raise InvalidInput.of("name", f"There are {MOST_NUMBER:,} releases of this name; use another.")
    if Release.objects.filter(owner=user).count() >= MOST_RELEASES:
        raise InvalidInput.of("name", f"You have {MOST_RELEASES:,} releases. Delete some at /releases/ first.")
    call = ToolCall.objects.filter(owner=user, pk=call_id).first() if call_id else None
    made = Release.objects.create(
        owner=user, call=call, application=application, number=number, target=target, image=image, manifest=manifest,
        back_to=back_to, created_at=now,
    )  # fmt: skip
    write_file(
        user=user, path=f"deployments/{application}/current.yaml", content=manifest.encode(), now=now, call_id=call_id
    )
    return made


@transaction.atomic
def go_back(*, user: User, release_id: UUID, now: datetime, call_id: UUID | None = None) -> Release:
    """A new release with that one's manifest; ReleaseIsCurrent where it is the latest already."""
    lock_workspace_of(user)
    release = get_release(user, release_id)
    if release.is_current:
        raise ReleaseIsCurrent("This is the current release.")
    return keep_release(
        user=user,
        application=release.application,
        target=release.target,
        image=release.image,
        manifest=release.manifest,
        now=now,
        call_id=call_id,
        back_to=release.number,
    )


@transaction.atomic
def delete_release(*, user: User, release_id: UUID) -> None:
    """For good. The current one stays while there are earlier ones, so that its number is not given again."""
    lock_workspace_of(user)
    release = get_release(user, release_id)
    if release.is_current and releases_of_application(user, release.application).count() > 1:
        raise ReleaseIsCurrent("This is the current release. Delete the earlier ones first, or release another.")
    release.delete()
