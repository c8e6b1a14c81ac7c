"""What a person was told and how they want it."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import Channel, Notification, NotificationSettings, PushSubscription, User
from accounts.notices import NoticeKind, notice_kinds
from accounts.rules.quiet_hours import quiet_end
from project.lib.errors import NotFound
from project.lib.ids import earliest_uuid7


def notifications_of(user: User) -> QuerySet[Notification]:
    """That person's notifications, newest first."""
    return Notification.objects.filter(user=user).order_by("-id")


def unread_count(user_id: UUID, *, most: int = 100) -> int:
    """How many that person has not read, counted up to ``most``."""
    return Notification.objects.filter(user_id=user_id, read_at__isnull=True).order_by()[:most].count()


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


def disturbs_from(user: User, chosen: NotificationSettings, at: datetime, *, is_urgent: bool) -> datetime:
    """``at`` itself, or the end of the quiet hours in which it lies, unless it is urgent."""
    if is_urgent:
        return at
    return quiet_end(at, quiet_from=chosen.quiet_from, quiet_until=chosen.quiet_until, zone=zone_of(user))


def missed_notifications(user: User, *, since: int, at: datetime, most: int) -> list[tuple[Notification, bool]]:
    """The newest unread ones made since that millisecond, oldest first, each with whether it is not to disturb now."""
    rows = notifications_of(user).filter(pk__gte=earliest_uuid7(since), read_at__isnull=True)
    found = list(reversed(rows[:most]))
    chosen = settings_of(user) if found else NotificationSettings(user=user)
    urgent = {kind.slug for kind in notice_kinds().values() if kind.is_urgent}
    return [(told, disturbs_from(user, chosen, at, is_urgent=told.kind in urgent) > at) for told in found]


def browsers_of(user: User) -> QuerySet[PushSubscription]:
    """The browsers that show that person push messages, newest first."""
    return PushSubscription.objects.filter(user=user).order_by("-id")
