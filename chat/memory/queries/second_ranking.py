"""Ranks the first memories of a search again, word by word: the best match of each word of the question (MaxSim)."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from chat.memory.queries.found import Found
from chat.memory.rules.weights import WeightSet
from training.retrieval.tokens import WIDTH, Reading, meetings, unpacked

NOTHING = np.zeros((0, WIDTH), dtype=np.int8)


def ranked_again(
    found: Sequence[Found], stored: Sequence[bytes | None], reading: Reading, weights: WeightSet
) -> list[Found]:
    """The same memories, best first by all signals and the match of their words; equal scores keep the newer first."""
    texts = [unpacked(bytes(each)) if each else NOTHING for each in stored]
    met = meetings(reading, texts)
    spread = float(met.std())
    scored = [
        _scored(each, float(value), float(value - met.mean()) / spread if spread else 0.0, weights)
        for each, value in zip(found, met, strict=True)
    ]
    scored.sort(key=lambda each: (-each.score, -each.occurred_at.timestamp(), each.memory_id.bytes))
    return [replace(each, rank=rank) for rank, each in enumerate(scored, start=1)]


def _scored(found: Found, value: float, z: float, weights: WeightSet) -> Found:
    own = found.signals["own"]["z"] if "own" in found.signals else 0.0
    score = found.score + weights.tokens * z + (weights.second_cosine - weights.cosine) * own
    signals = {**found.signals, "tokens": {"value": round(value, 6), "z": round(z, 6)}}
    return replace(found, score=round(score, 9), signals=signals)
