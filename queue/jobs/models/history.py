"""What happened to a job: one row per attempt that ended, and one per thing worth telling."""

from django.db import models

from jobs.models.job import Job


class Attempt(models.Model):
    """One attempt that ended; ``number`` is the fence it held."""

    class Outcome(models.TextChoices):
        """How it ended."""

        SUCCEEDED = "succeeded", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"
        CRASHED = "crashed", "Worker vanished"
        TIMED_OUT = "timed_out", "Took too long"

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="attempts", db_index=False)
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    worker = models.CharField(max_length=100, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    error_code = models.CharField(max_length=60, blank=True)
    error = models.CharField(max_length=500, blank=True)
    trace = models.TextField(blank=True, help_text="For staff only.")

    class Meta:
        ordering = ["job_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="one_ended_attempt_per_job_and_number"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["succeeded", "failed", "cancelled", "crashed", "timed_out"]),
                name="attempt_outcome_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_outcome_display()}"


class JobEvent(models.Model):
    """Something worth telling that is no attempt: a note by the handler, a wish of a person, an alarm."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=24)
    data = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%H:%M:%S}"
