"""The guarded way out for libraries that bring a client of their own: the same addresses, limits and credentials hold."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import httpx2

from project.lib.http.answer import Answer
from project.lib.http.client import Client
from project.lib.http.credential import Credential
from project.lib.http.errors import OutboundError

OURS = frozenset({"host", "content-length", "accept-encoding", "connection", "transfer-encoding", "user-agent"})
UNPACKED = frozenset({"content-encoding", "content-length", "transfer-encoding"})


class GuardedTransport(httpx2.AsyncBaseTransport):
    """``client_over`` makes a client of it. ``problem`` keeps the first refusal or failure as it was raised,
    since libraries wrap or swallow what goes wrong beneath them. Where the library ``signs`` requests itself, as one that
    signs in does, its Authorization is bound to the origin of the very request.
    """

    def __init__(self, client: Client, *, signs: bool = False) -> None:
        self._client = client
        self._signs = signs
        self.problem: OutboundError | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer it through the guarded client."""
        body = await request.aread()
        headers = {name: value for name, value in request.headers.items() if name.lower() not in OURS}
        client, held = self._client, AsyncExitStack()
        if self._signs and (word := headers.pop("authorization", None)):
            client = replace(client, credential=Credential(str(request.url), {"Authorization": word}))
        try:
            answer = await held.enter_async_context(
                client.stream(request.method, str(request.url), body=body, headers=headers)
            )
        except OutboundError as error:
            self.note(error)
            raise
        kept = [(name, value) for name, value in answer.headers.items() if name not in UNPACKED]
        return httpx2.Response(answer.status, headers=kept, stream=_Body(answer, held, self), request=request)

    def note(self, error: OutboundError) -> None:
        """Keep the first one."""
        self.problem = self.problem or error


def client_over(transport: GuardedTransport, *, seconds: float, auth: httpx2.Auth | None = None) -> httpx2.AsyncClient:
    """A client as such libraries take it, whose every request, those of its sign-in too, goes through the transport."""
    return httpx2.AsyncClient(transport=transport, timeout=seconds, auth=auth)


class _Body(httpx2.AsyncByteStream):
    """The answer's body as it arrives, unpacked."""

    def __init__(self, answer: Answer, held: AsyncExitStack, transport: GuardedTransport) -> None:
        self._answer = answer
        self._held = held
        self._transport = transport

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._answer.chunks():
                yield chunk
        except OutboundError as error:
            self._transport.note(error)
            raise

    async def aclose(self) -> None:
        """Give the connection back."""
        await self._held.aclose()
