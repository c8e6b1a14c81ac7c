"""What happened to a row of the catalogue or of money, whichever door it came through; the database itself writes these."""

from django.db import models


class RowChange(models.Model):
    """One insert, update or delete. Written by a trigger in the same transaction, and append-only."""

    class Operation(models.TextChoices):
        """What was done."""

        INSERT = "insert", "added"
        UPDATE = "update", "changed"
        DELETE = "delete", "deleted"

    id = models.UUIDField(primary_key=True, editable=False)
    at = models.DateTimeField()
    table = models.CharField(max_length=63)
    row_id = models.CharField(max_length=100)
    operation = models.CharField(max_length=6, choices=Operation)
    before = models.JSONField(null=True, help_text="Of a change: the columns that changed.")
    after = models.JSONField(null=True)
    actor_id = models.UUIDField(
        null=True, help_text="No foreign key: the entry outlives the person. Empty: the system."
    )
    actor = models.CharField(max_length=254, help_text="The address of staff at the time.")
    door = models.CharField(max_length=20, help_text="admin, page, api, a job; empty: a command, or SQL.")
    why = models.CharField(max_length=300)
    request_id = models.CharField(max_length=128)
    transaction = models.BigIntegerField(help_text="The same for all that was written together.")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(operation="insert", before=None)
                | models.Q(operation="delete", after=None)
                | models.Q(operation="update"),
                name="a_change_has_the_sides_it_can_have",
            ),
        ]
        indexes = [
            models.Index(fields=["table", "row_id", "-id"], name="changes_of_row_newest_first"),
            models.Index(fields=["actor_id", "-id"], name="changes_by_actor_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id} {self.get_operation_display()}"
