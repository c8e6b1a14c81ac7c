"""What lets a person in: their devices and their keys."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import ApiKey, DeviceSession, User


def devices_of(user: User, *, at: datetime) -> QuerySet[DeviceSession]:
    """The devices that person is signed in on, newest sign-in first."""
    return DeviceSession.objects.live_at(at).filter(user=user).order_by("-id")


def api_keys_of(user: User) -> QuerySet[ApiKey]:
    """That person's keys that were not revoked, newest first."""
    return ApiKey.objects.filter(user=user, revoked_at__isnull=True).order_by("-id")
