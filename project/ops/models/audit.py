"""What staff wrote: who, what, before, after and why; rows are added and never changed."""

from django.db import models

from project.lib.ids import uuid7


class AuditEntry(models.Model):
    """One write by staff, recorded in the same transaction. Append-only, like SystemEvent."""

    class Action(models.TextChoices):
        """What was done."""

        ADD = "add", "added"
        CHANGE = "change", "changed"
        DELETE = "delete", "deleted"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    actor_id = models.UUIDField(help_text="No foreign key: the entry outlives the person.")
    actor = models.CharField(max_length=254, help_text="Their address at the time.")
    action = models.CharField(max_length=8, choices=Action.choices)
    model = models.CharField(max_length=100)
    object_id = models.CharField(max_length=100)
    object_name = models.CharField(max_length=200)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    why = models.CharField(max_length=300, blank=True)
    request_id = models.CharField(max_length=128, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["model", "object_id", "-id"], name="audit_of_object_newest_first"),
            models.Index(fields=["actor_id", "-id"], name="audit_of_actor_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.get_action_display()} {self.model} {self.object_name}"
