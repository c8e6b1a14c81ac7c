"""The one place where a tool call meets the economy: trial calls, experience, mastery."""

from spirits.models import MinionSpirit, Tool, ToolCall
from spirits.models.progression import XpKind
from spirits.services.economy.grant_access import use_spirit
from spirits.services.progress import record_tool_run


def begin_tool_use(call: ToolCall) -> None:
    """Check once more that the call's spirit is open, and count a trial call; SpiritLocked when none is left."""
    if call.spirit_id:
        use_spirit(user=call.owner, spirit_id=call.spirit_id, at=call.created_at)


def reward_tool_use(call: ToolCall) -> int:
    """The XP that this call, just verified as successful, earns; called in the transaction that settles it.

    Only a minion's call earns: it is the minion's spirit that grows.
    """
    return _record(call, succeeded=True)


def count_failed_use(call: ToolCall) -> None:
    """Remember that the tool failed; it earns nothing."""
    _record(call, succeeded=False)


def _record(call: ToolCall, *, succeeded: bool) -> int:
    if not (call.minion_id and call.spirit_id):
        return 0
    learner = MinionSpirit.objects.filter(minion=call.minion_id, spirit=call.spirit_id).first()
    tool = Tool.objects.filter(slug=call.tool).first()
    if learner is None or tool is None:
        return 0
    event = record_tool_run(
        user=call.owner,
        minion_spirit=learner,
        tool=tool,
        succeeded=succeeded,
        source=f"tool_call:{call.pk}",
        net_percent=call.synergy_percent,
        at=call.finished_at or call.created_at,
    )
    return event.spirit_amount if event.kind == XpKind.TOOL_RUN_SUCCEEDED else 0
