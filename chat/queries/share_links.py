"""Links to conversations."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from chat.errors import ShareLinkNotFound
from chat.models import Conversation, ShareLink
from project.lib.tokens import digest


def links_of(conversation: Conversation, *, at: datetime) -> QuerySet[ShareLink]:
    """The conversation's links that still lead somewhere, newest first."""
    return ShareLink.objects.open_at(at).filter(conversation=conversation).order_by("-id")


def get_link(user: User, link_id: UUID) -> ShareLink:
    """One of the person's links, open or not, or ShareLinkNotFound."""
    share = ShareLink.objects.select_related("conversation").filter(pk=link_id, conversation__owner=user).first()
    if share is None:
        raise ShareLinkNotFound
    return share


def open_link(token: str, *, at: datetime) -> ShareLink:
    """What a link leads to, or ShareLinkNotFound when it never did, has ended or was taken back."""
    rows = ShareLink.objects.open_at(at).select_related("conversation__minion", "leaf")
    share = rows.filter(token_hash=digest(token)).first()
    if share is None:
        raise ShareLinkNotFound
    return share
