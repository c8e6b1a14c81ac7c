"""Everything that a model's server has been seen to do wrong, by name."""

import asyncio
import zlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from typing import TYPE_CHECKING

from project.testing.wire import Wire

if TYPE_CHECKING:
    from training.providers.loopback.server import ModelServer

Fault = Callable[["ModelServer", Wire], Awaitable[None]]
FAULTS: dict[str, Fault] = {}
HUGE = 100_000_000


def fault(function: Fault) -> Fault:
    """Register a fault under its function's name."""
    FAULTS[function.__name__] = function
    return function


def _refusing(name: str, status: int, message: str, code: str = "", **headers: str) -> None:
    async def refuse(server: "ModelServer", wire: Wire) -> None:
        await server.refuse(wire, status, message, code, **headers)

    FAULTS[name] = refuse


_refusing("unauthorized", 401, "Incorrect API key provided.", "invalid_api_key")
_refusing("forbidden", 403, "Your key may not use this model.")
_refusing("unpaid", 402, "Payment required.")
_refusing("not_found", 404, "The model 'x' does not exist.", "model_not_found")
_refusing("unprocessable", 422, "temperature: must be at most 2")
_refusing("too_long", 400, "This model's maximum context length is 10 tokens.", "context_length_exceeded")
_refusing("too_large", 413, "Request too large.")
_refusing("limited", 429, "Rate limit reached.", "rate_limit_exceeded", retry_after="7")
_refusing("limited_without_time", 429, "Rate limit reached.", "rate_limit_exceeded")
_refusing("out_of_credit", 429, "You exceeded your current quota.", "insufficient_quota")
_refusing("broken", 500, "Internal error.")
_refusing("unavailable", 503, "Loading model.")
_refusing("overloaded", 529, "Overloaded.", "overloaded_error")


@fault
async def limited_until(server: "ModelServer", wire: Wire) -> None:
    """429 with a date in Retry-After."""
    until = datetime.now(UTC) + timedelta(seconds=30)
    await server.refuse(wire, 429, "Rate limit reached.", retry_after=format_datetime(until, usegmt=True))


@fault
async def hang(server: "ModelServer", wire: Wire) -> None:
    """Takes the request and never answers."""
    await asyncio.Event().wait()


@fault
async def hang_after_head(server: "ModelServer", wire: Wire) -> None:
    """Says 200 and nothing more."""
    await wire.head(content_type=server.stream_type)
    await asyncio.Event().wait()


@fault
async def hang_midway(server: "ModelServer", wire: Wire) -> None:
    """Stops in the middle of the answer without closing."""
    await _begin(server, wire)
    await asyncio.Event().wait()


@fault
async def disconnect(server: "ModelServer", wire: Wire) -> None:
    """Closes the connection without an answer."""
    wire.cut()


@fault
async def not_http(server: "ModelServer", wire: Wire) -> None:
    """Answers with something that is no HTTP."""
    await wire.raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
    wire.keep = False


@fault
async def huge_headers(server: "ModelServer", wire: Wire) -> None:
    """Sends headers without end."""
    await wire.raw(b"HTTP/1.1 200 OK\r\n")
    while True:
        await wire.raw(b"x-more: " + b"a" * 60_000 + b"\r\n")


@fault
async def web_page(server: "ModelServer", wire: Wire) -> None:
    """A web page with status 200, as a captive portal sends it."""
    await wire.answer(200, b"<!doctype html><title>Sign in</title>", "text/html; charset=utf-8")


@fault
async def error_page(server: "ModelServer", wire: Wire) -> None:
    """A proxy's own error page."""
    await wire.answer(502, b"<html><body><h1>502 Bad Gateway</h1></body></html>", "text/html")


@fault
async def empty(server: "ModelServer", wire: Wire) -> None:
    """200 and an empty body."""
    await wire.answer(200, b"", server.stream_type)


@fault
async def no_content(server: "ModelServer", wire: Wire) -> None:
    """204 instead of an answer."""
    await wire.answer(204)


@fault
async def garbage(server: "ModelServer", wire: Wire) -> None:
    """Lines that are not the protocol."""
    await wire.answer(200, b"\x01\x02 what is this?\n{]}\n\n", server.stream_type)


@fault
async def broken_json(server: "ModelServer", wire: Wire) -> None:
    """A proper beginning, then JSON that breaks off."""
    await _begin(server, wire)
    await wire.chunk(server.delta("x").replace(b"}", b"", 1))
    await wire.end()


@fault
async def not_utf8(server: "ModelServer", wire: Wire) -> None:
    """Text in another encoding."""
    await _begin(server, wire)
    await wire.chunk(server.delta("XXX").replace(b"XXX", b"\xff\xfe\xe4"))
    await wire.end()


@fault
async def wrong_shapes(server: "ModelServer", wire: Wire) -> None:
    """JSON of the right keys and wrong types."""
    body = b'{"type": "content_block_delta", "delta": "no", "choices": "no", "message": "no"}'
    await wire.answer(
        200, (b"data: " + body + b"\n\n") if "event" in server.stream_type else body + b"\n", server.stream_type
    )


@fault
async def deep_json(server: "ModelServer", wire: Wire) -> None:
    """JSON nested deeper than any parser likes."""
    body = b'{"message":' * 50_000
    await wire.answer(
        200, (b"data: " + body + b"\n\n") if "event" in server.stream_type else body + b"\n", server.stream_type
    )


@fault
async def half_stream(server: "ModelServer", wire: Wire) -> None:
    """Drops the connection in the middle of the answer."""
    await _begin(server, wire)
    wire.cut()


@fault
async def clean_cut(server: "ModelServer", wire: Wire) -> None:
    """Ends the body properly in the middle of the answer, as a dying worker behind a proxy does."""
    await _begin(server, wire)
    await wire.end()


@fault
async def half_line(server: "ModelServer", wire: Wire) -> None:
    """Ends in the middle of a line."""
    await _begin(server, wire)
    await wire.chunk(server.delta("half")[:-12])
    await wire.end()


@fault
async def fault_midway(server: "ModelServer", wire: Wire) -> None:
    """Reports a failure of its own in the middle of the answer."""
    await _begin(server, wire)
    await wire.chunk(server.stream_error("The engine died."))
    await wire.end()


@fault
async def drip(server: "ModelServer", wire: Wire) -> None:
    """A byte at a time for ever: no read ever waits long."""
    await wire.head(content_type=server.stream_type)
    while True:
        await wire.chunk(b" ")
        await asyncio.sleep(0.005)


@fault
async def endless(server: "ModelServer", wire: Wire) -> None:
    """Proper pieces of text that never come to an end, at a reader's pace."""
    await wire.head(content_type=server.stream_type)
    while True:
        await wire.chunk(server.delta("and "))
        await asyncio.sleep(0.002)


@fault
async def flood(server: "ModelServer", wire: Wire) -> None:
    """Proper pieces of text as fast as the wire takes them, without end."""
    await wire.head(content_type=server.stream_type)
    block = server.delta("x" * 60_000)
    while True:
        await wire.chunk(block)


@fault
async def huge_line(server: "ModelServer", wire: Wire) -> None:
    """One line of a hundred megabytes."""
    await wire.head(content_type=server.stream_type)
    block = b"x" * 1_000_000
    await wire.chunk(b'data: {"choices": "')
    for _ in range(HUGE // len(block)):
        await wire.chunk(block)
    await wire.end()


@fault
async def bomb(server: "ModelServer", wire: Wire) -> None:
    """A small body that unpacks to a hundred megabytes."""
    await wire.answer(200, packed_zeros(), server.stream_type, content_encoding="gzip")


@fault
async def redirect(server: "ModelServer", wire: Wire) -> None:
    """Sends the caller, its key and its words elsewhere."""
    await wire.answer(307, location="http://169.254.169.254/latest/meta-data/")


@cache
def packed_zeros() -> bytes:
    """A hundred megabytes of nothing, packed piece by piece."""
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    return b"".join([*(packer.compress(bytes(1_000_000)) for _ in range(HUGE // 1_000_000)), packer.flush()])


async def _begin(server: "ModelServer", wire: Wire) -> None:
    await wire.head(content_type=server.stream_type)
    await wire.chunk(server.delta("Once "))
    await wire.chunk(server.delta("upon "))
