"""What a model was told, over REST."""

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from accounts.models import User
from accounts.testing import client_of
from chat.engine.engine import Engine
from chat.memory.services.remember import remember
from chat.memory.services.switches import set_switch
from chat.models import Conversation, Run
from chat.testing import make_conversation, say
from project.lib.clock import now
from project.lib.ids import uuid7

API = "/api/v1"


def test_the_preview_shows_what_would_be_told_and_writes_nothing(alice: User) -> None:
    remember(owner=alice, text="I like tea", now=now())
    talk = make_conversation(alice)
    page = client_of(alice)
    path = f"{API}/conversations/{talk.pk}/context-preview"
    shown = page.post(path, {"content": "What do I like?"}, content_type="application/json").json()
    assert [part["kind"] for part in shown["parts"]] == ["passage", "user"]
    assert shown["parts"][0]["text"] == "I like tea"
    assert 0 < shown["tokens"] <= shown["room"] < shown["window"]
    assert not Run.objects.exists()
    set_switch(owner=alice, is_on=False, now=now(), conversation_id=talk.pk)
    assert len(page.post(path, {"content": "What do I like?"}, content_type="application/json").json()["parts"]) == 1


def test_a_foreign_or_unknown_run_has_no_context(alice: User, charlie: User, client: Client) -> None:
    run = say(alice, "Hello")
    for page, status in ((client_of(charlie), 404), (client_of(alice), 404), (client, 401)):
        for path in ("context", "context/replay", f"context/difference?from={uuid7()}"):
            answer = page.get(f"{API}/runs/{run.pk}/{path}")
            assert (answer.status_code, "error" in answer.json()) == (status, True)
    answer = client_of(alice).get(f"{API}/runs/{run.pk}/context/difference?from=x")
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["from"])


@pytest.mark.usefixtures("no_site")
@pytest.mark.django_db(transaction=True)
async def test_the_request_upstream_is_what_the_record_says(alice: User, engine: Engine) -> None:
    @sync_to_async
    def asked(talk: Conversation | None, content: str) -> Run:
        return say(alice, content, talk)

    @sync_to_async
    def told(run: Run) -> dict:
        return client_of(alice).get(f"{API}/runs/{run.pk}/context").json()

    await sync_to_async(remember)(owner=alice, text="My sister is called Ada", now=now())
    run = await asked(None, "What is my sister called? [[echo]]")
    await engine.answer_waiting()
    record = await told(run)
    assert (record["state"], record["number"]) == ("identical", 1)
    assert record["parts"][0]["text"] == "My sister is called Ada"
    assert record["parts"][0]["why"]["weights"] == "2026-12-keywords"
    await sync_to_async(set_switch)(owner=alice, is_on=False, now=now())
    talk = await Conversation.objects.aget(pk=run.conversation_id)
    second = await asked(talk, "What is my sister called?")
    await engine.answer_waiting()
    record = await told(second)
    assert (record["state"], record["number"]) == ("identical", 2)
    assert "passage" not in [part["kind"] for part in record["parts"]]
    page = await sync_to_async(client_of)(alice)
    difference = await sync_to_async(page.get)(f"{API}/runs/{second.pk}/context/difference?from={run.pk}")
    assert [part["kind"] for part in difference.json()["removed"]] == ["passage"]
    replayed = await sync_to_async(page.get)(f"{API}/runs/{run.pk}/context/replay")
    assert replayed.json()["is_same"] is True
    path = f"{API}/runs/{run.pk}/context/replay?language_model="
    fitted = (await sync_to_async(page.get)(f"{path}{run.language_model_id}")).json()["fitted"]
    assert 0 < fitted["tokens"] <= fitted["room"]
    refused = await sync_to_async(page.get)(f"{path}x")
    assert (refused.status_code, list(refused.json()["error"]["fields"])) == (400, ["language_model"])
