"""A change that is in the database and may not be in the folder's file yet."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from project.lib.ids import uuid7
from training.images.models.folder import ImageFolder


class ImageIntent(models.Model):
    """Written with the rows it speaks of, removed once the file has them; what is left after a crash is finished later."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    folder = models.ForeignKey(ImageFolder, on_delete=models.CASCADE, related_name="intents")
    revision = models.PositiveBigIntegerField()
    verb = models.CharField(max_length=24)
    paths = ArrayField(models.CharField(max_length=1000), help_text="The images it changed.")
    prepared = models.CharField(max_length=80, help_text="The name of the whole new file, waiting beside the old one.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the new file.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["folder", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["folder", "revision"], name="an_image_intent_is_one_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.revision}"
