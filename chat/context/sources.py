"""Where passages for a turn come from: memories, uploads and knowledge register here, and the turn asks them all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from training.providers.protocol import Passage


@dataclass(frozen=True)
class Asking:
    """The turn that passages are looked for; one asked for by another program belongs to no conversation."""

    owner_id: UUID
    conversation_id: UUID | None
    minion_id: UUID | None
    question: str
    now: datetime
    message_ids: tuple[UUID, ...] = ()  # the branch, oldest first; its attachments are material too


Source = Callable[[Asking], list[Passage]]
_sources: dict[str, Source] = {}


def passage_source(name: str) -> Callable[[Source], Source]:
    """Register a function that finds passages for a turn; it may read the database and must not change it."""

    def register(source: Source) -> Source:
        if name in _sources and _sources[name] is not source:
            raise ValueError(f"There are two passage sources called {name!r}.")
        _sources[name] = source
        return source

    return register


def passages_for(asking: Asking) -> list[Passage]:
    """What every source found, in the order of their registration."""
    return [passage for source in _sources.values() for passage in source(asking)]
