"""What training asks of minions; the layer that has them answers here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User


@dataclass(frozen=True)
class MinionDesk:
    """How minions are described, changed, brought back and rewarded.

    ``state`` gives name, version, instructions, language_model and knowledge_bases, or raises MinionNotFound. ``give``
    saves changes of these as a new version and returns the one before; ``restore`` goes back to one. ``reward`` gives the
    minion's spirits their experience, once for the same source.
    """

    state: Callable[[User, UUID], Mapping[str, Any]]
    give: Callable[[User, UUID, Mapping[str, Any]], int]
    restore: Callable[[User, UUID, int], None]
    reward: Callable[[User, UUID, str, datetime], None]
    choices: Callable[[User], list[tuple[UUID, str]]]


_desk: list[MinionDesk] = []


def register_minions(desk: MinionDesk) -> None:
    """Name who answers; a second one takes the first one's place."""
    _desk[:] = [desk]


def minions() -> MinionDesk:
    """Who answers."""
    return _desk[0]
