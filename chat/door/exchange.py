"""One request of another program and its answer, whatever protocol it speaks."""

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from chat.door.asked import Asked, Asker
from chat.door.broadcast import Broadcast, Broadcasts, Listener
from chat.door.meter import UsageBook
from chat.door.speak import answered
from chat.edge.answers import JSON_HEADERS, SAFETY_HEADERS
from project.lib.errors import DaimonError
from training.providers.protocol import (
    Finished,
    FinishReason,
    ReasoningDelta,
    TextDelta,
    ToolCall,
    Usage,
)

Send = Callable[[dict[str, Any]], Awaitable[None]]
Events = AsyncGenerator[Any, None]  # a StreamEvent, a Choice of several answers, or None for a ping


class Shape(ABC):
    """How one protocol writes an answer as a stream."""

    content_type = "text/event-stream; charset=utf-8"
    ping = b": ping\n\n"

    @abstractmethod
    def start(self) -> bytes:
        """What comes before the first event."""

    @abstractmethod
    def event(self, event: Any) -> bytes:
        """One event; nothing where the protocol has no words for it."""

    @abstractmethod
    def end(self) -> bytes:
        """What comes after the last event."""


@dataclass(frozen=True)
class Desk:
    """What all requests of this process share."""

    book: UsageBook
    broadcasts: Broadcasts


@dataclass
class Exchange:
    """A request that was let in."""

    desk: Desk
    asker: Asker
    path: str
    raw: bytes
    body: dict[str, Any]
    request_id: str
    retry_count: str
    send: Send
    has_started: bool = False
    _listening: list[Listener] = field(default_factory=list)

    def hang_up(self) -> bool:
        """The caller is gone: leave every answer it listens to, now; whether that cut an upstream."""
        cuts = [each.leave() for each in self._listening]  # all of them, whatever the first says
        return any(cuts)

    async def json(self, content: Any, status: int = 200, *, headers: dict[str, str] | None = None) -> None:
        """Answer at once."""
        await self._start(status, [*JSON_HEADERS], headers or {})
        await self.send({"type": "http.response.body", "body": encoded(content)})

    async def write(self, data: bytes) -> None:
        """The next bytes of a stream."""
        if data:
            await self.send({"type": "http.response.body", "body": data, "more_body": True})

    async def finish(self) -> None:
        """End the stream."""
        await self.send({"type": "http.response.body", "body": b""})

    async def stream(
        self, events: Events, shape: Shape, *, at_end: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Send the answer as it is made. It starts with its first word, so that failures before it have a status.

        ``at_end`` is waited for when the answer is whole, before its end is told.
        """
        async with aclosing(events):
            async for event in events:
                if not self.has_started:
                    await self._start(
                        200, [(b"content-type", shape.content_type.encode())], {"x-accel-buffering": "no"}
                    )
                    await self.write(shape.start())
                await self.write(shape.ping if event is None else shape.event(event))
        last = shape.end()
        if at_end is not None:
            await at_end()
        await self.write(last)
        await self.finish()

    @asynccontextmanager
    async def answering(self, asked: Asked, *, number: int = 0) -> AsyncGenerator[Broadcast, None]:
        """The answer to this request: the one already being made where this is the same request sent again.

        ``number`` tells several answers to one request apart.
        """
        who = self.asker.api_key_id or self.asker.user.pk
        key = f"{who}:{self.path}:{sha256(self.raw).hexdigest()}:{number}"
        found = self.desk.broadcasts.joined(key) if self.retry_count != "0" else None
        if found is not None:
            async with found.listening() as listener:
                self._listening.append(listener)
                yield found
            return
        async with self.desk.broadcasts.opened(key, self.request_id) as listener:
            self._listening.append(listener)
            listener.broadcast.begin(answered(self.asker, asked, self.desk.book))
            yield listener.broadcast

    @asynccontextmanager
    async def answering_times(self, asked: Asked, times: int) -> AsyncGenerator[list[Broadcast], None]:
        """So many answers to this request, made beside each other; each is a call of its own, and paid as one."""
        async with AsyncExitStack() as stack:
            yield [
                await stack.enter_async_context(
                    self.answering(replace(asked, seed=_seed(asked, number)), number=number)
                )
                for number in range(times)
            ]

    async def _start(self, status: int, kind: list[tuple[bytes, bytes]], more: dict[str, str]) -> None:
        self.has_started = True
        extra = [(name.encode(), value.encode()) for name, value in more.items()]
        own = [(b"cache-control", b"no-store")] if kind[0][1] != b"application/json" else []
        headers = [*kind, *own, *SAFETY_HEADERS, (b"x-request-id", self.request_id.encode()), *extra]
        await self.send({"type": "http.response.start", "status": status, "headers": headers})


@dataclass
class Whole:
    """A complete answer."""

    text: str = ""
    reasoning: str = ""
    calls: list[ToolCall] = field(default_factory=list)
    usage: Usage = field(default_factory=lambda: Usage(0, 0))
    reason: FinishReason = "stop"


def _seed(asked: Asked, number: int) -> int | None:
    """A seed of its own for each answer, or a server that honours it would give the same one again."""
    return None if asked.seed is None else asked.seed + number


async def all_of(broadcasts: Sequence[Broadcast]) -> list[Whole]:
    """Wait for the end of each; the first that fails ends the wait for the others."""
    waits = [asyncio.ensure_future(whole_of(each)) for each in broadcasts]
    try:
        return list(await asyncio.gather(*waits))
    finally:
        for each in waits:
            each.cancel()


async def whole_of(broadcast: Broadcast) -> Whole:
    """Wait for the answer's end."""
    words: list[str] = []
    thoughts: list[str] = []
    whole = Whole()
    async with aclosing(broadcast.events()) as events:
        async for event in events:
            match event:
                case TextDelta(text):
                    words.append(text)
                case ReasoningDelta(text, _):
                    thoughts.append(text)
                case ToolCall():
                    whole.calls.append(event)
                case Usage():
                    whole.usage = event
                case Finished(reason):
                    whole.reason = reason
    whole.text, whole.reasoning = "".join(words), "".join(thoughts)
    return whole


def encoded(content: Any) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def sse(content: Any, kind: str = "") -> bytes:
    """One server-sent event."""
    return (f"event: {kind}\n" if kind else "").encode() + b"data: " + encoded(content) + b"\n\n"


def parameter_of(error: DaimonError) -> str | None:
    """The first parameter the error names."""
    return next(iter(error.fields), None)
