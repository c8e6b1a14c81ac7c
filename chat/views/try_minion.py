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
from spirits.variable_forms import VALUE_PREFIX


def _values(request: HttpRequest) -> dict[str, str]:
    """What was filled in for the minion's own variables."""
    sent = {name: value for name, value in request.POST.items() if name.startswith(f"{VALUE_PREFIX}-")}
    return {name.partition("-")[2]: str(value).replace("\r\n", "\n") for name, value in sent.items()}


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
        else start_conversation(user=user, minion_id=minion_id, is_temporary=True, variables=_values(request))
    )
    run = send_message(user=user, conversation_id=conversation.pk, content=content, now=now())
    spoken = with_steps(branch_to(run.conversation, run.answer_id, window=2))
    return render(request, "chat/_tried.html", {"conversation": run.conversation, "spoken": spoken})
