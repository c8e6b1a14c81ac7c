"""How long a memory lives when nobody says otherwise."""

from datetime import datetime, timedelta

from chat.memory.rules.kinds import Kind

DEFAULT_LIFETIME: dict[str, timedelta | None] = {
    Kind.SEMANTIC: None,
    Kind.EPISODIC: timedelta(days=365),
    Kind.PROCEDURAL: None,
    Kind.WORKING: timedelta(days=1),
}
LONGEST_LIFETIME = timedelta(days=36_500)


def expiry(kind: str, *, now: datetime, lifetime: timedelta | None, is_pinned: bool) -> datetime | None:
    """When a memory made now ends: after ``lifetime``, or its kind's own; None is never. A pinned one never ends."""
    chosen = lifetime if lifetime is not None else DEFAULT_LIFETIME[kind]
    return None if is_pinned or chosen is None else now + chosen
