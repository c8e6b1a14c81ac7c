"""What minions look like on the wire."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from spirits.api.catalogue_serializers import (
    SynergyOut,
    VariableData,
)
from spirits.models import Minion, MinionVersion
from spirits.models.minion import MOST_SWITCHED
from spirits.rules.own_variables import (
    Variable,
    variables_from,
)
from spirits.rules.synergy import synergy_within


class SlotOut(serializers.Serializer[Any]):
    """A spirit in a minion's slot."""

    slot = serializers.IntegerField()
    slug = serializers.CharField(source="spirit.slug")
    name = serializers.CharField(source="spirit.name")
    icon = serializers.CharField(source="spirit.icon")
    level = serializers.IntegerField()


class MinionOut(serializers.ModelSerializer[Minion]):
    """A minion. ``pairs`` in the context is the table of pairings, read once for a whole list."""

    spirits = SlotOut(many=True, source="equipped", read_only=True)
    variables = VariableData(many=True, read_only=True)
    synergy = serializers.SerializerMethodField()
    knowledge_bases = serializers.PrimaryKeyRelatedField[Any](many=True, read_only=True)
    tool_servers = serializers.PrimaryKeyRelatedField[Any](many=True, read_only=True)
    template = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    is_archived = serializers.SerializerMethodField()

    class Meta:
        model = Minion
        fields = [
            "id",
            "name",
            "avatar",
            "purpose",
            "instructions",
            "language_model",
            "starter_questions",
            "knowledge_bases",
            "tool_servers",
            "tools_off",
            "tools_asked_first",
            "memory",
            "variables",
            "spirits",
            "synergy",
            "template",
            "version",
            "is_archived",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields

    @extend_schema_field(SynergyOut)
    def get_synergy(self, minion: Minion) -> dict[str, Any]:
        """What its spirits gain and lose together."""
        slugs = [row.spirit.slug for row in getattr(minion, "equipped", ())]
        return dict(SynergyOut(synergy_within(slugs, self.context["pairs"])).data)

    def get_is_archived(self, minion: Minion) -> bool:
        """Whether it was put away."""
        return minion.archived_at is not None


class LeftOutSerializer(serializers.Serializer[Any]):
    """A part that the new minion could not get."""

    part = serializers.ChoiceField(choices=["spirit", "language_model", "knowledge_base", "tool_server", "tool_switch"])
    name = serializers.CharField()
    reason = serializers.CharField()


class NewMinionOut(serializers.Serializer[Any]):
    """A minion that was made, and what of its template, original or file it could not get."""

    minion = MinionOut()
    left_out = LeftOutSerializer(many=True)


class MinionChange(serializers.Serializer[Any]):
    """What can be edited; absent parts stay as they are."""

    name = serializers.CharField(max_length=80, required=False)
    avatar = serializers.CharField(max_length=16, required=False, help_text="One emoji.")
    purpose = serializers.CharField(max_length=300, allow_blank=True, required=False)
    instructions = serializers.CharField(max_length=20_000, allow_blank=True, required=False, trim_whitespace=False)
    language_model = serializers.UUIDField(allow_null=True, required=False, help_text="null: the default model.")
    starter_questions = serializers.ListField(
        child=serializers.CharField(max_length=200), max_length=6, required=False, help_text="Offered in an empty chat."
    )
    spirits = serializers.ListField(
        child=serializers.CharField(max_length=60), max_length=50, required=False, help_text="Slugs, in slot order."
    )
    knowledge_bases = serializers.ListField(
        child=serializers.UUIDField(), max_length=20, required=False, help_text="What it answers from."
    )
    tool_servers = serializers.ListField(
        child=serializers.UUIDField(), max_length=20, required=False, help_text="Whose tools it may use besides."
    )
    tools_off = serializers.ListField(
        child=serializers.CharField(max_length=120),
        max_length=MOST_SWITCHED,
        required=False,
        help_text="Tools it may not use.",
    )
    tools_asked_first = serializers.ListField(
        child=serializers.CharField(max_length=120),
        max_length=MOST_SWITCHED,
        required=False,
        help_text="Tools of which each call needs a yes, whatever was allowed before.",
    )
    memory = serializers.ChoiceField(
        choices=Minion.Memory.choices,
        required=False,
        help_text="all: it recalls what is remembered of you; own: only what came from conversations with it, which stays "
        "with it; off: it recalls nothing, and nothing is remembered.",
    )
    variables = VariableData(many=True, required=False, help_text="Its own variables, twenty at most.")

    def validate_variables(self, given: list[dict[str, Any]]) -> tuple[Variable, ...]:
        """As the services take them."""
        return variables_from(given)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A key that is not known is a mistake, and not silently dropped."""
        unknown = {name: ["Unknown field."] for name in self.initial_data if name not in self.fields}
        if unknown:
            raise serializers.ValidationError(unknown)
        return attrs


class MinionCreate(MinionChange):
    """A new minion; with a template, everything not given comes from it. Without one a name is required."""

    template = serializers.UUIDField(required=False, help_text="Id of a minion template.")


class VersionOut(serializers.ModelSerializer[MinionVersion]):
    """What a minion was after one save."""

    saved_by = serializers.CharField(source="saved_by.name", default="", read_only=True)

    class Meta:
        model = MinionVersion
        fields = ["number", "state", "saved_by", "saved_at"]
        read_only_fields = fields


class MinionContent(serializers.Serializer[Any]):
    """The minion in an exported file."""

    name = serializers.CharField(max_length=80)
    avatar = serializers.CharField(max_length=16, required=False)
    purpose = serializers.CharField(max_length=300, allow_blank=True, required=False)
    instructions = serializers.CharField(max_length=20_000, allow_blank=True, required=False)
    language_model = serializers.CharField(allow_null=True, required=False, help_text="A model's name.")
    starter_questions = serializers.ListField(child=serializers.CharField(max_length=200), required=False)
    spirits = serializers.ListField(child=serializers.CharField(), required=False)
    tools_off = serializers.ListField(child=serializers.CharField(), required=False)
    tools_asked_first = serializers.ListField(child=serializers.CharField(), required=False)
    memory = serializers.ChoiceField(choices=Minion.Memory.choices, required=False)
    variables = VariableData(many=True, required=False)


class MinionFile(serializers.Serializer[Any]):
    """An exported minion. Described here; read and checked by the service."""

    format = serializers.ChoiceField(choices=["daimon.minion"])
    version = serializers.ChoiceField(choices=[1])
    minion = MinionContent()
