"""A question as one embedder sees it."""

from collections.abc import Sequence
from dataclasses import dataclass

from training.retrieval.installed import local_embedder
from training.retrieval.tokens import Reading
from training.retrieval.words import LONGEST_QUERY


@dataclass(frozen=True)
class QueryVector:
    """The question as one embedder sees it; only vectors of the same embedder are compared with it.

    With a ``reading`` the first that are found can be compared word by word, too.
    """

    embedder: str
    values: tuple[float, ...]
    reading: Reading | None = None

    def literal(self) -> str:
        """The vector as pgvector reads it."""
        return literal(self.values)


def literal(values: Sequence[float]) -> str:
    """Numbers as pgvector reads them."""
    return "[" + ",".join(repr(float(value)) for value in values) + "]"


def query_vector(query: str) -> QueryVector | None:
    """The question's vector and words by the embedder in this process; None without one or without words."""
    embedder = local_embedder()
    if embedder is None or not query.strip():
        return None
    [reading] = embedder.read([query[:LONGEST_QUERY]])
    return QueryVector(embedder.name, tuple(reading.vector.tolist()), reading)
