"""Calendars and their events."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from project.lib.ids import uuid7


class Calendar(models.Model):
    """One of a person's calendars."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendars")
    name = models.CharField(max_length=60)
    time_zone = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="a_person_names_each_calendar_differently"),
            models.CheckConstraint(condition=~Q(name=""), name="a_calendar_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarEvent(models.Model):
    """An event, or a series of them by an RRULE; ``original_at`` marks one time of a series that was changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="events")
    uid = models.CharField(
        max_length=255, help_text="The iCalendar UID; an import with the same one changes the event."
    )
    title = models.CharField(max_length=200)
    description = models.TextField(max_length=4000, blank=True)
    location = models.CharField(max_length=300, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_all_day = models.BooleanField(default=False)
    time_zone = models.CharField(max_length=64)
    rule = models.CharField(max_length=300, blank=True, help_text="RRULE of RFC 5545; empty: once.")
    excluded = ArrayField(models.DateTimeField(), default=list, blank=True, help_text="Times of the series left out.")
    original_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "uid", "original_at"],
                nulls_distinct=False,
                name="a_calendar_has_each_event_once",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="an_event_ends_after_its_start"),
            models.CheckConstraint(condition=~Q(title=""), name="an_event_has_a_title"),
            models.CheckConstraint(
                condition=Q(original_at__isnull=True) | Q(rule=""), name="a_changed_time_does_not_repeat"
            ),
        ]
        indexes = [models.Index(fields=["calendar", "starts_at"], name="calendar_events_by_start")]

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose wall clock a series follows."""
        return ZoneInfo(self.time_zone)
