"""How the signals of a search in knowledge bases are weighed, and when a search counts as answered."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnowledgeWeights:
    """BM25's two constants and the share of each signal in the sum of z-scores. A released set never changes."""

    name: str
    saturation: float = 0.9
    length: float = 0.4
    words: float = 1.0
    document: float = 0.3
    own: float = 0.0


KEYWORDS = KnowledgeWeights(name="knowledge-1-keywords")
VECTORS = KnowledgeWeights(name="knowledge-1-vectors", own=1.0)
LEAST_COSINE = 0.3  # a passage without an asked word must mean at least so much the same
NEEDED_COVERAGE = 0.5  # a passage answers when it has this share of the question's words
NEEDED_COSINE = 0.45  # or when it means this much the same


def current(*, with_vectors: bool) -> KnowledgeWeights:
    """The set a search uses."""
    return VECTORS if with_vectors else KEYWORDS


def word_weights(rarities: Mapping[str, float]) -> dict[str, float]:
    """The share of each word in a question: the rarest counts twice a word that is everywhere, all together count 1."""
    most = max(rarities.values(), default=0.0)
    weights = {word: 1 + (rarity / most if most else 0.0) for word, rarity in rarities.items()}
    whole = sum(weights.values())
    return {word: weight / whole for word, weight in weights.items()}


def answers(*, coverage: float, cosine: float | None) -> bool:
    """Whether a passage has enough in common with the question to be given as an answer's source; a rule of thumb."""
    return coverage >= NEEDED_COVERAGE or (cosine is not None and cosine >= NEEDED_COSINE)
