"""A real HTTP/1.1 server on loopback whose every byte a test decides: for faults that no proper server makes."""

import asyncio
import json
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

REASONS = {200: "OK", 302: "Found", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests"}


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came over the wire; ``connection`` numbers the connection it came on."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    connection: int

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(slots=True)
class Wire:
    """The server's side of one exchange; everything written is counted, and a client that left ends the handler."""

    writer: asyncio.StreamWriter
    sent: int = 0
    keep: bool = True

    async def raw(self, data: bytes) -> None:
        """Send bytes as they stand."""
        self.writer.write(data)
        await self.writer.drain()
        self.sent += len(data)

    async def head(self, status: int = 200, content_type: str = "application/json", **headers: str) -> None:
        """Start an answer whose body follows in chunks."""
        await self._start(status, {"content-type": content_type, "transfer-encoding": "chunked", **_named(headers)})

    async def chunk(self, data: bytes) -> None:
        """One chunk of the body."""
        await self.raw(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    async def end(self) -> None:
        """The body's proper end."""
        await self.raw(b"0\r\n\r\n")

    async def answer(
        self, status: int = 200, body: bytes = b"", content_type: str = "application/json", **headers: str
    ) -> None:
        """A whole answer at once."""
        length = str(len(body))
        await self._start(status, {"content-type": content_type, "content-length": length, **_named(headers)}, body)

    async def json(self, body: Any, status: int = 200, **headers: str) -> None:
        """A whole JSON answer at once."""
        await self.answer(status, json.dumps(body).encode(), **headers)

    def cut(self) -> None:
        """Drop the connection where it is."""
        self.keep = False
        self.writer.transport.abort()

    async def gone(self) -> None:
        """Wait until the client has closed the connection."""
        await self.writer.wait_closed()

    async def _start(self, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
        lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}", *(f"{k}: {v}" for k, v in headers.items())]
        await self.raw("\r\n".join([*lines, "", ""]).encode("latin-1") + body)


Handler = Callable[[Received, Wire], Awaitable[None]]


@dataclass
class WireServer:
    """Runs ``handler`` for every request on a port the system chose; use it as an async context manager.

    ``received`` keeps the requests, ``open_connections`` counts the clients still connected, and ``left`` is set
    whenever a client goes away.
    """

    handler: Handler
    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    open_connections: int = 0
    bytes_sent: int = 0
    left: asyncio.Event = field(default_factory=asyncio.Event)
    _server: asyncio.Server | None = None
    _port: int = 0
    _arrival: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def port(self) -> int:
        """The port the system chose."""
        assert self._port, "The server has not been started."
        return self._port

    @property
    def address(self) -> str:
        """Host and port, as an allow-list names them."""
        return f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The server's root, without a slash at the end."""
        return f"http{'s' if self.tls else ''}://{self.address}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.get_running_loop().create_server(self._watched, self.host, 0, ssl=self.tls)
        self._port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def has_received(self, count: int) -> None:
        """Return once that many requests have arrived."""
        while len(self.received) < count:
            self._arrival.clear()
            await self._arrival.wait()

    def _watched(self) -> "_Watched":
        """A protocol for one connection that notices at once when the client hangs up."""
        hung_up = asyncio.Event()
        reader = asyncio.StreamReader(limit=64 * 1024 * 1024)
        return _Watched(reader, lambda reader, writer: self._connected(reader, writer, hung_up), hung_up)

    async def _connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, hung_up: asyncio.Event
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        self.open_connections += 1
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError, asyncio.CancelledError):
                await self._serve(reader, writer, self.connections, hung_up)
        finally:
            self.open_connections -= 1
            self.left.set()
            writer.transport.abort()
            self._tasks.discard(task)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int, hung_up: asyncio.Event
    ) -> None:
        keep = True
        while keep and (request := await _read_request(reader, connection)):
            self.received.append(request)
            self._arrival.set()
            wire = Wire(writer)
            try:
                await self._handle_or_leave(request, wire, hung_up)
            finally:
                self.bytes_sent += wire.sent
            keep = wire.keep

    async def _handle_or_leave(self, request: Received, wire: Wire, hung_up: asyncio.Event) -> None:
        """Run the handler, but stop it as soon as the client hangs up, as a proper server does."""
        handling = asyncio.ensure_future(self.handler(request, wire))
        leaving = asyncio.ensure_future(hung_up.wait())
        try:
            await asyncio.wait({handling, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if handling.done():
                handling.result()
            else:
                wire.keep = False
        finally:
            for task in (handling, leaving):
                task.cancel()
            await asyncio.gather(handling, leaving, return_exceptions=True)


Server = TypeVar("Server", bound=WireServer)


@contextmanager
def served_beside(server: Server) -> Iterator[Server]:
    """Runs the server on a loop in a thread of its own, for synchronous callers."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(5)
        try:
            yield server
        finally:
            asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result(5)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


class _Watched(asyncio.StreamReaderProtocol):
    """A stream's protocol that sets an event when the other side closes."""

    def __init__(self, reader: asyncio.StreamReader, connected: Any, hung_up: asyncio.Event) -> None:
        super().__init__(reader, connected)
        self._hung_up = hung_up

    def eof_received(self) -> bool:
        self._hung_up.set()
        return bool(super().eof_received())

    def connection_lost(self, exc: Exception | None) -> None:
        self._hung_up.set()
        super().connection_lost(exc)


async def _read_request(reader: asyncio.StreamReader, connection: int) -> Received | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Received(method, path, headers, body, connection)


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    """Keyword names as header names."""
    return {name.replace("_", "-"): value for name, value in headers.items()}
