"""Running summaries: written by the background model when messages no longer fit, told with their source range."""

from datetime import timedelta

import pytest

from accounts.models import User
from chat.context.assemble import assemble
from chat.context.snapshots import IDENTICAL, keep_snapshot, replay_with, verify
from chat.context.summaries import Summary, is_summary_due, summary_for
from chat.handlers import queue_summary
from chat.models import ContextSnapshot, Conversation, ConversationSummary, Message, Run, UsageRecord
from chat.queries.thread import branch_to
from chat.services.ask_background_model import BACKGROUND_MODEL
from chat.testing import make_conversation, make_scripted_model, say
from jobs.models import Job
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from project.ops.queries.runtime import values
from project.ops.services.runtime import set_runtime

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_site")]
LONG = "We talked about the garden, the roof and the boat at length. " * 4


@pytest.fixture
def minutes() -> str:
    model = make_scripted_model("scripted [[say They planned the garden.]]", is_default=False)
    set_runtime(name=BACKGROUND_MODEL.name, value=model.name, by=None)
    values.forget()
    return "They planned the garden."


def turn(owner: User, talk: Conversation, text: str, *, window: int = 1_000) -> ContextSnapshot:
    """A turn that was answered, with its record."""
    run = say(owner, text, talk)
    Run.objects.filter(pk=run.pk).update(state="running", fence=1, held_until=now())
    history = [
        (each.message.role, each.content, str(each.message.pk))
        for each in branch_to(talk, run.question_id, window=400)
        if each.content.strip()
    ]
    context = assemble(instructions="Be kind.", passages=[], history=history, context_length=window,
                       summary=summary_for(talk.pk, history))  # fmt: skip
    snapshot = keep_snapshot(run_id=run.pk, fence=1, context=context, now=now())
    Message.objects.filter(pk=run.answer_id).update(content=f"Answer to {text}")
    Run.objects.filter(pk=run.pk).update(state="completed", finished_at=now() + timedelta(seconds=1))
    queue_summary(Run.objects.select_related("owner", "question").get(pk=run.pk))
    run_waiting()
    assert snapshot is not None
    return snapshot


def test_what_no_longer_fits_is_told_short_with_its_range(alice: User, minutes: str) -> None:
    talk = make_conversation(alice)
    for number in range(8):
        last = turn(alice, talk, f"{number}: {LONG}")
    summary = ConversationSummary.objects.latest("last")
    assert (summary.first, summary.text) == (1, minutes)
    assert summary.through.depth + 1 == summary.last >= 6
    parts = verify(last).parts
    [told] = [part for part in parts if part.kind == "summary"]
    assert told.text == f"Summary of messages 1 to {told_last(told.text)} of this conversation:\n{minutes}"
    assert "earlier messages of this conversation are left out" in "".join(part.text for part in parts)
    assert verify(last).state == IDENTICAL
    assert replay_with(last, context_length=1_000).snapshot()["sha256"] == last.record()["sha256"]
    assert (
        UsageRecord.objects.filter(owner=alice, state="completed").count()
        == Job.objects.filter(kind="chat.summarise").count()
    )


def told_last(text: str) -> int:
    return int(text.split(" of this")[0].rsplit(" ", 1)[1])


def test_another_branch_has_no_part_in_it(alice: User, minutes: str) -> None:
    talk = make_conversation(alice)
    for number in range(8):
        turn(alice, talk, f"{number}: {LONG}")
    assert summary_for(talk.pk, [("user", "Elsewhere", "01920000-0000-7000-8000-000000000000")]) is None


def test_without_a_model_nothing_is_summarised(alice: User) -> None:
    talk = make_conversation(alice)
    for number in range(8):
        last = turn(alice, talk, f"{number}: {LONG}")
    assert is_summary_due(Run.objects.select_related("question").get(pk=last.run_id))
    assert not ConversationSummary.objects.exists()
    assert not Job.objects.filter(kind="chat.summarise").exists()


def test_a_short_conversation_needs_none(alice: User, minutes: str) -> None:
    turn(alice, make_conversation(alice), "Hello")
    assert not Job.objects.filter(kind="chat.summarise").exists()


def test_a_summary_that_does_not_fit_is_left_out() -> None:
    history = [(("user", "assistant")[at % 2], LONG, str(at)) for at in range(21)]
    for words, is_told in (("short", True), ("long " * 2_000, False)):
        context = assemble(instructions="", passages=[], history=history, context_length=1_000,
                           summary=Summary(words, 1, 10, "9"))  # fmt: skip
        assert context.tokens <= context.room
        assert ("summary" in [part.kind for part in context.parts]) == is_told
