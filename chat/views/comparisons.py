"""The pages on which models are compared."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from chat.models import Comparison, ComparisonAnswer
from chat.queries.comparisons import comparisons_of, get_comparison, standings
from chat.services.comparisons import FEWEST, MOST, delete_comparison, start_comparison, vote
from chat.views.context import choices
from chat.views.conversation import page
from project.lib.clock import now
from project.lib.errors import DaimonError, InvalidInput, NotFound

SHOWN = 20


@require_safe
@page
def comparisons(request: HttpRequest, user: User) -> HttpResponse:
    """What can be compared, what was, and which models were found best."""
    return render(request, "chat/comparisons.html", _form(user))


@require_POST
@page
def start(request: HttpRequest, user: User) -> HttpResponse:
    """Ask; what is refused is said above the form, which keeps what was entered."""
    prompt = request.POST.get("prompt", "").replace("\r\n", "\n")
    chosen, is_blind = request.POST.getlist("models"), bool(request.POST.get("is_blind"))
    try:
        made = start_comparison(
            user=user,
            prompt=prompt,
            models=[_uuid(each) for each in chosen],
            is_blind=is_blind,
            now=now(),
        )
    except DaimonError as error:
        context = {**_form(user), "prompt": prompt, "chosen": chosen, "is_blind": is_blind, "problem": error.message}
        return render(request, "chat/comparisons.html", context, status=error.status)
    return redirect("comparison", made.pk)


@require_safe
@page
def show(request: HttpRequest, user: User, comparison_id: UUID) -> HttpResponse:
    """The answers side by side, and the vote."""
    return render(request, "chat/comparison.html", _shown(get_comparison(user, comparison_id)))


@require_safe
@page
def verdict(request: HttpRequest, user: User, comparison_id: UUID) -> HttpResponse:
    """The vote alone, asked for again whenever an answer ends."""
    return render(request, "chat/_verdict.html", _shown(get_comparison(user, comparison_id)))


@require_safe
@page
def column(request: HttpRequest, user: User, comparison_id: UUID, position: int) -> HttpResponse:
    """One answer as it stands."""
    shown = _shown(get_comparison(user, comparison_id))
    answer = next((each for each in shown["answers"] if each.position == position), None)
    if answer is None:
        raise NotFound
    return render(request, "chat/_comparison_answer.html", {**shown, "answer": answer})


@require_POST
@page
def decide(request: HttpRequest, user: User, comparison_id: UUID) -> HttpResponse:
    """Keep the vote, and show the names."""
    said = request.POST.get("verdict", "")
    winner = int(said) if said in {str(each) for each in range(1, MOST + 1)} else None
    kept = vote(
        user=user,
        comparison_id=comparison_id,
        verdict=Comparison.Verdict.WINNER if winner else said,
        winner=winner,
        now=now(),
    )
    return redirect("comparison", kept.pk)


@require_POST
@page
def delete(request: HttpRequest, user: User, comparison_id: UUID) -> HttpResponse:
    """Delete it."""
    delete_comparison(user=user, comparison_id=comparison_id)
    return redirect("comparisons")


def _form(user: User) -> dict[str, Any]:
    return {
        "section": "compare",
        "models": choices(user)["models"],
        "fewest": FEWEST,
        "most": MOST,
        "past": comparisons_of(user)[:SHOWN],
        "standings": standings(user)[:SHOWN],
        "is_blind": True,
    }


def _shown(comparison: Comparison) -> dict[str, Any]:
    answers: list[ComparisonAnswer] = list(comparison.answers.all())
    return {
        "section": "compare",
        "comparison": comparison,
        "answers": answers,
        "is_answering": any(each.run and each.run.is_active for each in answers),
        "votable": [each for each in answers if each.run and each.run.state != "failed"],
    }


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise InvalidInput.of("models", "One of these models does not exist.") from error
