"""The figures of people."""

from datetime import datetime

from accounts.models import ApiKey, DeviceSession, User
from project.ops.statistics import Figure, Section, register


def people(since: datetime, until: datetime) -> list[Figure]:
    """Who there is, who came, who was here."""
    active = DeviceSession.objects.filter(user__isnull=False, last_seen_at__gte=since, last_seen_at__lt=until)
    return [
        Figure("total", "People", User.objects.filter(is_active=True).count()),
        Figure("new", "New", User.objects.filter(date_joined__gte=since, date_joined__lt=until).count()),
        Figure("active", "Were here", active.values("user").distinct().count()),
        Figure(
            "sessions", "Signed-in devices", DeviceSession.objects.live_at(until).filter(user__isnull=False).count()
        ),
        Figure("api_keys", "API keys in use", ApiKey.objects.filter(last_used_at__gte=since).count()),
    ]


register(Section("people", "People", people))
