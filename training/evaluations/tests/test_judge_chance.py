"""Intervals, tests, gates and ratings."""

import pytest

from project.lib.errors import InvalidInput
from training.evaluations.rules.chance import difference_of, mean_of
from training.evaluations.rules.gates import checked_gates, judged
from training.evaluations.rules.ratings import Vote, ratings_of

UP = {"mean": 0.1, "is_significant": True}
DOWN = {"mean": -0.05, "is_significant": False}


def test_an_interval_holds_its_mean_and_repeats() -> None:
    scores = [1.0] * 60 + [0.0] * 40
    found = mean_of(scores, seed=3)
    assert found is not None
    assert found.mean == 0.6
    assert 0.48 < found.low < 0.53  # a binomial's 95 % interval is 0.50 to 0.70
    assert 0.67 < found.high < 0.72
    assert found == mean_of(scores, seed=3)
    assert mean_of([], seed=1) is None


def test_a_real_difference_is_told_from_chance() -> None:
    worse, better = [0.0] * 30 + [1.0] * 20, [1.0] * 20 + [0.0] * 10 + [1.0] * 20
    found = difference_of(worse, better, seed=1)
    assert found is not None
    assert (found.mean, found.better, found.worse, found.is_significant) == (0.4, 20, 0, True)
    assert found.p < 0.001
    assert found.low > 0.2
    same = difference_of(better, better, seed=1)
    assert same is not None
    assert (same.mean, same.p, same.is_significant) == (0.0, 1.0, False)
    one_row = difference_of([0.0] * 50, [1.0] + [0.0] * 49, seed=1)
    assert one_row is not None
    assert one_row.p == 1.0  # either sign of one row is as much


@pytest.mark.parametrize(
    ("gate", "means", "against", "is_passed"),
    [
        (("f1", "at_least", 0.5), {"f1": {"mean": 0.5}}, {}, True),
        (("f1", "at_least", 0.5), {"f1": {"mean": 0.49}}, {}, False),
        (("latency_ms", "at_most", 900), {"latency_ms": {"mean": 901}}, {}, False),
        (("f1", "at_least", 0.0), {}, {}, False),
        (("f1", "not_worse", 0.05), {}, {"f1": DOWN}, True),
        (("f1", "not_worse", 0.04), {}, {"f1": DOWN}, False),
        (("latency_ms", "not_worse", 0), {}, {"latency_ms": UP}, False),
        (("f1", "better", 0), {}, {"f1": UP}, True),
        (("f1", "better", 0.2), {}, {"f1": UP}, False),
        (("f1", "better", 0), {}, {"f1": {"mean": 0.1, "is_significant": False}}, False),
        (("f1", "better", 0), {}, {}, False),
    ],
)
def test_gates(gate: tuple[str, str, float], means: dict, against: dict, is_passed: bool) -> None:
    given = [{"metric": gate[0], "rule": gate[1], "value": gate[2]}]
    assert [each.is_passed for each in judged(given, means, against)] == [is_passed]


@pytest.mark.parametrize(
    "gate",
    [
        {"metric": "taste", "rule": "at_least", "value": 1},
        {"metric": "f1", "rule": "maybe", "value": 1},
        {"metric": "f1", "rule": "at_least", "value": float("nan")},
        {"metric": "f1", "rule": "at_least", "value": True},
        {"metric": "f1", "rule": "better", "value": -1},
        {},
    ],
)
def test_a_nonsense_gate_is_refused(gate: dict) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_gates([gate], metrics=["f1"])
    assert list(refused.value.fields) == ["gates"]


def test_ratings_follow_the_votes() -> None:
    votes = [Vote(("a", "b", "c"), "a")] * 12 + [Vote(("b", "c"), "b")] * 6 + [Vote(("a", "b"), None)] * 2
    found = ratings_of(votes)
    assert [each.name for each in found] == ["a", "b", "c"]
    best = found[0]
    assert (best.votes, best.won, best.tied) == (14, 12, 2)
    assert best.low <= best.rating <= best.high
    assert found == ratings_of(votes)
    assert ratings_of([]) == []


def test_ten_to_one_is_four_hundred_points() -> None:
    votes = [Vote(("a", "b"), "a")] * 1_000 + [Vote(("a", "b"), "b")] * 100
    best, second = ratings_of(votes)
    assert best.rating - second.rating == pytest.approx(400, abs=5)
    only_ties = ratings_of([Vote(("a", "b"), None)] * 5)
    assert [each.rating for each in only_ties] == [1000.0, 1000.0]
