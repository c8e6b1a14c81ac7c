"""Callers of every model that misbehaves, in a process of their own: what floods them must not slow those who measure.

python -m benchmarks.door_parts.storm ADDRESS KEY...
"""

import asyncio
import sys

import httpx2 as httpx

from training.providers.loopback import FAULTS

ENDLESS = {"hang", "hang_after_head", "hang_midway", "drip", "endless"}  # end when their caller leaves
LEAVES_SECONDS = 2.0


async def storm(address: str, keys: list[str]) -> None:
    """Call every fault whole and streamed, three at a time; leave those that never end."""
    gate = asyncio.Semaphore(3)

    async def call(place: int, fault: str, is_stream: bool) -> None:
        body = {"model": fault, "stream": is_stream, "messages": [{"role": "user", "content": f"Hello {is_stream}"}]}
        headers = {"Authorization": f"Bearer {keys[place % len(keys)]}"}
        limit = LEAVES_SECONDS if fault in ENDLESS else 60.0
        async with gate:
            try:
                async with asyncio.timeout(limit):
                    await client.post("/v1/chat/completions", json=body, headers=headers)
            except TimeoutError:
                pass

    async with httpx.AsyncClient(base_url=address, timeout=70) as client:
        await asyncio.gather(
            *(call(at, name, kind) for at, name in enumerate(sorted(FAULTS)) for kind in (False, True))
        )


if __name__ == "__main__":
    asyncio.run(storm(sys.argv[1], sys.argv[2:]))
