"""What a person was told and how they want it."""

from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import Channel, Notification, NotificationSettings, PushSubscription, User
from accounts.notices import NoticeKind
from project.lib.errors import NotFound


def notifications_of(user: User) -> QuerySet[Notification]:
    """That person's notifications, newest first."""
    return Notification.objects.filter(user=user).order_by("-id")


def unread_count(user: User, *, most: int = 100) -> int:
    """How many were not read, counted up to ``most``."""
    return Notification.objects.filter(user=user, read_at__isnull=True).order_by()[:most].count()


def get_notification(user: User, notification_id: UUID) -> Notification:
    """One of that person's notifications, or NotFound."""
    found = notifications_of(user).filter(pk=notification_id).first()
    if found is None:
        raise NotFound("There is no such notification.")
    return found


def settings_of(user: User) -> NotificationSettings:
    """How that person wants to be told; unsaved defaults where they chose nothing."""
    return NotificationSettings.objects.filter(user=user).first() or NotificationSettings(user=user)


def channels_ready(user: User) -> set[str]:
    """The ways out that work for that person now: mail is set up, a web hook is named, a browser is subscribed."""
    has = {
        Channel.EMAIL: settings.HAS_MAIL,
        Channel.WEBHOOK: NotificationSettings.objects.filter(user=user).exclude(webhook_url="").exists(),
        Channel.PUSH: PushSubscription.objects.filter(user=user).exists(),
    }
    return {channel.value for channel, is_there in has.items() if is_there}


def channels_of(kind: NoticeKind, chosen: NotificationSettings) -> list[str]:
    """The ways out that are both wanted for the kind and ready."""
    wanted = chosen.choices.get(kind.slug, list(kind.by_default))
    return [channel for channel in wanted if channel in channels_ready(chosen.user)] if wanted else []


def zone_of(user: User) -> ZoneInfo:
    """The person's time zone, or the site's where they named none."""
    try:
        return ZoneInfo(user.time_zone or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def browsers_of(user: User) -> QuerySet[PushSubscription]:
    """The browsers that show that person push messages, newest first."""
    return PushSubscription.objects.filter(user=user).order_by("-id")
