"""Everything a turn needs to know before it speaks to a model, read in one go."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from chat.context.assemble import Context, assemble
from chat.context.parts import GO_ON
from chat.context.pictures import unseen, with_pictures, without_pictures
from chat.context.rounds import fit_rounds
from chat.context.snapshots import passages_told
from chat.context.sources import Asking, passages_for
from chat.context.summaries import summary_for
from chat.engine.spending import counts, price_of
from chat.engine.tools import Caller, offered_to
from chat.errors import NoModel, TooLongToGoOn
from chat.memory.queries.switches import memory_in_turn
from chat.models import Run
from chat.queries.choose_model import fallback_models
from chat.queries.thread import branch_to
from chat.queries.uploads import pictures_on
from chat.services.upload_files import seen_bytes
from spirits.queries.instructions import instructions_for
from spirits.rules.economy.budgets import ModelPrice
from training.models import LanguageModel
from training.providers.fallback import Attempt
from training.providers.protocol import ChatRequest, Passage, Provider, ToolCall
from training.runs.queries.canary import tried_in
from training.services.open_provider import open_for

COMMAND = re.compile(r"/tool\s+(?P<name>[A-Za-z0-9_.:-]{1,120})(?:\s+(?P<arguments>.*))?", re.DOTALL)
FREE = ModelPrice(0, 0)
HISTORY = 400  # messages considered for the context


@dataclass(frozen=True)
class Plan:
    """One turn, ready to be sent."""

    caller: Caller
    provider: Provider
    request: ChatRequest
    context: Context
    command: ToolCall | None = None
    fallbacks: "tuple[Fallback, ...]" = ()
    price: ModelPrice = FREE
    api_key: UUID | None = None  # with which the question was sent
    opening: str = ""  # what the answer begins with, where it goes on with a cut-off one
    citations: tuple[dict[str, Any], ...] = ()  # what the opening's numbers point to
    is_counted: bool = False  # points or a budget: each model call is set aside for

    def prices(self) -> list[ModelPrice]:
        """What those who may answer cost, in the order of ``attempts``."""
        return [self.price, *(each.price for each in self.fallbacks)]

    def attempts(self, request: ChatRequest) -> list[Attempt]:
        """Who may answer this request, in order; each is asked what fits into its own window."""
        return [Attempt(self.provider, request), *(each.attempt(request) for each in self.fallbacks)]


@dataclass(frozen=True)
class Fallback:
    """A model of the minion's chain, which answers where those before it fail before their first word."""

    model_id: UUID
    name: str
    provider: Provider
    context_length: int | None
    can_use_tools: bool
    can_see: bool = False
    price: ModelPrice = FREE

    def attempt(self, request: ChatRequest) -> Attempt:
        """The same request as this model gets it."""
        asked = request.messages if self.can_see else without_pictures(request.messages)
        messages = fit_rounds(asked, context_length=self.context_length)
        tools = request.tools if self.can_use_tools else ()
        return Attempt(self.provider, replace(request, model=self.name, messages=messages, tools=tools))


def plan_of(run_id: UUID, *, now: datetime) -> Plan:
    """Read the run, its branch, what was found for it, and open its provider."""
    run = Run.objects.select_related(
        "conversation", "question", "continues", "owner", "minion", "language_model__provider"
    ).get(pk=run_id)
    if run.language_model is None:
        raise NoModel
    caller = Caller(
        owner_id=run.owner_id,
        conversation_id=run.conversation_id,
        minion_id=run.minion_id,
        run_id=run.pk,
        question_id=run.question_id,
    )
    context = _context(run, now)
    request = ChatRequest(
        model=run.language_model.name,
        messages=with_pictures(context.turns, context.parts, context.pictures, seen_bytes),
        tools=offered_to(caller) if _uses_tools(run) else (),
        passages=context.passages,
        goes_on=run.continues is not None,
    )
    provider = open_for(run.language_model)
    command = None if run.continues else command_in(run.question.content)
    fallbacks, price = _fallbacks(run), price_of(run.language_model)
    prices = [price, *(each.price for each in fallbacks)]
    return Plan(
        caller=caller,
        provider=provider,
        request=request,
        context=context,
        command=command,
        opening=run.continues.content if run.continues else "",
        citations=tuple(run.continues.citations) if run.continues else (),
        fallbacks=fallbacks,
        price=price,
        is_counted=counts(user=run.owner, minion_id=run.minion_id, api_key=run.api_key_id, prices=prices),
        api_key=run.api_key_id,
    )


def command_in(said: str) -> ToolCall | None:
    """The tool call that a person wrote as ``/tool name {"argument": "value"}``; None for anything else."""
    found = COMMAND.fullmatch(said.strip())
    return ToolCall("command", found["name"], found["arguments"] or "{}") if found else None


def citations_of(passages: tuple[Passage, ...], said: str) -> tuple[dict[str, Any], ...]:
    """What the answer's numbers point to; of attached files, which may be told whole, only what is cited."""
    return tuple(
        {
            "number": number,
            "kind": each.kind,
            "source": each.source,
            "reference": each.reference,
            "text": each.text[:500],
        }
        for number, each in enumerate(passages, start=1)
        if each.kind not in ("upload", "picture") or f"[{number}]" in said
    )


def with_opening(opening: tuple[dict[str, Any], ...], more: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    """The citations of an answer that goes on: numbers of its opening keep what they point to."""
    told = {each["number"]: each for each in (*more, *opening)}
    return tuple(told[number] for number in sorted(told))


def _uses_tools(run: Run) -> bool:
    return run.language_model is not None and _may_use_tools(run.language_model)


def _may_use_tools(model: LanguageModel) -> bool:
    return model.can_use_tools or model.provider.kind == "builtin"


def _fallbacks(run: Run) -> tuple[Fallback, ...]:
    """The minion's chain without the model that is asked first, as far as the person may use it."""
    return tuple(
        Fallback(
            each.pk, each.name, open_for(each), each.context_length, _may_use_tools(each), each.can_see, price_of(each)
        )
        for each in fallback_models(run.owner, run.minion_id)
        if each.pk != run.language_model_id
    )


def _refuse_what_cannot_go_on(run: Run, context: Context, *, passages: int) -> None:
    """Without the words so far there is nothing to go on with, and with fewer passages their numbers would shift."""
    has_words = any(part.reference == str(run.continues_id) for part in context.parts)
    if not has_words or len(context.passages) < passages:
        raise TooLongToGoOn


def _instructions(run: Run, now: datetime) -> str:
    if run.minion is None:
        return ""
    tried = tried_in(run.minion_id, run.conversation_id).get("instructions")
    return instructions_for(run.owner, run.minion, at=now, text=tried, given=run.conversation.variables)


def _passages(run: Run, asking: Asking) -> list[Passage]:
    """What is found for the question; an answer that goes on keeps the passages that its numbers point to."""
    if run.paused is not None:
        return passages_told(run.answer_id)
    return passages_told(run.continues_id) if run.continues_id else passages_for(asking)


def _context(run: Run, now: datetime) -> Context:
    spoken = branch_to(run.conversation, run.question_id, window=HISTORY)
    asking = Asking(
        owner_id=run.owner_id,
        conversation_id=run.conversation_id,
        minion_id=run.minion_id,
        question=run.question.content,
        now=now,
        message_ids=tuple(each.message.pk for each in spoken),
    )
    history = [(each.message.role, each.content, str(each.message.pk)) for each in spoken if each.content.strip()]
    pictures = pictures_on(run.owner_id, asking.message_ids)
    can_see = run.language_model is not None and run.language_model.can_see
    summary = summary_for(run.conversation_id, history)
    if run.continues:
        history += [("assistant", run.continues.content, str(run.continues_id)), ("user", GO_ON, "")]
    found = _passages(run, asking)
    context = assemble(
        instructions=_instructions(run, now),
        passages=[*found, *([] if can_see or run.continues else unseen(pictures))],
        history=history,
        context_length=run.language_model.context_length if run.language_model else None,
        summary=summary,
        pictures=pictures if can_see else (),
        memory=memory_in_turn(run.owner_id, minion_id=run.minion_id, conversation_id=run.conversation_id),
    )
    if run.continues:
        _refuse_what_cannot_go_on(run, context, passages=len(found))
    return context
