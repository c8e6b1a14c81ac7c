"""How much of its reach a tool has, from the level of its spirit and the minion's synergy."""

from spirits.rules.progression import effectiveness_percent

LEAST_SYNERGY, MOST_SYNERGY = -50, 100
CALLS_A_MINUTE = 120
CALLS_AT_ONCE = 8


def reach_percent(level: int, synergy_percent: int) -> float:
    """Effectiveness of the level, more or less by the synergy: level 1 with +20 has 30 per cent, never above 200."""
    synergy = min(max(synergy_percent, LEAST_SYNERGY), MOST_SYNERGY)
    return effectiveness_percent(level) * (100 + synergy) / 100
