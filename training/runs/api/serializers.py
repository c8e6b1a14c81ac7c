"""Training runs on the wire."""

from typing import Any

from rest_framework import serializers

from training.runs.models import TrainedVersion, TrainingArtifact, TrainingLog, TrainingMetric, TrainingRun
from training.runs.rules.settings import Kind, Setting


class TrainedVersionOut(serializers.ModelSerializer[TrainedVersion]):
    """What a run made; ``changes`` is what a minion that gets it is given."""

    class Meta:
        model = TrainedVersion
        fields = [
            "id", "name", "number", "run", "state", "share", "reason", "changes", "language_model", "evaluation", "created_at",
            "decided_at",
        ]  # fmt: skip
        read_only_fields = fields


class ShareIn(serializers.Serializer[Any]):
    """On how many of a hundred conversations a version is tried."""

    share = serializers.IntegerField(min_value=1, max_value=99)


class TrainingRunOut(serializers.ModelSerializer[TrainingRun]):
    """A run with what it made."""

    dataset_version = serializers.UUIDField(source="version_id", allow_null=True, read_only=True)
    minion = serializers.UUIDField(source="minion_id", allow_null=True, read_only=True)
    suite = serializers.UUIDField(source="suite_id", allow_null=True, read_only=True)
    made = TrainedVersionOut(read_only=True, allow_null=True, default=None)

    class Meta:
        model = TrainingRun
        fields = [
            "id", "name", "executor", "state", "progress", "message", "attempts", "config", "dataset_version", "dataset_name",
            "version_number", "digest", "minion", "suite", "result", "problem_code", "problem", "created_at", "started_at",
            "ended_at", "made",
        ]  # fmt: skip
        read_only_fields = fields


class TrainingRunCreate(serializers.Serializer[Any]):
    """A run to start. What ``config`` takes depends on the executor."""

    name = serializers.CharField(max_length=120)
    executor = serializers.CharField(max_length=20, help_text="`executors` lists what there is.")
    dataset = serializers.UUIDField()
    version = serializers.IntegerField(
        min_value=1, max_value=2_147_483_647, required=False, allow_null=True, default=None,
        help_text="Absent: the newest that is ready.",
    )  # fmt: skip
    config = serializers.DictField(required=False, default=dict)
    minion = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="Who gets what comes out.")
    suite = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="Whose gates must pass before the minion gets it."
    )


class TrainingExport(serializers.Serializer[Any]):
    """Where an adapter goes beside the files."""

    provider = serializers.UUIDField(
        required=False,
        allow_null=True,
        default=None,
        help_text="An Ollama server that you may change; absent: files only.",
    )
    base_model = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default="",
        help_text="The same base model on that server: the adapter alone is sent. Empty: the merged model is.",
    )  # fmt: skip
    model = serializers.CharField(
        max_length=200,
        required=False,
        allow_blank=True,
        default="",
        help_text="What it is called. Empty: after run and version.",
    )


class SettingOut(serializers.Serializer[Any]):
    """One setting of an executor; ``otherwise`` stands for an absent one, null where it follows from others or is needed."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the stubs take it for the option of this name
    meaning = serializers.CharField()
    kind = serializers.ChoiceField(choices=[str(each) for each in Kind])
    otherwise = serializers.JSONField(allow_null=True)
    least = serializers.FloatField(help_text="Of a number.")
    most = serializers.FloatField(help_text="Of a number, or of the characters of a text.")
    choices = serializers.SerializerMethodField()
    is_required = serializers.BooleanField()

    def get_choices(self, setting: Setting) -> list[str]:
        """The values it takes; empty where it takes others."""
        return [value for value, _ in setting.choices]


class ExecutorOut(serializers.Serializer[Any]):
    """A way to make something of a dataset."""

    name = serializers.CharField()
    title = serializers.CharField()
    needs_minion = serializers.BooleanField()
    settings = SettingOut(many=True)


class MetricOut(serializers.ModelSerializer[TrainingMetric]):
    """A point of a curve."""

    class Meta:
        model = TrainingMetric
        fields = ["name", "step", "value", "at"]
        read_only_fields = fields


class LogLineOut(serializers.ModelSerializer[TrainingLog]):
    """A line of the log."""

    class Meta:
        model = TrainingLog
        fields = ["number", "text", "at"]
        read_only_fields = fields


class TrainingArtifactOut(serializers.ModelSerializer[TrainingArtifact]):
    """A file with its hash."""

    class Meta:
        model = TrainingArtifact
        fields = ["path", "size", "sha256"]
        read_only_fields = fields
