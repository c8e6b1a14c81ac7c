"""The page of a conversation that somebody else may read."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.queries.ownership import Right
from chat.queries.conversations import get_readable_conversation
from chat.queries.thread import WINDOW, branch_to, for_reader, get_message
from chat.views.conversation import page
from project.lib.errors import InvalidInput


@require_safe
@page
def shared(request: HttpRequest, user: User, conversation_id: UUID) -> HttpResponse:
    """What is said on the branch its owner looks at, to read; owners go to their own page."""
    conversation = get_readable_conversation(user, conversation_id)
    if conversation.owner_id == user.pk:
        return redirect("conversation", conversation_id)
    leaf = conversation.leaf_id
    if before := request.GET.get("before"):
        leaf = get_message(user, _uuid(before), right=Right.READ).parent_id
    spoken = for_reader(branch_to(conversation, leaf))
    earlier = spoken[0].message.pk if len(spoken) == WINDOW and spoken[0].message.parent_id else None
    context = {"conversation": conversation, "spoken": spoken, "earlier": earlier}
    return render(request, "chat/shared.html", context)


def _uuid(raw: str) -> UUID:
    try:
        return UUID(raw)
    except ValueError as error:
        raise InvalidInput.of("before", "This is not an id.") from error
