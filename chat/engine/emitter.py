"""Numbers a run's events, shows them to followers at once and writes them to the database in small batches."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from psycopg import Error as DatabaseError
from psycopg_pool import PoolTimeout

from chat.engine.store import INTERRUPTED, Claim, Event, LostRun, Outcome, RunStore
from chat.rules.run_states import RunState
from project.ops.live import Hub

log = structlog.get_logger(__name__)

MERGED_SECONDS = 0.02  # words that arrive within this time travel as one event
WRITTEN_SECONDS = 0.15  # how often events are written to the database
PATIENCE_SECONDS = 30.0  # how long a missing database is waited for before the run is given up


class Halt:
    """Asks a run to end early; the first to ask says how."""

    def __init__(self) -> None:
        self._asked = asyncio.Event()
        self.outcome: Outcome | None = None
        self.is_waiting = False  # for its person's yes, and kept so that another process can go on

    def ask(self, outcome: Outcome) -> None:
        """End the run with this outcome, keeping its text; later calls change nothing."""
        if self.outcome is None:
            self.outcome = outcome
            self._asked.set()

    async def asked(self) -> Outcome:
        """Wait until somebody asks."""
        await self._asked.wait()
        assert self.outcome is not None
        return self.outcome


STOPPED = Outcome(RunState.STOPPED, "")
HANDED_OVER = Outcome(RunState.INCOMPLETE, "", code="interrupted", message=INTERRUPTED)  # what does not wait ends so


class Emitter:
    """The only writer of one run's events. Use it as a context manager; ``finish`` writes the end."""

    def __init__(self, store: RunStore, hub: Hub, claim: Claim, halt: Halt) -> None:
        self._store = store
        self._hub = hub
        self._claim = claim
        self._halt = halt
        self._sequence = claim.last_sequence
        self._texts: dict[str, list[str]] = {"text": [], "reasoning": []}
        self._merging: list[tuple[str, str]] = []
        self._unwritten: list[Event] = []
        self._writing = asyncio.Lock()
        self._dirty = asyncio.Event()
        self._pumps: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Emitter":
        loop = asyncio.get_running_loop()
        self._pumps = [loop.create_task(self._show()), loop.create_task(self._write())]
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._end_pumps()

    @property
    def content(self) -> str:
        """The answer so far."""
        return "".join(self._texts["text"])

    @property
    def reasoning(self) -> str:
        """The thinking so far."""
        return "".join(self._texts["reasoning"])

    def add(self, kind: str, words: str) -> None:
        """More words of the answer (``text``) or of the thinking (``reasoning``)."""
        if not words:
            return
        self._texts[kind].append(words)
        self._merging.append((kind, words))
        self._dirty.set()

    def tell(self, kind: str, data: dict[str, object]) -> None:
        """Something else happened: a tool was called, a tool answered, a step began."""
        self._merge()
        self._number(kind, data)

    def go_on(self, content: str, reasoning: str) -> None:
        """Begin behind what another process had written."""
        self._texts = {"text": [content], "reasoning": [reasoning]}
        self._halt.is_waiting = True

    async def pause(self, state: dict[str, Any] | None) -> None:
        """Write down where the turn stands, behind everything told so far; None: it goes on. LostRun as in ``finish``."""
        self._merge()
        async with self._writing:
            batch = list(self._unwritten)
            await self._patiently(lambda: self._store.pause(self._claim, batch, state))
            del self._unwritten[: len(batch)]
        self._halt.is_waiting = state is not None

    async def hand_over(self) -> None:
        """Write everything left and let another process claim the run; LostRun as in ``finish``."""
        await self._end_pumps()
        self._merge()
        async with self._writing:
            await self._patiently(lambda: self._store.hand_over(self._claim, self._unwritten))

    async def finish(self, outcome: Outcome) -> None:
        """Write everything left and the end of the run in one transaction, then show the end.

        LostRun when another process ended the run meanwhile.
        """
        await self._end_pumps()
        self._merge()
        end: dict[str, object] = {"state": outcome.state, "code": outcome.code, "message": outcome.message}
        async with self._writing:
            self._sequence += 1
            last = Event(self._sequence, "end", end)
            await self._patiently(lambda: self._store.settle(self._claim, [*self._unwritten, last], outcome))
        self._publish(last)

    def _number(self, kind: str, data: dict[str, object]) -> None:
        self._sequence += 1
        event = Event(self._sequence, kind, data)
        self._unwritten.append(event)
        self._publish(event)

    def _publish(self, event: Event) -> None:
        message = {"sequence": event.sequence, "kind": event.kind, "data": event.data}
        self._hub.publish(f"run:{self._claim.run_id}", message)

    def _merge(self) -> None:
        """Turn the words waiting into events, neighbours of one kind into one."""
        waiting, self._merging = self._merging, []
        while waiting:
            kind = waiting[0][0]
            words: list[str] = []
            while waiting and waiting[0][0] == kind:
                words.append(waiting.pop(0)[1])
            self._number(kind, {"text": "".join(words)})

    async def _show(self) -> None:
        while True:
            await self._dirty.wait()
            self._dirty.clear()
            self._merge()
            await asyncio.sleep(MERGED_SECONDS)

    async def _write(self) -> None:
        while True:
            await asyncio.sleep(WRITTEN_SECONDS)
            if self._unwritten:
                await self._write_now()

    async def _write_now(self) -> None:
        async with self._writing:
            batch = list(self._unwritten)
            if not batch:
                return  # a pause wrote them meanwhile
            try:
                stop = await self._store.append(self._claim, batch)
            except LostRun:
                self._halt.ask(STOPPED)  # somebody else ended it; what is written from here on is void
                return
            except (DatabaseError, PoolTimeout, OSError) as error:
                log.warning("run_events_wait", run_id=str(self._claim.run_id), problem=type(error).__name__)
                return  # they stay in the batch; the next round tries again
            del self._unwritten[: len(batch)]
        if stop:
            self._halt.ask(STOPPED)

    async def _patiently(self, write: Callable[[], Awaitable[None]]) -> None:
        """Repeat a write while the database is away, up to PATIENCE_SECONDS."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while True:
            try:
                await write()
            except (DatabaseError, PoolTimeout, OSError) as error:
                if asyncio.get_running_loop().time() > deadline:
                    raise
                log.warning("run_end_waits", run_id=str(self._claim.run_id), problem=type(error).__name__)
                await asyncio.sleep(0.5)
            else:
                return

    async def _end_pumps(self) -> None:
        for pump in self._pumps:
            pump.cancel()
        ends = await asyncio.gather(*self._pumps, return_exceptions=True)
        self._pumps = []
        for end in ends:
            if isinstance(end, Exception):  # a cancellation is none
                raise end
