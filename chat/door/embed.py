"""Embeddings for other programs: one batch, measured and paid like an answer."""

import math
from dataclasses import dataclass, replace

from chat.door.asked import Asked, Asker
from chat.door.errors import UnsupportedParameter
from chat.door.meter import Meter, UsageBook
from chat.door.prepare import Call, prepare_embeddings
from chat.engine.turn import in_thread
from project.lib.clock import now
from project.lib.errors import DaimonError
from project.lib.ids import uuid7
from training.providers.protocol import Embeddable, Embeddings, Turn, Usage

MOST_TEXTS = 2_048


@dataclass(frozen=True)
class Embedded:
    """The vectors and what they took."""

    vectors: tuple[tuple[float, ...], ...]
    tokens: int


async def embedded(
    asker: Asker, model: str, texts: tuple[Embeddable, ...], *, dimensions: int | None, book: UsageBook
) -> Embedded:
    """A vector for each text, shortened to ``dimensions`` and of length one then.

    Token ids go to servers that speak OpenAI's protocol, as they are; UnsupportedParameter elsewhere.
    """
    asked = Asked(model=model, turns=tuple(Turn(role="user", content=_words(text)) for text in texts))
    call: Call = await in_thread(prepare_embeddings, asker, asked, call_id=uuid7(), now=now())
    meter = Meter(call, kind="embeddings")
    candidate = call.candidates[0]
    if candidate.provider.kind != "openai_compatible" and not all(isinstance(each, str) for each in texts):
        book.close(meter)
        raise UnsupportedParameter.of(
            "input",
            "Send texts: this model's server reads no token ids (langchain: check_embedding_ctx_length=False).",
        )
    meter.asks(candidate)
    try:
        found: Embeddings = await candidate.provider.embed(texts, candidate.model_name)
        meter.saw(Usage(found.input_tokens, 0))
        shortened = _shortened(found, dimensions)
        meter.state = "completed"
    except DaimonError as error:
        meter.state, meter.error_code = "failed", error.code
        raise
    finally:
        book.close(meter)
    return Embedded(shortened.vectors, found.input_tokens)


def _words(given: Embeddable) -> str:
    """What is counted for the reservation."""
    return given if isinstance(given, str) else " ".join(map(str, given))


def _shortened(found: Embeddings, dimensions: int | None) -> Embeddings:
    if dimensions is None or dimensions == found.dimensions:
        return found
    if dimensions > found.dimensions:
        raise UnsupportedParameter.of("dimensions", f"This model's vectors have {found.dimensions} dimensions.")
    return replace(found, vectors=tuple(_unit(vector[:dimensions]) for vector in found.vectors))


def _unit(vector: tuple[float, ...]) -> tuple[float, ...]:
    length = math.sqrt(sum(value * value for value in vector))
    return tuple(value / length for value in vector) if length else vector
