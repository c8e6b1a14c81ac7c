"""A file as the body of a request, read piece by piece as it is sent."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

PIECE = 1_000_000


def _nobody(size: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class FileBody:
    """The file's bytes; ``sent`` hears after each piece how many were sent, and what it raises ends the request."""

    path: Path
    sent: Callable[[int], None] = _nobody

    def __len__(self) -> int:
        return self.path.stat().st_size

    async def __aiter__(self) -> AsyncIterator[bytes]:
        done = 0
        with self.path.open("rb") as file:
            while piece := await asyncio.to_thread(file.read, PIECE):
                yield piece
                done += len(piece)
                self.sent(done)
