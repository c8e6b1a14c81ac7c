"""The move of an old data folder into the database: what was read, what was refused, and every row it made."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7


class LegacyImport(models.Model):
    """One run over an old folder. Its lines say what was not taken, its rows which rows it made."""

    class State(models.TextChoices):
        """How far it is."""

        CHECKED = "checked", "Checked only"
        REFUSED = "refused", "Nothing taken"
        APPLYING = "applying", "Under way"
        APPLIED = "applied", "Moved in"
        ROLLED_BACK = "rolled_back", "Rolled back"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    path = models.CharField(max_length=1000, help_text="The old folder on this machine; links resolved.")
    state = models.CharField(max_length=12, choices=State)
    # The record of what was done outlives the people in it.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Whose the jobs and image folders become.",
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Empty: the command.",
    )
    manifest = models.JSONField(default=list, help_text="Every file that was read, with its size and SHA-256.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the manifest.")
    found = models.JSONField(default=dict, help_text="What can be taken, by kind.")
    made = models.JSONField(default=dict, help_text="What this run made, by kind; the rest was here already.")
    position = models.PositiveIntegerField(default=0, help_text="How many of the found entries are stored.")
    refused_count = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True, help_text="Why it stopped, in one sentence.")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "move from an old folder"
        verbose_name_plural = "moves from old folders"
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="applying"), name="one_legacy_import_is_under_way"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["checked", "refused", "applying", "applied", "rolled_back"]),
                name="legacy_import_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="applying", ended_at__isnull=True)
                | (~Q(state="applying") & Q(ended_at__isnull=False)),
                name="a_legacy_import_ends_exactly_when_its_state_says_so",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path} ({self.get_state_display()})"


class LegacyLine(models.Model):
    """One line of a run's report: what of which file was not taken, and why."""

    class Weight(models.TextChoices):
        """What it means."""

        BROKEN = "broken", "File unreadable"
        REFUSED = "refused", "Not taken"
        NOTE = "note", "Note"

    run = models.ForeignKey(LegacyImport, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    weight = models.CharField(max_length=8, choices=Weight)
    file = models.CharField(max_length=1000, blank=True)
    place = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=500)

    class Meta:
        ordering = ["run", "number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="report_lines_of_an_import_are_numbered"),
            models.CheckConstraint(
                condition=Q(weight__in=["broken", "refused", "note"]), name="report_line_weight_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.place}: {self.reason}"


class LegacyRow(models.Model):
    """A row that a run made or changed; it goes away with the rollback that takes the row back."""

    class Kind(models.TextChoices):
        """Which table it is in."""

        FOLDER = "folder", "Image folder"
        IMAGE = "image", "Image"
        JOB = "job", "Job"
        SETTING = "setting", "Runtime setting"

    run = models.ForeignKey(LegacyImport, on_delete=models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=8, choices=Kind)
    target = models.CharField(max_length=64, help_text="The row's key in its table.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what was stored: a later change shows.")
    file = models.CharField(max_length=1000)
    place = models.CharField(max_length=1000)
    before = models.JSONField(null=True, help_text="What the row was; empty: there was none.")

    class Meta:
        ordering = ["run", "id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "kind", "target"], name="an_import_makes_a_row_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["folder", "image", "job", "setting"]), name="legacy_row_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"
