"""Conversations as files: out as Markdown, JSON and PDF; in from ChatGPT, Open WebUI and Daimon."""

import io
import json
import zipfile
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
        "current_node": "e",
        "mapping": {
            "root": {"id": "root", "message": None, "parent": None, "children": ["s"]},
            "s": {"id": "s", "parent": "root", "message": {"author": {"role": "system"}, "content": {"parts": [""]}}},
            "a": {"id": "a", "parent": "s", "message": {"author": {"role": "user"}, "create_time": 1_700_000_001, "content": {"content_type": "text", "parts": ["Oak or teak?"]}}},
            "b": {"id": "b", "parent": "a", "message": {"author": {"role": "assistant"}, "content": {"parts": ["Oak."]}, "metadata": {"model_slug": "gpt-4o"}}},
            "c": {"id": "c", "parent": "a", "message": {"author": {"role": "assistant"}, "content": {"parts": ["Let me look."]}, "metadata": {"model_slug": "gpt-4o"}}},
            "d": {"id": "d", "parent": "c", "message": {"author": {"role": "tool"}, "content": {"parts": ["{}"]}}},
            "e": {"id": "e", "parent": "d", "message": {"author": {"role": "assistant"}, "content": {"parts": ["Teak.", {"asset_pointer": "x"}]}}},
        },
    }
]  # fmt: skip
OPEN_WEBUI: list[dict[str, Any]] = [
    {
        "id": "1",
        "title": "Varnish",
        "created_at": 1_700_000_000,
        "chat": {
            "history": {
                "currentId": "q2",
                "messages": {
                    "q": {"id": "q", "parentId": None, "role": "user", "content": "How many coats?", "timestamp": 1_700_000_000},
                    "q2": {"id": "q2", "parentId": "q", "role": "assistant", "content": "Six.", "modelName": "Llama"},
                },
            }
        },
    }
]  # fmt: skip


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


def test_chatgpts_tree_comes_along_with_its_branches(alice: User) -> None:
    bring(alice, json.dumps(CHATGPT).encode())
    made = Conversation.objects.get()
    assert (made.title, made.owner, made.created_at.year) == ("Oak or teak", alice, 2023)
    assert said(made) == [
        ("user", "Oak or teak?", ""),
        ("assistant", "Oak.", "gpt-4o"),
        ("assistant", "Let me look.\n\nTeak.", "gpt-4o"),
    ]
    page = client_of(alice).get(f"/chat/{made.pk}/").content.decode()
    assert "Teak." in page
    assert "2/2" in page


def test_chatgpts_zip_is_opened(alice: User) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("user.json", "{}")
        archive.writestr("export/conversations.json", json.dumps(CHATGPT))
    bring(alice, packed.getvalue(), "export.zip")
    assert Conversation.objects.get().title == "Oak or teak"


def test_open_webuis_export_comes_in(alice: User) -> None:
    bring(alice, json.dumps(OPEN_WEBUI).encode())
    made = Conversation.objects.get()
    assert said(made) == [("user", "How many coats?", ""), ("assistant", "Six.", "Llama")]
    assert made.leaf.content == "Six."


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
        b"", b"\xff\xfe", b"[", b"[]", b"{}", b"7", b"null", b'[{"mapping": {}}]', b'[{"mapping": 5}]', b"PK\x03\x04 not a zip",
        b'[{"chat": {"history": {"messages": [1]}}}]', b'{"format": "daimon.conversations", "conversations": 3}',
        b"[" * 100_000, json.dumps([{"mapping": {"a": {"message": {"author": {"role": "user"}, "content": {"parts": ["x"]}, "create_time": "soon"}}}}]).encode(),
        json.dumps([*CHATGPT, {"mapping": 5}]).encode(),
    ],
)  # fmt: skip
def test_a_file_that_is_none_changes_nothing_and_says_so(alice: User, content: bytes) -> None:
    answer = bring(alice, content)
    assert (answer.status_code, Conversation.objects.count()) == (200, 0)
    assert "toast--error" in answer.content.decode()


def test_a_circle_and_odd_letters_do_no_harm(alice: User) -> None:
    nodes = {
        "a": {"parent": "b", "message": {"author": {"role": "user"}, "content": {"parts": ["round"]}}},
        "b": {"parent": "a", "message": {"author": {"role": "assistant"}, "content": {"parts": ["and round"]}}},
        "c": {"parent": None, "message": {"author": {"role": "user"}, "content": {"parts": ["\x00 \ud800 ok"]}}},
    }
    bring(alice, json.dumps([{"title": "\x00", "mapping": nodes}]).encode())
    assert said(Conversation.objects.get()) == [("user", " ? ok", "")]


def test_a_visitor_is_asked_to_sign_in() -> None:
    for address in ("/chat/import/", "/chat/export.json"):
        assert Client().get(address).status_code == 302
