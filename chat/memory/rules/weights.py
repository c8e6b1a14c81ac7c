"""How the signals of a search are weighed. A set is never changed after release: a new one gets a new name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WeightSet:
    """BM25's two constants, and the share of each signal in the sum of z-scores.

    ``recency`` and ``importance`` are bounds: they add at most that much, and nothing when a date is asked. The first
    hundred are ranked again when ``tokens`` counts: by the match of single words, and with ``second_cosine`` for ``cosine``.
    """

    name: str
    saturation: float = 0.9
    length: float = 0.4
    turn: float = 0.0
    window: float = 0.0
    neighbour: float = 0.0
    session: float = 0.0
    speaker: float = 0.0
    date: float = 0.0
    cosine: float = 0.0
    window_cosine: float = 0.0
    tokens: float = 0.0
    second_cosine: float = 0.0
    recency: float = 0.0
    importance: float = 0.0


FIRST = WeightSet(
    name="2026-11",
    turn=0.5,
    window=0.6,
    neighbour=0.3,
    session=0.5,
    speaker=0.8,
    cosine=1.0,
    window_cosine=0.8,
    second_cosine=1.0,
    recency=0.2,
    importance=0.2,
)
KEYWORDS = WeightSet(
    name="2026-12-keywords",
    turn=0.5,
    window=0.6,
    neighbour=0.3,
    session=0.5,
    speaker=0.8,
    date=1.4,
    recency=0.2,
    importance=0.2,
)
VECTORS = WeightSet(
    name="2026-12-vectors",
    turn=0.3,
    window=0.7,
    neighbour=0.1,
    session=0.5,
    speaker=0.8,
    date=1.4,
    cosine=1.0,
    window_cosine=0.8,
    tokens=1.0,
    second_cosine=0.2,
    recency=0.2,
    importance=0.2,
)
WEIGHT_SETS = {each.name: each for each in (FIRST, KEYWORDS, VECTORS)}
RECENCY_DAYS = 30.0  # after so many days the recency term has fallen to 1/e
DATE_DAYS = 3.0  # so many days beside an asked time its term has fallen to 1/e

_NAMES = {"near": "window", "dated": "date", "own": "cosine", "around": "window_cosine"}


def current(*, with_vectors: bool) -> WeightSet:
    """The set a search uses when none is named."""
    return VECTORS if with_vectors else KEYWORDS


def share_of(signal: str, measured: dict[str, float], weights: WeightSet, *, is_ranked_again: bool) -> dict[str, float]:
    """The weight of a signal, and what it adds to a score."""
    name = "second_cosine" if signal == "own" and is_ranked_again else _NAMES.get(signal, signal)
    weight: float = getattr(weights, name)
    return {"weight": weight, "adds": round(weight * measured["z"], 6)}
