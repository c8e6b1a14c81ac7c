"""A minion's chain answers a turn of the chat when its model fails before its first word, and never after it."""

from collections.abc import AsyncIterator

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.testing import make_user
from chat.engine.engine import Engine
from chat.engine.turn import in_thread
from chat.models import MinionFallback, Run, RunEvent, UsageRecord
from chat.rules.run_states import RunState
from chat.services.conversations import start_conversation
from chat.services.turns import send_message
from project.lib.clock import now
from project.lib.http import close_pools
from spirits.models import Minion
from spirits.services.economy.move_points import grant_points
from spirits.testing import make_minion
from training.models import LanguageModel
from training.providers.loopback import OpenAIServer
from training.testing import make_model, make_provider

pytestmark = pytest.mark.slow

EARLY = (
    "broken",
    "disconnect",
    "unauthorized",
    "limited",
    "garbage",
    "empty",
    "not_http",
    "redirect",
    "unpaid",
    "hang",
)
LATE = ("half_stream", "clean_cut", "fault_midway")


@pytest.fixture
async def servers(settings: Settings) -> AsyncIterator[tuple[OpenAIServer, OpenAIServer]]:
    async with OpenAIServer() as dying, OpenAIServer() as healthy:
        settings.OUTBOUND_ALLOWED_HOSTS = [dying.address, healthy.address]
        yield dying, healthy
        await close_pools()


def prepared(dying: OpenAIServer, healthy: OpenAIServer) -> tuple[User, Minion, LanguageModel, LanguageModel]:
    user = make_user()
    grant_points(user=user, points=1_000_000, key=str(user.pk), at=now(), reason="")  # the second model has a price
    first = make_model(make_provider(base_url=dying.base_url), "scripted", can_use_tools=True)
    second = make_model(
        make_provider(base_url=healthy.base_url), "scripted", can_use_tools=True, output_points_per_million=1_000_000
    )
    minion = make_minion(user, name="Chained", language_model=first)
    MinionFallback.objects.create(minion=minion, language_model=second, position=1)
    return user, minion, first, second


def turn(user: User, minion: Minion, words: str) -> Run:
    conversation = start_conversation(user=user, minion_id=minion.pk)
    return send_message(user=user, conversation_id=conversation.pk, content=words, now=now())


def ended(run: Run) -> tuple[Run, str]:
    found = Run.objects.select_related("answer").get(pk=run.pk)
    return found, found.answer.content


async def test_the_chain_answers_before_the_first_word(
    engine: Engine, servers: tuple[OpenAIServer, OpenAIServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.rules.breaker.FAILURES", 1_000)
    monkeypatch.setattr("training.providers.fallback.FIRST_WORD_SECONDS", 2.0)
    dying, healthy = servers
    user, minion, _, second = await in_thread(prepared, dying, healthy)
    for fault in EARLY:
        dying.fault = fault
        run = await in_thread(turn, user, minion, f"[[say Saved from {fault}]] [[usage 5 3]]")
        await engine.answer_waiting()
        run, words = await in_thread(ended, run)
        assert (run.state, words, run.language_model_id) == (RunState.COMPLETED, f"Saved from {fault}", second.pk), (
            fault
        )
    assert len(dying.received) == len(healthy.received) == len(EARLY)
    used = await in_thread(lambda: list(UsageRecord.objects.values_list("language_model", "provider_name", "points")))
    assert set(used) == {(second.pk, second.provider.name, 3)}


async def test_nobody_else_answers_after_the_first_word(
    engine: Engine, servers: tuple[OpenAIServer, OpenAIServer]
) -> None:
    dying, healthy = servers
    user, minion, first, _ = await in_thread(prepared, dying, healthy)
    for fault in LATE:
        dying.fault = fault
        run = await in_thread(turn, user, minion, "[[say Late]]")
        await engine.answer_waiting()
        run, words = await in_thread(ended, run)
        assert (run.state, words.strip(), run.language_model_id) == (RunState.INCOMPLETE, "Once upon", first.pk), fault
    assert healthy.received == []


async def test_who_answered_the_first_step_goes_on_alone(
    engine: Engine, servers: tuple[OpenAIServer, OpenAIServer]
) -> None:
    dying, healthy = servers
    dying.fault = "broken"
    user, minion, _, second = await in_thread(prepared, dying, healthy)
    run = await in_thread(
        turn, user, minion, '[[call memory.remember {"text": "I live in Bonn."}]] [[then]] [[say Kept.]]'
    )
    await engine.answer_waiting()
    run, words = await in_thread(ended, run)
    assert (run.state, words, run.language_model_id) == (RunState.COMPLETED, "Kept.", second.pk)
    assert (len(dying.received), len(healthy.received)) == (1, 2)
    kinds = await in_thread(lambda: list(RunEvent.objects.filter(run=run).values_list("kind", flat=True)))
    assert kinds.count("tool_result") == 1


async def test_without_a_chain_the_failure_is_told(engine: Engine, servers: tuple[OpenAIServer, OpenAIServer]) -> None:
    dying, healthy = servers
    dying.fault = "broken"
    user, minion, _, _ = await in_thread(prepared, dying, healthy)
    await in_thread(MinionFallback.objects.all().delete)
    run = await in_thread(turn, user, minion, "[[say x]]")
    await engine.answer_waiting()
    run, _ = await in_thread(ended, run)
    assert (run.state, run.error_code) == (RunState.FAILED, "provider_fault")
    assert healthy.received == []
