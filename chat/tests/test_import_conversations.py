"""Conversations from ChatGPT and Open WebUI: along the branch on show, once, remembered, and refused whole when damaged."""

import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from accounts.testing import client_of, make_user
from chat.memory.queries.search import search
from chat.memory.services.switches import set_switch
from chat.models import Conversation, Memory, Message
from chat.queries.thread import branch_to
from chat.rules.foreign_exports import talks_in
from jobs.worker.drain import run_waiting
from project.lib.clock import now
from project.lib.errors import InvalidInput

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PATH = "/api/v1/conversations/import"
SPOKEN_AT = 1_700_000_000


def node(parent: str | None, role: str, text: Any, **more: Any) -> dict[str, Any]:
    content = {"content_type": "text", "parts": [text]}
    return {
        "parent": parent,
        "message": {"author": {"role": role}, "content": content, "create_time": SPOKEN_AT, **more},
    }


CHATGPT: dict[str, Any] = {
    "id": "abc",
    "title": "Holiday",
    "create_time": SPOKEN_AT,
    "current_node": "d",
    "mapping": {
        "root": {"parent": None, "message": None},
        "s": node("root", "system", "Be helpful"),
        "a": node("s", "user", "We are going to Lisbon in March with the children"),
        "b": node("a", "assistant", "An older answer"),
        "c": node("a", "assistant", "Lovely!\u0000", metadata={"model_slug": "gpt-4"}),
        "d": node("c", "user", "Which trams are old?"),
    },
}
OPEN_WEBUI: dict[str, Any] = {
    "id": "xyz",
    "title": "Bread",
    "chat": {
        "history": {
            "currentId": "2",
            "messages": {
                "1": {
                    "parentId": None,
                    "role": "user",
                    "content": "I bake rye bread every Saturday morning",
                    "timestamp": SPOKEN_AT,
                },
                "2": {
                    "parentId": "1",
                    "role": "assistant",
                    "content": "Nice",
                    "model": "llama3",
                    "timestamp": SPOKEN_AT,
                },
            },
        }
    },
}


def bring(user: User, content: bytes) -> Any:
    return client_of(user).post(PATH, {"file": SimpleUploadedFile("conversations.json", content)})


def said(conversation: Conversation) -> list[tuple[str, str, str]]:
    return [
        (each.message.role, each.content, each.message.author) for each in branch_to(conversation, conversation.leaf_id)
    ]


def test_both_systems_come_in_and_are_remembered_once(alice: User) -> None:
    content = json.dumps([CHATGPT, OPEN_WEBUI]).encode()
    answer = bring(alice, content)
    assert (answer.status_code, answer.json()["messages"], answer.json()["known"]) == (201, 5, 0)
    holiday, bread = Conversation.objects.filter(owner=alice).order_by("-title")
    assert said(holiday) == [
        ("user", "We are going to Lisbon in March with the children", ""),
        ("assistant", "Lovely!\ufffd", "gpt-4"),
        ("user", "Which trams are old?", ""),
    ]
    assert said(bread)[1] == ("assistant", "Nice", "llama3")
    spoken = datetime.fromtimestamp(SPOKEN_AT, UTC)
    assert {holiday.active_at, holiday.created_at, *Message.objects.values_list("created_at", flat=True)} == {spoken}
    run_waiting()
    [found] = search(alice.pk, "Where do we go with the children?", now=now())
    assert (found.text, found.source, found.occurred_at) == (
        "We are going to Lisbon in March with the children",
        "import",
        spoken,
    )
    assert bring(alice, content).json() == {"conversations": [], "messages": 0, "known": 2}
    run_waiting()
    assert (Conversation.objects.count(), Memory.objects.filter(owner=alice).count()) == (2, 2)


def test_two_people_bring_in_the_same_file(alice: User) -> None:
    content = json.dumps([CHATGPT]).encode()
    assert len(bring(alice, content).json()["conversations"]) == 1
    assert len(bring(make_user("bob@example.org"), content).json()["conversations"]) == 1


def test_where_memory_is_off_nothing_is_remembered(alice: User) -> None:
    set_switch(owner=alice, is_on=False, now=now())
    bring(alice, json.dumps([CHATGPT]).encode())
    run_waiting()
    assert not Memory.objects.exists()


def test_a_packed_archive_is_read(alice: User) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("conversations.json", json.dumps([CHATGPT]))
    assert bring(alice, packed.getvalue()).status_code == 201


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"{}", b"[1]", b'[{"a": 1}]', b"PK nonsense", b"[" * 100_000, b"\xff\xfe",
     json.dumps([CHATGPT, {"mapping": {"x": 5}, "current_node": "x"}]).encode(),
     json.dumps([{"chat": {"messages": [7]}}]).encode()],
)  # fmt: skip
def test_what_is_no_export_is_refused_whole(alice: User, content: bytes) -> None:
    answer = bring(alice, content)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["file"])
    assert not Conversation.objects.exists()


def test_circles_odd_times_and_half_letters_do_no_harm() -> None:
    circle = {**CHATGPT, "mapping": {"d": node("d", "user", "Round and round \ud800", create_time=9e99)}}
    [talk] = talks_in(json.dumps([circle]).encode(), now=datetime(2026, 1, 1, tzinfo=UTC))
    assert [(each.text, each.at.year) for each in talk.messages] == [("Round and round ?", 2026)]
    with pytest.raises(InvalidInput):
        talks_in(json.dumps([CHATGPT] * 5_001).encode(), now=now())
