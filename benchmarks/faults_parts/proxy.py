"""A proxy between the site and a server of its: passes on, refuses, or accepts and stays silent."""

import asyncio
from dataclasses import dataclass, field


@dataclass
class Proxy:
    """Stands before the Unix socket ``upstream``; ``mode`` is pass, refuse or hang."""

    upstream: str
    mode: str = "pass"
    open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def serve_socket(self, path: str) -> asyncio.Server:
        """Listen on a Unix socket."""
        return await asyncio.start_unix_server(self._accept, path)

    async def serve_port(self, port: int) -> asyncio.Server:
        """Listen on a TCP port of the loopback interface."""
        return await asyncio.start_server(self._accept, "127.0.0.1", port)

    def set(self, mode: str) -> None:
        """From now on; open connections are cut when it refuses."""
        self.mode = mode
        if mode == "refuse":
            for writer in list(self.open):
                writer.transport.abort()

    async def cut(self, seconds: float = 0.5) -> None:
        """What a restart looks like: every connection ends, new ones are refused for a moment."""
        self.set("refuse")
        await asyncio.sleep(seconds)
        self.set("pass")

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.mode == "refuse":
            writer.transport.abort()
            return
        self.open.add(writer)
        try:
            there_reader, there_writer = await asyncio.open_unix_connection(self.upstream)
            await asyncio.gather(self._pipe(reader, there_writer), self._pipe(there_reader, writer))
        except (OSError, ConnectionError):
            pass
        finally:
            self.open.discard(writer)
            writer.close()

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            while self.mode == "hang":  # noqa: ASYNC110 - several pipes wait for one word
                await asyncio.sleep(0.05)
            writer.write(data)
            await writer.drain()
        writer.close()
