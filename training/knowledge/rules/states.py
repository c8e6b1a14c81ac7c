"""How a document goes from its file to passages that can be found."""

from django.db import models


class State(models.TextChoices):
    """Where a document is. The stages follow each other; every one can end in ``failed``."""

    WAITING = "waiting", "Waiting"
    FETCHING = "fetching", "Being fetched"
    READING = "reading", "Being read"
    INDEXING = "indexing", "Being indexed"
    EMBEDDING = "embedding", "Being embedded"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


AT_WORK = (State.WAITING, State.FETCHING, State.READING, State.INDEXING, State.EMBEDDING)
SPANS = {State.FETCHING: (0, 10), State.READING: (10, 40), State.INDEXING: (40, 70), State.EMBEDDING: (70, 99)}


def percent_of(state: State, share: float) -> int:
    """How far the whole way is, when that share of a stage is done."""
    begin, end = SPANS[state]
    return int(begin + (end - begin) * max(0.0, min(1.0, share)))
