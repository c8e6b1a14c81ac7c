"""Tells open pages that purchases or access changed."""

from functools import partial
from uuid import UUID

from django.db import transaction

from project.ops.live import announce


def announce_shop(*people: UUID | None) -> None:
    """Once the transaction commits, let the pages of these people look again."""
    for person in {each for each in people if each}:
        transaction.on_commit(partial(announce, topic_of(person), {"type": "shop"}))


def topic_of(person: UUID) -> str:
    """Where changes of a person's purchases, plan and access are announced."""
    return f"shop:{person}"
