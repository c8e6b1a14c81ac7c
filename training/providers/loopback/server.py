"""What the loopback servers share: routes, the key, faults, and the scripted provider behind the protocol."""

import json
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

from project.testing.wire import Received, Wire, WireServer
from training.providers.errors import (
    ContextTooLong,
    ModelNotFound,
    ProviderError,
    ProviderRefused,
    RateLimited,
    RequestRejected,
    StreamCutShort,
)
from training.providers.loopback.faults import FAULTS
from training.providers.protocol import ChatRequest, StreamEvent
from training.providers.scripted import ScriptedProvider

Route = Callable[[Received, Wire], Awaitable[None]]
STATUSES: dict[type[ProviderError], int] = {
    ProviderRefused: 401,
    ModelNotFound: 404,
    RateLimited: 429,
    RequestRejected: 400,
    ContextTooLong: 400,
}


class ModelServer(WireServer, ABC):
    """A server with an OS-chosen port; ``fault`` names what goes wrong, in the next ``fault_count`` requests or in all."""

    stream_type = "text/event-stream"

    def __init__(self, *, api_key: str = "", fault: str = "", delay: float = 0.0) -> None:
        super().__init__(handler=self._answer)
        self.api_key = api_key
        self.fault = fault
        self.fault_count: int | None = None
        self.scripted = ScriptedProvider(delay=delay)

    @property
    @abstractmethod
    def base_url(self) -> str:
        """What a provider is given as its base URL."""

    @abstractmethod
    def routes(self) -> dict[str, Route]:
        """The handlers by method and path."""

    @abstractmethod
    def key_of(self, request: Received) -> str:
        """The key a request carries."""

    @abstractmethod
    def error_body(self, status: int, message: str, code: str = "") -> Any:
        """The protocol's error body."""

    @abstractmethod
    def delta(self, text: str) -> bytes:
        """One framed piece of text, as a stream carries it."""

    @abstractmethod
    def stream_error(self, message: str) -> bytes:
        """One framed failure in the middle of a stream."""

    async def _answer(self, request: Received, wire: Wire) -> None:
        if self._takes_fault():
            await FAULTS[self.fault](self, wire)
            return
        if self.api_key and self.key_of(request) != self.api_key:
            await self.refuse(wire, 401, f"Incorrect API key provided: {self.key_of(request)}")
            return
        route = self.routes().get(f"{request.method} {request.path.partition('?')[0]}")
        if route is None:
            await self.refuse(wire, 404, "Not found")
            return
        try:
            await route(request, wire)
        except StreamCutShort:
            wire.cut()
        except ProviderError as error:
            await self._fail_by(error, wire)
        except (KeyError, TypeError, ValueError) as error:
            await self.refuse(wire, 400, f"Bad request: {error!r}")

    async def refuse(self, wire: Wire, status: int, message: str, code: str = "", **headers: str) -> None:
        """Answer with the protocol's error."""
        await wire.json(self.error_body(status, message, code), status, **headers)

    async def _fail_by(self, error: ProviderError, wire: Wire) -> None:
        """Refuse, or where the answer has begun, report the failure in the stream."""
        if wire.sent:
            await wire.chunk(self.stream_error(error.message))
            await wire.end()
            return
        status = next((status for kind, status in STATUSES.items() if isinstance(error, kind)), 500)
        headers = {}
        if isinstance(error, RateLimited) and error.retry_after is not None:
            headers["retry-after"] = f"{error.retry_after:g}"
        if isinstance(error, ContextTooLong):
            await self.refuse(
                wire, status, "This model's maximum context length is exceeded.", "context_length_exceeded"
            )
        else:
            await self.refuse(wire, status, error.message, **headers)

    async def performed(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """The scripted provider's events; what fails before the first one is raised before the answer starts."""
        async for event in self.scripted.chat_stream(request):
            yield event

    def _takes_fault(self) -> bool:
        if not self.fault or self.fault_count == 0:
            return False
        if self.fault_count is not None:
            self.fault_count -= 1
        return True


def sse(data: Any, event: str = "") -> bytes:
    """One server-sent event."""
    text = data if isinstance(data, str) else json.dumps(data)
    return (f"event: {event}\n" if event else "").encode() + f"data: {text}\n\n".encode()


async def replayed(first: StreamEvent, rest: AsyncGenerator[StreamEvent, None]) -> AsyncGenerator[StreamEvent, None]:
    """The first event, which was awaited to see whether the answer starts at all, and then the others."""
    yield first
    async for event in rest:
        yield event
