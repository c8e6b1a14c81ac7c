"""Remember something: new, said again, or in the place of what was believed before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from chat.memory.errors import MemoryOff
from chat.memory.locks import lock_words
from chat.memory.rules.kinds import Cause, Kind, Scope, Source, State
from chat.memory.rules.lifetimes import LONGEST_LIFETIME, expiry
from chat.memory.rules.wording import LONGEST_TEXT, fingerprint, storable
from chat.memory.services.index import Outcome
from chat.memory.services.record import Change, write_if_unknown, write_new, write_version
from chat.models import Conversation, Memory
from project.lib.errors import InvalidInput
from spirits.models import Minion

LONGEST_KEY = 120
MOST_TAGS = 20
LONGEST_TAG = 40
MOST_AT_ONCE = 2_000
PLACES = ("minion_id", "conversation_id")


@dataclass(frozen=True, kw_only=True)
class NewMemory:
    """What is to be remembered, as a door hands it in."""

    text: str
    kind: str = Kind.SEMANTIC
    scope: str = Scope.USER
    minion_id: UUID | None = None
    conversation_id: UUID | None = None
    key: str = ""
    tags: tuple[str, ...] = ()
    importance: float = 0.5
    is_pinned: bool = False
    lifetime: timedelta | None = None
    expires_at: datetime | None = None
    source: str = Source.PERSON
    source_detail: str = ""
    source_message_id: UUID | None = None
    verbatim_of_id: UUID | None = None
    session: str = ""
    position: int = 0
    speaker: str = ""
    occurred_at: datetime | None = None
    valid_from: datetime | None = None


def remember(*, owner: User, now: datetime, **details: object) -> Memory:
    """Keep one memory (see NewMemory) and return it.

    The same words said again return the memory there is. A key that has a current memory supersedes it.
    MemoryOff where memory is switched off.
    """
    return remember_many(owner=owner, items=[NewMemory(**details)], now=now)[0]  # type: ignore[arg-type]


def remember_many(
    *, owner: User, items: Sequence[NewMemory], now: datetime, cause: str = Cause.REMEMBERED
) -> list[Memory]:
    """Keep several memories as one change; the answer has one memory for each item, in order."""
    if len(items) > MOST_AT_ONCE:
        raise InvalidInput.of("items", f"At most {MOST_AT_ONCE:,} at once; these are {len(items):,}.")
    _check_places(owner, items)
    fresh = [_memory(owner, item, now) for item in items]
    change = Change(cause=cause, at=now, actor_id=owner.pk)
    if _is_plain(fresh):
        outcome = write_if_unknown(fresh[0], change)
        if outcome == Outcome.OFF:
            raise MemoryOff
        if outcome == Outcome.WRITTEN:
            return fresh
    return _settle(owner, fresh, change)


def _is_plain(fresh: Sequence[Memory]) -> bool:
    """Whether there is one memory that can only repeat another by its words, so that the database can decide at once."""
    return len(fresh) == 1 and not fresh[0].slot and not fresh[0].verbatim_of_id


@transaction.atomic
def _settle(owner: User, fresh: list[Memory], change: Change) -> list[Memory]:
    """Keep what is new of these, and let it take the place of what it replaces, under the locks of their words."""
    words = [each.slot or each.text_hash for each in fresh if not each.verbatim_of_id]
    minions, conversations = ({getattr(each, name) for each in fresh} - {None} for name in PLACES)
    if not lock_words(owner.pk, words, minions=minions, conversations=conversations):
        raise MemoryOff
    known = _Known(owner, fresh, change.at)
    kept = [known.settle(each, change) for each in fresh]
    write_new([each for each in dict.fromkeys(kept) if each._state.adding], change)
    return kept


class _Known:
    """What the person remembers already that the new memories may repeat or replace."""

    def __init__(self, owner: User, fresh: list[Memory], now: datetime) -> None:
        slots = {each.slot for each in fresh if each.slot}
        hashes = {each.text_hash for each in fresh}
        messages = {each.verbatim_of_id for each in fresh if each.verbatim_of_id}
        alike = Q(state=State.CURRENT, text_hash__in=hashes, verbatim_of=None, session="")
        if slots:
            alike |= Q(state=State.CURRENT, slot__in=slots, slot__gt="")
        if messages:
            alike |= Q(verbatim_of__in=messages)
        rows = Memory.objects.filter(alike, owner=owner)
        self._now = now
        self._by_slot: dict[str, Memory] = {}
        self._by_wording: dict[tuple[object, ...], Memory] = {}
        self._by_message: dict[UUID, Memory] = {}
        for each in rows.select_for_update(of=("self",)).order_by("pk"):
            self._note(each)

    def settle(self, fresh: Memory, change: Change) -> Memory:
        """The memory to keep for ``fresh``: one there is already, or itself, with its slot cleared for it."""
        if fresh.verbatim_of_id in self._by_message:
            return self._by_message[fresh.verbatim_of_id]
        same = self._by_slot.get(fresh.slot) if fresh.slot else self._by_wording.get(_wording(fresh))
        if same is not None and same.text == fresh.text and not _is_expired(same, self._now):
            return same
        if same is not None and fresh.slot:
            give_way(same, to=fresh, change=change)
        self._note(fresh)
        return fresh

    def _note(self, memory: Memory) -> None:
        if memory.verbatim_of_id:
            self._by_message[memory.verbatim_of_id] = memory
        elif memory.slot:
            self._by_slot[memory.slot] = memory
        elif not memory.session:
            self._by_wording[_wording(memory)] = memory


def give_way(old: Memory, *, to: Memory, change: Change) -> None:
    """Let ``to`` take the place of ``old``, which stays true up to the moment the new one begins."""
    if old._state.adding:
        raise InvalidInput.of("key", f"The key {old.key!r} is given twice.")
    to.valid_from = max(to.valid_from, old.valid_from)
    old.state = State.SUPERSEDED
    old.valid_to = to.valid_from
    old.superseded_by_id = to.pk
    write_version(old, Change(Cause.SUPERSEDED, change.at, change.actor_id, change.id))


def slot_of(scope: str, place: UUID | None, key: str) -> str:
    """The name of the one place a keyed memory holds; empty without a key."""
    return f"{scope}:{place or ''}:{key}" if key else ""


def place_of(scope: str, minion_id: UUID | None, conversation_id: UUID | None) -> UUID | None:
    """The minion or conversation a scope ties a memory to."""
    return {Scope.MINION: minion_id, Scope.CONVERSATION: conversation_id}.get(Scope(scope))


def clean_key(key: str) -> str:
    """A key as it is compared: lower case, single blanks."""
    return " ".join(storable(key, "key", longest=LONGEST_KEY).casefold().split())


def clean_tags(tags: Sequence[str]) -> list[str]:
    """Tags in lower case, each once, in order; too many or too long ones are refused."""
    cleaned = list(dict.fromkeys(storable(each, "tags", longest=LONGEST_TAG).casefold() for each in tags))
    if len(cleaned) > MOST_TAGS:
        raise InvalidInput.of("tags", f"At most {MOST_TAGS} tags.")
    return [each for each in cleaned if each]


def _memory(owner: User, item: NewMemory, now: datetime) -> Memory:
    _check_words(item)
    text = storable(item.text, "text", longest=LONGEST_TEXT)
    if not text:
        raise InvalidInput.of("text", "Write what is to be remembered.")
    key = clean_key(item.key)
    return Memory(
        owner=owner,
        kind=item.kind,
        scope=item.scope,
        minion_id=item.minion_id,
        conversation_id=item.conversation_id,
        key=key,
        slot=slot_of(item.scope, place_of(item.scope, item.minion_id, item.conversation_id), key),
        text=text,
        text_hash=fingerprint(text),
        tags=clean_tags(item.tags),
        importance=item.importance,
        is_pinned=item.is_pinned,
        source=item.source,
        source_detail=storable(item.source_detail, "source_detail", longest=200),
        source_message_id=item.source_message_id,
        verbatim_of_id=item.verbatim_of_id,
        session=storable(item.session, "session", longest=80),
        position=item.position,
        speaker=storable(item.speaker, "speaker", longest=120),
        occurred_at=item.occurred_at or now,
        valid_from=item.valid_from or now,
        expires_at=_end(item, now),
    )


def _end(item: NewMemory, now: datetime) -> datetime | None:
    if item.lifetime is not None and not timedelta(0) < item.lifetime <= LONGEST_LIFETIME:
        raise InvalidInput.of("lifetime", "Must be more than nothing and at most a hundred years.")
    if item.expires_at is not None and item.expires_at <= now:
        raise InvalidInput.of("expires_at", "Must be in the future.")
    if item.expires_at is not None and not item.is_pinned:
        return item.expires_at
    return expiry(item.kind, now=now, lifetime=item.lifetime, is_pinned=item.is_pinned)


def _check_words(item: NewMemory) -> None:
    for name, value, words in (
        ("kind", item.kind, Kind),
        ("scope", item.scope, Scope),
        ("source", item.source, Source),
    ):
        if value not in words.values:
            raise InvalidInput.of(name, f"Must be one of {', '.join(words.values)}.")
    if not 0 <= item.importance <= 1:
        raise InvalidInput.of("importance", "Must be from 0 to 1.")
    if not 0 <= item.position < 2**31:
        raise InvalidInput.of("position", "Must be a whole number from 0.")
    if item.scope == Scope.MINION and item.minion_id is None:
        raise InvalidInput.of("minion", "Name the minion this memory is for.")
    if item.scope == Scope.CONVERSATION and item.conversation_id is None:
        raise InvalidInput.of("conversation", "Name the conversation this memory is for.")


def _check_places(owner: User, items: Sequence[NewMemory]) -> None:
    """Refuse foreign minions and conversations."""
    minions = {each.minion_id for each in items if each.minion_id}
    conversations = {each.conversation_id for each in items if each.conversation_id}
    if minions and Minion.objects.filter(owner=owner, pk__in=minions).count() != len(minions):
        raise InvalidInput.of("minion", "There is no such minion.")
    if conversations and Conversation.objects.filter(owner=owner, pk__in=conversations).count() != len(conversations):
        raise InvalidInput.of("conversation", "There is no such conversation.")


def _wording(memory: Memory) -> tuple[object, ...]:
    place = place_of(memory.scope, memory.minion_id, memory.conversation_id)
    return (memory.text_hash, memory.kind, memory.scope, place)


def _is_expired(memory: Memory, now: datetime) -> bool:
    return memory.expires_at is not None and memory.expires_at <= now
