"""What a minion is given in a conversation while a trained version is being tried on a share of them."""

import hashlib
from typing import Any
from uuid import UUID

from training.runs.models import TrainedVersion

HUNDRED = 100


def tried_in(minion_id: UUID | None, conversation_id: UUID | None) -> dict[str, Any]:
    """The changes this conversation gets; nothing where none is tried, or its lot is another. A conversation's lot never changes."""
    if minion_id is None or conversation_id is None:
        return {}
    row = (
        TrainedVersion.objects.filter(minion_id=minion_id, state=TrainedVersion.State.CANARY)
        .values_list("pk", "share", "changes")
        .first()
    )
    return row[2] if row is not None and is_drawn(row[0], conversation_id, row[1] or 0) else {}


def is_drawn(version_id: UUID, conversation_id: UUID, share: int) -> bool:
    """Whether the conversation is among so many of a hundred, by a hash of both."""
    lot = hashlib.sha256(version_id.bytes + conversation_id.bytes).digest()
    return int.from_bytes(lot[:4], "big") % HUNDRED < share
