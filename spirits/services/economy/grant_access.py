"""Opens spirits to people and takes single reasons away again."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from project.lib.ids import uuid7
from spirits.models.grant import Grant
from spirits.models.spirit import Spirit
from spirits.queries.economy.access import Access, access_to
from spirits.rules.economy.errors import GrantEnded, SpiritLocked

TRIAL_CALLS = 3


def grant_spirit(
    *,
    user: User,
    spirit: Spirit,
    source: Grant.Source,
    source_id: UUID | None = None,
    starts_at: datetime,
    ends_at: datetime | None = None,
    calls: int | None = None,
    reason: str = "",
    actor: UUID | None = None,
) -> Grant:
    """Give the person one more reason to use the spirit; the same source again returns the same grant."""
    wanted = Grant(
        owner=user,
        spirit=spirit,
        source=source,
        source_id=source_id or uuid7(),
        starts_at=starts_at,
        ends_at=ends_at,
        calls_limit=calls,
        reason=reason[:300],
        actor=actor,
    )
    Grant.objects.bulk_create([wanted], ignore_conflicts=True)
    return Grant.objects.get(owner=user, spirit=spirit, source=source, source_id=wanted.source_id)


def bought_grants(
    *, user: User, spirits: Iterable[UUID], source: Grant.Source, purchase_id: UUID, at: datetime, actor: UUID
) -> list[Grant]:
    """What opens each of the spirits of a purchase, for good, once it is written; the database refuses a second time."""
    return [
        Grant(owner=user, spirit_id=spirit, source=source, source_id=purchase_id, starts_at=at, actor=actor)
        for spirit in spirits
    ]


def start_trial(*, user: User, spirit: Spirit, at: datetime) -> Grant:
    """Let the person try the spirit a few times; each person tries a spirit once."""
    return grant_spirit(
        user=user, spirit=spirit, source=Grant.Source.TRIAL, source_id=spirit.pk, starts_at=at, calls=TRIAL_CALLS
    )


@transaction.atomic
def revoke_grant(*, grant: Grant, at: datetime, reason: str = "", actor: UUID | None = None) -> Grant:
    """End this one reason now; other reasons for the same spirit stay. Revoking twice changes nothing."""
    Grant.objects.filter(pk=grant.pk, revoked_at__isnull=True).update(
        revoked_at=at, reason=reason[:300] or F("reason"), actor=actor or F("actor")
    )
    return Grant.objects.get(pk=grant.pk)


@transaction.atomic
def extend_grant(*, grant: Grant, ends_at: datetime | None, reason: str, actor: UUID | None) -> Grant:
    """Move the end of a grant (None: for good); GrantEnded when it was revoked."""
    changed = Grant.objects.filter(pk=grant.pk, revoked_at__isnull=True).update(
        ends_at=ends_at, reason=reason[:300], actor=actor
    )
    if not changed:
        raise GrantEnded
    return Grant.objects.get(pk=grant.pk)


def use_spirit(*, user: User, spirit_id: UUID, at: datetime) -> Access:
    """Check access before a tool works, and count a trial call when trial is the only reason; SpiritLocked otherwise."""
    access = access_to(user, spirit_id, at=at)
    if not access.is_open:
        raise SpiritLocked
    if access.is_trial and not _count_call(access):
        raise SpiritLocked
    return access


def _count_call(access: Access) -> bool:
    trials = Q(pk__in=[reason.source_id for reason in access.reasons], calls_used__lt=F("calls_limit"))
    return bool(Grant.objects.filter(trials, revoked_at__isnull=True).update(calls_used=F("calls_used") + 1))
