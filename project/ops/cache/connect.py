"""How the caches connect: Redis clients are made once in a process for Sentinel and clusters, pools for single servers."""

import threading
from typing import Any

from django_redis.pool import ConnectionFactory
from redis.backoff import NoBackoff
from redis.retry import Retry

from project.lib.redis_address import Kind, address_of_redis
from project.lib.redis_clients import client_of, replicas_of

REPLICAS = "#replicas"  # behind a Sentinel's address: read from the replicas it knows

_clients: dict[str, Any] = {}
_lock = threading.Lock()


class AnyRedis(ConnectionFactory):
    """django-redis' factory, also for ``redis+sentinel://`` and ``redis+cluster://``; a server is asked once only."""

    def __init__(self, options: dict[str, Any]) -> None:
        once = {"retry": Retry(NoBackoff(), 0), "retry_on_error": []}
        super().__init__({**options, "CONNECTION_POOL_KWARGS": {**once, **options.get("CONNECTION_POOL_KWARGS", {})}})

    def connect(self, url: str) -> Any:
        """A client for that address."""
        place = url.removesuffix(REPLICAS)
        address = address_of_redis(place)
        if address.kind is Kind.SERVERS:
            return super().connect(url)
        with _lock:
            if url not in _clients:
                _clients[url] = (
                    replicas_of(address, **self._patience) if url != place else client_of(url, **self._patience)
                )
            return _clients[url]

    @property
    def _patience(self) -> dict[str, Any]:
        params = self.make_connection_params("")
        return {
            "socket_timeout": params["socket_timeout"],
            "socket_connect_timeout": params["socket_connect_timeout"],
            **self.pool_cls_kwargs,
        }
