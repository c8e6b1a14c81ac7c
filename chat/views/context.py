"""What every page of a conversation shows around the thread."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from chat.context.assemble import room_of
from chat.memory.queries.memories import remembered_from
from chat.models import Conversation, Folder
from chat.queries.choose_model import chat_models
from chat.queries.conversations import conversations_of, listed_conversations_of, search
from chat.queries.folders import folders_of
from chat.queries.thread import WINDOW, Spoken, branch_to
from chat.queries.tool_steps import tool_steps
from chat.queries.uploads import with_attachments
from project.lib.clock import now
from spirits.models import Minion
from spirits.queries.minions import named_minions_of
from training.models import LanguageModel

RAIL = 40  # conversations listed at once
MOST_FILED = 200  # conversations listed in folders
SHOWN_MODELS = 50
LEARNING = timedelta(seconds=20)  # so long after an answer the page looks for what was remembered
LEARNING_TRIES = 10


@dataclass
class Group:
    """Conversations of one stretch of time."""

    title: str
    conversations: list[Conversation]


def rail(user: User, *, q: str = "", before: UUID | None = None) -> dict[str, Any]:
    """The conversations in the rail, grouped by time, and where the list goes on."""
    rows = listed_conversations_of(user)
    rows = search(rows, q) if q else rows
    others = rows if q else rows.filter(pinned_at=None, folder=None)
    pinned, folders = ([], []) if before or q else kept_on_top(user, rows)
    if before and (last := conversations_of(user).filter(pk=before).first()):
        others = others.filter(Q(active_at__lt=last.active_at) | Q(active_at=last.active_at, pk__lt=last.pk))
    page = list(others[: RAIL + 1])
    groups = [Group(_("Pinned"), pinned)] if pinned else []
    return {
        "folders": folders,
        "groups": groups + by_day(page[:RAIL], now()),
        "next_conversation": page[RAIL - 1].pk if len(page) > RAIL else None,
        "rail_query": q,
    }


def kept_on_top(user: User, rows: QuerySet[Conversation]) -> tuple[list[Conversation], list[Folder]]:
    """What is pinned, and the person's folders, each with its latest conversations as ``shown``; in two queries."""
    folders = list(folders_of(user))
    by_folder: dict[UUID, list[Conversation]] = {each.pk: [] for each in folders}
    pinned: list[Conversation] = []
    kept = rows.exclude(pinned_at=None, folder=None).order_by(
        F("pinned_at").desc(nulls_last=True), *rows.query.order_by
    )
    for conversation in kept[: RAIL + MOST_FILED]:
        if conversation.pinned_at:
            pinned.append(conversation)
        else:
            by_folder[conversation.folder_id].append(conversation)  # type: ignore[index]  # the filter asks for one
    for each in folders:
        each.shown = by_folder[each.pk]  # type: ignore[attr-defined]  # for the template
    pinned.sort(key=lambda each: (each.active_at, each.pk), reverse=True)
    return pinned[:RAIL], folders


def by_day(conversations: list[Conversation], at: datetime) -> list[Group]:
    """Today, yesterday, the last week, and what is older, in that order; empty ones are left out."""
    bounds = [(_("Today"), 1), (_("Yesterday"), 2), (_("Last 7 days"), 8), (_("Last 30 days"), 31)]
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    groups = [Group(title, []) for title, _days in bounds] + [Group(_("Older"), [])]
    for conversation in conversations:
        age = midnight - conversation.active_at
        place = next((i for i, (_title, days) in enumerate(bounds) if age <= timedelta(days=days)), len(bounds))
        groups[place].conversations.append(conversation)
    return [group for group in groups if group.conversations]


def thread(conversation: Conversation, leaf_id: UUID | None) -> dict[str, Any]:
    """The messages on show with their tool steps, and whether there are earlier ones."""
    spoken = branch_to(conversation, leaf_id)
    return {
        "conversation": conversation,
        "spoken": with_steps(spoken),
        "gauge": gauge_of(spoken),
        "earlier": spoken[0].message.pk if len(spoken) == WINDOW and spoken[0].message.parent_id else None,
    }


def with_steps(spoken: list[Spoken]) -> list[Spoken]:
    """The same messages, each answer with the tool calls of its run as ``steps``."""
    steps = tool_steps([each.run.pk for each in spoken if each.run and not each.run.is_active])
    for each in spoken:
        each.steps = steps.get(each.run.pk, []) if each.run else []
    return with_remembered(with_attachments(spoken))


def with_remembered(spoken: list[Spoken]) -> list[Spoken]:
    """The same messages, each answer with what was remembered from its question; a fresh one is looked at again."""
    ended = [each for each in spoken if each.run and not each.run.is_active]
    kept = remembered_from([each.run.question_id for each in ended if each.run])
    fresh = now() - LEARNING
    for each in ended:
        if each.run:
            each.remembered = kept.get(each.run.question_id, [])
            is_fresh = each.run.finished_at is not None and each.run.finished_at > fresh
            each.learning_tries = LEARNING_TRIES if is_fresh and not each.remembered else 0
    return spoken


@dataclass(frozen=True)
class Gauge:
    """How much of its room the last turn's context took."""

    tokens: int
    room: int

    @property
    def percent(self) -> int:
        """In whole percent."""
        return round(100 * self.tokens / max(self.room, 1))


def gauge_of(spoken: list[Spoken]) -> Gauge | None:
    """The gauge of the newest answer on show that has a record; None before the first."""
    for each in reversed(spoken):
        if each.run and (kept := each.run.snapshot):
            return Gauge(kept["tokens"], room_of(kept["window"]))
    return None


def choices(user: User, minion: Minion | None = None) -> dict[str, Any]:
    """The models and minions the person can choose from, and whether the one that answers unasked sees pictures."""
    models = list(chat_models(user).order_by("provider__name", "name", "pk")[:SHOWN_MODELS])
    return {
        "models": models,
        "minions": list(named_minions_of(user)[:SHOWN_MODELS]),
        "automatic_sees": _sees(models, minion),
        "upload_megabytes": settings.UPLOAD_MEGABYTES,
    }


def _sees(models: list[LanguageModel], minion: Minion | None) -> bool:
    wished = next((each for each in models if minion and each.pk == minion.language_model_id), None)
    chosen = wished or next((each for each in models if each.is_default), None)
    return chosen.can_see if chosen else any(each.can_see for each in models)
