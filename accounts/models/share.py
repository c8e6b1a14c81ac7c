"""Somebody lets a person, or a group they belong to, read something of theirs."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import F, Q

from project.lib.ids import uuid7


class Share(models.Model):
    """The right of one person or one group to read one object. Its object's table deletes it by a trigger."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=40, help_text="What it is: a word of accounts.rules.shareables.")
    object_id = models.UUIDField()
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shares_given")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="shares_received"
    )
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="shares_received")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, group__isnull=True) | Q(person__isnull=True, group__isnull=False),
                name="a_share_reaches_a_person_or_a_group",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | ~Q(person=F("shared_by")), name="nobody_shares_with_themselves"
            ),
            models.UniqueConstraint(fields=["person", "kind", "object_id"], name="a_person_is_given_a_thing_once"),
            models.UniqueConstraint(fields=["group", "kind", "object_id"], name="a_group_is_given_a_thing_once"),
        ]
        indexes = [models.Index(fields=["shared_by", "-id"], name="shares_given_newest_first")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
