"""What calendars, reminders and scheduled tasks look like on the wire."""

from typing import Any

from rest_framework import serializers

from spirits.models import Calendar, CalendarEvent, Reminder, ScheduledTask
from spirits.queries.calendar import Occurrence


class CalendarOut(serializers.ModelSerializer[Calendar]):
    """A calendar."""

    class Meta:
        model = Calendar
        fields = ["id", "name", "time_zone", "created_at"]
        read_only_fields = fields


class CalendarIn(serializers.Serializer[Any]):
    """A calendar to make."""

    name = serializers.CharField(max_length=60)
    time_zone = serializers.CharField(max_length=64, required=False, allow_blank=True)


class EventOut(serializers.ModelSerializer[CalendarEvent]):
    """An event, or a series of them."""

    class Meta:
        model = CalendarEvent
        fields = [
            "id", "calendar", "uid", "title", "description", "location", "starts_at", "ends_at", "is_all_day", "time_zone",
            "rule", "excluded", "original_at", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = fields


class EventIn(serializers.Serializer[Any]):
    """An event to make."""

    calendar = serializers.UUIDField()
    title = serializers.CharField(max_length=200)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    is_all_day = serializers.BooleanField(required=False)
    time_zone = serializers.CharField(max_length=64, required=False, allow_blank=True)
    rule = serializers.CharField(max_length=300, required=False, allow_blank=True, help_text="RRULE of RFC 5545.")
    description = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    location = serializers.CharField(max_length=300, required=False, allow_blank=True)


class EventChange(serializers.Serializer[Any]):
    """What to change; absent parts stay as they are."""

    title = serializers.CharField(max_length=200, required=False)
    starts_at = serializers.DateTimeField(required=False)
    ends_at = serializers.DateTimeField(required=False)
    is_all_day = serializers.BooleanField(required=False)
    time_zone = serializers.CharField(max_length=64, required=False)
    rule = serializers.CharField(max_length=300, required=False, allow_blank=True)
    description = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    location = serializers.CharField(max_length=300, required=False, allow_blank=True)


class Window(serializers.Serializer[Any]):
    """From when until when, half-open."""

    since = serializers.DateTimeField()
    until = serializers.DateTimeField()


class OccurrenceOut(serializers.Serializer[Any]):
    """One time at which an event happens."""

    event = serializers.UUIDField()
    calendar = serializers.UUIDField()
    title = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    is_all_day = serializers.BooleanField()

    def to_representation(self, instance: Occurrence) -> dict[str, Any]:
        """The event's id and title with this time."""
        event = instance.event
        return {
            "event": str(event.pk),
            "calendar": str(event.calendar_id),
            "title": event.title,
            "starts_at": serializers.DateTimeField().to_representation(instance.starts_at),
            "ends_at": serializers.DateTimeField().to_representation(instance.ends_at),
            "is_all_day": event.is_all_day,
        }


class CalendarFile(serializers.Serializer[Any]):
    """An iCalendar file."""

    content = serializers.CharField(max_length=5_000_000, trim_whitespace=False)


class Imported(serializers.Serializer[Any]):
    """What an import did."""

    added = serializers.IntegerField()
    changed = serializers.IntegerField()


class ReminderOut(serializers.ModelSerializer[Reminder]):
    """A reminder."""

    class Meta:
        model = Reminder
        fields = ["id", "text", "state", "due_at", "rule", "time_zone", "last_delivered_at", "created_at"]
        read_only_fields = fields


class ReminderIn(serializers.Serializer[Any]):
    """A reminder to set."""

    text = serializers.CharField(max_length=500)
    due_at = serializers.DateTimeField()
    rule = serializers.CharField(max_length=300, required=False, allow_blank=True, help_text="RRULE of RFC 5545.")


class SnoozeIn(serializers.Serializer[Any]):
    """Until when."""

    until = serializers.DateTimeField()


class ScheduledTaskOut(serializers.ModelSerializer[ScheduledTask]):
    """A scheduled task."""

    class Meta:
        model = ScheduledTask
        fields = [
            "id", "name", "state", "due_at", "rule", "time_zone", "minion", "tool", "arguments", "prompt", "last_run_at",
            "last_outcome", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class ScheduledTaskIn(serializers.Serializer[Any]):
    """A task to schedule: a tool with its arguments, or a prompt."""

    name = serializers.CharField(max_length=120)
    due_at = serializers.DateTimeField()
    rule = serializers.CharField(max_length=300, required=False, allow_blank=True, help_text="RRULE of RFC 5545.")
    minion = serializers.UUIDField(required=False, allow_null=True)
    tool = serializers.CharField(max_length=120, required=False, allow_blank=True)
    arguments = serializers.DictField(required=False)
    prompt = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
