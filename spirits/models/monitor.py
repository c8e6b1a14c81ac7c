"""Addresses that are checked on a schedule, and what each check found."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7


class Monitor(models.Model):
    """An address a person wants watched; told when it breaks and when it works again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="monitors")
    name = models.CharField(max_length=80)
    url = models.URLField(max_length=2_000)
    minutes = models.PositiveSmallIntegerField(default=5)
    expect_status = models.PositiveSmallIntegerField(default=200)
    expect_text = models.CharField(max_length=200, blank=True)
    failures_before_alert = models.PositiveSmallIntegerField(default=2)
    is_paused = models.BooleanField(default=False)
    is_up = models.BooleanField(null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False, help_text="In a row.")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="a_person_names_each_monitor_differently"),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, 1440)), name="a_monitor_checks_each_minute_to_each_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MonitorCheck(models.Model):
    """One check; kept for 90 days."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    monitor = models.ForeignKey(Monitor, on_delete=models.CASCADE, related_name="checks")
    at = models.DateTimeField()
    is_up = models.BooleanField()
    status = models.PositiveSmallIntegerField(null=True)
    milliseconds = models.PositiveIntegerField()
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["monitor", "-at"], name="checks_newest_first")]
