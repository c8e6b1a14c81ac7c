"""What providers and models look like on the wire. A key goes in and never comes out."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from training.models import LanguageModel, Provider, ProviderKey, ProviderProbe
from training.queries.providers import may_edit
from training.rules.provider_input import LONGEST_KEY

CAPABILITIES = {
    "chat": "can_chat",
    "tools": "can_use_tools",
    "vision": "can_see",
    "embeddings": "can_embed",
    "reasoning": "can_reason",
}


class ModelProvider(serializers.ModelSerializer[Provider]):
    """Who serves a model."""

    class Meta:
        model = Provider
        fields = ["id", "name", "kind", "is_healthy"]
        read_only_fields = fields


class LanguageModelOut(serializers.ModelSerializer[LanguageModel]):
    """A model that can be chosen."""

    provider = ModelProvider(read_only=True)
    capabilities = serializers.SerializerMethodField()

    class Meta:
        model = LanguageModel
        fields = [
            "id",
            "name",
            "display_name",
            "provider",
            "capabilities",
            "context_length",
            "max_output_tokens",
            "family",
            "parameter_size",
            "input_points_per_million",
            "output_points_per_million",
            "price_currency",
            "input_price",
            "output_price",
            "tags",
            "is_default",
            "seen_at",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=list(CAPABILITIES))))
    def get_capabilities(self, model: LanguageModel) -> list[str]:
        """What the model can do."""
        return [name for name, field in CAPABILITIES.items() if getattr(model, field)]


class ProviderHealth(serializers.ModelSerializer[Provider]):
    """What the last check of a provider found; nothing is called to answer this."""

    model_count = serializers.IntegerField(read_only=True)
    code = serializers.CharField(source="problem_code", read_only=True)
    message = serializers.CharField(source="problem", read_only=True)

    class Meta:
        model = Provider
        fields = ["id", "name", "kind", "is_healthy", "latency_ms", "checked_at", "code", "message", "model_count"]
        read_only_fields = fields


class ModelsHealth(serializers.Serializer[Any]):
    """How the models are: ``ok``, ``degraded`` (a provider fails) or ``down`` (nothing can answer)."""

    status = serializers.ChoiceField(choices=["ok", "degraded", "down"])
    providers = ProviderHealth(many=True)


class ProviderOut(ProviderHealth):
    """A provider; its address is shown to those who may change it."""

    base_url = serializers.SerializerMethodField()
    is_editable = serializers.SerializerMethodField()
    for_everyone = serializers.SerializerMethodField()
    has_key = serializers.BooleanField(read_only=True)

    class Meta(ProviderHealth.Meta):
        fields = [
            *ProviderHealth.Meta.fields,
            "base_url",
            "has_key",
            "is_active",
            "most_at_once",
            "most_per_minute",
            "for_everyone",
            "is_editable",
        ]
        read_only_fields = fields

    def get_is_editable(self, provider: Provider) -> bool:
        """Whether the caller may change it."""
        return may_edit(self.context["user"], provider)

    def get_for_everyone(self, provider: Provider) -> bool:
        """Whether it belongs to the installation."""
        return provider.owner_id is None

    def get_base_url(self, provider: Provider) -> str:
        """The address, or nothing."""
        return provider.base_url if self.get_is_editable(provider) else ""


class ProviderCreate(serializers.Serializer[Any]):
    """A provider to add."""

    kind = serializers.ChoiceField(choices=Provider.Kind.choices)
    name = serializers.CharField(max_length=80)
    base_url = serializers.CharField(max_length=500)
    api_key = serializers.CharField(max_length=LONGEST_KEY, required=False, allow_blank=True, write_only=True)
    for_everyone = serializers.BooleanField(default=False, help_text="Staff only.")


class ProviderChange(serializers.Serializer[Any]):
    """What may be changed; absent parts stay as they are."""

    name = serializers.CharField(max_length=80, required=False)
    base_url = serializers.CharField(max_length=500, required=False)
    api_key = serializers.CharField(
        max_length=LONGEST_KEY, required=False, allow_blank=True, write_only=True, help_text="Empty removes the key."
    )
    is_active = serializers.BooleanField(required=False)
    most_at_once = serializers.IntegerField(min_value=1, max_value=32_767, required=False, allow_null=True)
    most_per_minute = serializers.IntegerField(min_value=1, max_value=1_000_000, required=False, allow_null=True)


class ProviderKeyOut(serializers.ModelSerializer[ProviderKey]):
    """A further key; what it is is never sent out."""

    class Meta:
        model = ProviderKey
        fields = ["id", "name", "is_active", "created_at"]
        read_only_fields = fields


class ProviderKeyCreate(serializers.Serializer[Any]):
    """A further key to add."""

    name = serializers.CharField(max_length=80)
    api_key = serializers.CharField(max_length=LONGEST_KEY, write_only=True)


class ProbeOut(serializers.ModelSerializer[ProviderProbe]):
    """What one check of a provider found."""

    code = serializers.CharField(source="problem_code", read_only=True)

    class Meta:
        model = ProviderProbe
        fields = ["at", "is_healthy", "latency_ms", "code"]
        read_only_fields = fields


class ModelName(serializers.Serializer[Any]):
    """A model of an Ollama server, by the name it has there."""

    name = serializers.CharField(max_length=200)


class ModelRecipe(ModelName):
    """A model to make."""

    modelfile = serializers.CharField(max_length=200_000, trim_whitespace=False)


class ShownOut(serializers.Serializer[Any]):
    """What an Ollama server says of a model."""

    modelfile = serializers.CharField(allow_blank=True)
    parameters = serializers.CharField(allow_blank=True)
    template = serializers.CharField(allow_blank=True)
    license = serializers.CharField(allow_blank=True)
    details = serializers.DictField()
    capabilities = serializers.ListField(child=serializers.CharField())


class RunningOut(serializers.Serializer[Any]):
    """A model that is loaded now."""

    name = serializers.CharField()
    size_bytes = serializers.IntegerField()
    vram_bytes = serializers.IntegerField()
    expires_at = serializers.CharField(allow_blank=True)


class HealthOut(serializers.Serializer[Any]):
    """The outcome of a probe made just now."""

    is_healthy = serializers.BooleanField()
    latency_ms = serializers.FloatField()
    code = serializers.CharField(allow_blank=True)
    message = serializers.CharField(allow_blank=True)
    version = serializers.CharField(allow_blank=True)


class RefreshedOut(serializers.Serializer[Any]):
    """What a refresh of a model list changed."""

    added = serializers.IntegerField()
    kept = serializers.IntegerField()
    gone = serializers.IntegerField()


class PresetOut(serializers.Serializer[Any]):
    """A ready-made choice for adding a provider."""

    slug = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    base_url = serializers.CharField(allow_blank=True)
    needs_key = serializers.BooleanField()
    hint = serializers.CharField()
