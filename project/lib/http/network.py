"""Opens connections to checked addresses only: a name is resolved once, and what was checked is connected to."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from ipaddress import ip_address
from typing import Any

import httpcore2

from project.lib.http.addresses import Address, literal_address
from project.lib.http.errors import HostNotFound, OutboundTimeout
from project.lib.http.policy import Policy
from project.lib.http.stream import Stream

Resolver = Callable[[str, int], Awaitable[list[Address]]]
MOST_ADDRESSES = 4


async def resolve(host: str, port: int) -> list[Address]:
    """All addresses of a name, as the system finds them."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        raise HostNotFound(f"There is no server named {host!r}.") from error
    return list(dict.fromkeys(ip_address(str(item[4][0])) for item in found))


class GuardedNetwork(httpcore2.AsyncNetworkBackend):
    """A network backend that refuses every address its policy refuses.

    httpcore2 keeps the name for SNI, the certificate check and the Host header; only the address comes from here. A
    second lookup never happens, so a name that changes its answer between check and use gains nothing.
    """

    def __init__(self, policy: Policy, resolver: Resolver = resolve) -> None:
        self._policy = policy
        self._resolver = resolver

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """A connection to one of the name's addresses, all of which must be allowed."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._checked(host, port)
                return await self._first_that_answers(addresses, port, timeout)
        except TimeoutError as error:
            raise OutboundTimeout("The server could not be reached in time.", what="connect") from error

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore2.AsyncNetworkStream:
        """No URL leads to a Unix socket."""
        raise httpcore2.ConnectError("Unix sockets are never called.")

    async def sleep(self, seconds: float) -> None:
        """Needed by the interface; retries are off."""
        await asyncio.sleep(seconds)

    async def _checked(self, host: str, port: int) -> list[Address]:
        literal = literal_address(host)
        addresses = [literal] if literal else await self._resolver(host, port)
        if not addresses:
            raise HostNotFound(f"There is no server named {host!r}.")
        for address in addresses:
            self._policy.check(host, port, address)
        return addresses[:MOST_ADDRESSES]

    async def _first_that_answers(self, addresses: list[Address], port: int, timeout: float | None) -> Stream:
        share = None if timeout is None else timeout / len(addresses)
        last: Exception | None = None
        for address in addresses:
            try:
                return await Stream.connected(str(address), port, share)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                last = error
        assert last is not None
        raise last
