"""A person's own audit trail: entries that only follow each other, each with the hash of the one before."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7


class TrailEntry(models.Model):
    """One entry. The database refuses to change it, and to remove it while its owner is here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trail_entries")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        verbose_name_plural = "trail entries"
        constraints = [
            models.UniqueConstraint(fields=["owner", "number"], name="a_trail_has_each_number_once"),
            models.UniqueConstraint(fields=["owner", "previous"], name="a_trail_has_one_entry_after_another"),
            models.CheckConstraint(condition=Q(number__gt=0), name="a_trail_counts_from_one"),
            models.CheckConstraint(
                condition=(Q(number=1) & Q(previous="")) | (Q(number__gt=1) & ~Q(previous="")),
                name="only_the_first_entry_follows_none",
            ),
        ]
