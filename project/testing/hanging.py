"""An async test that does not end fails, and says where each of its tasks waits.

Whatever else hangs is ended by pytest-timeout, which shows where each thread is.
"""

import asyncio
import functools
import inspect
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

LONGEST_SECONDS = 600.0


def pytest_itemcollected(item: pytest.Item) -> None:
    """Limit each async test."""
    if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
        item.obj = limited(item.obj, LONGEST_SECONDS)


def limited(test: Callable[..., Awaitable[None]], seconds: float) -> Callable[..., Awaitable[None]]:
    """The test, which fails after that many seconds."""

    @functools.wraps(test)
    async def run(*args: Any, **kwargs: Any) -> None:
        waits: list[str] = []
        task = asyncio.current_task()
        assert task is not None

        def end() -> None:
            waits.extend(sorted(" > ".join(_places(each.get_coro())) for each in asyncio.all_tasks()))
            task.cancel()

        alarm = asyncio.get_running_loop().call_later(seconds, end)
        try:
            await test(*args, **kwargs)
        except asyncio.CancelledError:
            if not waits:
                raise
        finally:
            alarm.cancel()
        if waits:
            pytest.fail(f"The test did not end within {seconds:g} seconds. Its tasks waited at:\n" + "\n".join(waits))

    return run


def _places(waiting: Any) -> Iterator[str]:
    """From a task's coroutine to the innermost one that it awaits."""
    while waiting is not None:
        kind = next((each for each in ("cr", "ag", "gi") if hasattr(waiting, f"{each}_frame")), "")
        frame = getattr(waiting, f"{kind}_frame", None)
        if frame is None:
            yield type(waiting).__name__
            return
        yield f"{frame.f_code.co_filename}:{frame.f_lineno} {frame.f_code.co_name}"
        waiting = getattr(waiting, "gi_yieldfrom" if kind == "gi" else f"{kind}_await")
