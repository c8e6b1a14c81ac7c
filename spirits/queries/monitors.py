"""What a person watches, and how it answered."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from spirits.errors import MonitorNotFound
from spirits.models import Monitor

DAY = timedelta(days=1)


def monitors_of(user: User, *, now: datetime) -> QuerySet[Any]:  # of Monitor, with two figures more
    """The person's monitors by name, each with its checks of the last day (``checked``) and the good ones (``up``)."""
    recent = Q(checks__at__gte=now - DAY)
    return (
        Monitor.objects.filter(owner=user)
        .annotate(checked=Count("checks", filter=recent), up=Count("checks", filter=recent & Q(checks__is_up=True)))
        .order_by("name", "id")
    )


def get_monitor(user: User, monitor_id: UUID, *, now: datetime) -> Monitor:
    """One of the person's monitors, or MonitorNotFound."""
    found: Monitor | None = monitors_of(user, now=now).filter(pk=monitor_id).first()
    if found is None:
        raise MonitorNotFound
    return found
