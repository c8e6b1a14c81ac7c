"""Jobs as they travel over the API."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from jobs.models import Batch, Job
from jobs.queries.jobs import Happening, end_of, percent_of
from jobs.rules.progress import expected_end
from project.lib.clock import now


class JobOut(serializers.ModelSerializer[Job]):
    """A job as its owner sees it; traces are for staff and never leave by this door."""

    attempt = serializers.IntegerField(source="fence", read_only=True, help_text="How often it was begun.")
    expected_end = serializers.SerializerMethodField(help_text="When it will be done if it keeps its pace.")
    error = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = [
            "id",
            "kind",
            "title",
            "state",
            "lane",
            "priority",
            "progress",
            "progress_message",
            "expected_end",
            "attempt",
            "result",
            "error",
            "parent",
            "batch",
            "run_at",
            "created_at",
            "started_at",
            "finished_at",
            "cancel_requested_at",
        ]
        read_only_fields = fields

    def get_expected_end(self, job: Job) -> datetime | None:
        """Only while it runs."""
        return (
            expected_end(started_at=job.started_at, progress=job.progress, at=now()) if job.state == "running" else None
        )

    def get_error(self, job: Job) -> dict[str, str] | None:
        """Code and sentence, or null."""
        return {"code": job.error_code, "message": job.error} if job.error else None


class BatchOut(serializers.ModelSerializer[Batch]):
    """A batch as its owner sees it: many jobs with one progress."""

    total = serializers.SerializerMethodField(help_text="How many jobs there are or will be.")
    done = serializers.IntegerField(read_only=True, help_text="How many of them are finished, however they ended.")
    failed = serializers.IntegerField(source="unsuccessful", read_only=True)
    cancelled = serializers.IntegerField(read_only=True)
    progress = serializers.SerializerMethodField(help_text="Whole percent; 100 only when nothing is left.")
    expected_end = serializers.SerializerMethodField(help_text="When it will be done if it keeps its pace.")

    class Meta:
        model = Batch
        fields = [
            "id",
            "title",
            "total",
            "done",
            "failed",
            "cancelled",
            "progress",
            "expected_end",
            "created_at",
            "cancel_requested_at",
        ]
        read_only_fields = fields

    def get_total(self, batch: Any) -> int:
        """What was announced, or what is there when that is more."""
        return max(int(batch.total), int(batch.expected))

    def get_progress(self, batch: Any) -> int:
        """Finished jobs count whole, running ones by their own progress."""
        return percent_of(batch)

    def get_expected_end(self, batch: Any) -> datetime | None:
        """Only while it goes on."""
        return end_of(batch, at=now())


class HappeningOut(serializers.Serializer[Happening]):
    """One line of a job's history."""

    at = serializers.DateTimeField()
    kind = serializers.CharField()
    text = serializers.CharField()
    attempt = serializers.IntegerField(allow_null=True)


class HistoryOut(serializers.Serializer[Any]):
    """A job's history, oldest first."""

    results = HappeningOut(many=True)
