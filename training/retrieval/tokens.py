"""Small vectors of single word pieces, and how well a question's pieces are met by a text's (MaxSim)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDTH = 128  # numbers of one small vector, a byte each
SCALE = 127.0
FIRST_WORD = (
    1996  # before it stand marks and single characters; from it on the vocabulary is sorted by how common a piece is
)

Small = NDArray[np.int8]
Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class Reading:
    """A text as the embedder reads it: one vector of its own, a small one for each piece, and what each piece weighs."""

    vector: Numbers
    tokens: Small
    weights: Numbers


def principal_axes(vectors: NDArray[np.floating[Any]]) -> Numbers:
    """The axes that keep most of these vectors, strongest first; equal input gives equal axes, signs included."""
    _, axes = np.linalg.eigh(vectors.T.astype(np.float64) @ vectors.astype(np.float64) / len(vectors))
    strongest = axes[:, ::-1][:, :WIDTH]
    signs = np.sign(strongest[np.abs(strongest).argmax(axis=0), np.arange(WIDTH)])
    return np.ascontiguousarray(strongest * signs, dtype=np.float32)


def small(vectors: Numbers, axes: Numbers) -> Small:
    """Vectors on these axes, made one long and rounded to a byte for each number."""
    turned = vectors @ axes
    length = np.linalg.norm(turned, axis=1, keepdims=True)
    rounded: Small = np.rint(turned / np.maximum(length, 1e-9) * SCALE).astype(np.int8)
    return rounded


def piece_weights(numbers: Sequence[int]) -> Numbers:
    """What pieces weigh by how rare they are (Zipf: the logarithm of their rank); they add up to one."""
    rarity = np.log(np.maximum(np.array(numbers, dtype=np.float32) - FIRST_WORD, 0) + 2)
    weights: Numbers = (rarity / max(float(rarity.sum()), 1e-9)).astype(np.float32)
    return weights


def packed(tokens: Small) -> bytes:
    """Small vectors as they are stored."""
    return tokens.tobytes()


def unpacked(stored: bytes) -> Small:
    """The small vectors that ``packed`` made."""
    return np.frombuffer(stored, dtype=np.int8).reshape(-1, WIDTH)


def meetings(question: Reading, texts: Sequence[Small]) -> NDArray[np.float64]:
    """How well each text meets the question: for each of its pieces the best match, in standard deviations over the texts.

    Pieces are added up by their weights. A text without pieces meets it as the average does.
    """
    if not len(question.tokens) or not any(len(text) for text in texts):
        return np.zeros(len(texts))
    asked = question.tokens.astype(np.float32) / SCALE
    lengths = [len(text) for text in texts]
    filled = [at for at, length in enumerate(lengths) if length]
    every = np.concatenate([texts[at] for at in filled]).astype(np.float32) / SCALE
    starts = np.cumsum([0, *(lengths[at] for at in filled[:-1])])
    best = np.maximum.reduceat(every @ asked.T, starts, axis=0).astype(np.float64)
    standard = (best - best.mean(axis=0)) / np.maximum(best.std(axis=0), 1e-6)
    met = np.zeros(len(texts))
    met[filled] = standard @ question.weights
    return met
