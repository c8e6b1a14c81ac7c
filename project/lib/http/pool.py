"""Pooled connections: one pool for each event loop and policy, made on first use."""

import asyncio
import ssl
from collections.abc import AsyncIterable, AsyncIterator
from functools import cache
from weakref import WeakKeyDictionary

import httpcore2
import httpx2

from project.lib.http.network import GuardedNetwork, Resolver, resolve
from project.lib.http.policy import Policy

MOST_CONNECTIONS = 1000  # with a request under way; more wait
MOST_IDLE = 100
IDLE_SECONDS = 30.0

Connection = httpcore2.AsyncHTTPConnection


@cache
def trusted() -> ssl.SSLContext:
    """The certificates every call trusts; read once, since reading them is slow."""
    return httpx2.create_ssl_context()


class Pool:
    """Connections of one policy: HTTP/1.1, no proxy from the environment, no retries.

    To take a connection and to give it back costs the same however many there are; httpcore2's own pool walks through
    all of them each time, which with a thousand streams is most of a web process's work.
    """

    def __init__(self, policy: Policy, *, resolver: Resolver = resolve, tls: ssl.SSLContext | None = None) -> None:
        self._network = GuardedNetwork(policy, resolver)
        self._tls = tls or trusted()
        self._places = asyncio.Semaphore(MOST_CONNECTIONS)
        self._idle: list[Connection] = []  # who has been idle longest comes first
        self._is_open = True

    async def handle_async_request(self, request: httpcore2.Request) -> httpcore2.Response:
        """The answer's head; its stream must be closed. PoolTimeout when no place becomes free in time."""
        await self._take_place(request)
        try:
            connection = await self._waiting_for(request.url.origin) or self._fresh(request.url.origin)
            response = await connection.handle_async_request(request)
        except BaseException:
            self._places.release()
            raise
        body = _Body(response.stream, connection, self)
        return httpcore2.Response(
            response.status, headers=response.headers, content=body, extensions=response.extensions
        )

    async def aclose(self) -> None:
        """Close what is idle; what is in use closes with its answer."""
        self._is_open = False
        idle, self._idle = self._idle, []
        for connection in idle:
            await connection.aclose()

    async def take_back(self, connection: Connection) -> None:
        """A request is over: keep its connection for the next one, if it can be used again."""
        self._places.release()
        if connection.is_idle():
            self._idle.append(connection)
        most = MOST_IDLE if self._is_open else 0
        while len(self._idle) > most or (self._idle and self._idle[0].has_expired()):
            await self._idle.pop(0).aclose()

    async def _take_place(self, request: httpcore2.Request) -> None:
        if not self._places.locked():
            await self._places.acquire()
            return
        try:
            async with asyncio.timeout(request.extensions.get("timeout", {}).get("pool")):
                await self._places.acquire()
        except TimeoutError as error:
            raise httpcore2.PoolTimeout from error

    async def _waiting_for(self, origin: httpcore2.Origin) -> Connection | None:
        """The connection to this origin that was used last and that the server has not closed since."""
        for place in range(len(self._idle) - 1, -1, -1):
            if not self._idle[place].can_handle_request(origin):
                continue
            connection = self._idle.pop(place)
            if not connection.has_expired():
                return connection
            await connection.aclose()
            return await self._waiting_for(origin)
        return None

    def _fresh(self, origin: httpcore2.Origin) -> Connection:
        return Connection(origin, ssl_context=self._tls, keepalive_expiry=IDLE_SECONDS, network_backend=self._network)


class _Body:
    """An answer's body; closing it gives the connection back."""

    def __init__(self, stream: object, connection: Connection, pool: Pool) -> None:
        assert isinstance(stream, AsyncIterable)
        self._stream = stream
        self._connection = connection
        self._pool = pool
        self._is_closed = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(self._stream)

    async def aclose(self) -> None:
        """Close the stream, once."""
        if self._is_closed:
            return
        self._is_closed = True
        try:
            await self._stream.aclose()  # type: ignore[attr-defined]  # httpcore2 gives no other stream than one that closes
        finally:
            await self._pool.take_back(self._connection)


_pools: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Policy, Pool]] = WeakKeyDictionary()


def make_pool(policy: Policy, *, resolver: Resolver = resolve, tls: ssl.SSLContext | None = None) -> Pool:
    """A pool of its own."""
    return Pool(policy, resolver=resolver, tls=tls)


def shared_pool(policy: Policy) -> Pool:
    """The running loop's pool for this policy; policies share none, or an allowed host's connection would leak."""
    pools = _pools.setdefault(asyncio.get_running_loop(), {})
    if policy not in pools:
        pools[policy] = Pool(policy)
    return pools[policy]


async def close_pools() -> None:
    """Close every idle connection of the running loop; call it where a loop ends."""
    for pool in _pools.pop(asyncio.get_running_loop(), {}).values():
        await pool.aclose()
