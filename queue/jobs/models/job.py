"""A job: one piece of work that outlives the request that asked for it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext

from jobs.models.batch import Batch
from jobs.rules.lanes import LEAST_URGENT, NORMAL, Lane
from jobs.rules.states import FINISHED, WAITING, JobState
from project.lib.ids import uuid7


class Job(models.Model):
    """One piece of work. PostgreSQL is the truth; Celery only wakes workers.

    ``fence`` counts claims and never goes back: whoever holds an older number may change nothing. ``turn`` is the job's place
    in its lane and priority, given out so that people with many jobs and people with few advance alike.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=100)
    title = models.CharField(max_length=160, blank=True, help_text="What the person sees; empty: the kind's own title.")
    payload = models.JSONField(default=dict, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="jobs", db_index=False
    )
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    lane = models.CharField(max_length=12, choices=Lane, default=Lane.DEFAULT)
    priority = models.PositiveSmallIntegerField(default=NORMAL, help_text="0 is the most urgent, 9 the least.")
    turn = models.BigIntegerField(default=0, editable=False)
    run_at = models.DateTimeField(default=timezone.now, help_text="Not before this moment.")
    idempotency_key = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 - null: no key, many of them
    max_failures = models.PositiveSmallIntegerField(default=5)
    failures = models.PositiveSmallIntegerField(default=0, help_text="How often the handler failed.")
    crashes = models.PositiveSmallIntegerField(default=0, help_text="How often its worker vanished.")
    fence = models.PositiveIntegerField(default=0)
    held_by = models.CharField(max_length=100, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    progress_message = models.CharField(max_length=200, blank=True)
    result = models.JSONField(null=True, blank=True)
    error_code = models.CharField(max_length=60, blank=True)
    error = models.CharField(max_length=500, blank=True, help_text="One plain sentence for the person.")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children", db_index=False
    )
    batch = models.ForeignKey(
        Batch, null=True, blank=True, on_delete=models.CASCADE, related_name="jobs", db_index=False
    )
    after = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="followers",
        db_index=False,
        help_text="The job that must succeed first.",
    )
    request_id = models.CharField(
        max_length=128,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="Of the request that asked for it.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="one_job_per_kind_and_idempotency_key",
            ),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_is_known"),
            models.CheckConstraint(condition=Q(lane__in=Lane.values), name="job_lane_is_known"),
            models.CheckConstraint(condition=Q(priority__lte=LEAST_URGENT), name="job_priority_is_0_to_9"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="job_progress_is_0_to_100"),
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING, held_until__isnull=False)
                | (~Q(state=JobState.RUNNING) & Q(held_until__isnull=True)),
                name="a_job_is_held_exactly_while_it_runs",
            ),
            models.CheckConstraint(
                condition=Q(state__in=FINISHED, finished_at__isnull=False)
                | (~Q(state__in=FINISHED) & Q(finished_at__isnull=True)),
                name="a_job_is_finished_exactly_when_its_state_says_so",
            ),
            models.CheckConstraint(condition=~Q(after=F("id")), name="a_job_does_not_follow_itself"),
        ]
        indexes = [
            # Live rows and finished rows have indexes of their own: a claim never walks through what is done.
            models.Index(
                fields=["lane", "priority", "turn", "id"], condition=Q(state="queued"), name="queued_jobs_by_turn"
            ),
            models.Index(
                fields=["lane", "priority", "owner", "turn"],
                condition=Q(state="queued"),
                name="queued_jobs_of_owner_by_turn",
            ),
            models.Index(fields=["held_until"], condition=Q(state="running"), name="running_jobs_by_lease"),
            models.Index(
                fields=["run_at"], condition=Q(state__in=["scheduled", "retrying"]), name="later_jobs_by_time"
            ),
            models.Index(fields=["finished_at"], condition=Q(finished_at__isnull=False), name="finished_jobs_by_age"),
            models.Index(fields=["owner", "-id"], condition=Q(owner__isnull=False), name="jobs_of_owner_newest_first"),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="jobs_by_parent"),
            models.Index(fields=["batch", "state"], condition=Q(batch__isnull=False), name="jobs_of_batch_by_state"),
            models.Index(fields=["after"], condition=Q(after__isnull=False), name="jobs_that_follow"),
        ]

    def __str__(self) -> str:
        return self.title or self.kind

    @property
    def shown_title(self) -> str:
        """The title in the language of whoever looks; titles are words of ours or of the person."""
        return gettext(self.title) if self.title else self.kind

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in FINISHED

    @property
    def is_waiting(self) -> bool:
        """Whether no worker has it."""
        return self.state in WAITING
