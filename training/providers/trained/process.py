"""The processes that serve trained models: one a model, few at a time, started by the first question and ended when idle."""

import asyncio
import json
import os
import select
import signal
import sys
import threading
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings

from project.settings.env import BASE_DIR
from project.stack.processes import end, spawn
from training.providers.errors import (
    ContextTooLong,
    DeadlineExceeded,
    ProviderBusy,
    ProviderFault,
    ProviderGarbage,
    StreamCutShort,
)

MOST_SERVED = 2  # models that one server process serves at a time
LONGEST_LINE = 1_000_000
WAIT_SECONDS = 0.02
NOTHING = {"id": -1}
NO_MEMORY = "The model needs more memory than SERVED_MODEL_MEGABYTES gives it."


def bare_environment() -> dict[str, str]:
    """What a process that computes with torch is told: none of the server's secrets."""
    names = ("PATH", "LANG", "CUDA_VISIBLE_DEVICES", "LD_LIBRARY_PATH")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return {**kept, "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(BASE_DIR)}


class Serving:
    """One model's process. It answers one question after the other; whoever comes meanwhile waits."""

    def __init__(self, folder: Path) -> None:
        questions, self._questions = os.pipe()
        self._answers, answers = os.pipe()
        # By its path: as a module it would load the packages above it, and with them the server's libraries.
        script = Path(__file__).with_name("serve_work.py")
        command = [
            settings.TRAINING_PYTHON or sys.executable, "-P", "-W", "ignore", str(script), str(folder), str(questions),
            str(settings.SERVED_MODEL_MEGABYTES),
        ]  # fmt: skip
        self.process = spawn(
            command, environment=bare_environment(), output=answers, folder=BASE_DIR, keep_open=[questions],
            signal_at_parents_death=signal.SIGKILL,
        )  # fmt: skip
        os.close(questions)
        os.close(answers)
        self._turn = threading.Lock()
        self._number = 0
        self._rest = b""
        self._is_cut = False
        self._last_words = ""  # of a library, which may say why the process ended

    @property
    def is_running(self) -> bool:
        """Whether the process is there and listens: one that was killed does neither, before its end is known."""
        listens = select.poll()
        listens.register(self._questions, 0)
        return not self._is_cut and not listens.poll(0) and self.process.poll() is None

    @property
    def is_busy(self) -> bool:
        """Whether somebody is being answered."""
        return self._turn.locked()

    def close(self) -> None:
        """End the process."""
        end(self.process, by=signal.SIGKILL, patience=5)
        for pipe in (self._questions, self._answers):
            os.close(pipe)

    async def answer(self, question: Mapping[str, Any], *, seconds: float) -> AsyncGenerator[dict[str, Any], None]:
        """What it tells of this question, the end last; leaving ends the answer, and an answer that takes too long the process."""
        until = time.monotonic() + seconds
        while not self._turn.acquire(blocking=False):
            if time.monotonic() > until:
                raise DeadlineExceeded
            await asyncio.sleep(WAIT_SECONDS)
        is_whole = False
        try:
            self._number += 1
            await self._ask({**question, "id": self._number}, until)
            while not is_whole:
                said = await self._told(until)
                if said.get("id", self._number) != self._number:
                    continue  # of an answer that was left
                if "problem" in said:
                    is_whole = True
                    raise _error(said)
                is_whole = "done" in said
                yield said
        except DeadlineExceeded:
            self.process.kill()
            raise
        finally:
            if not is_whole and self.is_running:
                with suppress(StreamCutShort):  # it ended meanwhile
                    self._send({})
            self._turn.release()

    async def _ask(self, question: Mapping[str, Any], until: float) -> None:
        """In a thread: a long question waits until the process, which may still load its model, reads it."""
        try:
            async with asyncio.timeout(max(0.0, until - time.monotonic())):
                await asyncio.to_thread(self._send, question)
        except TimeoutError as error:
            raise DeadlineExceeded from error

    def _send(self, said: Mapping[str, Any]) -> None:
        try:
            os.write(self._questions, json.dumps(said).encode() + b"\n")
        except BrokenPipeError as error:
            raise StreamCutShort from error

    async def _told(self, until: float) -> dict[str, Any]:
        while b"\n" not in self._rest:
            await self._readable(until)
            read = os.read(self._answers, 65_536)
            if not read:
                self._is_cut = True
                raise StreamCutShort(detail=self._last_words)
            self._rest += read
            if len(self._rest) > LONGEST_LINE:
                raise ProviderGarbage
        line, _, self._rest = self._rest.partition(b"\n")
        with suppress(ValueError):
            said = json.loads(line)
            if isinstance(said, dict):
                return said
        self._last_words = line.decode(errors="replace")[:300]
        return NOTHING

    async def _readable(self, until: float) -> None:
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        loop.add_reader(self._answers, ready.set)
        try:
            async with asyncio.timeout(max(0.0, until - time.monotonic())):
                await ready.wait()
        except TimeoutError as error:
            raise DeadlineExceeded from error
        finally:
            loop.remove_reader(self._answers)


def _error(said: Mapping[str, Any]) -> Exception:
    match said.get("code"):
        case "too_long":
            return ContextTooLong(detail=str(said["problem"]))
        case "no_memory":
            return ProviderFault(NO_MEMORY, detail=str(said["problem"]))
    return ProviderFault("The model cannot be loaded or used.", detail=str(said["problem"]))


_served: dict[Path, Serving] = {}
_guard = threading.Lock()


def serving(folder: Path) -> Serving:
    """The process of that model, started where it does not run; ProviderBusy where too many others are at work."""
    with _guard:
        for place, each in list(_served.items()):
            if not each.is_running:
                _served.pop(place).close()
        found = _served.get(folder)
        if found is None:
            if len(_served) >= MOST_SERVED:
                idle = next((place for place, each in _served.items() if not each.is_busy), None)
                if idle is None:
                    raise ProviderBusy
                _served.pop(idle).close()
            found = _served[folder] = Serving(folder)
        return found


def end_serving() -> None:
    """End every process."""
    with _guard:
        while _served:
            _served.popitem()[1].close()
