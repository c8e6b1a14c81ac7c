"""What is done with one answer: go on in a chat of its own, say what one thinks, look at how it was made."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from accounts.models import User
from chat.models import ContextSnapshot, Feedback, Run, UsageRecord
from chat.queries.thread import get_message
from chat.services.feedback import give_feedback, take_feedback_back
from chat.services.fork import fork_conversation
from chat.views.conversation import page
from project.lib.clock import now
from project.lib.errors import InvalidInput


@require_POST
@page
def fork(request: HttpRequest, user: User, message_id: UUID) -> HttpResponse:
    """Go on from here in a conversation of its own."""
    made = fork_conversation(user=user, message_id=message_id, now=now())
    address = reverse("conversation", args=[made.pk])
    return HttpResponseClientRedirect(address) if request.headers.get("HX-Request") else redirect(address)


@require_POST
@page
def feedback(request: HttpRequest, user: User, message_id: UUID) -> HttpResponse:
    """Keep, change or take back what the person thinks of an answer; the buttons as they stand now."""
    choice = request.POST.get("is_positive", "")
    if choice not in ("true", "false", ""):
        raise InvalidInput.of("is_positive", "Expected true, false, or nothing to take it back.")
    given: Feedback | None = None
    if choice:
        given = give_feedback(
            user=user,
            message_id=message_id,
            is_positive=choice == "true",
            reason=request.POST.get("reason", ""),
            comment=request.POST.get("comment", ""),
            now=now(),
        )
    else:
        take_feedback_back(user=user, message_id=message_id)
    message = get_message(user, message_id)
    if not request.headers.get("HX-Request"):
        return redirect("conversation", message.conversation_id)
    context = {"message": message, "feedback": given, "is_fresh": "reason" not in request.POST, **reasons()}
    answer = render(request, "chat/_feedback.html", context)
    return trigger_client_event(answer, "feedback-given", {"message": str(message_id)})


@require_safe
@page
def info(request: HttpRequest, user: User, message_id: UUID) -> HttpResponse:
    """How an answer was made: model, tokens, points, times, and the exact context it was given."""
    message = get_message(user, message_id)
    run: Run | None = Run.objects.filter(answer=message).select_related("language_model__provider", "minion").first()
    context: dict[str, Any] = {
        "section": "chat",
        "message": message,
        "run": run,
        "usage": UsageRecord.objects.filter(run=run).first() if run else None,
        "snapshot": ContextSnapshot.objects.filter(run=run).first() if run else None,
        "seconds": _seconds(run),
    }
    template = "chat/_info.html" if request.headers.get("HX-Request") else "chat/info.html"
    return render(request, template, context)


def reasons() -> dict[str, list[tuple[str, str]]]:
    """What one can say was right or wrong."""
    good = (Feedback.Reason.CORRECT, Feedback.Reason.HELPFUL, Feedback.Reason.OTHER)
    bad = [each for each in Feedback.Reason if each not in good[:2]]
    return {
        "good_reasons": [(each.value, each.label) for each in good],
        "bad_reasons": [(each.value, each.label) for each in bad],
    }


def _seconds(run: Run | None) -> dict[str, float]:
    if run is None or run.finished_at is None:
        return {}
    begun = run.started_at or run.created_at
    found = {"total": (run.finished_at - begun).total_seconds()}
    if run.first_token_at:
        found["first"] = (run.first_token_at - begun).total_seconds()
        writing = (run.finished_at - run.first_token_at).total_seconds()
        if writing > 0 and run.output_tokens:
            found["rate"] = run.output_tokens / writing
    return found
