"""What a turn is given from memory, and the two tools a model has for it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from chat.context.sources import Asking, passages_for
from chat.engine.tools import Caller, ToolOutcome, call_tool, offered_to
from chat.memory.rules.kinds import Kind, Scope
from chat.memory.rules.sessions import session_of
from chat.memory.services.forget import forget
from chat.memory.services.remember import NewMemory, remember, remember_many
from chat.memory.services.switches import set_switch
from chat.models import Conversation, Memory, Message
from project.lib.ids import uuid7
from spirits.models import Minion
from training.providers.protocol import ToolCall

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def talk(alice: User) -> Conversation:
    return Conversation.objects.create(owner=alice, minion=Minion.objects.create(owner=alice, name="Mia"))


def given(talk: Conversation, question: str, now: datetime = NOON) -> list[str]:
    asking = Asking(talk.owner_id, talk.pk, talk.minion_id, question, now)
    return [each.text for each in passages_for(asking) if each.kind == "memory"]


def call(talk: Conversation, name: str, **arguments: object) -> ToolOutcome:
    question = Message.objects.create(conversation=talk, role="user", content="…")
    caller = Caller(talk.owner_id, talk.pk, talk.minion_id, uuid7(), question.pk)
    return call_tool(caller, ToolCall("1", name, json.dumps(arguments)))


def test_a_later_conversation_knows_and_then_no_longer(alice: User, talk: Conversation) -> None:
    outcome = call(talk, "memory.remember", text="my sister is called Ada")
    memory = Memory.objects.get(pk=outcome.data["memory"])
    assert (memory.source, memory.conversation, memory.source_message.content) == ("message", talk, "…")
    later = Conversation.objects.create(owner=alice)
    now = memory.created_at
    assert given(later, "What is my sister called?", now) == ["my sister is called Ada"]
    forget(owner=alice, memory_ids=[memory.pk], now=now)
    assert given(later, "What is my sister called?", now) == []


def test_rules_and_pinned_memories_are_always_given(alice: User, talk: Conversation) -> None:
    remember(owner=alice, text="Answer in French", kind=Kind.PROCEDURAL, scope=Scope.MINION,
             minion_id=talk.minion_id, now=NOON)  # fmt: skip
    remember(owner=alice, text="I am a vegetarian", is_pinned=True, now=NOON)
    remember(owner=alice, text="I own a boat", now=NOON)
    assert given(talk, "What is the weather?") == ["I am a vegetarian", "Answer in French"]
    assert given(Conversation.objects.create(owner=alice), "What is the weather?") == ["I am a vegetarian"]


def test_turns_come_with_their_neighbours_and_in_their_order(alice: User, talk: Conversation) -> None:
    for session, when in (("b", NOON - DAY), ("a", NOON - 2 * DAY)):
        said = ("Where shall we go?", f"To the museum, plan {session}", "Fine")
        items = [
            NewMemory(text=text, kind=Kind.EPISODIC, session=session, position=at, speaker="Bea", occurred_at=when)
            for at, text in enumerate(said)
        ]
        remember_many(owner=alice, items=items, now=NOON)
    texts = [text for text in given(talk, "museum") if "museum" in text.splitlines()[1]]
    assert texts == [
        "Bea: Where shall we go?\nBea: To the museum, plan a\nBea: Fine",
        "Bea: Where shall we go?\nBea: To the museum, plan b\nBea: Fine",
    ]


def test_what_this_conversation_holds_is_left_to_its_history(alice: User, talk: Conversation) -> None:
    remember(owner=alice, text="tea, please", kind=Kind.EPISODIC, session=session_of(talk.pk), now=NOON)
    assert given(talk, "tea") == []


@pytest.mark.parametrize("place", ["everywhere", "minion", "conversation"])
def test_off_means_nothing_is_read_offered_or_written(alice: User, talk: Conversation, place: str) -> None:
    remember(owner=alice, text="my sister is called Ada", now=NOON)
    where = {"minion": {"minion_id": talk.minion_id}, "conversation": {"conversation_id": talk.pk}}.get(place, {})
    set_switch(owner=alice, is_on=False, now=NOON, **where)
    assert given(talk, "What is my sister called?") == []
    caller = Caller(alice.pk, talk.pk, talk.minion_id, uuid7(), uuid7())
    assert [spec.name for spec in offered_to(caller) if spec.name.startswith("memory.")] == []
    assert not call(talk, "memory.remember", text="a secret").is_success
    assert not call(talk, "memory.search", query="sister").is_success
    assert Memory.objects.count() == 1


def test_the_search_tool_answers_with_data(alice: User, talk: Conversation) -> None:
    remember(owner=alice, text="my sister is called Ada", now=NOON)
    outcome = call(talk, "memory.search", query="sister")
    assert outcome.is_success
    assert [each["text"] for each in outcome.data["memories"]] == ["my sister is called Ada"]
    assert call(talk, "memory.search", query="submarine").text == "Nothing is remembered about this."


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({}, "text"),
        ({"text": 7}, "text"),
        ({"text": "a", "days": 0}, "days"),
        ({"text": "a", "days": True}, "days"),
        ({"text": "a", "kind": "episodic"}, "kind"),
        ({"text": "a", "mood": "good"}, "mood"),
        ({"text": "x" * 2001}, "text"),
    ],
)
def test_bad_arguments_are_told_to_the_model(talk: Conversation, arguments: dict[str, object], named: str) -> None:
    outcome = call(talk, "memory.remember", **arguments)
    assert not outcome.is_success
    assert named in outcome.data["fields"]
    assert not Memory.objects.exists()
