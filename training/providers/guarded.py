"""A provider behind its circuit breaker and its caps of calls, all counted in this process."""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from uuid import UUID
from weakref import WeakKeyDictionary

from training.providers.errors import (
    DeadlineExceeded,
    ProviderFault,
    ProviderGarbage,
    ProviderResting,
    ProviderUnreachable,
    StreamTooLarge,
)
from training.providers.gate import Gate
from training.providers.protocol import (
    ChatRequest,
    Embeddable,
    Embeddings,
    Health,
    InLine,
    ModelCard,
    Provider,
    ReasoningDelta,
    StreamEvent,
    TextDelta,
    ToolCallDelta,
)
from training.rules.breaker import Breaker

MOST_TEXT = (
    2_000_000  # characters of one answer, thoughts and arguments included: several times what any model may write
)

PROVIDERS_FAULT = (ProviderUnreachable, ProviderFault, ProviderGarbage, DeadlineExceeded)


@dataclass
class State:
    """One provider as this process's event loop knows it."""

    breaker: Breaker = field(default_factory=Breaker)
    gate: Gate = field(default_factory=Gate)


@dataclass(frozen=True, slots=True)
class Circuit:
    """Failures in a row, seconds the provider is still left alone, calls under way and in line."""

    failures: int
    resting_seconds: int
    running: int
    waiting: int


_states: "WeakKeyDictionary[asyncio.AbstractEventLoop, dict[UUID, State]]" = WeakKeyDictionary()


def state_of(provider_id: UUID) -> State:
    """The provider's state on the running loop."""
    return _states.setdefault(asyncio.get_running_loop(), {}).setdefault(provider_id, State())


def circuit_of(provider_id: UUID) -> Circuit:
    """How this process treats the provider now, whichever of its loops calls it; safe to ask from any thread."""
    found = [states[provider_id] for states in list(_states.values()) if provider_id in states]
    now = time.monotonic()
    return Circuit(
        failures=max((each.breaker.failures for each in found), default=0),
        resting_seconds=max(
            (each.breaker.seconds_left(now) for each in found if each.breaker.is_resting(now)), default=0
        ),
        running=sum(each.gate.running for each in found),
        waiting=sum(each.gate.waiting for each in found),
    )


class GuardedProvider:
    """The same provider: it refuses at once while its breaker is open, and queues calls beyond its caps."""

    def __init__(
        self,
        provider: Provider,
        *,
        provider_id: UUID,
        most_at_once: int | None = None,
        most_per_minute: int | None = None,
    ) -> None:
        self._provider = provider
        self._id = provider_id
        self._most_at_once = most_at_once
        self._most_per_minute = most_per_minute
        self.kind = provider.kind

    async def models(self) -> list[ModelCard]:
        """As the provider says."""
        return await self._provider.models()

    async def chat_stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """``InLine`` while there is no place, then the provider's answer, StreamTooLarge in it beyond ``MOST_TEXT``.

        ProviderResting or ProviderBusy where the provider is not asked.
        """
        state = self._state()
        length = 0
        with self._trial(state):
            async with aclosing(state.gate.enter()) as line:
                async for place in line:
                    yield InLine(place)
            try:
                async with aclosing(self._provider.chat_stream(request)) as events:
                    async for event in events:
                        state.breaker.succeeded()
                        length += _length(event)
                        if length > MOST_TEXT:
                            raise StreamTooLarge()
                        yield event
            finally:
                state.gate.leave()

    async def embed(self, texts: Sequence[Embeddable], model: str) -> Embeddings:
        """The provider's vectors."""
        state = self._state()
        with self._trial(state):
            async with aclosing(state.gate.enter()) as line:
                async for _ in line:
                    pass
            try:
                found = await self._provider.embed(texts, model)
                state.breaker.succeeded()
                return found
            finally:
                state.gate.leave()

    async def health(self) -> Health:
        """As the provider says, whatever the breaker thinks."""
        return await self._provider.health()

    def _state(self) -> State:
        state = state_of(self._id)
        state.gate.most_at_once, state.gate.most_per_minute = self._most_at_once, self._most_per_minute
        return state

    @contextmanager
    def _trial(self, state: State) -> Iterator[None]:
        """One call as the breaker sees it."""
        if not state.breaker.allows(time.monotonic()):
            raise ProviderResting(retry_after=state.breaker.seconds_left(time.monotonic()))
        try:
            yield
        except PROVIDERS_FAULT:
            state.breaker.failed(time.monotonic())
            raise
        finally:
            state.breaker.left()


def _length(event: StreamEvent) -> int:
    match event:
        case TextDelta(text) | ReasoningDelta(text):
            return len(text)
        case ToolCallDelta():
            return len(event.arguments)
        case _:
            return 0
