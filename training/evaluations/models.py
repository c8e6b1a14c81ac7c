"""A suite of questions, an evaluation of several targets by it, and the result of each row."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from project.lib.ids import uuid7
from training.datasets.models import DatasetVersion, Sample
from training.evaluations.rules.metrics import Metric
from training.evaluations.rules.questions import AnswerPart
from training.rules.work_states import WorkState

MOST_TARGETS = 6


class Suite(models.Model):
    """Rows of one immutable dataset version, what answers are measured by, and what must hold to promote something."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="suites")
    name = models.CharField(max_length=120)
    # The suite and its results outlive the dataset: the database empties this when the version goes.
    version = models.ForeignKey(
        DatasetVersion, null=True, on_delete=models.DO_NOTHING, related_name="suites", db_constraint=False
    )
    dataset_name = models.CharField(max_length=120)
    version_number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the version's rows.")
    split = models.CharField(max_length=10, blank=True, choices=Sample.Split, help_text="Empty: every row.")
    most_rows = models.PositiveIntegerField(null=True, blank=True, help_text="So many rows, drawn by their digest.")
    answer_part = models.CharField(max_length=12, choices=AnswerPart, default=AnswerPart.WHOLE)
    gives_context = models.BooleanField(default=False, help_text="A row's context is told with its question.")
    metrics = ArrayField(models.CharField(max_length=12, choices=Metric), default=list)
    gates = models.JSONField(default=list, blank=True)
    judge = models.JSONField(null=True, blank=True, help_text="The model that judges, as it was chosen; empty: none.")
    rubric = models.TextField(blank=True, help_text="What the judge judges by.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="one_suite_per_owner_and_name"),
            models.CheckConstraint(condition=Q(judge=None) | ~Q(rubric=""), name="a_judge_has_a_rubric"),
            models.CheckConstraint(condition=Q(answer_part__in=AnswerPart.values), name="suite_answer_part_is_known"),
            models.CheckConstraint(condition=Q(most_rows=None) | Q(most_rows__gte=1), name="a_suite_asks_something"),
        ]

    def __str__(self) -> str:
        return self.name


class Evaluation(models.Model):
    """Several targets answer the rows of a suite; the first of them is what the others are compared with."""

    State = WorkState

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="evaluations")
    suite = models.ForeignKey(Suite, on_delete=models.CASCADE, related_name="evaluations")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    round = models.PositiveIntegerField(default=1, help_text="How often it was begun; part of the job's key.")
    seed = models.PositiveIntegerField(
        default=1, help_text="Of the intervals and tests: the same seed, the same figures."
    )
    row_count = models.PositiveIntegerField(default=0, help_text="Rows each target answers.")
    problem_code = models.CharField(max_length=60, blank=True)
    problem = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "ready", "failed", "stopped"]),
                name="evaluation_state_is_known",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(problem=""), name="a_failed_evaluation_says_why"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"]) | Q(ended_at__isnull=False),
                name="an_evaluation_that_ended_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["owner", "-id"], name="evaluations_of_owner_newest")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_active(self) -> bool:
        """Whether a job works on it."""
        return self.state in (self.State.WAITING, self.State.RUNNING)


class EvaluationTarget(models.Model):
    """Who answers, as it was when the evaluation was started, and what its answers came to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="targets")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, help_text="What answers: a model, a minion, or what else is registered.")
    title = models.CharField(max_length=200)
    config = models.JSONField(default=dict, help_text="Everything that decides how it answers.")
    model_name = models.CharField(max_length=200, blank=True)
    provider_name = models.CharField(max_length=80, blank=True)
    summary = models.JSONField(default=dict, blank=True, help_text="The mean of each metric with its interval.")
    against_first = models.JSONField(default=dict, blank=True, help_text="The difference to the first by each metric.")
    gates = models.JSONField(default=list, blank=True, help_text="Each gate with what was seen.")
    failed_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["evaluation", "position"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "position"], name="a_place_in_an_evaluation_is_taken_once"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST_TARGETS), name="an_evaluation_has_six_places"
            ),
        ]
        indexes = [models.Index(F("provider_name"), F("model_name"), name="evaluation_targets_by_model")]

    def __str__(self) -> str:
        return self.title

    @property
    def passes(self) -> bool:
        """Whether there are gates and each is passed."""
        return bool(self.gates) and all(each["is_passed"] for each in self.gates)


class EvaluationResult(models.Model):
    """What one target answered to one row. The row's own words are kept, so that it can be read without the dataset."""

    # The database removes results with their target: the models would load every one.
    target = models.ForeignKey(
        EvaluationTarget, on_delete=models.DO_NOTHING, related_name="results", db_constraint=False, db_index=False
    )
    number = models.PositiveIntegerField(help_text="The row's number in its version.")
    question = models.TextField()
    reference = models.TextField()
    answer = models.TextField(blank=True)
    calls = models.JSONField(default=list, blank=True)
    passages = models.JSONField(null=True, blank=True, help_text="What was found for it; empty: nothing looked.")
    scores = models.JSONField(default=dict)
    error_code = models.CharField(max_length=60, blank=True)
    error = models.CharField(max_length=500, blank=True)
    latency_ms = models.PositiveIntegerField(default=0)
    first_token_ms = models.PositiveIntegerField(null=True)
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    points = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField()
    judge_score = models.PositiveSmallIntegerField(null=True, help_text="From 1 to 5.")
    judge_reason = models.TextField(blank=True)
    judge_error = models.CharField(max_length=500, blank=True)
    judge_tokens = models.PositiveIntegerField(default=0)
    judge_points = models.PositiveBigIntegerField(default=0)
    judged_at = models.DateTimeField(null=True)
    verdict = models.PositiveSmallIntegerField(null=True, help_text="What a person gives it, from 1 to 5.")
    verdict_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["target", "number"]
        constraints = [
            models.UniqueConstraint(fields=["target", "number"], name="a_target_answers_a_row_once"),
            models.CheckConstraint(
                condition=Q(judge_score=None) | Q(judge_score__range=(1, 5)), name="a_judge_gives_one_to_five"
            ),
            models.CheckConstraint(
                condition=Q(verdict=None) | Q(verdict__range=(1, 5)), name="a_person_gives_one_to_five"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} row {self.number}"
