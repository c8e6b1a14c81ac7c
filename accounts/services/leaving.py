"""Delete one's account: asked for, thought over, then done."""

import shutil
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.belongings import kinds_of_belongings
from accounts.copies import forget_person
from accounts.errors import LastOwner
from accounts.models import ApiKey, Leaving, User
from accounts.notices import SECURITY
from accounts.services.device_sessions import revoke_all_sessions
from accounts.services.notifications import notify
from accounts.speaking import speaking_to
from project.lib.errors import DaimonError

PAGE = "/accounts/data/"
log = structlog.get_logger(__name__)


class PeopleNotErased(Exception):
    """Some whose day has come are still there; the job that erases them fails with it, and is tried again."""


@transaction.atomic
def ask_deletion(*, user: User, at: datetime, session_key: str | None = None) -> Leaving:
    """The day on which the account goes; asking again changes nothing. API keys and other devices are signed out now.

    LastOwner when nobody else could run the site.
    """
    _require_another_owner(user)
    due_at = at + timedelta(days=settings.ACCOUNT_DELETION_DAYS)
    leaving, is_new = Leaving.objects.get_or_create(user=user, defaults={"asked_at": at, "due_at": due_at})
    if is_new:
        ApiKey.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
        revoke_all_sessions(user=user, at=at, except_key=session_key)
        forget_person(user.pk)
        _tell(leaving, at=at)
    return leaving


@transaction.atomic
def keep_account(*, user: User, at: datetime) -> bool:
    """Think again; whether there was anything to take back."""
    kept = bool(Leaving.objects.filter(user=user).delete()[0])
    if kept:
        with speaking_to(user):
            notify(user=user, kind=SECURITY, title=_("Your account stays"), link=PAGE, at=at)
    return kept


def erase_due(*, at: datetime, most: int = 500) -> int:
    """Erase whose day has come, one transaction each; how many that were.

    What cannot be erased stops nobody else: it is logged, and PeopleNotErased says in the end how many those are.
    """
    erased = failed = 0
    for user in User.objects.filter(leaving__due_at__lte=at).order_by("leaving__due_at")[:most]:
        try:
            erased += erase_person(user=user, at=at)
        except (DatabaseError, DaimonError):
            failed += 1
            log.exception("person_not_erased", user=str(user.pk))
    if failed:
        raise PeopleNotErased(f"{failed} accounts whose day has come could not be erased; the log says why.")
    return erased


@transaction.atomic
def erase_person(*, user: User, at: datetime) -> bool:
    """The person and all that is theirs, files included; False when they thought again meanwhile, or the day has not come.

    Money's history stays, without a name. LastOwner when nobody else could run the site.
    """
    if not Leaving.objects.select_for_update().filter(user=user, due_at__lte=at).exists():
        return False
    _require_another_owner(user)
    places = [place for kind in kinds_of_belongings() for place in kind.places(user)]
    for kind in kinds_of_belongings():
        kind.farewell(user)
    revoke_all_sessions(user=user, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('daimon.erasing_person', %s, true)", [str(user.pk)])
    user_id = user.pk
    user.delete()
    transaction.on_commit(partial(forget_person, user_id))
    transaction.on_commit(partial(_forget_places, places))
    return True


def _require_another_owner(user: User) -> None:
    """Raise LastOwner when no owner would be left; owners who leave at the same moment wait for each other."""
    if not user.is_superuser:
        return
    owners = set(
        User.objects.select_for_update().filter(is_superuser=True, is_active=True).values_list("pk", flat=True)
    )
    staying = owners - set(Leaving.objects.values_list("user_id", flat=True)) - {user.pk}
    if not staying:
        raise LastOwner


def _tell(leaving: Leaving, *, at: datetime) -> None:
    user = leaving.user
    with speaking_to(user):
        body = _("On %(day)s your account and everything in it will be erased. Until then you can keep it.")
        notify(
            user=user,
            kind=SECURITY,
            title=_("Your account will be deleted"),
            body=body % {"day": date_format(leaving.due_at, "DATE_FORMAT")},
            link=PAGE,
            at=at,
        )


def _forget_places(places: list[Path]) -> None:
    """Delete them; the rows are gone already, so what cannot be deleted is logged for the operator."""
    for place in places:
        try:
            if place.is_dir() and not place.is_symlink():
                shutil.rmtree(place)
            else:
                place.unlink(missing_ok=True)
        except OSError as error:
            log.error("file_of_erased_person_left", place=str(place), problem=str(error))
