"""What things that come at a time have in common: when next, in which zone, and by which rule they repeat."""

from zoneinfo import ZoneInfo

from django.db import models


class Timetable(models.Model):
    """Something due at a moment, once or by an RRULE. ``version`` counts its times, so each is done once."""

    starts_at = models.DateTimeField(help_text="The first time; a rule counts from here.")
    due_at = models.DateTimeField(null=True, blank=True, help_text="The next time; empty when there is none.")
    rule = models.CharField(max_length=300, blank=True, help_text="RRULE of RFC 5545; empty: once.")
    time_zone = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose wall clock the rule follows."""
        return ZoneInfo(self.time_zone)

    def key_of_time(self) -> str:
        """A text that names this thing's present time and no other."""
        return f"{self._meta.label_lower}:{self.pk}:{self.version}"
