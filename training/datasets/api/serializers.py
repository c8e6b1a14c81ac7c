"""Datasets on the wire."""

from typing import Any

from rest_framework import serializers

from training.datasets.models import Dataset, DatasetVersion, Sample
from training.datasets.services.export_version import ExportFormat


class DatasetOut(serializers.ModelSerializer[Dataset]):
    """A dataset, with what its newest ready version holds."""

    version_number = serializers.IntegerField(allow_null=True, read_only=True)
    row_count = serializers.IntegerField(allow_null=True, read_only=True)
    shape = serializers.CharField(allow_null=True, read_only=True)
    newest_state = serializers.CharField(allow_null=True, read_only=True, help_text="building, ready, failed, or null.")
    newest_problem = serializers.CharField(allow_null=True, read_only=True)

    class Meta:
        model = Dataset
        fields = [
            "id", "name", "description", "licence", "tags", "is_favourite", "version_number", "row_count", "shape",
            "newest_state", "newest_problem", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class DatasetCreate(serializers.Serializer[Any]):
    """A dataset to make."""

    name = serializers.CharField(max_length=120)
    description = serializers.CharField(max_length=5000, required=False, allow_blank=True, default="")
    licence = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    tags = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=20, required=False, default=list
    )


class DatasetChange(serializers.Serializer[Any]):
    """What may be changed; absent parts stay as they are."""

    name = serializers.CharField(max_length=120, required=False)
    description = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    licence = serializers.CharField(max_length=80, required=False, allow_blank=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=40), max_length=20, required=False)
    is_favourite = serializers.BooleanField(required=False)


class DatasetVersionOut(serializers.ModelSerializer[DatasetVersion]):
    """A version, with its statistics."""

    class Meta:
        model = DatasetVersion
        fields = [
            "id", "number", "state", "made_by", "recipe", "shape", "row_count", "refused_count", "digest", "statistics",
            "problem", "created_at", "ready_at",
        ]  # fmt: skip
        read_only_fields = fields


class DatasetVersionDetail(DatasetVersionOut):
    """A version with its report and the last examination for personal data."""

    class Meta(DatasetVersionOut.Meta):
        fields = [*DatasetVersionOut.Meta.fields, "report", "personal_data"]
        read_only_fields = fields


class SampleOut(serializers.ModelSerializer[Sample]):
    """A row."""

    class Meta:
        model = Sample
        fields = ["number", "split", "content", "digest"]
        read_only_fields = fields


class FileIn(serializers.Serializer[Any]):
    """A file of rows."""

    file = serializers.FileField(help_text="JSON lines, JSON, CSV, Parquet, text, or a chat export.")
    drop_repeated = serializers.BooleanField(required=False, default=False)


class SplitIn(serializers.Serializer[Any]):
    """Shares in per cent, 100 together."""

    train = serializers.IntegerField(min_value=0, max_value=100)
    validation = serializers.IntegerField(min_value=0, max_value=100, required=False, default=0)
    test = serializers.IntegerField(min_value=0, max_value=100)
    seed = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")


class DedupeIn(serializers.Serializer[Any]):
    """How similar a row must be to an earlier one to be left out; 1: equal."""

    similarity = serializers.FloatField(min_value=0.5, max_value=1, required=False, default=1)


class HubIn(serializers.Serializer[Any]):
    """A dataset of the hub that the operator chose."""

    repository = serializers.CharField(max_length=200, help_text="Like owner/dataset.")
    revision = serializers.CharField(max_length=120, required=False, default="main")
    folder = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default="", help_text="Only files whose path begins so."
    )
    allows_no_licence = serializers.BooleanField(required=False, default=False)


class SourceIn(serializers.Serializer[Any]):
    """Where inside Daimon the rows come from."""

    name = serializers.CharField(max_length=80)


class SourceOut(serializers.Serializer[Any]):
    """Something that a version can be made from."""

    name = serializers.CharField()
    title = serializers.CharField()


class ExaminationStarted(serializers.Serializer[Any]):
    """The job that does it."""

    job_id = serializers.UUIDField()


EXPORT_FORMATS = [str(each) for each in ExportFormat]
