"""Keep responses for a while, and forget them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from chat.errors import ChainBroken
from chat.models import StoredResponse
from chat.queries.stored_responses import get_response

KEPT = timedelta(days=30)


def store_response(
    *,
    identity: UUID,
    user: User,
    previous: StoredResponse | None,
    items: list[dict[str, Any]],
    body: dict[str, Any],
    at: datetime,
) -> None:
    """Keep a response for thirty days. Storing the same one again (a repeated request heard it too) changes nothing."""
    response = StoredResponse(
        pk=identity,
        owner=user,
        previous=previous,
        depth=previous.depth + 1 if previous else 0,
        input=items,
        body=body,
        created_at=at,
        expires_at=at + KEPT,
    )
    try:
        with transaction.atomic():
            StoredResponse.objects.bulk_create([response], ignore_conflicts=True)
    except IntegrityError as error:  # the one before it was deleted while this one was answered
        raise ChainBroken.of("previous_response_id", "The response before this one was deleted.") from error


def delete_response(*, user: User, identity: str, at: datetime) -> None:
    """Forget one response now, or ResponseNotFound; what went on from it cannot be continued any more."""
    get_response(user, identity, at=at).delete()


def forget_expired_responses(*, at: datetime, limit: int = 5_000) -> int:
    """Delete responses whose time is over, so many at most; how many there were."""
    over = StoredResponse.objects.filter(expires_at__lte=at).order_by("expires_at").values("pk")[:limit]
    return StoredResponse.objects.filter(pk__in=over).delete()[0]
