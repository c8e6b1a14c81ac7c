"""One provider's server: its address, its key, and calls to it whose every failure is a ProviderError."""

import json
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing, contextmanager
from typing import Any

from project.lib.http import (
    AddressRefused,
    Answer,
    AnswerBroken,
    AnswerTooLarge,
    Client,
    Credential,
    CredentialRefused,
    FileBody,
    InvalidUrl,
    Limits,
    OutboundBusy,
    OutboundError,
    OutboundTimeout,
    RedirectRefused,
    UnknownEncoding,
    outbound,
)
from training.providers.errors import (
    DeadlineExceeded,
    ProviderError,
    ProviderGarbage,
    ProviderNotAllowed,
    ProviderUnreachable,
    StreamCutShort,
    StreamTooLarge,
)
from training.providers.protocol import Health
from training.providers.wire.refusals import refusal

CONNECT_SECONDS = 10.0
QUICK = Limits(connect_seconds=5, read_seconds=15, total_seconds=30, max_bytes=16_000_000, max_redirects=0)
PROBE = Limits(connect_seconds=3, read_seconds=5, total_seconds=5, max_bytes=4_000_000, max_redirects=0)
EMBED = Limits(connect_seconds=10, read_seconds=120, total_seconds=180, max_bytes=64_000_000, max_redirects=0)
MOST_STREAM_BYTES = 32_000_000
LONGEST_LINE = 1_000_000
REFUSAL_BYTES = 65_536


class Upstream:
    """Calls below one base URL; the key goes to that URL's origin only, and never into an error or a repr."""

    def __init__(
        self,
        base_url: str,
        *,
        secret: str = "",
        secret_headers: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._secret = secret
        self._secret_headers = (secret_headers or {}) if secret else {}
        self._headers = headers or {}

    def __repr__(self) -> str:
        return f"Upstream({self.base_url})"

    async def get(self, path: str, *, limits: Limits = QUICK) -> Any:
        """The JSON at ``path``."""
        return await self._json("GET", path, None, limits)

    async def post(self, path: str, body: Any, *, limits: Limits = QUICK) -> Any:
        """The JSON that the server answers to ``body``."""
        return await self._json("POST", path, body, limits)

    async def delete(self, path: str, body: Any, *, limits: Limits = QUICK) -> None:
        """Ask the server to delete what ``body`` names."""
        with self._named():
            async with self._client(limits).stream(
                "DELETE", self.base_url + path, json=body, headers=self._headers
            ) as answer:
                await self._expect(answer, "")

    async def has(self, path: str) -> bool:
        """Whether there is something at ``path``."""
        with self._named():
            async with self._client(QUICK).stream("HEAD", self.base_url + path, headers=self._headers) as answer:
                if answer.status != 404:
                    await self._expect(answer, "")
                return answer.status == 200

    async def upload(self, path: str, file: FileBody, *, total_seconds: float) -> None:
        """Send a file to ``path``, however large, with memory for a piece of it."""
        limits = Limits(CONNECT_SECONDS, total_seconds, total_seconds, REFUSAL_BYTES, max_redirects=0)
        with self._named():
            async with self._client(limits).stream(
                "POST", self.base_url + path, body=file, headers=self._headers
            ) as answer:
                if answer.status != 201:
                    await self._expect(answer, "")

    async def lines(self, path: str, body: Any, *, accept: str, total_seconds: float) -> AsyncGenerator[bytes, None]:
        """The lines of a streamed answer; closing the generator closes the connection at once."""
        limits = Limits(CONNECT_SECONDS, total_seconds, total_seconds, MOST_STREAM_BYTES, LONGEST_LINE, 0)
        with self._named():
            async with self._client(limits).stream(
                "POST", self.base_url + path, json=body, headers={"accept": accept, **self._headers}
            ) as answer:
                await self._expect(answer, accept)
                with _cut_short():
                    async with aclosing(answer.lines()) as lines:
                        async for line in lines:
                            yield line

    async def probe(self, ask: Callable[[Limits], Awaitable[str]]) -> Health:
        """How ``ask`` went and how long it took; it returns the server's version or nothing."""
        started = time.monotonic()
        try:
            version = await ask(PROBE)
        except ProviderError as error:
            return Health(False, _since(started), error.code, error.message)
        return Health(True, _since(started), version=version[:80])

    async def _json(self, method: str, path: str, body: Any, limits: Limits) -> Any:
        with self._named():
            async with self._client(limits).stream(
                method, self.base_url + path, json=body, headers={"accept": "application/json", **self._headers}
            ) as answer:
                await self._expect(answer, "")
                try:
                    return await answer.json()
                except ValueError as error:
                    raise ProviderGarbage(detail="The answer is no JSON.") from error

    async def _expect(self, answer: Answer, accept: str) -> None:
        """Raise for every answer that is not 200, or is a page or a document where a stream was asked for."""
        if answer.status != 200:
            raise refusal(answer.status, await answer.read_start(REFUSAL_BYTES), answer.headers)
        if answer.content_type in ("text/html", "application/xhtml+xml"):
            raise ProviderGarbage("The model's server sent a web page. Check its address.")
        if accept == "text/event-stream" and answer.content_type == "application/json":
            body = await answer.read_start(REFUSAL_BYTES)
            if b'"error"' in body:
                raise refusal(500, body, answer.headers)
            raise ProviderGarbage("The model's server does not stream.")

    def _client(self, limits: Limits) -> Client:
        credential = Credential(self.base_url, self._secret_headers) if self._secret_headers else None
        return outbound(limits=limits, credential=credential)

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except ProviderError as error:
            error.detail = self._without_secret(error.detail)
            error.message = self._without_secret(error.message)
            error.args = (error.message,)
            raise
        except OutboundError as error:
            raise _provider_error(error) from error

    def _without_secret(self, text: str) -> str:
        return text.replace(self._secret, "…") if self._secret else text


@contextmanager
def _cut_short() -> Iterator[None]:
    """Within the body, a broken connection means that the answer was cut short."""
    try:
        yield
    except AnswerBroken as error:
        raise StreamCutShort() from error


def _provider_error(error: OutboundError) -> ProviderError:
    """What a failed call means for somebody who waits for a model."""
    said = error.message
    match error:
        case AddressRefused() | InvalidUrl() | CredentialRefused():
            return ProviderNotAllowed(said)
        case OutboundTimeout(what="connect"):
            return ProviderUnreachable(detail=said)
        case OutboundTimeout():
            return DeadlineExceeded(detail=said)
        case AnswerTooLarge():
            return StreamTooLarge(detail=said)
        case RedirectRefused():
            return ProviderGarbage("The model's server redirects elsewhere. Check its address.", detail=said)
        case AnswerBroken() | UnknownEncoding():
            return ProviderGarbage(detail=said)
        case OutboundBusy():
            return ProviderUnreachable(said)
        case _:
            return ProviderUnreachable(detail=said)


def _since(started: float) -> float:
    return round((time.monotonic() - started) * 1000, 1)


def dumps(value: Any) -> str:
    """JSON text, compact."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
