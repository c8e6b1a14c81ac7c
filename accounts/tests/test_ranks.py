"""Ranks, by tables of cases."""

import pytest

from accounts.rules.ranks import Rank, level_of, standing_at, xp_for_level


@pytest.mark.parametrize(("level", "xp"), [(0, 0), (1, 100), (2, 300), (5, 1_500), (10, 5_500), (30, 46_500)])
def test_levels_ask_for_fifty_times_level_times_next(level: int, xp: int) -> None:
    assert xp_for_level(level) == xp


@pytest.mark.parametrize(
    ("xp", "rank", "level_in_rank"),
    [
        (0, Rank.NOVICE, 1),
        (99, Rank.NOVICE, 1),
        (100, Rank.NOVICE, 2),
        (1_499, Rank.NOVICE, 5),
        (1_500, Rank.SKILLED, 1),
        (5_500, Rank.SPECIALIST, 1),
        (12_000, Rank.EXPERT, 1),
        (21_000, Rank.MASTER, 1),
        (32_500, Rank.GRANDMASTER, 1),
        (46_500, Rank.LEGEND, 1),
        (59_500, Rank.LEGEND, 5),
        (63_000, Rank.LEGEND, 1),
    ],
)
def test_experience_makes_the_rank(xp: int, rank: Rank, level_in_rank: int) -> None:
    standing = standing_at(xp)
    assert (standing.rank, standing.level_in_rank) == (rank, level_in_rank)


def test_every_level_begins_exactly_at_its_demand() -> None:
    for level in range(1, 500):
        assert standing_at(xp_for_level(level)).level == level
        assert standing_at(xp_for_level(level) - 1).level == level - 1


def test_the_last_rank_has_no_top() -> None:
    assert standing_at(10**15).rank == Rank.LEGEND


@pytest.mark.parametrize(
    ("rank", "level_in_rank", "level"), [("novice", 1, 0), ("novice", 5, 4), ("skilled", 1, 5), ("master", 2, 21)]
)
def test_rank_and_level_count_over_all_ranks(rank: str, level_in_rank: int, level: int) -> None:
    assert level_of(rank, level_in_rank) == level


def test_a_standing_reaches_what_is_at_or_below_it() -> None:
    skilled_one = standing_at(1_500)
    assert skilled_one.reaches("skilled", 1)
    assert skilled_one.reaches("novice", 5)
    assert not skilled_one.reaches("skilled", 2)


def test_negative_experience_is_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        standing_at(-1)
