"""``GET /v1/models`` and ``/v1/models/{id}``; ids hold slashes."""

from typing import Any

from accounts.models import User
from chat.door.exchange import Exchange
from chat.door.targets import Listed, listed_for
from chat.engine.turn import in_thread
from training.errors import ModelAbsent


async def models(exchange: Exchange) -> None:
    """Every model and minion the caller may use; no provider is called."""
    found = await in_thread(listed_for, exchange.asker.user)
    await exchange.json({"object": "list", "data": [_entry(each) for each in found]})


async def model(exchange: Exchange, name: str) -> None:
    """One of them."""
    await exchange.json(await in_thread(_found, exchange.asker.user, name))


def _found(user: User, name: str) -> dict[str, Any]:
    for each in listed_for(user):
        if name in {each.id, each.model.name if each.model and not each.id.startswith("minion/") else ""}:
            return {**_entry(each), "id": name}
    raise ModelAbsent(f"The model '{name[:200]}' does not exist or you do not have access to it.")


def _entry(listed: Listed) -> dict[str, Any]:
    created = int(listed.created_at.timestamp())
    return {"id": listed.id, "object": "model", "created": created, "owned_by": listed.owned_by, "name": listed.name}
