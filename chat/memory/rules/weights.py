"""How the signals of a search are weighed. A set is never changed after release: a new one gets a new name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WeightSet:
    """BM25's two constants, and the share of each signal in the sum of z-scores.

    ``recency`` and ``importance`` are bounds: they add at most that much, and nothing when a date is asked.
    """

    name: str
    saturation: float
    length: float
    turn: float
    window: float
    neighbour: float
    session: float
    speaker: float
    cosine: float
    window_cosine: float
    recency: float
    importance: float


CURRENT = WeightSet(
    name="2026-11",
    saturation=0.9,
    length=0.4,
    turn=0.5,
    window=0.6,
    neighbour=0.3,
    session=0.5,
    speaker=0.8,
    cosine=1.0,
    window_cosine=0.8,
    recency=0.2,
    importance=0.2,
)
WEIGHT_SETS = {each.name: each for each in (CURRENT,)}
RECENCY_DAYS = 30.0  # after so many days the recency term has fallen to 1/e

_NAMES = {"near": "window", "own": "cosine", "around": "window_cosine"}


def share_of(signal: str, measured: dict[str, float], weights: WeightSet = CURRENT) -> dict[str, float]:
    """The weight of a signal, and what it adds to a score."""
    weight: float = getattr(weights, _NAMES.get(signal, signal))
    return {"weight": weight, "adds": round(weight * measured["z"], 6)}
