"""Watches what calls of tools do to the machine: files that appear, connections that are made, memory that grows."""

import ipaddress
import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil


@dataclass
class Trap:
    """A port on loopback where nobody may knock."""

    port: int
    knocks: int = 0


@contextmanager
def trap() -> Iterator[Trap]:
    """Listens, and counts who comes."""
    listening = socket.create_server(("127.0.0.1", 0))
    found = Trap(listening.getsockname()[1])

    def count() -> None:
        while True:
            try:
                listening.accept()[0].close()
            except OSError:
                return
            found.knocks += 1

    thread = threading.Thread(target=count, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


@dataclass
class Connections:
    """Addresses that this process connected to although they are none of its own servers, nor, where that is open to it, public."""

    own: frozenset[Any]
    is_public_open: bool = True
    refused: list[Any] = field(default_factory=list)

    def saw(self, address: Any) -> None:
        """Note an address that should not have been called; sockets of the file system are ours."""
        if not isinstance(address, tuple) or address[:2] in self.own:
            return
        if not (self.is_public_open and _is_public(str(address[0]))):
            self.refused.append(address)


@contextmanager
def connections(*own: tuple[str, int], is_public_open: bool = True) -> Iterator[Connections]:
    """Notes each connection of Python's own sockets, those of an event loop too."""
    found = Connections(frozenset(own), is_public_open)
    connect = socket.socket.connect

    def noted(self: socket.socket, address: Any) -> None:
        found.saw(address)
        connect(self, address)

    socket.socket.connect = noted  # type: ignore[method-assign, assignment]
    try:
        yield found
    finally:
        socket.socket.connect = connect  # type: ignore[method-assign]


@dataclass
class Files:
    """Files outside the allowed folders that this process opened for writing."""

    allowed: tuple[str, ...]
    written: list[str] = field(default_factory=list)
    is_watching: bool = True

    def saw(self, event: str, given: tuple[Any, ...]) -> None:
        """Python's word on each file that is opened."""
        if event != "open" or not self.is_watching or not isinstance(given[0], str | bytes | os.PathLike):
            return
        path, mode, flags = given
        if (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) or any(letter in (mode or "r") for letter in "wax+"):
            name = os.path.realpath(os.fsdecode(path))
            if not name.startswith(self.allowed):
                self.written.append(name)


@contextmanager
def files(*allowed: Path) -> Iterator[Files]:
    """Notes each file that is opened for writing elsewhere. A process keeps the hook for good: for benchmarks only."""
    found = Files((*(os.path.realpath(each) + os.sep for each in allowed), "/dev/", "/proc/"))
    sys.addaudithook(found.saw)
    try:
        yield found
    finally:
        found.is_watching = False


# What workers do is told by Python itself, in a process that the server starts and does not share with.
HOOK = """
import os, sys
OUT = {out!r}
def saw(event, given):
    if event == "open":
        path, mode, flags = given
        if not isinstance(path, (str, bytes, os.PathLike)):
            return
        if not ((flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) and not any(each in (mode or "r") for each in "wax+"):
            return
        told = os.path.realpath(os.fsdecode(path))
        if told == OUT or told.startswith(("/dev/", "/proc/", {folder!r})):
            return
    elif event in ("socket.connect", "socket.getaddrinfo"):
        if event == "socket.connect" and not isinstance(given[1], tuple):
            return
        told = event + " " + repr(given[1] if event == "socket.connect" else given[0])
    else:
        return
    with open(OUT, "a") as out:
        out.write(told.replace(chr(10), " ") + chr(10))
sys.addaudithook(saw)
"""


@contextmanager
def workers(folder: Path) -> Iterator[list[str]]:
    """What workers opened for writing outside ``folder``, and whom they called or looked up; the list is filled at the end."""
    from project.lib.worker import calls

    found: list[str] = []
    hooks, out = folder / "hooks", folder / "told"
    hooks.mkdir()
    hooks.joinpath("sitecustomize.py").write_text(
        HOOK.format(out=os.path.realpath(out), folder=os.path.realpath(folder) + os.sep)
    )
    calls.stop_workers()
    before = dict(calls.ENVIRONMENT)
    calls.ENVIRONMENT["PYTHONPATH"] = f"{hooks}{os.pathsep}{before['PYTHONPATH']}"
    calls.ENVIRONMENT["TMPDIR"] = str(
        folder / "tmp"
    )  # a library reads its model through a file there when it is loaded
    try:
        yield found
    finally:
        calls.ENVIRONMENT.clear()
        calls.ENVIRONMENT.update(before)
        calls.stop_workers()
        found += out.read_text().splitlines() if out.exists() else []


def names_below(root: Path, *, but: tuple[str, ...]) -> set[str]:
    """Every file below the folder, but for folders of some names."""
    found: set[str] = set()
    for folder, names, inside in os.walk(root):
        names[:] = [name for name in names if name not in but]
        found |= {str(Path(folder, name)) for name in inside}
    return found


def megabytes() -> float:
    """What this process and its children hold in memory."""
    own = psutil.Process()
    total = 0
    for each in (own, *own.children(recursive=True)):
        with suppress(psutil.Error):
            total += each.memory_full_info().pss  # what is shared with others is counted once
    return total / 1_000_000


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return False
