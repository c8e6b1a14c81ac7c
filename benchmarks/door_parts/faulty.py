"""One model's server for each misbehaviour, one that behaves and one that never answers, in a process of their own.

    python -m benchmarks.door_parts.faulty

Prints one line of JSON with the base URL of each by the name of its fault, of ``healthy`` and ``silent``; ends with its input.
"""

import asyncio
import json
import sys
from contextlib import AsyncExitStack

from training.providers.loopback import FAULTS, OpenAIServer
from training.providers.loopback.faults import packed_zeros


async def serve() -> None:
    """Listen until whoever started this closes its input."""
    async with AsyncExitStack() as stack:
        servers = {name: OpenAIServer(fault=name) for name in FAULTS}
        servers |= {"healthy": OpenAIServer(), "silent": OpenAIServer(fault="hang")}
        for each in servers.values():
            await stack.enter_async_context(each)
        packed_zeros()  # made once, before anybody waits for it
        print(json.dumps({name: each.base_url for name, each in servers.items()}), flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve())
