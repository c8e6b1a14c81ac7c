"""The provider of models that were trained here: a base model with an adapter, told the turns as they were trained."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from pathlib import Path
from uuid import UUID

from django.conf import settings

from training.providers.errors import CannotEmbed, ModelNotFound, RequestRejected
from training.providers.protocol import (
    ChatRequest,
    Embeddable,
    Embeddings,
    Finished,
    Health,
    ModelCard,
    StreamEvent,
    TextDelta,
    Turn,
    Usage,
)
from training.providers.trained.process import serving

USUAL_LENGTH, LONGEST_ANSWER = 512, 4_096  # tokens


class TrainedProvider:
    """A model is called by the id of the training run that made its adapter."""

    kind = "trained"

    async def models(self) -> list[ModelCard]:
        """Always refused: training runs register what they make."""
        raise RequestRejected("Models that were trained here are registered by their training runs.")

    async def chat_stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """The answer as it is made, by a process that is ended when it takes longer than it may."""
        question = {
            "text": told(request.messages),
            "most": min(request.max_output_tokens or USUAL_LENGTH, LONGEST_ANSWER),
            "temperature": request.temperature or 0.0,
            "seed": request.seed or 0,
            "stop": list(request.stop),
        }
        process = serving(_folder(request.model))
        async with aclosing(process.answer(question, seconds=request.total_seconds)) as answer:
            async for said in answer:
                if said.get("text"):
                    yield TextDelta(said["text"])
                if "done" in said:
                    yield Usage(said["input"], said["output"])
                    yield Finished("length" if said["done"] == "length" else "stop")

    async def embed(self, texts: Sequence[Embeddable], model: str) -> Embeddings:
        """Always CannotEmbed."""
        raise CannotEmbed("Models that were trained here make no embeddings.")

    async def health(self) -> Health:
        """Healthy: its process starts with the first question."""
        return Health(is_healthy=True, latency_ms=0.0)


def told(turns: Sequence[Turn]) -> str:
    """The turns as the trainer writes them, up to where the answer begins."""
    return "\n".join([*(f"{turn.role.capitalize()}: {turn.text}" for turn in turns), "Assistant: "])


def _folder(name: str) -> Path:
    try:
        folder = Path(settings.ARTIFACTS_DIR) / "training" / str(UUID(name))
    except ValueError as error:
        raise ModelNotFound from error
    if not (folder / "adapter" / "adapter_config.json").is_file() or not (folder / "job.json").is_file():
        raise ModelNotFound("The adapter of this model is gone.")
    return folder
