"""A person's answer to a tool call that waits in a conversation."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.models import User
from chat.views.conversation import page
from project.lib.clock import now
from project.lib.errors import DaimonError, InvalidInput
from spirits.models import Approval
from spirits.services.decide_approval import approve, deny
from spirits.services.run_tool import perform_approved

SCOPES = (Approval.Scope.CALL, Approval.Scope.CONVERSATION)


@require_POST
@page
def decide(request: HttpRequest, user: User, approval_id: UUID) -> HttpResponse:
    """Do the call, or never; its result comes through the answer's stream, or with the page when that is over."""
    decision = request.POST.get("decision", "")
    if decision == "deny":
        approval = deny(user=user, approval_id=approval_id, now=now())
    elif decision in SCOPES:
        approval = approve(user=user, approval_id=approval_id, scope=decision, now=now())
        _perform(user, approval)
    else:
        raise InvalidInput.of("decision", "Expected call, conversation or deny.")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    return redirect("conversation", approval.conversation_id) if approval.conversation_id else redirect("chat")


def _perform(user: User, approval: Approval) -> None:
    """The call's own failure is part of its result, and no failure of the decision."""
    assert approval.call_id is not None, "only a call's approval can be pending"
    try:
        perform_approved(user=user, call_id=approval.call_id)
    except DaimonError:
        return
