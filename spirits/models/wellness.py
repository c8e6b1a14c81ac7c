"""What a person logs about their health, and the medicines they are reminded of."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from project.lib.ids import uuid7


class Measure(models.Model):
    """One value that a person logged, in the unit its kind is kept in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="measures")
    kind = models.CharField(max_length=40)
    value = models.FloatField()
    second = models.FloatField(null=True, blank=True, help_text="The lower value of a blood pressure.")
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["owner", "kind", "-at"], name="measures_by_kind_newest_first")]


class WellnessGoal(models.Model):
    """What a person wants a measure to come to."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="wellness_goals")
    kind = models.CharField(max_length=40)
    target = models.FloatField()
    until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "kind"], name="a_person_has_one_goal_for_each_measure")]


class Medication(models.Model):
    """A medicine with the times of day it is taken at, or with limits where it is taken as needed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="medications")
    name = models.CharField(max_length=120)
    dose = models.CharField(max_length=60, help_text="As the label says: 400 mg, one tablet.")
    times = ArrayField(models.TimeField(), default=list, blank=True, help_text="Empty: as needed.")
    time_zone = models.CharField(max_length=64)
    most_a_day = models.PositiveSmallIntegerField(null=True, blank=True, help_text="For as needed.")
    least_hours_between = models.FloatField(null=True, blank=True, help_text="For as needed.")
    instructions = models.CharField(max_length=300, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    next_due_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(stopped_at__isnull=True), name="a_medicine_in_use_is_listed_once"
            ),
            models.CheckConstraint(
                condition=~Q(times=[]) | Q(most_a_day__gt=0), name="a_medicine_as_needed_has_a_limit"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Dose(models.Model):
    """One time a medicine was due, or was taken as needed."""

    class State(models.TextChoices):
        """What became of it."""

        DUE = "due", "Due"
        TAKEN = "taken", "Taken"
        SKIPPED = "skipped", "Skipped"
        MISSED = "missed", "Missed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    medication = models.ForeignKey(Medication, on_delete=models.CASCADE, related_name="doses")
    due_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State)
    at = models.DateTimeField(null=True, blank=True, help_text="When it was taken or skipped.")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["medication", "due_at"], name="a_dose_is_due_once"),
            models.CheckConstraint(
                condition=Q(state__in=["taken", "skipped"], at__isnull=False)
                | Q(state__in=["due", "missed"], at__isnull=True),
                name="a_dose_that_was_answered_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=False) | Q(state="taken"), name="only_a_taken_dose_was_not_due"
            ),
        ]
        indexes = [models.Index(F("medication"), F("at").desc(), name="doses_by_medicine_and_time")]
