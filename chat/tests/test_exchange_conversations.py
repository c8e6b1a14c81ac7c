"""Conversations as files: out as Markdown, JSON and PDF, and back in."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from accounts.testing import client_of
from chat.exchange.write_pdf import _flowing
from chat.models import Conversation, Message, Run
from chat.testing import make_conversation, say
from project.lib.clock import now

pytestmark = pytest.mark.django_db

CHATGPT: list[dict[str, Any]] = [
    {
        "title": "Oak or teak",
        "create_time": 1_700_000_000.5,
        "current_node": "b",
        "mapping": {
            "a": {"id": "a", "parent": None, "children": ["b"], "message": {"author": {"role": "user"}, "create_time": 1_700_000_001, "content": {"content_type": "text", "parts": ["Oak or teak?"]}}},
            "b": {"id": "b", "parent": "a", "children": [], "message": {"author": {"role": "assistant"}, "create_time": 1_700_000_002, "content": {"content_type": "text", "parts": ["Teak."]}}},
        },
    }
]  # fmt: skip
OWN = {"format": "daimon.conversations", "version": 1}


def bring(user: User, content: bytes, name: str = "conversations.json") -> Any:
    return client_of(user).post("/chat/import/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def said(conversation: Conversation) -> list[tuple[str, str, str]]:
    return [(each.role, each.content, each.author) for each in conversation.messages.order_by("depth", "id")]


@pytest.fixture
def chat(alice: User) -> Conversation:
    conversation = make_conversation(alice, title="Größe der Hülle")
    run = say(alice, "How large?", conversation)
    Message.objects.filter(pk=run.answer_id).update(content="| a | b |\n|--|--|\n| 1 | 2 |\n\n- **seven** metres")
    Run.objects.filter(pk=run.pk).update(state="completed", finished_at=now())
    return conversation


def test_chatgpts_export_comes_in_on_this_page_too(alice: User) -> None:
    bring(alice, json.dumps(CHATGPT).encode())
    made = Conversation.objects.get()
    assert (made.title, made.owner, made.created_at.year) == ("Oak or teak", alice, 2023)
    assert [(role, text) for role, text, _ in said(made)] == [("user", "Oak or teak?"), ("assistant", "Teak.")]


def test_what_goes_out_comes_back_the_same(alice: User, bob: User, chat: Conversation) -> None:
    content = client_of(alice).get("/chat/export.json").content
    bring(bob, content)
    assert said(Conversation.objects.get(owner=bob)) == said(chat)
    assert client_of(bob).get(f"/chat/{chat.pk}/export/json/").status_code == 404


def test_markdown_and_pdf_hold_what_was_said(alice: User, chat: Conversation) -> None:
    text = client_of(alice).get(f"/chat/{chat.pk}/export/md/")
    assert text["Content-Disposition"] == 'attachment; filename="groe-der-hulle.md"'
    assert "# Größe der Hülle\n\n## You\n\nHow large?" in text.content.decode()
    pdf = client_of(alice).get(f"/chat/{chat.pk}/export/pdf/").content
    assert pdf.startswith(b"%PDF-")
    assert b"Gr\xc3\xb6" not in pdf  # its words are drawn, and compressed
    table, _space, item = _flowing("| a | b |\n|--|--|\n| 1 | 2 |\n\n- **seven** metres")
    assert [[cell.getPlainText() for cell in row] for row in table._cellvalues] == [["a", "b"], ["1", "2"]]
    assert item.getPlainText() == "seven metres"
    assert client_of(alice).get(f"/chat/{chat.pk}/export/exe/").status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe", b"[", b"[]", b"{}", b"7", b"null", b'[{"mapping": 5}]', b"PK\x03\x04 not a zip", b"[" * 100_000,
        *(
            json.dumps({**OWN, "conversations": rows}).encode()
            for rows in (
                3, [], [3], [{}], [{"messages": 3}], [{"messages": [{"id": 1}]}], [{"messages": [{"id": 1, "role": "user", "content": 5}]}],
                [{"messages": [{"id": 1, "role": "user", "content": "x", "created_at": "soon"}]}],
                [{"messages": [{"id": 1, "role": "user", "content": "x"}]}, {"messages": 3}],
            )
        ),
    ],
)  # fmt: skip
def test_a_file_that_is_none_changes_nothing_and_says_so(alice: User, content: bytes) -> None:
    answer = bring(alice, content)
    assert (answer.status_code, Conversation.objects.count()) == (200, 0)
    assert "toast--error" in answer.content.decode()


def test_a_circle_and_odd_letters_do_no_harm(alice: User) -> None:
    said_there = [
        {"id": "a", "parent": "b", "role": "user", "content": "round"},
        {"id": "b", "parent": "a", "role": "assistant", "content": "and round"},
        {"id": "c", "parent": None, "role": "user", "content": "\x00 \ud800 ok"},
    ]
    bring(alice, json.dumps({**OWN, "conversations": [{"title": "\x00", "messages": said_there}]}).encode())
    assert said(Conversation.objects.get()) == [("user", " ? ok", "")]


def test_a_visitor_is_asked_to_sign_in() -> None:
    for address in ("/chat/import/", "/chat/export.json"):
        assert Client().get(address).status_code == 302
