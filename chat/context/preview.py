"""What a model would be told if something were said now; nothing is written and nobody is asked."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from chat.context.assemble import Context, assemble
from chat.context.pictures import unseen
from chat.context.sources import Asking, passages_for
from chat.context.summaries import summary_for
from chat.memory.queries.switches import memory_in_turn
from chat.queries.choose_model import choose_model
from chat.queries.conversations import get_conversation
from chat.queries.thread import branch_to
from chat.queries.uploads import pictures_on
from chat.services.turns import check_content
from spirits.queries.instructions import instructions_for

HISTORY = 400


def preview(*, user: User, conversation_id: UUID, content: str, now: datetime) -> Context:
    """The context as the next turn would have it, for the branch on show and the model that would answer."""
    check_content(content)
    conversation = get_conversation(user, conversation_id)
    model = choose_model(user, conversation, None)
    spoken = branch_to(conversation, conversation.leaf_id, window=HISTORY)
    history = [(each.message.role, each.content, str(each.message.pk)) for each in spoken if each.content.strip()]
    ids = tuple(each.message.pk for each in spoken)
    asking = Asking(user.pk, conversation.pk, conversation.minion_id, content, now, ids)
    pictures = pictures_on(user.pk, ids)
    return assemble(
        instructions=instructions_for(user, conversation.minion, at=now, given=conversation.variables)
        if conversation.minion
        else "",
        passages=[*passages_for(asking), *([] if model.can_see else unseen(pictures))],
        history=[*history, ("user", content, "")],
        context_length=model.context_length,
        summary=summary_for(conversation.pk, history),
        pictures=pictures if model.can_see else (),
        memory=memory_in_turn(user.pk, minion_id=conversation.minion_id, conversation_id=conversation.pk),
    )
