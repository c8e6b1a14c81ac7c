"""What training runs are told of minions, and how minions get what they made."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from project.lib.errors import InvalidInput
from spirits.models import MinionSpirit
from spirits.models.progression import XpKind
from spirits.queries.minions import get_minion, minions_of
from spirits.rules.own_variables import variables_from
from spirits.rules.variables import with_unknown_escaped
from spirits.services.progress.gain import gain_experience
from spirits.services.save_minion import restore_version, save_minion
from training.runs.minions import MinionDesk, register_minions

MOST_LISTED = 200


def state(user: User, minion_id: UUID) -> Mapping[str, Any]:
    """The parts that training changes."""
    minion = get_minion(user, minion_id)
    return {
        "name": minion.name,
        "version": minion.version,
        "instructions": minion.instructions,
        "language_model": minion.language_model_id,
        "knowledge_bases": [base.pk for base in minion.knowledge_bases.all()],
    }


def give(user: User, minion_id: UUID, changes: Mapping[str, Any]) -> int:
    """Save a version with the changes; the number of the one before."""
    minion = get_minion(user, minion_id)
    before: int = minion.version
    own = [each.name for each in variables_from(minion.variables)]
    wanted: dict[str, Any] = {}
    if "instructions" in changes:
        wanted["instructions"] = with_unknown_escaped(changes["instructions"], own)
    if "language_model" in changes:
        wanted["language_model"] = UUID(changes["language_model"])
    if "add_knowledge_bases" in changes:
        known = [base.pk for base in minion.knowledge_bases.all()]
        added = [UUID(each) for each in changes["add_knowledge_bases"]]
        wanted["knowledge_bases"] = [*known, *(each for each in added if each not in known)]
    if not wanted:
        raise InvalidInput.of("changes", "There is nothing that a minion could get.")
    save_minion(user=user, minion_id=minion_id, **wanted)
    return before


def restore(user: User, minion_id: UUID, number: int) -> None:
    """Make it what it was then."""
    restore_version(user=user, minion_id=minion_id, number=number)


def reward(user: User, minion_id: UUID, source: str, at: datetime) -> None:
    """The spirits in its slots each completed a task; without spirits the person did."""
    equipped = list(
        MinionSpirit.objects.filter(minion=minion_id, minion__owner=user, slot__isnull=False).order_by("slot")
    )
    for spirit in equipped:
        gain_experience(
            user=user, kind=XpKind.TASK_COMPLETED, source=f"{source}:{spirit.pk}", at=at, minion_spirit=spirit
        )
    if not equipped:
        gain_experience(user=user, kind=XpKind.TASK_COMPLETED, source=source, at=at)


def choices(user: User) -> list[tuple[UUID, str]]:
    """Those that can be trained."""
    return list(minions_of(user).filter(archived_at=None).values_list("pk", "name")[:MOST_LISTED])


register_minions(MinionDesk(state, give, restore, reward, choices))
