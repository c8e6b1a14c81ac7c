"""A test that hangs fails and says where."""

import asyncio

import pytest

from project.testing.hanging import limited


async def _never() -> None:
    await asyncio.Event().wait()


async def test_it_says_where_each_task_waits() -> None:
    async def hangs() -> None:
        await asyncio.gather(_never(), asyncio.sleep(60))

    with pytest.raises(pytest.fail.Exception) as caught:
        await limited(hangs, 0.1)()
    assert "hangs > " in str(caught.value)
    assert "_never > " in str(caught.value)
    assert "sleep" in str(caught.value)


async def test_one_that_ends_is_left_alone() -> None:
    told: list[str] = []

    async def ends(name: str) -> None:
        told.append(name)

    await limited(ends, 0.1)("Alice")
    await asyncio.sleep(0.2)
    assert told == ["Alice"]


async def test_who_cancels_it_is_heard() -> None:
    task = asyncio.create_task(limited(_never, 60)())  # type: ignore[arg-type]
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
