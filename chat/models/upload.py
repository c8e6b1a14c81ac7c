"""Files that people attach to what they say, and what was read out of them."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from chat.models.message import Message
from project.lib.clock import now
from project.lib.ids import uuid7

SHOWN = (320, 256)  # at most, in a thread


class Upload(models.Model):
    """A file of one person, read and found fit to be attached; its bytes lie on the disk under its id."""

    class Kind(models.TextChoices):
        """What it is to a model."""

        PICTURE = "picture", "Picture"
        DOCUMENT = "document", "Document"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    form = models.CharField(max_length=12, help_text="What it was read as: pdf, docx, text, png …")
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    page_count = models.PositiveIntegerField(default=0)
    passage_count = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list, blank=True, help_text="What could not be read of it.")
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="picture", width__gt=0, height__gt=0, passage_count=0)
                | Q(kind="document", width=None, height=None, passage_count__gt=0),
                name="a_picture_has_a_size_and_a_document_has_passages",
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="an_upload_is_not_empty"),
        ]
        indexes = [models.Index(fields=["owner", "-id"], name="uploads_by_owner")]

    def __str__(self) -> str:
        return str(self.pk)  # its name is for its owner alone

    @property
    def shown_size(self) -> tuple[int, int]:
        """Width and height that a picture has in a thread, so that its place is kept before it is there."""
        width, height = self.width or 1, self.height or 1
        share = min(1.0, SHOWN[0] / width, SHOWN[1] / height)
        return max(1, round(width * share)), max(1, round(height * share))

    @property
    def is_picture(self) -> bool:
        """Whether models see it rather than read it."""
        return self.kind == self.Kind.PICTURE


class UploadPassage(models.Model):
    """A slice of a document's text with its pages."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="passages")
    number = models.PositiveIntegerField()
    text = models.TextField()
    heading = models.CharField(max_length=500, blank=True)
    page = models.PositiveIntegerField(null=True, blank=True)
    last_page = models.PositiveIntegerField(null=True, blank=True)
    words = models.GeneratedField(
        expression=SearchVector("text", config="english"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        ordering: ClassVar = ["upload_id", "number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="one_passage_per_place_of_an_upload")]

    def __str__(self) -> str:
        return f"{self.upload_id} {self.number}"


class Attachment(models.Model):
    """What a message brings along: a file, or a knowledge base to answer from."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    position = models.PositiveSmallIntegerField()
    upload = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments")
    knowledge_base = models.ForeignKey(
        "training.KnowledgeBase", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        ordering = ["message_id", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(upload__isnull=False, knowledge_base__isnull=True)
                | Q(upload__isnull=True, knowledge_base__isnull=False),
                name="an_attachment_is_one_thing",
            ),
            models.UniqueConstraint(fields=["message", "position"], name="one_attachment_per_place_of_a_message"),
            models.UniqueConstraint(fields=["message", "upload"], name="a_message_has_a_file_once"),
            models.UniqueConstraint(fields=["message", "knowledge_base"], name="a_message_has_a_knowledge_base_once"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.position}"
