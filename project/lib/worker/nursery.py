"""The process that workers are forked from. It knows no secret: an empty environment, no Django, our own code only.

It imports a work module once, so that the next worker starts in milliseconds, and kills a worker at its deadline or
when the caller hangs up. It ends with the server: its standard input is a pipe from there.
"""

import os
import select
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from time import monotonic
from types import ModuleType
from typing import Any

from project.lib.errors import DaimonError
from project.lib.worker.limits import confine
from project.lib.worker.wire import BEGUN, Gone, pack, receive

SUFFIX = "_work"
GRACE = 0.2  # a worker past its time that answers within this is still heard


class Worker:
    """A running worker: its process, its caller's connection, and when it must be done."""

    def __init__(self, pid: int, connection: socket.socket, deadline: float) -> None:
        self.pid = pid
        self.connection = connection
        self.deadline = deadline
        self.handle = os.pidfd_open(pid)

    def end(self) -> int:
        """Kill it if it still runs, and return how it ended: 0, or minus the signal."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        os.close(self.handle)
        return os.waitstatus_to_exitcode(status)


def main() -> None:
    """Serve calls on the socket given as the first argument until standard input ends."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    workers: list[Worker] = []
    while True:
        poll = select.poll()
        poll.register(0, select.POLLIN | select.POLLHUP)
        poll.register(listener, select.POLLIN)
        for worker in workers:
            poll.register(worker.handle, select.POLLIN)
            poll.register(worker.connection, select.POLLRDHUP)
        soonest = min((worker.deadline for worker in workers), default=monotonic() + 60)
        ready = {handle for handle, _ in poll.poll(max(0.0, soonest + GRACE - monotonic()) * 1000)}
        if 0 in ready:
            for worker in workers:
                worker.end()
            _forget_address(listener)
            return
        workers = [worker for worker in workers if not _is_over(worker, ready)]
        if listener.fileno() in ready:
            workers += _start(listener)


def _forget_address(listener: socket.socket) -> None:
    """Take the socket's folder away: a server that was killed could not."""
    address = Path(listener.getsockname())
    with suppress(OSError):
        address.unlink(missing_ok=True)
        address.parent.rmdir()


def _is_over(worker: Worker, ready: set[int]) -> bool:
    is_late = monotonic() >= worker.deadline + GRACE
    if not (is_late or worker.handle in ready or worker.connection.fileno() in ready):
        return False
    ended = worker.end()
    if ended:
        reason = "time" if is_late or ended == -signal.SIGXCPU else "killed"
        with suppress(OSError):
            worker.connection.sendall(pack({"ended": reason}))
    worker.connection.close()
    return True


def _start(listener: socket.socket) -> list[Worker]:
    connection, _ = listener.accept()
    connection.settimeout(10)
    try:
        call = receive(connection)
        module = _module(call["function"])
        connection.sendall(BEGUN)
    except (Gone, OSError):
        connection.close()
        return []
    except Exception as error:  # noqa: BLE001 - a module that cannot be imported must not end the nursery
        with suppress(OSError):
            connection.sendall(pack({"crash": f"{type(error).__name__}: {error}"[:2000], "place": _place(error)}))
        connection.close()
        return []
    connection.settimeout(None)
    pid = os.fork()
    if pid == 0:
        listener.close()
        _work(connection, module, call)
    return [Worker(pid, connection, monotonic() + call["seconds"])]


def _module(function: str) -> ModuleType:
    name = function.partition(":")[0]
    if not ("." in name and name.endswith(SUFFIX)):
        raise ValueError(f"{name!r} is no module for workers.")
    return import_module(name)


def _work(connection: socket.socket, module: ModuleType, call: dict[str, Any]) -> None:
    """Do the call and end this process, whatever happens."""
    try:
        confine(seconds=call["seconds"], megabytes=call["megabytes"])
        connection.sendall(_answer(module, call))
    finally:
        os._exit(0)


def _answer(module: ModuleType, call: dict[str, Any]) -> bytes:
    try:
        return pack({"value": getattr(module, call["function"].partition(":")[2])(*call["args"], **call["kwargs"])})
    except DaimonError as error:
        return pack({"error": [error.code, error.status, error.message, error.fields]})
    except MemoryError:
        return pack({"ended": "memory"})
    except RecursionError:
        return pack({"ended": "depth"})
    except Exception as error:  # noqa: BLE001 - told to the server, which logs it
        return pack({"crash": f"{type(error).__name__}: {error}"[:2000], "place": _place(error)})


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""


if __name__ == "__main__":
    main()
