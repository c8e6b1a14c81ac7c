"""Live updates between processes: whoever changes something announces it, whoever shows it follows the topic.

Announcements are hints, never the truth: they travel over Redis publish/subscribe and may be lost, so every follower
can also read the database. A dead Redis makes updates later, nothing else.
"""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

import redis
import redis.asyncio
import structlog
from django.conf import settings
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from project.lib.ids import uuid7
from project.lib.redis_address import database_of
from project.lib.redis_clients import async_client_of, client_of

log = structlog.get_logger(__name__)

HELD_BACK = 512  # announcements a slow follower may fall behind before it is told to read the database
STOP_SECONDS = 0.2  # until a task that goes on is told again to end
REST_AFTER_FAILURE = 2.0  # seconds without an attempt after Redis failed
Message = dict[str, Any]


@cache
def prefix_of(url: str) -> str:
    """What the channels of an installation begin with: a server shares its channels among all its databases."""
    return f"daimon:live:{database_of(url)}:"


class _Announcer:
    """The synchronous side: one pooled client, short timeouts, and a rest after each failure."""

    def __init__(self) -> None:
        self._client: redis.Redis | None = None
        self._resting_until = 0.0

    def send(self, topic: str, message: Message) -> None:
        if time.monotonic() < self._resting_until:
            return
        try:
            self._connected().publish(
                prefix_of(settings.BROKER_URL) + topic, json.dumps({"from": "", "message": message})
            )
        except (RedisError, OSError) as error:
            self._resting_until = time.monotonic() + REST_AFTER_FAILURE
            log.warning("announcement_lost", topic=topic, problem=type(error).__name__)

    def _connected(self) -> redis.Redis:
        if self._client is None:
            self._client = client_of(
                settings.BROKER_URL, socket_timeout=0.2, socket_connect_timeout=0.2, retry=Retry(NoBackoff(), 0)
            )
        return self._client


_announcer = _Announcer()


def announce(topic: str, message: Message) -> None:
    """Tell every process that follows ``topic``; call it on commit. Never raises and takes 0.2 s at most."""
    _announcer.send(topic, message)


class Follower:
    """One reader of a topic. ``lagged`` is set when announcements were dropped because it was too slow."""

    def __init__(self) -> None:
        self.lagged = False
        self._waiting: asyncio.Queue[Message] = asyncio.Queue(HELD_BACK)

    def offer(self, message: Message) -> None:
        """Queue an announcement, or mark the follower as lagging."""
        try:
            self._waiting.put_nowait(message)
        except asyncio.QueueFull:
            self.lagged = True

    async def next(self, timeout: float) -> Message | None:
        """The next announcement, or None when none came for ``timeout`` seconds."""
        try:
            async with asyncio.timeout(timeout):
                return await self._waiting.get()
        except TimeoutError:
            return None


class Hub:
    """The asynchronous side: one Redis subscription per process, shared by all its followers."""

    def __init__(self, url: str) -> None:
        self._url, self._prefix = url, prefix_of(url)
        self._name = str(uuid7())
        self._followers: dict[str, set[Follower]] = defaultdict(set)
        self._client: redis.asyncio.Redis | None = None
        self._subscription: Any = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._resting_until = 0.0

    async def start(self) -> None:
        """Begin to listen; returns at once, also when Redis is away."""
        self._client = async_client_of(
            self._url, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 0), health_check_interval=0
        )
        self._spawn(self._listen_forever())

    async def stop(self) -> None:
        """Stop listening and close the connections."""
        while self._tasks:
            # Again and again: the client can lose a cancellation that meets the end of its connecting.
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks, timeout=STOP_SECONDS)
        if self._client is not None:
            with suppress(RedisError, OSError):
                await self._client.aclose()

    @contextmanager
    def follow(self, *topics: str) -> Iterator[Follower]:
        """Receive what is announced on these topics from now on."""
        follower = Follower()
        for topic in topics:
            is_new = topic not in self._followers
            self._followers[topic].add(follower)
            if is_new:
                self._spawn(self._change("subscribe", topic))
        try:
            yield follower
        finally:
            for topic in topics:
                self._followers[topic].discard(follower)
                if not self._followers[topic]:
                    del self._followers[topic]
                    self._spawn(self._change("unsubscribe", topic))

    def publish(self, topic: str, message: Message) -> None:
        """Hand a message to this process's followers now and to other processes as soon as Redis takes it."""
        for follower in self._followers.get(topic, ()):
            follower.offer(message)
        if time.monotonic() >= self._resting_until:
            self._spawn(self._send(topic, message))

    async def _send(self, topic: str, message: Message) -> None:
        if self._client is None:
            return
        try:
            async with asyncio.timeout(0.5):
                await self._client.publish(self._prefix + topic, json.dumps({"from": self._name, "message": message}))
        except (RedisError, OSError, TimeoutError) as error:
            self._resting_until = time.monotonic() + REST_AFTER_FAILURE
            log.warning("announcement_lost", topic=topic, problem=type(error).__name__)

    async def _change(self, verb: str, topic: str) -> None:
        """Follow or leave a topic at Redis; without a connection the next one follows all topics anyway."""
        if self._subscription is None or (verb == "unsubscribe") == (topic in self._followers):
            return
        with suppress(RedisError, OSError):
            await getattr(self._subscription, verb)(self._prefix + topic)

    async def _listen_forever(self) -> None:
        while True:
            try:
                await self._listen()
            except (RedisError, OSError) as error:
                log.warning("live_updates_interrupted", problem=type(error).__name__)
            self._subscription = None
            await asyncio.sleep(0.5)

    async def _listen(self) -> None:
        assert self._client is not None
        async with self._client.pubsub(ignore_subscribe_messages=True) as subscription:
            await subscription.subscribe(self._prefix, *(self._prefix + topic for topic in self._followers))
            self._subscription = subscription
            while True:
                received = await subscription.get_message(timeout=None)
                if received is not None:
                    self._deliver(received)

    def _deliver(self, received: Message) -> None:
        envelope = json.loads(received["data"])
        if envelope["from"] == self._name:
            return  # its own followers have it already
        topic = received["channel"].decode().removeprefix(self._prefix)
        for follower in self._followers.get(topic, ()):
            follower.offer(envelope["message"])

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
