"""A model's server that talks slowly and for ever, in a process of its own, and notes when each caller hangs up.

    python -m benchmarks.door_parts.upstream PORT

Each prompt holds ``caller NUMBER``. ``GET /report`` tells the moment (on the machine's monotonic clock) at which each
caller's connection closed, and how many streams are open.
"""

import asyncio
import json
import re
import sys
import time
from typing import cast

import uvloop

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
EVERY_SECONDS = 1.0
CALLER = re.compile(rb"caller (\d+)")


def piece(words: str) -> bytes:
    """One framed event with some words."""
    choice = {"index": 0, "delta": {"content": words}, "finish_reason": None}
    data = (
        b"data: " + json.dumps({"id": "x", "object": "chat.completion.chunk", "choices": [choice]}).encode() + b"\n\n"
    )
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


PIECE = piece("and so on ")


class Talker(asyncio.Protocol):
    """One connection."""

    closed: dict[int, float] = {}
    streams: set["Talker"] = set()

    def __init__(self) -> None:
        self._heard = b""
        self._number: int | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        self._heard += data
        if self._heard.startswith(b"GET /report") and b"\r\n\r\n" in self._heard:
            body = json.dumps({"closed": self.closed, "open": len(self.streams)}).encode()
            self._transport.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
            self._heard = b""
        elif self._number is None and (found := CALLER.search(self._heard)) and self._heard.endswith(b"}"):
            self._number = int(found[1])
            self.streams.add(self)
            self._transport.write(HEAD + PIECE)

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        if self._number is not None:
            self.closed[self._number] = time.monotonic()
            self.streams.discard(self)

    def talk(self) -> None:
        """The next words."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(PIECE)


async def serve(port: int) -> None:
    """Listen until the process is ended."""
    await asyncio.get_running_loop().create_server(Talker, "127.0.0.1", port, backlog=2048)
    print("ready", flush=True)
    while True:
        streams = list(Talker.streams)
        rest = EVERY_SECONDS / max(len(streams) / 10, 1)  # ten at a time, evenly over the second
        for place, each in enumerate(streams):
            each.talk()
            if place % 10 == 9:
                await asyncio.sleep(rest)
        await asyncio.sleep(rest)


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))  # so that what is measured is the site, and not the close here
