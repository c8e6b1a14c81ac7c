"""What a person sent, and the accounts and templates they send with."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from project.lib.errors import InvalidInput
from spirits.errors import OutboundMessageNotFound, SocialAccountNotFound
from spirits.models import MessageTemplate, OutboundMessage, SocialAccount


def messages_out_of(user: User) -> QuerySet[OutboundMessage]:
    """The person's mails, short messages and posts, newest first."""
    return OutboundMessage.objects.filter(owner=user).select_related("account").order_by("-id")


def get_message_out(user: User, message_id: UUID) -> OutboundMessage:
    """One of them, or OutboundMessageNotFound."""
    found = messages_out_of(user).filter(pk=message_id).first()
    if found is None:
        raise OutboundMessageNotFound
    return found


def sent_since(user: User, channel: str, since: datetime) -> int:
    """How many of a channel left, or may have left, since then."""
    rows = messages_out_of(user).filter(channel=channel, created_at__gte=since)
    return rows.exclude(state=OutboundMessage.State.DRAFT).count()


def social_accounts_of(user: User) -> QuerySet[SocialAccount]:
    """The accounts the person connected, by name."""
    return SocialAccount.objects.filter(owner=user).order_by("name", "id")


def get_social_account(user: User, account_id: UUID) -> SocialAccount:
    """One of them, or SocialAccountNotFound."""
    found = social_accounts_of(user).filter(pk=account_id).first()
    if found is None:
        raise SocialAccountNotFound
    return found


def templates_of(user: User) -> QuerySet[MessageTemplate]:
    """The person's templates by name."""
    return MessageTemplate.objects.filter(owner=user).order_by("name", "id")


def template_named(user: User, name: str) -> MessageTemplate:
    """The template of that name, or InvalidInput for "template"."""
    found = templates_of(user).filter(name=name).first()
    if found is None:
        raise InvalidInput.of("template", f"You have no template named {name[:60]!r}.")
    return found
