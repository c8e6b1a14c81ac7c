"""``GET /api/v1/purchases/live``: a hint whenever a person's purchases, plan or access change, or the catalogue does."""

from collections.abc import Awaitable, Callable
from typing import Any

from chat.edge.admission import NotAdmitted, admitted
from chat.edge.answers import open_stream, refuse, refuse_admission, request_id_of, send_event
from chat.edge.leaving import until_gone
from chat.edge.services import Services
from chat.engine.turn import in_thread
from spirits.copies import CATALOGUE_TOPIC, catalogue_generation
from spirits.services.purchase.announce import topic_of

PING_SECONDS = 15.0

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def follow_shop(services: Services, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one stream request; it ends when the caller leaves. A hint says only that looking again is worth it."""
    request_id = request_id_of(scope)
    if scope["method"] not in {"GET", "HEAD"}:
        await refuse(send, 405, code="method_not_allowed", message="Use GET.", request_id=request_id)
        return
    try:
        caller = await in_thread(lambda: admitted(scope, group="spirits"))
    except NotAdmitted as error:
        await refuse_admission(send, error, request_id)
        return
    await open_stream(send, request_id)
    await until_gone(scope, receive, _pass_on(services, topic_of(caller.user.pk), send))
    await send({"type": "http.response.body", "body": b""})


async def _pass_on(services: Services, topic: str, send: Send) -> None:
    with services.hub.follow(topic, CATALOGUE_TOPIC) as follower:
        newest = await in_thread(lambda: catalogue_generation(is_newest=True))
        await send_event(send, kind="ready", data={"catalogue": newest})  # the page was made before: it may be older
        while True:
            if told := await follower.next(timeout=PING_SECONDS):
                await send_event(send, kind=told["type"], data={})
            else:
                await send({"type": "http.response.body", "body": b": ping\n\n", "more_body": True})
