"""A provider behind its circuit breaker and its cap of calls at a time, both counted in this process."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID
from weakref import WeakKeyDictionary

from training.providers.errors import (
    DeadlineExceeded,
    ProviderBusy,
    ProviderFault,
    ProviderGarbage,
    ProviderResting,
    ProviderUnreachable,
)
from training.providers.protocol import ChatRequest, Embeddable, Embeddings, Health, ModelCard, Provider, StreamEvent
from training.rules.breaker import Breaker

PROVIDERS_FAULT = (ProviderUnreachable, ProviderFault, ProviderGarbage, DeadlineExceeded)
QUEUE_SECONDS = 30.0
MOST_WAITING = 200


@dataclass
class State:
    """One provider as this process's event loop knows it."""

    breaker: Breaker = field(default_factory=Breaker)
    running: int = 0
    queue: "deque[asyncio.Future[None]]" = field(default_factory=deque)


_states: "WeakKeyDictionary[asyncio.AbstractEventLoop, dict[UUID, State]]" = WeakKeyDictionary()


def state_of(provider_id: UUID) -> State:
    """The provider's state on the running loop."""
    return _states.setdefault(asyncio.get_running_loop(), {}).setdefault(provider_id, State())


class GuardedProvider:
    """The same provider: it refuses at once while its breaker is open, and queues calls beyond ``most_at_once``."""

    def __init__(self, provider: Provider, *, provider_id: UUID, most_at_once: int | None) -> None:
        self._provider = provider
        self._id = provider_id
        self._most = most_at_once
        self.kind = provider.kind

    async def models(self) -> list[ModelCard]:
        """As the provider says."""
        return await self._provider.models()

    async def chat_stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """The provider's answer. ProviderResting or ProviderBusy where it is not even asked."""
        async with self._let_in() as state, aclosing(self._provider.chat_stream(request)) as events:
            async for event in events:
                state.breaker.succeeded()
                yield event

    async def embed(self, texts: Sequence[Embeddable], model: str) -> Embeddings:
        """The provider's vectors."""
        async with self._let_in() as state:
            found = await self._provider.embed(texts, model)
            state.breaker.succeeded()
            return found

    async def health(self) -> Health:
        """As the provider says, whatever the breaker thinks."""
        return await self._provider.health()

    @asynccontextmanager
    async def _let_in(self) -> AsyncGenerator[State, None]:
        state = state_of(self._id)
        if not state.breaker.allows(time.monotonic()):
            raise ProviderResting(retry_after=state.breaker.seconds_left(time.monotonic()))
        try:
            await self._take_place(state)
            try:
                yield state
            finally:
                _leave_place(state)
        except PROVIDERS_FAULT:
            state.breaker.failed(time.monotonic())
            raise
        finally:
            state.breaker.left()

    async def _take_place(self, state: State) -> None:
        """Wait for a place, first come first served."""
        if self._most is None or state.running < self._most:
            state.running += 1
            return
        if len(state.queue) >= MOST_WAITING:
            raise ProviderBusy(retry_after=5)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        state.queue.append(turn)
        try:
            async with asyncio.timeout(QUEUE_SECONDS):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                _leave_place(state)  # it was given away in the same moment
            elif turn in state.queue:
                state.queue.remove(turn)
            if isinstance(error, TimeoutError):
                raise ProviderBusy(retry_after=5) from error
            raise


def _leave_place(state: State) -> None:
    """Hand the place to who waits longest, or free it."""
    while state.queue:
        turn = state.queue.popleft()
        if not turn.done():
            turn.set_result(None)
            return
    state.running -= 1
