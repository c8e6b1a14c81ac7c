"""Everything one call needs before it speaks to a model, read in one go in a thread."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from chat.context.assemble import assemble
from chat.context.sources import Asking, passages_for
from chat.door.asked import Asked, Asker
from chat.door.targets import Target, target_of
from chat.engine.spending import LONGEST_CALL, at_most, price_of
from chat.engine.tools import Caller, offered_to
from project.lib.errors import InvalidInput
from spirits.queries.instructions import instructions_for, refuse_without_values
from spirits.rules.economy.budgets import ModelPrice
from spirits.services.budget import reserve
from spirits.services.budget.uses import budgets_for
from training.models import LanguageModel
from training.providers.protocol import ChatRequest, Provider, ToolSpec
from training.services.open_provider import open_for


@dataclass(frozen=True)
class Candidate:
    """One model that may answer, with the request as it gets it."""

    model_id: UUID
    model_name: str
    provider_id: UUID
    provider_name: str
    price: ModelPrice
    provider: Provider
    request: ChatRequest


@dataclass(frozen=True)
class Call:
    """One call, ready to be made. ``own_tools`` run here; all others come back to the caller."""

    id: UUID
    asker: Asker
    asked: Asked
    at: datetime
    candidates: tuple[Candidate, ...]
    minion_id: UUID | None = None
    caller: Caller | None = None
    own_tools: frozenset[str] = frozenset()
    is_reserved: bool = False


def prepare(asker: Asker, asked: Asked, *, call_id: UUID, now: datetime) -> Call:
    """Find who answers, what they know, and set aside what it can cost at most.

    ModelAbsent for an id nobody may use; NotEnoughPoints or BudgetSpent when it cannot be paid.
    """
    target = target_of(asker.user, asked.model)
    if not all(model.can_chat for model in target.models):
        raise InvalidInput.of("model", f"The model '{asked.model}' makes embeddings and cannot answer.")
    minion_id = target.minion.pk if target.minion else None
    if target.minion:
        refuse_without_values(target.minion, "model")
    caller = Caller(asker.user.pk, None, minion_id, None, None) if target.minion else None
    own = _own_tools(caller, asked)
    opening = _Opening(asker, asked, target, now)
    candidates = tuple(_candidate(model, asked, opening, own) for model in target.models)
    return Call(
        id=call_id,
        asker=asker,
        asked=asked,
        at=now,
        candidates=candidates,
        minion_id=minion_id,
        caller=caller,
        own_tools=frozenset(tool.name for tool in own),
        is_reserved=_reserve(asker, candidates, call_id, minion_id, now),
    )


def prepare_embeddings(asker: Asker, asked: Asked, *, call_id: UUID, now: datetime) -> Call:
    """Find the embedding model and set aside what it can cost; its texts are the turns."""
    target = target_of(asker.user, asked.model)
    if target.minion is not None or not target.models[0].can_embed:
        raise InvalidInput.of("model", f"The model '{asked.model}' makes no embeddings.")
    candidates = (_candidate(target.models[0], asked, _Opening(asker, asked, target, now), ()),)
    is_reserved = _reserve(asker, candidates, call_id, None, now)
    return Call(call_id, asker, asked, now, candidates, is_reserved=is_reserved)


def _own_tools(caller: Caller | None, asked: Asked) -> tuple[ToolSpec, ...]:
    """The minion's tools; the caller's win where they have the same name."""
    taken = {tool.name for tool in asked.tools}
    return tuple(tool for tool in offered_to(caller) if tool.name not in taken) if caller else ()


class _Opening:
    """What a minion is told before the caller's own messages: its instructions, and what was found for the question."""

    def __init__(self, asker: Asker, asked: Asked, target: Target, now: datetime) -> None:
        self.minion = target.minion
        self.instructions = instructions_for(asker.user, target.minion, at=now) if target.minion else ""
        self.question = next((turn.text for turn in reversed(asked.turns) if turn.role == "user"), "")
        self.passages = (
            passages_for(Asking(asker.user.pk, None, target.minion.pk, self.question, now)) if target.minion else []
        )

    def before(self, model: LanguageModel, request: ChatRequest) -> ChatRequest:
        """The request with the minion's part at its beginning."""
        if self.minion is None:
            return request
        context = assemble(
            instructions=self.instructions,
            passages=self.passages,
            history=[("user", self.question, "")],
            context_length=model.context_length,
        )
        told = [turn for turn in context.turns if turn.role == "system"]
        return replace(request, messages=(*told, *request.messages), passages=context.passages)


def _candidate(model: LanguageModel, asked: Asked, opening: _Opening, own: tuple[ToolSpec, ...]) -> Candidate:
    can_use_tools = model.can_use_tools or model.provider.kind == "builtin"
    request = ChatRequest(
        model=model.name,
        messages=asked.turns,
        tools=(*asked.tools, *(own if can_use_tools else ())),
        temperature=asked.temperature,
        max_output_tokens=asked.max_output_tokens,
        stop=asked.stop,
        seed=asked.seed,
        response_format=asked.response_format,
        extra=_extra(model.provider.kind, asked.extra),
    )
    return Candidate(
        model_id=model.pk,
        model_name=model.name,
        provider_id=model.provider_id,
        provider_name=model.provider.name,
        price=price_of(model),
        provider=open_for(model),
        request=opening.before(model, request),
    )


def _extra(kind: str, extra: Mapping[str, Any]) -> Mapping[str, Any]:
    if kind == "openai_compatible":
        return extra
    return {"top_p": extra["top_p"]} if kind == "anthropic" and "top_p" in extra else {}


def _reserve(
    asker: Asker, candidates: tuple[Candidate, ...], call_id: UUID, minion_id: UUID | None, now: datetime
) -> bool:
    """Set aside the dearest candidate's highest cost; nothing where all are free and no budget counts."""
    points, tokens = at_most((each.price, each.request) for each in candidates)
    if not points and not budgets_for(user=asker.user, minion_id=minion_id, api_key=asker.api_key_id):
        return False
    reserve(
        user=asker.user,
        run_id=call_id,
        upper_points=points,
        upper_tokens=tokens,
        minion_id=minion_id,
        api_key=asker.api_key_id,
        at=now,
        lasting=LONGEST_CALL,
    )
    return True
