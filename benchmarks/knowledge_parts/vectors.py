"""Vectors that cost what real ones cost: of the words by their hashes, or of a local embedder's weights."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

DIMENSIONS = 384


class HashedWords:
    """An embedder without weights: a text is the sum of its words' random vectors, long words counting more."""

    name = "bench:hashed-words"

    def embed(self, texts: Sequence[str]) -> Any:
        """One vector of length 1 for each text."""
        import numpy as np

        rows = np.stack([np.sum([_word(word) for word in text.lower().split()], axis=0) for text in texts])
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@cache
def _word(word: str) -> Any:
    import numpy as np

    chance = np.random.default_rng(int.from_bytes(word.encode()[:16], "big") % 2**63)
    return chance.normal(0, 1 if len(word) > 5 else 0.3, DIMENSIONS).astype("float32")


@cache
def embedder(folder: str) -> Any:
    """The weights in that folder, or hashed words where it names none."""
    from training.retrieval.minilm import MiniLm

    return MiniLm(Path(folder)) if folder else HashedWords()


def use(folder: str) -> None:
    """Have indexing take this embedder for the installed one."""
    from training.knowledge.services import embed_passages

    embed_passages.local_embedder = lambda: embedder(folder)
