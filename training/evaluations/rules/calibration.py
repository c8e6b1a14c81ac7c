"""How far a judge agrees with people, and what its scores are worth on their scale."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from training.evaluations.rules.chance import Mean, mean_of
from training.evaluations.rules.judging import LEAST, MOST

GOOD = 4  # from here on a person calls an answer good
FEWEST = 10  # verdicts, below which nothing is worked out
RESAMPLES = 1_000
SCORES = range(LEAST, MOST + 1)

Pairs = Sequence[tuple[int, int]]  # the judge's score, the person's


@dataclass(frozen=True)
class Calibration:
    """What ``count`` answers with both scores say. Everything but the count is None below ten of them.

    ``kappa`` is None, too, where both always gave one score, and ``threshold`` where the person called all good, or none.
    """

    count: int
    same: float | None = None
    within_one: float | None = None
    kappa: float | None = None
    kappa_low: float | None = None
    kappa_high: float | None = None
    bias: Mean | None = None
    threshold: int | None = None
    agrees_on_good: float | None = None
    worth: Mapping[int, float] = field(default_factory=dict)


def calibration_of(pairs: Pairs, *, seed: int = 1) -> Calibration:
    """The figures; ``bias`` is how much the judge gives more than the person."""
    if len(pairs) < FEWEST:
        return Calibration(len(pairs))
    differences = [judge - person for judge, person in pairs]
    low, high = _kappa_interval(pairs, seed)
    threshold = threshold_of(pairs)
    return Calibration(
        count=len(pairs),
        same=_share(each == 0 for each in differences),
        within_one=_share(abs(each) <= 1 for each in differences),
        kappa=weighted_kappa(pairs),
        kappa_low=low,
        kappa_high=high,
        bias=mean_of(differences, seed=seed),
        threshold=threshold,
        agrees_on_good=None
        if threshold is None
        else _share((judge >= threshold) == (person >= GOOD) for judge, person in pairs),
        worth=worth_of(pairs),
    )


def weighted_kappa(pairs: Pairs) -> float | None:
    """Agreement beyond chance with quadratic weights: a distance of two counts four times a distance of one.

    J. Cohen, "Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial credit", Psychological
    Bulletin 70 (1968), 213-220. None where both gave one and the same score only, as nothing could then be due to chance.
    """
    judge, person = (np.array(side) - LEAST for side in zip(*pairs, strict=True))
    seen = np.zeros((len(SCORES), len(SCORES)))
    np.add.at(seen, (judge, person), 1)
    by_chance = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / len(pairs)
    places = np.arange(len(SCORES))
    weights = (places[:, None] - places[None, :]) ** 2
    expected = float((weights * by_chance).sum())
    return None if expected == 0 else round(1 - float((weights * seen).sum()) / expected, 6)


def threshold_of(pairs: Pairs) -> int | None:
    """The judge's score from which on it says what a person calls good: where sensitivity and specificity together are highest.

    W. J. Youden, "Index for rating diagnostic tests", Cancer 3 (1950), 32-35. Of equal ones the one nearest to the person's own line.
    """
    good = [judge for judge, person in pairs if person >= GOOD]
    bad = [judge for judge, person in pairs if person < GOOD]
    if not good or not bad:
        return None

    def index(threshold: int) -> float:
        return _share(each >= threshold for each in good) + _share(each < threshold for each in bad)

    return max(SCORES[1:], key=lambda each: (index(each), -abs(each - GOOD), each))


def worth_of(pairs: Pairs) -> dict[int, float]:
    """What each score of the judge is worth on the person's scale, never falling: isotonic regression by pooling neighbours.

    B. Zadrozny and C. Elkan, "Transforming classifier scores into accurate multiclass probability estimates", KDD 2002, after M. Ayer
    and others, Annals of Mathematical Statistics 26 (1955), 641-647. Scores the judge never gave lie on the line between their neighbours.
    """
    pools: list[tuple[float, int, list[int]]] = []  # sum, count, scores
    for score in SCORES:
        people = [person for judge, person in pairs if judge == score]
        if not people:
            continue
        pools.append((sum(people), len(people), [score]))
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] >= pools[-1][0] / pools[-1][1]:
            total, count, scores = pools.pop()
            before = pools.pop()
            pools.append((before[0] + total, before[1] + count, before[2] + scores))
    known = {score: total / count for total, count, scores in pools for score in scores}
    filled = np.interp(list(SCORES), list(known), list(known.values()))
    return {score: round(float(value), 6) for score, value in zip(SCORES, filled, strict=True)}


def _kappa_interval(pairs: Pairs, seed: int) -> tuple[float | None, float | None]:
    chance, rows = np.random.default_rng(seed), np.array(pairs)
    drawn = (weighted_kappa(rows[chance.integers(0, len(rows), len(rows))].tolist()) for _ in range(RESAMPLES))
    found = [each for each in drawn if each is not None]
    if not found:
        return None, None
    low, high = np.percentile(found, [2.5, 97.5])
    return round(float(low), 6), round(float(high), 6)


def _share(held: Iterable[bool]) -> float:
    found = list(held)
    return round(sum(found) / len(found), 6)
