"""Learn from a turn with the background model: it proposes, and only what the person's own words say is kept."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chat.memory.queries.query_vector import query_vector
from chat.memory.queries.search import Filters, Place, search
from chat.memory.queries.switches import place_of_turn
from chat.memory.rules.kinds import Kind, Source, State
from chat.memory.rules.model_extraction import RESPONSE_FORMAT, ModelFact, facts_of, request_turns, told_in
from chat.memory.services.change import supersede
from chat.memory.services.remember import remember
from chat.models import Memory, Run
from chat.services.ask_background_model import Asked, ask_background_model, background_model
from training.retrieval.words import LONGEST_QUERY

MOST_NOTES = 12
SHORTEST = 12  # characters; less says nothing worth asking a model about


@dataclass(frozen=True)
class Proposed:
    """What the model found in a turn, with the memories its numbers mean."""

    run: Run
    facts: tuple[ModelFact, ...]
    notes: tuple[UUID, ...]
    model: str


def propose_memories(*, run_id: UUID, now: datetime) -> Proposed | None:
    """Ask the model about a turn; None where nothing is to be learned: memory is off, taken back, or done before.

    Reads the database, then asks; nothing is written, and no transaction may be open.
    """
    run = Run.objects.select_related("owner", "question").filter(pk=run_id).first()
    place = _place(run) if run else None
    if run is None or place is None or len(told_in(run.question.content)) < SHORTEST:
        return None
    notes = _notes(run, place, now)
    message = run.question.content
    model = background_model()
    asked = Asked(run.owner_id, run.minion_id, now)
    turns = request_turns(message, [each.text for each in notes])
    answer = ask_background_model(model, asked, *turns, response_format=RESPONSE_FORMAT)
    facts = facts_of(answer, message=message, notes=len(notes))
    return Proposed(run, tuple(facts), tuple(each.pk for each in notes), model.name)


@transaction.atomic
def keep_proposed(proposed: Proposed, *, now: datetime) -> list[UUID]:
    """Remember what the model found, each in the place of the note it replaces; a second time changes nothing."""
    run = proposed.run
    place = _place(run)
    if place is None:
        return []
    replaced = Memory.objects.in_bulk(proposed.notes)
    kept = []
    for fact in proposed.facts:
        old = replaced.pop(proposed.notes[fact.replaces], None) if fact.replaces is not None else None
        kept.append(_keep(run, place, fact, old, f"extracted by {proposed.model}"[:200], now))
    return [each.pk for each in kept]


def _keep(run: Run, place: Place, fact: ModelFact, old: Memory | None, detail: str, now: datetime) -> Memory:
    if old is not None and old.state == State.CURRENT and old.text != fact.text:
        new = supersede(
            owner=run.owner,
            memory_id=old.pk,
            text=fact.text,
            now=now,
            source=Source.MESSAGE,
            source_message_id=run.question_id,
        )
        Memory.objects.filter(pk=new.pk).update(source_detail=detail)
        return new
    return remember(
        owner=run.owner,
        now=now,
        text=fact.text,
        kind=fact.kind,
        scope=place.scope,
        minion_id=run.minion_id,
        conversation_id=run.conversation_id,
        source=Source.MESSAGE,
        source_detail=detail,
        source_message_id=run.question_id,
        occurred_at=run.question.created_at,
    )


def _place(run: Run) -> Place | None:
    """Where the turn is learned from; None where memory is off, and where it was taken back or extracted from already."""
    place = place_of_turn(run.owner_id, minion_id=run.minion_id, conversation_id=run.conversation_id)
    if place is None:
        return None
    known = Memory.objects.filter(source_message=run.question_id)
    taken_back = known.filter(state__in=(State.FORGOTTEN, State.WITHDRAWN))
    is_done = taken_back.exists() or known.filter(source_detail__startswith="extracted by").exists()
    return None if is_done else place


def _notes(run: Run, place: Place, now: datetime) -> list[Memory]:
    """What is remembered already that the message may repeat or contradict: what the rules just kept, and what search proposes."""
    question = run.question.content.replace("\x00", " ")[:LONGEST_QUERY]
    found = search(
        run.owner_id,
        question,
        now=now,
        limit=MOST_NOTES,
        filters=Filters(kinds=(Kind.SEMANTIC, Kind.PROCEDURAL)),
        place=place,
        vector=query_vector(question),
    )
    rows = Memory.objects.filter(owner=run.owner_id, state=State.CURRENT).in_bulk([each.memory_id for each in found])
    return [rows[each.memory_id] for each in found if each.memory_id in rows]
