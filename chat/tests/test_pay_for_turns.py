"""What an answer in the chat costs: set aside before each model call, settled or given back after it."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import User
from accounts.testing import client_of, make_api_key_of, make_user
from chat.engine.emitter import Halt
from chat.engine.engine import Engine
from chat.engine.store import Outcome, RunStore
from chat.engine.threads import in_thread
from chat.engine.turn import answer
from chat.models import Message, Run, UsageRecord
from chat.rules.run_states import RunState
from chat.testing import make_conversation, make_scripted_model, say
from project.lib.clock import now
from project.ops.async_sql import Pool
from project.ops.live import Hub
from spirits.models import Budget, BudgetUse, Reservation
from spirits.queries.economy.accounts import held_points_of, points_of
from spirits.queries.economy.reconciliation import find_breaks
from spirits.services.economy.move_points import grant_points

pytestmark = pytest.mark.slow

DEAR: dict[str, Any] = {"input_points_per_million": 1_000_000, "output_points_per_million": 2_000_000}


def make_rich(points: int = 50_000) -> User:
    user = make_user()
    grant_points(user=user, points=points, key=f"start:{user.pk}", at=now(), reason="")
    return user


def asked_dear(script: str, points: int = 50_000) -> tuple[User, Run]:
    make_scripted_model(**DEAR)
    user = make_rich(points) if points else make_user()
    return user, say(user, script)


async def state_of(run: Run) -> Run:
    return await Run.objects.select_related("answer", "owner").aget(pk=run.pk)


async def test_an_answer_is_set_aside_for_and_settled_with_its_cost(engine: Engine) -> None:
    user, run = await in_thread(asked_dear, "[[say Hello there]] [[usage 7 15]]")
    await engine.answer_waiting()
    kept = await Reservation.objects.aget(work=run.pk)
    assert (kept.state, kept.points, kept.tokens, kept.unpaid_points) == ("settled", 37, 22, 0)
    assert kept.upper_points > 37
    assert [(line["part"], line["tokens"], line["model"]) for line in kept.explanation] == [
        ("input", 7, "scripted"),
        ("output", 15, "scripted"),
    ]
    assert await in_thread(points_of, user) == 50_000 - 37
    assert await in_thread(held_points_of, user) == 0
    record = await UsageRecord.objects.aget()
    assert (record.points, record.is_estimated) == (37, False)
    assert await in_thread(find_breaks) == []


async def test_each_step_of_an_answer_is_paid_by_itself(engine: Engine) -> None:
    user, run = await in_thread(
        asked_dear, "[[call no_such_tool {}]] [[usage 10 5]] [[then]] [[say Done]] [[usage 10 5]]"
    )
    await engine.answer_waiting()
    kept = [each async for each in Reservation.objects.filter(work=run.pk).order_by("id")]
    record = await UsageRecord.objects.aget()
    assert len(kept) > 1
    assert {each.state for each in kept} == {"settled"}
    assert record.points == sum(each.points or 0 for each in kept)
    assert await in_thread(points_of, user) == 50_000 - record.points


async def test_who_cannot_pay_is_told_and_no_model_is_asked(engine: Engine) -> None:
    _, run = await in_thread(asked_dear, "[[say Hello]]", 0)
    await engine.answer_waiting()
    ended = await state_of(run)
    assert (ended.state, ended.error_code, ended.output_tokens) == (RunState.FAILED, "not_enough_points", 0)
    assert ended.answer.content == ""
    assert await Message.objects.filter(pk=run.question_id, content="[[say Hello]]").aexists()
    assert not await Reservation.objects.aexists()


@pytest.mark.parametrize(("script", "cost"), [("[[error 500]]", 0), ("[[say Half of it]] [[fault cut]]", None)])
async def test_what_failed_costs_nothing_and_what_was_cut_costs_what_came(
    engine: Engine, script: str, cost: int | None
) -> None:
    user, run = await in_thread(asked_dear, script)
    await engine.answer_waiting()
    kept = await Reservation.objects.aget(work=run.pk)
    record = await UsageRecord.objects.aget()
    assert kept.points == record.points
    assert (
        (kept.state, kept.points) == ("released", 0)
        if cost == 0
        else (kept.state, (kept.points or 0) > 0) == ("settled", True)
    )
    assert record.is_estimated is (cost is None)
    assert await in_thread(points_of, user) == 50_000 - (kept.points or 0)


async def test_free_work_without_a_budget_sets_nothing_aside(engine: Engine) -> None:
    await in_thread(lambda: say(make_user(), "[[say Hello]]"))
    await engine.answer_waiting()
    assert not await Reservation.objects.aexists()


async def test_a_budget_of_tokens_stops_free_work_and_people_hear_of_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr("spirits.services.budget.uses.announce", lambda topic, news: told.append(news["percent"]))

    def begin() -> tuple[User, list[Run]]:
        user = make_user()
        Budget.objects.create(user=user, tokens_limit=11_000, period="day")
        return user, [say(user, "[[say Hello]] [[usage 4000 500]]") for _ in range(3)]

    _, runs = await in_thread(begin)
    for _ in runs:
        await engine.answer_waiting()
    ended = [await state_of(run) for run in runs]
    assert sorted((each.state, each.error_code) for each in ended)[-1] == (RunState.FAILED, "budget_spent")
    use = await BudgetUse.objects.aget()
    assert use.tokens <= 11_000
    assert told == [80]


async def test_the_budget_of_the_key_that_asked_counts(engine: Engine) -> None:
    def begin() -> Run:
        user = make_user()
        key, _ = make_api_key_of(user)
        Budget.objects.create(api_key=key.pk, tokens_limit=10, period="day")
        run = say(user, "[[say Hello]]")
        Run.objects.filter(pk=run.pk).update(api_key=key)
        return run

    run = await in_thread(begin)
    await engine.answer_waiting()
    assert (await state_of(run)).error_code == "budget_spent"


async def test_fifty_answers_at_once_stay_within_the_budget(engine: Engine) -> None:
    def begin() -> tuple[User, int]:
        make_scripted_model(**DEAR)
        user = make_rich(10_000_000)
        for _ in range(50):
            say(user, "[[say Hello]] [[usage 7 15]]", make_conversation(user))
        return user, Budget.objects.create(user=user, points_limit=30_000, period="day").points_limit or 0

    user, limit = await in_thread(begin)
    while await Run.objects.filter(state__in=["queued", "running"]).aexists():
        await engine.answer_waiting()
    use = await BudgetUse.objects.aget()
    states: dict[str, int] = {}
    async for run in Run.objects.all():
        states[run.error_code or run.state] = states.get(run.error_code or run.state, 0) + 1
    largest = max([each.upper_points async for each in Reservation.objects.all()])
    assert use.points == 37 * states["completed"]
    assert use.points <= limit
    assert largest <= limit
    assert set(states) <= {"completed", "budget_spent"}
    assert sum(states.values()) == 50
    assert await in_thread(points_of, user) == 10_000_000 - use.points
    assert await in_thread(find_breaks) == []


def page_of(user: User, work: UUID) -> Any:
    client: Client = client_of(user)
    return client.get(f"/points/work/{work}/")


async def test_the_page_says_why_it_cost_37_points_to_its_owner_only(engine: Engine) -> None:
    user, run = await in_thread(asked_dear, "[[say Hello there]] [[usage 7 15]]")
    await engine.answer_waiting()
    page = await in_thread(page_of, user, run.pk)
    text = page.content.decode()
    assert "37 points" in text
    assert "7 tokens" in text
    assert "15 tokens" in text
    assert (await in_thread(page_of, await in_thread(make_user), run.pk)).status_code == 404
    assert (await in_thread(page_of, user, UUID(int=0))).status_code == 404
    history = await in_thread(lambda: client_of(user).get("/points/").content.decode())
    assert f"/points/work/{run.pk}/" in history


async def test_a_stopped_answer_costs_what_it_said(pool: Pool, hub: Hub) -> None:
    user, run = await in_thread(asked_dear, "[[say The first words.]] [[fault hang]]")
    store, halt = RunStore(pool, "one"), Halt()
    [claim] = await store.claim(1)
    with hub.follow(f"run:{run.pk}") as follower:
        answering = asyncio.create_task(answer(claim, store, hub, halt))
        assert await follower.next(timeout=10) is not None
    halt.ask(Outcome(RunState.STOPPED, ""))
    await asyncio.wait_for(answering, 10)
    kept = await Reservation.objects.aget(work=run.pk)
    assert (kept.state, (kept.points or 0) > 0) == ("settled", True)
    assert await in_thread(held_points_of, user) == 0
    assert (await UsageRecord.objects.aget()).is_estimated
