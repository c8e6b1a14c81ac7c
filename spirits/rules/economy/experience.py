"""How much experience an achievement gives, and how far a spirit's tools reach."""

from spirits.rules.economy.amounts import share
from spirits.rules.progression import (
    XP_ERROR_RESOLVED,
    XP_SPIRIT_LEVEL_UP,
    XP_TASK_COMPLETED,
    XP_TOOL_RUN_SUCCEEDED,
    effectiveness_percent,
)

BASE = {
    "tool_run_succeeded": XP_TOOL_RUN_SUCCEEDED,
    "tool_run_failed": 0,
    "task_completed": XP_TASK_COMPLETED,
    "error_resolved": XP_ERROR_RESOLVED,
    "spirit_level_up": XP_SPIRIT_LEVEL_UP,
}


def with_synergy(amount: int, *, net_percent: int) -> int:
    """The amount changed by the net synergy that is shown, rounded half up; never below zero."""
    return share(amount, numerator=max(0, 100 + net_percent), denominator=100)


def reach(budget: int, *, spirit_level: int, net_percent: int) -> int:
    """A tool's real budget (seconds, rows, bytes …) at this spirit level and net synergy; at least 1."""
    effective = share(budget, numerator=effectiveness_percent(spirit_level), denominator=100)
    return max(1, with_synergy(effective, net_percent=net_percent))
