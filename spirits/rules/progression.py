"""How spirits grow: levels, what they open, and how much of its reach a tool has."""

HIGHEST_SPIRIT_LEVEL = 10
TOOL_UNLOCK_LEVELS = (1, 1, 3, 5)

XP_TOOL_RUN_SUCCEEDED = 10
XP_TASK_COMPLETED = 25
XP_ERROR_RESOLVED = 15
XP_SPIRIT_LEVEL_UP = 100


def xp_to_next_level(level: int) -> int:
    """What a spirit of this level needs for the next: 200 from 1 to 2 … 1000 from 9 to 10. The last level needs 0."""
    _check(level)
    return 0 if level == HIGHEST_SPIRIT_LEVEL else 100 * (level + 1)


def xp_for_spirit_level(level: int) -> int:
    """The total XP that brings a spirit from level 1 to this level."""
    _check(level)
    return sum(xp_to_next_level(below) for below in range(1, level))


def spirit_level_at(xp: int) -> int:
    """The level that this much XP in total gives a spirit."""
    if xp < 0:
        raise ValueError("experience is never below zero")
    return max(level for level in range(1, HIGHEST_SPIRIT_LEVEL + 1) if xp_for_spirit_level(level) <= xp)


def effectiveness_percent(level: int) -> int:
    """How much of its budgets a tool gets at this spirit level: 25, 50, 75 or 100 per cent."""
    _check(level)
    return min(100, 25 * ((level - 1) // 3 + 1))


def unlock_level_of_tool(position: int) -> int:
    """The spirit level that opens the tool in this place (from 1); later places open with the fourth."""
    if position < 1:
        raise ValueError("places are counted from 1")
    return TOOL_UNLOCK_LEVELS[min(position, len(TOOL_UNLOCK_LEVELS)) - 1]


def _check(level: int) -> None:
    if not 1 <= level <= HIGHEST_SPIRIT_LEVEL:
        raise ValueError(f"a spirit has a level from 1 to {HIGHEST_SPIRIT_LEVEL}")
