"""The one way out: guarded calls to other servers."""

import asyncio
import json as json_lib
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpcore2
import structlog

from project.lib.http.answer import Answer, named_errors
from project.lib.http.body import FileBody
from project.lib.http.credential import Credential, refuse_loose_secrets
from project.lib.http.errors import ConnectionFailed, InvalidUrl, RedirectRefused
from project.lib.http.leash import current_leash
from project.lib.http.limits import Deadline, Limits
from project.lib.http.policy import Policy
from project.lib.http.pool import Pool, shared_pool
from project.lib.http.urls import Target, join, parse
from project.lib.observers import Attribute, span

REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEPT_ACROSS_ORIGINS = frozenset({"accept", "accept-language", "range", "user-agent"})
USER_AGENT = "Daimon (+self-hosted assistant platform)"
WRITE_SECONDS = 30.0
POOL_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it is sent; a redirect makes a new one."""

    method: str
    target: Target
    headers: Mapping[str, str]
    body: bytes | FileBody


@dataclass(frozen=True, slots=True)
class Client:
    """Calls within one policy and one set of limits; cheap to make, its connections are shared by the event loop.

    Only public addresses are called, plus what the policy allows. ``credential`` goes to its own origin only, whatever
    URL is called and wherever it redirects. Redirects are followed for GET and HEAD alone.
    """

    policy: Policy = field(default_factory=Policy)
    limits: Limits = field(default_factory=Limits)
    credential: Credential | None = None
    pool: Pool | None = field(default=None, repr=False)
    # Told of each step of the connection, in httpcore2's words: "connection.connect_tcp.started" and the like.
    trace: Callable[[str, dict[str, Any]], Awaitable[None]] | None = field(default=None, repr=False)

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        url: str,
        *,
        json: Any = None,
        body: bytes | FileBody = b"",
        headers: Mapping[str, str] | None = None,
        limits: Limits | None = None,
    ) -> AsyncGenerator[Answer, None]:
        """An answer whose body is still to be read; leaving the block closes an unread connection at once."""
        limits = limits or self.limits
        deadline = Deadline(limits.total_seconds)
        call = self._call(method, url, json, body, headers or {})
        answer = await self._followed(call, limits, deadline)
        try:
            yield answer
        finally:
            await answer.aclose()

    async def request(
        self,
        method: str,
        url: str,
        *,
        json: Any = None,
        body: bytes | FileBody = b"",
        headers: Mapping[str, str] | None = None,
    ) -> tuple[Answer, bytes]:
        """An answer and its whole body."""
        async with self.stream(method, url, json=json, body=body, headers=headers) as answer:
            return answer, await answer.read()

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> tuple[Answer, bytes]:
        """Fetch a URL."""
        return await self.request("GET", url, headers=headers)

    def _call(self, method: str, url: str, json: Any, body: bytes | FileBody, headers: Mapping[str, str]) -> Call:
        refuse_loose_secrets(headers)
        sent = {"user-agent": USER_AGENT, "accept": "*/*", **{name.lower(): value for name, value in headers.items()}}
        if request_id := structlog.contextvars.get_contextvars().get("request_id"):
            sent.setdefault("x-request-id", str(request_id))
        if json is not None:
            body = json_lib.dumps(json, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
            sent["content-type"] = "application/json"
        return Call(method.upper(), parse(url), sent, body)

    async def _followed(self, call: Call, limits: Limits, deadline: Deadline) -> Answer:
        """The answer after at most ``max_redirects`` redirects, each address checked anew."""
        for _ in range(limits.max_redirects + 1):
            answer = await self._sent(call, limits, deadline)
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                return answer
            await answer.aclose()
            call = _redirected(call, answer)
        raise RedirectRefused(f"The server redirects more than {limits.max_redirects} times.")

    async def _sent(self, call: Call, limits: Limits, deadline: Deadline) -> Answer:
        timeouts: dict[str, float | None] = {
            "connect": limits.connect_seconds,
            "read": limits.read_seconds,
            "write": WRITE_SECONDS,
            "pool": POOL_SECONDS,
        }
        pool = self.pool or shared_pool(self.policy)
        to: dict[str, Attribute] = {
            "http.request.method": call.method,
            "server.address": call.target.host,
            "server.port": call.target.port,
        }
        with (
            span(f"{call.method} {call.target.host}", kind="client", attributes=to) as sent,
            named_errors(deadline, ConnectionFailed),
        ):
            async with asyncio.timeout_at(deadline.next_wait(limits.total_seconds)):
                raw = await pool.handle_async_request(self._raw(call, timeouts))
            sent.note("http.response.status_code", raw.status)
        timeouts["read"] = None  # from here on Answer bounds each wait, by the deadline too
        return Answer(raw, call.target, limits, deadline, current_leash())

    def _raw(self, call: Call, timeouts: Mapping[str, float | None]) -> httpcore2.Request:
        secrets = self.credential.headers_for(call.target) if self.credential else {}
        headers = {"host": call.target.host_header, **call.headers, "accept-encoding": "identity", **secrets}
        if call.body or call.method in ("POST", "PUT", "PATCH"):
            headers["content-length"] = str(len(call.body))
        target = call.target
        return httpcore2.Request(
            call.method,
            httpcore2.URL(
                scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path
            ),
            headers=[(name.encode(), _header_value(value)) for name, value in headers.items()],
            content=call.body or None,
            extensions={"timeout": timeouts} | ({"trace": self.trace} if self.trace else {}),
        )


def _redirected(call: Call, answer: Answer) -> Call:
    """The next request: only GET and HEAD follow, and other origins get nothing but harmless headers."""
    if call.method not in ("GET", "HEAD"):
        raise RedirectRefused(f"The server answered {call.method} with a redirect, which is not followed.")
    target = join(call.target, answer.headers["location"])
    if call.target.scheme == "https" and target.scheme == "http":
        raise RedirectRefused("The server redirects from https to http, which is not followed.")
    headers = call.headers
    if target.origin != call.target.origin:
        headers = {name: value for name, value in headers.items() if name in KEPT_ACROSS_ORIGINS}
    return replace(call, target=target, headers=headers)


def _header_value(value: str) -> bytes:
    try:
        encoded = value.encode("latin-1")
    except UnicodeEncodeError as error:
        raise InvalidUrl("A header holds characters that HTTP does not carry.") from error
    if any(byte in b"\r\n\0" for byte in encoded):
        raise InvalidUrl("A header holds a line break.")
    return encoded
