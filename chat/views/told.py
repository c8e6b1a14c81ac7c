"""The pages of what a model is told: how full its window is, what it would be told now, and what it was told in a turn."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from chat.context.assemble import Context
from chat.context.parts import Part
from chat.context.preview import preview
from chat.context.snapshots import compare, get_snapshot, replay, replay_with, turns_told, verify
from chat.memory.queries.passages import KEYWORDS
from chat.models import ContextSnapshot, Conversation
from chat.queries.choose_model import chat_models
from chat.queries.conversations import get_conversation
from chat.queries.thread import branch_to
from chat.views.context import gauge_of
from chat.views.conversation import page
from project.lib.clock import now
from project.lib.errors import InvalidInput
from spirits.queries.economy.accounts import points_of
from spirits.rules.own_variables import values_of, variables_from

SHOWN_TURNS = 30
NEWEST = 4  # messages looked at for the gauge
SHOWN_MODELS = 50


@dataclass(frozen=True)
class Shown:
    """One part with the reasons a person can read."""

    part: Part
    memory_id: str
    signals: list[tuple[str, float, float]]

    @property
    def engine(self) -> str:
        """What found it; empty for what was not searched for."""
        return str(self.part.why.get("engine", ""))


@require_http_methods(["GET", "HEAD", "POST"])
@page
def context(request: HttpRequest, user: User, conversation_id: UUID) -> HttpResponse:
    """How full the window was in the last turns; a posted message is shown as the model would be told it, and not sent."""
    conversation = get_conversation(user, conversation_id)
    content = request.POST.get("content", "")
    would: Context | None = None
    if request.method == "POST":
        would = preview(user=user, conversation_id=conversation_id, content=content, now=now())
    turns = turns_told(user, conversation_id)[:SHOWN_TURNS]
    shown = {
        "section": "chat",
        "conversation": conversation,
        "turns": turns,
        "content": content,
        "would": would,
        "parts": _shown(would.parts) if would else [],
        "memory": would.memory if would else "",
        "values": _values(conversation),
    }
    return render(request, "chat/context.html", shown)


def _values(conversation: Conversation) -> list[tuple[str, str]]:
    """The labels of its minion's own variables with what was filled in, or what stands in for it."""
    variables = variables_from(conversation.minion.variables) if conversation.minion else ()
    values = values_of(variables, conversation.variables)
    return [(each.shown_label, values[each.name]) for each in variables]


@require_safe
@page
def gauge(request: HttpRequest, user: User, conversation_id: UUID) -> HttpResponse:
    """How full the window was in the last turn on show."""
    conversation = get_conversation(user, conversation_id)
    shown = gauge_of(branch_to(conversation, conversation.leaf_id, window=NEWEST))
    return render(
        request, "chat/_gauge.html", {"conversation": conversation, "gauge": shown, "points": points_of(user)}
    )


@require_safe
@page
def told(request: HttpRequest, user: User, run_id: UUID) -> HttpResponse:
    """What the model was told in one turn: proved, with the reasons; searched again and compared when asked."""
    snapshot = get_snapshot(user, run_id)
    verdict = verify(snapshot)
    before = snapshot.before()
    shown: dict[str, Any] = {
        "section": "chat",
        "snapshot": snapshot,
        "conversation": snapshot.run.conversation,
        "verdict": verdict,
        "parts": _shown(verdict.parts),
        "dropped": snapshot.record()["dropped"],
        "memory": snapshot.record().get("memory", ""),
        "before": before,
        "models": chat_models(user).order_by("name", "pk")[:SHOWN_MODELS],
        "keywords": KEYWORDS,
        **_asked(request, user, snapshot, before),
    }
    return render(request, "chat/told.html", shown)


def _asked(
    request: HttpRequest, user: User, snapshot: ContextSnapshot, before: ContextSnapshot | None
) -> dict[str, Any]:
    """The comparison the person asked for, if any."""
    if "replay" in request.GET:
        return {"replayed": replay(snapshot)}
    if "difference" in request.GET and before:
        return {"difference": compare(before, snapshot)}
    if asked := request.GET.get("model"):
        try:
            model = chat_models(user).filter(pk=UUID(asked)).first()
        except ValueError:
            model = None
        if model is None:
            raise InvalidInput.of("model", "There is no such model.")
        return {"model": model, "fitted": replay_with(snapshot, context_length=model.context_length)}
    return {}


def _shown(parts: tuple[Part, ...]) -> list[Shown]:
    return [
        Shown(
            each,
            each.reference.partition("@")[0] if each.passage_kind == "memory" else "",
            [(name, signal["value"], signal["z"]) for name, signal in each.why.get("signals", {}).items()],
        )
        for each in parts
    ]
