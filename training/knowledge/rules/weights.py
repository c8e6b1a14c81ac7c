"""How the signals of a search in knowledge bases are weighed, and when a search counts as answered."""

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
NEEDED_COVERAGE = 0.5  # a passage answers when it has words that make up this share of the question's rarity
NEEDED_COSINE = 0.45  # or when it means this much the same


def current(*, with_vectors: bool) -> KnowledgeWeights:
    """The set a search uses."""
    return VECTORS if with_vectors else KEYWORDS


def answers(*, coverage: float, cosine: float | None) -> bool:
    """Whether a passage has enough in common with the question to be given as an answer's source; a rule of thumb."""
    return coverage >= NEEDED_COVERAGE or (cosine is not None and cosine >= NEEDED_COSINE)
