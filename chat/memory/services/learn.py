"""Learn from a turn that has ended: keep what the person told, what is worth keeping of it, and what memory was used."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from chat.memory.queries.search import Place
from chat.memory.queries.switches import place_of_turn
from chat.memory.rules.extraction import facts_in, is_worth_keeping
from chat.memory.rules.kinds import Kind, Source, State
from chat.memory.rules.sessions import session_of
from chat.memory.rules.wording import LONGEST_TEXT
from chat.memory.services.remember import NewMemory, remember_many
from chat.models import Memory, MemoryUse, Run


@dataclass(frozen=True)
class Learned:
    """What came of a turn."""

    facts: tuple[UUID, ...] = ()
    verbatim: UUID | None = None
    used: int = 0


@transaction.atomic
def learn_from_run(*, run_id: UUID, now: datetime) -> Learned:
    """Remember what a turn told; a second time changes nothing, and neither does a turn where memory is off."""
    run = Run.objects.select_related("owner", "question").filter(pk=run_id).first()
    place = place_of_turn(run.owner_id, minion_id=run.minion_id, conversation_id=run.conversation_id) if run else None
    if run is None or place is None:
        return Learned()
    used = note_uses(run, now=now)
    taken_back = (State.FORGOTTEN, State.WITHDRAWN)
    if Memory.objects.filter(source_message=run.question_id, state__in=taken_back).exists():
        return Learned(used=used)  # the person had this forgotten or undone already
    facts = [_fact(run, place, text, kind, key) for text, kind, key in _facts(run)]
    verbatim = [_verbatim(run, place)] if is_worth_keeping(run.question.content) else []
    kept = remember_many(owner=run.owner, items=[*facts, *verbatim], now=now)
    fresh = tuple(each.pk for each in kept[: len(facts)] if each.created_at == now)
    return Learned(facts=fresh, verbatim=kept[-1].pk if verbatim else None, used=used)


def note_uses(run: Run, *, now: datetime) -> int:
    """Count the memories an answer was given; each counts once for an answer."""
    answer = run.answer
    references = [each.get("reference", "") for each in answer.citations if each.get("kind") == "memory"]
    ids = [UUID(reference.partition("@")[0]) for reference in references]
    known = set(Memory.objects.filter(owner=run.owner_id, pk__in=ids).values_list("pk", flat=True))
    noted = set(MemoryUse.objects.filter(run=run).values_list("memory_id", flat=True))
    fresh = [(rank, each) for rank, each in enumerate(ids, start=1) if each in known - noted]
    MemoryUse.objects.bulk_create([MemoryUse(memory_id=each, run=run, rank=rank, at=now) for rank, each in fresh])
    Memory.objects.filter(pk__in=[each for _, each in fresh]).update(used_count=F("used_count") + 1, used_at=now)
    return len(fresh)


def _facts(run: Run) -> list[tuple[str, str, str]]:
    return [(each.text, each.kind, each.key) for each in facts_in(run.question.content)]


def _fact(run: Run, place: Place, text: str, kind: str, key: str) -> NewMemory:
    return NewMemory(
        text=text,
        kind=kind,
        scope=place.scope,
        key=key,
        minion_id=run.minion_id,
        conversation_id=run.conversation_id,
        source=Source.MESSAGE,
        source_message_id=run.question_id,
        occurred_at=run.question.created_at,
    )


def _verbatim(run: Run, place: Place) -> NewMemory:
    question = run.question
    return NewMemory(
        text=question.content[:LONGEST_TEXT],
        kind=Kind.EPISODIC,
        scope=place.scope,
        minion_id=run.minion_id,
        conversation_id=run.conversation_id,
        source=Source.MESSAGE,
        source_message_id=question.pk,
        verbatim_of_id=question.pk,
        session=session_of(run.conversation_id),
        position=question.depth,
        speaker=run.owner.name,
        occurred_at=question.created_at,
        importance=0.3,
    )
