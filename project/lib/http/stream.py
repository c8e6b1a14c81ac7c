"""One connection on the running event loop, as httpcore2 wants it; and one that can be dropped within a single step."""

import asyncio
import socket
import ssl
from typing import Any, cast

import httpcore2

MOST_UNREAD = 262_144  # bytes kept for a reader who is slower than the server


class _Inbox(asyncio.Protocol):
    """What has arrived and is not read yet."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.is_over = False
        self.problem: Exception | None = None
        self.is_muted = False
        self.may_write = asyncio.Event()
        self.may_write.set()
        self.transport: asyncio.Transport | None = None
        self.reader: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if len(self.buffer) > MOST_UNREAD and self.transport is not None:
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        self.is_over = True
        self._wake()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_over = True
        self.problem = exc
        self.may_write.set()
        self._wake()

    def pause_writing(self) -> None:
        self.may_write.clear()

    def resume_writing(self) -> None:
        self.may_write.set()

    def _wake(self) -> None:
        if self.reader is not None and not self.reader.done() and not self.is_muted:
            self.reader.set_result(None)


class Stream(httpcore2.AsyncNetworkStream):
    """A TCP connection, plain or encrypted."""

    def __init__(self, transport: asyncio.Transport, inbox: _Inbox) -> None:
        self._transport = transport
        self._inbox = inbox

    @classmethod
    async def connected(cls, address: str, port: int, timeout: float | None) -> "Stream":
        """A connection to that address; ConnectError or ConnectTimeout where there is none."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                transport, inbox = await loop.create_connection(_Inbox, address, port)
        except TimeoutError as error:
            raise httpcore2.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpcore2.ConnectError(str(error)) from error
        return cls(transport, inbox)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has arrived, at least a byte of it; nothing at the other side's end."""
        inbox = self._inbox
        if not inbox.buffer and not inbox.is_over:
            await self._arrival(timeout)
        if not inbox.buffer:
            if inbox.problem is not None or (self._transport.is_closing() and not inbox.is_over):
                raise httpcore2.ReadError(str(inbox.problem or "closed"))
            return b""
        data = bytes(inbox.buffer[:max_bytes])
        del inbox.buffer[:max_bytes]
        if not inbox.is_over and len(inbox.buffer) <= MOST_UNREAD:
            self._transport.resume_reading()
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes; returns when the system has taken enough of them."""
        if self._transport.is_closing() or self._inbox.problem is not None:
            raise httpcore2.WriteError("closed")
        self._transport.write(buffer)
        if self._inbox.may_write.is_set():
            return
        try:
            async with asyncio.timeout(timeout):
                await self._inbox.may_write.wait()
        except TimeoutError as error:
            raise httpcore2.WriteTimeout from error

    async def aclose(self) -> None:
        """Close the connection at once."""
        self._transport.abort()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.AsyncNetworkStream:
        """The same connection, encrypted; ConnectError where the certificate or the handshake is wrong."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                encrypted = await loop.start_tls(
                    self._transport, self._inbox, ssl_context, server_hostname=server_hostname
                )
        except BaseException as error:
            self._transport.abort()
            if isinstance(error, TimeoutError):
                raise httpcore2.ConnectTimeout(str(error)) from error
            if isinstance(error, OSError):  # an SSLError is one
                raise httpcore2.ConnectError(str(error)) from error
            raise
        if encrypted is None:
            raise httpcore2.ConnectError("The connection broke during the handshake.")
        self._inbox.transport = encrypted
        return Stream(encrypted, self._inbox)

    def get_extra_info(self, info: str) -> Any:
        """What httpcore2 asks of a connection."""
        if info == "is_readable":  # of an idle connection: the server has closed it, or sent what nobody asked for
            return bool(self._inbox.buffer) or self._inbox.is_over
        names = {"client_addr": "sockname", "server_addr": "peername"}
        return self._transport.get_extra_info(names.get(info, info))

    def cut(self) -> None:
        """Shut both directions down now; whoever reads here is not woken, and has to be cancelled."""
        self._inbox.is_muted = True
        raw = self._transport.get_extra_info("socket")
        if raw is None or raw.fileno() < 0:
            return
        self._transport.pause_reading()  # or the loop would come to hear of the end, which nobody here waits for
        # Event loops lend their sockets without shutdown(); a second handle of the same descriptor has it.
        same = socket.socket(raw.family, raw.type, raw.proto, fileno=raw.fileno())
        try:
            same.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the other side was quicker
        finally:
            same.detach()  # the loop goes on to own it

    async def _arrival(self, timeout: float | None) -> None:
        inbox = self._inbox
        inbox.reader = asyncio.get_running_loop().create_future()
        try:
            if timeout is None:
                await inbox.reader
            else:
                async with asyncio.timeout(timeout):
                    await inbox.reader
        except TimeoutError as error:
            raise httpcore2.ReadTimeout from error
        finally:
            inbox.reader = None
