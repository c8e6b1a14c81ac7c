"""What the catalogue looks like on the wire."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.rules.ranks import Rank
from spirits.models import Bundle, MinionTemplate, Plan, Spirit, SpiritTool
from spirits.queries.access import SpiritAccess
from spirits.rules.access import Obstacle, Reason
from spirits.rules.own_variables import (
    LONGEST_LABEL,
    LONGEST_NAME,
    LONGEST_OPTION,
    LONGEST_VALUE,
    MOST_OPTIONS,
    VariableKind,
)
from spirits.rules.prices import saving_percent


class PairOut(serializers.Serializer[Any]):
    """Two spirits that help or hinder each other."""

    spirits = serializers.ListField(child=serializers.CharField(), help_text="Two slugs.")
    percent = serializers.IntegerField()
    name = serializers.CharField()


class SynergyOut(serializers.Serializer[Any]):
    """What a set of spirits gains and loses by working together."""

    net_percent = serializers.IntegerField(help_text="The sum over all pairs.")
    synergies = PairOut(many=True)
    conflicts = PairOut(many=True)


class SpiritOut(serializers.ModelSerializer[Spirit]):
    """A spirit of the catalogue."""

    category = serializers.CharField(source="category.name", read_only=True)

    class Meta:
        model = Spirit
        fields = [
            "id",
            "slug",
            "name",
            "icon",
            "category",
            "tier",
            "price_cents",
            "price_points",
            "unlock_rank",
            "unlock_level",
            "summary",
            "description",
            "state",
        ]
        read_only_fields = fields


class SpiritToolOut(serializers.ModelSerializer[SpiritTool]):
    """A tool of a spirit, and the spirit level that opens it."""

    slug = serializers.CharField(source="tool.slug", read_only=True, help_text="What a model calls it.")
    name = serializers.CharField(source="tool.name", read_only=True)
    description = serializers.CharField(source="tool.description", read_only=True)

    class Meta:
        model = SpiritTool
        fields = ["position", "slug", "name", "description", "unlock_level"]
        read_only_fields = fields


class MissingOut(serializers.Serializer[Any]):
    """Something that stands between a person and a spirit."""

    code = serializers.ChoiceField(choices=[each.value for each in Obstacle])
    message = serializers.CharField()


class AccessOut(serializers.Serializer[Any]):
    """Whether a person may use a spirit, with every reason, or all that is missing."""

    spirit = SpiritOut()
    is_available = serializers.BooleanField()
    reasons = serializers.ListField(child=serializers.ChoiceField(choices=[each.value for each in Reason]))
    missing = MissingOut(many=True)

    def to_representation(self, instance: SpiritAccess) -> dict[str, Any]:
        """The access of one spirit."""
        access = instance.access
        return {
            "spirit": SpiritOut(instance.spirit).data,
            "is_available": access.is_available,
            "reasons": [reason.value for reason in access.reasons],
            "missing": [{"code": code.value, "message": message} for code, message in access.missing],
        }


class BundleOut(serializers.ModelSerializer[Bundle]):
    """A bundle; list price and saving are those of this moment."""

    spirits = serializers.SerializerMethodField()
    list_price_cents = serializers.IntegerField(source="list_cents", read_only=True)
    list_price_points = serializers.IntegerField(source="list_points", read_only=True)
    saving_percent = serializers.SerializerMethodField(help_text="Of the price in money, rounded down.")

    class Meta:
        model = Bundle
        fields = [
            "id",
            "slug",
            "name",
            "icon",
            "description",
            "price_cents",
            "price_points",
            "list_price_cents",
            "list_price_points",
            "saving_percent",
            "is_popular",
            "spirits",
            "state",
        ]
        read_only_fields = fields

    def get_spirits(self, bundle: Bundle) -> list[str]:
        """The slugs, in order."""
        return [row.spirit.slug for row in bundle.bundle_spirits.all()]

    def get_saving_percent(self, bundle: Bundle) -> int:
        """Against buying the spirits one by one."""
        return saving_percent(getattr(bundle, "list_cents", 0), bundle.price_cents)


class PlanOut(serializers.ModelSerializer[Plan]):
    """A monthly plan; a limit of null is no limit."""

    spirits = serializers.SerializerMethodField(help_text="Slugs of the spirits it opens while it runs.")

    class Meta:
        model = Plan
        fields = [
            "id",
            "slug",
            "name",
            "description",
            "price_cents",
            "discount_percent",
            "monthly_points",
            "max_minions",
            "max_spirits_per_minion",
            "has_api_access",
            "support",
            "spirits",
            "state",
        ]
        read_only_fields = fields

    def get_spirits(self, plan: Plan) -> list[str]:
        """The slugs, in catalogue order."""
        return [row.spirit.slug for row in plan.plan_spirits.all()]


class CatalogueHealth(serializers.Serializer[Any]):
    """Whether the catalogue can serve."""

    status = serializers.ChoiceField(choices=["ok"])
    spirits = serializers.IntegerField(help_text="Live spirits.")


class UnlockOut(serializers.Serializer[Any]):
    """A rank and a level in it."""

    rank = serializers.ChoiceField(choices=Rank.choices)
    level = serializers.IntegerField()


class VariableData(serializers.Serializer[Any]):
    """A variable of a minion's own: `{{name}}` in its instructions is what the person who begins a conversation fills in."""

    name = serializers.CharField(max_length=LONGEST_NAME, help_text="Small letters, digits and underscores.")
    label = serializers.CharField(  # type: ignore[assignment]  # the wire calls it label
        max_length=LONGEST_LABEL,
        allow_blank=True,
        required=False,
        help_text="What its field is called; empty: the name.",
    )
    kind = serializers.ChoiceField(choices=VariableKind.choices, required=False, help_text="Absent: short.")
    options = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_OPTION), max_length=MOST_OPTIONS, required=False
    )
    default = serializers.CharField(max_length=LONGEST_VALUE, allow_blank=True, required=False, trim_whitespace=False)
    is_required = serializers.BooleanField(required=False)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """A key that is not known is a mistake."""
        if isinstance(data, dict) and (unknown := [name for name in data if name not in self.fields]):
            raise serializers.ValidationError({name: ["Unknown field."] for name in unknown})
        found: dict[str, Any] = super().to_internal_value(data)
        return found


class TemplateOut(serializers.ModelSerializer[MinionTemplate]):
    """A ready-made minion."""

    variables = VariableData(many=True, read_only=True)
    spirits = serializers.SerializerMethodField()
    unlock = serializers.SerializerMethodField(help_text="The highest of its spirits.")

    class Meta:
        model = MinionTemplate
        fields = [
            "id",
            "slug",
            "name",
            "icon",
            "group",
            "purpose",
            "instructions",
            "starter_questions",
            "variables",
            "spirits",
            "unlock",
            "state",
        ]
        read_only_fields = fields

    def get_spirits(self, template: MinionTemplate) -> list[str]:
        """The slugs, in order."""
        return [row.spirit.slug for row in template.template_spirits.all()]

    @extend_schema_field(UnlockOut)
    def get_unlock(self, template: MinionTemplate) -> dict[str, Any]:
        """The rank and level at which all of its spirits can be had."""
        rank, level = template.unlocks_at()
        return {"rank": rank, "level": level}
