"""What model calls may cost and did cost: set aside before each call, settled or given back after it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import User
from chat.context.budget import tokens_at_most
from project.lib.ids import uuid7
from spirits.rules.economy.budgets import ModelPrice, explain_points, points_for
from spirits.services.budget import release, reserve, settle
from spirits.services.budget.uses import budgets_for
from training.models import LanguageModel
from training.providers.protocol import ChatRequest, ReasoningDelta, StreamEvent, TextDelta, ToolCall, Turn, Usage

USUAL_OUTPUT_TOKENS = 4_096
IMAGE_TOKENS = 2_000
CHARACTERS_PER_TOKEN = 4  # the usual estimate where a provider was left before it had counted
LONGEST_CALL = timedelta(hours=1)


def price_of(model: LanguageModel) -> ModelPrice:
    """What the model's tokens cost."""
    return ModelPrice(model.input_points_per_million, model.output_points_per_million)


def most_input(request: ChatRequest) -> int:
    """The tokens that reading the request takes at most."""
    return sum(_tokens(turn) for turn in request.messages) + sum(tokens_at_most(str(tool)) for tool in request.tools)


def most_output(request: ChatRequest) -> int:
    """The tokens that the answer takes, by the request or by custom."""
    return request.max_output_tokens or USUAL_OUTPUT_TOKENS


def at_most(asked: Iterable[tuple[ModelPrice, ChatRequest]]) -> tuple[int, int]:
    """Points and tokens of the dearest of those who may answer."""
    sized = [(price, most_input(request), most_output(request)) for price, request in asked]
    points = max(points_for(price, input_tokens=read, output_tokens=written) for price, read, written in sized)
    return points, max(read + written for _, read, written in sized)


def counts(*, user: User, minion_id: UUID | None, api_key: UUID | None, prices: Iterable[ModelPrice]) -> bool:
    """Whether calls cost anything or a budget watches them; where not, nothing is set aside."""
    costs = any(price.input_points_per_million or price.output_points_per_million for price in prices)
    return costs or bool(budgets_for(user=user, minion_id=minion_id, api_key=api_key))


@dataclass
class CallCount:
    """The tokens of one model call as its events come in."""

    input_tokens: int = 0
    output_tokens: int = 0
    characters: int = 0
    is_estimated: bool = False
    _is_counted: bool = field(default=False, repr=False)

    def saw(self, event: StreamEvent) -> None:
        """Count one event."""
        match event:
            case TextDelta(words) | ReasoningDelta(words):
                self.characters += len(words)
            case ToolCall():
                self.characters += len(event.name) + len(event.arguments)
            case Usage():
                self.input_tokens += event.input_tokens
                self.output_tokens += event.output_tokens
                self._is_counted = True

    def close(self, request: ChatRequest) -> None:
        """Estimate what the provider did not come to count; a call that said nothing cost nothing."""
        if self._is_counted or not self.characters:
            return
        self.input_tokens = -(-sum(len(turn.text) for turn in request.messages) // CHARACTERS_PER_TOKEN)
        self.output_tokens = -(-self.characters // CHARACTERS_PER_TOKEN)
        self.is_estimated = True


def set_aside(
    *,
    owner_id: UUID,
    minion_id: UUID | None,
    api_key: UUID | None,
    work: UUID,
    asked: list[tuple[ModelPrice, ChatRequest]],
    now: datetime,
) -> UUID:
    """Set the highest cost of one model call aside and return the call's id; NotEnoughPoints or BudgetSpent otherwise."""
    points, tokens = at_most(asked)
    call = uuid7()
    reserve(
        user=User.objects.get(pk=owner_id),
        run_id=call,
        work=work,
        upper_points=points,
        upper_tokens=tokens,
        minion_id=minion_id,
        api_key=api_key,
        at=now,
        lasting=LONGEST_CALL,
    )
    return call


def close_call(call: UUID, *, model: str, price: ModelPrice, count: CallCount) -> int:
    """Settle the call with what it took and return the points charged; one that took nothing gives everything back."""
    tokens = count.input_tokens + count.output_tokens
    if not tokens:
        release(run_id=call)
        return 0
    points = points_for(price, input_tokens=count.input_tokens, output_tokens=count.output_tokens)
    lines = explain_points(price, model=model, input_tokens=count.input_tokens, output_tokens=count.output_tokens)
    return settle(run_id=call, points=points, tokens=tokens, explanation=lines).points or 0


def _tokens(turn: Turn) -> int:
    calls = sum(tokens_at_most(call.arguments) for call in turn.tool_calls)
    return tokens_at_most(turn.text) + calls + IMAGE_TOKENS * len(turn.images)
