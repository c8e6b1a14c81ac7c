"""Mails through the installation's mail server, with the person as who gets the answers."""

import mimetypes
import smtplib
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from accounts.models import User
from project.lib.errors import InvalidInput
from spirits.errors import SendingFailed
from spirits.models import OutboundMessage
from spirits.queries.workspace import read_file
from spirits.rules.mails import checked_addresses, checked_subject
from spirits.services.messages.drafts import get_draft
from spirits.services.messages.ledger import carry_out, open_message
from spirits.tools.errors import ToolUnavailable

LARGEST = 20_000_000
HOW_TO_SET_UP = (
    "No mail server is set up. The operator sets EMAIL_URL (smtp+tls://user:password@host:587) and MAIL_FROM."
)


def send_email(
    *,
    user: User,
    recipients: Sequence[str],
    subject: str,
    body: str,
    now: datetime,
    attachments: Sequence[str] = (),
    call_id: UUID | None = None,
    draft_id: UUID | None = None,
) -> OutboundMessage:
    """The sent mail. ``attachments`` are paths of the person's workspace. A draft is replaced by the sent mail.

    ToolUnavailable where no mail server is set up; SendingFailed, with the server's words, where it refuses.
    """
    if not settings.HAS_MAIL:
        raise ToolUnavailable(HOW_TO_SET_UP)
    to = checked_addresses("to", recipients)
    if not to:
        raise InvalidInput.of("to", "Needs a recipient.")
    files = [(PurePosixPath(path).name, read_file(user, path)) for path in attachments]
    if sum(len(content) for _, content in files) > LARGEST:
        raise InvalidInput.of("attachments", f"Together at most {LARGEST:,} bytes.")
    draft = get_draft(user, draft_id) if draft_id else None
    message = open_message(
        user=user,
        channel=OutboundMessage.Channel.EMAIL,
        recipients=to,
        subject=checked_subject(subject),
        body=body,
        call_id=call_id,
        now=now,
    )

    def send() -> str:
        identifier = f"<{message.pk}@daimon>"
        mail = EmailMessage(subject, body, None, to, reply_to=[user.email], headers={"Message-ID": identifier})
        for name, content in files:
            mail.attach(name, content, mimetypes.guess_type(name)[0] or "application/octet-stream")
        try:
            mail.send()
        except (smtplib.SMTPException, OSError) as error:
            raise SendingFailed(f"The mail server did not take it: {_said(error)}") from error
        return identifier

    sent = carry_out(message, send, now=now)
    if draft is not None:
        draft.delete()
    return sent


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return f"{code} {words.decode(errors='replace')}"[:200]
    if isinstance(error, smtplib.SMTPResponseException):
        raw: bytes | str = error.smtp_error
        return f"{error.smtp_code} {raw.decode(errors='replace') if isinstance(raw, bytes) else raw}"[:200]
    return str(error)[:200] or type(error).__name__
