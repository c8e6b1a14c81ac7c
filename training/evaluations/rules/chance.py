"""What of a difference is chance: bootstrap intervals, and the test of paired differences. The same seed gives the same."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2_000
CONFIDENCE = 0.95
AT_ONCE = 200  # resamples drawn together: bounds the memory for long lists


@dataclass(frozen=True)
class Mean:
    """The mean of some scores with its 95 % interval."""

    mean: float
    low: float
    high: float
    count: int

    def told(self) -> dict[str, float]:
        """As JSON."""
        return {"mean": self.mean, "low": self.low, "high": self.high, "count": self.count}


@dataclass(frozen=True)
class Difference:
    """How much the second is above the first on the same rows; ``p`` is how often chance alone gives as much."""

    mean: float
    low: float
    high: float
    p: float
    count: int
    better: int
    worse: int

    @property
    def is_significant(self) -> bool:
        """Whether chance is no explanation, at 5 %."""
        return self.p < 1 - CONFIDENCE

    def told(self) -> dict[str, float | bool]:
        """As JSON."""
        return {
            "mean": self.mean, "low": self.low, "high": self.high, "p": self.p, "count": self.count,
            "better": self.better, "worse": self.worse, "is_significant": self.is_significant,
        }  # fmt: skip


def mean_of(scores: Sequence[float], *, seed: int) -> Mean | None:
    """The mean with its percentile bootstrap interval; None of nothing."""
    if not scores:
        return None
    values = np.asarray(scores, dtype=np.float64)
    low, high = _interval(values, seed)
    return Mean(_round(values.mean()), low, high, len(values))


def difference_of(first: Sequence[float], second: Sequence[float], *, seed: int) -> Difference | None:
    """Second minus first, row by row: paired bootstrap for the interval, sign flips for ``p``; None of nothing."""
    if not first:
        return None
    values = np.asarray(second, dtype=np.float64) - np.asarray(first, dtype=np.float64)
    low, high = _interval(values, seed)
    return Difference(
        mean=_round(values.mean()),
        low=low,
        high=high,
        p=_sign_flips(values, seed),
        count=len(values),
        better=int((values > 0).sum()),
        worse=int((values < 0).sum()),
    )


def _interval(values: "np.ndarray[tuple[int], np.dtype[np.float64]]", seed: int) -> tuple[float, float]:
    chance = np.random.default_rng(seed)
    means = np.concatenate(
        [
            values[chance.integers(0, len(values), (AT_ONCE, len(values)))].mean(axis=1)
            for _ in range(RESAMPLES // AT_ONCE)
        ]
    )
    tail = (1 - CONFIDENCE) / 2 * 100
    low, high = np.percentile(means, [tail, 100 - tail])
    return _round(low), _round(high)


def _sign_flips(values: "np.ndarray[tuple[int], np.dtype[np.float64]]", seed: int) -> float:
    """Two-sided; rows without a difference change nothing, so only the others are flipped."""
    moved = values[values != 0]
    if not len(moved):
        return 1.0
    chance = np.random.default_rng(seed)
    seen = abs(moved.sum())
    as_much = 0
    for _ in range(RESAMPLES // AT_ONCE):
        signs = chance.integers(0, 2, (AT_ONCE, len(moved))) * 2 - 1
        as_much += int((abs(signs @ moved) >= seen - 1e-9).sum())
    return _round((as_much + 1) / (RESAMPLES + 1))


def _round(value: float) -> float:
    return round(float(value), 6)
