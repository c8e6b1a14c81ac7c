"""An answer that was cut off goes on: its words are kept, the model is asked for the rest, and the branch before it stays."""

import json
from collections.abc import AsyncIterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.testing import client_of, make_user
from chat.context.parts import GO_ON
from chat.context.rounds import fit_rounds
from chat.context.snapshots import get_snapshot, verify
from chat.engine.engine import Engine
from chat.engine.turn import in_thread
from chat.errors import NothingToAnswer
from chat.memory.services.remember import remember
from chat.models import Message, Run
from chat.rules.run_states import RunState
from chat.services.conversations import start_conversation
from chat.services.stop_run import stop_run
from chat.services.turns import continue_answer, send_message
from chat.testing import make_scripted_model, say
from project.lib.clock import now
from project.lib.http import close_pools
from training.providers.builtin.provider import CANNOT_GO_ON, BuiltinProvider
from training.providers.loopback import OpenAIServer
from training.providers.protocol import ChatRequest, TextDelta, Turn
from training.testing import make_model, make_provider


@pytest.fixture
async def server(settings: Settings) -> AsyncIterator[OpenAIServer]:
    async with OpenAIServer() as server:
        settings.OUTBOUND_ALLOWED_HOSTS = [server.address]
        yield server
        await close_pools()


def asked(server: OpenAIServer, words: str, **model: object) -> Run:
    user = make_user()
    make_model(make_provider(base_url=server.base_url), "scripted", is_default=True, **model)
    conversation = start_conversation(user=user)
    return send_message(user=user, conversation_id=conversation.pk, content=words, now=now())


def go_on(run: Run) -> Run:
    return continue_answer(user=run.owner, message_id=run.answer_id, now=now())


def found(run: Run) -> Run:
    return Run.objects.select_related("answer", "owner", "question").get(pk=run.pk)


async def test_the_rest_follows_the_kept_words(engine: Engine, server: OpenAIServer) -> None:
    first = await in_thread(asked, server, "[[say The first half,]] [[finish length]]")
    await engine.answer_waiting()
    first = await in_thread(found, first)
    assert first.is_cut_off
    second = await in_thread(go_on, first)
    await engine.answer_waiting()
    second = await in_thread(found, second)
    assert (second.state, second.continues_id, second.question_id) == ("completed", first.answer_id, first.question_id)
    assert second.answer.content == f"{first.answer.content}You said: {GO_ON}"  # the scripted model repeats the order
    assert (await in_thread(found, first)).answer.content == "The first half,"
    told = json.loads(server.received[-1].body)["messages"]
    assert [each["role"] for each in told][-3:] == ["user", "assistant", "user"]
    assert [each["content"] for each in told][-2:] == ["The first half,", GO_ON]
    snapshot = await in_thread(get_snapshot, second.owner, second.pk)
    assert (await in_thread(verify, snapshot)).state == "identical"


async def test_a_model_that_fails_then_keeps_the_words(engine: Engine, server: OpenAIServer) -> None:
    first = await in_thread(asked, server, "[[say Kept.]] [[finish length]]")
    await engine.answer_waiting()
    second = await in_thread(go_on, await in_thread(found, first))
    server.fault = "unauthorized"
    await engine.answer_waiting()
    second = await in_thread(found, second)
    assert (second.state, second.answer.content, second.is_cut_off) == (RunState.INCOMPLETE, "Kept.", True)


async def test_numbers_keep_what_they_point_to(engine: Engine, server: OpenAIServer) -> None:
    first = await in_thread(
        asked, server, "[[say The ferry leaves at nine [1],]] [[finish length]] When does the ferry leave?"
    )
    await in_thread(lambda: remember(owner=first.owner, text="The ferry leaves at nine.", now=now()))
    await engine.answer_waiting()
    first = await in_thread(found, first)
    cited = first.answer.citations
    assert [each["number"] for each in cited] == [1]
    await in_thread(lambda: remember(owner=first.owner, text="When the ferry leaves, the ferry bell rings.", now=now()))
    second = await in_thread(go_on, first)
    await engine.answer_waiting()
    assert (await in_thread(found, second)).answer.citations == cited
    system = json.loads(server.received[-1].body)["messages"][0]["content"]
    assert "[1]" in system
    assert "bell" not in system


def test_a_smaller_window_keeps_the_question_and_the_words() -> None:
    spoken = [Turn(role="user", content="old " * 900), Turn(role="assistant", content="gone " * 900)]
    last = [
        Turn(role="user", content="Why?"),
        Turn(role="assistant", content="Since"),
        Turn(role="user", content=GO_ON),
    ]
    assert fit_rounds([*spoken, *last], context_length=1024)[1:] == tuple(last)


async def test_what_does_not_fit_the_window_is_refused(engine: Engine, server: OpenAIServer) -> None:
    first = await in_thread(asked, server, "[[words 1500]] [[finish length]]", context_length=1024)
    await engine.answer_waiting()
    second = await in_thread(go_on, await in_thread(found, first))
    await engine.answer_waiting()
    second = await in_thread(found, second)
    assert (second.state, second.error_code) == (RunState.FAILED, "too_long_to_go_on")


@pytest.fixture
def _model(db: None) -> None:
    make_scripted_model()


@pytest.mark.usefixtures("_model")
class TestRefusals:
    def test_a_whole_answer_is_not_gone_on_with(self, alice: User) -> None:
        run = say(alice, "Whole")
        Run.objects.filter(pk=run.pk).update(state="completed", finish_reason="stop", finished_at=now())
        Message.objects.filter(pk=run.answer_id).update(content="All of it.")
        with pytest.raises(NothingToAnswer):
            go_on(found(run))

    def test_nothing_said_and_a_question_are_refused(self, alice: User) -> None:
        run = say(alice, "Stopped")
        stop_run(user=alice, run_id=run.pk, now=now())
        for message_id in (run.answer_id, run.question_id):
            with pytest.raises(NothingToAnswer):
                continue_answer(user=alice, message_id=message_id, now=now())

    def test_over_rest(self, alice: User, bob: User) -> None:
        run = say(alice, "Stopped")
        stop_run(user=alice, run_id=run.pk, now=now())
        Message.objects.filter(pk=run.answer_id).update(content="Half an")
        path = f"/api/v1/messages/{run.answer_id}/continue"
        assert post(client_of(bob), path).status_code == 404
        made = post(client_of(alice), path)
        assert (made.status_code, made.json()["continues"]) == (202, str(run.answer_id))
        assert post(client_of(alice), path).json()["error"]["code"] == "run_active"


def post(client: Client, path: str) -> "object":
    return client.post(path, {}, content_type="application/json")


async def test_without_a_language_model_the_rest_of_the_same_answer_comes() -> None:
    words = "Hello! I am Daimon's built-in"
    whole = await _told(Turn(role="user", content="Hello"))
    rest = await _told(
        Turn(role="user", content="Hello"), Turn(role="assistant", content=words), Turn(role="user", content=GO_ON)
    )
    assert words + rest == whole
    other = await _told(
        Turn(role="user", content="Hello"), Turn(role="assistant", content="Once"), Turn(role="user", content=GO_ON)
    )
    assert other == CANNOT_GO_ON


async def _told(*turns: Turn) -> str:
    request = ChatRequest(model="builtin", messages=turns, goes_on=len(turns) > 1)
    return "".join([each.text async for each in BuiltinProvider().chat_stream(request) if isinstance(each, TextDelta)])
