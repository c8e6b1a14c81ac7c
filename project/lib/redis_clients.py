"""Clients for whatever a REDIS_URL names."""

from typing import Any

import redis
import redis.asyncio
from redis.asyncio.sentinel import Sentinel as AsyncSentinel
from redis.backoff import NoBackoff
from redis.cluster import ClusterNode, RedisCluster
from redis.retry import Retry
from redis.sentinel import Sentinel, SentinelConnectionPool

from project.lib.redis_address import Kind, RedisAddress, address_of_redis

MOVES_FOLLOWED = 3


class Cluster(RedisCluster):
    """A cluster as django-redis asks it: several keys in one question may live on several nodes."""

    def mget(self, keys: Any, *args: Any) -> Any:
        """The values in the order of the keys, not all of one moment."""
        return self.mget_nonatomic(keys, *args)


def client_of(url: str, **options: Any) -> Any:
    """A client that writes where writing is possible; ``options`` are redis-py's timeouts and retries."""
    address = address_of_redis(url)
    if address.kind is Kind.SERVERS:
        return redis.Redis.from_url(address.urls[0], **options)
    if address.kind is Kind.SENTINEL:
        return _sentinel_of(Sentinel, address, options).master_for(address.service, db=address.database)
    return cluster_of(address, **options)


def async_client_of(url: str, **options: Any) -> Any:
    """The same for an event loop; not for a cluster, which has no place for publish and subscribe."""
    address = address_of_redis(url)
    if address.kind is Kind.SERVERS:
        return redis.asyncio.Redis.from_url(address.urls[0], **options)
    return _sentinel_of(AsyncSentinel, address, options).master_for(address.service, db=address.database)


def pool_of(url: str, **options: Any) -> Any:
    """A pool of connections to the server that can be written to."""
    address = address_of_redis(url)
    if address.kind is Kind.SERVERS:
        return redis.ConnectionPool.from_url(address.urls[0], **options)
    watchers = _sentinel_of(Sentinel, address, options)
    return SentinelConnectionPool(address.service, watchers, db=address.database, **watchers.connection_kwargs)  # type: ignore[no-untyped-call]  # redis-py leaves it untyped


def replicas_of(address: RedisAddress, **options: Any) -> Any:
    """A client that reads from the replicas Sentinel knows."""
    return _sentinel_of(Sentinel, address, options).slave_for(address.service, db=address.database)


def cluster_of(address: RedisAddress, **options: Any) -> Cluster:
    """A client of the cluster; connects at once, and raises ConnectionError where no node answers."""
    given: dict[str, Any] = {name: value for name, value in options.items() if name.startswith("socket_")}
    try:
        return Cluster(
            startup_nodes=[ClusterNode(host, port) for host, port in address.nodes],  # type: ignore[no-untyped-call]  # as above
            ssl=address.has_tls,
            retry=Retry(NoBackoff(), MOVES_FOLLOWED),
            **{**given, **address.credentials},
        )
    except redis.exceptions.RedisClusterException as error:
        raise redis.exceptions.ConnectionError(str(error)) from error


def _sentinel_of(watchers: type, address: RedisAddress, options: dict[str, Any]) -> Any:
    own = {"password": address.sentinel_password} if address.sentinel_password else {}
    patience = {name: value for name, value in options.items() if name.startswith("socket_") or name == "retry"}
    tls = {"ssl": True} if address.has_tls else {}
    return watchers(address.nodes, sentinel_kwargs={**own, **patience}, **tls, **address.credentials, **options)
