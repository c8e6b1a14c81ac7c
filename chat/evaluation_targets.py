"""What evaluations can have answer: a model by itself, and a minion with or without its knowledge; and votes between models."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from accounts.models import User
from chat.context.assemble import assemble
from chat.engine.spending import CallCount, close_call, counts, price_of, set_aside
from chat.engine.tools import Caller, offered_to
from chat.knowledge_source import passages_from
from chat.models import Comparison, ComparisonAnswer, UsageRecord
from chat.queries.choose_model import chat_models, default_model
from project.lib.errors import InvalidInput
from project.lib.ids import uuid7
from spirits.models import Minion
from spirits.queries.instructions import instructions_for, refuse_without_values
from spirits.queries.minions import knowledge_of, minions_of
from spirits.services.budget import release
from training.errors import ModelAbsent
from training.evaluations.rules.questions import Question
from training.evaluations.rules.ratings import Vote
from training.evaluations.targets import Choice, Described, Prepared, Spent, TargetKind, register_target
from training.evaluations.votes import register_votes
from training.knowledge.queries.bases import readable_bases
from training.models import LanguageModel
from training.providers.protocol import ChatRequest, Passage, StreamEvent, ToolSpec, Turn
from training.services.open_provider import open_for

MODEL, MINION = "model", "minion"
LONGEST_ANSWER = 4_096  # tokens
MOST_LISTED = 200


class PaidCall:
    """One call of a model: its tokens, its points, and its usage record."""

    def __init__(
        self, user: User, model: LanguageModel, minion_id: UUID | None, request: ChatRequest, at: datetime
    ) -> None:
        self.user, self.model, self.minion_id, self.request = user, model, minion_id, request
        self.count = CallCount()
        self.price = price_of(model)
        self.call: UUID | None = None
        if counts(user=user, minion_id=minion_id, api_key=None, prices=[self.price]):
            self.call = set_aside(
                owner_id=user.pk, minion_id=minion_id, api_key=None, work=uuid7(), asked=[(self.price, request)], now=at
            )

    def saw(self, event: StreamEvent) -> None:
        """Count one event."""
        self.count.saw(event)

    def give_back(self) -> None:
        """Nothing was asked."""
        if self.call:
            release(run_id=self.call)

    def settle(self, *, latency_ms: int, error_code: str, at: datetime) -> Spent:
        """Pay, and leave a usage record."""
        self.count.close(self.request)
        points = close_call(self.call, model=self.model.name, price=self.price, count=self.count) if self.call else 0
        UsageRecord.objects.create(
            owner=self.user,
            minion_id=self.minion_id,
            language_model=self.model,
            model_name=self.model.name,
            provider_name=self.model.provider.name,
            door=UsageRecord.Door.CHAT,
            state=UsageRecord.State.FAILED if error_code else UsageRecord.State.COMPLETED,
            error_code=error_code,
            input_tokens=self.count.input_tokens,
            output_tokens=self.count.output_tokens,
            is_estimated=self.count.is_estimated,
            points=points,
            total_ms=latency_ms,
            at=at,
        )
        return Spent(self.count.input_tokens, self.count.output_tokens, points)


def models_to_choose(user: User) -> list[Choice]:
    """The models this person may talk to."""
    found = chat_models(user)[:MOST_LISTED]
    return [Choice(MODEL, str(each.pk), f"{each} · {each.provider.name}") for each in found]


def describe_model(user: User, model_id: UUID, options: Mapping[str, Any]) -> Described:
    """The model by itself, told nothing but the question."""
    model = chat_models(user).filter(pk=model_id).first()
    if model is None:
        raise InvalidInput.of("targets", "There is no such model.")
    return Described(
        f"{model} · {model.provider.name}", {"language_model": str(model.pk)}, model.name, model.provider.name
    )


def prepare_model(user: User, config: Mapping[str, Any], question: Question, at: datetime) -> Prepared:
    """The row's turns as they are."""
    model = _model(user, config)
    return _prepared(user, model, question.turns, at=at)


def minions_to_choose(user: User) -> list[Choice]:
    """The person's minions."""
    found = minions_of(user).filter(archived_at=None)[:MOST_LISTED]
    return [Choice(MINION, str(each.pk), each.name, bool(each.knowledge_bases.all())) for each in found]


def describe_minion(user: User, minion_id: UUID, options: Mapping[str, Any]) -> Described:
    """The minion's instructions, model and knowledge as they are now; ``knowledge`` false leaves its knowledge bases out.

    With ``changes`` it is the minion as it would be with what a training run made.
    """
    minion = minions_of(user).filter(pk=minion_id, archived_at=None).first()
    if minion is None:
        raise InvalidInput.of("targets", "There is no such minion.")
    uses, changes = options.get("knowledge", True), options.get("changes", {})
    if not isinstance(uses, bool):
        raise InvalidInput.of("targets", "Whether it uses its knowledge must be true or false.")
    model = _model(user, changes) if "language_model" in changes else _model_of(user, minion)
    bases = [str(base.pk) for base in knowledge_of(minion.pk, user.pk)]
    bases += [each for each in changes.get("add_knowledge_bases", ()) if each not in bases]
    config = {
        "minion": str(minion.pk),
        "language_model": str(model.pk),
        "instructions": changes.get("instructions", minion.instructions),
        "knowledge": uses,
        "knowledge_bases": bases if uses else [],
    }
    title = f"{minion.name}, trained" if changes else minion.name if uses else f"{minion.name} without knowledge"
    return Described(title, config, model.name, model.provider.name)


def prepare_minion(user: User, config: Mapping[str, Any], question: Question, at: datetime) -> Prepared:
    """What the minion would be told for the row: instructions, and passages of its knowledge. Memories stay out of it.

    Its tools are offered and none is run: a call is taken down as part of the answer.
    """
    model = _model(user, config)
    minion_id = UUID(config["minion"])
    minion = Minion.objects.filter(pk=minion_id, owner=user, archived_at=None).first()
    if minion is None:
        raise InvalidInput.of("targets", "The minion was removed meanwhile.")
    refuse_without_values(minion, "targets")
    bases = readable_bases(user).filter(pk__in=config["knowledge_bases"]).order_by("pk")
    passages = passages_from(list(bases), question.text)
    context = assemble(
        instructions=instructions_for(user, minion, at=at, text=config["instructions"]),
        passages=passages,
        history=[(each.role, each.text, "") for each in question.turns],
        context_length=model.context_length,
    )
    tools = offered_to(Caller(user.pk, None, minion_id, None, None)) if model.can_use_tools else ()
    turns = context.turns
    return _prepared(
        user,
        model,
        turns,
        at=at,
        minion_id=minion_id,
        passages=context.passages if config["knowledge"] else None,
        tools=tools,
    )


def votes(user: User | None) -> Iterator[Vote]:
    """Each vote in a comparison, in its order; where no answer was good nobody wins anything."""
    answers = Prefetch("answers", ComparisonAnswer.objects.order_by("position"))
    voted = Comparison.objects.filter(verdict__in=["winner", "tie"]).order_by("voted_at", "pk")
    for comparison in (voted.filter(owner=user) if user else voted).prefetch_related(answers).iterator(500):
        names = {each.position: f"{each.model_name} · {each.provider_name}" for each in comparison.answers.all()}
        winner = names.get(comparison.winner) if comparison.winner is not None else None
        if len(set(names.values())) == len(names) and (winner is not None or comparison.verdict == "tie"):
            yield Vote(tuple(names.values()), winner)


def _prepared(
    user: User,
    model: LanguageModel,
    turns: tuple[Turn, ...],
    *,
    at: datetime,
    minion_id: UUID | None = None,
    passages: tuple[Passage, ...] | None = None,
    tools: tuple[ToolSpec, ...] = (),
) -> Prepared:
    request = ChatRequest(
        model=model.name,
        messages=turns,
        tools=tools,
        temperature=0.0,
        max_output_tokens=min(LONGEST_ANSWER, model.max_output_tokens or LONGEST_ANSWER),
        seed=1,
        passages=passages or (),
    )
    return Prepared(open_for(model), request, PaidCall(user, model, minion_id, request, at), passages)


def _model(user: User, config: Mapping[str, Any]) -> LanguageModel:
    model = chat_models(user).filter(pk=config["language_model"]).first()
    if model is None:
        raise ModelAbsent("The model is no longer there, or you may no longer use it.")
    return model


def _model_of(user: User, minion: Minion) -> LanguageModel:
    usable = chat_models(user)
    own = usable.filter(pk=minion.language_model_id).first() if minion.language_model_id else None
    return own or default_model(usable)


register_target(TargetKind(MODEL, "Model", models_to_choose, describe_model, prepare_model))
register_target(
    TargetKind(MINION, "Minion", minions_to_choose, describe_minion, prepare_minion, options=("knowledge", "changes"))
)
register_votes(votes)
