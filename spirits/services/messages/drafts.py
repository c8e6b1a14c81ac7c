"""Drafts and templates of mails."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from accounts.models import User
from project.lib.errors import InvalidInput
from spirits.models import MessageTemplate, OutboundMessage
from spirits.queries.outbound_messages import get_message_out, messages_out_of, template_named, templates_of
from spirits.rules.mails import checked_addresses, checked_subject

MOST_TEMPLATES = 100
MOST_DRAFTS = 500


def save_draft(
    *, user: User, recipients: Sequence[str], subject: str, body: str, now: datetime, draft_id: UUID | None = None
) -> OutboundMessage:
    """A new draft, or the draft of that id with other contents."""
    values = {
        "recipients": checked_addresses("to", recipients) if recipients else [],
        "subject": checked_subject(subject),
        "body": body,
    }
    if draft_id is None:
        if messages_out_of(user).filter(state=OutboundMessage.State.DRAFT).count() >= MOST_DRAFTS:
            raise InvalidInput.of("body", f"You have {MOST_DRAFTS} drafts, and that is the most.")
        return OutboundMessage.objects.create(
            owner=user, channel="email", state=OutboundMessage.State.DRAFT, created_at=now, **values
        )
    draft = get_draft(user, draft_id)
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(values))
    return draft


def get_draft(user: User, draft_id: UUID) -> OutboundMessage:
    """One of the person's drafts, or InvalidInput for "draft"."""
    draft = get_message_out(user, draft_id)
    if draft.state != OutboundMessage.State.DRAFT:
        raise InvalidInput.of("draft", "This was sent already.")
    return draft


def delete_draft(*, user: User, draft_id: UUID) -> None:
    """Throw a draft away."""
    get_draft(user, draft_id).delete()


def save_template(*, user: User, name: str, subject: str, body: str, now: datetime) -> MessageTemplate:
    """The template of that name with these contents."""
    if not templates_of(user).filter(name=name).exists() and templates_of(user).count() >= MOST_TEMPLATES:
        raise InvalidInput.of("template", f"You have {MOST_TEMPLATES} templates, and that is the most.")
    kept, _ = MessageTemplate.objects.update_or_create(
        owner=user, name=name, defaults={"subject": checked_subject(subject), "body": body, "updated_at": now}
    )
    return kept


def delete_template(*, user: User, name: str) -> None:
    """Forget a template."""
    template_named(user, name).delete()
