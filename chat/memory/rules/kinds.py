"""The words memory is spoken of in: kinds, scopes, sources, states, and the causes of change."""

from django.db import models


class Kind(models.TextChoices):
    """What sort of thing is remembered."""

    SEMANTIC = "semantic", "Fact or preference"
    EPISODIC = "episodic", "Event or message"
    PROCEDURAL = "procedural", "Rule"
    WORKING = "working", "Task note"


class Scope(models.TextChoices):
    """Where a memory may be used."""

    USER = "user", "Everywhere"
    MINION = "minion", "With one minion"
    CONVERSATION = "conversation", "In one conversation"


class Source(models.TextChoices):
    """Where a memory came from."""

    PERSON = "person", "Entered by hand"
    MESSAGE = "message", "Said in a conversation"
    TOOL = "tool", "Noted by a minion"
    IMPORT = "import", "Imported"


class State(models.TextChoices):
    """Where a memory stands; whether it has expired depends on the time and is no state."""

    CURRENT = "current", "Current"
    SUPERSEDED = "superseded", "Superseded"
    WITHDRAWN = "withdrawn", "Undone"
    FORGOTTEN = "forgotten", "Forgotten"


class Cause(models.TextChoices):
    """Why a version was written."""

    REMEMBERED = "remembered", "Remembered"
    EDITED = "edited", "Edited"
    SUPERSEDED = "superseded", "Superseded"
    MERGED = "merged", "Merged"
    UNDONE = "undone", "Undone"
    FORGOTTEN = "forgotten", "Forgotten"
    EXPIRED = "expired", "Expired"


FINDABLE = (State.CURRENT, State.SUPERSEDED)
