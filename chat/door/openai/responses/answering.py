"""``POST /v1/responses``."""

from uuid import UUID

from chat.door.exchange import Exchange, whole_of
from chat.door.fields import flag, text
from chat.door.openai.responses.reading import Item, asked_of, items_of
from chat.door.openai.responses.shape import Response, ResponseEvents
from chat.engine.turn import in_thread
from chat.errors import ResponseNotFound
from chat.models import StoredResponse
from chat.queries.stored_responses import PREFIX, get_response, items_up_to
from chat.services.stored_responses import store_response
from project.lib.clock import now
from project.lib.errors import InvalidInput


async def responses(exchange: Exchange) -> None:
    """Answer one request, and keep the response before its end is told, so that the next request may go on from it."""
    body = exchange.body
    previous, before = await _before(exchange)
    asked = asked_of(body, before)
    is_stored, is_stream = flag(body, "store", default=True), flag(body, "stream")
    async with exchange.answering(asked) as broadcast:
        identity = f"{PREFIX}{broadcast.id.hex}"
        response = Response(identity, broadcast.created, asked.model, body, is_stored=is_stored)

        async def keep(whole: Item) -> None:
            if is_stored:
                await _keep(exchange, broadcast.id, previous, whole)

        if is_stream:
            events = ResponseEvents(response)
            await exchange.stream(broadcast.events(), events, at_end=lambda: keep(events.final))
            return
        answer = await whole_of(broadcast)
        output = [response.message(answer.text)] if answer.text or not answer.calls else []
        output += [response.call(each) for each in answer.calls]
        whole = response.whole(output, answer.usage, answer.reason)
        await keep(whole)
        await exchange.json(whole)


async def _before(exchange: Exchange) -> tuple[StoredResponse | None, list[Item]]:
    identity = text(exchange.body, "previous_response_id", default="")
    if not identity:
        return None, []

    def read() -> tuple[StoredResponse, list[Item]]:
        found = get_response(exchange.asker.user, identity, at=now())
        return found, items_up_to(found)

    try:
        found: tuple[StoredResponse, list[Item]] = await in_thread(read)
    except ResponseNotFound as error:
        raise InvalidInput.of("previous_response_id", f"There is no response '{identity[:80]}'.") from error
    return found


async def _keep(exchange: Exchange, identity: UUID, previous: StoredResponse | None, whole: Item) -> None:
    await in_thread(
        store_response,
        identity=identity,
        user=exchange.asker.user,
        previous=previous,
        items=items_of(exchange.body),
        body=whole,
        at=now(),
    )
