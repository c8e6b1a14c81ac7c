"""Gives each turn what the minion's knowledge bases hold for it."""

from collections.abc import Sequence
from uuid import UUID

from accounts.models import User
from chat.context.sources import Asking, passage_source
from chat.queries.uploads import knowledge_on
from spirits.queries.minions import knowledge_of
from training.knowledge.queries.bases import readable_bases
from training.knowledge.queries.search import FoundPassage, search_knowledge
from training.models import KnowledgeBase
from training.providers.protocol import Passage
from training.retrieval.query_vector import query_vector
from training.retrieval.words import LONGEST_QUERY
from training.runs.queries.canary import tried_in

MOST_PASSAGES = 6


@passage_source("knowledge")
def knowledge_passages(asking: Asking) -> list[Passage]:
    """Passages of the minion's knowledge and of what was named in the chat, as far as they have enough in common with the question."""
    return passages_from(_bases(asking), asking.question) if asking.question.strip() else []


def passages_from(bases: Sequence[KnowledgeBase], asked: str) -> list[Passage]:
    """The same of these knowledge bases, which the caller has checked."""
    question = asked.replace("\x00", " ")[:LONGEST_QUERY]
    if not bases or not question.strip():
        return []
    found = search_knowledge(bases, question, limit=MOST_PASSAGES, vector=query_vector(question))
    return [_passage(each, found.engine, found.weights) for each in found.passages if each.is_answer]


def _bases(asking: Asking) -> list[KnowledgeBase]:
    own = knowledge_of(asking.minion_id, asking.owner_id) if asking.minion_id else []
    tried = tried_in(asking.minion_id, asking.conversation_id).get("add_knowledge_bases", [])
    named = list(knowledge_on(asking.message_ids).values_list("pk", flat=True)) if asking.message_ids else []
    wanted = {*map(UUID, tried), *named} - {each.pk for each in own}
    if not wanted:
        return own
    readable = readable_bases(User.objects.get(pk=asking.owner_id))
    return [*own, *readable.filter(pk__in=wanted).order_by("pk")]


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
