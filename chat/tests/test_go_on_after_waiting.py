"""A turn that waits for its person's yes is left to another engine, and goes on there as if nothing had been."""

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from accounts.testing import make_user
from chat.engine.engine import Engine
from chat.engine.store import RunStore
from chat.models import Run, RunEvent
from chat.services.stop_run import stop_run
from chat.testing import make_conversation, say
from project.lib.clock import now
from project.ops.async_sql import Pool
from project.ops.live import Hub
from spirits.models import Approval, ToolCall
from spirits.services.decide_approval import approve
from spirits.services.run_tool import perform_approved
from spirits.testing import make_free_plan, make_minion, make_spirit, make_tool
from spirits.tools import Context, Effect, ToolResult, registry
from spirits.tools.schema import arguments, text

pytestmark = pytest.mark.slow


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the tools were called with."""
    found: list[str] = []
    words = arguments(required="words", words=text("Words.", most=100))
    registry.all_tools()
    monkeypatch.setattr(registry, "_tools", dict(registry._tools))

    @registry.tool("sender", "Sends.", words, effect=Effect.OUTBOUND)
    def sender(context: Context, arguments: dict[str, Any]) -> ToolResult:
        found.append(arguments["words"])
        return ToolResult({}, f"Sent {arguments['words']}.")

    @registry.tool("reader", "Reads.", words)
    def reader(context: Context, arguments: dict[str, Any]) -> ToolResult:
        found.append(arguments["words"])
        return ToolResult({}, f"Read {arguments['words']}.")

    return found


@sync_to_async
def asked(script: str, **switches: list[str]) -> Run:
    user = make_user()
    spirit = make_spirit("tinker", tools=[make_tool(each) for each in ("sender", "reader", "calculator_engine")])
    make_free_plan(spirits=[spirit])
    minion = make_minion(user, spirits=[spirit], **switches)
    minion.minion_spirits.update(level=9)
    return say(user, script, make_conversation(user, minion_id=minion.pk))


async def left_waiting(pool: Pool, hub: Hub, run: Run, *, questions: int = 1, earlier: int = 0) -> list[Approval]:
    """The questions of a run that an engine took up and left when it ended, those answered earlier included."""
    engine = Engine(pool, hub)
    of_run = Approval.objects.select_related("owner").filter(call__run_id=run.pk).order_by("pk")
    await engine.start()
    async with asyncio.timeout(20):
        while True:
            kept = await Run.objects.filter(pk=run.pk, paused__isnull=False).afirst()
            is_waiting = kept and kept.paused and len(kept.paused["waiting"]) == questions
            if is_waiting and await of_run.acount() == questions + earlier:
                break
            await asyncio.sleep(0.02)
    await engine.stop(patience=20)
    left = await Run.objects.aget(pk=run.pk)
    assert (left.state, left.held_by, left.held_until) == ("queued", "", None)
    return [each async for each in of_run]


@sync_to_async
def yes(question: Approval) -> None:
    approve(user=question.owner, approval_id=question.pk, scope="call", now=now())
    assert question.call_id
    perform_approved(user=question.owner, call_id=question.call_id)


async def events_of(run: Run) -> list[tuple[str, str]]:
    rows = [each async for each in RunEvent.objects.filter(run=run.pk).order_by("sequence")]
    assert [each.sequence for each in rows] == list(range(1, len(rows) + 1))
    return [(each.kind, each.data.get("text", "")) for each in rows if each.kind not in ("text", "reasoning")]


async def test_what_a_person_called_goes_on(pool: Pool, hub: Hub, engine: Engine, sent: list[str]) -> None:
    run = await asked('/tool sender {"words": "hello"}')
    [question] = await left_waiting(pool, hub, run)
    await yes(question)
    await engine.answer_waiting()
    done = await Run.objects.select_related("answer").aget(pk=run.pk)
    assert (done.state, done.paused, done.answer.content, sent) == ("completed", None, "Sent hello.", ["hello"])
    assert await events_of(run) == [
        ("tool_call", ""), ("tool_waiting", ""), ("tool_result", "Sent hello."), ("end", ""),
    ]  # fmt: skip


async def test_rounds_before_and_calls_behind_are_kept(pool: Pool, hub: Hub, engine: Engine, sent: list[str]) -> None:
    run = await asked(
        '[[say One.]] [[call calculator_engine {"expression": "6 * 7"}]] [[then]] [[say Two.]] '
        '[[call reader {"words": "a"}]] [[call sender {"words": "b"}]] [[call sender {"words": "c"}]]'
    )
    [first] = await left_waiting(pool, hub, run)
    assert sent == ["a"]
    await yes(first)
    _, second = await left_waiting(pool, hub, run, earlier=1)
    await yes(second)
    await engine.answer_waiting()
    done = await Run.objects.select_related("answer").aget(pk=run.pk)
    assert (done.state, sent) == ("completed", ["a", "b", "c"])
    for words in ("One.", "Two.", "Read a.", "Sent b.", "Sent c."):  # the last round tells what the tools said
        assert words in done.answer.content
    assert [each for each in await events_of(run) if each[0] == "tool_result"] == [
        ("tool_result", "6 * 7 = 42"), ("tool_result", "Read a."), ("tool_result", "Sent b."), ("tool_result", "Sent c."),
    ]  # fmt: skip


async def test_several_questions_wait_beside_each_other(pool: Pool, hub: Hub, engine: Engine, sent: list[str]) -> None:
    run = await asked('[[call reader {"words": "a"}]] [[call reader {"words": "b"}]]', tools_asked_first=["reader"])
    first, second = await left_waiting(pool, hub, run, questions=2)
    await yes(second)
    await left_waiting(pool, hub, run, questions=1, earlier=1)
    await yes(first)
    await engine.answer_waiting()
    assert (sorted(sent), (await Run.objects.aget(pk=run.pk)).state) == (["a", "b"], "completed")
    assert sorted(each[1] for each in await events_of(run) if each[0] == "tool_result") == ["Read a.", "Read b."]


async def test_a_run_that_was_left_can_be_stopped(pool: Pool, hub: Hub, sent: list[str]) -> None:
    run = await asked('[[say Before.]] [[call sender {"words": "hello"}]]')
    [question] = await left_waiting(pool, hub, run)
    await sync_to_async(stop_run)(user=question.owner, run_id=run.pk, now=now())
    engine = Engine(pool, hub)
    await engine.start()
    async with asyncio.timeout(30):
        while (await Run.objects.aget(pk=run.pk)).is_active:
            await asyncio.sleep(0.05)
    await engine.stop()
    done = await Run.objects.select_related("answer").aget(pk=run.pk)
    assert (done.state, done.answer.content.strip(), sent) == ("stopped", "Before.", [])
    assert (await ToolCall.objects.aget(run_id=run.pk)).state == "cancelled"


async def test_only_what_waits_is_taken_back_from_a_dead_process(pool: Pool, hub: Hub, sent: list[str]) -> None:
    waits = await asked('[[call sender {"words": "hello"}]]')
    await left_waiting(pool, hub, waits)
    user = await sync_to_async(lambda: waits.owner)()
    speaks = await sync_to_async(say)(user, "[[say Half]]")
    store = RunStore(pool, "dead")
    claims = {each.run_id: each for each in await store.claim(5)}
    assert {key: (each.is_paused, each.last_sequence > 0) for key, each in claims.items()} == {
        waits.pk: (True, True), speaks.pk: (False, False),
    }  # fmt: skip
    await Run.objects.aupdate(held_until=now())
    assert await store.end_abandoned() == [speaks.pk]
    states = {each.pk: each.state async for each in Run.objects.all()}
    assert states == {waits.pk: "queued", speaks.pk: "incomplete"}
