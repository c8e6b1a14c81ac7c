"""Keeps a set of services running: starts them in order, restarts what crashes, stops all, leaves nothing."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from project.stack.errors import StackError
from project.stack.leftovers import ProcessBook, end_children
from project.stack.output import LineBuffer, Terminal
from project.stack.processes import kill_group
from project.stack.service import Service

QUICK_TICK, SLOW_TICK = 0.02, 1.0
PAUSES = (0.2, 0.5, 1, 2, 5, 10)  # seconds before the first, second, ... restart in a row
CALM_SECONDS = 60  # after this long without a crash the count starts anew
TRIES_BEFORE_READY = 5


@dataclass
class Run:
    """A service's present state."""

    service: Service
    process: "subprocess.Popen[bytes] | None" = None
    is_ready: bool = False
    was_ready: bool = False
    crashes: int = 0
    started: float = 0
    next_start: float = 0
    buffer: LineBuffer = field(default_factory=LineBuffer)
    output: int = -1


class Supervisor:
    """Runs services as children of this process until it is told to stop or its parent dies."""

    def __init__(
        self, services: Iterable[Service], *, terminal: Terminal, book: ProcessBook, when_up: Callable[[], None]
    ) -> None:
        self.runs = {service.name: Run(service) for service in services}
        self.terminal = terminal
        self.book = book
        self.when_up = when_up
        self.parent = os.getppid()
        self.stop_requests = 0
        self.is_up = False
        self.selector = selectors.DefaultSelector()
        self._wake, self._waker = os.pipe()
        for end in (self._wake, self._waker):
            os.set_blocking(end, False)
        self.selector.register(self._wake, selectors.EVENT_READ, None)

    def run(self) -> int:
        """Serve until stopped; the exit code says whether all ended well."""
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(each, self._ask_to_stop)
        try:
            while not self._is_to_stop():
                self._start_what_is_due()
                self._wait()
                self._reap()
                self._look_who_is_ready()
            return 0
        except StackError as error:
            self.terminal.say(str(error))
            return 1
        finally:
            self._stop_all()

    def _ask_to_stop(self, *_: object) -> None:
        self.stop_requests += 1

    def _is_to_stop(self) -> bool:
        return self.stop_requests > 0 or os.getppid() != self.parent

    # Starting

    def _start_what_is_due(self) -> None:
        now = time.monotonic()
        for run in self.runs.values():
            if run.process is not None or (run.service.is_task and run.is_ready) or run.next_start > now:
                continue
            if all(self.runs[name].was_ready for name in run.service.needs):
                self._start(run)

    def _start(self, run: Run) -> None:
        reading, writing = os.pipe()
        try:
            run.service.prepare()
            run.process = run.service.start(writing)
        finally:
            os.close(writing)
        self.book.add(run.process.pid)
        os.set_blocking(reading, False)
        run.started = time.monotonic()
        run.output, run.buffer = reading, LineBuffer()
        self.selector.register(reading, selectors.EVENT_READ, run)

    def _look_who_is_ready(self) -> None:
        for run in self.runs.values():
            if run.process is not None and not run.is_ready and not run.service.is_task and run.service.is_ready():
                run.is_ready = True
                if not run.was_ready:
                    run.service.when_ready()
                run.was_ready = True
        if not self.is_up and all(run.was_ready for run in self.runs.values()):
            self.is_up = True
            self.when_up()

    # Watching

    def _wait(self) -> None:
        is_waiting = any(not run.is_ready for run in self.runs.values())
        for key, _ in self.selector.select(QUICK_TICK if is_waiting else SLOW_TICK):
            if key.data is None:
                with suppress(BlockingIOError):
                    os.read(self._wake, 4096)
            else:
                self._pass_on(key.data)

    def _pass_on(self, run: Run) -> None:
        try:
            data = os.read(run.output, 65536)
        except BlockingIOError:
            return
        self.terminal.lines(run.service.name, run.buffer.feed(data) if data else run.buffer.flush())
        if not data:
            self._close_output(run)

    def _close_output(self, run: Run) -> None:
        if run.output >= 0:
            self.selector.unregister(run.output)
            os.close(run.output)
            run.output = -1

    def _reap(self) -> None:
        """Collect the dead, our own children and orphans that came to us."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            for run in self.runs.values():
                if run.process is not None and run.process.pid == pid:
                    self._ended(run, os.waitstatus_to_exitcode(status))

    def _ended(self, run: Run, code: int) -> None:
        assert run.process is not None
        run.process.returncode = code
        leader = run.process.pid
        self._drain(run)
        run.process, run.is_ready = None, False
        kill_group(leader)
        self.book.remove(leader)
        self._end_orphans()
        if self.stop_requests:
            return
        if run.service.is_task and code == 0:
            run.is_ready = run.was_ready = True
            run.service.when_ready()
            return
        self._plan_restart(run, code)

    def _drain(self, run: Run) -> None:
        """Show the last lines of a process that ended."""
        if run.output < 0:
            return
        with suppress(BlockingIOError):
            while data := os.read(run.output, 65536):
                self.terminal.lines(run.service.name, run.buffer.feed(data))
        self.terminal.lines(run.service.name, run.buffer.flush())
        self._close_output(run)

    def _plan_restart(self, run: Run, code: int) -> None:
        now = time.monotonic()
        run.crashes = 1 if now - run.started > CALM_SECONDS else run.crashes + 1
        what = f"by signal {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
        if run.service.is_task:
            raise StackError(f"{run.service.name} ended {what}; the lines above say why. Everything is stopped.")
        if not run.was_ready and run.crashes >= TRIES_BEFORE_READY:
            raise StackError(
                f"{run.service.name} ended {what} {run.crashes} times before it was ready. Everything is stopped."
            )
        pause = PAUSES[min(run.crashes, len(PAUSES)) - 1]
        run.next_start = now + pause
        self.terminal.say(f"{run.service.name} ended {what}; it starts again in {pause:g} s")

    def _end_orphans(self) -> None:
        end_children(but={run.process.pid for run in self.runs.values() if run.process is not None})

    # Stopping

    def _stop_all(self) -> None:
        self.stop_requests = max(self.stop_requests, 1)
        self._stop([run for run in self.runs.values() if not run.service.stops_last])
        self._stop([run for run in self.runs.values() if run.service.stops_last])
        self._end_orphans()
        self._reap()

    def _stop(self, runs: list[Run]) -> None:
        """Ask them all to stop, show their last words, and kill whoever is late (all at once on a second request)."""
        for run in runs:
            if run.process is not None and (run.was_ready or run.service.stops_last):
                run.process.send_signal(run.service.stop_signal)
            elif run.process is not None:
                kill_group(run.process.pid)  # it never opened, so it has nothing to finish
        begun, asked = time.monotonic(), self.stop_requests
        while any(run.process is not None for run in runs):
            self._wait()
            self._reap()
            for run in runs:
                is_late = time.monotonic() - begun > run.service.patience
                if run.process is not None and (is_late or self.stop_requests > asked):
                    kill_group(run.process.pid)
