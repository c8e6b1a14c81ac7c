"""What a REDIS_URL names: one server, a primary with replicas, servers watched by Sentinel, or a cluster."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

EXPECTED = (
    "redis://host:6379/0 (rediss:// with TLS, unix:///path?db=0), several of them separated by commas (primary first, then "
    "replicas), redis+sentinel://host:26379,host:26379/name/0, or redis+cluster://host:6379,host:6379"
)
SENTINEL_PORT = 26379
REDIS_PORT = 6379


class Kind(StrEnum):
    """How the servers belong together."""

    SERVERS = "servers"
    SENTINEL = "sentinel"
    CLUSTER = "cluster"


@dataclass(frozen=True)
class RedisAddress:
    """One address, taken apart. ``urls`` of servers: the primary and then its replicas; ``nodes`` of the others."""

    kind: Kind
    urls: tuple[str, ...] = ()
    nodes: tuple[tuple[str, int], ...] = ()
    service: str = ""
    database: int = 0
    username: str | None = None
    password: str | None = None
    sentinel_password: str | None = None
    has_tls: bool = False

    @property
    def credentials(self) -> dict[str, str]:
        """What the servers ask for, as redis-py names it."""
        given = {"username": self.username, "password": self.password}
        return {name: value for name, value in given.items() if value}


def address_of_redis(url: str) -> RedisAddress:
    """The address; ValueError for one that names nothing."""
    scheme = url.partition("://")[0]
    if scheme in {"redis+sentinel", "rediss+sentinel"}:
        return _sentinel(url, has_tls=scheme.startswith("rediss"))
    if scheme in {"redis+cluster", "rediss+cluster"}:
        return _cluster(url, has_tls=scheme.startswith("rediss"))
    urls = tuple(part.strip() for part in url.split(",")) if scheme != "unix" else (url,)
    if not all(part.startswith(("redis://", "rediss://", "unix://")) for part in urls):
        raise ValueError(EXPECTED)
    return RedisAddress(Kind.SERVERS, urls=urls)


def database_of(url: str) -> int:
    """The number of the database that the address names."""
    from redis.connection import parse_url  # settings read this module, and need no client

    address = address_of_redis(url)
    return int(parse_url(address.urls[0]).get("db") or 0) if address.urls else address.database  # type: ignore[no-untyped-call]


def broker_url_of(url: str) -> tuple[str, dict[str, Any]]:
    """The address as kombu spells it, and the transport's options that belong to it."""
    address = address_of_redis(url)
    if address.kind is Kind.CLUSTER:
        raise ValueError("the queue's broker cannot be a cluster")
    if address.kind is Kind.SENTINEL:
        secret = f":{address.password}@" if address.password else ""
        places = ";".join(f"sentinel://{secret}{host}:{port}/{address.database}" for host, port in address.nodes)
        watchers = {"password": address.sentinel_password} if address.sentinel_password else {}
        return places, {"master_name": address.service, "sentinel_kwargs": watchers}
    first = address.urls[0]
    if not first.startswith("unix://"):
        return first, {}
    path, _, query = first.removeprefix("unix://").partition("?")
    database = query.partition("db=")[2].partition("&")[0] or "0"
    return f"redis+socket://{path}?virtual_host={database}", {}


def _sentinel(url: str, *, has_tls: bool) -> RedisAddress:
    parts = urlsplit(url)
    service, _, database = parts.path.strip("/").partition("/")
    if not service or (database and not database.isdigit()):
        raise ValueError(EXPECTED)
    username, password, nodes = _place(parts.netloc, SENTINEL_PORT)
    return RedisAddress(
        Kind.SENTINEL,
        nodes=nodes,
        service=service,
        database=int(database or 0),
        username=username,
        password=password,
        sentinel_password=parse_qs(parts.query).get("sentinel_password", [None])[0],
        has_tls=has_tls,
    )


def _cluster(url: str, *, has_tls: bool) -> RedisAddress:
    parts = urlsplit(url)
    if parts.path.strip("/") not in {"", "0"}:
        raise ValueError(f"{EXPECTED}; a cluster has database 0 only")
    username, password, nodes = _place(parts.netloc, REDIS_PORT)
    return RedisAddress(Kind.CLUSTER, nodes=nodes, username=username, password=password, has_tls=has_tls)


def _place(netloc: str, port: int) -> tuple[str | None, str | None, tuple[tuple[str, int], ...]]:
    credentials, _, hosts = netloc.rpartition("@")
    username, _, password = credentials.partition(":")
    nodes = tuple(_node(part.strip(), port) for part in hosts.split(","))
    return unquote(username) or None, unquote(password) or None, nodes


def _node(text: str, port: int) -> tuple[str, int]:
    found = urlsplit(f"//{text}")
    if not found.hostname:
        raise ValueError(EXPECTED)
    return found.hostname, found.port or port
