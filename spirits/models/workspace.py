"""A person's own files. Their names live here only; on disk there are contents, named by their digest."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7


class WorkspaceFile(models.Model):
    """A file of a person's workspace as it is now; in the trash when ``trashed_at`` is set."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="workspace_files")
    path = models.CharField(max_length=500, help_text="Folders and name, separated by /; never begins with one.")
    version = models.PositiveIntegerField(default=1)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    trashed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["path", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "path"],
                condition=Q(trashed_at__isnull=True),
                name="a_workspace_has_each_path_once_outside_the_trash",
            ),
            models.CheckConstraint(
                condition=~Q(path="") & ~Q(path__startswith="/") & ~Q(path__contains="../") & ~Q(path__contains=".."),
                name="a_workspace_path_stays_inside",
            ),
        ]
        indexes = [models.Index(fields=["owner", "path"], name="workspace_files_by_path")]

    def __str__(self) -> str:
        return self.path


class WorkspaceVersion(models.Model):
    """What a workspace file was after one change; never changed afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(WorkspaceFile, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    path = models.CharField(max_length=500)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    call_id = models.UUIDField(null=True, blank=True, help_text="The tool call that wrote it.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["file", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="a_workspace_file_has_each_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.path} v{self.number}"
