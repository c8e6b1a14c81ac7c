"""Gives experience once per source, and takes it back when the achievement was undone."""

from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import F, Sum

from accounts.models import User
from project.ops.live import announce
from spirits.models.minion import MinionSpirit
from spirits.models.progression import ToolMastery, XpEvent, XpKind
from spirits.models.spirit import Tool
from spirits.rules.economy.experience import BASE, with_synergy
from spirits.rules.progression import spirit_level_at
from spirits.services.progress.tell import tell_progress

log = structlog.get_logger(__name__)


@transaction.atomic
def record_tool_run(
    *,
    user: User,
    minion_spirit: MinionSpirit,
    tool: Tool,
    succeeded: bool,
    source: str,
    net_percent: int,
    at: datetime,
) -> XpEvent:
    """Count a tool's run, once per source; only one that did its work gives experience."""
    kind = XpKind.TOOL_RUN_SUCCEEDED if succeeded else XpKind.TOOL_RUN_FAILED
    event, is_new = _gain(
        user, kind, source, minion_spirit=minion_spirit, tool=tool, net_percent=net_percent, happened_at=at
    )
    if is_new:
        counted = "succeeded" if succeeded else "failed"
        ToolMastery.objects.bulk_create([ToolMastery(minion_spirit=minion_spirit, tool=tool)], ignore_conflicts=True)
        ToolMastery.objects.filter(minion_spirit=minion_spirit, tool=tool).update(
            **{counted: F(counted) + 1, "last_used_at": at}
        )
    return event


@transaction.atomic
def gain_experience(
    *,
    user: User,
    kind: XpKind,
    source: str,
    at: datetime,
    minion_spirit: MinionSpirit | None = None,
    net_percent: int = 0,
) -> XpEvent:
    """Give the person, and the spirit that did it, their experience; the same source gives it once.

    A spirit that reaches a new level gives its person experience of its own.
    """
    return _gain(user, kind, source, minion_spirit=minion_spirit, net_percent=net_percent, happened_at=at)[0]


def _gain(
    user: User,
    kind: XpKind,
    source: str,
    *,
    minion_spirit: MinionSpirit | None,
    net_percent: int,
    happened_at: datetime,
    tool: Tool | None = None,
) -> tuple[XpEvent, bool]:
    amount = BASE[kind]
    event, is_new = XpEvent.objects.get_or_create(
        owner=user,
        source=source,
        defaults={
            "kind": kind,
            "minion_spirit": minion_spirit,
            "tool": tool,
            "amount": amount,
            "spirit_amount": with_synergy(amount, net_percent=net_percent) if minion_spirit else 0,
            "synergy_percent": net_percent,
            "happened_at": happened_at,
        },
    )
    if is_new and minion_spirit and event.spirit_amount:
        _teach(user, minion_spirit, event.spirit_amount, happened_at)
    if is_new and kind != XpKind.TOOL_RUN_FAILED:
        tell_progress(user, event, at=happened_at)
    return event, is_new


@transaction.atomic
def undo_experience(*, user: User, source: str, at: datetime) -> XpEvent | None:
    """Take back what a source gave. Doing the same thing again gives nothing, so undoing never farms."""
    event = XpEvent.objects.filter(owner=user, source=source).exclude(kind=XpKind.UNDONE).first()
    if event is None:
        return None
    undone, is_new = XpEvent.objects.get_or_create(
        owner=user,
        source=f"undo:{event.pk}",
        defaults={
            "kind": XpKind.UNDONE,
            "minion_spirit": event.minion_spirit,
            "amount": -event.amount,
            "spirit_amount": -event.spirit_amount,
            "happened_at": at,
        },
    )
    if is_new and event.minion_spirit_id:
        recompute_spirit(minion_spirit_id=str(event.minion_spirit_id))
    return undone


def recompute_spirit(*, minion_spirit_id: str) -> MinionSpirit:
    """Set a spirit's experience and level to what its events add up to."""
    row = MinionSpirit.objects.select_for_update().get(pk=minion_spirit_id)
    total = XpEvent.objects.filter(minion_spirit=row).aggregate(total=Sum("spirit_amount"))["total"]
    row.xp = total or 0
    row.level = spirit_level_at(row.xp)
    row.save(update_fields=["xp", "level"])
    return row


def _teach(user: User, minion_spirit: MinionSpirit, amount: int, at: datetime) -> None:
    MinionSpirit.objects.filter(pk=minion_spirit.pk).update(xp=F("xp") + amount)
    row = MinionSpirit.objects.get(pk=minion_spirit.pk)
    before, row.level = row.level, spirit_level_at(row.xp)
    if row.level <= before:
        return
    MinionSpirit.objects.filter(pk=row.pk, level__lt=row.level).update(level=row.level)
    for level in range(before + 1, row.level + 1):
        gain_experience(user=user, kind=XpKind.SPIRIT_LEVEL_UP, source=f"level:{row.pk}:{level}", at=at)
    message = {"kind": "spirit_level", "minion": str(row.minion_id), "spirit": str(row.spirit_id), "level": row.level}
    transaction.on_commit(lambda: announce(f"user:{user.pk}", message))
