"""What workers keep about lanes and kinds: where the turn is, what is paused, how long things take."""

from django.conf import settings
from django.db import models

from jobs.rules.lanes import Lane


class LaneLevel(models.Model):
    """The lowest turn that still waits in a lane at one priority; refreshed each second, never higher than the truth then was."""

    pk = models.CompositePrimaryKey("lane", "priority")
    lane = models.CharField(max_length=12, choices=Lane)
    priority = models.PositiveSmallIntegerField()
    turn = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["lane", "priority"]

    def __str__(self) -> str:
        return f"{self.lane} {self.priority}: {self.turn}"


class KindPause(models.Model):
    """A kind whose jobs wait until somebody resumes it."""

    kind = models.CharField(max_length=100, primary_key=True)
    reason = models.CharField(max_length=200, blank=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    paused_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.kind


class KindMeasure(models.Model):
    """How a kind has fared lately: counts and seconds over its last finished jobs."""

    kind = models.CharField(max_length=100, primary_key=True)
    finished = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    run_p50 = models.FloatField(default=0)
    run_p95 = models.FloatField(default=0)
    wait_p50 = models.FloatField(default=0)
    wait_p95 = models.FloatField(default=0)
    measured_at = models.DateTimeField()

    class Meta:
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.kind
