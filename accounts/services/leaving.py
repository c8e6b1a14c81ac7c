"""Delete one's account: asked for, thought over, then done."""

import shutil
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog
from django.conf import settings
from django.db import connection, transaction
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
from project.lib.files import forget_file

PAGE = "/accounts/data/"
log = structlog.get_logger(__name__)


@transaction.atomic
def ask_deletion(*, user: User, at: datetime, session_key: str | None = None) -> Leaving:
    """The day on which the account goes; asking again changes nothing. API keys and other devices are signed out now.

    LastOwner when nobody else could run the site.
    """
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and not others.exists():
        raise LastOwner
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


def erase_due(*, at: datetime, most: int = 50) -> int:
    """Erase whose day has come, one transaction each; how many that were. One that fails stops no other."""
    erased = 0
    for leaving in Leaving.objects.filter(due_at__lte=at).select_related("user")[:most]:
        try:
            erase_person(user=leaving.user, at=at)
            erased += 1
        except Exception:
            log.exception("person_not_erased", user=str(leaving.user_id))
    return erased


@transaction.atomic
def erase_person(*, user: User, at: datetime) -> None:
    """The person and all that is theirs, files included. Money's history stays, without a name."""
    places = [place for kind in kinds_of_belongings() for place in kind.places(user)]
    revoke_all_sessions(user=user, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('daimon.erasing_person', %s, true)", [str(user.pk)])
    user_id = user.pk
    user.delete()
    transaction.on_commit(partial(forget_person, user_id))
    transaction.on_commit(partial(_forget_places, places))


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
    for place in places:
        if place.is_dir() and not place.is_symlink():
            with suppress(OSError):
                shutil.rmtree(place)
        else:
            forget_file(place)
