"""What is left to do for callers who have gone waits for the others who are leaving."""

import asyncio
from itertools import pairwise

import pytest

from chat.edge import leaving
from chat.edge.leaving import Departures


async def left(departures: Departures, names: str) -> tuple[list[str], list["asyncio.Task[None]"]]:
    """Callers who leave in this order; the list grows as each is called."""
    called: list[str] = []

    async def leave(name: str) -> None:
        await departures.turn()
        called.append(name)

    tasks = [asyncio.create_task(leave(name)) for name in names]
    await asyncio.sleep(0)
    return called, tasks


async def test_they_are_called_one_by_one_in_the_order_they_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "CALM_SECONDS", 0)
    called, tasks = await left(Departures(), "abc")
    seen = [0]
    while len(called) < 3:
        await asyncio.sleep(0)
        seen.append(len(called))
    assert called == ["a", "b", "c"]
    assert max(after - before for before, after in pairwise(seen)) == 1
    await asyncio.gather(*tasks)


async def test_nobody_is_called_while_others_are_leaving(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "CALM_SECONDS", 3600)
    monkeypatch.setattr(leaving, "LONGEST_WAIT", 3600)
    called, tasks = await left(Departures(), "ab")
    for _ in range(20):
        await asyncio.sleep(0)
    assert called == []
    for each in tasks:
        each.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_nobody_waits_for_ever_for_a_calm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "CALM_SECONDS", 3600)
    monkeypatch.setattr(leaving, "LONGEST_WAIT", 0)
    called, tasks = await left(Departures(), "ab")
    await asyncio.gather(*tasks)
    assert called == ["a", "b"]


async def test_one_who_was_cancelled_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "CALM_SECONDS", 0.01)
    called, (first, second) = await left(Departures(), "ab")
    first.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    assert called == ["b"]
