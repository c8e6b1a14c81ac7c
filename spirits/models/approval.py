"""A person's word on calls that leave the installation."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.lib.ids import uuid7
from spirits.models.tool_call import ToolCall


class Approval(models.Model):
    """A question to the person about one call, or their lasting permission for a tool, here or everywhere."""

    class Scope(models.TextChoices):
        """How far the answer reaches."""

        CALL = "call", "This call"
        CONVERSATION = "conversation", "This tool in this conversation"
        TOOL = "tool", "This tool everywhere"

    class State(models.TextChoices):
        """What the person said."""

        PENDING = "pending", "Not answered"
        APPROVED = "approved", "Approved"
        DENIED = "denied", "Denied"
        REVOKED = "revoked", "Taken back"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="approvals")
    tool = models.CharField(max_length=120)
    call = models.OneToOneField(ToolCall, null=True, blank=True, on_delete=models.CASCADE, related_name="approval")
    conversation_id = models.UUIDField(null=True, blank=True)
    scope = models.CharField(max_length=12, choices=Scope, default=Scope.CALL)
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    host = models.CharField(max_length=255, blank=True, help_text="For calls that fetch an address: its host alone.")
    is_each_time = models.BooleanField(default=False, help_text="The minion asks before each call of this tool.")
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="pending", decided_at__isnull=True)
                | (~Q(state="pending") & Q(decided_at__isnull=False)),
                name="an_approval_is_decided_at_some_moment",
            ),
            models.CheckConstraint(
                condition=Q(call__isnull=False) | Q(scope__in=["conversation", "tool"]),
                name="an_approval_of_a_call_names_the_call",
            ),
            models.CheckConstraint(
                condition=~Q(scope="conversation") | Q(conversation_id__isnull=False),
                name="an_approval_for_a_conversation_names_it",
            ),
            models.CheckConstraint(
                condition=Q(is_each_time=False) | Q(scope="call"),
                name="what_is_asked_each_time_is_allowed_once",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "tool"], condition=Q(state="approved"), name="approvals_that_hold"),
            models.Index(fields=["owner", "-id"], name="approvals_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.tool} {self.state}"
