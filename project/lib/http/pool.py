"""Pooled connections: one pool for each event loop and policy, made on first use."""

import asyncio
import ssl
from functools import cache
from weakref import WeakKeyDictionary

import httpcore2
import httpx2

from project.lib.http.network import GuardedNetwork, Resolver, resolve
from project.lib.http.policy import Policy

MOST_CONNECTIONS = 1000
MOST_IDLE = 100
IDLE_SECONDS = 30.0

Pool = httpcore2.AsyncConnectionPool
_pools: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Policy, Pool]] = WeakKeyDictionary()


@cache
def trusted() -> ssl.SSLContext:
    """The certificates every call trusts; read once, since reading them is slow."""
    return httpx2.create_ssl_context()


def make_pool(policy: Policy, *, resolver: Resolver = resolve, tls: ssl.SSLContext | None = None) -> Pool:
    """A fresh pool; HTTP/1.1, no proxy from the environment, no retries."""
    return Pool(
        ssl_context=tls or trusted(),
        max_connections=MOST_CONNECTIONS,
        max_keepalive_connections=MOST_IDLE,
        keepalive_expiry=IDLE_SECONDS,
        network_backend=GuardedNetwork(policy, resolver),
    )


def shared_pool(policy: Policy) -> Pool:
    """The running loop's pool for this policy; policies share none, or an allowed host's connection would leak."""
    pools = _pools.setdefault(asyncio.get_running_loop(), {})
    if policy not in pools:
        pools[policy] = make_pool(policy)
    return pools[policy]


async def close_pools() -> None:
    """Close every connection of the running loop; call it where a loop ends."""
    for pool in _pools.pop(asyncio.get_running_loop(), {}).values():
        await pool.aclose()
