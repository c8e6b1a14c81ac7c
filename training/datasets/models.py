"""A dataset, its versions, and their samples."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7
from training.datasets.rules.shapes import Shape


class Dataset(models.Model):
    """Rows of one kind that a person collects; what they are stands in its versions."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="datasets")
    name = models.CharField(max_length=120)
    description = models.TextField(max_length=5000, blank=True)
    licence = models.CharField(max_length=80, blank=True, help_text="An SPDX name where there is one; empty: unknown.")
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    is_favourite = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_dataset_per_owner_and_name")]

    def __str__(self) -> str:
        return self.name


class DatasetVersion(models.Model):
    """One state of a dataset. Once it is ready nothing of it changes any more; the database refuses it."""

    class State(models.TextChoices):
        """How far its reading is."""

        BUILDING = "building", "Being read"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.BUILDING)
    made_by = models.CharField(max_length=12, help_text="What it was made by: upload, split, dedupe, hub, source.")
    recipe = models.JSONField(default=dict, blank=True, help_text="From what and how, so that it can be made again.")
    shape = models.CharField(max_length=12, choices=Shape.choices, blank=True)
    row_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 over every row in its order.")
    statistics = models.JSONField(default=dict, blank=True)
    report = models.JSONField(default=dict, blank=True, help_text="Rows that were refused, and why.")
    personal_data = models.JSONField(null=True, blank=True, help_text="What the last examination found; empty: none.")
    problem = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ready_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["dataset", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "number"], name="versions_of_a_dataset_are_numbered"),
            models.UniqueConstraint(
                fields=["dataset"], condition=Q(state="building"), name="one_version_of_a_dataset_is_being_built"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["building", "ready", "failed"]), name="dataset_version_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready")
                | (~Q(digest="") & ~Q(shape="") & Q(row_count__gt=0, ready_at__isnull=False)),
                name="a_ready_version_has_rows_a_shape_and_a_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset_id} v{self.number}"


class Sample(models.Model):
    """One row of a version, in the form its shape prescribes."""

    class Split(models.TextChoices):
        """What it is for."""

        TRAIN = "train", "Training"
        VALIDATION = "validation", "Validation"
        TEST = "test", "Test"

    # The database removes samples with their version: the models would load every one of a million.
    version = models.ForeignKey(
        DatasetVersion, on_delete=models.DO_NOTHING, related_name="samples", db_constraint=False, db_index=False
    )
    number = models.PositiveIntegerField(help_text="Its row in the source.")
    split = models.CharField(max_length=10, choices=Split, default=Split.TRAIN)
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="samples_of_a_version_are_numbered"),
            models.CheckConstraint(
                condition=Q(split__in=["train", "validation", "test"]), name="sample_split_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} row {self.number}"
