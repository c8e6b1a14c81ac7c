"""``/mcp``: lets a program in by key, within its limits, and hands its messages to the protocol's own server.

Streamable HTTP without sessions: each POST stands for itself, so that a restart or another process loses nobody.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import structlog
from django.db import Error as DatabaseError

from accounts.api.limits import verdicts_of_caller
from accounts.rules.scopes import Group
from accounts.services.authenticate import AuthenticatedCaller, Means, authenticate_scope
from chat.door.body import CallerLeft, read_object
from chat.edge.admission import NotAdmitted, address_verdict, refuse_beyond
from chat.edge.answers import SAFETY_HEADERS, refuse_admission, request_id_of
from chat.edge.leaving import until_gone
from chat.engine.turn import in_thread
from project.lib.errors import DaimonError
from project.ops.models import LimitGroup

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

log = structlog.get_logger(__name__)

PATH = "/mcp"
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class DatabaseAway(DaimonError):
    """The database does not answer."""

    code = "unavailable"
    status = 503
    message = "The database is away. Try again shortly."


class McpDoor:
    """Answers ``/mcp`` in this process; the protocol's server is loaded with the first request."""

    def __init__(self) -> None:
        self._manager: StreamableHTTPSessionManager | None = None
        self._serving: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; whoever may not come in gets the API's error shape and a status."""
        request_id = request_id_of(scope)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                if scope["method"] != "POST":
                    raise NotAdmitted(405, "method_not_allowed", "Send a POST: this server keeps no streams open.")
                scope["caller"] = await in_thread(_let_in, scope)
                raw, _ = await read_object(scope, receive)
                manager = await self._started()
                work = manager.handle_request(scope, _again(raw), _with_headers(send, request_id))  # type: ignore[arg-type]  # the same protocol, spelt with Mapping
                await until_gone(scope, receive, work)
            except CallerLeft:
                return
            except DaimonError as error:
                await refuse_admission(send, error, request_id)
            except DatabaseError as error:
                log.error("mcp_without_database", problem=type(error).__name__)
                await refuse_admission(send, DatabaseAway(), request_id)

    async def stop(self) -> None:
        """End every request under way."""
        if self._serving is not None:
            self._serving.cancel()
            await asyncio.gather(self._serving, return_exceptions=True)

    async def _started(self) -> "StreamableHTTPSessionManager":
        async with self._starting:
            if self._manager is None:
                from chat.mcp.server import make_manager  # the protocol's library: no start should pay for it

                manager, is_up = make_manager(), asyncio.Event()
                self._serving = asyncio.create_task(_serve(manager, is_up))
                await is_up.wait()
                self._manager = manager
            return self._manager


async def _serve(manager: "StreamableHTTPSessionManager", is_up: asyncio.Event) -> None:
    async with manager.run():
        is_up.set()
        await asyncio.Event().wait()


def _let_in(scope: Scope) -> AuthenticatedCaller:
    """Who asks, by a key or an access token; a browser's cookie opens no door here."""
    refuse_beyond([address_verdict(scope)])
    caller = authenticate_scope(scope)
    if caller is None or caller.means is Means.SESSION:
        raise NotAdmitted(401, "not_authenticated", "Send an API key or an access token as a Bearer token.")
    if not any(caller.may(group, "GET") for group in (Group.SPIRITS, Group.CHAT)):
        raise NotAdmitted(403, "forbidden", "This API key lacks spirits:read and chat:read.")
    refuse_beyond(verdicts_of_caller(caller, LimitGroup.WRITE))
    return caller


def _again(raw: bytes) -> Receive:
    """The body that was read already, once; after it, nothing until the work is over."""
    messages = [{"type": "http.request", "body": raw, "more_body": False}]

    async def receive() -> dict[str, Any]:
        if messages:
            return messages.pop()
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]  # cancelled with the work

    return receive


def _with_headers(send: Send, request_id: str) -> Send:
    async def sent(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            ours = [*SAFETY_HEADERS, (b"x-request-id", request_id.encode()), (b"cache-control", b"no-store")]
            names = {name for name, _ in ours}
            kept = [(name, value) for name, value in message["headers"] if name.lower() not in names]
            message = {**message, "headers": [*kept, *ours]}
        await send(message)

    return sent
