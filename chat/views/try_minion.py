"""The builder's test chat: say something to the minion as it was saved last."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.models import User
from chat.queries.conversations import get_conversation
from chat.queries.thread import branch_to
from chat.services.conversations import start_conversation
from chat.services.turns import check_content, send_message
from chat.views.context import with_steps
from chat.views.conversation import page, uuids
from project.lib.clock import now
from project.ops.limits.count import spend
from project.ops.models import LimitGroup, LimitSubject


@require_POST
@page
def try_minion(request: HttpRequest, user: User, minion_id: UUID) -> HttpResponse:
    """The turn's two messages, in a temporary chat that goes on while the page is open."""
    spend(group=LimitGroup.ANSWERS, subject=LimitSubject.PERSON, identity=str(user.pk))
    content = request.POST.get("try", "").replace("\r\n", "\n")
    check_content(content)
    begun = uuids([request.POST.get("conversation", "")], "conversation")
    conversation = (
        get_conversation(user, begun[0])
        if begun
        else start_conversation(user=user, minion_id=minion_id, is_temporary=True)
    )
    run = send_message(user=user, conversation_id=conversation.pk, content=content, now=now())
    spoken = with_steps(branch_to(run.conversation, run.answer_id, window=2))
    return render(request, "chat/_tried.html", {"conversation": run.conversation, "spoken": spoken})
