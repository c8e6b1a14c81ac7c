"""The question as the installed embedder sees it."""

from chat.memory.queries.search import QueryVector
from chat.memory.rules.wording import LONGEST_QUERY
from training.retrieval.installed import local_embedder


def query_vector(query: str) -> QueryVector | None:
    """The question's vector and words; None without an embedder or without words."""
    embedder = local_embedder()
    if embedder is None or not query.strip():
        return None
    [reading] = embedder.read([query[:LONGEST_QUERY]])
    return QueryVector(embedder.name, tuple(reading.vector.tolist()), reading)
