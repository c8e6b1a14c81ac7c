"""How long a call may take and how much it may bring."""

import asyncio
from dataclasses import dataclass

from project.lib.http.errors import OutboundTimeout


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes; ``total_seconds`` covers everything from the name to the answer's last byte."""

    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    total_seconds: float = 60.0
    max_bytes: int = 10_000_000
    max_line_bytes: int = 1_000_000
    max_redirects: int = 5


class Deadline:
    """The moment a call must be over, on the loop's clock."""

    __slots__ = ("_at",)

    def __init__(self, seconds: float) -> None:
        self._at = asyncio.get_running_loop().time() + seconds

    def next_wait(self, seconds: float) -> float:
        """When a wait of ``seconds`` must end: at the deadline at the latest. Raises OutboundTimeout after it."""
        now = asyncio.get_running_loop().time()
        if now >= self._at:
            raise OutboundTimeout(what="total")
        return min(self._at, now + seconds)

    @property
    def has_passed(self) -> bool:
        """Whether the time is up."""
        return asyncio.get_running_loop().time() >= self._at
