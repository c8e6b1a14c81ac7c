"""The chat stays light: its bytes over the wire, and its queries however much there is."""

import gzip

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.testing import client_of
from chat.models import Attachment, Conversation, Message, Upload
from chat.testing import make_conversation
from project.testing.weight import compressed_weight, files_of

pytestmark = pytest.mark.django_db
MOST_BYTES = 150_000
MOST_QUERIES = 15


def talk(owner: User, turns: int) -> Conversation:
    """A chat of so many turns, each question with a file."""
    conversation = make_conversation(owner, title="Boats")
    said: list[Message] = []
    for depth in range(2 * turns):
        role = Message.Role.ASSISTANT if depth % 2 else Message.Role.USER
        text = "Boats need **paint**, and paint needs a dry day. " * 8
        above = said[-1] if said else None
        said.append(Message(conversation=conversation, parent=above, depth=depth, role=role, content=text))
    Message.objects.bulk_create(said)
    file = Upload.objects.create(owner=owner, name="a.txt", kind="document", form="text", size=5, passage_count=1)
    Attachment.objects.bulk_create(Attachment(message=each, position=0, upload=file) for each in said[::2])
    conversation.leaf = said[-1]
    conversation.save()
    return conversation


def queries(client: Client, address: str) -> int:
    counted = []
    for _ in range(2):  # caches of some seconds run out now and then
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        counted.append(len(seen))
    return min(counted)


@pytest.mark.parametrize("turns", [0, 30])
def test_the_chat_weighs_at_most_150_kilobytes(turns: int, alice: User) -> None:
    address = f"/chat/{talk(alice, turns).pk}/" if turns else "/chat/"
    html = client_of(alice).get(address).content.decode()
    assert {"/static/css/chat.css", "/static/js/chat/page.js", "/static/js/chat/attach.js"} <= files_of(html)
    assert compressed_weight(html) <= MOST_BYTES


def test_pages_are_sent_compressed_and_json_is_not(alice: User) -> None:
    client = client_of(alice)
    asks = {"Accept-Encoding": "gzip"}
    page = client.get(f"/chat/{talk(alice, 30).pk}/", headers=asks)
    assert page["Content-Encoding"] == "gzip"
    assert b"Boats need" in gzip.decompress(page.content)
    assert len(page.content) < 60_000
    assert "Content-Encoding" not in client.get("/api/v1/conversations/", headers=asks)


def test_a_chat_takes_few_queries_however_long_it_is(alice: User) -> None:
    client = client_of(alice)
    short, long = talk(alice, 2), talk(alice, 60)
    client.get(f"/chat/{short.pk}/")
    few = queries(client, f"/chat/{short.pk}/")
    assert queries(client, f"/chat/{long.pk}/") == few <= MOST_QUERIES


def test_the_rail_costs_the_same_with_more_chats(alice: User) -> None:
    client = client_of(alice)
    talk(alice, 1)
    client.get("/chat/")
    few = queries(client, "/chat/")
    for _ in range(12):
        make_conversation(alice, title="Another")
    assert queries(client, "/chat/") == few <= MOST_QUERIES
