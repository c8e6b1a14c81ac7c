"""Memories on the wire."""

from typing import Any

from rest_framework import serializers

from chat.memory.queries.found import Found
from chat.memory.queries.search import MOST_FOUND
from chat.memory.queries.switches import Switch
from chat.memory.rules.kinds import Cause, Kind, Scope, Source, State
from chat.memory.rules.wording import LONGEST_TEXT
from chat.memory.services.remember import LONGEST_KEY, LONGEST_TAG, MOST_TAGS
from chat.models import Memory, MemoryVersion
from training.retrieval.words import LONGEST_QUERY

MOST_IDS = 500


class Tags(serializers.ListField):
    """A few short words."""

    child = serializers.CharField(max_length=LONGEST_TAG)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MOST_TAGS, **kwargs)


class MemoryOut(serializers.ModelSerializer[Memory]):
    """One memory as it stands."""

    minion = serializers.UUIDField(source="minion_id", read_only=True, allow_null=True)
    conversation = serializers.UUIDField(source="conversation_id", read_only=True, allow_null=True)
    source_message = serializers.UUIDField(source="source_message_id", read_only=True, allow_null=True)
    superseded_by = serializers.UUIDField(source="superseded_by_id", read_only=True, allow_null=True)
    tags = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Memory
        fields = [
            "id",
            "kind",
            "scope",
            "minion",
            "conversation",
            "key",
            "text",
            "tags",
            "importance",
            "is_pinned",
            "state",
            "superseded_by",
            "source",
            "source_detail",
            "source_message",
            "session",
            "position",
            "speaker",
            "occurred_at",
            "valid_from",
            "valid_to",
            "expires_at",
            "version",
            "used_count",
            "used_at",
            "created_at",
            "changed_at",
        ]
        read_only_fields = fields


class MemoryIn(serializers.Serializer[Any]):
    """Something to remember."""

    text = serializers.CharField(max_length=LONGEST_TEXT)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    scope = serializers.ChoiceField(choices=Scope.choices, required=False)
    minion = serializers.UUIDField(required=False, allow_null=True, help_text="One of your minions.")
    conversation = serializers.UUIDField(required=False, allow_null=True, help_text="One of your conversations.")
    key = serializers.CharField(
        max_length=LONGEST_KEY, required=False, allow_blank=True, help_text="Replaces what has this key."
    )
    tags = Tags(required=False)
    importance = serializers.FloatField(min_value=0, max_value=1, required=False)
    is_pinned = serializers.BooleanField(required=False, help_text="Never expires, and is given to every turn.")
    lifetime = serializers.DurationField(required=False, help_text="How long it lives; absent: as its kind does.")
    expires_at = serializers.DateTimeField(required=False)
    session = serializers.CharField(max_length=80, required=False, allow_blank=True)
    position = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    speaker = serializers.CharField(max_length=120, required=False, allow_blank=True)
    occurred_at = serializers.DateTimeField(required=False)
    valid_from = serializers.DateTimeField(required=False)


class MemoryChange(serializers.Serializer[Any]):
    """What of a memory can be corrected; absent parts stay as they are."""

    text = serializers.CharField(max_length=LONGEST_TEXT, required=False)
    key = serializers.CharField(max_length=LONGEST_KEY, required=False, allow_blank=True)
    tags = Tags(required=False)
    importance = serializers.FloatField(min_value=0, max_value=1, required=False)
    is_pinned = serializers.BooleanField(required=False)
    expires_at = serializers.DateTimeField(required=False)


class Superseding(serializers.Serializer[Any]):
    """What is true instead."""

    text = serializers.CharField(max_length=LONGEST_TEXT)
    valid_from = serializers.DateTimeField(required=False, help_text="Since when; absent: now.")


class Several(serializers.Serializer[Any]):
    """Memories by their ids."""

    memories = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_IDS)


class Merging(serializers.Serializer[Any]):
    """Memories, and the one that says it all."""

    memories = serializers.ListField(child=serializers.UUIDField(), min_length=2, max_length=MOST_IDS)
    text = serializers.CharField(max_length=LONGEST_TEXT)


class Undoing(serializers.Serializer[Any]):
    """A change by its id, as the history shows it."""

    change = serializers.UUIDField()


class Forgotten(serializers.Serializer[Any]):
    """How many memories were destroyed, those they had replaced included."""

    forgotten = serializers.IntegerField()


class MemoryVersionOut(serializers.ModelSerializer[MemoryVersion]):
    """What was believed from ``recorded_at`` on."""

    actor = serializers.UUIDField(source="actor_id", read_only=True, allow_null=True)
    cause = serializers.ChoiceField(choices=Cause.choices, read_only=True)
    state = serializers.ChoiceField(choices=State.choices, read_only=True)
    tags = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = MemoryVersion
        fields = [
            "number",
            "change",
            "cause",
            "actor",
            "text",
            "text_hash",
            "state",
            "key",
            "tags",
            "importance",
            "is_pinned",
            "valid_from",
            "valid_to",
            "expires_at",
            "recorded_at",
            "erased_at",
        ]
        read_only_fields = fields


class SearchIn(serializers.Serializer[Any]):
    """What is looked for, and where."""

    q = serializers.CharField(max_length=LONGEST_QUERY, help_text="A question or some words.")
    limit = serializers.IntegerField(min_value=1, max_value=MOST_FOUND, default=10)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    minion = serializers.UUIDField(required=False, help_text="Only what was learned with this minion.")
    conversation = serializers.UUIDField(required=False, help_text="Only what was learned in this conversation.")
    tag = serializers.CharField(max_length=LONGEST_TAG, required=False)
    since = serializers.DateTimeField(required=False, help_text="Happened at this time or later.")
    until = serializers.DateTimeField(required=False, help_text="Happened before this time.")
    as_of = serializers.DateTimeField(required=False, help_text="What was true at this time.")
    explain = serializers.BooleanField(default=False, help_text="Return every signal and its share.")


class Signal(serializers.Serializer[Any]):
    """One reason for a rank."""

    value = serializers.FloatField(help_text="As measured.")
    z = serializers.FloatField(help_text="In standard deviations from the mean.")
    weight = serializers.FloatField()
    adds = serializers.FloatField(help_text="What it adds to the score.")


class FoundOut(serializers.Serializer[Found]):
    """One memory that answers."""

    id = serializers.UUIDField(source="memory_id")
    version = serializers.IntegerField()
    rank = serializers.IntegerField()
    score = serializers.FloatField()
    text = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    speaker = serializers.CharField()
    source = serializers.ChoiceField(choices=Source.choices)  # type: ignore[assignment]  # the wire calls it source
    occurred_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    is_pinned = serializers.BooleanField()


class ExplainedOut(FoundOut):
    """One memory that answers, with its reasons."""

    signals = serializers.DictField(child=Signal(), required=False, help_text="Only when asked to explain.")


class SearchOut(serializers.Serializer[Any]):
    """What was found, best first."""

    engine = serializers.ChoiceField(choices=["keywords", "keywords and vectors"])
    problem = serializers.CharField(
        allow_blank=True, help_text="Why the embedder that is in use could not serve: an error code. Empty otherwise."
    )
    weights = serializers.CharField(help_text="The weight set that was used.")
    results = ExplainedOut(many=True)


class SwitchIn(serializers.Serializer[Any]):
    """Memory on or off: everywhere, for one minion, or in one conversation."""

    is_on = serializers.BooleanField()
    minion = serializers.UUIDField(required=False, allow_null=True)
    conversation = serializers.UUIDField(required=False, allow_null=True)


class SwitchOut(serializers.Serializer[Switch]):
    """One switch; that of a minion is its setting `memory`."""

    is_on = serializers.BooleanField()
    minion = serializers.UUIDField(source="minion_id", allow_null=True)
    conversation = serializers.UUIDField(source="conversation_id", allow_null=True)
    changed_at = serializers.DateTimeField()


class Switches(serializers.Serializer[Any]):
    """Every switch that was set; memory is on where none says off."""

    results = SwitchOut(many=True)


class StatisticsOut(serializers.Serializer[Any]):
    """Memory in figures."""

    total = serializers.IntegerField()
    by_kind = serializers.DictField(child=serializers.IntegerField())
    pinned = serializers.IntegerField()
    expiring = serializers.IntegerField(help_text="Those that end by themselves.")
    forgotten = serializers.IntegerField()
    used = serializers.IntegerField(help_text="How often they were given to a model.")
    last_used_at = serializers.DateTimeField(allow_null=True)
