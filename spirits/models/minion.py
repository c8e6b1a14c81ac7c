"""A minion is an assistant that a person builds; each saved change is a version."""

from django.conf import settings
from django.db import models

from project.lib.ids import uuid7


class Minion(models.Model):
    """An assistant and its present state; the history is in its versions."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="minions")
    name = models.CharField(max_length=80)
    avatar = models.CharField(max_length=16, default="✨", help_text="One emoji.")
    purpose = models.CharField(max_length=300, blank=True)
    instructions = models.TextField(max_length=20_000, blank=True)
    language_model = models.ForeignKey(
        "training.LanguageModel", null=True, blank=True, on_delete=models.SET_NULL, related_name="minions"
    )
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["owner", "-id"], name="minions_of_owner_newest_first")]

    def __str__(self) -> str:
        return self.name


class MinionVersion(models.Model):
    """What a minion was after one save; never changed afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    minion = models.ForeignKey(Minion, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.JSONField(help_text="Everything that can be edited, as it was.")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["minion", "-number"]
        constraints = [models.UniqueConstraint(fields=["minion", "number"], name="a_minion_has_each_version_once")]

    def __str__(self) -> str:
        return f"{self.minion_id} v{self.number}"
