"""Files that tools made."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7
from spirits.models.tool_call import ToolCall
from spirits.rules.artifact_kinds import ArtifactKind, is_picture, kind_of_mime


class Artifact(models.Model):
    """A file of a call, for its owner to open; its bytes lie below ARTIFACTS_DIR under its id."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="artifacts")
    call = models.ForeignKey(ToolCall, null=True, blank=True, on_delete=models.SET_NULL, related_name="artifacts")
    name = models.CharField(max_length=120)
    mime = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="an_artifact_has_a_name"),
            models.CheckConstraint(condition=Q(mime__contains="/"), name="an_artifact_has_a_type"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="an_artifact_has_its_digest"),
        ]
        indexes = [models.Index(fields=["owner", "-id"], name="artifacts_newest_first")]

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> ArtifactKind:
        """What a person would call it."""
        return kind_of_mime(self.mime)

    @property
    def is_picture(self) -> bool:
        """Whether a small picture of it can be shown."""
        return is_picture(self.mime)
