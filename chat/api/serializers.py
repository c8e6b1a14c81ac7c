"""Conversations, messages and runs on the wire."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from chat.models import Attachment, Conversation, Feedback, Run, RunEvent, Upload
from chat.models.feedback import LONGEST_COMMENT
from chat.queries.thread import Spoken
from chat.rules.limits import LONGEST_MESSAGE
from chat.services.attach import MOST_ATTACHED
from spirits.rules.own_variables import LONGEST_VALUE


class ConversationOut(serializers.ModelSerializer[Conversation]):
    """A conversation in a list or by itself, without its messages."""

    minion = serializers.UUIDField(source="minion_id", allow_null=True, read_only=True)
    language_model = serializers.UUIDField(source="language_model_id", allow_null=True, read_only=True)
    leaf = serializers.UUIDField(
        source="leaf_id", allow_null=True, read_only=True, help_text="End of the branch on show."
    )
    folder = serializers.UUIDField(source="folder_id", allow_null=True, read_only=True)
    variables = serializers.SerializerMethodField(
        help_text="The values of the minion's own variables; for its owner alone."
    )
    is_pinned = serializers.SerializerMethodField()
    is_archived = serializers.SerializerMethodField()

    class Meta:
        model = Conversation
        fields = [
            "id",
            "title",
            "minion",
            "language_model",
            "leaf",
            "variables",
            "folder",
            "is_pinned",
            "is_archived",
            "is_temporary",
            "active_at",
            "created_at",
        ]

    def get_variables(self, conversation: Conversation) -> dict[str, str]:
        """What was filled in; ``reader`` in the context is whoever asks, where that may be somebody else."""
        reader = self.context.get("reader")
        return {} if reader is not None and reader.pk != conversation.owner_id else conversation.variables

    def get_is_pinned(self, conversation: Conversation) -> bool:
        """Whether it stands on top of the list."""
        return conversation.pinned_at is not None

    def get_is_archived(self, conversation: Conversation) -> bool:
        """Whether it is put away."""
        return conversation.archived_at is not None


class ConversationIn(serializers.Serializer[Any]):
    """What a new conversation may be given."""

    title = serializers.CharField(max_length=200, allow_blank=True, required=False)
    minion = serializers.UUIDField(required=False, allow_null=True, help_text="One of your minions.")
    language_model = serializers.UUIDField(required=False, allow_null=True, help_text="A model; empty: the default.")
    folder = serializers.UUIDField(required=False, allow_null=True, help_text="One of your folders.")


class NewConversation(ConversationIn):
    """A new conversation, which may be a temporary one."""

    variables = serializers.DictField(
        child=serializers.CharField(max_length=LONGEST_VALUE, allow_blank=True, trim_whitespace=False),
        required=False,
        help_text="Values of the minion's own variables, by their names; what is left out takes its default.",
    )
    is_temporary = serializers.BooleanField(
        required=False, help_text="It stands in no list, remembers nothing, and is deleted a day after its last turn."
    )


class ConversationChange(ConversationIn):
    """What of a conversation can be changed; absent parts stay as they are."""

    is_pinned = serializers.BooleanField(required=False)
    is_archived = serializers.BooleanField(required=False)
    is_kept = serializers.BooleanField(required=False, help_text="Make a temporary conversation a lasting one.")


class MessageIn(serializers.Serializer[Any]):
    """Something a person says."""

    content = serializers.CharField(max_length=LONGEST_MESSAGE, trim_whitespace=False, help_text="Markdown.")
    parent = serializers.UUIDField(  # type: ignore[assignment]  # the wire calls it parent
        required=False, allow_null=True, help_text="The answer this follows; absent: the end of the branch on show."
    )
    language_model = serializers.UUIDField(required=False, allow_null=True, help_text="Answers this one turn.")
    uploads = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=MOST_ATTACHED, help_text="Files of `/uploads`."
    )
    knowledge_bases = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=MOST_ATTACHED,
        help_text="Knowledge bases that this and later answers of the branch are given passages of.",
    )


class FeedbackIn(serializers.Serializer[Any]):
    """What one thinks of an answer."""

    is_positive = serializers.BooleanField()
    reason = serializers.ChoiceField(Feedback.Reason.choices, required=False, allow_blank=True)
    comment = serializers.CharField(max_length=LONGEST_COMMENT, required=False, allow_blank=True)


class FeedbackOut(serializers.ModelSerializer[Feedback]):
    """The word kept on an answer."""

    message = serializers.UUIDField(source="message_id", read_only=True)

    class Meta:
        model = Feedback
        fields = ["message", "is_positive", "reason", "comment", "at"]


class MessageEdit(serializers.Serializer[Any]):
    """A message said differently."""

    content = serializers.CharField(max_length=LONGEST_MESSAGE, trim_whitespace=False)
    language_model = serializers.UUIDField(required=False, allow_null=True)


class Regenerate(serializers.Serializer[Any]):
    """Ask for another answer."""

    language_model = serializers.UUIDField(required=False, allow_null=True, help_text="Another model, for this answer.")


class RunOut(serializers.ModelSerializer[Run]):
    """One answer in the making or made; follow it at ``/runs/{id}/events``."""

    conversation = serializers.UUIDField(source="conversation_id", read_only=True)
    question = serializers.UUIDField(source="question_id", read_only=True)
    answer = serializers.UUIDField(source="answer_id", read_only=True)
    continues = serializers.UUIDField(source="continues_id", read_only=True, allow_null=True)
    minion = serializers.UUIDField(source="minion_id", read_only=True, allow_null=True)
    language_model = serializers.UUIDField(source="language_model_id", read_only=True, allow_null=True)

    class Meta:
        model = Run
        fields = [
            "id",
            "conversation",
            "question",
            "answer",
            "continues",
            "minion",
            "language_model",
            "state",
            "finish_reason",
            "error_code",
            "error_message",
            "last_sequence",
            "input_tokens",
            "output_tokens",
            "created_at",
            "started_at",
            "first_token_at",
            "finished_at",
        ]


class RunEventOut(serializers.ModelSerializer[RunEvent]):
    """One numbered thing that happened in a run."""

    data = serializers.DictField()  # type: ignore[assignment]  # the wire calls it data

    class Meta:
        model = RunEvent
        fields = ["sequence", "kind", "data", "at"]


class UploadOut(serializers.ModelSerializer[Upload]):
    """A file that can be attached to what is said."""

    class Meta:
        model = Upload
        fields = [
            "id",
            "name",
            "kind",
            "form",
            "size",
            "sha256",
            "width",
            "height",
            "page_count",
            "passage_count",
            "notes",
            "created_at",
        ]


class UploadIn(serializers.Serializer[Any]):
    """A file to attach."""

    file = serializers.FileField(max_length=1_000, help_text="A picture or a document.")


class AttachmentOut(serializers.ModelSerializer[Attachment]):
    """What came with a message: a file or a knowledge base."""

    upload = UploadOut(allow_null=True, read_only=True)
    knowledge_base = serializers.UUIDField(source="knowledge_base_id", allow_null=True, read_only=True)

    class Meta:
        model = Attachment
        fields = ["upload", "knowledge_base"]


class MessageOut(serializers.Serializer[Spoken]):
    """A message on the branch on show."""

    id = serializers.UUIDField(source="message.id")
    parent = serializers.UUIDField(source="message.parent_id", allow_null=True)  # type: ignore[assignment]  # as above
    role = serializers.ChoiceField(source="message.role", choices=["user", "assistant"])
    content = serializers.CharField(help_text="Markdown; the text so far while it is being answered.")
    reasoning = serializers.CharField(source="message.reasoning")
    citations = serializers.ListField(source="message.citations", child=serializers.DictField())
    author = serializers.CharField(source="message.author")
    created_at = serializers.DateTimeField(source="message.created_at")
    attachments = AttachmentOut(many=True, help_text="For its owner alone.")
    siblings = serializers.ListField(
        child=serializers.UUIDField(), help_text="The branches at this place, oldest first."
    )
    run = serializers.SerializerMethodField()

    @extend_schema_field(RunOut(allow_null=True))
    def get_run(self, spoken: Spoken) -> dict[str, Any] | None:
        """The run that made this answer."""
        return dict(RunOut(spoken.run).data) if spoken.run else None


class ThreadOut(serializers.Serializer[Any]):
    """Messages of the branch on show, oldest first; ``earlier`` leads to those before."""

    results = MessageOut(many=True)
    earlier = serializers.CharField(allow_null=True, help_text="Address of the messages before these, or null.")
