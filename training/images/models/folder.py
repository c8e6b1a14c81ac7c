"""A folder of pictures that one person opened, in place or from an archive."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from project.lib.ids import uuid7


class ImageFolder(models.Model):
    """``revision`` counts the changes; ``written_revision`` is the last that reached ``image_metadata.json``."""

    class Source(models.TextChoices):
        """Where its pictures lie."""

        PLACE = "place", "A folder of this machine, used in place"
        ARCHIVE = "archive", "Unpacked from an uploaded archive"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="image_folders")
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=8, choices=Source, editable=False)
    path = models.CharField(
        max_length=1000, blank=True, editable=False, help_text="Where a folder used in place lies; links resolved."
    )
    revision = models.PositiveBigIntegerField(default=0, editable=False)
    written_revision = models.PositiveBigIntegerField(default=0, editable=False)
    file_digest = models.CharField(
        max_length=64, blank=True, editable=False, help_text="SHA-256 of the file as last read or written; empty: none."
    )
    file_changed_ns = models.PositiveBigIntegerField(
        default=0, editable=False, help_text="The file's time of change at that moment, in nanoseconds."
    )
    problem = models.CharField(
        max_length=300, blank=True, editable=False, help_text="Why the file could not be written."
    )
    batch = models.ForeignKey(
        "queue.Batch",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The last processing of its pictures.",
    )
    opened_at = models.DateTimeField(null=True, editable=False, help_text="When its owner last opened it.")
    scanned_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="a_person_names_an_image_folder_once"),
            models.UniqueConstraint(fields=["path"], condition=~Q(path=""), name="a_place_is_one_image_folder"),
            models.CheckConstraint(
                condition=Q(source="place", path__startswith="/") | Q(source="archive", path=""),
                name="an_image_folder_in_place_has_a_path",
            ),
            models.CheckConstraint(
                condition=Q(written_revision__lte=F("revision")), name="nothing_is_written_before_it_is_changed"
            ),
        ]
        indexes = [models.Index(fields=["owner", "-opened_at"], name="image_folders_last_opened")]

    def __str__(self) -> str:
        return self.name
