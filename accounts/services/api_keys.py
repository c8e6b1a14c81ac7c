"""Make and revoke API keys."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.copies import forget_key, keep_key
from accounts.errors import TooManyApiKeys
from accounts.key_policy import require_keys
from accounts.models import ApiKey, User
from accounts.rules.scopes import SCOPES
from project.lib.errors import InvalidInput, NotFound
from project.lib.tokens import digest, fresh_token

PREFIX = "dmn_"
VISIBLE = len(PREFIX) + 8
MOST_KEYS = 50


@transaction.atomic
def make_api_key(
    *,
    user: User,
    name: str,
    scopes: Iterable[str],
    at: datetime,
    expires_at: datetime | None = None,
    requests_per_minute: int | None = None,
    requests_per_day: int | None = None,
    origins: Iterable[str] = (),
) -> tuple[ApiKey, str]:
    """A new key and its secret, which is shown this once; KeysNotInPlan when the person's plan has no access for programs."""
    require_keys(user)
    chosen = sorted(set(scopes))
    if not chosen or not set(chosen) <= set(SCOPES):
        raise InvalidInput.of("scopes", f"Choose from: {', '.join(SCOPES)}.")
    if expires_at is not None and expires_at <= at:
        raise InvalidInput.of("expires_at", "Choose a time in the future.")
    User.objects.select_for_update().get(pk=user.pk)  # counting and adding are one step
    if ApiKey.objects.live_at(at).filter(user=user).count() >= MOST_KEYS:
        raise TooManyApiKeys
    secret = fresh_token(PREFIX)
    key = ApiKey.objects.create(
        user=user,
        name=name,
        prefix=secret[:VISIBLE],
        key_hash=digest(secret),
        scopes=chosen,
        expires_at=expires_at,
        requests_per_minute=requests_per_minute,
        requests_per_day=requests_per_day,
        origins=sorted(set(origins)),
    )
    return key, secret


@transaction.atomic
def revoke_api_key(*, user: User, key_id: UUID, at: datetime) -> None:
    """End one of that person's keys at once; NotFound when it is not theirs or ended before."""
    key = ApiKey.objects.select_for_update().filter(user=user, pk=key_id, revoked_at__isnull=True).first()
    if key is None:
        raise NotFound
    key.revoked_at = at
    key.save(update_fields=["revoked_at"])
    forget_key(key.key_hash)


def note_key_use(*, key: ApiKey, at: datetime) -> None:
    """Record the use, at most once a minute."""
    if key.last_used_at is None or (at - key.last_used_at).total_seconds() >= 60:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=at)
        key.last_used_at = at
        keep_key(key)
