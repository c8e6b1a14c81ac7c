"""Variables of a minion's own, filled in by whoever begins a conversation: page, REST, MCP, /v1, record and forks."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from accounts.services.shares import share
from accounts.testing import client_of
from chat.context.preview import preview
from chat.context.snapshots import IDENTICAL, keep_snapshot, verify
from chat.door.asked import Asked, Asker
from chat.door.prepare import prepare
from chat.engine.plan import plan_of
from chat.models import Conversation, Run
from chat.services.conversations import start_conversation
from chat.services.fork import fork_conversation
from chat.testing import make_conversation, make_scripted_model, say
from project.lib.clock import now
from project.lib.errors import InvalidInput
from project.lib.ids import uuid7
from spirits.models import Minion
from spirits.rules.own_variables import Variable
from spirits.services.save_minion import save_minion
from spirits.testing import make_free_plan, make_minion, make_spirit
from training.providers.protocol import Turn

pytestmark = pytest.mark.django_db
API = "/api/v1/conversations"
TOPIC = Variable("topic", "What it is about", is_required=True)
TONE = Variable("tone", "Tone", "choice", ("calm", "cheerful"), "calm")
NOTES = Variable("notes", "Notes", "long")
TEXT = "Write {{tone}}ly about {{topic}}. Notes: {{notes}}"


@pytest.fixture
def minion(alice: User) -> Minion:
    make_free_plan(spirits=[make_spirit()], max_minions=9)
    make_scripted_model()
    minion = make_minion(alice, name="Ada")
    return save_minion(user=alice, minion_id=minion.pk, instructions=TEXT, variables=[TOPIC, TONE, NOTES])


@pytest.fixture
def page(alice: User) -> Client:
    return client_of(alice)


def told(run: Run) -> str:
    """The instructions as the model is told them."""
    return plan_of(run.pk, now=now()).context.parts[0].text


def test_an_empty_chat_asks_for_them_and_keeps_what_is_said(page: Client, minion: Minion) -> None:
    shown = page.get(f"/chat/?minion={minion.pk}").content.decode()
    assert 'name="variable-topic"' in shown
    assert shown.count('form="composer-new"') == 3
    assert '<option value="calm" selected>' in shown
    sent = {"content": "Begin", "minion": str(minion.pk), "variable-topic": "boats & {{date}}",
            "variable-tone": "cheerful", "variable-notes": "one\r\ntwo"}  # fmt: skip
    assert page.post("/chat/start/", sent).status_code == 302
    conversation = Conversation.objects.get()
    assert conversation.variables == {"topic": "boats & {{date}}", "tone": "cheerful", "notes": "one\ntwo"}
    assert told(conversation.runs.get()) == "Write cheerfully about boats & {{date}}. Notes: one\ntwo"


def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(page: Client, alice: User, minion: Minion) -> None:
    sent = {"content": "Kept words", "minion": str(minion.pk), "temporary": "true", "variable-topic": " ",
            "variable-tone": "angry", "variable-notes": "kept notes"}  # fmt: skip
    answer = page.post("/chat/start/", sent)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert ("This field is required." in shown, "angry is not one of the available choices" in shown) == (True, True)
    assert ("Kept words</textarea>" in shown, "kept notes</textarea>" in shown) == (True, True)
    assert 'name="temporary" value="true"' in shown
    assert not Conversation.objects.exists()


def test_a_minion_without_variables_asks_for_none(page: Client, alice: User) -> None:
    make_scripted_model()
    plain = make_minion(alice)
    assert "variable-" not in page.get(f"/chat/?minion={plain.pk}").content.decode()
    assert page.post("/chat/start/", {"content": "Hi", "minion": str(plain.pk)}).status_code == 302
    assert Conversation.objects.get().variables == {}


def test_rest_begins_a_conversation_with_them(page: Client, minion: Minion) -> None:
    given = {"minion": str(minion.pk), "variables": {"topic": "boats"}}
    made = page.post(API, given, "application/json")
    assert made.status_code == 201
    assert made.json()["variables"] == {"topic": "boats", "tone": "calm", "notes": ""}
    assert page.get(f"{API}/{made.json()['id']}").json()["variables"]["topic"] == "boats"


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ({}, "variables.topic"),
        ({"topic": ""}, "variables.topic"),
        ({"topic": "a\nb"}, "variables.topic"),
        ({"topic": "x" * 2_001}, "variables.topic"),
        ({"topic": None}, "variables.topic"),
        ({"topic": {"a": 1}}, "variables.topic"),
        ({"topic": "a", "tone": "angry"}, "variables.tone"),
        ({"topic": "a", "mood": "b"}, "variables.mood"),
        (["topic"], "variables"),
        ("topic", "variables"),
    ],
)
def test_rest_names_what_is_wrong(page: Client, minion: Minion, variables: Any, field: str) -> None:
    body = json.dumps({"minion": str(minion.pk), "variables": variables})
    answer = page.post(API, body, "application/json")
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, [field])
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("words", ["\u0000", "\ud800"])
def test_words_that_cannot_be_kept_are_refused(page: Client, alice: User, minion: Minion, words: str) -> None:
    body = json.dumps({"minion": str(minion.pk), "variables": {"topic": words}})
    assert page.post(API, body, "application/json").status_code == 400
    with pytest.raises(InvalidInput, match="cannot be kept"):
        start_conversation(user=alice, minion_id=minion.pk, variables={"topic": words})


def test_without_a_minion_every_name_is_unknown(page: Client, minion: Minion) -> None:
    answer = page.post(API, {"variables": {"topic": "a"}}, "application/json")
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["variables.topic"])


def test_later_changes_of_the_minion_break_no_old_conversation(alice: User, minion: Minion) -> None:
    talk = start_conversation(user=alice, minion_id=minion.pk, variables={"topic": "boats"})
    new = [Variable("tone", default="wild"), Variable("place", is_required=True), Variable("year", default="2026")]
    save_minion(user=alice, minion_id=minion.pk, instructions="{{tone}} {{place}} {{year}}.", variables=new)
    assert told(say(alice, "Go on", talk)) == "calm  2026."


def test_the_record_holds_the_words_and_a_fork_the_values(page: Client, alice: User, bob: User, minion: Minion) -> None:
    talk = start_conversation(user=alice, minion_id=minion.pk, variables={"topic": "boats"})
    assert (
        preview(user=alice, conversation_id=talk.pk, content="Hi", now=now())
        .parts[0]
        .text.startswith("Write calmly about boats.")
    )
    run = say(alice, "Begin", talk)
    Run.objects.filter(pk=run.pk).update(state="running", fence=1, held_until=now())
    kept = keep_snapshot(run_id=run.pk, fence=1, context=plan_of(run.pk, now=now()).context, now=now())
    assert kept is not None
    assert "boats" in page.get(f"/chat/{talk.pk}/context/").content.decode()
    save_minion(user=alice, minion_id=minion.pk, instructions="Else", variables=[])
    verdict = verify(kept)
    assert (verdict.state, verdict.parts[0].text) == (IDENTICAL, "Write calmly about boats. Notes: ")
    Run.objects.filter(pk=run.pk).update(state="completed", finished_at=now())
    fork = fork_conversation(user=alice, message_id=run.answer_id, now=now())
    assert fork.variables == talk.variables
    share(user=alice, kind="conversation", object_id=talk.pk, email=bob.email)
    assert client_of(bob).get(f"{API}/{talk.pk}").json()["variables"] == {}


def test_the_builders_test_chat_asks_for_them_too(page: Client, minion: Minion) -> None:
    assert 'form="try-form"' in page.get(f"/minions/{minion.pk}/edit/").content.decode()
    answer = page.post(
        f"/minions/{minion.pk}/try/", {"try": "Hi", "variable-topic": "boats"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert Conversation.objects.get().variables["topic"] == "boats"
    refused = page.post(f"/minions/{minion.pk}/try/", {"try": "Hi"}, headers={"HX-Request": "true"})
    assert refused.status_code == 400


def test_other_programs_get_the_defaults_or_a_clear_refusal(alice: User, minion: Minion) -> None:
    asked = Asked(model=f"minion/{minion.pk}", turns=(Turn("user", "Hi"),))
    with pytest.raises(InvalidInput, match=r"needs a value for \{\{topic\}\}") as refused:
        prepare(Asker(alice, None, "openai"), asked, call_id=uuid7(), now=now())
    assert list(refused.value.fields) == ["model"]
    kept = [Variable("topic", is_required=True, default="boats"), TONE, NOTES]
    save_minion(user=alice, minion_id=minion.pk, variables=kept)
    call = prepare(Asker(alice, None, "openai"), asked, call_id=uuid7(), now=now())
    assert "Write calmly about boats." in call.candidates[0].request.messages[0].text


def test_the_database_keeps_values_by_name(alice: User) -> None:
    talk = make_conversation(alice)
    with pytest.raises(IntegrityError, match="variables_of_a_conversation_are_named"), transaction.atomic():
        Conversation.objects.filter(pk=talk.pk).update(variables=["a"])
