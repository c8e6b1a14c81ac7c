"""``GET /api/v1/purchases/live``: a hint whenever a person's purchases, plan or access change, or the catalogue does."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any
from uuid import UUID

from chat.edge.admission import NotAdmitted, admitted
from chat.edge.answers import open_stream, refuse, refuse_admission, request_id_of, send_event
from chat.edge.leaving import until_gone
from chat.edge.page_line import PageLine
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
    await until_gone(scope, receive, _pass_on(services, caller.user.pk, send))
    await send({"type": "http.response.body", "body": b""})


async def shop_hints(services: Services, person_id: UUID) -> AsyncGenerator[tuple[str, dict[str, Any]] | None]:
    """Each hint's kind and data, the catalogue's state first; None whenever there was none for a while."""
    with services.hub.follow(topic_of(person_id), CATALOGUE_TOPIC) as follower:
        newest = await in_thread(lambda: catalogue_generation(is_newest=True))
        yield "ready", {"catalogue": newest}  # the page was made before: it may be older
        while True:
            told = await follower.next(timeout=PING_SECONDS)
            yield (told["type"], {}) if told else None


async def _pass_on(services: Services, person_id: UUID, send: Send) -> None:
    async with aclosing(shop_hints(services, person_id)) as hints:
        async for hint in hints:
            if hint:
                await send_event(send, kind=hint[0], data=hint[1])
            else:
                await send({"type": "http.response.body", "body": b": ping\n\n", "more_body": True})


async def tell_shop(services: Services, person_id: UUID, line: PageLine, *, is_back: bool) -> None:
    """Tell a page each hint; one that comes back is told to look again, as hints are not kept."""
    async with aclosing(shop_hints(services, person_id)) as hints:
        async for hint in hints:
            if hint:
                await line.tell(*hint)
            if is_back:
                is_back = False
                await line.tell("again", {"what": "shop"})
