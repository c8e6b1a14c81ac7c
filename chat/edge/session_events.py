"""``GET /accounts/session/live``: an open page's way to notice that its session was ended elsewhere."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from accounts.services.authenticate import Means
from chat.edge.admission import NotAdmitted, admitted
from chat.edge.answers import open_stream, refuse, refuse_admission, request_id_of
from chat.edge.leaving import until_gone
from chat.engine.turn import in_thread

PING_SECONDS = 15.0

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def follow_session(scope: Scope, receive: Receive, send: Send) -> None:
    """A stream that says nothing and ends when the session does; it is for pages, so only a cookie opens it."""
    request_id = request_id_of(scope)
    if scope["method"] != "GET":
        await refuse(send, 405, code="method_not_allowed", message="Use GET.", request_id=request_id)
        return
    try:
        caller = await in_thread(admitted, scope, group="accounts")
    except NotAdmitted as error:
        await refuse_admission(send, error, request_id)
        return
    if caller.means is not Means.SESSION:
        await refuse(send, 401, code="not_authenticated", message="Sign in first.", request_id=request_id)
        return
    await open_stream(send, request_id)
    await until_gone(scope, receive, _ping(send))
    await send({"type": "http.response.body", "body": b""})


async def _ping(send: Send) -> None:
    while True:
        await send({"type": "http.response.body", "body": b": still signed in\n\n", "more_body": True})
        await asyncio.sleep(PING_SECONDS)
