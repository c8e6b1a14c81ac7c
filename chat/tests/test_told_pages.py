"""The pages of what a model is told, and what was remembered from a turn, taken back below its answer."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.testing import make_user
from chat.context.snapshots import replay_with
from chat.memory.services.learn import learn_from_run
from chat.memory.services.remember import remember
from chat.models import ContextSnapshot, Memory, Message, Run
from chat.testing import make_conversation, say
from chat.tests.test_prove_context import turn
from project.lib.clock import now
from training.models import LanguageModel

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


@pytest.fixture
def snapshot(alice: User) -> ContextSnapshot:
    remember(owner=alice, text="My sister is called Ada", now=now() - timedelta(days=1))
    return turn(alice, "What is my sister called?", make_conversation(alice), now())


def test_a_turn_shows_what_it_was_told_and_why(page: Client, snapshot: ContextSnapshot) -> None:
    shown = page.get(f"/chat/runs/{snapshot.run_id}/told/").content.decode()
    assert "Proved" in shown
    assert "My sister is called Ada" in shown
    assert "Found at rank 1 by keywords, weighed by 2026-12-keywords." in shown
    assert '<th scope="row">session</th>' in shown
    again = page.get(f"/chat/runs/{snapshot.run_id}/told/", {"replay": ""}).content.decode()
    assert "The same memories come out." in again


def test_a_tampered_record_is_shown_as_changed(page: Client, snapshot: ContextSnapshot) -> None:
    ContextSnapshot.objects.filter(pk=snapshot.pk).update(content=snapshot.content.replace('"rank":1', '"rank":2'))
    assert (
        "This record is not what was written: hash." in page.get(f"/chat/runs/{snapshot.run_id}/told/").content.decode()
    )


def test_two_turns_are_compared_and_another_model_is_tried(
    page: Client, alice: User, snapshot: ContextSnapshot
) -> None:
    talk = snapshot.run.conversation
    second = turn(alice, "And what is my brother called?", talk, now() + timedelta(seconds=1))
    shown = page.get(f"/chat/runs/{second.run_id}/told/", {"difference": ""}).content.decode()
    assert "Since the turn before" in shown
    model = LanguageModel.objects.get()
    shown = page.get(f"/chat/runs/{second.run_id}/told/", {"model": str(model.pk)}).content.decode()
    assert "Room used" in shown
    assert page.get(f"/chat/runs/{second.run_id}/told/", {"model": "nonsense"}).status_code == 302


def test_a_smaller_window_leaves_more_out_of_the_same_words(alice: User) -> None:
    for number in range(8):
        remember(owner=alice, text=f"My sister told story {number}: " + "once upon a time " * 10, now=now())
    snapshot = turn(alice, "Which stories did my sister tell?", make_conversation(alice), now(), window=8_000)
    small, large = (replay_with(snapshot, context_length=size) for size in (600, 16_000))
    assert len(large.passages) == 8 > len(small.passages)
    assert small.tokens <= small.room


def test_strangers_see_nothing(client: Client, snapshot: ContextSnapshot) -> None:
    client.force_login(make_user("charlie@example.org"))
    for path in (
        f"runs/{snapshot.run_id}/told/",
        f"{snapshot.conversation_id}/context/",
        f"runs/{snapshot.run_id}/remembered/",
    ):
        assert client.get(f"/chat/{path}").status_code == 404
    assert client.post(f"/chat/runs/{snapshot.run_id}/remembered/undo/").status_code == 404


def test_the_preview_tells_nobody_and_writes_nothing(page: Client, snapshot: ContextSnapshot) -> None:
    path = f"/chat/{snapshot.conversation_id}/context/"
    assert "What is my sister called?" in page.get(path).content.decode()
    before = (Message.objects.count(), Run.objects.count(), Memory.objects.count())
    shown = page.post(path, {"content": "Tell me of my sister Ada"}).content.decode()
    assert "Room used" in shown
    assert "Tell me of my sister Ada" in shown
    assert (Message.objects.count(), Run.objects.count(), Memory.objects.count()) == before


def test_the_list_of_turns_takes_as_many_queries_however_long(
    page: Client, alice: User, snapshot: ContextSnapshot
) -> None:
    path = f"/chat/{snapshot.conversation_id}/context/"
    page.get(path)
    with CaptureQueriesContext(connection) as few:
        page.get(path)
    for number in range(1, 5):
        turn(alice, f"Question {number}?", snapshot.run.conversation, now() + timedelta(seconds=number))
    with CaptureQueriesContext(connection) as many:
        page.get(path)
    assert len(many) <= len(few)


def test_what_was_remembered_is_shown_and_taken_back(page: Client, alice: User) -> None:
    run = say(alice, "My name is Alice. I live in Oslo.", make_conversation(alice))
    Run.objects.filter(pk=run.pk).update(state="completed", finished_at=now(), snapshot={"tokens": 30, "window": 4_000})
    waiting = page.get(f"/chat/runs/{run.pk}/remembered/", {"tries": "3"}).content.decode()
    assert "tries=2" in waiting
    assert page.get(f"/chat/runs/{run.pk}/remembered/", {"tries": "x"}).content.decode().strip() == ""
    learn_from_run(run_id=run.pk, now=now())
    assert "Remembered 2 things" in page.get(f"/chat/runs/{run.pk}/remembered/", {"tries": "3"}).content.decode()
    conversation = page.get(f"/chat/{run.conversation_id}/").content.decode()
    assert "Remembered 2 things" in conversation
    assert 'max="3000"' in conversation
    assert 'max="3000"' in page.get(f"/chat/{run.conversation_id}/gauge/").content.decode()
    undone = page.post(f"/chat/runs/{run.pk}/remembered/undo/").content.decode()
    assert "Taken back" in undone
    assert not Memory.objects.filter(owner=alice, state="current").exists()
    assert page.post(f"/chat/runs/{run.pk}/remembered/undo/", headers={"HX-Request": "true"}).status_code == 409
    learn_from_run(run_id=run.pk, now=now())
    assert not Memory.objects.filter(owner=alice, state="current").exists()
