"""The engine answers runs: what is kept, what is marked, and what a rival may do."""

import asyncio

import pytest
from asgiref.sync import sync_to_async

from accounts.testing import make_user
from chat.context.snapshots import verify
from chat.engine.emitter import Halt
from chat.engine.engine import Engine
from chat.engine.store import Event, LostRun, Outcome, RunStore
from chat.engine.turn import answer, storable
from chat.models import ContextSnapshot, Message, Run, RunEvent
from chat.rules.run_states import RunState
from chat.testing import say
from project.ops.async_sql import Pool
from project.ops.live import Hub


@sync_to_async
def asked(content: str) -> Run:
    return say(make_user(), content)


@sync_to_async
def as_it_stands(run: Run) -> tuple[Run, Message, list[RunEvent]]:
    stands = Run.objects.select_related("answer").get(pk=run.pk)
    return stands, stands.answer, list(RunEvent.objects.filter(run=run).order_by("sequence"))


async def test_an_answer_is_streamed_numbered_and_kept(engine: Engine) -> None:
    run = await asked("[[say Hello there, Alice.]]")
    await engine.answer_waiting()
    run, message, events = await as_it_stands(run)
    assert (run.state, run.finish_reason, run.error_code) == (RunState.COMPLETED, "stop", "")
    assert message.content == "Hello there, Alice."
    assert [event.sequence for event in events] == list(range(1, run.last_sequence + 1))
    assert events[-1].kind == "end"
    assert events[-1].data == {"state": "completed", "code": "", "message": ""}
    assert "".join(event.data["text"] for event in events if event.kind == "text") == message.content
    assert run.output_tokens > 0
    assert run.first_token_at is not None
    snapshot = await ContextSnapshot.objects.aget(run=run)
    assert (await sync_to_async(verify)(snapshot)).parts[-1].text == "[[say Hello there, Alice.]]"


@pytest.mark.parametrize(
    ("script", "state", "code", "text"),
    [
        ("[[error 401]]", RunState.FAILED, "provider_refused", ""),
        ("[[error 404]]", RunState.FAILED, "model_not_found", ""),
        ("[[error 429]]", RunState.FAILED, "provider_rate_limited", ""),
        ("[[error 500]]", RunState.FAILED, "provider_fault", ""),
        ("[[fault unreachable]]", RunState.FAILED, "provider_unreachable", ""),
        ("[[fault garbage]]", RunState.FAILED, "provider_garbage", ""),
        ("[[say Half of it]] [[fault cut]]", RunState.INCOMPLETE, "stream_cut_short", "Half of it"),
        ("[[say Half of it]] [[fault large]]", RunState.INCOMPLETE, "stream_too_large", "Half of it"),
    ],
)
async def test_a_fault_upstream_marks_the_run_and_keeps_what_came(
    engine: Engine, script: str, state: str, code: str, text: str
) -> None:
    run = await asked(script)
    await engine.answer_waiting()
    run, message, events = await as_it_stands(run)
    assert (run.state, run.error_code, message.content) == (state, code, text)
    assert run.error_message
    assert events[-1].data["code"] == code
    assert await Message.objects.filter(pk=run.question_id, content=script).aexists()


async def test_a_stop_keeps_the_words_so_far(pool: Pool, hub: Hub) -> None:
    run = await asked("[[say The first words.]] [[fault hang]]")
    store, halt = RunStore(pool, "one"), Halt()
    [claim] = await store.claim(1)
    with hub.follow(f"run:{run.pk}") as follower:
        answering = asyncio.create_task(answer(claim, store, hub, halt))
        seen = ""
        while seen != "The first words.":
            message = await follower.next(timeout=10)
            assert message is not None
            seen += message["data"]["text"]
    await Run.objects.filter(pk=run.pk).aupdate(stop_requested_at=run.created_at)
    halt.ask(Outcome(RunState.STOPPED, ""))
    await asyncio.wait_for(answering, 10)
    run, message, _ = await as_it_stands(run)
    assert (run.state, message.content) == (RunState.STOPPED, "The first words.")


async def test_nothing_is_claimed_twice(pool: Pool) -> None:
    for _ in range(6):
        await asked("[[say Hello]]")
    stores = [RunStore(pool, f"rival {number}") for number in range(3)]
    claims = await asyncio.gather(*(store.claim(4) for store in stores))
    ids = [claim.run_id for found in claims for claim in found]
    assert len(ids) == len(set(ids)) == 6


async def test_a_dead_holder_leaves_an_incomplete_run_with_its_text(pool: Pool, hub: Hub) -> None:
    run = await asked("[[say These words.]] [[fault hang]]")
    store = RunStore(pool, "dies")
    [claim] = await store.claim(1)
    answering = asyncio.create_task(answer(claim, store, hub, Halt()))
    while not await RunEvent.objects.filter(run=run, kind="text").acount():
        await asyncio.sleep(0.02)
    while "".join([e.data["text"] async for e in RunEvent.objects.filter(run=run, kind="text")]) != "These words.":
        await asyncio.sleep(0.02)
    await Run.objects.filter(pk=run.pk).aupdate(held_until=run.created_at)
    assert await store.end_abandoned() == [run.pk]
    run, message, events = await as_it_stands(run)
    assert (run.state, run.error_code, message.content) == (RunState.INCOMPLETE, "interrupted", "These words.")
    assert [event.sequence for event in events] == list(range(1, run.last_sequence + 1))
    answering.cancel()
    await asyncio.gather(answering, return_exceptions=True)


async def test_a_holder_that_lost_its_run_changes_nothing(pool: Pool) -> None:
    run = await asked("[[say Hello]]")
    store = RunStore(pool, "slow")
    [claim] = await store.claim(1)
    await Run.objects.filter(pk=run.pk).aupdate(held_until=run.created_at)
    await store.end_abandoned()
    late = [Event(7, "text", {"text": "too late"})]
    with pytest.raises(LostRun):
        await store.append(claim, late)
    with pytest.raises(LostRun):
        await store.settle(claim, late, Outcome(RunState.COMPLETED, "too late"))
    run, message, events = await as_it_stands(run)
    assert (run.state, message.content, len(events)) == (RunState.INCOMPLETE, "", 1)


@pytest.mark.parametrize(
    ("sent", "kept"), [("a\x00b", "a\ufffdb"), ("half \ud83d pair", "half ? pair"), ("plain", "plain"), ("😀", "😀")]
)
def test_characters_the_database_cannot_hold_are_replaced(sent: str, kept: str) -> None:
    assert storable(sent) == kept
