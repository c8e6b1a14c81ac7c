"""The scripted provider: same request, same events, at any speed."""

import asyncio
import hashlib
import math
import random
import re
from collections.abc import AsyncGenerator, Iterator, Sequence

from training.providers.errors import ModelNotFound
from training.providers.protocol import (
    Capability,
    ChatRequest,
    Embeddable,
    Embeddings,
    Finished,
    Health,
    ModelCard,
    StreamEvent,
    Turn,
    Usage,
)
from training.providers.scripted.performance import PERFORM, Performance, rounds_answered
from training.providers.scripted.script import Step, parse, rounds
from training.providers.wire.vectors import only_texts

MODELS = {
    "scripted": "",
    "scripted/echo": "[[echo]]",
    "scripted/slow": "[[delay 0.2]]",
    "scripted/reasoning": "[[reason Let me think about that first.]]",
    "scripted/long": "[[words 2000]]",
    "scripted/refused": "[[error 401]]",
    "scripted/limited": "[[error 429 2]]",
    "scripted/broken": "[[error 500]]",
    "scripted/cut": "[[say This answer breaks]] [[fault cut]]",
    "scripted/hang": "[[fault hang]]",
}
EMBEDDING_MODEL = "scripted/embed"
DIMENSIONS = 64


class ScriptedProvider:
    """Follows the directives in the model's name or in the last user message; without any it repeats the question.

    The first answer of a turn follows the directives before the first ``[[then]]``, the answer after the first round of
    tools those before the second, and so on. Beyond the script it says what the tools answered and stops.
    """

    kind = "scripted"

    def __init__(self, *, delay: float = 0.0) -> None:
        self._delay = delay

    async def models(self) -> list[ModelCard]:
        """The scripted models; every one takes tools and pictures."""
        chat: frozenset[Capability] = frozenset({"chat", "tools", "vision", "reasoning"})
        cards = [ModelCard(name, capabilities=chat, context_length=32_768) for name in MODELS]
        return [*cards, ModelCard(EMBEDDING_MODEL, capabilities=frozenset({"embeddings"}), context_length=8_192)]

    async def chat_stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """Perform the script."""
        steps, plain = _script(request)
        performance = Performance(
            request=request,
            plain=plain,
            deadline=asyncio.get_running_loop().time() + request.total_seconds,
            delay=self._delay,
            chance=random.Random(f"{request.seed}|{plain}"),  # noqa: S311 - the same words for the same seed
        )
        for step in steps:
            async for event in PERFORM[step.verb](performance, step.argument, step.name):
                yield event
        yield performance.usage or Usage(_words_in(request.messages), performance.pieces)
        yield Finished(performance.reason or ("tool_calls" if performance.calls else "stop"))

    async def embed(self, texts: Sequence[Embeddable], model: str) -> Embeddings:
        """Vectors by hashed words: the same text gives the same vector, and shared words bring texts nearer."""
        if model != EMBEDDING_MODEL:
            raise ModelNotFound(f"The scripted provider embeds with {EMBEDDING_MODEL!r} only.")
        wanted = only_texts(texts)
        return Embeddings(model, tuple(_vector(text) for text in wanted), sum(len(text.split()) for text in wanted))

    async def health(self) -> Health:
        """Always healthy."""
        return Health(is_healthy=True, latency_ms=0.0)


def _script(request: ChatRequest) -> tuple[list[Step], str]:
    """The steps of this round, and the user's words without directives."""
    if request.model not in MODELS and "[[" not in request.model:
        raise ModelNotFound(f"The scripted provider has no model {request.model!r}.")
    asked, plain = parse(request.last_user_text)
    preset, _ = parse(MODELS.get(request.model, request.model))
    per_round = rounds([*preset, *asked])
    answered = rounds_answered(request.messages)
    if answered >= len(per_round):
        return [Step("say", _report(request.messages))], plain
    steps = per_round[answered]
    speaks = any(step.verb in {"say", "echo", "words", "call", "raw_call"} for step in steps)
    return (steps if speaks else [*steps, Step("say", f"You said: {plain or '(nothing)'}")]), plain


def _report(messages: Sequence[Turn]) -> str:
    answers: list[str] = []
    for turn in reversed(messages):
        if turn.role != "tool":
            break
        answers.append(f"{turn.name or turn.tool_call_id} answered: {turn.text}")
    return " ".join(reversed(answers)) or "The script has no more rounds."


def _words_in(messages: Sequence[Turn]) -> int:
    return sum(len(turn.text.split()) for turn in messages)


def _features(text: str) -> Iterator[tuple[int, int]]:
    for word in re.findall(r"\w+", text.lower()):
        digest = hashlib.sha256(word.encode()).digest()
        yield digest[0] % DIMENSIONS, 1 if digest[1] % 2 else -1


def _vector(text: str) -> tuple[float, ...]:
    vector = [0.0] * DIMENSIONS
    for index, sign in _features(text):
        vector[index] += sign
    length = math.sqrt(sum(value * value for value in vector))
    return tuple(value / length for value in vector) if length else (1.0, *vector[1:])
