"""Copies of what the database says, kept in Redis for all processes; the database stays the truth.

A group of copies has a generation, which is part of every key: taking a new one forgets them all at once, and a reader
that loaded before a change and stores after it writes where nobody looks any more. Keys stand alone (no command names
two), so that they may live on different nodes of a cluster.
"""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

import structlog
from django.core.cache import BaseCache, caches
from django.db import Error as DatabaseError
from django.db import transaction

from project.lib.ids import uuid7
from project.ops.requests.metrics import copies_asked

log = structlog.get_logger(__name__)
T = TypeVar("T")
GENERATION_BELIEVED = 1.0  # seconds a process goes on with the generation it knows
SECONDS_TO_WAIT = 0.5  # for another process that loads the same
POLL = 0.02

_all: "list[Copies]" = []
_warmers: list[Callable[[], object]] = []


class Copies(Generic[T]):
    """One group. ``form`` is counted up when what is stored changes its shape, so that old and new code never mix.

    With ``is_costly`` one process loads a missing copy and the others wait for it a moment; within a process this is
    always so. None is never kept.
    """

    def __init__(
        self, name: str, *, seconds: int, form: int = 1, is_costly: bool = False, cache: str = "copies"
    ) -> None:
        self.name = name
        self._prefix = f"{name}:{form}"
        self._seconds = seconds
        self._is_costly = is_costly
        self._alias = cache
        self._generation = ""
        self._generation_good_until = float("-inf")
        self._loading: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()
        self._hits = copies_asked.labels(name, "hit")
        self._misses = copies_asked.labels(name, "miss")
        _all.append(self)

    def get(self, key: str, load: Callable[[], T | None]) -> T | None:
        """The copy, or what ``load`` finds, which is then kept."""
        place = self._place(key)
        found: T | None = self._cache.get(place)
        if found is not None:
            self._hits.inc()
            return found
        self._misses.inc()
        with self._only_one(place):
            return self._load(place, load)

    def put(self, key: str, value: T) -> None:
        """Keep a newer value."""
        self._cache.set(self._place(key), value, timeout=self._seconds)

    def forget(self, key: str) -> None:
        """Drop one copy: now, and again when the transaction is through, as somebody may have read the old row between."""
        self._cache.delete(self._place(key))
        if transaction.get_connection().in_atomic_block:
            transaction.on_commit(lambda: self._cache.delete(self._place(key)))

    def forget_all(self) -> None:
        """Drop the whole group, now and when the transaction is through."""
        self._renew()
        if transaction.get_connection().in_atomic_block:
            transaction.on_commit(self._renew)

    def generation(self, *, is_newest: bool = False) -> str:
        """The generation this process goes on with: what it reads is that old at least. The newest is asked of Redis."""
        if is_newest:
            self._generation_good_until = float("-inf")
        return self._current_generation()

    def _load(self, place: str, load: Callable[[], T | None]) -> T | None:
        if not self._is_costly:
            return self._loaded(place, load)
        if not self._cache.add(f"{place}:loading", 1, timeout=5):
            deadline = time.monotonic() + SECONDS_TO_WAIT
            while time.monotonic() < deadline:
                time.sleep(POLL)
                if (found := self._cache.get(place)) is not None:
                    return found  # type: ignore[no-any-return]  # what the other process stored
        found = self._cache.get(place)  # whoever loaded may have been through between the look and the turn
        loaded = self._loaded(place, load) if found is None else found
        self._cache.delete(f"{place}:loading")
        return loaded

    def _loaded(self, place: str, load: Callable[[], T | None]) -> T | None:
        loaded = load()
        if loaded is not None:
            self._cache.set(place, loaded, timeout=self._seconds)
        return loaded

    @property
    def _cache(self) -> BaseCache:
        return caches[self._alias]

    @property
    def generation_place(self) -> str:
        """Where the group's generation is kept."""
        return f"{self._prefix}:generation"

    def _place(self, key: str) -> str:
        return f"{self._prefix}:{self._current_generation()}:{key}"

    def _current_generation(self) -> str:
        if time.monotonic() >= self._generation_good_until:
            asked = self.generation_place
            known = self._cache.get(asked)
            if known is None:
                self._cache.add(asked, str(uuid7()), timeout=None)
                known = self._cache.get(asked, self._generation)
            self._generation = str(known)
            self._generation_good_until = time.monotonic() + GENERATION_BELIEVED
        return self._generation

    def _renew(self) -> None:
        self._generation = str(uuid7())
        self._generation_good_until = time.monotonic() + GENERATION_BELIEVED
        self._cache.set(self.generation_place, self._generation, timeout=None)

    def _only_one(self, place: str) -> threading.Lock:
        with self._guard:
            if len(self._loading) > 1000:
                self._loading = {name: lock for name, lock in self._loading.items() if lock.locked()}
            return self._loading.setdefault(place, threading.Lock())


def empty_caches() -> None:
    """Empty every cache, but for the generations, with which other processes go on for a moment: for tests."""
    places = [each.generation_place for each in _all]
    kept = caches["copies"].get_many(places)
    for cache in caches.all(initialized_only=False):
        cache.clear()
    caches["copies"].set_many(kept, timeout=None)
    for each in _all:
        each._generation_good_until = float("-inf")


def warm_with(load: Callable[[], object]) -> None:
    """Call this at a web process's start, so that the first visitor finds a copy."""
    _warmers.append(load)


def warm() -> None:
    """Load what is worth having before anybody asks; a database that is away is the first request's affair."""
    for load in _warmers:
        try:
            load()
        except DatabaseError as error:
            log.warning("copies_not_warmed", error=type(error).__name__)


def groups() -> list[Copies]:
    """Every group there is in this process, by name."""
    return sorted(_all, key=lambda each: each.name)
