"""What datasets can be made of: a person's conversations, and the answers they voted for."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from chat.models import Conversation
from chat.models.comparison import ComparisonAnswer
from chat.queries.thread import branch_to
from training.datasets.sources import Source, register_source


def conversations(owner_id: UUID) -> Iterator[Mapping[str, Any]]:
    """The branch that each of the person's conversations shows, the oldest conversation first."""
    for conversation in Conversation.objects.filter(owner=owner_id, is_listed=True).order_by("id").iterator(100):
        spoken = branch_to(conversation, conversation.leaf_id, window=2_000)
        messages = [{"role": each.message.role, "content": each.content} for each in spoken if each.content.strip()]
        if messages:
            yield {"messages": messages}


def voted_answers(owner_id: UUID) -> Iterator[Mapping[str, Any]]:
    """The prompt and the answer of each comparison in which the person said which answer is best."""
    places = ComparisonAnswer.objects.filter(
        comparison__owner=owner_id, comparison__verdict="winner", run__isnull=False
    )
    for place in places.select_related("comparison", "run__answer").order_by("comparison_id", "position").iterator(100):
        if place.position == place.comparison.winner and place.run is not None:
            yield {
                "messages": [
                    {"role": "user", "content": place.comparison.prompt},
                    {"role": "assistant", "content": place.run.answer.content},
                ]
            }


register_source(Source("conversations", "Your conversations", conversations))
register_source(Source("voted_answers", "Answers you voted for in comparisons", voted_answers))
