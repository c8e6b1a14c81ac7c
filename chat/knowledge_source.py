"""Gives each turn what the minion's knowledge bases hold for it."""

from chat.context.sources import Asking, passage_source
from spirits.queries.minions import knowledge_of
from training.knowledge.queries.search import FoundPassage, search_knowledge
from training.providers.protocol import Passage
from training.retrieval.query_vector import query_vector
from training.retrieval.words import LONGEST_QUERY

MOST_PASSAGES = 6


@passage_source("knowledge")
def knowledge_passages(asking: Asking) -> list[Passage]:
    """Passages that have enough in common with the question; none where the minion has no knowledge or it is not in there."""
    question = asking.question.replace("\x00", " ")[:LONGEST_QUERY]
    if asking.minion_id is None or not question.strip():
        return []
    bases = knowledge_of(asking.minion_id, asking.owner_id)
    if not bases:
        return []
    found = search_knowledge(bases, question, limit=MOST_PASSAGES, vector=query_vector(question))
    return [_passage(each, found.engine, found.weights) for each in found.passages if each.is_answer]


def _passage(found: FoundPassage, engine: str, weights: str) -> Passage:
    return Passage(
        text=found.text,
        source=found.place,
        kind="knowledge",
        reference=found.reference,
        score=found.score,
        why={
            "rank": found.rank,
            "engine": engine,
            "weights": weights,
            "signals": found.signals,
            "matched": list(found.matched),
            "coverage": found.coverage,
        },
    )
