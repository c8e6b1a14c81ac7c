"""The one place where a successful tool call meets the economy."""

from spirits.models import ToolCall
from spirits.rules.progression import XP_TOOL_RUN_SUCCEEDED


def reward_tool_use(call: ToolCall) -> int:
    """The XP that this call, just verified as successful, earns; called in the transaction that settles it.

    Only a minion's call earns: it is the minion's spirit that grows.
    """
    return XP_TOOL_RUN_SUCCEEDED if call.minion_id and call.spirit_id else 0
