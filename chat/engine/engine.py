"""Answers waiting runs in one process: several such engines share the work and mend what a dead one left."""

import asyncio
import os
import socket
from dataclasses import dataclass
from uuid import UUID

import structlog
from psycopg import Error as DatabaseError
from psycopg_pool import PoolTimeout

from chat.engine.emitter import HANDED_OVER, STOPPED, Halt
from chat.engine.store import Claim, RunStore
from chat.engine.turn import answer
from chat.rules.limits import LEASE_SECONDS
from chat.services.turns import QUEUED_RUNS
from project.lib.ids import uuid7
from project.ops.async_sql import Pool
from project.ops.live import Hub

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 64  # answers one process streams at the same time
LOOK_SECONDS = 1.0  # how often waiting runs are looked for when nobody announces them
HEARTBEAT_SECONDS = LEASE_SECONDS / 3
AWAY = (DatabaseError, PoolTimeout, OSError)


@dataclass(frozen=True)
class Answering:
    """A run under way in this process."""

    task: "asyncio.Task[None]"
    halt: Halt


class Engine:
    """Claims runs and answers them until it is stopped."""

    def __init__(self, pool: Pool, hub: Hub) -> None:
        self._hub = hub
        self._store = RunStore(pool, f"{socket.gethostname()}:{os.getpid()}:{uuid7()}")
        self._answering: dict[UUID, Answering] = {}
        self._loops: list[asyncio.Task[None]] = []
        self._wake = asyncio.Event()

    async def start(self) -> None:
        """Begin to answer; returns at once."""
        loop = asyncio.get_running_loop()
        self._loops = [loop.create_task(each) for each in (self._claim(), self._listen(), self._hold(), self._mend())]

    async def stop(self, *, patience: float = 0.0) -> None:
        """Take no new runs, give those under way ``patience`` seconds, then mark the rest incomplete with their text.

        What waits for its person is left to the next process.
        """
        for task in self._loops[:2]:
            task.cancel()
        for each in self._answering.values():
            if each.halt.is_waiting:
                each.halt.ask(HANDED_OVER)
        under_way = [each.task for each in self._answering.values()]
        if under_way and patience:
            await asyncio.wait(under_way, timeout=patience)
        for each in self._answering.values():
            each.halt.ask(HANDED_OVER)
        await asyncio.gather(*under_way, return_exceptions=True)
        for task in self._loops:
            task.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)

    async def answer_waiting(self) -> None:
        """Answer every run that waits now and return when they are done (for commands and tests)."""
        while claims := await self._store.claim(MOST_AT_ONCE):
            await asyncio.gather(*(answer(claim, self._store, self._hub, Halt()) for claim in claims))

    async def _claim(self) -> None:
        while True:
            try:
                await self._claim_some()
            except AWAY as error:
                log.warning("runs_wait_for_database", problem=type(error).__name__)
                await asyncio.sleep(LOOK_SECONDS)
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()

    async def _claim_some(self) -> None:
        room = MOST_AT_ONCE - len(self._answering)
        if room <= 0:
            return
        for claim in await self._store.claim(room):
            halt = Halt()
            self._answering[claim.run_id] = Answering(asyncio.create_task(self._answer(claim, halt)), halt)

    async def _answer(self, claim: Claim, halt: Halt) -> None:
        try:
            await answer(claim, self._store, self._hub, halt)
        except AWAY as error:
            log.error("run_not_settled", run_id=str(claim.run_id), problem=type(error).__name__)
        finally:
            self._answering.pop(claim.run_id, None)
            self._wake.set()

    async def _listen(self) -> None:
        with self._hub.follow(QUEUED_RUNS) as follower:
            while True:
                message = await follower.next(timeout=60)
                if message is None:
                    continue
                if "stop" in message:
                    self._halt(UUID(message["stop"]))
                self._wake.set()

    def _halt(self, run_id: UUID) -> None:
        if run_id in self._answering:
            self._answering[run_id].halt.ask(STOPPED)

    async def _hold(self) -> None:
        """Renew the leases of the runs under way, and hear of stops nobody announced."""
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            if not self._answering:
                continue
            try:
                _, stopped = await self._store.hold(list(self._answering))
            except AWAY as error:
                log.warning("leases_not_renewed", problem=type(error).__name__)
                continue
            for run_id in stopped:
                self._halt(run_id)

    async def _mend(self) -> None:
        """Mark the runs of dead processes; wait a whole lease first, so that a database restart costs no run."""
        while True:
            await asyncio.sleep(LEASE_SECONDS / 2)
            try:
                ended = await self._store.end_abandoned()
            except AWAY:
                await asyncio.sleep(LEASE_SECONDS)
                continue
            for run_id in ended:
                log.warning("run_interrupted", run_id=str(run_id))
                self._hub.publish(f"run:{run_id}", {"stale": True})
