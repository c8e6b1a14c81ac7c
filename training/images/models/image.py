"""A picture of a folder, and the row by which it is searched."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from pgvector.django import VectorField

from project.lib.ids import uuid7
from training.images.models.folder import ImageFolder
from training.images.rules.entry import NAMES, Entry


class Image(models.Model):
    """What is known of one picture. The fields from ``description`` to ``revision`` are also its entry in the file."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    folder = models.ForeignKey(ImageFolder, on_delete=models.CASCADE, related_name="images")
    path = models.CharField(max_length=1000, help_text="Relative to the folder, parts divided by slashes.")
    description = models.TextField(blank=True)
    tags = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    text_content = models.TextField(blank=True, help_text="The text in the picture.")
    is_processed = models.BooleanField(default=False)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    format = models.CharField(max_length=12, blank=True, help_text="What the file is, whatever its name says.")
    size = models.PositiveBigIntegerField(null=True, help_text="Bytes of the file when it was measured.")
    sha256 = models.CharField(max_length=64, blank=True)
    perceptual_hash = models.CharField(max_length=16, blank=True, help_text="64 bits; near pictures differ in few.")
    colours = models.JSONField(default=list, blank=True, help_text='Dominant ones: [{"hex": "#aabbcc", "share": 0.4}].')
    exif = models.JSONField(default=dict, blank=True)
    taken_at = models.CharField(max_length=19, blank=True, help_text="By the camera's clock, which has no time zone.")
    described_by = models.CharField(
        max_length=200, blank=True, help_text="The model that saw it; empty: none or a person."
    )
    processed_at = models.DateTimeField(null=True)
    problem_code = models.CharField(max_length=60, blank=True)
    problem = models.CharField(max_length=300, blank=True, help_text="Why it could not be read.")
    extra = models.JSONField(default=dict, blank=True, help_text="What else the file says of it, kept as it is.")
    revision = models.PositiveBigIntegerField(default=0, help_text="The folder's revision that last changed it.")
    is_missing = models.BooleanField(default=False, help_text="Whether the picture's file was gone at the last look.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["folder", "path", "id"]
        constraints = [
            models.UniqueConstraint(fields=["folder", "path"], name="a_path_is_one_image_of_its_folder"),
            models.CheckConstraint(
                condition=~Q(path="") & ~Q(path__startswith="/"), name="an_image_lies_in_its_folder"
            ),
        ]
        indexes = [
            GinIndex(fields=["tags"], name="images_by_tag"),
            models.Index(fields=["folder", "is_processed", "path"], name="images_left_to_process"),
        ]

    def __str__(self) -> str:
        return self.path

    def as_entry(self) -> Entry:
        """The row as its entry in the file."""
        value = {name: getattr(self, name) for name in NAMES}
        return Entry(**{**value, "tags": tuple(self.tags), "colours": tuple(self.colours)})

    def take(self, entry: Entry) -> None:
        """Make the row say what the entry says; it is not saved."""
        for name in NAMES:
            setattr(self, name, getattr(entry, name))
        self.tags, self.colours = list(entry.tags), list(entry.colours)


class ImageEntry(models.Model):
    """The search row of an image: words, and a vector where an embedder is installed. Made from the image, never edited."""

    image = models.OneToOneField(Image, on_delete=models.CASCADE, primary_key=True, related_name="entry")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what was indexed.")
    words = SearchVectorField()
    embedder = models.CharField(max_length=120, blank=True, help_text="Whose vector it is; empty: it has none.")
    vector = VectorField(null=True)

    class Meta:
        verbose_name_plural = "image entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(embedder="", vector__isnull=True) | (~Q(embedder="") & Q(vector__isnull=False)),
                name="an_image_vector_has_an_embedder",
            )
        ]
        indexes = [GinIndex(fields=["words"], name="images_by_word")]

    def __str__(self) -> str:
        return str(self.image_id)
