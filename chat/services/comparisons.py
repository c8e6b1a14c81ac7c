"""Compare models on one prompt, and keep the vote."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from chat.errors import RunActive, VoteTooEarly
from chat.memory.services.switches import set_switch
from chat.models import Comparison, ComparisonAnswer, Conversation, Run
from chat.queries.choose_model import chat_models
from chat.queries.comparisons import get_comparison
from chat.rules.run_states import ACTIVE, RunState
from chat.services.turns import check_content, send_message
from project.lib.errors import InvalidInput
from training.models import LanguageModel

FEWEST, MOST = 2, 4


@transaction.atomic
def start_comparison(*, user: User, prompt: str, models: list[UUID], is_blind: bool, now: datetime) -> Comparison:
    """Ask each model the same, without memory, minion or tools of one; the answering starts when this commits.

    Each answer is a run in a conversation of its own that no list shows, so it streams, stops and is paid like any other.
    """
    check_content(prompt)
    chosen = _chosen(user, models)
    comparison = Comparison.objects.create(owner=user, prompt=prompt, is_blind=is_blind)
    for position, model in enumerate(chosen, start=1):
        conversation = Conversation.objects.create(
            owner=user, language_model=model, is_listed=False, title="Comparison"
        )
        set_switch(owner=user, is_on=False, now=now, conversation_id=conversation.pk)
        run = send_message(user=user, conversation_id=conversation.pk, content=prompt, now=now)
        ComparisonAnswer.objects.create(
            comparison=comparison,
            position=position,
            language_model=model,
            model_name=model.name,
            provider_name=model.provider.name,
            run=run,
        )
    return comparison


@transaction.atomic
def vote(*, user: User, comparison_id: UUID, verdict: str, now: datetime, winner: int | None = None) -> Comparison:
    """Say which answer is best, that all are, or that none is; a later vote replaces it. VoteTooEarly while one is written."""
    comparison = get_comparison(user, comparison_id)
    Comparison.objects.select_for_update().get(pk=comparison.pk)
    answers = list(comparison.answers.select_related("run"))
    if any(each.run is not None and each.run.is_active for each in answers):
        raise VoteTooEarly
    if verdict not in set(Comparison.Verdict.values) - {Comparison.Verdict.OPEN}:
        raise InvalidInput.of("verdict", "Expected winner, tie or none.")
    if (verdict == Comparison.Verdict.WINNER) != (winner is not None):
        raise InvalidInput.of("winner", "Name the best answer's position exactly when there is one.")
    if winner is not None and not any(each.position == winner and _has_said(each) for each in answers):
        raise InvalidInput.of("winner", "There is no answer at this position.")
    comparison.verdict, comparison.winner, comparison.voted_at = verdict, winner, now
    comparison.save(update_fields=["verdict", "winner", "voted_at"])
    return comparison


@transaction.atomic
def delete_comparison(*, user: User, comparison_id: UUID) -> None:
    """Delete a comparison with its answers and its vote; answers still being written must be stopped first."""
    comparison = get_comparison(user, comparison_id)
    runs = Run.objects.filter(comparison_answer__comparison=comparison)
    if runs.filter(state__in=ACTIVE).exists():
        raise RunActive
    Conversation.objects.filter(runs__in=runs, is_listed=False).delete()
    comparison.delete()


def _chosen(user: User, models: list[UUID]) -> list[LanguageModel]:
    if not FEWEST <= len(models) <= MOST or len(set(models)) != len(models):
        raise InvalidInput.of("models", f"Choose {FEWEST} to {MOST} different models.")
    found = {model.pk: model for model in chat_models(user).filter(pk__in=models)}
    if len(found) != len(models):
        raise InvalidInput.of("models", "One of these models does not exist.")
    return [found[pk] for pk in models]


def _has_said(answer: ComparisonAnswer) -> bool:
    return answer.run is not None and answer.run.state != RunState.FAILED
