"""A training run with its metrics, log and files, and the version of what it made."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7
from training.datasets.models import DatasetVersion
from training.evaluations.models import Evaluation
from training.models.language_model import LanguageModel
from training.rules.work_states import WorkState


class TrainingRun(models.Model):
    """Something is made of a version of a dataset. Its config says everything that decides what comes out."""

    State = WorkState

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="training_runs")
    name = models.CharField(max_length=120)
    executor = models.CharField(max_length=20)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    round = models.PositiveIntegerField(default=1, help_text="How often it was begun; part of the job's key.")
    config = models.JSONField(default=dict, help_text="Everything that decides what comes out, the seed too.")
    # The run outlives the dataset: the database empties this when the version goes.
    version = models.ForeignKey(
        DatasetVersion, null=True, on_delete=models.DO_NOTHING, related_name="training_runs", db_constraint=False
    )
    dataset_name = models.CharField(max_length=120)
    version_number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the version's rows.")
    minion_id = models.UUIDField(null=True, blank=True, help_text="Who gets what comes out.")
    suite_id = models.UUIDField(null=True, blank=True, help_text="By which it is judged before a minion gets it.")
    progress = models.PositiveSmallIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    kept = models.JSONField(default=dict, blank=True, help_text="What an attempt left for the next one.")
    result = models.JSONField(default=dict, blank=True)
    problem_code = models.CharField(max_length=60, blank=True)
    problem = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "ready", "failed", "stopped"]),
                name="training_run_state_is_known",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="a_training_run_is_at_most_done"),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(problem=""), name="a_failed_training_run_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"]) | Q(ended_at__isnull=False),
                name="a_training_run_that_ended_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["owner", "-id"], name="training_runs_of_owner_newest")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        """Whether a job works on it."""
        return self.state in (self.State.WAITING, self.State.RUNNING)


class TrainingMetric(models.Model):
    """One point of a curve. A step that is done again after a kill writes the same point again."""

    run = models.ForeignKey(TrainingRun, on_delete=models.CASCADE, related_name="metrics", db_index=False)
    name = models.CharField(max_length=40)
    step = models.PositiveIntegerField()
    value = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["run", "name", "step"]
        constraints = [
            models.UniqueConstraint(fields=["run", "name", "step"], name="a_curve_has_one_point_a_step"),
            models.CheckConstraint(
                condition=Q(value__lt=float("inf"), value__gt=float("-inf")), name="a_metric_is_a_finite_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.step}: {self.value}"


class TrainingLog(models.Model):
    """A line of a run's log."""

    run = models.ForeignKey(TrainingRun, on_delete=models.CASCADE, related_name="log", db_index=False)
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=1000)
    at = models.DateTimeField()

    class Meta:
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="lines_of_a_log_are_numbered")]

    def __str__(self) -> str:
        return self.text


class TrainingArtifact(models.Model):
    """A file that a run made, below its folder, with its hash."""

    run = models.ForeignKey(TrainingRun, on_delete=models.CASCADE, related_name="artifacts", db_index=False)
    path = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["run", "path"]
        constraints = [models.UniqueConstraint(fields=["run", "path"], name="a_run_has_a_file_once")]

    def __str__(self) -> str:
        return self.path


class TrainedVersion(models.Model):
    """What a run made, numbered among what its owner made under that name, and whether a minion has it."""

    class State(models.TextChoices):
        """What became of it."""

        CANDIDATE = "candidate", "Candidate"
        CANARY = "canary", "Being tried"
        LIVE = "live", "In use"
        REFUSED = "refused", "Refused"
        RETIRED = "retired", "Taken back"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trained_versions")
    name = models.CharField(max_length=120)
    number = models.PositiveIntegerField()
    run = models.OneToOneField(TrainingRun, on_delete=models.CASCADE, related_name="made")
    minion_id = models.UUIDField(null=True, blank=True, help_text="Who gets it.")
    state = models.CharField(max_length=10, choices=State, default=State.CANDIDATE)
    share = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="In so many of a hundred conversations the minion has it while it is being tried.",
    )
    reason = models.CharField(max_length=500, blank=True, help_text="Why it was refused.")
    changes = models.JSONField(default=dict, help_text="What a minion that gets it is given.")
    taken_from = models.PositiveIntegerField(
        null=True, help_text="The minion's version before it; rolling back restores it."
    )
    language_model = models.ForeignKey(LanguageModel, null=True, on_delete=models.SET_NULL, related_name="+")
    evaluation = models.ForeignKey(Evaluation, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name", "number"], name="trained_versions_are_numbered"),
            models.CheckConstraint(
                condition=Q(state__in=["candidate", "canary", "live", "refused", "retired"]),
                name="trained_version_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="canary", share__gte=1, share__lte=99, minion_id__isnull=False)
                | (~Q(state="canary") & Q(share=None)),
                name="a_version_being_tried_has_its_share_of_a_minion",
            ),
            models.UniqueConstraint(
                fields=["minion_id"], condition=Q(state="canary"), name="a_minion_tries_one_version_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="a_refused_version_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"
