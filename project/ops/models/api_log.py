"""One line for each request to the API, written in batches after the answers; partitioned by month."""

from django.db import models

from project.lib.ids import uuid7


class ApiLog(models.Model):
    """No body, query or credential is kept. The table's own key is (id, at), as partitions need."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    request_id = models.CharField(max_length=128)
    method = models.CharField(max_length=10)
    route = models.CharField(max_length=200, help_text="The address's pattern.")
    path = models.CharField(max_length=300)
    status = models.PositiveSmallIntegerField()
    milliseconds = models.PositiveIntegerField()
    queries = models.PositiveSmallIntegerField(default=0)
    user_id = models.UUIDField(null=True)
    api_key_id = models.UUIDField(null=True)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = "API request"
        indexes = [
            models.Index(fields=["request_id"], name="api_log_of_request"),
            models.Index(fields=["user_id", "-at"], name="api_log_of_user"),
            models.Index(fields=["-at", "-id"], name="api_log_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status}"
