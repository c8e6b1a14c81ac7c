"""A leash drops the connections of abandoned work within one step, and the pool never lends them again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from project.lib.http import Client, Leash, Limits, Policy, close_pools
from project.lib.http.pool import MOST_IDLE, shared_pool
from project.testing.wire import Received, Wire, WireServer


async def talk(request: Received, wire: Wire) -> None:
    """Answer /short at once, and anything else without end."""
    if request.path == "/short":
        await wire.answer(200, b"short\n")
        return
    await wire.head()
    await wire.chunk(b"first\n")
    await asyncio.Event().wait()


@pytest.fixture
async def server() -> AsyncIterator[WireServer]:
    async with WireServer(talk) as running:
        yield running
        await close_pools()


def client_of(server: WireServer) -> Client:
    return Client(policy=Policy.allowing((server.address,)), limits=Limits(total_seconds=10))


async def listen(server: WireServer, leash: Leash, heard: asyncio.Event) -> None:
    with leash.held():
        async with (
            client_of(server).stream("GET", f"{server.url}/long") as answer,
            aclosing(answer.lines()) as lines,
        ):
            async for _ in lines:
                heard.set()


async def test_a_cut_closes_the_connection_and_wakes_nobody(server: WireServer) -> None:
    leash, heard = Leash(), asyncio.Event()
    work = asyncio.create_task(listen(server, leash, heard))
    await heard.wait()
    assert leash.cut()
    async with asyncio.timeout(1):
        await server.left.wait()
    await asyncio.sleep(0)
    assert not work.done()
    assert server.open_connections == 0
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert not leash.cut()


async def test_an_answer_that_is_over_is_off_the_leash(server: WireServer) -> None:
    leash = Leash()
    with leash.held():
        await client_of(server).get(f"{server.url}/short")
    assert not leash.cut()
    await client_of(server).get(f"{server.url}/short")
    assert server.connections == 1


async def test_work_beside_it_keeps_its_connection(server: WireServer) -> None:
    cut, kept = Leash(), Leash()
    heard = asyncio.Event(), asyncio.Event()
    works = [asyncio.create_task(listen(server, leash, event)) for leash, event in zip((cut, kept), heard, strict=True)]
    await asyncio.gather(*(event.wait() for event in heard))
    cut.cut()
    async with asyncio.timeout(1):
        await server.left.wait()
    assert server.open_connections == 1
    for work in works:
        work.cancel()
    await asyncio.gather(*works, return_exceptions=True)


async def test_a_connection_the_server_closed_is_not_lent(server: WireServer) -> None:
    await client_of(server).get(f"{server.url}/short")
    for task in list(server._tasks):
        task.cancel()
    await server.left.wait()
    await asyncio.sleep(0.05)
    _, body = await client_of(server).get(f"{server.url}/short")
    assert body == b"short\n"
    assert server.connections == 2


async def test_only_so_many_idle_connections_are_kept(server: WireServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("project.lib.http.pool.MOST_IDLE", 3)
    await asyncio.gather(*(client_of(server).get(f"{server.url}/short") for _ in range(8)))
    async with asyncio.timeout(2):
        while server.open_connections > 3:
            await asyncio.sleep(0.01)
    assert server.open_connections == 3
    assert MOST_IDLE == 100


async def test_a_pool_that_was_closed_keeps_nothing(server: WireServer) -> None:
    client = client_of(server)
    pool = shared_pool(client.policy)
    async with client.stream("GET", f"{server.url}/short") as answer:
        await close_pools()
        await answer.read()
    async with asyncio.timeout(1):
        while server.open_connections:
            await asyncio.sleep(0.01)
    assert pool._idle == []
