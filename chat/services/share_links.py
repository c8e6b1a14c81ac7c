"""Share a conversation by a link, and take the link back."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from accounts.models import User
from chat.locks import locked_conversation
from chat.models import ShareLink
from chat.queries.share_links import get_link, links_of
from project.lib.errors import Conflict, InvalidInput
from project.lib.tokens import digest, fresh_token

MOST_LINKS = 20
MOST_DAYS = 365
SHORTEST_PASSWORD = 4
LONGEST_PASSWORD = 200


@transaction.atomic
def make_link(
    *, user: User, conversation_id: UUID, now: datetime, days: int | None = None, password: str = ""
) -> tuple[ShareLink, str]:
    """A link to the branch on show as it stands now, and its token, which is told only here.

    It ends after ``days``, or when it is taken back. With a password the token alone shows nothing.
    """
    conversation = locked_conversation(user, conversation_id)
    if conversation.leaf_id is None:
        raise InvalidInput.of("conversation", "There is nothing to share yet.")
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise InvalidInput.of("days", f"From 1 to {MOST_DAYS} days.")
    if password and not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InvalidInput.of("password", f"From {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.")
    if links_of(conversation, at=now).count() >= MOST_LINKS:
        raise Conflict(f"At most {MOST_LINKS} links to one conversation. Take one back first.")
    token = fresh_token()
    share = ShareLink.objects.create(
        conversation=conversation,
        leaf_id=conversation.leaf_id,
        token_hash=digest(token),
        password=make_password(password) if password else "",
        created_at=now,
        expires_at=now + timedelta(days=days) if days else None,
    )
    return share, token


def revoke_link(*, user: User, link_id: UUID, now: datetime) -> ShareLink:
    """Take a link back: from now on it leads nowhere. Taking it back twice keeps the first time."""
    share = get_link(user, link_id)
    ShareLink.objects.filter(pk=share.pk, revoked_at=None).update(revoked_at=now)
    share.refresh_from_db()
    return share


def is_right_password(share: ShareLink, password: str) -> bool:
    """Whether the link opens with it; a link without one opens with any."""
    return not share.password or check_password(password, share.password)


def count_view(share: ShareLink) -> None:
    """Count one look at what the link shows."""
    ShareLink.objects.filter(pk=share.pk).update(views=F("views") + 1)
