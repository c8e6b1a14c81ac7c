"""Change a minion, go back to a version, archive, restore and delete it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Unpack
from uuid import UUID

from django.db import transaction

from accounts.models import User
from project.api.tags import ChangedMeanwhile
from spirits.errors import MinionArchived
from spirits.locks import locked_minion
from spirits.models import Minion
from spirits.queries.minions import get_minion, get_version
from spirits.services.create_minion import refuse_one_more
from spirits.services.equip_minion import check_spirits, equip
from spirits.services.minion_state import (
    MinionChanges,
    MinionState,
    changed,
    checked,
    keep_version,
    state_of,
    usable_bases,
    usable_server_ids,
    with_known_tools,
    write_links,
    write_state,
)
from training.queries.usable_models import usable_models


@transaction.atomic
def save_minion(
    *,
    user: User,
    minion_id: UUID,
    expected_version: int | None = None,
    **changes: Unpack[MinionChanges],
) -> Minion:
    """Change what is given and keep the result as a new version; a save that changes nothing makes none.

    With ``expected_version`` a minion that was saved meanwhile is left alone and ChangedMeanwhile raised.
    """
    minion = locked_minion(user, minion_id)
    if expected_version is not None and minion.version != expected_version:
        raise ChangedMeanwhile
    before = state_of(minion)
    return _save(minion, before, changed(before, changes), user=user)


@transaction.atomic
def restore_version(*, user: User, minion_id: UUID, number: int) -> Minion:
    """Make the minion what it was at that version, as a new version; what is gone of its model, knowledge and tools is left out."""
    minion = locked_minion(user, minion_id)
    version = get_version(user, minion_id, number)
    before = state_of(minion)
    wanted = MinionState.from_json(version.state)
    if wanted.language_model and not usable_models(user).filter(pk=wanted.language_model).exists():
        wanted = replace(wanted, language_model=None)
    known = usable_bases(user, wanted.knowledge_bases)
    servers = usable_server_ids(user, wanted.tool_servers)
    wanted = replace(
        wanted,
        knowledge_bases=tuple(base for base in wanted.knowledge_bases if base in known),
        tool_servers=tuple(server for server in wanted.tool_servers if server in servers),
    )
    wanted = with_known_tools(wanted, user=user, keeps=before.switched_tools)
    return _save(minion, before, wanted, user=user, keeps_names=wanted.unknown_names)


def _save(
    minion: Minion, before: MinionState, wanted: MinionState, *, user: User, keeps_names: Sequence[str] | None = None
) -> Minion:
    if minion.archived_at:
        raise MinionArchived
    wanted = checked(
        wanted,
        user=user,
        keeps_model=before.language_model,
        keeps_bases=before.knowledge_bases,
        keeps_servers=before.tool_servers,
        keeps_tools=before.switched_tools,
        keeps_names=before.unknown_names if keeps_names is None else keeps_names,
    )
    if wanted == before:
        return get_minion(user, minion.pk)
    if wanted.spirits != before.spirits:
        check_spirits(wanted.spirits, user=user, keeps=before.spirits)
        equip(minion, wanted.spirits)
    write_state(minion, wanted)
    minion.version += 1
    minion.save()
    write_links(minion, wanted)
    keep_version(minion, wanted, by=user)
    return get_minion(user, minion.pk)


@transaction.atomic
def archive_minion(*, user: User, minion_id: UUID, now: datetime) -> Minion:
    """Put the minion away; it no longer counts towards the plan. Archiving twice keeps the first time."""
    minion = locked_minion(user, minion_id)
    minion.archived_at = minion.archived_at or now
    minion.save(update_fields=["archived_at", "updated_at"])
    return get_minion(user, minion_id)


@transaction.atomic
def restore_minion(*, user: User, minion_id: UUID) -> Minion:
    """Take an archived minion back into use, where the plan has room for it."""
    minion = locked_minion(user, minion_id)
    if minion.archived_at:
        refuse_one_more(user)
        minion.archived_at = None
        minion.save(update_fields=["archived_at", "updated_at"])
    return get_minion(user, minion_id)


@transaction.atomic
def delete_minion(*, user: User, minion_id: UUID) -> None:
    """Delete the minion with its versions; its conversations stay, without it."""
    locked_minion(user, minion_id).delete()
