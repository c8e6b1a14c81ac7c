"""Names of sittings: what was said in one conversation is one session."""

from uuid import UUID


def session_of(conversation_id: UUID) -> str:
    """The session name of everything said in a conversation."""
    return f"conversation:{conversation_id}"
