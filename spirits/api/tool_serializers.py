"""What tools, their calls, approvals and artifacts look like on the wire."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from spirits.models import Approval, Artifact, ToolCall
from spirits.queries.tool_access import ToolAccess
from spirits.rules.artifact_kinds import ArtifactKind
from spirits.rules.progression import effectiveness_percent
from spirits.rules.tool_budgets import reach_percent
from spirits.tools import Effect


class BudgetOut(serializers.Serializer[Any]):
    """The most one call may use at the present level."""

    seconds = serializers.FloatField()
    megabytes = serializers.IntegerField()
    bytes = serializers.IntegerField()
    rows = serializers.IntegerField()
    results = serializers.IntegerField()


class ToolAccessOut(serializers.Serializer[Any]):
    """A tool of the person's spirits."""

    name = serializers.CharField()
    description = serializers.CharField()
    spirit = serializers.CharField(
        allow_null=True, help_text="Slug of the spirit it comes from; null: a tool server's."
    )
    level = serializers.IntegerField(help_text="The spirit's level.")
    unlock_level = serializers.IntegerField()
    is_unlocked = serializers.BooleanField()
    switch = serializers.ChoiceField(
        choices=["", "ask", "off"],
        help_text="What the minion's owner set: each call needs a yes, or it may not use it.",
    )
    effect = serializers.ChoiceField(choices=[each.value for each in Effect])
    effectiveness_percent = serializers.IntegerField()
    synergy_percent = serializers.IntegerField()
    budget = BudgetOut()
    needs = serializers.ListField(child=serializers.CharField())
    arguments = serializers.JSONField(help_text="JSON Schema.")
    returns = serializers.JSONField(help_text="JSON Schema.")
    example = serializers.JSONField(allow_null=True)

    def to_representation(self, instance: ToolAccess) -> dict[str, Any]:
        """The tool as this person may use it."""
        tool = instance.tool
        budget = tool.budget.scaled(reach_percent(instance.level, instance.synergy_percent))
        return {
            "name": tool.name,
            "description": tool.does,
            "spirit": instance.spirit.slug if instance.spirit else None,
            "level": instance.level,
            "unlock_level": instance.unlock_level,
            "is_unlocked": instance.is_unlocked,
            "switch": instance.switch,
            "effect": tool.effect.value,
            "effectiveness_percent": effectiveness_percent(instance.level),
            "synergy_percent": instance.synergy_percent,
            "budget": BudgetOut(budget).data,
            "needs": list(tool.needs),
            "arguments": tool.arguments,
            "returns": tool.returns,
            "example": tool.example,
        }


class ToolRunIn(serializers.Serializer[Any]):
    """A call; with a minion it is that minion's, and earns it XP."""

    arguments = serializers.JSONField()
    minion = serializers.UUIDField(required=False)
    conversation = serializers.UUIDField(required=False, help_text="Where a lasting permission may lie.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A key that is not known is a mistake, and not silently dropped."""
        unknown = {name: ["Unknown field."] for name in self.initial_data if name not in self.fields}
        if unknown:
            raise serializers.ValidationError(unknown)
        return attrs


class ApproveIn(serializers.Serializer[Any]):
    """How far the permission reaches."""

    scope = serializers.ChoiceField(choices=Approval.Scope.choices, default=Approval.Scope.CALL)


class ArtifactOut(serializers.ModelSerializer[Artifact]):
    """A file that a tool made."""

    kind = serializers.ChoiceField(choices=ArtifactKind.choices, read_only=True)

    class Meta:
        model = Artifact
        fields = ["id", "name", "kind", "mime", "size", "sha256", "created_at"]
        read_only_fields = fields


class KeptArtifactOut(ArtifactOut):
    """The same with where it came from; without a call where that was removed."""

    call = serializers.PrimaryKeyRelatedField[Any](read_only=True, allow_null=True)
    tool = serializers.CharField(source="call.tool", read_only=True, default=None, allow_null=True)
    conversation_id = serializers.UUIDField(
        source="call.conversation_id", read_only=True, default=None, allow_null=True
    )

    class Meta(ArtifactOut.Meta):
        fields = [*ArtifactOut.Meta.fields, "call", "tool", "conversation_id"]
        read_only_fields = fields


class ToolCallOut(serializers.ModelSerializer[ToolCall]):
    """One tool call."""

    spirit = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    minion = serializers.PrimaryKeyRelatedField[Any](read_only=True)
    approval = serializers.SerializerMethodField()
    error = serializers.SerializerMethodField()
    artifacts = ArtifactOut(many=True, read_only=True)

    class Meta:
        model = ToolCall
        fields = [
            "id",
            "tool",
            "state",
            "effect",
            "door",
            "minion",
            "spirit",
            "conversation_id",
            "arguments",
            "data",
            "text",
            "error",
            "artifacts",
            "approval",
            "effectiveness_percent",
            "synergy_percent",
            "cost_points",
            "xp",
            "duration_ms",
            "created_at",
            "finished_at",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_approval(self, call: ToolCall) -> str | None:
        """The id of its approval, where it needed one."""
        approval = getattr(call, "approval", None)
        return str(approval.pk) if approval else None

    @extend_schema_field({"type": "object", "nullable": True})
    def get_error(self, call: ToolCall) -> dict[str, Any] | None:
        """The failure, without its status."""
        return {name: call.error[name] for name in ("code", "message", "fields")} if call.error else None


class ApprovalOut(serializers.ModelSerializer[Approval]):
    """A question about a call, or a permission."""

    call = serializers.PrimaryKeyRelatedField[Any](read_only=True)
    arguments = serializers.SerializerMethodField(help_text="What the call would do it with.")

    class Meta:
        model = Approval
        fields = [
            "id", "tool", "call", "arguments", "conversation_id", "scope", "state", "is_each_time", "created_at",
            "decided_at",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field({"type": "object", "nullable": True})
    def get_arguments(self, approval: Approval) -> Any:
        """The call's arguments."""
        return approval.call.arguments if approval.call else None
