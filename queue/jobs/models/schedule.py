"""When jobs are made by the clock."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from jobs.rules.lanes import NORMAL
from project.lib.ids import uuid7


class Schedule(models.Model):
    """Makes one job per period. Each due slot is the job's idempotency key, so any number of beats fire it once."""

    class CatchUp(models.TextChoices):
        """What happens to slots that passed while nothing ran."""

        SKIP = "skip", "Leave them out"
        ONCE = "once", "Run once for all of them"
        ALL = "all", "Run each of them"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=100)
    payload = models.JSONField(default=dict, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="job_schedules"
    )
    priority = models.PositiveSmallIntegerField(default=NORMAL)
    cron = models.CharField(
        max_length=100, blank=True, help_text="Minute, hour, day, month, weekday; empty: by interval."
    )
    interval_seconds = models.PositiveIntegerField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC", help_text="The zone the cron line is read in.")
    catch_up = models.CharField(max_length=4, choices=CatchUp, default=CatchUp.ONCE)
    is_active = models.BooleanField(default=True)
    next_at = models.DateTimeField(help_text="The next slot.")
    last_slot_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cron="", interval_seconds__gt=0) | (~Q(cron="") & Q(interval_seconds__isnull=True)),
                name="a_schedule_has_a_cron_line_or_an_interval",
            ),
            models.CheckConstraint(condition=Q(catch_up__in=["skip", "once", "all"]), name="catch_up_rule_is_known"),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(is_active=True), name="active_schedules_by_slot")]

    def __str__(self) -> str:
        return self.name
