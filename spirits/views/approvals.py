"""What waits for a person's word, each question by itself, and the permissions they gave."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from project.lib.clock import now
from project.lib.errors import DaimonError, InvalidInput
from spirits.models import Approval
from spirits.queries.tool_calls import get_approval, get_call, lasting_permissions, open_questions
from spirits.services.decide_approval import approve, deny, revoke
from spirits.services.run_tool import perform_approved
from spirits.views.page import page

DENY = "deny"
MOST = 100


@never_cache
@require_safe
@page
def approvals(request: HttpRequest, user: User) -> HttpResponse:
    """The questions that are open, newest first, and what is allowed for good."""
    context = {"questions": open_questions(user)[:MOST], "permissions": lasting_permissions(user)[:MOST]}
    return render(request, "spirits/approvals.html", context)


@never_cache
@require_safe
@page
def approval(request: HttpRequest, user: User, approval_id: UUID) -> HttpResponse:
    """One question, or what became of it: where programs send the person who is asked."""
    asked = get_approval(user, approval_id)
    call = get_call(user, asked.call_id) if asked.call_id else None
    return render(request, "spirits/approval.html", {"approval": asked, "call": call})


@require_POST
@page
def approval_decide(request: HttpRequest, user: User, approval_id: UUID) -> HttpResponse:
    """Do the call, or never; its own failure is shown with it."""
    decision = request.POST.get("decision", "")
    if decision == DENY:
        deny(user=user, approval_id=approval_id, now=now())
    elif decision in Approval.Scope.values:
        asked = approve(user=user, approval_id=approval_id, scope=decision, now=now())
        _perform(user, asked)
    else:
        raise InvalidInput.of("decision", "Expected call, conversation, tool or deny.")
    return redirect("approval", approval_id)


@require_POST
@page
def approval_revoke(request: HttpRequest, user: User, approval_id: UUID) -> HttpResponse:
    """Take a lasting permission back."""
    revoke(user=user, approval_id=approval_id, now=now())
    return redirect("approvals")


def _perform(user: User, asked: Approval) -> None:
    assert asked.call_id is not None, "only a call's approval can be pending"
    try:
        perform_approved(user=user, call_id=asked.call_id)
    except DaimonError:
        return  # it is kept with the call, which is shown
