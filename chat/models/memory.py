"""What is remembered, as it stands now, and every version it ever had."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chat.memory.rules.kinds import Cause, Kind, Scope, Source, State
from chat.models.conversation import Conversation
from chat.models.message import Message
from project.lib.ids import uuid7


class Memory(models.Model):
    """One thing remembered. ``minion`` and ``conversation`` say where it was learned and, by ``scope``, where it serves."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memories")
    kind = models.CharField(max_length=12, choices=Kind)
    scope = models.CharField(max_length=12, choices=Scope, default=Scope.USER)
    # A memory of a minion or conversation that is deleted serves nowhere; its owner still sees and forgets it.
    minion = models.ForeignKey(
        "spirits.Minion", null=True, blank=True, on_delete=models.SET_NULL, related_name="memories"
    )
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="memories"
    )
    key = models.CharField(max_length=120, blank=True, help_text="Names what it is about; one current memory per key.")
    slot = models.CharField(max_length=200, blank=True, editable=False, help_text="The key and where it holds.")
    text = models.TextField(blank=True, help_text="Empty once forgotten.")
    text_hash = models.CharField(max_length=64, editable=False)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    importance = models.FloatField(default=0.5)
    is_pinned = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State, default=State.CURRENT)
    superseded_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced")
    source = models.CharField(max_length=12, choices=Source, default=Source.PERSON)
    source_detail = models.CharField(max_length=200, blank=True)
    source_message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="memories"
    )
    verbatim_of = models.OneToOneField(
        Message, null=True, blank=True, on_delete=models.CASCADE, related_name="verbatim_memory"
    )
    session = models.CharField(max_length=80, blank=True, help_text="What was said in one sitting; empty: by itself.")
    position = models.PositiveIntegerField(default=0, help_text="The place within the session.")
    speaker = models.CharField(max_length=120, blank=True)
    occurred_at = models.DateTimeField(help_text="When it happened or was said.")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    used_count = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "memories"
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="a_memory_has_one_owner"),
            models.UniqueConstraint(
                fields=["owner", "slot"],
                condition=Q(state=State.CURRENT) & ~Q(slot=""),
                name="one_current_memory_per_slot",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="memory_kind_is_known"),
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="memory_scope_is_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="memory_state_is_known"),
            models.CheckConstraint(
                condition=Q(importance__gte=0, importance__lte=1), name="importance_is_from_zero_to_one"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_memory_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(state=State.FORGOTTEN, text="") | (~Q(state=State.FORGOTTEN) & ~Q(text="")),
                name="a_memory_has_no_text_exactly_when_forgotten",
            ),
            models.CheckConstraint(
                condition=~Q(is_pinned=True) | Q(expires_at__isnull=True), name="a_pinned_memory_never_expires"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="memories_newest_first"),
            models.Index(fields=["expires_at"], condition=Q(expires_at__isnull=False), name="memories_by_expiry"),
            models.Index(fields=["owner", "text_hash"], name="memories_by_wording"),
        ]

    def __str__(self) -> str:
        return self.text[:80] or f"forgotten {self.id}"


class MemoryVersion(models.Model):
    """What was believed from ``recorded_at`` on, until the next version. Only forgetting changes one: it takes the text."""

    pk = models.CompositePrimaryKey("memory_id", "number")
    memory = models.ForeignKey(Memory, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    change = models.UUIDField(help_text="What was done at once has one change id; undo takes it.")
    cause = models.CharField(max_length=12, choices=Cause)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(blank=True)
    text_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State)
    key = models.CharField(max_length=120, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    importance = models.FloatField()
    is_pinned = models.BooleanField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.UUIDField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["memory_id", "number"]
        indexes = [models.Index(fields=["change"], name="memory_versions_by_change")]

    def __str__(self) -> str:
        return f"{self.memory_id} v{self.number}"
