"""``GET`` and ``DELETE /v1/responses/{id}``, and the items a response was asked with."""

from typing import Any

from chat.door.errors import NoSuchEndpoint
from chat.door.exchange import Exchange
from chat.engine.turn import in_thread
from chat.queries.stored_responses import get_response
from chat.services.stored_responses import delete_response
from project.lib.clock import now
from project.lib.errors import InvalidInput

INPUT_ITEMS = "input_items"


async def show(exchange: Exchange, argument: str) -> None:
    """A stored response, or its input items, newest first."""
    identity, _, rest = argument.partition("/")
    if rest not in {"", INPUT_ITEMS}:
        raise NoSuchEndpoint(f"There is no GET /responses/{argument[:200]} here.")
    response = await in_thread(get_response, exchange.asker.user, identity, at=now())
    await exchange.json(_listed(response.input, identity) if rest else response.body)


async def forget(exchange: Exchange, identity: str) -> None:
    """Delete a stored response."""
    await in_thread(delete_response, user=exchange.asker.user, identity=identity, at=now())
    await exchange.json({"id": identity, "object": "response", "deleted": True})


async def cancel(exchange: Exchange, argument: str) -> None:
    """Always refused: only background responses can be cancelled, and there are none. Hang up to stop an answer."""
    identity, _, rest = argument.partition("/")
    if rest != "cancel":
        raise NoSuchEndpoint(f"There is no POST /responses/{argument[:200]} here.")
    await in_thread(get_response, exchange.asker.user, identity, at=now())
    raise InvalidInput("Only background responses can be cancelled, and this server makes none.")


def _listed(items: list[dict[str, Any]], identity: str) -> dict[str, Any]:
    named = [{"id": f"item_{identity}_{place}", **item} for place, item in enumerate(items)]
    named.reverse()
    return {
        "object": "list",
        "data": named,
        "first_id": named[0]["id"],
        "last_id": named[-1]["id"],
        "has_more": False,
    }
