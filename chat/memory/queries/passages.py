"""What memory gives to one turn: the standing rules, and what answers the question, in the order it happened."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from chat.memory.queries.found import Found
from chat.memory.queries.query_vector import query_vector
from chat.memory.queries.search import Filters, Place, search
from chat.memory.queries.switches import place_of_turn
from chat.memory.rules.kinds import Kind, Scope, State
from chat.memory.rules.sessions import session_of
from chat.models import Memory
from training.retrieval.words import LONGEST_QUERY

MOST_STANDING = 20  # pinned and procedural memories given to every turn
MOST_ANSWERING = 8
KEYWORDS = "keywords"
LONGEST_NEIGHBOUR = 300  # characters of what was said just before and after


@dataclass(frozen=True)
class MemoryPassage:
    """One memory as a turn is given it, and why."""

    memory_id: UUID
    version: int
    text: str
    when: datetime
    kind: str
    speaker: str
    source_message_id: UUID | None
    rank: int
    score: float
    reason: str
    before: str = ""
    after: str = ""
    beside: tuple[str, ...] = ()
    signals: dict[str, dict[str, float]] = field(default_factory=dict)
    weights: str = ""
    engine: str = ""

    @property
    def reference(self) -> str:
        """The memory and its version, then its neighbours', each with its side: enough to read the same words again."""
        return " ".join((f"{self.memory_id}@{self.version}", *self.beside))

    @property
    def words(self) -> str:
        """The memory as a turn reads it: what was said just before, itself, and what was said just after."""
        return "\n".join(filter(None, (self.before, line_of(self.speaker, self.text), self.after)))


def passages_for_turn(
    *,
    owner_id: UUID,
    minion_id: UUID | None,
    conversation_id: UUID | None,
    query: str,
    now: datetime,
    limit: int = MOST_ANSWERING,
) -> list[MemoryPassage]:
    """What a turn should know: pinned memories and rules first, then what was found, oldest first.

    Nothing is read where memory is off. What the conversation itself holds is left to its history.
    """
    place = place_of_turn(owner_id, minion_id=minion_id, conversation_id=conversation_id)
    if place is None:
        return []
    standing = list(visible(owner_id, place, now).filter(Q(is_pinned=True) | Q(kind=Kind.PROCEDURAL))[:MOST_STANDING])
    filters = Filters(
        without=tuple(each.pk for each in standing),
        without_session=session_of(conversation_id) if conversation_id else "",
    )
    question = query.replace("\x00", " ")[:LONGEST_QUERY]
    vector = query_vector(question)
    found = search(owner_id, question, now=now, limit=limit, filters=filters, place=place, vector=vector)
    kept = without_overlaps(found)
    around = _neighbours(owner_id, kept, place)
    engine = vector.embedder if vector else KEYWORDS
    answering = sorted((_answering(each, around, engine) for each in kept), key=lambda each: (each.when, each.rank))
    return [_standing(each) for each in standing] + answering


def visible(owner_id: UUID, place: Place, now: datetime) -> QuerySet[Memory]:
    """The current memories that may serve in a place now, pinned first, newest first."""
    here = Q(scope=Scope.USER)
    if place.minion_id:
        here |= Q(scope=Scope.MINION, minion=place.minion_id)
    if place.conversation_id:
        here |= Q(scope=Scope.CONVERSATION, conversation=place.conversation_id)
    here &= _own(place)
    return (
        Memory.objects.filter(here, owner=owner_id, state=State.CURRENT, valid_from__lte=now)
        .filter(Q(valid_to=None) | Q(valid_to__gt=now))
        .filter(Q(expires_at=None) | Q(expires_at__gt=now))
        .order_by("-is_pinned", "-id")
    )


def _own(place: Place) -> Q:
    """What a minion of its own memory may be told; everything for others."""
    return Q(scope=Scope.CONVERSATION) | Q(minion=place.minion_id) if place.is_own_only else Q()


def without_overlaps(found: Iterable[Found]) -> list[Found]:
    """The found turns without those that stand next to a better one, which brings them along."""
    kept: list[Found] = []
    for each in found:
        beside = {(other.session, other.position + step) for other in kept for step in (-1, 0, 1)}
        if not each.session or (each.session, each.position) not in beside:
            kept.append(each)
    return kept


def _neighbours(owner_id: UUID, found: Iterable[Found], place: Place) -> dict[tuple[str, int], Memory]:
    """What was said just before and after each found turn that belongs to a session, in one query."""
    wanted = Q()
    for each in found:
        if each.session:
            wanted |= Q(session=each.session, position__in=(each.position - 1, each.position + 1))
    if not wanted:
        return {}
    rows = Memory.objects.filter(wanted, _own(place), owner=owner_id, state=State.CURRENT)
    return {(each.session, each.position): each for each in rows}


def line_of(speaker: str, text: str) -> str:
    """Who said it, and what."""
    return f"{speaker}: {text}" if speaker else text


def neighbour_line(speaker: str, text: str) -> str:
    """A neighbour's words, short."""
    line = line_of(speaker, text)
    return line if len(line) <= LONGEST_NEIGHBOUR else line[: LONGEST_NEIGHBOUR - 1] + "…"


def _answering(found: Found, around: dict[tuple[str, int], Memory], engine: str) -> MemoryPassage:
    before = around.get((found.session, found.position - 1)) if found.session else None
    after = around.get((found.session, found.position + 1)) if found.session else None
    sides = (("before", before), ("after", after))
    return MemoryPassage(
        memory_id=found.memory_id,
        version=found.version,
        text=found.text,
        when=found.occurred_at,
        kind=found.kind,
        speaker=found.speaker,
        source_message_id=found.source_message_id,
        rank=found.rank,
        score=found.score,
        reason="found",
        before=neighbour_line(before.speaker, before.text) if before else "",
        after=neighbour_line(after.speaker, after.text) if after else "",
        beside=tuple(f"{each.pk}@{each.version}:{side}" for side, each in sides if each),
        signals=found.signals,
        weights=found.weights,
        engine=engine,
    )


def _standing(memory: Memory) -> MemoryPassage:
    return MemoryPassage(
        memory_id=memory.pk,
        version=memory.version,
        text=memory.text,
        when=memory.occurred_at,
        kind=memory.kind,
        speaker=memory.speaker,
        source_message_id=memory.source_message_id,
        rank=0,
        score=0.0,
        reason="pinned" if memory.is_pinned else "rule",
    )
