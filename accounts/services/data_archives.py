"""A person's own data as an archive: asked for, made by a job however much it is, kept for some days."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.belongings import Belongings, belongs
from accounts.errors import NoArchive
from accounts.models import DataArchive, User
from accounts.notices import SECURITY
from accounts.services.notifications import notify
from accounts.services.take_out import take_out
from accounts.speaking import speaking_to
from project.lib.files import forget_file

PAGE = "/accounts/data/"
KEPT_FOR = timedelta(days=3)
LONGEST_MAKING = timedelta(hours=2)  # then its job is given up, and one may ask again
log = structlog.get_logger(__name__)
_carriers: list[Callable[[str], None]] = []


def carry_archives(carrier: Callable[[str], None]) -> None:
    """Name who makes the job of an archive, within the transaction that asks for it."""
    _carriers[:] = [carrier]


@transaction.atomic
def ask_archive(*, user: User, at: datetime) -> DataArchive:
    """The archive that is being made from now on, in place of an earlier one; one that is being made goes on."""
    User.objects.select_for_update().get(pk=user.pk)
    earlier = DataArchive.objects.filter(user=user).first()
    if earlier:
        if earlier.state == DataArchive.State.MAKING and at - earlier.asked_at < LONGEST_MAKING:
            return earlier
        _forget(earlier)
    asked = DataArchive.objects.create(user=user, asked_at=at)
    for carry in _carriers:
        carry(str(asked.pk))
    return asked


def make_archive(*, archive_id: UUID, at: Callable[[], datetime]) -> str:
    """Write the archive's file and tell the person; its state then, or "gone" where nobody waits for it any more.

    Made again from the start where an earlier attempt was cut short. A disk that refuses it is a failure the person is told of.
    """
    asked = DataArchive.objects.select_related("user").filter(pk=archive_id, state=DataArchive.State.MAKING).first()
    if asked is None:
        return "gone"
    try:
        size = _write(asked.user, archive_id, at())
    except OSError as error:
        log.error("archive_not_made", archive=str(archive_id), problem=str(error))
        return _settle(asked, DataArchive.State.FAILED, at=at())
    made_at = at()
    done = {"made_at": made_at, "expires_at": made_at + KEPT_FOR, "size": size}
    state = _settle(asked, DataArchive.State.READY, at=made_at, **done)
    if state == "gone":
        forget_file(path_of(archive_id))
    return state


def opened_archive(*, user: User, at: datetime) -> tuple[DataArchive, BinaryIO]:
    """The person's archive and its file, open; NoArchive where none is ready."""
    ready = DataArchive.objects.filter(user=user, state=DataArchive.State.READY, expires_at__gt=at).first()
    if ready is None:
        raise NoArchive
    try:
        return ready, path_of(ready.pk).open("rb")
    except FileNotFoundError as error:
        raise NoArchive from error


def drop_old_archives(*, at: datetime) -> int:
    """How many were deleted because their last day has come."""
    old = list(DataArchive.objects.filter(expires_at__lte=at)[:500])
    for each in old:
        with transaction.atomic():
            _forget(each)
    return len(old)


def path_of(archive_id: object) -> Path:
    """Where an archive's file lies."""
    return Path(settings.ARCHIVES_DIR) / f"{archive_id}.zip"


def begun_path_of(archive_id: object) -> Path:
    """Where it lies while it is written."""
    return path_of(archive_id).with_suffix(".part")


def _write(user: User, archive_id: UUID, at: datetime) -> int:
    """The size of the file, which is there whole or not at all."""
    place, begun = path_of(archive_id), begun_path_of(archive_id)
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(begun, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
            take_out(user=user, now=at, target=file)
            file.flush()
            os.fsync(file.fileno())
        begun.replace(place)
    except BaseException:
        forget_file(begun)
        raise
    return place.stat().st_size


@transaction.atomic
def _settle(asked: DataArchive, state: str, *, at: datetime, **done: object) -> str:
    """Only one attempt says how it ended; "gone" where another did, or the person left or asked anew."""
    waiting = DataArchive.objects.filter(pk=asked.pk, state=DataArchive.State.MAKING)
    if not waiting.update(state=state, **done):
        return "gone"
    user = asked.user
    with speaking_to(user):
        is_ready = state == DataArchive.State.READY
        title = _("Your data is ready to take along") if is_ready else _("Your data could not be put together")
        notify(user=user, kind=SECURITY, title=title, link=PAGE, at=at, key=f"archive:{asked.pk}")
    return state


def _forget(archive: DataArchive) -> None:
    for place in (path_of(archive.pk), begun_path_of(archive.pk)):
        transaction.on_commit(partial(forget_file, place))
    archive.delete()


def _places(user: User) -> list[Path]:
    kept = DataArchive.objects.filter(user=user).values_list("pk", flat=True)
    return [place for each in kept for place in (path_of(each), begun_path_of(each))]


belongs(Belongings("archive", places=_places))
