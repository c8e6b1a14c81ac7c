"""The stored responses of a person, and what was said before one of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from chat.errors import ChainBroken, ResponseNotFound
from chat.models import StoredResponse

PREFIX = "resp_"
LONGEST_CHAIN = 1000
Item = dict[str, Any]

CHAIN = """
WITH RECURSIVE chain AS (
    SELECT r.* FROM chat_storedresponse r WHERE r.id = %(last)s AND r.owner_id = %(owner)s
    UNION ALL
    SELECT r.* FROM chat_storedresponse r JOIN chain ON r.id = chain.previous_id AND r.owner_id = chain.owner_id
)
SELECT * FROM chain ORDER BY depth
"""


def get_response(user: User, identity: str, *, at: datetime) -> StoredResponse:
    """The person's response with this id (``resp_...``), or ResponseNotFound."""
    try:
        key = UUID(identity.removeprefix(PREFIX))
    except ValueError:
        raise ResponseNotFound from None
    found = StoredResponse.objects.filter(pk=key, owner=user, expires_at__gt=at).first()
    if found is None:
        raise ResponseNotFound
    return found


def items_up_to(response: StoredResponse) -> list[Item]:
    """Everything asked and answered from the chain's beginning to this response; ChainBroken where a part is missing."""
    parameters = {"last": response.pk, "owner": response.owner_id}
    chain = list(StoredResponse.objects.raw(CHAIN, parameters))
    if len(chain) != response.depth + 1:
        raise ChainBroken.of("previous_response_id", "An earlier response of this conversation was deleted.")
    if len(chain) >= LONGEST_CHAIN:
        raise ChainBroken.of("previous_response_id", f"A conversation has at most {LONGEST_CHAIN} responses.")
    return [item for each in chain for item in (*each.input, *each.body.get("output", []))]
