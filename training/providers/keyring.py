"""Several keys of one provider: they take turns, and one that is refused or limited rests while the others go on."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog

from training.providers.errors import ProviderError, ProviderRefused, RateLimited
from training.providers.protocol import (
    ChatRequest,
    Embeddable,
    Embeddings,
    Health,
    ModelCard,
    Provider,
    StreamEvent,
)

log = structlog.get_logger(__name__)

REFUSED_SECONDS = 300.0  # a key that was refused: wrong, spent, or without the right
LIMITED_SECONDS = 30.0  # a limited key whose server does not say for how long
LONGEST_REST = 3600.0
T = TypeVar("T")


class KeyRing:
    """When each key may be used again, and whose turn it is, on one event loop."""

    def __init__(self) -> None:
        self._rests: dict[UUID, float] = {}
        self._turn = 0

    def in_order(self, keys: Sequence[UUID]) -> list[int]:
        """Places of the keys, the next in turn first and resting ones last, who rests shortest before the others."""
        self._turn += 1
        now = asyncio.get_running_loop().time()
        turned = [(self._turn + place) % len(keys) for place in range(len(keys))]
        return sorted(turned, key=lambda place: max(self._rests.get(keys[place], 0.0) - now, 0.0))

    def rest(self, key: UUID, error: ProviderError) -> None:
        """Leave a key alone for as long as its failure says."""
        seconds = REFUSED_SECONDS
        if isinstance(error, RateLimited):
            seconds = min(error.retry_after or LIMITED_SECONDS, LONGEST_REST)
        self._rests[key] = asyncio.get_running_loop().time() + seconds
        log.warning("provider_key_rests", key=str(key), code=error.code, seconds=round(seconds))


_rings: "WeakKeyDictionary[asyncio.AbstractEventLoop, dict[UUID, KeyRing]]" = WeakKeyDictionary()


class KeyedProvider:
    """One provider by several clients, each with a key of its own. Another key is tried before the first word only."""

    def __init__(self, clients: Sequence[tuple[UUID, Provider]], *, provider_id: UUID) -> None:
        self._keys = [key for key, _ in clients]
        self._clients = [client for _, client in clients]
        self._id = provider_id
        self.kind = self._clients[0].kind

    async def models(self) -> list[ModelCard]:
        """The list as the first key that works sees it."""
        return await self._first(lambda client: client.models())

    async def chat_stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """The answer by the next key in turn, or by another one where that is refused or limited."""
        ring = self._ring()
        order = ring.in_order(self._keys)
        for place in order:
            has_begun = False
            try:
                async with aclosing(self._clients[place].chat_stream(request)) as events:
                    async for event in events:
                        has_begun = True
                        yield event
                return
            except (ProviderRefused, RateLimited) as error:
                ring.rest(self._keys[place], error)
                if has_begun or place == order[-1]:
                    raise

    async def embed(self, texts: Sequence[Embeddable], model: str) -> Embeddings:
        """The vectors by the first key that works."""
        return await self._first(lambda client: client.embed(texts, model))

    async def health(self) -> Health:
        """As the first key's client finds it."""
        return await self._clients[0].health()

    async def _first(self, call: Callable[[Provider], Awaitable[T]]) -> T:
        ring = self._ring()
        order = ring.in_order(self._keys)
        for place in order:
            try:
                return await call(self._clients[place])
            except (ProviderRefused, RateLimited) as error:
                ring.rest(self._keys[place], error)
                if place == order[-1]:
                    raise
        raise AssertionError("a ring holds at least one key")

    def _ring(self) -> KeyRing:
        return _rings.setdefault(asyncio.get_running_loop(), {}).setdefault(self._id, KeyRing())
