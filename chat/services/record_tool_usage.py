"""Calls of language models that tools make, among the usage records."""

from chat.models import UsageRecord
from spirits.services.model_use import ModelUse, record_model_use


def record(use: ModelUse) -> None:
    """Write one row."""
    UsageRecord.objects.create(
        owner=use.user,
        minion_id=use.minion_id,
        language_model_id=use.model_id,
        model_name=use.model_name,
        provider_name=use.provider_name,
        door=UsageRecord.Door.TOOL,
        kind=UsageRecord.Kind.EMBEDDINGS if use.is_embedding else UsageRecord.Kind.ANSWER,
        state=UsageRecord.State.COMPLETED,
        input_tokens=use.input_tokens,
        output_tokens=use.output_tokens,
        total_ms=use.milliseconds,
        at=use.at,
    )


record_model_use(record)
