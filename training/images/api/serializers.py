"""Folders of pictures and their images on the wire."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from training.images.models import Image, ImageFolder
from training.images.rules.differences import Layer
from training.images.rules.entry import LONGEST, LONGEST_TAG, MOST_TAGS
from training.images.services.process_folder import Scope, progress_of
from training.images.services.state import current_state


class FolderState(serializers.Serializer[Any]):
    """The counts of a folder."""

    revision = serializers.IntegerField(help_text="Counts the changes.")
    written_revision = serializers.IntegerField(help_text="The last change that is in image_metadata.json.")
    total = serializers.IntegerField()
    processed = serializers.IntegerField()
    problems = serializers.IntegerField()
    missing = serializers.IntegerField()


class ProgressOut(serializers.Serializer[Any]):
    """How far the last processing is."""

    batch_id = serializers.UUIDField(allow_null=True)
    percent = serializers.IntegerField()
    total = serializers.IntegerField(help_text="Jobs.")
    done = serializers.IntegerField()
    failed = serializers.IntegerField()
    is_running = serializers.BooleanField()
    is_stopped = serializers.BooleanField()
    message = serializers.CharField(allow_blank=True, help_text="The picture at hand.")


class FolderOut(serializers.ModelSerializer[ImageFolder]):
    """A folder of pictures."""

    class Meta:
        model = ImageFolder
        fields = ["id", "name", "source", "path", "revision", "problem", "opened_at", "scanned_at", "created_at"]
        read_only_fields = fields


class FolderDetail(FolderOut):
    """A folder with its counts and its processing."""

    state = serializers.SerializerMethodField()
    processing = serializers.SerializerMethodField()

    class Meta(FolderOut.Meta):
        fields = [*FolderOut.Meta.fields, "state", "processing"]
        read_only_fields = fields

    @extend_schema_field(FolderState)
    def get_state(self, folder: ImageFolder) -> dict[str, Any]:
        """The counts."""
        return current_state(folder)

    @extend_schema_field(ProgressOut)
    def get_processing(self, folder: ImageFolder) -> dict[str, Any]:
        """The progress."""
        return dict(ProgressOut(progress_of(folder)).data)


class FolderCreate(serializers.Serializer[Any]):
    """A folder to register."""

    path = serializers.CharField(max_length=1000, help_text="Absolute, below one of the roots in IMAGE_ROOTS.")
    name = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")


class FolderUpload(serializers.Serializer[Any]):
    """An archive to unpack."""

    name = serializers.CharField(max_length=120)
    archive = serializers.FileField(help_text="A zip archive; pictures and image_metadata.json are taken from it.")


class FolderChange(serializers.Serializer[Any]):
    """What may be changed of a folder."""

    name = serializers.CharField(max_length=120)


class ProcessIn(serializers.Serializer[Any]):
    """What is processed, and by which model."""

    scope = serializers.ChoiceField(choices=list(Scope), default=Scope.NEW.value)
    model = serializers.UUIDField(
        required=False, allow_null=True, help_text="A model that sees; absent: the first you have; null: measure only."
    )


class PassedOver(serializers.Serializer[Any]):
    """A file that is not taken in."""

    path = serializers.CharField(allow_blank=True)
    reason = serializers.CharField()


class ScannedOut(serializers.Serializer[Any]):
    """What a look at the disk changed."""

    added = serializers.IntegerField()
    gone = serializers.IntegerField()
    found_again = serializers.IntegerField()
    renamed = serializers.IntegerField()
    passed_over = PassedOver(many=True)


class LayerDifferenceOut(serializers.Serializer[Any]):
    """One disagreement with the rows."""

    layer = serializers.ChoiceField(choices=list(Layer))
    kind = serializers.CharField()
    path = serializers.CharField(allow_blank=True, help_text="Empty: of the folder as a whole.")
    text = serializers.CharField()


class ReportOut(serializers.Serializer[Any]):
    """Every difference between the layers; at most 1,000 are listed, all are counted."""

    is_whole = serializers.BooleanField()
    images = serializers.IntegerField()
    count = serializers.IntegerField()
    by_layer = serializers.DictField(child=serializers.IntegerField())
    differences = LayerDifferenceOut(many=True)
    passed_over = PassedOver(many=True)


class RepairedOut(serializers.Serializer[Any]):
    """What a repair mended, and what is still open."""

    mended = serializers.IntegerField()
    kept = serializers.ListField(
        child=serializers.CharField(), help_text="Copies beside the pictures of a file with unreadable parts."
    )
    after = ReportOut()


class StatusOut(serializers.Serializer[Any]):
    """Whether one can work with pictures right now, and if not, why."""

    initialized = serializers.BooleanField(source="is_initialized")
    reason = serializers.CharField(allow_blank=True)
    folder = FolderOut(allow_null=True)
    state = FolderState(allow_null=True)
    search = serializers.CharField(source="engine", help_text="`words`, or `words and vectors` with an embedder.")
    sees = serializers.BooleanField(help_text="Whether a model can describe pictures.")


class ImageOut(serializers.ModelSerializer[Image]):
    """A picture in a list."""

    class Meta:
        model = Image
        fields = [
            "id",
            "folder",
            "path",
            "description",
            "tags",
            "text_content",
            "is_processed",
            "width",
            "height",
            "format",
            "size",
            "taken_at",
            "problem_code",
            "problem",
            "is_missing",
            "revision",
        ]
        read_only_fields = fields


class ImageDetail(ImageOut):
    """A picture with all that is known of it."""

    class Meta(ImageOut.Meta):
        fields = [
            *ImageOut.Meta.fields,
            "sha256",
            "perceptual_hash",
            "colours",
            "exif",
            "described_by",
            "processed_at",
            "extra",
        ]
        read_only_fields = fields


class ImageChange(serializers.Serializer[Any]):
    """What a person may write of a picture; absent parts stay as they are."""

    description = serializers.CharField(max_length=LONGEST["description"], required=False, allow_blank=True)
    text_content = serializers.CharField(max_length=LONGEST["text_content"], required=False, allow_blank=True)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_TAG), max_length=MOST_TAGS, required=False
    )


class TagIn(serializers.Serializer[Any]):
    """Tags for several pictures at once."""

    images = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=1000)
    add = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_TAG), max_length=MOST_TAGS, required=False, default=list
    )
    remove = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_TAG), max_length=MOST_TAGS, required=False, default=list
    )


class CountOut(serializers.Serializer[Any]):
    """How many changed."""

    changed = serializers.IntegerField()


class FoundOut(serializers.Serializer[Any]):
    """What a search found, best first; ``engine`` says what was compared."""

    engine = serializers.CharField()
    results = ImageOut(many=True)
