"""The rules of progression, by tables of cases."""

import pytest

from spirits.rules.progression import (
    effectiveness_percent,
    spirit_level_at,
    unlock_level_of_tool,
    xp_for_spirit_level,
    xp_to_next_level,
)


@pytest.mark.parametrize(("level", "xp"), [(1, 200), (2, 300), (5, 600), (9, 1000), (10, 0)])
def test_next_level_costs_a_hundred_per_level_to_reach(level: int, xp: int) -> None:
    assert xp_to_next_level(level) == xp


@pytest.mark.parametrize(
    ("xp", "level"),
    [(0, 1), (199, 1), (200, 2), (499, 2), (500, 3), (899, 3), (900, 4), (5399, 9), (5400, 10), (10**9, 10)],
)
def test_total_xp_gives_the_level(xp: int, level: int) -> None:
    assert spirit_level_at(xp) == level


def test_every_level_begins_exactly_at_its_total() -> None:
    for level in range(2, 11):
        assert spirit_level_at(xp_for_spirit_level(level)) == level
        assert spirit_level_at(xp_for_spirit_level(level) - 1) == level - 1


@pytest.mark.parametrize(
    ("level", "percent"),
    [(1, 25), (2, 25), (3, 25), (4, 50), (5, 50), (6, 50), (7, 75), (8, 75), (9, 75), (10, 100)],
)
def test_effectiveness_grows_every_three_levels(level: int, percent: int) -> None:
    assert effectiveness_percent(level) == percent


@pytest.mark.parametrize(("position", "level"), [(1, 1), (2, 1), (3, 3), (4, 5), (5, 5)])
def test_tools_unlock_by_their_place(position: int, level: int) -> None:
    assert unlock_level_of_tool(position) == level


@pytest.mark.parametrize("level", [0, 11, -1])
def test_levels_outside_1_to_10_are_refused(level: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 10"):
        xp_to_next_level(level)
    with pytest.raises(ValueError, match="from 1 to 10"):
        effectiveness_percent(level)
