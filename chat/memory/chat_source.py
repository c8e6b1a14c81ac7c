"""Gives each turn what memory holds for it."""

from chat.context.sources import Asking, passage_source
from chat.memory.queries.passages import MemoryPassage, passages_for_turn
from training.providers.protocol import Passage


@passage_source("memory")
def memory_passages(asking: Asking) -> list[Passage]:
    """The memories for a turn; none where memory is off."""
    found = passages_for_turn(
        owner_id=asking.owner_id,
        minion_id=asking.minion_id,
        conversation_id=asking.conversation_id,
        query=asking.question,
        now=asking.now,
    )
    return [_passage(each) for each in found]


def _passage(memory: MemoryPassage) -> Passage:
    return Passage(
        text=memory.words,
        source=f"Memory of {memory.when:%-d %B %Y}",
        kind="memory",
        reference=memory.reference,
        score=memory.score,
        why={
            "reason": memory.reason,
            "rank": memory.rank,
            "engine": memory.engine,
            "weights": memory.weights,
            "signals": memory.signals,
        },
    )
