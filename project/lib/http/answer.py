"""An answer from another server, read within its limits and never beyond."""

import asyncio
import json
import zlib
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpcore2

from project.lib.http.errors import (
    AnswerBroken,
    AnswerTooLarge,
    ConnectionFailed,
    OutboundBusy,
    OutboundError,
    OutboundTimeout,
    UnknownEncoding,
)
from project.lib.http.leash import Leash
from project.lib.http.limits import Deadline, Limits
from project.lib.http.urls import Target

BREATH = 131_072  # bytes; what is waiting in the buffer comes without a pause otherwise


@contextmanager
def named_errors(deadline: Deadline, broken: type[OutboundError]) -> Iterator[None]:
    """Turn the network library's errors into ours; ``broken`` is what a lost connection means at this point."""
    try:
        yield
    except httpcore2.PoolTimeout as error:
        raise OutboundBusy() from error
    except httpcore2.ConnectTimeout as error:
        raise OutboundTimeout("The server could not be reached in time.", what="connect") from error
    except (httpcore2.TimeoutException, TimeoutError) as error:
        what = "total" if deadline.has_passed else "read"
        raise OutboundTimeout("The server stopped answering." if what == "read" else "", what=what) from error
    except httpcore2.ConnectError as error:
        raise ConnectionFailed() from error
    except httpcore2.RemoteProtocolError as error:
        if broken is ConnectionFailed and "disconnected without" in str(error):
            raise ConnectionFailed("The server closed the connection without an answer.") from error
        raise AnswerBroken("The server's answer is no proper HTTP, or broke off.") from error
    except httpcore2.ProtocolError as error:
        raise AnswerBroken("The server's answer is no proper HTTP, or broke off.") from error
    except (httpcore2.NetworkError, OSError) as error:
        raise broken() from error


class Answer:
    """Status, headers and body of an answer; the body is read once, by whichever method reads it first."""

    def __init__(
        self, raw: httpcore2.Response, target: Target, limits: Limits, deadline: Deadline, leash: Leash | None = None
    ) -> None:
        self.status: int = raw.status
        self.url = target.url
        self.headers: Mapping[str, str] = _headers(raw.headers)
        self._raw = raw
        self._limits = limits
        self._deadline = deadline
        self._leash = leash
        if leash is not None:
            leash.add(raw.extensions["network_stream"])

    @property
    def content_type(self) -> str:
        """The media type alone, lower-case, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def certificate(self) -> Mapping[str, Any]:
        """The server's checked certificate as Python's ssl module tells it; empty over plain http."""
        tls = self._raw.extensions["network_stream"].get_extra_info("ssl_object")
        return tls.getpeercert() or {} if tls is not None else {}

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """The body as it arrives, unpacked, at most ``max_bytes`` of it; a flood of it leaves the loop to others in between."""
        unpack = _unpacker(self.headers.get("content-encoding", ""))
        left = self._limits.max_bytes
        rest_at = left - BREATH
        async for packed in self._arriving():
            for chunk in unpack(packed, left):
                left -= len(chunk)
                if left < 0:
                    raise AnswerTooLarge(f"The server sent more than {self._limits.max_bytes} bytes.")
                if chunk:
                    yield chunk
                if left < rest_at:
                    rest_at = left - BREATH
                    await asyncio.sleep(0)

    async def lines(self) -> AsyncGenerator[bytes, None]:
        """The body's lines without their ends; a line beyond ``max_line_bytes`` raises before it is kept."""
        kept, longest = bytearray(), self._limits.max_line_bytes
        async for chunk in self.chunks():
            searched = len(kept)
            kept += chunk
            start = 0
            while (end := kept.find(b"\n", max(start, searched))) >= 0:
                if end - start > longest:
                    raise AnswerTooLarge(f"The server sent a line of more than {longest} bytes.")
                yield bytes(kept[start:end]).removesuffix(b"\r")
                start = end + 1
            del kept[:start]
            if len(kept) > longest:
                raise AnswerTooLarge(f"The server sent a line of more than {longest} bytes.")
        if kept:
            yield bytes(kept)

    async def read(self) -> bytes:
        """The whole body."""
        return b"".join([chunk async for chunk in self.chunks()])

    async def read_start(self, most: int) -> bytes:
        """The first ``most`` bytes of the body, and no error where there is more or the rest is broken."""
        found = bytearray()
        try:
            async for chunk in self.chunks():
                found += chunk
                if len(found) >= most:
                    break
        except OutboundError:
            pass
        return bytes(found[:most])

    async def json(self) -> Any:
        """The body as JSON; ValueError where it is none."""
        try:
            return json.loads(await self.read())
        except RecursionError as error:
            raise ValueError("The JSON is nested too deeply.") from error

    async def aclose(self) -> None:
        """Give the connection back, or close it where the body was not read to its end."""
        if self._leash is not None:
            self._leash.discard(self._raw.extensions["network_stream"])
        await self._raw.aclose()

    async def _arriving(self) -> AsyncIterator[bytes]:
        """Raw chunks; each wait ends at the read limit or the deadline, whichever is first."""
        stream = self._raw.stream
        assert isinstance(stream, AsyncIterable)
        parts = aiter(stream)
        while True:
            with named_errors(self._deadline, AnswerBroken):
                try:
                    async with asyncio.timeout_at(self._deadline.next_wait(self._limits.read_seconds)):
                        part = await anext(parts)
                except StopAsyncIteration:
                    return
            yield part


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by lower-case name; repeated ones joined by a comma."""
    found: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("ascii", "replace").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _unpacker(encoding: str) -> Any:
    """A function that unpacks one chunk to at most a little more than what is left, piece by piece."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return lambda chunk, _left: (chunk,)
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise UnknownEncoding(f"The server's answer is packed as {encoding[:40]!r}, which was not asked for.")
    return _Inflater()


class _Inflater:
    """Unpacks gzip and zlib in pieces of at most 64 KB, so that a bomb is noticed before it is in memory."""

    PIECE = 65_536

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(zlib.MAX_WBITS | 32)

    def __call__(self, chunk: bytes, left: int) -> Iterator[bytes]:
        while chunk and not self._zlib.eof:
            try:
                piece = self._zlib.decompress(chunk, self.PIECE)
            except zlib.error as error:
                raise UnknownEncoding() from error
            chunk = self._zlib.unconsumed_tail
            left -= len(piece)
            yield piece
            if left < 0:
                return
