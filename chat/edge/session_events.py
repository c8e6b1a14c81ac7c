"""``GET /accounts/session/live``: an open page's way to notice what happened to it on another device.

The stream ends when the session does. With ``?conversation=`` it also tells where else the person has that conversation open,
and when it went on there.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from accounts.rules.agents import device_name
from accounts.services.authenticate import Means
from chat.edge.admission import NotAdmitted, admitted
from chat.edge.answers import header, open_stream, refuse, refuse_admission, request_id_of
from chat.edge.company import Company
from chat.edge.leaving import until_gone
from chat.edge.services import Services
from chat.engine.turn import in_thread

PING_SECONDS = 15.0

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def follow_session(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """A stream for pages, so only a cookie opens it; without a conversation it says nothing."""
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
    try:
        conversation_id = _conversation_in(scope)
    except ValueError:
        problem = "Expected the id of a conversation."
        await refuse(
            send, 400, code="invalid", message=problem, fields={"conversation": [problem]}, request_id=request_id
        )
        return
    if conversation_id is None:
        work = _ping(send)
    else:
        device = device_name(header(scope, b"user-agent"))
        company = Company(
            services.hub, owner_id=caller.user.pk, conversation_id=conversation_id, device=device, send=send
        )
        work = company.keep()
    await open_stream(send, request_id)
    await until_gone(scope, receive, work)
    await send({"type": "http.response.body", "body": b""})


def _conversation_in(scope: Scope) -> UUID | None:
    """The conversation that the page shows; ValueError when it is no id."""
    given = parse_qs(scope["query_string"].decode("latin-1")).get("conversation")
    return UUID(given[0]) if given else None


async def _ping(send: Send) -> None:
    while True:
        await send({"type": "http.response.body", "body": b": still signed in\n\n", "more_body": True})
        await asyncio.sleep(PING_SECONDS)
