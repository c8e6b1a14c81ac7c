"""Tell a person something once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.copies import forget_unread, unread_of
from accounts.models import Notification, NotificationDelivery, User
from accounts.notices import NoticeKind, hand_over
from accounts.queries.notifications import (
    channels_of,
    disturbs_from,
    get_notification,
    notifications_of,
    settings_of,
)
from project.ops.live import announce


@transaction.atomic
def notify(
    *, user: User, kind: NoticeKind, title: str, at: datetime, body: str = "", link: str = "", key: str | None = None
) -> Notification:
    """The notification, shown in the site at once and sent by the person's ways; with a known ``key`` the first one.

    ``link`` is a path of this site. What comes in quiet hours leaves the site when they end, unless its kind is urgent.
    """
    try:
        with transaction.atomic():
            told = Notification.objects.create(
                user=user, kind=kind.slug, title=title[:200], body=body[:4000], link=link, key=key, created_at=at
            )
    except IntegrityError:
        earlier = None if key is None else notifications_of(user).filter(key=key).first()
        if earlier is None:
            raise
        return earlier
    is_quiet = _send(told, user, kind, at) > at
    news = {"notification": str(told.pk), "title": told.title, "link": told.link, "is_quiet": is_quiet}
    _tell_pages(user.pk, news)
    return told


def topic_of(user_id: UUID) -> str:
    """Where a person's news is announced."""
    return f"notifications:{user_id}"


def mark_read(*, user: User, notification_id: UUID, at: datetime) -> Notification:
    """The notification, read; reading again changes nothing."""
    told = get_notification(user, notification_id)
    if told.read_at is None:
        Notification.objects.filter(pk=told.pk, read_at__isnull=True).update(read_at=at)
        _tell_pages(user.pk, {})
        told.refresh_from_db()
    return told


def mark_all_read(*, user: User, at: datetime) -> int:
    """How many were unread until now."""
    marked = notifications_of(user).filter(read_at__isnull=True).update(read_at=at)
    if marked:
        _tell_pages(user.pk, {})
    return marked


def _tell_pages(user_id: UUID, news: dict[str, Any]) -> None:
    """Once it is committed, let the person's open pages know, and how many are unread now: counted once for all of them."""
    forget_unread(user_id)
    transaction.on_commit(lambda: announce(topic_of(user_id), {**news, "unread": unread_of(user_id)}))


def _send(told: Notification, user: User, kind: NoticeKind, at: datetime) -> datetime:
    """Hand it to the ways out; the moment it may disturb the person."""
    chosen = settings_of(user)
    due_at = disturbs_from(user, chosen, at, is_urgent=kind.is_urgent)
    for channel in channels_of(kind, chosen):
        delivery = NotificationDelivery.objects.create(notification=told, channel=channel, due_at=due_at)
        hand_over(str(delivery.pk), due_at)
    return due_at
