"""What a search gives back."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Found:
    """One memory that answers, with everything that led to its rank."""

    memory_id: UUID
    version: int
    rank: int
    score: float
    text: str
    kind: str
    occurred_at: datetime
    speaker: str
    source: str
    session: str
    position: int
    source_message_id: UUID | None
    conversation_id: UUID | None
    is_pinned: bool
    expires_at: datetime | None
    recorded_at: datetime
    signals: dict[str, dict[str, float]] = field(default_factory=dict)
    weights: str = ""
