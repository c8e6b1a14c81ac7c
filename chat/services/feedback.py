"""Say what one thinks of an answer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from chat.models import Feedback, Message
from chat.models.feedback import LONGEST_COMMENT
from chat.queries.thread import get_message
from project.lib.errors import InvalidInput


@transaction.atomic
def give_feedback(
    *, user: User, message_id: UUID, is_positive: bool, now: datetime, reason: str = "", comment: str = ""
) -> Feedback:
    """Keep the person's word on an answer, in place of an earlier one."""
    message = get_message(user, message_id)
    if message.role != Message.Role.ASSISTANT:
        raise InvalidInput.of("message", "Feedback is about an answer.")
    if reason and reason not in Feedback.Reason.values:
        raise InvalidInput.of("reason", f"Expected one of: {', '.join(Feedback.Reason.values)}.")
    comment = comment.replace("\x00", "").strip()
    if len(comment) > LONGEST_COMMENT:
        raise InvalidInput.of("comment", f"At most {LONGEST_COMMENT} characters.")
    given = {"is_positive": is_positive, "reason": reason, "comment": comment, "at": now}
    feedback, _ = Feedback.objects.update_or_create(message=message, defaults=given)
    return feedback


def take_feedback_back(*, user: User, message_id: UUID) -> None:
    """Forget the person's word on an answer, if there is one."""
    Feedback.objects.filter(message=get_message(user, message_id)).delete()
