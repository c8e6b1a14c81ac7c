"""Waits for what another process is about to do, within a bound."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(look: Callable[[], T | None], *, seconds: float = 5.0) -> T:
    """What ``look`` finds as soon as it is something; AssertionError when it finds nothing in time."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.02)
