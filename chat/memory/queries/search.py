"""Find what a person's memory holds for a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from chat.memory.queries.found import Found
from chat.memory.queries.search_statement import KEYWORDS_ONLY, SIGNALS, WITH_VECTORS
from chat.memory.queries.second_ranking import ranked_again
from chat.memory.rules.dates import asked_times
from chat.memory.rules.kinds import Kind, Scope
from chat.memory.rules.weights import DATE_DAYS, RECENCY_DAYS, WeightSet, current
from chat.memory.rules.wording import storable
from project.lib.errors import InvalidInput
from training.retrieval.query_vector import QueryVector
from training.retrieval.words import LONGEST_QUERY, searchable

MOST_FOUND = 200
RANKED_AGAIN = 100  # so many of the first are compared word by word
LEAST_COSINE = 0.3  # a memory without an asked word must mean at least so much the same


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which memories may answer; empty parts do not narrow. ``since`` and ``until`` bound when it happened, half-open."""

    kinds: tuple[str, ...] = ()
    minion_id: UUID | None = None
    conversation_id: UUID | None = None
    tags: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    as_of: datetime | None = None
    without: tuple[UUID, ...] = ()
    without_session: str = ""

    @property
    def names_a_time(self) -> bool:
        """Whether the past is asked for, where newer is not better."""
        return bool(self.since or self.until or self.as_of)


@dataclass(frozen=True)
class Place:
    """Where the asking happens: memories tied to another minion or conversation stay out.

    With ``is_own_only`` so does all that did not come from this minion's conversations.
    """

    minion_id: UUID | None = None
    conversation_id: UUID | None = None
    is_own_only: bool = False

    @property
    def scope(self) -> str:
        """Where what is learned here serves: what comes to a minion of its own memory stays with it."""
        return Scope.MINION if self.is_own_only else Scope.USER


@dataclass(frozen=True)
class Moment:
    """The time of a search: what expired by ``now`` is gone, and only what was ``believed`` by then counts."""

    now: datetime
    believed: datetime


def search(
    owner_id: UUID,
    query: str,
    *,
    now: datetime,
    limit: int = 10,
    filters: Filters | None = None,
    place: Place | None = None,
    vector: QueryVector | None = None,
    believed: datetime | None = None,
    weights: WeightSet | None = None,
) -> list[Found]:
    """The owner's memories that answer the query, best first; equal input gives equal output.

    One statement: expired, superseded, forgotten and foreign rows never come out of it. ``believed`` searches as it
    would have been at an earlier moment. A query without words finds nothing unless a vector comes with it.
    """
    filters = filters or Filters()
    check(query, limit, filters)
    weights = weights or current(with_vectors=vector is not None)
    moment = Moment(now=believed or now, believed=believed or now)
    reading = vector.reading if vector and weights.tokens else None
    most = max(limit, RANKED_AGAIN) if reading else limit
    values = _values(owner_id, query, moment, filters, place, most, weights, vector)
    with connection.cursor() as cursor:
        cursor.execute(WITH_VECTORS if vector else KEYWORDS_ONLY, values)
        rows = cursor.fetchall()
    found = [_found(rank, row, weights) for rank, row in enumerate(rows, start=1)]
    return ranked_again(found, [row[-1] for row in rows], reading, weights)[:limit] if reading else found


def check(query: str, limit: int, filters: Filters) -> None:
    """Refuse a query that cannot be searched for, naming the field."""
    storable(query, "query", longest=LONGEST_QUERY)
    if not 1 <= limit <= MOST_FOUND:
        raise InvalidInput.of("limit", f"Must be from 1 to {MOST_FOUND}.")
    if unknown := set(filters.kinds) - set(Kind.values):
        raise InvalidInput.of("kind", f"Unknown: {', '.join(sorted(unknown))}. Must be of {', '.join(Kind.values)}.")
    if filters.since and filters.until and filters.until <= filters.since:
        raise InvalidInput.of("until", "Must be after since.")


def _values(
    owner_id: UUID,
    query: str,
    moment: Moment,
    filters: Filters,
    place: Place | None,
    limit: int,
    weights: WeightSet,
    vector: QueryVector | None,
) -> dict[str, Any]:
    dates = asked_times(query, now=moment.now) if weights.date else []
    timeless = not filters.names_a_time and not dates
    return {
        "owner": owner_id,
        "query": searchable(query),
        "now": moment.now,
        "believed": moment.believed,
        "as_of": filters.as_of or moment.now,
        "everywhere": place is None,
        "here_minion": place.minion_id if place else None,
        "here_conversation": place.conversation_id if place else None,
        "own_only": place is not None and place.is_own_only,
        "kinds": _or_none(filters.kinds),
        "minion": filters.minion_id,
        "conversation": filters.conversation_id,
        "tags": _or_none(filters.tags),
        "since": filters.since,
        "until": filters.until,
        "without": _or_none(filters.without),
        "without_session": filters.without_session,
        "limit": limit,
        "vector": vector.literal() if vector else None,
        "embedder": vector.embedder if vector else None,
        "dimensions": len(vector.values) if vector else None,
        "least_cosine": LEAST_COSINE,
        "k": weights.saturation,
        "b": weights.length,
        "recency_days": RECENCY_DAYS,
        "is_dated": bool(dates),
        "dates_from": [begin for begin, _ in dates],
        "dates_to": [end for _, end in dates],
        "date_days": DATE_DAYS,
        "w_turn": weights.turn,
        "w_near": weights.window,
        "w_neighbour": weights.neighbour,
        "w_session": weights.session,
        "w_speaker": weights.speaker,
        "w_dated": weights.date,
        "w_own": weights.cosine,
        "w_around": weights.window_cosine,
        "w_recency": weights.recency if timeless else 0.0,
        "w_importance": weights.importance if timeless else 0.0,
    }


def _or_none(values: Sequence[Any]) -> list[Any] | None:
    return list(values) or None


def _found(rank: int, row: tuple[Any, ...], weights: WeightSet) -> Found:
    memory_id, version, score, *rest = row
    count = len(SIGNALS)
    raw, recent, z_scores, told = rest[:count], rest[count], rest[count + 1 : 2 * count + 1], rest[2 * count + 1 : -1]
    text, recorded_at, kind, occurred_at, speaker, source, session, position, message, conversation, pinned, ends = told
    signals = {
        name: {"value": round(value, 6), "z": round(z, 6)}
        for name, value, z in zip(SIGNALS, raw, z_scores, strict=True)
        if value is not None
    }
    signals["recency"] = {"value": round(recent, 6), "z": round(recent, 6)}
    return Found(
        memory_id=memory_id,
        version=version,
        rank=rank,
        score=score,
        text=text,
        kind=kind,
        occurred_at=occurred_at,
        speaker=speaker,
        source=source,
        session=session,
        position=position,
        source_message_id=message,
        conversation_id=conversation,
        is_pinned=pinned,
        expires_at=ends,
        recorded_at=recorded_at,
        signals=signals,
        weights=weights.name,
    )
