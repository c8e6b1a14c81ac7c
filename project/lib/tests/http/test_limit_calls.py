"""The guarded client against servers that are slow, large, packed, broken or away."""

import asyncio
import gzip
import time
import tracemalloc
import zlib

import pytest

from project.lib.http import (
    AnswerBroken,
    AnswerTooLarge,
    ConnectionFailed,
    OutboundError,
    OutboundTimeout,
    UnknownEncoding,
)
from project.lib.tests.http.serving import client_for, echo
from project.testing.wire import Received, Wire, WireServer


async def drip(request: Received, wire: Wire) -> None:
    await wire.head()
    while True:
        await wire.chunk(b".")
        await asyncio.sleep(0.01)


async def hang(request: Received, wire: Wire) -> None:
    await asyncio.Event().wait()


async def hang_after_head(request: Received, wire: Wire) -> None:
    await wire.head()
    await hang(request, wire)


@pytest.mark.parametrize("handler", [drip, hang, hang_after_head])
async def test_ends_at_the_total_deadline(handler: object) -> None:
    async with WireServer(handler) as server:
        started = time.monotonic()
        with pytest.raises(OutboundTimeout) as caught:
            await client_for(server, total_seconds=0.15).get(server.url)
        assert caught.value.what == "total"
        assert 0.1 < time.monotonic() - started < 10
        async with asyncio.timeout(1):
            await server.left.wait()
    assert server.open_connections == 0


@pytest.mark.parametrize("handler", [hang, hang_after_head])
async def test_ends_a_read_that_brings_nothing(handler: object) -> None:
    async with WireServer(handler) as server:
        with pytest.raises(OutboundTimeout) as caught:
            await client_for(server, read_seconds=0.05, total_seconds=10).get(server.url)
    assert caught.value.what == "read"


async def test_ends_an_answer_at_its_size_and_an_endless_line_early() -> None:
    async def flood(request: Received, wire: Wire) -> None:
        await wire.head()
        block = b"x" * 65_536
        for _ in range(1600):
            await wire.chunk(block)
        await wire.end()

    async with WireServer(flood) as server:
        tracemalloc.start()
        with pytest.raises(AnswerTooLarge):
            await client_for(server, max_bytes=300_000).get(server.url)
        client = client_for(server, max_bytes=500_000_000, max_line_bytes=200_000)
        with pytest.raises(AnswerTooLarge):
            async with client.stream("GET", server.url) as answer:
                assert [line async for line in answer.lines()] == []
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 8_000_000


async def test_splits_lines_wherever_the_chunks_break() -> None:
    text = b"one\r\ntwo\n\n\xc3\xa4 three\nrest"

    async def by_byte(request: Received, wire: Wire) -> None:
        await wire.head(content_type="text/plain")
        for byte in text:
            await wire.chunk(bytes([byte]))
        await wire.end()

    async with WireServer(by_byte) as server, client_for(server).stream("GET", server.url) as answer:
        assert [line async for line in answer.lines()] == [b"one", b"two", b"", b"\xc3\xa4 three", b"rest"]


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [("gzip", gzip.compress(b"a" * 1000, mtime=0)), ("deflate", zlib.compress(b"a" * 1000))],
    ids=["gzip", "deflate"],
)
async def test_unpacks_what_it_did_not_ask_for(encoding: str, packed: bytes) -> None:
    async def handle(request: Received, wire: Wire) -> None:
        await wire.answer(body=packed, content_encoding=encoding)

    async with WireServer(handle) as server:
        _, body = await client_for(server).get(server.url)
    assert body == b"a" * 1000


async def test_notices_a_bomb_before_it_is_in_memory() -> None:
    bomb = gzip.compress(bytes(200_000_000), compresslevel=9)

    async def handle(request: Received, wire: Wire) -> None:
        await wire.answer(body=bomb, content_encoding="gzip")

    async with WireServer(handle) as server:
        tracemalloc.start()
        with pytest.raises(AnswerTooLarge):
            await client_for(server, max_bytes=1_000_000).get(server.url)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 8_000_000


@pytest.mark.parametrize(("encoding", "packed"), [("br", b"x"), ("gzip", b"no gzip"), ("gzip, gzip", b"x")])
async def test_refuses_packing_it_cannot_read(encoding: str, packed: bytes) -> None:
    async def handle(request: Received, wire: Wire) -> None:
        await wire.answer(body=packed, content_encoding=encoding)

    async with WireServer(handle) as server:
        with pytest.raises(UnknownEncoding):
            await client_for(server).get(server.url)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"", ConnectionFailed),
        (b"not http at all\r\n\r\n", AnswerBroken),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf", AnswerBroken),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n", AnswerBroken),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nhello\r\n", AnswerBroken),
        (b"HTTP/1.1 200 OK\r\n" + b"x-long: " + b"a" * 200_000, AnswerBroken),
    ],
)
async def test_names_a_broken_answer(answer: bytes, expected: type[OutboundError]) -> None:
    async def handle(request: Received, wire: Wire) -> None:
        await wire.raw(answer)
        wire.keep = False

    async with WireServer(handle) as server:
        with pytest.raises(expected):
            await client_for(server, total_seconds=5).get(server.url)


async def test_names_a_closed_port() -> None:
    async with WireServer(echo) as server:
        client, url = client_for(server), server.url
    with pytest.raises(ConnectionFailed):
        await client.get(url)


async def test_closes_the_connection_when_left_early_or_cancelled() -> None:
    async with WireServer(drip) as server:
        async with client_for(server).stream("GET", server.url) as answer:
            await anext(answer.chunks())
        async with asyncio.timeout(1):
            await server.left.wait()
        server.left.clear()
        task = asyncio.ensure_future(client_for(server).get(server.url))
        await server.has_received(2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(1):
            await server.left.wait()
        assert server.open_connections == 0


async def test_serves_others_while_one_server_hangs() -> None:
    async with WireServer(hang) as stuck, WireServer(echo) as server:
        waiting = [asyncio.ensure_future(client_for(stuck, total_seconds=5).get(stuck.url)) for _ in range(50)]
        await asyncio.sleep(0)
        started = time.monotonic()
        await client_for(server).get(server.url)
        assert time.monotonic() - started < 4  # the others give up after five
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
